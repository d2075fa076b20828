/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/record.h"

static uint32_t instant(usec ms)
{
	if (ms < 0)
		return 0;
	return ms >= RECORD_NEVER ? RECORD_NEVER - 1 : (uint32_t)ms;
}

uint32_t record_instant(const struct record *r, usec at)
{
	return instant((at - r->accepted) / 1000);
}

uint32_t record_not_before(const struct record *r, usec at)
{
	return instant((at - r->accepted + 999) / 1000);
}

usec record_time(const struct record *r, uint32_t instant)
{
	return instant == RECORD_NEVER ? 0 : r->accepted + (usec)instant * 1000;
}

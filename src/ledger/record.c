/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/record.h"

#include "store/record.h"

static_assert(RECORD_HEAD == STORE_HEAD, "the store seals it");

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
	/* A damaged journal may have any number here. */
	usec after = at > r->accepted ? at - r->accepted : 0;

	return instant(after / 1000 + (after % 1000 != 0));
}

usec record_time(const struct record *r, uint32_t instant)
{
	return instant == RECORD_NEVER ? 0 : r->accepted + (usec)instant * 1000;
}

/* One of a campaign has its text by then, one of none has it from the first. */
bool record_was_queued(const struct record *r)
{
	return r->state == STATUS_HELD && r->body != 0 &&
	       (r->campaign != 0 || r->substate == SUBSTATE_QUIET_HOURS);
}

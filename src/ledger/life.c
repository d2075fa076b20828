/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/life.h"

#include "ledger/forget.h"
#include "ledger/inside.h"
#include "ledger/steps.h"

#include <assert.h>

void ledger_retention(struct ledger *l, uint16_t account, usec body_for,
    usec record_for)
{
	const struct retention_fact f = { account, body_for, record_for };

	assert(account <= NAMES_MAX && body_for >= 0 && record_for >= 0);
	if (l->started)
		batch_add(l->fill, FACT_RETENTION, NULL, 0)->u.retention = f;
	else
		retention_set(l->book.retention, &f);
}

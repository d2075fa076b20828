/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/steps.h"

#include "ledger/campaign_steps.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/life.h"
#include "ledger/scheduled.h"

#define SLICE 1000 /* released in one commit */

int book_hold_until(const struct book *b, const struct accept *a, usec *at)
{
	*at = a->send_at > b->now ? a->send_at : 0;
	return a->send_at - b->now > LIFE_LATER_MAX ? RC_TOO_LONG : 0;
}

/* From here on it is a message like any other. */
static void release(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_RELEASE, .part = PART_WHOLE };

	if (book_skip(b, s))
		return;
	book_write(b, s, &e);
	book_wait(b, s);
}

/* The row goes with the message's state; one of a message that is not held
 * until just then is none of ours. */
static void take_row(struct book *b, const struct due *d)
{
	struct active_slot *s;
	struct record r;

	if (book_look(b, d->key, &r) == 0 && record_is_held(&r) &&
	    record_time(&r, r.next) == d->at && book_touch(b, d->key, &s) == 0)
		release(b, s);
	else
		scheduled_del(b, d);
}

void book_run_held(struct book *b)
{
	struct due d;

	for (int i = 0; i < SLICE; i++) {
		if (due_first(&b->txn, DUE_HELD, &d) != 0 || d.at > b->now)
			return;
		take_row(b, &d);
	}
}

usec book_next_held(struct book *b)
{
	return due_first_at(&b->txn, DUE_HELD);
}

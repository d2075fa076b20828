/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens because time passes: no receipt in time (M14), validity over
 * (M20), a parked receipt that nobody claimed. A slice at a time, so that no
 * commit grows long; book_next_due() then says "at once".
 */
#include "ledger/steps.h"

#include "base/clock.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/forget.h"
#include "ledger/hook_row.h"
#include "ledger/open.h"

#define SLICE 1000

/* What the lists of SMSC ids keep beside those that wait: receipts that come
 * twice or late still find their message. */
#define IDS_KEPT 1000000u

#define ROWS_TRIMMED 8 /* a commit, at most */

/* Whose turn it is in one list: passes by what is final already, or was
 * forwarded a second time. *at is when the first one's time is over, 0 if none
 * waits. */
static int first_waiting(struct book *b, int list, struct open_entry *e,
    usec *at)
{
	struct record r;

	*at = 0;
	for (int i = 0; i < SLICE; i++) {
		int rc = open_peek(b->open, &b->txn, list, e);

		if (rc != 0)
			return rc;
		if (e->what & OPEN_FORWARDED &&
		    book_look(b, open_key(e->what), &r) == 0 &&
		    record_awaits_receipt(&r) && !(r.flags & FLAG_REROUTED)) {
			*at = record_time(&r, r.forwarded) +
			      b->options.unknown_after;
			return 0;
		}
		open_pass(b->open, list);
	}
	*at = b->now; /* more to pass by */
	return RC_BUSY;
}

/* Someone may know more of such numbers than the ledger (statuses.md 4.8). */
void book_give_up(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_UNKNOWN, .part = PART_WHOLE };
	struct outcome *o;

	book_write(b, s, &e);
	o = batch_outcome(b->batch, OUTCOME_GIVEN_UP);
	o->u.given_up.key = s->key;
	o->u.given_up.to = s->record.to;
}

static void give_up_waiting(struct book *b, int list)
{
	struct active_slot *s;
	struct open_entry o;
	usec at;

	for (int i = 0; i < SLICE; i++) {
		if (first_waiting(b, list, &o, &at) != 0 || at > b->now)
			return;
		if (book_touch(b, open_key(o.what), &s) == 0)
			book_give_up(b, s);
		open_pass(b->open, list);
	}
}

/* It may have been forwarded once more since the row was put: then there is
 * another, unless the limit has changed. */
static void give_up_second(struct book *b, const struct due *d)
{
	struct due later = *d;
	struct active_slot *s;
	struct record r;

	due_del(&b->txn, d);
	if (book_look(b, d->key, &r) != 0 || !record_awaits_receipt(&r))
		return;
	later.at = record_time(&r, r.forwarded) + b->options.unknown_after;
	if (later.at > b->now)
		due_put(&b->txn, &later);
	else if (book_touch(b, d->key, &s) == 0)
		book_give_up(b, s);
}

static void give_up_rerouted(struct book *b)
{
	struct due d;

	for (int i = 0; i < SLICE; i++) {
		if (due_first(&b->txn, DUE_UNKNOWN, &d) != 0 || d.at > b->now)
			return;
		give_up_second(b, &d);
	}
}

/* Quiet hours have made its time longer since the row was put. */
static bool is_later(struct book *b, const struct record *r,
    const struct due *d)
{
	struct due later = *d;

	if (r->ttl == 0 || record_is_over(r, b->now))
		return false;
	later.at = r->accepted + r->ttl * SECOND;
	due_put(&b->txn, &later);
	return true;
}

static void expire_queued(struct book *b)
{
	struct entry e = { .type = ENTRY_EXPIRE, .part = PART_WHOLE };
	struct active_slot *s;
	struct record r;
	struct due d;

	for (int i = 0; i < SLICE; i++) {
		if (due_first(&b->txn, DUE_EXPIRY, &d) != 0 || d.at > b->now)
			return;
		due_del(&b->txn, &d);
		if (book_look(b, d.key, &r) == 0 && r.state == STATUS_QUEUED &&
		    !is_later(b, &r, &d) && book_touch(b, d.key, &s) == 0)
			book_write(b, s, &e);
	}
}

static bool is_final(void *arg, uint64_t key)
{
	struct record r;

	return book_look(arg, key, &r) != 0 || status_is_final(r.state);
}

void book_run_due(struct book *b)
{
	const uint64_t *count = b->totals.state;
	uint64_t wait = count[STATUS_FORWARDED] + count[STATUS_ENROUTE];

	leap_run(b);
	for (int list = 0; list < (int)ARRAY_LEN(b->open->list); list++)
		give_up_waiting(b, list);
	give_up_rerouted(b);
	book_run_held(b);
	book_run_pieces(b);
	book_purge_keys(b);
	expire_queued(b);
	book_run_parked(b);
	book_run_retention(b);
	book_run_forget(b);
	book_run_sweep(b);
	hook_forget(&b->txn, b->now, SLICE);
	book_run_polls(b);
	for (int i = 0; i < ROWS_TRIMMED; i++) {
		if (open_trim(b->open, &b->txn, IDS_KEPT + wait + wait / 8,
			is_final, b) != 0)
			book_fail(b, RC_CORRUPT);
	}
}

usec book_next_due(struct book *b)
{
	struct open_entry o;
	usec at = b->hurried ? b->now : 0, cap;

	clock_earlier(&at, leap_next(b));
	clock_earlier(&at, queue_next_due(&b->queue));
	clock_earlier(&at, book_next_poll(b));
	clock_earlier(&at, book_next_held(b));
	clock_earlier(&at, book_next_piece(b));
	clock_earlier(&at, book_next_key_purge(b));
	clock_earlier(&at, book_next_retention(b));
	clock_earlier(&at, book_next_forget(b));
	clock_earlier(&at, book_next_sweep(b));
	clock_earlier(&at, due_first_at(&b->txn, DUE_UNKNOWN));
	clock_earlier(&at, due_first_at(&b->txn, DUE_EXPIRY));
	clock_earlier(&at, book_next_parked(b));
	clock_earlier(&at, book_next_outreach(b));
	clock_earlier(&at, hook_next_due(&b->txn));
	for (int list = 0; list < (int)ARRAY_LEN(b->open->list); list++) {
		if (first_waiting(b, list, &o, &cap) != RC_NOT_FOUND)
			clock_earlier(&at, cap);
	}
	return at;
}

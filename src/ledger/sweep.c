/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody has opted out: what waits for that number ends now, and not only
 * when its turn comes. A walk over all that waits, in small slices: retries and
 * those of a sender that has to wait, what is held, then the backlog's rows.
 * One walk does for all opt-outs that were set before it began; those that are
 * set meanwhile are for the next one.
 *
 * What is queued of a campaign and not fed yet is in no row: it is found by its
 * number, at once (stopped.c).
 *
 * It is a service and no promise: nothing of it is stored, and what it misses
 * as that moved meanwhile is held back before its claim (skip.c).
 */
#include "ledger/steps.h"
#include "ledger/strand.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/campaign_steps.h"
#include "ledger/due.h"

#define LOOKS_MAX 1000           /* in one commit */
#define PAUSE     (SECOND / 100) /* between slices: others work too */

/* A full store needs its room for what happens to messages. */
#define FULL_LOOKS 100
#define FULL_PAUSE (10 * SECOND)

enum place { NOWHERE, IN_DUE, IN_QUEUE };

struct sweep {
	uint64_t asked; /* the transaction that set an opt-out; 0: none */
	usec next;      /* when the next slice is due */
	enum place at;  /* NOWHERE: it is not under way */
	bool worked;    /* in the transaction at hand, or the last */
	struct due due; /* the next row to look at is not before it */
	uint8_t row[STORE_KEY_MAX];
	size_t row_len;
	uint32_t taken; /* keys of that row that were looked at */
	struct strand strand;
};

struct sweep *sweep_new(void)
{
	return mem_new(1, sizeof(struct sweep));
}

struct strand *book_strand(const struct book *b)
{
	return &b->sweep->strand;
}

void sweep_forget(struct sweep *s)
{
	strand_ask(&s->strand);
	if (s->at != NOWHERE || s->worked)
		s->asked = 1; /* what it did is undone: from the beginning */
	s->at = NOWHERE;
}

void book_sweep(struct book *b, uint16_t account, uint64_t number)
{
	const uint64_t *n = b->totals.state;

	if (n[STATUS_QUEUED] == 0 && n[STATUS_HELD] == 0)
		return;
	book_stop_recipient(b, account, number);
	if (b->sweep->asked == 0 && b->sweep->at == NOWHERE)
		b->sweep->next = b->now;
	b->sweep->asked = b->turn;
}

static void look_at(struct book *b, uint64_t key)
{
	struct active_slot *s;
	struct record r;

	if (book_look(b, key, &r) == 0 && record_is_unclaimed(&r) &&
	    book_is_stopped(b, &r) && book_touch(b, key, &s) == 0)
		(void)book_skip(b, s);
}

/* Lines of messages are below the others; of these one is of what is held. */
static void walk_due(struct book *b, int *looks)
{
	struct sweep *s = b->sweep;
	struct due d;

	while (*looks > 0) {
		if (due_next(&b->txn, &s->due, &d) != 0 || d.line > DUE_HELD) {
			s->at = IN_QUEUE;
			return;
		}
		s->due = d;
		if (d.line >= DUE_UNKNOWN && d.line < DUE_HELD) {
			s->due = (struct due){ .line = DUE_HELD };
			continue;
		}
		s->due.key++;
		look_at(b, d.key);
		(*looks)--;
	}
}

/* The row where it stopped, or the first one behind it if that is gone. */
static int find_row(struct book *b, struct store_row *row)
{
	struct sweep *s = b->sweep;
	int rc = store_seek(&b->txn, STORE_QUEUE, s->row, s->row_len, row);

	if (rc == 0 && (row->key_len != s->row_len ||
			   memcmp(row->key, s->row, s->row_len) != 0))
		s->taken = 0;
	return rc;
}

/* What is put behind a row while it is looked at is new, and was asked for when
 * it was accepted. A row that cannot be read is for its claims to find. */
static void walk_row(struct book *b, const struct store_row *row, int *looks)
{
	struct sweep *s = b->sweep;
	struct queue_chunk chunk = { 0 };

	s->row_len = row->key_len;
	memcpy(s->row, row->key, row->key_len);
	if (queue_read(&row->value, &chunk) != 0)
		return;
	for (; s->taken<chunk.n && * looks> 0; (*looks)--)
		look_at(b, chunk.key[s->taken++]);
}

static void walk_queue(struct book *b, int *looks)
{
	struct sweep *s = b->sweep;
	struct store_row row;
	int rc = find_row(b, &row);

	while (rc == 0) {
		walk_row(b, &row, looks);
		if (*looks <= 0)
			return; /* it goes on in this row */
		s->taken = 0;
		rc = store_next(&row);
		(*looks)--;
	}
	s->at = NOWHERE;
}

/* Rows hold what was there before the transaction at hand, so one that sets an
 * opt-out leaves the walk to the next. */
static bool is_under_way(struct book *b)
{
	struct sweep *s = b->sweep;

	if (s->at != NOWHERE)
		return true;
	if (s->asked == 0 || s->asked == b->turn)
		return false;
	s->asked = 0;
	s->at = IN_DUE;
	s->due = (struct due){ 0 };
	s->row[0] = 0;
	s->row_len = 1;
	s->taken = 0;
	return true;
}

static bool is_resting(const struct book *b)
{
	return clock_rests(b->now, b->sweep->next, FULL_PAUSE);
}

void book_run_sweep(struct book *b)
{
	struct sweep *s = b->sweep;
	int looks = b->totals.full ? FULL_LOOKS : LOOKS_MAX;

	book_run_strand(b);
	s->worked = false;
	if (is_resting(b) || !is_under_way(b))
		return;
	s->worked = true;
	s->next = b->now + (b->totals.full ? FULL_PAUSE : PAUSE);
	if (s->at == IN_DUE)
		walk_due(b, &looks);
	if (s->at == IN_QUEUE)
		walk_queue(b, &looks);
}

usec book_next_sweep(const struct book *b)
{
	const struct sweep *s = b->sweep;
	usec at = book_next_strand(b);

	if (s->at != NOWHERE || s->asked != 0)
		clock_earlier(&at, is_resting(b) ? s->next : b->now);
	return at;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody has opted out: what waits for that number ends now, and not only
 * when its turn comes. A walk (ledger/waiting.h) over all that waits: retries
 * and those of a sender that has to wait, what is held, then the backlog.
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

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/campaign_steps.h"

#define LOOKS_MAX 1000           /* in one commit */
#define PAUSE     (SECOND / 100) /* between slices: others work too */

/* A full store needs its room for what happens to messages. */
#define FULL_LOOKS 100
#define FULL_PAUSE (10 * SECOND)

struct sweep {
	uint64_t asked; /* the transaction that set an opt-out; 0: none */
	usec next;      /* when the next slice is due */
	bool worked;    /* in the transaction at hand, or the last */
	struct waiting_walk walk;
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
	if (waiting_is_on(&s->walk) || s->worked)
		s->asked = 1; /* what it did is undone: from the beginning */
	s->walk = (struct waiting_walk){ 0 };
}

void book_sweep(struct book *b, uint16_t account, uint64_t number)
{
	const uint64_t *n = b->totals.state;

	if (n[STATUS_QUEUED] == 0 && n[STATUS_HELD] == 0)
		return;
	book_stop_recipient(b, account, number);
	if (b->sweep->asked == 0 && !waiting_is_on(&b->sweep->walk))
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
static uint32_t next_line(struct book *b, uint32_t line)
{
	(void)b;
	if (line > DUE_HELD)
		return 0;
	return line < DUE_UNKNOWN ? line : DUE_HELD;
}

static const struct waiting_rule all = { next_line, look_at };

/* Rows hold what was there before the transaction at hand, so one that sets an
 * opt-out leaves the walk to the next. */
static bool is_under_way(struct book *b)
{
	struct sweep *s = b->sweep;

	if (waiting_is_on(&s->walk))
		return true;
	if (s->asked == 0 || s->asked == b->turn)
		return false;
	s->asked = 0;
	waiting_begin(&s->walk);
	return true;
}

static bool is_resting(const struct book *b)
{
	return clock_rests(b->now, b->sweep->next, FULL_PAUSE);
}

void book_run_sweep(struct book *b)
{
	struct sweep *s = b->sweep;

	book_run_strand(b);
	s->worked = false;
	if (is_resting(b) || !is_under_way(b))
		return;
	s->worked = true;
	s->next = b->now + (b->totals.full ? FULL_PAUSE : PAUSE);
	waiting_run(b, &s->walk, &all, b->totals.full ? FULL_LOOKS : LOOKS_MAX);
}

usec book_next_sweep(const struct book *b)
{
	const struct sweep *s = b->sweep;
	usec at = book_next_strand(b);

	if (waiting_is_on(&s->walk) || s->asked != 0)
		clock_earlier(&at, is_resting(b) ? s->next : b->now);
	return at;
}

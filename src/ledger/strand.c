/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Like the walk of sweep.c this one is a service: what moves meanwhile is for
 * the next round.
 *
 * A message that moves leaves its key in the line that it was in, where it is
 * passed by (claims.c).
 */
#include "ledger/strand.h"

#include "base/clock.h"
#include "ledger/body.h"
#include "ledger/entry.h"
#include "ledger/steps.h"

#define LOOKS_MAX 200            /* in one commit: each has a body */
#define PAUSE     (SECOND / 100) /* between slices: others work too */

void strand_ask(struct strand *s)
{
	s->rests = false;
}

static bool is_stranded(struct book *b, const struct record *r)
{
	return r->state == STATUS_QUEUED && r->set != 0 &&
	       book_is_deserted(b, r->set);
}

static void look_at(struct book *b, uint64_t key)
{
	struct buf *out = &b->batch->out;
	size_t at = out->len;
	struct outcome *o;
	struct record r;

	if (book_look(b, key, &r) != 0 || !is_stranded(b, &r) ||
	    r.flags & FLAG_REDACTED || r.body == 0 ||
	    body_read(&b->txn, &b->journal, r.body, out) != 0)
		return;
	book_strand(b)->found = true;
	o = batch_outcome(b->batch, OUTCOME_STRANDED);
	o->data = at;
	o->data_out = true;
	o->u.claim = (struct claim){ .id = { .key = key },
		.to = r.to,
		.account = r.account,
		.class = record_class(&r),
		.parts = r.parts,
		.body_len = out->len - at };
}

/* Those of a set are together. */
static uint32_t next_line(struct book *b, uint32_t line)
{
	uint16_t set = queue_set(line);

	if (!queue_may_be(line))
		return 0;
	return book_is_deserted(b, set)
		   ? line
		   : queue_line_id((uint16_t)(set + 1), 0, 0);
}

static const struct waiting_rule stranded = { next_line, look_at };

static void begin_round(struct strand *s)
{
	s->rests = true;
	s->found = false;
	waiting_begin(&s->walk);
}

/* Who counts them has to hear when there are none any more. */
static void end_round(struct book *b)
{
	struct strand *s = book_strand(b);

	if (s->found || s->told)
		batch_outcome(b->batch, OUTCOME_STRANDED)->u.claim =
		    (struct claim){ .parts = 0 };
	s->told = s->found;
	s->next = s->found ? b->now + STRANDED_AGAIN : 0;
}

/* A full store needs its room for what happens to messages. */
void book_run_strand(struct book *b)
{
	struct strand *s = book_strand(b);

	if (b->totals.full)
		return;
	if (s->rests &&
	    (s->next == 0 || clock_rests(b->now, s->next, STRANDED_AGAIN)))
		return;
	if (!s->rests || !waiting_is_on(&s->walk))
		begin_round(s);
	s->next = b->now + PAUSE;
	waiting_run(b, &s->walk, &stranded, LOOKS_MAX);
	if (!waiting_is_on(&s->walk))
		end_round(b);
}

usec book_next_strand(const struct book *b)
{
	const struct strand *s = book_strand(b);

	if (b->totals.full)
		return 0;
	return s->rests ? s->next : b->now;
}

void book_move(struct book *b, uint64_t key, uint16_t set)
{
	struct entry e = { .type = ENTRY_REROUTE,
		.part = PART_WHOLE,
		.set = set };
	struct active_slot *s;
	struct record r;

	if (key == 0)
		strand_ask(book_strand(b));
	if (key == 0 || book_look(b, key, &r) != 0 || !is_stranded(b, &r) ||
	    book_is_deserted(b, set) || book_touch(b, key, &s) != 0)
		return;
	e.smsc = book_first(b, r.set);
	e.attempt = r.attempts;
	book_write(b, s, &e);
	if (!record_is_ready(&s->record))
		return;
	queue_push(&b->queue, book_line(b, &s->record), &b->txn, key);
	book_await(b, set);
}

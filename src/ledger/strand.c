/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk over what is stranded (ledger/strand.h): rows of due of its lines,
 * then those of the backlog. Lines of other sets are passed by whole. Like
 * that of sweep.c it is a service: what moves meanwhile is for the next round.
 *
 * A message that moves leaves its key in the line that it was in, where it is
 * passed by (claims.c).
 */
#include "ledger/strand.h"

#include <string.h>

#include "base/clock.h"
#include "ledger/body.h"
#include "ledger/due.h"
#include "ledger/entry.h"

#define LOOKS_MAX 200            /* in one commit: each has a body */
#define PAUSE     (SECOND / 100) /* between slices: others work too */

enum place { NOWHERE, IN_DUE, IN_QUEUE };

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

/* Lines of messages are below the others. */
static void walk_due(struct book *b, int *looks)
{
	struct strand *s = book_strand(b);
	struct due d;

	for (; *looks > 0; (*looks)--) {
		d = (struct due){ .line = s->line,
			.at = s->instant,
			.key = s->key };
		if (due_next(&b->txn, &d, &d) != 0 || !queue_may_be(d.line)) {
			s->at = IN_QUEUE;
			return;
		}
		if (!book_is_deserted(b, queue_set(d.line))) {
			s->line = d.line + 1;
			s->instant = 0;
			s->key = 0;
			continue;
		}
		s->line = d.line;
		s->instant = d.at;
		s->key = d.key + 1;
		look_at(b, d.key);
	}
}

static void keep_place(struct strand *s, const struct store_row *row)
{
	if (s->row_len != row->key_len ||
	    memcmp(s->row, row->key, row->key_len) != 0)
		s->taken = 0;
	s->row_len = row->key_len;
	memcpy(s->row, row->key, row->key_len);
}

/* Behind the last row that this one's line may have. */
static void pass_line(struct strand *s)
{
	memset(s->row + sizeof(uint32_t), 0xff, s->row_len - sizeof(uint32_t));
}

static void walk_row(struct book *b, const struct store_row *row, int *looks)
{
	struct strand *s = book_strand(b);
	struct queue_chunk chunk = { 0 };

	if (queue_read(&row->value, &chunk) != 0)
		return;
	for (; *looks > 0 && s->taken < chunk.n; (*looks)--)
		look_at(b, chunk.key[s->taken++]);
}

static void walk_queue(struct book *b, int *looks)
{
	struct strand *s = book_strand(b);
	struct store_row row;
	uint32_t line;
	uint64_t seq;

	while (
	    store_seek(&b->txn, STORE_QUEUE, s->row, s->row_len, &row) == 0) {
		keep_place(s, &row);
		if (queue_read_key(&row, &line, &seq) != 0)
			break; /* damaged: nothing behind it is known */
		if (book_is_deserted(b, queue_set(line))) {
			walk_row(b, &row, looks);
			if (*looks <= 0)
				return;           /* it goes on in this row */
			s->row[s->row_len++] = 0; /* the next one */
		} else {
			pass_line(s);
		}
		(*looks)--;
	}
	s->at = NOWHERE;
}

static void begin_round(struct strand *s)
{
	s->rests = true;
	s->found = false;
	s->at = IN_DUE;
	s->line = 0;
	s->instant = 0;
	s->key = 0;
	s->row[0] = 0;
	s->row_len = 1;
	s->taken = 0;
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
	int looks = LOOKS_MAX;

	if (b->totals.full)
		return;
	if (s->rests &&
	    (s->next == 0 || clock_rests(b->now, s->next, STRANDED_AGAIN)))
		return;
	if (!s->rests || s->at == NOWHERE)
		begin_round(s);
	s->next = b->now + PAUSE;
	if (s->at == IN_DUE)
		walk_due(b, &looks);
	if (s->at == IN_QUEUE)
		walk_queue(b, &looks);
	if (s->at == NOWHERE)
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When to ask an smsc what became of what it took: 5 minutes to 24 hours after
 * the forwarding, while there is no answer (statuses.md 8). The list of SMSC
 * ids is in the order of forwarding, so each of the eleven times needs but a
 * place in it, and nothing is kept per message or written.
 *
 * 1. Of the n-th time all that was forwarded until `done` has had its turn. A
 *    walk beyond that stops at what is not due; what lies in both lists, as
 *    it was moved from one to the other, has its turn once.
 * 2. A turn that was missed (nobody asked then, we were down) is made up for
 *    until the next one is due, the last one within an hour.
 * 3. While no smsc is asked there are no walks; they begin at `done`, which is
 *    found in the rows by halving.
 *
 * A message that went to a second smsc is not asked about: its place in the
 * list is that of the first forwarding.
 */
#include "ledger/steps.h"

#include "base/mem.h"
#include "ledger/open.h"
#include "ledger/question.h"

/* What is passed by in one commit, as elsewhere. */
#define LOOKS_MAX 1000

/* An smsc that was heard is silent after so many parts without a receipt, and
 * so long: they come in any order, and late. */
#define SILENT_PARTS 100
#define SILENT_TIME  (10 * MINUTE)

/* Minutes; behind the last how late that may come. */
static const unsigned offsets[QUESTIONS_MAX + 1] = { 5, 10, 20, 40, 80, 160,
	320, 560, 800, 1120, 1440, 1500 };

struct poll {
	usec done, done_before; /* the batch began */
	usec next;              /* of the first that is not due; 0: none */
	struct open_walk walk[2];
};

struct polls {
	bool is_on;
	usec ran; /* something was due last */
	struct poll poll[QUESTIONS_MAX];
};

struct polls *polls_new(void)
{
	return mem_new(1, sizeof(struct polls));
}

void polls_begin(struct polls *p)
{
	if (!p->is_on)
		return;
	for (size_t k = 0; k < QUESTIONS_MAX; k++)
		p->poll[k].done_before = p->poll[k].done;
}

void polls_forget(struct polls *p)
{
	if (!p->is_on)
		return;
	p->is_on = false;
	for (size_t k = 0; k < QUESTIONS_MAX; k++)
		p->poll[k].done = p->poll[k].done_before;
}

/* Before the batch moves anything: else a failed one would not be undone. */
void polls_leap(struct polls *p, usec by)
{
	for (size_t k = 0; k < QUESTIONS_MAX; k++) {
		p->poll[k].done -= by;
		p->poll[k].next = 0;
	}
	p->ran -= by;
}

static bool is_silent(const struct book *b, const struct book_smsc *s)
{
	return s->heard == 0 ||
	       (s->silent >= SILENT_PARTS && b->now - s->heard >= SILENT_TIME);
}

bool book_asks(const struct book *b, uint16_t smsc)
{
	const struct book_smsc *s = &b->smsc[smsc];

	if (!s->is_known)
		return false;
	return s->query == LEDGER_QUERY_ON ||
	       (s->query == LEDGER_QUERY_AUTO && is_silent(b, s));
}

static bool anybody_asks(const struct book *b)
{
	for (uint16_t i = 1; i <= b->names.len[NAME_SMSC]; i++) {
		if (book_asks(b, i))
			return true;
	}
	return false;
}

/* When it was forwarded, if that is what its place tells. */
static bool is_in_order(struct book *b, const struct open_entry *e,
    struct record *r)
{
	return e->what & OPEN_FORWARDED &&
	       book_look(b, open_key(e->what), r) == 0 &&
	       !(r->flags & FLAG_REROUTED) && r->forwarded != RECORD_NEVER;
}

/* Is all of the row at or before `until`, as far as its first entry tells? */
static bool is_before(struct book *b, int list, uint64_t seq, usec until)
{
	struct open_chunk chunk;
	struct record r;

	if (open_row(b->open, &b->txn, list, seq, &chunk) != 0)
		return false;
	for (size_t i = 0; i < chunk.n; i++) {
		if (is_in_order(b, &chunk.entry[i], &r))
			return record_time(&r, r.forwarded) <= until;
	}
	return false;
}

/* The last row that begins at or before `until`. */
static uint64_t find_row(struct book *b, int list, usec until)
{
	const struct open_list *l = &b->open->list[list];
	uint64_t low = l->first, high = l->next;

	while (low + 1 < high) {
		uint64_t mid = low + (high - low) / 2;

		if (is_before(b, list, mid, until))
			low = mid;
		else
			high = mid;
	}
	return low;
}

static usec offset(size_t k)
{
	return (usec)offsets[k] * MINUTE;
}

static void switch_on(struct book *b)
{
	for (size_t k = 0; k < QUESTIONS_MAX; k++) {
		struct poll *p = &b->polls->poll[k];

		if (p->done < b->now - offset(k + 1))
			p->done = b->now - offset(k + 1);
		p->done_before = p->done;
		p->next = 0;
		for (int i = 0; i < (int)ARRAY_LEN(p->walk); i++)
			p->walk[i] =
			    (struct open_walk){ .at = find_row(b, i, p->done) };
	}
	b->polls->is_on = true;
}

static void take_turn(struct book *b, size_t k, uint64_t key,
    const struct record *r)
{
	usec at = record_time(r, r->forwarded);

	b->polls->ran = b->now;
	if (at <= b->polls->poll[k].done || at <= b->now - offset(k + 1))
		return;
	if (record_awaits_receipt(r) && book_asks(b, r->smsc))
		(void)book_ask(b, key, r, r->answered & ~r->delivered,
		    (uint8_t)(k + 1));
}

/* False: it has looked enough. */
static bool walk(struct book *b, size_t k, int list, int *looks)
{
	struct poll *p = &b->polls->poll[k];
	struct open_entry e;
	struct record r;
	usec at;

	while (
	    open_walk_peek(b->open, &b->txn, list, &p->walk[list], &e) == 0) {
		if (--*looks < 0)
			return false;
		if (is_in_order(b, &e, &r)) {
			at = record_time(&r, r.forwarded) + offset(k);
			if (at > b->now) {
				if (p->next == 0 || at < p->next)
					p->next = at;
				return true;
			}
			take_turn(b, k, open_key(e.what), &r);
		}
		open_walk_pass(&p->walk[list]);
	}
	return true;
}

static void run(struct book *b, size_t k, int *looks)
{
	struct poll *p = &b->polls->poll[k];

	if (p->next > b->now)
		return;
	p->next = 0;
	for (int i = 0; i < (int)ARRAY_LEN(p->walk); i++) {
		if (!walk(b, k, i, looks)) {
			p->next = b->now; /* go on at once */
			return;
		}
	}
	p->done = b->now - offset(k);
}

void book_run_polls(struct book *b)
{
	int looks = LOOKS_MAX;

	if (!anybody_asks(b)) {
		b->polls->is_on = false;
		return;
	}
	if (!b->polls->is_on)
		switch_on(b);
	for (size_t k = 0; k < QUESTIONS_MAX; k++)
		run(b, k, &looks);
}

/* What this transaction has forwarded is in the list by now. */
static usec next_of(struct book *b, size_t k)
{
	struct poll *p = &b->polls->poll[k];
	int looks = LOOKS_MAX;

	for (int i = 0; p->next == 0 && i < (int)ARRAY_LEN(p->walk); i++) {
		if (!walk(b, k, i, &looks))
			p->next = b->now;
	}
	return p->next;
}

/* Once a second is enough where messages come in a stream. */
usec book_next_poll(struct book *b)
{
	const struct polls *p = b->polls;
	usec at = 0;

	if (!p->is_on)
		return 0;
	for (size_t k = 0; k < QUESTIONS_MAX; k++) {
		usec next = next_of(b, k);

		if (next != 0 && (at == 0 || next < at))
			at = next;
	}
	if (at > b->now && at < p->ran + SECOND)
		at = p->ran + SECOND;
	return at;
}

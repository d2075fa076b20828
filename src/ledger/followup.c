/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A follow-up is born when the message before it is forwarded (statuses.md
 * 5.5). In book_write() nothing else may be written, so what was forwarded is
 * noted, and they are born behind all facts, in the same transaction.
 */
#include "ledger/checking.h"

#include "base/mem.h"
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"

#include <stdlib.h>

struct births {
	uint64_t *key; /* forwarded in the transaction at hand */
	size_t n, cap;
};

struct births *births_new(void)
{
	return mem_new(1, sizeof(struct births));
}

void births_free(struct births *w)
{
	if (w == NULL)
		return;
	free(w->key);
	free(w);
}

void book_forget_feed(struct book *b)
{
	b->births->n = 0;
}

/* Only its recipient stops what follows when all was sent; before that a cancel
 * or a failure does. */
static bool has_next(const struct campaign *c, uint8_t step)
{
	return c != NULL && step + 1 < c->steps && campaign_is_under_way(c);
}

void book_forwarded(struct book *b, uint64_t key, const struct record *r)
{
	struct births *w = b->births;

	if (!has_next(book_campaign_look(b, record_campaign(r)),
		record_step(r)))
		return;
	if (w->n == w->cap) {
		w->cap = w->cap * 2 + 64;
		w->key = mem_resize(w->key, w->cap, sizeof(w->key[0]));
	}
	w->key[w->n++] = key;
}

/* In the audience of its step in the order in which they are born. */
static void follow_up(struct book *b, struct campaign *c, struct birth *w,
    usec forwarded)
{
	uint8_t step = (uint8_t)(cell_step(w->cell) + 1);
	struct audience_place at = { c->id, step };
	const struct member m = { w->number, w->contact, b->next_key };
	int rc = audience_add(&b->txn, at, c->members[step], &m, 1);

	if (rc != 0) {
		book_fail(b, rc);
		return;
	}
	w->cell = cell_of(c->id, step, cell_variant(w->cell));
	w->index = c->members[step]++;
	book_bear_later(b, w, forwarded + c->delay[step]);
}

static void bear_next(struct book *b, uint64_t key)
{
	struct campaign *c;
	struct record r;
	struct birth w;

	if (book_look(b, key, &r) != 0 || book_read_birth(b, &r, &w) != 0)
		return;
	c = book_campaign(b, record_campaign(&r));
	if (has_next(c, record_step(&r)))
		follow_up(b, c, &w, record_time(&r, r.forwarded));
}

/* B32: what was queued has its units and goes; the rest does not. */
static bool is_used_up(const struct campaign *c)
{
	return campaign_is_ending(c) && c->total.state[STATUS_QUEUED] == 0 &&
	       c->total.state[STATUS_SUBMITTING] == 0;
}

static void end_trials(struct book *b)
{
	struct campaign *c;

	for (size_t i = 0; (c = book_active_campaign(b, i)) != NULL; i++) {
		const struct campaign_step step = { .to = CAMPAIGN_FAILED,
			.cause = CAUSE_PREFLIGHT,
			.preflight = c->preflight };

		if (is_used_up(c))
			book_move_campaign(b, book_campaign(b, c->id), &step);
	}
}

void book_run_births(struct book *b)
{
	struct births *w = b->births;

	for (size_t i = 0; i < w->n; i++)
		bear_next(b, w->key[i]);
	w->n = 0;
	end_trials(b);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: after each commit a message that discards its text, and can be
 * sent no more or is in doubt, has no text or has a row of due.
 */
#include "ledger/discard.h"

#include "base/mem.h"
#include "ledger/due.h"
#include "ledger/steps.h"

#include <stdlib.h>

/* Texts taken away in one commit: each costs a chunk of the journal. A full
 * store needs its room for what happens to messages. */
#define TOGETHER 500
#define FULL     10

struct discards {
	/* Written in the transaction at hand, or in one that failed. */
	uint64_t *key;
	size_t n, cap;
};

struct discards *discards_new(void)
{
	return mem_new(1, sizeof(struct discards));
}

void discards_free(struct discards *d)
{
	free(d->key);
	free(d);
}

/* Its entries come one after the other. */
void book_note_discard(struct book *b, uint64_t key)
{
	struct discards *d = b->discards;

	if (d->n != 0 && d->key[d->n - 1] == key)
		return;
	if (d->n == d->cap) {
		d->cap = d->cap * 2 + 64;
		d->key = mem_resize(d->key, d->cap, sizeof(d->key[0]));
	}
	d->key[d->n++] = key;
}

/* Its text may go then; 0: it is needed, and what happens next will tell. */
static usec ripe_at(const struct book *b, const struct record *r)
{
	if (record_is_in_doubt(r))
		return record_time(r, r->final) + DISCARD_DOUBT;
	return record_needs_text(r) ? 0 : b->now;
}

static void put_row(struct book *b, uint64_t key, usec at)
{
	const struct due d = { .line = DUE_BODY, .at = at, .key = key };

	due_put(&b->txn, &d);
}

static void erase(struct book *b, uint64_t key)
{
	struct active_slot *s;

	if (book_touch(b, key, &s) != 0 || book_redact(b, s) != 0)
		return; /* it is damaged, and that was logged */
}

void book_discard(struct book *b, uint64_t key, const struct record *r)
{
	usec at = record_discards(r) ? ripe_at(b, r) : 0;

	if (at > b->now)
		put_row(b, key, at);
	else if (at != 0)
		erase(b, key);
}

/* Erasing writes an entry, of one that then discards nothing. */
void book_run_discards(struct book *b)
{
	struct discards *d = b->discards;
	size_t left = b->totals.full ? FULL : TOGETHER;
	struct record r;

	for (size_t i = 0; i < d->n; i++) {
		if (book_look(b, d->key[i], &r) != 0 || !record_discards(&r) ||
		    ripe_at(b, &r) == 0)
			continue;
		if (left == 0) {
			put_row(b, d->key[i], b->now);
			continue;
		}
		left--;
		book_discard(b, d->key[i], &r);
	}
	d->n = 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/forget.h"

#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/people.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

/* They are suggested to nobody any more. */
static void forget_streaks(struct book *b, uint64_t number)
{
	for (uint16_t account = 1; account <= NAMES_MAX; account++)
		book_forget_streak(b, account, number);
}

void wanted_load(struct book *b, struct forget_wanted *w)
{
	struct thing_walk walk = { .txn = &b->txn,
		.kind = THING_FORGET,
		.all = true };

	w->n = 0;
	while (w->n < FORGET_TOGETHER && thing_next(&walk)) {
		uint64_t *number = &w->number[w->n];

		w->n += walk.damage == 0 &&
			thing_number_parse(walk.name, number) == 0;
	}
	for (size_t i = 0; i < w->n; i++)
		forget_streaks(b, w->number[i]);
}

void wanted_done(struct book *b, const struct forget_wanted *w)
{
	char name[THING_NUMBER_BYTES];

	for (size_t i = 0; i < w->n; i++) {
		thing_put(&b->txn,
		    &(struct thing){ .kind = THING_FORGET,
			.name = thing_number_format(w->number[i], name) });
	}
}

bool wanted_has(const struct forget_wanted *w, uint64_t number)
{
	for (size_t i = 0; i < w->n; i++) {
		if (w->number[i] == number)
			return true;
	}
	return false;
}

void wanted_in_audience(struct book *b, const struct forget_wanted *w,
    const struct store_row *row)
{
	struct audience_chunk chunk;
	struct audience_place at;
	uint64_t n;

	if (audience_read_key(row, &at, &n) != 0 ||
	    audience_read(&row->value, &chunk) != 0)
		return;
	for (uint32_t i = 0; i < chunk.n; i++) {
		const struct member *m = &chunk.member[i];

		if (m->key == 0 && m->number != 0 && wanted_has(w, m->number) &&
		    audience_forget(&b->txn, at, n * AUDIENCE_CHUNK + i) != 0)
			return;
	}
}

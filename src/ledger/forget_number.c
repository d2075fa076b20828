/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/forget.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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
	struct thing t = { .kind = THING_FORGET, .name = "" };
	char name[THING_NAME_MAX + 1];
	struct store_row row;
	int rc = thing_seek(&b->txn, &t, &row);

	w->n = 0;
	for (; rc == 0 && w->n < FORGET_TOGETHER; rc = store_next(&row)) {
		rc = thing_read(&row, &t, name);
		if (t.kind != THING_FORGET)
			break;
		if (rc == 0)
			w->number[w->n++] = strtoull(name, NULL, 10);
	}
	for (size_t i = 0; i < w->n; i++)
		forget_streaks(b, w->number[i]);
}

void wanted_done(struct book *b, const struct forget_wanted *w)
{
	char name[24];

	for (size_t i = 0; i < w->n; i++) {
		snprintf(name, sizeof(name), "%" PRIu64, w->number[i]);
		thing_put(&b->txn,
		    &(struct thing){ .kind = THING_FORGET, .name = name });
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which numbers have a row is known in memory, 16 bytes each, so what is
 * delivered costs no read, but of those that have failed.
 */
#include "ledger/people.h"

#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/stops.h"
#include "ledger/streak.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <stdlib.h>

struct streaks {
	struct stops *has; /* a row */
};

struct streaks *streaks_new(void)
{
	struct streaks *s = mem_new(1, sizeof(*s));

	s->has = stops_new();
	return s;
}

void streaks_free(struct streaks *s)
{
	stops_free(s->has);
	free(s);
}

int streaks_load(struct book *b)
{
	struct thing_walk w = { .txn = &b->txn,
		.kind = THING_STREAK,
		.all = true };
	uint64_t number;

	stops_forget(b->streaks->has);
	while (thing_next(&w)) {
		if (w.damage == 0 && thing_number_parse(w.name, &number) == 0)
			stops_note(b->streaks->has, w.thing.account, number,
			    true);
	}
	return w.rc;
}

bool streaks_has(const struct book *b, uint16_t account, uint64_t number)
{
	return stops_any(b->streaks->has, account, number);
}

void streaks_get(struct book *b, uint16_t account, uint64_t number,
    struct streak *s)
{
	char name[THING_NUMBER_BYTES];
	struct thing t = { .kind = THING_STREAK,
		.account = account,
		.name = thing_number_format(number, name) };

	if (!streaks_has(b, account, number) || thing_get(&b->txn, &t) != 0 ||
	    streak_read(s, t.value, t.len) != 0)
		*s = (struct streak){ 0 };
}

void streaks_put(struct book *b, uint16_t account, uint64_t number,
    const struct streak *s)
{
	bool has = s->n != 0 || s->status != STREAK_NONE;
	uint8_t value[STREAK_BYTES];
	char name[THING_NUMBER_BYTES];
	struct thing t = { .kind = THING_STREAK,
		.account = account,
		.name = thing_number_format(number, name) };

	if (has) {
		t.value = value;
		t.len = streak_write(s, value);
	}
	if (has && b->totals.full)
		return; /* space is for what must be kept */
	thing_put(&b->txn, &t);
	stops_note(b->streaks->has, account, number, has);
}

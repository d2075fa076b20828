/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segments by the low bits of the hash, each with linear probing over pairs,
 * at most seven eighths full, which grows by a third or a half: so there is
 * never a table of half a gigabyte that is copied, or half empty. All entries
 * of one hash stand in the run that begins at its home, among others.
 */
#include "ledger/ids.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CELLS 16

static struct ids_segment *segment_of(struct ids *t, uint64_t hash)
{
	return &t->segment[hash % IDS_SEGMENTS];
}

void ids_init(struct ids *t)
{
	t->len = 0;
	for (size_t i = 0; i < IDS_SEGMENTS; i++)
		t->segment[i] = (struct ids_segment){
			.cell = mem_new(FIRST_CELLS, sizeof(struct ids_cell)),
			.cells = FIRST_CELLS,
		};
}

void ids_fini(struct ids *t)
{
	for (size_t i = 0; i < IDS_SEGMENTS; i++) {
		free(t->segment[i].cell);
		t->segment[i].cell = NULL;
	}
}

static size_t home_of(const struct ids_segment *s, uint64_t hash)
{
	return (size_t)((hash >> 32) * s->cells >> 32);
}

static size_t after(const struct ids_segment *s, size_t i)
{
	return i + 1 == s->cells ? 0 : i + 1;
}

/* How far it is from one cell on to another. */
static size_t way(const struct ids_segment *s, size_t from, size_t to)
{
	return to >= from ? to - from : to + s->cells - from;
}

/* The cell of the pair, or the empty one at the end of its run. */
static struct ids_cell *cell_of(struct ids_segment *s, uint64_t hash,
    uint64_t what)
{
	size_t i = home_of(s, hash);

	while (s->cell[i].what != 0 &&
	       (s->cell[i].hash != hash || s->cell[i].what != what))
		i = after(s, i);
	return &s->cell[i];
}

/* 16, 24, 32, 48, 64, ... cells */
static void grow(struct ids_segment *s)
{
	struct ids_segment old = *s;
	bool is_power = (s->cells & (s->cells - 1)) == 0;

	s->cells += is_power ? s->cells / 2 : s->cells / 3;
	s->cell = mem_new(s->cells, sizeof(s->cell[0]));
	for (size_t i = 0; i < old.cells; i++) {
		if (old.cell[i].what != 0)
			*cell_of(s, old.cell[i].hash, old.cell[i].what) =
			    old.cell[i];
	}
	free(old.cell);
}

void ids_put(struct ids *t, uint64_t hash, uint64_t what)
{
	struct ids_segment *s = segment_of(t, hash);
	struct ids_cell *c;

	if (s->len + 1 > s->cells / 8 * 7)
		grow(s);
	c = cell_of(s, hash, what);
	if (c->what != 0)
		return;
	*c = (struct ids_cell){ .hash = hash, .what = what };
	s->len++;
	t->len++;
}

void ids_del(struct ids *t, uint64_t hash, uint64_t what)
{
	struct ids_segment *s = segment_of(t, hash);
	struct ids_cell *c = cell_of(s, hash, what);
	size_t hole, i;

	if (c->what == 0)
		return;
	s->len--;
	t->len--;
	hole = i = (size_t)(c - s->cell);
	for (;;) {
		size_t home;

		i = after(s, i);
		if (s->cell[i].what == 0)
			break;
		home = home_of(s, s->cell[i].hash);
		if (way(s, home, i) >= way(s, hole, i)) {
			s->cell[hole] = s->cell[i];
			hole = i;
		}
	}
	s->cell[hole].what = 0;
}

uint64_t ids_find(const struct ids *t, uint64_t hash, size_t n)
{
	const struct ids_segment *s = &t->segment[hash % IDS_SEGMENTS];
	size_t i = home_of(s, hash);

	for (; s->cell[i].what != 0; i = after(s, i)) {
		if (s->cell[i].hash == hash && n-- == 0)
			return s->cell[i].what;
	}
	return 0;
}

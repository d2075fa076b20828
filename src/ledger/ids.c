/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linear probing over pairs, at most seven eighths full. All entries of one
 * hash stand in the run that begins at its home, among others.
 */
#include "ledger/ids.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CELLS 1024

void ids_init(struct ids *t)
{
	t->cell = mem_new(FIRST_CELLS, sizeof(t->cell[0]));
	t->mask = FIRST_CELLS - 1;
	t->len = 0;
}

void ids_fini(struct ids *t)
{
	free(t->cell);
	t->cell = NULL;
}

void ids_clear(struct ids *t)
{
	ids_fini(t);
	ids_init(t);
}

static size_t home_of(const struct ids *t, uint64_t hash)
{
	return hash & t->mask;
}

/* The cell of the pair, or the empty one at the end of its run. */
static struct ids_cell *cell_of(struct ids *t, uint64_t hash, uint64_t what)
{
	size_t i = home_of(t, hash);

	while (t->cell[i].what != 0 &&
	       (t->cell[i].hash != hash || t->cell[i].what != what))
		i = (i + 1) & t->mask;
	return &t->cell[i];
}

static void grow(struct ids *t)
{
	struct ids old = *t;

	t->mask = t->mask * 2 + 1;
	t->cell = mem_new(t->mask + 1, sizeof(t->cell[0]));
	for (size_t i = 0; i <= old.mask; i++) {
		if (old.cell[i].what != 0)
			*cell_of(t, old.cell[i].hash, old.cell[i].what) =
			    old.cell[i];
	}
	ids_fini(&old);
}

void ids_put(struct ids *t, uint64_t hash, uint64_t what)
{
	struct ids_cell *c;

	if (t->len + 1 > (t->mask + 1) / 8 * 7)
		grow(t);
	c = cell_of(t, hash, what);
	if (c->what != 0)
		return;
	*c = (struct ids_cell){ .hash = hash, .what = what };
	t->len++;
}

void ids_del(struct ids *t, uint64_t hash, uint64_t what)
{
	struct ids_cell *c = cell_of(t, hash, what);
	size_t hole, i;

	if (c->what == 0)
		return;
	t->len--;
	hole = i = (size_t)(c - t->cell);
	for (;;) {
		size_t home;

		i = (i + 1) & t->mask;
		if (t->cell[i].what == 0)
			break;
		home = home_of(t, t->cell[i].hash);
		if (((i - home) & t->mask) >= ((i - hole) & t->mask)) {
			t->cell[hole] = t->cell[i];
			hole = i;
		}
	}
	t->cell[hole].what = 0;
}

uint64_t ids_find(const struct ids *t, uint64_t hash, size_t n)
{
	size_t i = home_of(t, hash);

	for (; t->cell[i].what != 0; i = (i + 1) & t->mask) {
		if (t->cell[i].hash == hash && n-- == 0)
			return t->cell[i].what;
	}
	return 0;
}

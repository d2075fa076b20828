/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linear probing; a deletion moves later keys of the run back, so that no
 * search meets a tombstone. The table is at most half full. Keys are dense
 * counters: taken as they are they would make one run of the whole table,
 * which a deletion has to walk; so they are scattered (Knuth, vol. 3, 6.4), in
 * blocks of a cache line, as neighbours are mostly looked up one by one.
 */
#include "ledger/keymap.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void keymap_init(struct keymap *m, size_t most)
{
	size_t cells = 16;

	while (cells < most * 2)
		cells *= 2;
	m->cell = mem_new(cells, sizeof(m->cell[0]));
	m->mask = cells - 1;
	m->shift = (unsigned)__builtin_clzll(m->mask);
}

void keymap_fini(struct keymap *m)
{
	free(m->cell);
	m->cell = NULL;
}

void keymap_clear(struct keymap *m)
{
	memset(m->cell, 0, (m->mask + 1) * sizeof(m->cell[0]));
}

#define BLOCK_BITS 2 /* 4 cells of 16 bytes */

static size_t home_of(const struct keymap *m, uint64_t key)
{
	uint64_t block = (key >> BLOCK_BITS) * 0x9e3779b97f4a7c15u;

	return block >> (m->shift + BLOCK_BITS) << BLOCK_BITS |
	       (key & ((1u << BLOCK_BITS) - 1));
}

/* Where the key is, or the empty cell where it would go. */
static size_t place_of(const struct keymap *m, uint64_t key)
{
	size_t i = home_of(m, key);

	while (m->cell[i].key != 0 && m->cell[i].key != key)
		i = (i + 1) & m->mask;
	return i;
}

uint32_t keymap_find(const struct keymap *m, uint64_t key)
{
	const struct keymap_cell *c = &m->cell[place_of(m, key)];

	return c->key == key ? c->slot : KEYMAP_NONE;
}

void keymap_put(struct keymap *m, uint64_t key, uint32_t slot)
{
	m->cell[place_of(m, key)] =
	    (struct keymap_cell){ .key = key, .slot = slot };
}

void keymap_del(struct keymap *m, uint64_t key)
{
	size_t hole = place_of(m, key), i = hole;

	if (m->cell[hole].key != key)
		return;
	for (;;) {
		size_t home;

		i = (i + 1) & m->mask;
		if (m->cell[i].key == 0)
			break;
		home = home_of(m, m->cell[i].key);
		/* May the key at i live in the hole? */
		if (((i - home) & m->mask) >= ((i - hole) & m->mask)) {
			m->cell[hole] = m->cell[i];
			hole = i;
		}
	}
	m->cell[hole].key = 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keymap - message key to a slot number.
 *
 * Owns: its table; the capacity is fixed.
 */
#ifndef LEDGER_KEYMAP_H
#define LEDGER_KEYMAP_H

#include "base/base.h"

#define KEYMAP_NONE UINT32_MAX

struct keymap {
	struct keymap_cell {
		uint64_t key; /* 0: empty; no message has key 0 */
		uint32_t slot;
	} * cell;
	size_t mask;
	unsigned shift; /* 64 less the bits of mask */
};

/* Room for `most` keys. */
void keymap_init(struct keymap *m, size_t most);
void keymap_fini(struct keymap *m);
void keymap_clear(struct keymap *m);

/* The slot of the key, or KEYMAP_NONE. */
uint32_t keymap_find(const struct keymap *m, uint64_t key);
void keymap_put(struct keymap *m, uint64_t key, uint32_t slot);
void keymap_del(struct keymap *m, uint64_t key);

#endif

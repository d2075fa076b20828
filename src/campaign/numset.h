/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * numset - a set of numbers.
 *
 * Owns:    its memory, 16 bytes a number or less. A zeroed one is empty.
 * Threads: one.
 */
#ifndef CAMPAIGN_NUMSET_H
#define CAMPAIGN_NUMSET_H

#include "base/base.h"

struct numset {
	uint64_t *place; /* 0: free; a power of two of them */
	size_t n, room;
};

void numset_free(struct numset *s);

/* False: it was there. The number is not 0. */
bool numset_add(struct numset *s, uint64_t number);
bool numset_has(const struct numset *s, uint64_t number);

#endif

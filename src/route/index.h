/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * index - which rules have a key: a prefix, or a carrier.
 *
 * Owns:  copies of the keys and the numbers of rules.
 */
#ifndef ROUTE_INDEX_H
#define ROUTE_INDEX_H

#include "base/base.h"

struct index_pair {
	uint64_t key; /* not 0 */
	uint16_t rule;
};

struct index;

/* The pairs are put in order. */
struct index *index_new(struct index_pair *pair, size_t n);
void index_free(struct index *x);

/* The rules with this key, rising, and how many; NULL: none. */
const uint16_t *index_find(const struct index *x, uint64_t key, size_t *n);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An open hash of keys, at most half full; each names a stretch of the rules.
 */
#include "route/index.h"

#include <stdlib.h>

#include "base/mem.h"

struct index {
	struct place {
		uint64_t key; /* 0 is free */
		uint32_t first, n;
	} * place;
	size_t mask;
	uint16_t *rule;
};

static int compare(const void *a, const void *b)
{
	const struct index_pair *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static struct place *place_of(const struct index *x, uint64_t key)
{
	size_t at = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32);

	while (x->place[at & x->mask].key != key &&
	       x->place[at & x->mask].key != 0)
		at++;
	return &x->place[at & x->mask];
}

struct index *index_new(struct index_pair *pair, size_t n)
{
	struct index *x = mem_new(1, sizeof(*x));
	size_t room = 2;

	while (room < 2 * n)
		room *= 2;
	x->mask = room - 1;
	x->place = mem_new(room, sizeof(*x->place));
	x->rule = mem_new(n + 1, sizeof(*x->rule));
	if (n != 0)
		qsort(pair, n, sizeof(*pair), compare);
	for (size_t i = 0; i < n; i++) {
		struct place *p = place_of(x, pair[i].key);

		if (p->key == 0)
			*p = (struct place){ pair[i].key, (uint32_t)i, 0 };
		p->n++;
		x->rule[i] = pair[i].rule;
	}
	return x;
}

void index_free(struct index *x)
{
	if (x == NULL)
		return;
	free(x->place);
	free(x->rule);
	free(x);
}

const uint16_t *index_find(const struct index *x, uint64_t key, size_t *n)
{
	const struct place *p = place_of(x, key);

	*n = p->n;
	return p->key != 0 ? x->rule + p->first : NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place holds four pairs, the last that was noted first. A pair is 48 bits of
 * its hash and its account; 0: none.
 *
 * A place is rarely in a cache, and each message has one: so it is only asked
 * for, and what was noted is put when some more have been.
 */
#include "ledger/talks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WAYS   4
#define PLACES (TALKS_MAX / WAYS)
#define LATE   16

struct note {
	uint64_t hash;
	uint16_t account;
};

struct talks {
	uint64_t pair[PLACES][WAYS];
	struct note late[LATE]; /* to be put, in their order */
	size_t n;
};

struct talks *talks_new(void)
{
	return mem_new(1, sizeof(struct talks));
}

void talks_free(struct talks *t)
{
	free(t);
}

static uint64_t hash_of(const struct talks_pair *p)
{
	const uint64_t what[] = { p->handset, p->sender };

	return hash_sip(p->key, what, sizeof(what));
}

static bool is_of(uint64_t pair, uint64_t hash)
{
	return pair != 0 && pair >> 16 == hash >> 16;
}

static void put(struct talks *t, const struct note *n)
{
	uint64_t *pair = t->pair[n->hash % PLACES];
	size_t i = 0;

	while (i < WAYS - 1 && !is_of(pair[i], n->hash))
		i++;
	memmove(pair + 1, pair, i * sizeof(pair[0]));
	pair[0] = (n->hash & ~(uint64_t)UINT16_MAX) | n->account;
}

static void put_late(struct talks *t)
{
	for (size_t i = 0; i < t->n; i++)
		put(t, &t->late[i]);
	t->n = 0;
}

void talks_note(struct talks *t, const struct talks_pair *p, uint16_t account)
{
	uint64_t hash;

	if (p->sender == 0 || p->handset == 0)
		return;
	if (t->n == LATE)
		put_late(t);
	hash = hash_of(p);
	__builtin_prefetch(t->pair[hash % PLACES], 1);
	t->late[t->n++] = (struct note){ hash, account };
}

uint16_t talks_find(struct talks *t, const struct talks_pair *p)
{
	uint64_t hash = hash_of(p);
	const uint64_t *pair = t->pair[hash % PLACES];

	put_late(t);
	for (size_t i = 0; i < WAYS; i++) {
		if (is_of(pair[i], hash))
			return (uint16_t)pair[i];
	}
	return 0;
}

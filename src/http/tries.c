/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of sets: a key may lie in any place of its set. The set follows from
 * a keyed hash, so nobody can choose names that drive another one out.
 */
#include "http/tries.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"

#include <stdlib.h>

#define SETS 1024
#define WAYS 4

struct entry {
	uint64_t hash;       /* 0: free */
	usec at[TRIES_MOST]; /* a ring */
	unsigned next;       /* the oldest of it, written next */
};

struct tries {
	struct hash_key key;
	struct entry entry[SETS][WAYS];
};

struct tries *tries_new(void)
{
	struct tries *t = mem_new(1, sizeof(*t));

	random_fill(&t->key, sizeof(t->key));
	return t;
}

void tries_free(struct tries *t)
{
	free(t);
}

static uint64_t hash_of(const struct tries *t, const void *key, size_t len)
{
	return hash_sip(&t->key, key, len) | 1;
}

static usec last_of(const struct entry *e)
{
	return e->at[(e->next + TRIES_MOST - 1) % TRIES_MOST];
}

/* The place of this key, else the one that it may have. */
static struct entry *place_of(struct tries *t, uint64_t hash)
{
	struct entry *set = t->entry[hash / 2 % SETS], *best = &set[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].hash == hash)
			return &set[i];
		if (best->hash != 0 &&
		    (set[i].hash == 0 || last_of(&set[i]) < last_of(best)))
			best = &set[i];
	}
	return best;
}

void tries_add(struct tries *t, const void *key, size_t len, usec now)
{
	uint64_t hash = hash_of(t, key, len);
	struct entry *e = place_of(t, hash);

	if (e->hash != hash) {
		*e = (struct entry){ .hash = hash };
		for (size_t i = 0; i < TRIES_MOST; i++)
			e->at[i] = now - TRIES_TIME;
	}
	e->at[e->next] = now;
	e->next = (e->next + 1) % TRIES_MOST;
}

usec tries_wait(const struct tries *t, const void *key, size_t len, usec now)
{
	uint64_t hash = hash_of(t, key, len);
	const struct entry *set = t->entry[hash / 2 % SETS];

	for (size_t i = 0; i < WAYS; i++) {
		usec until = set[i].at[set[i].next] + TRIES_TIME;

		if (set[i].hash == hash)
			return until > now ? until - now : 0;
	}
	return 0;
}

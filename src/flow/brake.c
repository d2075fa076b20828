/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants: `all` is in the order of the pairs' last replies, and `n` pairs
 * are in it; each is in the chain of its key.
 */
#include "flow/brake.h"

#include <stdlib.h>
#include <sys/queue.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"

#define PAIRS_MAX 20000 /* 6 MB */
#define CHAINS    4096
#define SAY_EVERY (60 * SECOND)

struct pair {
	TAILQ_ENTRY(pair) link;
	SLIST_ENTRY(pair) next;
	uint64_t key;
	usec at[BRAKE_MOST]; /* a ring */
	unsigned oldest;     /* of it, written next */
	usec hour;           /* began */
	unsigned in_hour;
	usec said; /* 0: not yet */
};

TAILQ_HEAD(pairs, pair);
SLIST_HEAD(pair_chain, pair);

struct brake {
	struct hash_key key;
	struct pairs all;
	struct pair_chain chain[CHAINS];
	size_t n;
	uint64_t held;
	usec since, last; /* wall, monotonic; of those held */
};

struct brake *brake_new(void)
{
	struct brake *b = mem_new(1, sizeof(*b));

	random_fill(&b->key, sizeof(b->key));
	TAILQ_INIT(&b->all);
	return b;
}

static struct pair_chain *chain_of(struct brake *b, uint64_t key)
{
	return &b->chain[key % CHAINS];
}

static void forget(struct brake *b, struct pair *p)
{
	SLIST_REMOVE(chain_of(b, p->key), p, pair, next);
	TAILQ_REMOVE(&b->all, p, link);
	b->n--;
	free(p);
}

void brake_free(struct brake *b)
{
	if (b == NULL)
		return;
	while (!TAILQ_EMPTY(&b->all))
		forget(b, TAILQ_FIRST(&b->all));
	free(b);
}

static uint64_t key_of(const struct brake *b, const struct brake_pair *p)
{
	return hash_sip(&b->key, p, sizeof(*p));
}

static struct pair *find(const struct brake *b, uint64_t key)
{
	struct pair *p;

	SLIST_FOREACH(p, &b->chain[key % CHAINS], next)
	{
		if (p->key == key)
			return p;
	}
	return NULL;
}

static bool is_hour_over(const struct pair *p, usec now)
{
	return now - p->hour >= HOUR;
}

bool brake_lets(const struct brake *b, const struct brake_pair *of, usec now)
{
	const struct pair *p = find(b, key_of(b, of));

	if (p == NULL)
		return true;
	if (!is_hour_over(p, now) && p->in_hour >= BRAKE_HOURLY)
		return false;
	return now - p->at[p->oldest] >= BRAKE_TIME;
}

static struct pair *add(struct brake *b, uint64_t key, usec now)
{
	struct pair *p = mem_new(1, sizeof(*p));

	if (b->n == PAIRS_MAX)
		forget(b, TAILQ_FIRST(&b->all));
	p->key = key;
	p->hour = now;
	for (size_t i = 0; i < BRAKE_MOST; i++)
		p->at[i] = now - BRAKE_TIME;
	SLIST_INSERT_HEAD(chain_of(b, key), p, next);
	TAILQ_INSERT_TAIL(&b->all, p, link);
	b->n++;
	return p;
}

void brake_sent(struct brake *b, const struct brake_pair *of, usec now)
{
	uint64_t key = key_of(b, of);
	struct pair *p = find(b, key);

	if (p == NULL)
		p = add(b, key, now);
	if (is_hour_over(p, now)) {
		p->hour = now;
		p->in_hour = 0;
	}
	p->in_hour++;
	p->at[p->oldest] = now;
	p->oldest = (p->oldest + 1) % BRAKE_MOST;
	TAILQ_REMOVE(&b->all, p, link);
	TAILQ_INSERT_TAIL(&b->all, p, link);
}

bool brake_held(struct brake *b, const struct brake_pair *of, usec now)
{
	struct pair *p = find(b, key_of(b, of));
	bool is_news =
	    p != NULL && (p->said == 0 || now - p->said >= SAY_EVERY);
	uint64_t n;

	if (brake_since(b, now, &n) == 0) {
		b->since = clock_wall();
		b->held = 0;
	}
	b->held++;
	b->last = now;
	if (is_news)
		p->said = now;
	return is_news;
}

usec brake_since(const struct brake *b, usec now, uint64_t *n)
{
	bool is_over = b->since == 0 || now - b->last >= HOUR;

	*n = is_over ? 0 : b->held;
	return is_over ? 0 : b->since;
}

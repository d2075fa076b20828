/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/random.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t sequence; /* 0: ask the kernel */

/* splitmix64: small, and good enough where an attacker has no part. */
static uint64_t next_of_sequence(void)
{
	uint64_t z = (sequence += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t random_u64(void)
{
	uint64_t v;

	if (sequence != 0)
		return next_of_sequence();
	if (getrandom(&v, sizeof(v), 0) != (ssize_t)sizeof(v))
		abort(); /* no kernel randomness: nothing safe can follow */
	return v;
}

void random_fill(void *to, size_t len)
{
	uint8_t *p = to;

	while (len > 0) {
		uint64_t v = random_u64();
		size_t n = len < sizeof(v) ? len : sizeof(v);

		memcpy(p, &v, n);
		p += n;
		len -= n;
	}
}

uint64_t random_below(uint64_t below)
{
	return below == 0 ? 0 : random_u64() % below;
}

void random_seed(uint64_t seed)
{
	sequence = seed ? seed : 1;
}

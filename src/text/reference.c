/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Four slots that lie together are a set; a destination is in one of the set
 * that its hash names, or nowhere. The one used longest ago makes room.
 *
 * Invariant: a slot is free iff its `used` is 0.
 */
#include "text/reference.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

#define SET_SLOTS 4

struct slot {
	uint32_t tag;  /* bits of the hash that do not name the set */
	uint32_t used; /* seconds, never 0 */
	uint16_t last;
	uint16_t bits;
};

struct reference {
	struct slot *slot;
	size_t sets;
};

struct reference *reference_new(size_t slots)
{
	struct reference *r = mem_new(1, sizeof(*r));

	assert(slots >= SET_SLOTS && (slots & (slots - 1)) == 0);
	r->slot = mem_new(slots, sizeof(*r->slot));
	r->sets = slots / SET_SLOTS;
	return r;
}

void reference_free(struct reference *r)
{
	if (r == NULL)
		return;
	free(r->slot);
	free(r);
}

/* All numbers once a day. */
static uint16_t number_at(usec now, unsigned bits)
{
	usec into = now % DAY;

	return (uint16_t)((into << bits) / DAY);
}

/* The destination's slot, else the one to make room. */
static struct slot *slot_of(struct reference *r, uint64_t destination,
    unsigned bits)
{
	struct slot *set = r->slot + (destination & (r->sets - 1)) * SET_SLOTS;
	struct slot *oldest = set;
	uint32_t tag = (uint32_t)(destination >> 32);

	for (struct slot *s = set; s < set + SET_SLOTS; s++) {
		if (s->used != 0 && s->tag == tag && s->bits == bits)
			return s;
		if (s->used < oldest->used)
			oldest = s;
	}
	oldest->used = 0;
	return oldest;
}

uint16_t reference_take(struct reference *r, uint64_t destination,
    unsigned bits, usec now)
{
	struct slot *s = slot_of(r, destination, bits);
	uint32_t mask = (1u << bits) - 1;
	uint16_t number;

	assert(bits == 8 || bits == 16);
	if (s->used == 0)
		number = number_at(now, bits);
	else
		number = (uint16_t)((s->last + 1u) & mask);
	*s = (struct slot){ .tag = (uint32_t)(destination >> 32),
		.used = (uint32_t)(now / SECOND) | 1,
		.last = number,
		.bits = (uint16_t)bits };
	return number;
}

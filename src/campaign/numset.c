/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Open addressing. Numbers are an account's own: whoever makes them collide
 * slows down nobody else's, so a multiplication is hash enough.
 */
#include "campaign/numset.h"

#include <stdlib.h>

#include "base/mem.h"

#define ROOM_MIN 64
#define MULTIPLY UINT64_C(0x9e3779b97f4a7c15) /* 2^64 by the golden section */

void numset_free(struct numset *s)
{
	free(s->place);
	*s = (struct numset){ 0 };
}

/* Where it is, or the free place where it would be. */
static size_t place_of(const struct numset *s, uint64_t number)
{
	size_t at = (size_t)(number * MULTIPLY >> 20) & (s->room - 1);

	while (s->place[at] != 0 && s->place[at] != number)
		at = (at + 1) & (s->room - 1);
	return at;
}

static void grow(struct numset *s)
{
	struct numset old = *s;

	s->room = old.room == 0 ? ROOM_MIN : 2 * old.room;
	s->place = mem_new(s->room, sizeof(s->place[0]));
	for (size_t i = 0; i < old.room; i++) {
		if (old.place[i] != 0)
			s->place[place_of(s, old.place[i])] = old.place[i];
	}
	free(old.place);
}

bool numset_add(struct numset *s, uint64_t number)
{
	size_t at;

	if (2 * (s->n + 1) > s->room)
		grow(s);
	at = place_of(s, number);
	if (s->place[at] != 0)
		return false;
	s->place[at] = number;
	s->n++;
	return true;
}

bool numset_has(const struct numset *s, uint64_t number)
{
	return s->n != 0 && s->place[place_of(s, number)] != 0;
}

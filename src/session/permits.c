/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/permits.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

#define RATE_MAX 1000000.0
#define ROOM_MIN 16

void permits_init(struct permits *p, double rate)
{
	*p = (struct permits){ 0 };
	permits_set(p, rate);
}

void permits_fini(struct permits *p)
{
	free(p->used);
	*p = (struct permits){ 0 };
}

void permits_set(struct permits *p, double rate)
{
	if (!(rate > 0)) {
		permits_fini(p);
		return;
	}
	if (rate > RATE_MAX)
		rate = RATE_MAX;
	p->len = (size_t)rate;
	if ((double)p->len < rate)
		p->len++;
	p->period = (usec)((double)p->len / rate * (double)SECOND);
}

size_t permits_used(struct permits *p, usec now)
{
	while (p->count != 0 && now - p->used[p->first] >= p->period) {
		p->first = (p->first + 1) & (p->room - 1);
		p->count--;
	}
	return p->count;
}

uint32_t permits_free(struct permits *p, usec now)
{
	size_t used;

	if (p->len == 0)
		return PERMITS_UNLIMITED;
	used = permits_used(p, now);
	return used < p->len ? (uint32_t)(p->len - used) : 0;
}

uint32_t permits_free_at(const struct permits *p, usec at)
{
	size_t back = 0;

	if (p->len == 0)
		return PERMITS_UNLIMITED;
	while (back < p->count &&
	       at - p->used[(p->first + back) & (p->room - 1)] >= p->period)
		back++;
	return p->count - back < p->len ? (uint32_t)(p->len - (p->count - back))
					: 0;
}

static void grow(struct permits *p)
{
	size_t room = p->room == 0 ? ROOM_MIN : 2 * p->room;
	usec *used = mem_new(room, sizeof(used[0]));

	for (size_t i = 0; i < p->count; i++)
		used[i] = p->used[(p->first + i) & (p->room - 1)];
	free(p->used);
	p->used = used;
	p->room = room;
	p->first = 0;
}

void permits_take(struct permits *p, usec now)
{
	if (p->len == 0)
		return;
	assert(p->count < p->len);
	if (p->count == p->room)
		grow(p);
	p->used[(p->first + p->count) & (p->room - 1)] = now;
	p->count++;
}

int permits_next(const struct permits *p, usec *at)
{
	size_t back = p->count > p->len ? p->count - p->len : 0;

	if (p->count == 0)
		return RC_NOT_FOUND;
	*at = p->used[(p->first + back) & (p->room - 1)] + p->period;
	return 0;
}

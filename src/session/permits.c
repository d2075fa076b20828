/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/permits.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

#define RATE_MAX 1000000.0

void permits_init(struct permits *p, double rate)
{
	*p = (struct permits){ 0 };
	if (!(rate > 0))
		return;
	if (rate > RATE_MAX)
		rate = RATE_MAX;
	p->len = (size_t)rate;
	if ((double)p->len < rate)
		p->len++;
	p->period = (usec)((double)p->len / rate * (double)SECOND);
	p->used = mem_new(p->len, sizeof(p->used[0]));
}

void permits_fini(struct permits *p)
{
	free(p->used);
	*p = (struct permits){ 0 };
}

uint32_t permits_free(struct permits *p, usec now)
{
	if (p->len == 0)
		return PERMITS_UNLIMITED;
	while (p->count != 0 && now - p->used[p->first] >= p->period) {
		p->first = (p->first + 1) % p->len;
		p->count--;
	}
	return (uint32_t)(p->len - p->count);
}

void permits_take(struct permits *p, usec now)
{
	if (p->len == 0)
		return;
	assert(p->count < p->len);
	p->used[(p->first + p->count) % p->len] = now;
	p->count++;
}

int permits_next(const struct permits *p, usec *at)
{
	if (p->count == 0)
		return RC_NOT_FOUND;
	*at = p->used[p->first] + p->period;
	return 0;
}

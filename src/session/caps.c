/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/caps.h"

static const struct {
	const char *name;
	usec length;
} spans[CAPS_SPANS] = {
	[CAPS_MINUTE] = { "minute", 60 * SECOND },
	[CAPS_HOUR] = { "hour", HOUR },
	[CAPS_DAY] = { "day", DAY },
};

static void roll(struct caps *c, usec wall)
{
	for (size_t i = 0; i < CAPS_SPANS; i++) {
		struct cap *p = &c->cap[i];

		if (wall < p->until && p->until - wall <= 2 * spans[i].length)
			continue;
		p->count = 0;
		p->until = (wall / spans[i].length + 1) * spans[i].length;
	}
}

void caps_configure(struct caps *c, const uint64_t limit[CAPS_SPANS])
{
	c->any = false;
	for (size_t i = 0; i < CAPS_SPANS; i++) {
		c->cap[i].limit = limit[i];
		c->any |= limit[i] != 0;
	}
}

uint32_t caps_free(struct caps *c, usec wall)
{
	uint64_t least = CAPS_UNLIMITED;

	if (!c->any)
		return CAPS_UNLIMITED;
	roll(c, wall);
	for (size_t i = 0; i < CAPS_SPANS; i++) {
		const struct cap *p = &c->cap[i];
		uint64_t left = p->limit > p->count ? p->limit - p->count : 0;

		if (p->limit != 0 && left < least)
			least = left;
	}
	return (uint32_t)least;
}

void caps_take(struct caps *c, usec wall)
{
	if (!c->any)
		return;
	roll(c, wall);
	for (size_t i = 0; i < CAPS_SPANS; i++)
		c->cap[i].count++;
}

const char *caps_reached(const struct caps *c, usec wall, usec *until)
{
	const char *name = NULL;

	*until = 0;
	for (size_t i = 0; i < CAPS_SPANS; i++) {
		const struct cap *p = &c->cap[i];

		if (p->limit == 0 || p->count < p->limit || wall >= p->until ||
		    p->until < *until)
			continue;
		name = spans[i].name;
		*until = p->until;
	}
	return name;
}

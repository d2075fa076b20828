/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/recent.h"

#define SLICE (SECOND / 100)

void recent_add(struct recent *r, usec sent, bool ok)
{
	uint32_t at = (uint32_t)(sent / SLICE);
	struct recent_slice *s = &r->slice[at % RECENT_SLICES];

	if (s->at != at)
		*s = (struct recent_slice){ .at = at };
	s->ok += ok;
	s->all++;
}

/* Both sums over the hundred slices up to that of `sent`. */
static struct recent_slice sum(const struct recent *r, usec sent)
{
	uint32_t last = (uint32_t)(sent / SLICE);
	struct recent_slice all = { .at = last };

	for (uint32_t at = last - 99; at != last + 1; at++) {
		const struct recent_slice *s = &r->slice[at % RECENT_SLICES];

		if (s->at != at)
			continue;
		all.ok += s->ok;
		all.all += s->all;
	}
	return all;
}

uint32_t recent_ok(const struct recent *r, usec sent)
{
	return sum(r, sent).ok;
}

uint32_t recent_all(const struct recent *r, usec sent)
{
	return sum(r, sent).all;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/limit.h"

#include "base/clock.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

void limit_fini(struct limit *l)
{
	free(l->times);
	l->times = NULL;
}

void limit_set(struct limit *l, const struct limit_options *opt)
{
	assert(opt->per_second <= LIMIT_MAX);
	limit_fini(l);
	*l = (struct limit){ .opt = *opt };
	if (!opt->sliding || opt->per_second == 0)
		return;
	l->times = mem_new((size_t)opt->per_second, sizeof(*l->times));
	for (uint64_t i = 0; i < opt->per_second; i++)
		l->times[i] = clock_mono() - SECOND;
}

static bool is_over_sliding(struct limit *l)
{
	usec now = clock_mono();
	bool over = now - l->times[l->at] < SECOND;

	if (!over || l->opt.punish) {
		l->times[l->at] = now;
		l->at = (l->at + 1) % l->opt.per_second;
	}
	return over;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static bool is_over_fixed(struct limit *l)
{
	int64_t second = clock_wall() / SECOND;

	if (l->second != second) {
		l->came = second == l->second + 1 && l->opt.punish
			      ? smaller(l->excess, l->opt.per_second)
			      : 0;
		l->excess = 0;
		l->second = second;
	}
	if (l->came < l->opt.per_second) {
		l->came++;
		return false;
	}
	l->excess++;
	return true;
}

bool limit_is_over(struct limit *l)
{
	if (l->opt.per_second == 0)
		return false;
	return l->opt.sliding ? is_over_sliding(l) : is_over_fixed(l);
}

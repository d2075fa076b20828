/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * limit - how many submit_sm a second are taken.
 *
 * A second is one of the clock, or with `sliding` the last 1,000 ms. With
 * `punish` a refused one counts too: of a second of the clock it takes one
 * from the next second; of the last 1,000 ms it fills the place of a taken
 * one, so that who does not slow down is let through no more.
 *
 * Owns:  a time for each one of the last second.
 * Time:  clock_wall() for seconds of the clock, else clock_mono().
 */
#ifndef SIM_LIMIT_H
#define SIM_LIMIT_H

#include "base/base.h"

#define LIMIT_MAX 1000000

struct limit_options {
	uint64_t per_second; /* 0: no limit */
	bool sliding, punish;
};

struct limit {
	struct limit_options opt;
	int64_t second;
	uint64_t came, excess;
	usec *times; /* of the last per_second that count, a ring */
	uint64_t at;
};

/* Begin anew with these; per_second at most LIMIT_MAX. */
void limit_set(struct limit *l, const struct limit_options *opt);
void limit_fini(struct limit *l);

/* One came. Is it too many? */
bool limit_is_over(struct limit *l);

#endif

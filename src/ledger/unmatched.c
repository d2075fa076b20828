/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Minute m lies in place m mod 62; a place of a minute that has gone is taken
 * for the next one.
 */
#include "ledger/unmatched.h"

#define GRACE 2 /* minutes that do not count yet */

void unmatched_add(struct unmatched *u, usec at)
{
	int64_t minute = at / MINUTE;
	size_t i = (size_t)minute % UNMATCHED_MINUTES;

	if (u->minute[i] > minute)
		return; /* of an hour long gone */
	if (u->minute[i] < minute) {
		u->minute[i] = minute;
		u->count[i] = 0;
	}
	u->count[i]++;
}

void unmatched_del(struct unmatched *u, usec at)
{
	int64_t minute = at / MINUTE;
	size_t i = (size_t)minute % UNMATCHED_MINUTES;

	if (u->minute[i] == minute && u->count[i] != 0)
		u->count[i]--;
}

uint64_t unmatched_count(const struct unmatched *u, usec now)
{
	int64_t last = now / MINUTE - GRACE;
	uint64_t sum = 0;

	for (size_t i = 0; i < UNMATCHED_MINUTES; i++) {
		if (u->minute[i] <= last && u->minute[i] > last - HOUR / MINUTE)
			sum += u->count[i];
	}
	return sum;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage - what each account used on each day (UTC), for reports: what the
 * ledger counts (ledger/usage.h), all of it in memory, as of its last commit.
 *
 * Owns:    the days.
 * Borrows: the ledger.
 */
#ifndef API_USAGE_H
#define API_USAGE_H

#include "ledger/usage.h"

struct api;

/* Days since 1970; both are in it. */
struct usage_span {
	int64_t first, last;
};

/* The sums of these days, by our own side. `account` is the ledger's number. */
void usage_of(const struct api *a, uint16_t account,
    const struct usage_span *span, struct usage_sum out[USAGE_OWNS]);

/* All of it in one. */
struct usage_sum usage_total(const struct api *a, uint16_t account,
    const struct usage_span *span);

/* The first day of which anything is known; today if there is none. */
int64_t usage_begin(const struct api *a, uint16_t account);

#endif

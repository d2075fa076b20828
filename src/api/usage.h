/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage - how many messages each account had on each day (UTC), for reports.
 *
 * Counted when the ledger has taken a message, and kept there as things of the
 * account at most a second later: a crash loses the count of that second.
 * Nothing is billed by it. The confirmations and replies that the gateway sends
 * by itself are not counted.
 *
 * Owns:    the days.
 * Borrows: the ledger, the loop.
 */
#ifndef API_USAGE_H
#define API_USAGE_H

#include "base/base.h"

struct api;

struct usage_sum {
	uint64_t messages, segments; /* that were sent */
	uint64_t received;
};

/* The day is today's, by the clock. `account` is the ledger's number. */
void usage_sent(struct api *a, uint16_t account, unsigned segments);
void usage_received(struct api *a, uint16_t account);

/* Days since 1970; both are in it. */
struct usage_span {
	int64_t first, last;
};

/* The sum of these days. */
struct usage_sum usage_of(const struct api *a, uint16_t account,
    const struct usage_span *span);

/* The first day of which anything is known; today if there is none. */
int64_t usage_begin(const struct api *a, uint16_t account);

#endif

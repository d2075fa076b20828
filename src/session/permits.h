/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * permits - throughput as a sliding window: n uses in any one second.
 *
 * A permit comes back one second after its use. A rate that is no whole
 * number has the next whole number of permits, which come back a little
 * later: 2.5 a second are 3 permits in 1.2 s. So no second ever sees more than
 * the rate, rounded up. What was used stays used when the rate changes.
 *
 * Owns:     the instants of use.
 * Time:     the caller passes `now`.
 */
#ifndef SESSION_PERMITS_H
#define SESSION_PERMITS_H

#include "base/base.h"

struct permits {
	usec *used;  /* ring of the uses that count, oldest at `first` */
	size_t room; /* of the ring, a power of two; it grows as needed */
	size_t len;  /* permits in all; 0: no limit */
	size_t first, count; /* count > len: after the rate went down */
	usec period;
};

#define PERMITS_UNLIMITED UINT32_MAX

/* `rate` a second, at most 1,000,000; 0: no limit. */
void permits_init(struct permits *p, double rate);
void permits_fini(struct permits *p);

/* Another rate. Without a limit uses are not kept, so when one comes back
 * all permits are free. */
void permits_set(struct permits *p, double rate);

/* How many are free now; PERMITS_UNLIMITED. */
uint32_t permits_free(struct permits *p, usec now);

/* How many will be free at a later instant if none is used meanwhile. */
uint32_t permits_free_at(const struct permits *p, usec at);

/* How many are in use now; 0 without a limit. */
size_t permits_used(struct permits *p, usec now);

/* Use one that is free. */
void permits_take(struct permits *p, usec now);

/* When the next one comes back. RC_NOT_FOUND: none is in use. */
MUST_CHECK int permits_next(const struct permits *p, usec *at);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * brake - how many replies one of our numbers sends to one handset.
 *
 * Two machines that answer each other would go on for ever, and each reply
 * costs money (http-api.md 5.4, 14107; reliability.md 8, loops).
 *
 * Memory is bounded: of too many pairs the one whose last reply is longest ago
 * is forgotten; one that loops never is that.
 *
 * Owns:  the instants of the last replies of each pair.
 * Time:  given by the caller, monotonic.
 */
#ifndef FLOW_BRAKE_H
#define FLOW_BRAKE_H

#include "base/base.h"

struct brake;

/* A pair gets no more than BRAKE_MOST replies within BRAKE_TIME, which stops a
 * burst, and no more than BRAKE_HOURLY in an hour, which stops a loop through
 * the air, of some seconds a round. People that talk with a machine for an hour
 * need less than one reply each 15 s. */
#define BRAKE_MOST   30
#define BRAKE_TIME   (30 * SECOND)
#define BRAKE_HOURLY 240

struct brake *brake_new(void);

/* NULL is allowed. */
void brake_free(struct brake *b);

/* One of our numbers, by its hash, and a handset. */
struct brake_pair {
	uint64_t ours, handset;
};

/* May a reply go? It is not counted by this. */
bool brake_lets(const struct brake *b, const struct brake_pair *p, usec now);

/* A reply went. */
void brake_sent(struct brake *b, const struct brake_pair *p, usec now);

/* One was held. True: it is the first of this pair for a minute or more, so
 * worth a line in the log. */
bool brake_held(struct brake *b, const struct brake_pair *p, usec now);

/* Since when replies are held, by the clock on the wall; 0: none was for an
 * hour. *n is how many since. */
usec brake_since(const struct brake *b, usec now, uint64_t *n);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unmatched - how many receipts of the last hour still fit no message, minute
 * by minute. More than a few: ids are compared wrongly, or somebody else's
 * receipts come here (statuses.md 4.6).
 *
 * A receipt may overtake its answer, so the minute at hand and the one before
 * do not count yet.
 *
 * Owns:  its numbers; zeroed: none. It may be copied.
 */
#ifndef LEDGER_UNMATCHED_H
#define LEDGER_UNMATCHED_H

#include "base/base.h"

#define UNMATCHED_MINUTES 62 /* an hour, and two that do not count yet */

struct unmatched {
	int64_t minute[UNMATCHED_MINUTES]; /* which it is, 0: none */
	uint32_t count[UNMATCHED_MINUTES];
};

/* One that arrived then fits no message, or fits one after all. */
void unmatched_add(struct unmatched *u, usec at);
void unmatched_del(struct unmatched *u, usec at);

uint64_t unmatched_count(const struct unmatched *u, usec now);

#endif

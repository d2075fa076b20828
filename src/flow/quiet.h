/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quiet - the hours in which no promotional message of an account leaves.
 *
 * A message that comes in them, or is to go in them, is accepted and held
 * until they end. One that was queued before they began is not held back.
 *
 * Owns:    the hours and zones of the accounts it was made for.
 * Time:    wall clock, given by the caller.
 * Threads: it is never written again and may be read from any thread.
 */
#ifndef FLOW_QUIET_H
#define FLOW_QUIET_H

#include "base/base.h"

struct conf;
struct conf_hours;
struct quiet;
struct zone;

/* A zone that cannot be read any more is taken as UTC, which is logged. */
struct quiet *quiet_new(const struct conf *conf);
void quiet_free(struct quiet *q);

/* When the quiet hours end that the instant `at` lies in, or `at` itself if it
 * lies in none. Of hours that never end: a week later. */
usec quiet_over(const struct quiet *q, size_t account, usec at);

/* The same of any hours, by the clocks of any zone (statuses.md 4.3): the first
 * instant from `at` on whose time of day lies in none of them. */
struct quiet_span {
	const struct conf_hours *hours;
	size_t n;
	const struct zone *zone;
};
usec quiet_span_over(const struct quiet_span *q, usec at);

#endif

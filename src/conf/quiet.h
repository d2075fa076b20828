/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quiet - the hours in which no promotional message leaves (statuses.md 4.3).
 *
 * A message that comes in them, or is to go in them, is accepted and held
 * until they end; one that was queued before they began is held when its turn
 * comes in them (ledger/quiet.h). What an smsc has got by then is on its way.
 *
 * Owns:    nothing.
 * Borrows: hours and zone, for the time of a call.
 * Time:    wall clock, given by the caller.
 * Threads: any.
 */
#ifndef CONF_QUIET_H
#define CONF_QUIET_H

#include "base/base.h"

struct conf_hours;
struct zone;

/* Hours by the clocks of a zone. */
struct quiet_span {
	const struct conf_hours *hours;
	size_t n;
	const struct zone *zone;
};

/* When the hours end that the instant `at` lies in: the first instant from it
 * on whose time of day lies in none; `at` itself if it lies in none. Of hours
 * that never end: a week later. */
usec quiet_over(const struct quiet_span *q, usec at);

#endif

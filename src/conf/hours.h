/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hours - when a route is open, or no promotion leaves, as it is written.
 *
 * Owns and borrows nothing; no time is asked for.
 */
#ifndef CONF_HOURS_H
#define CONF_HOURS_H

#include "base/base.h"

#define CONF_DAYS    7
#define CONF_DAY_MIN (24 * 60)

/* Days the span starts on; `to` may be 24:00. If `to` is not after `from`, it
 * is of the next day. */
struct conf_hours {
	uint8_t days;      /* bit 0 is Monday, bit 6 Sunday */
	unsigned from, to; /* minutes of the day, to excluded */
};

/* "Mon-Fri 08:00-20:00", "Sat,Sun 10:00-16:00", "22:00-06:00" (every day),
 * "Fri-Mon 00:00-24:00". RC_BAD: something else. */
MUST_CHECK int conf_hours_read(const char *text, struct conf_hours *out);

/* Seconds of this day (Monday is 0), from its beginning, until the span ends
 * that the second lies in; 0: it lies in none. */
int64_t conf_hours_end(const struct conf_hours *h, unsigned day,
    int64_t second);

/* Is no minute of the week outside these? */
bool conf_hours_cover(const struct conf_hours *h, size_t n);

/* All of a list of the configuration, which has no others. Returns how many. */
#define CONF_HOURS_MAX 32 /* as conf.def and route.def have it */
struct conf_list;
size_t conf_hours_list(const struct conf_list *list,
    struct conf_hours out[CONF_HOURS_MAX]);

/* A time zone: an offset from UTC in minutes, or a name that the system's
 * time zones have. RC_BAD: neither is written so. RC_NOT_FOUND: no such
 * name. */
struct conf_zone {
	bool is_fixed;
	int minutes; /* east of UTC, if it is fixed */
};
MUST_CHECK int conf_zone_read(const char *text, struct conf_zone *out);

#endif

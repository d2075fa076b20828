/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zone_rule - the footer of a time zone's file: when the clocks change each
 * year (POSIX.1, 8.3, TZ; RFC 8536, 3.3), as "CET-1CEST,M3.5.0,M10.5.0/3".
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include "base/base.h"

enum zone_day_kind {
	ZONE_DAY_JULIAN, /* 1 to 365, 29 February is not counted */
	ZONE_DAY_ZERO,   /* 0 to 365, it is */
	ZONE_DAY_WEEK    /* weekday `day` (0: Sunday) of `week` (5: last) */
};

struct zone_day {
	enum zone_day_kind kind;
	int day, week, month;
	int32_t second; /* after midnight by the clocks until then */
};

struct zone_rule {
	int32_t standard, summer; /* ahead of UTC */
	bool has_summer;
	struct zone_day start, end; /* of summer time */
};

/* RC_BAD: malformed. */
MUST_CHECK int zone_rule_parse(const char *text, struct zone_rule *r);

/* The offset at that instant; *next is the next one at which it may change,
 * INT64_MAX if it never does. */
int32_t zone_rule_at(const struct zone_rule *r, int64_t utc, int64_t *next);

/* ---- the calendar ------------------------------------------------------ */

/* Days from 1970 to the first of January. */
int64_t zone_year_days(int64_t year);

/* The year of the day that is so many days after 1970 began. */
int64_t zone_year_of(int64_t days);

bool zone_year_is_leap(int64_t year);

/* Days of the year before this month, 1 to 12. */
int zone_month_days(int64_t year, int month);

/* Of a day counted from 1970; Sunday is 0. */
int zone_weekday(int64_t days);

/* Rounded down, of numbers before 1970 too. */
int64_t zone_days_of(int64_t seconds);

#define ZONE_DAY 86400

#endif

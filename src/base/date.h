/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * date - dates as people and programs write them (RFC 3339).
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/base.h"

/* What a date names: an instant, or a day (UTC) from its begin to the next. */
struct date {
	usec begin, end; /* the end is not in it */
};

/* "2026-03-02T15:20:00Z", also with a fraction and with an offset; the end is
 * that of its last digit. RC_BAD. */
MUST_CHECK int date_parse(const char *text, struct date *d);

/* The same, or "2026-03-02". */
MUST_CHECK int date_parse_day(const char *text, struct date *d);

#endif

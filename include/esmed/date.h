/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * date - the times of SMPP: schedule_delivery_time, validity_period and
 * final_date (SMPP 3.4, 7.1.1).
 *
 * Absolute "YYMMDDhhmmsstnnp": t tenths of a second, nn quarters of an hour
 * by which local time is ahead (p '+') of UTC or behind ('-').
 * Relative "YYMMDDhhmmss000R": a span from the moment of the SMSC.
 *
 * Instants here are microseconds since 1970 UTC; nothing reads a clock.
 */
#ifndef ESMED_DATE_H
#define ESMED_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include <esmed/result.h>

#define SMPP_DATE_BYTES 17 /* with the final NUL */

/* A time of either form. `now` is what a relative time counts from, and of
 * the centuries an absolute year may mean the one nearest to it is taken.
 * RC_NOT_FOUND: the text is empty, that is, no time was given; RC_BAD: it is
 * not such a time. */
ESMED_MUST_CHECK int smpp_date_parse(const char *text, int64_t now,
    int64_t *when);

bool smpp_date_is_relative(const char *text);

/* The instant as absolute time in UTC, cut to tenths, into SMPP_DATE_BYTES.
 * RC_BAD: before 1970 or after 9999. */
ESMED_MUST_CHECK int smpp_date_format(int64_t when, char *text);

/* The span from `now` until `when` as relative time, rounded up to seconds.
 * Up to 31 days it is written in days, beyond in calendar months.
 * RC_BAD: `when` is not after `now`, or 100 years or more after. */
ESMED_MUST_CHECK int smpp_date_format_relative(int64_t now, int64_t when,
    char *text);

#endif

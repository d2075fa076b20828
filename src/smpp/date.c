/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Days are counted in the proleptic Gregorian calendar without a library: the
 * year is taken to begin in March, so the leap day is its last (after Howard
 * Hinnant's "chrono-compatible low-level date algorithms").
 */
#include <esmed/date.h>

#include <string.h>

#include "base/base.h"

#define TENTH (SECOND / 10)

/* 9999-12-31T23:59:59.9 */
#define LAST_INSTANT (253402300799 * SECOND + 9 * TENTH)

struct civil {
	int64_t year, month, day; /* month and day from 1 */
	usec time;                /* since midnight */
};

/* Days since 1970-01-01. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t march = month > 2 ? month - 3 : month + 9;
	int64_t day_of_year = (153 * march + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
			     year_of_era / 100 + day_of_year;

	/* 719,468 days from 0000-03-01 to 1970-01-01, 146,097 in 400 years */
	return era * 146097 + day_of_era - 719468;
}

static struct civil civil_of(usec when)
{
	int64_t days = (when >= 0 ? when : when - DAY + 1) / DAY;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t march = (5 * doy + 2) / 153;
	struct civil c;

	c.day = doy - (153 * march + 2) / 5 + 1;
	c.month = march < 10 ? march + 3 : march - 9;
	c.year = yoe + era * 400 + (c.month <= 2);
	c.time = when - days * DAY;
	return c;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	int64_t next =
	    month == 12 ? days_of(year + 1, 1, 1) : days_of(year, month + 1, 1);

	return next - days_of(year, month, 1);
}

static usec instant_of(const struct civil *c)
{
	return days_of(c->year, c->month, c->day) * DAY + c->time;
}

/* The moment `months` later on the calendar; a day the month does not have
 * becomes its last. */
static usec months_after(usec when, int64_t months)
{
	struct civil c = civil_of(when);
	int64_t month = c.year * 12 + c.month - 1 + months;
	int64_t last;

	c.year = month / 12;
	c.month = month % 12 + 1;
	last = days_in_month(c.year, c.month);
	if (c.day > last)
		c.day = last;
	return instant_of(&c);
}

/* Two digits each; false if something else is there. */
static bool read_pairs(const char *text, int64_t *pair, size_t n)
{
	for (size_t i = 0; i < 2 * n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
	}
	for (size_t i = 0; i < n; i++)
		pair[i] = 10 * (text[2 * i] - '0') + text[2 * i + 1] - '0';
	return true;
}

enum { YEAR, MONTH, DAY_OF_MONTH, HOURS, MINUTES, SECONDS, PAIRS };

static usec time_of_day(const int64_t *pair)
{
	return (pair[HOURS] * 3600 + pair[MINUTES] * 60 + pair[SECONDS]) *
	       SECOND;
}

/* The year of two digits that is nearest to `now`. */
static int64_t full_year(int64_t two_digits, usec now)
{
	int64_t year = civil_of(now).year;
	int64_t full = year - year % 100 + two_digits;

	if (full > year + 50)
		return full - 100;
	return full < year - 49 ? full + 100 : full;
}

static int parse_relative(const int64_t *pair, usec now, usec *when)
{
	if (pair[MONTH] > 12 || pair[DAY_OF_MONTH] > 31)
		return RC_BAD;
	*when = months_after(now, pair[YEAR] * 12 + pair[MONTH]) +
		pair[DAY_OF_MONTH] * DAY + time_of_day(pair);
	return 0;
}

static int parse_absolute(const int64_t *pair, const char *tail, usec now,
    usec *when)
{
	int64_t quarters = 10 * (tail[1] - '0') + tail[2] - '0';
	struct civil c = { .year = full_year(pair[YEAR], now),
		.month = pair[MONTH],
		.day = pair[DAY_OF_MONTH],
		.time = time_of_day(pair) + (tail[0] - '0') * TENTH };
	usec ahead = quarters * 900 * SECOND;

	/* 48 quarters are 12 hours, SMPP 3.4, 7.1.1.1. */
	if (quarters > 48 || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > days_in_month(c.year, c.month))
		return RC_BAD;
	*when = instant_of(&c) + (tail[3] == '+' ? -ahead : ahead);
	return 0;
}

int smpp_date_parse(const char *text, int64_t now, int64_t *when)
{
	int64_t pair[PAIRS], ignored;

	if (text[0] == '\0')
		return RC_NOT_FOUND;
	if (strnlen(text, SMPP_DATE_BYTES) != SMPP_DATE_BYTES - 1)
		return RC_BAD;
	if (!read_pairs(text, pair, PAIRS) ||
	    !read_pairs(text + 13, &ignored, 1))
		return RC_BAD;
	if (text[12] < '0' || text[12] > '9')
		return RC_BAD;
	if (pair[HOURS] > 23 || pair[MINUTES] > 59 || pair[SECONDS] > 59)
		return RC_BAD;

	switch (text[15]) {
	case 'R': return parse_relative(pair, now, when);
	case '+':
	case '-': return parse_absolute(pair, text + 12, now, when);
	}
	return RC_BAD;
}

bool smpp_date_is_relative(const char *text)
{
	return strnlen(text, SMPP_DATE_BYTES) == SMPP_DATE_BYTES - 1 &&
	       text[15] == 'R';
}

/* Each of the numbers has two digits by now. */
static void print_pairs(char *text, const int64_t *pair)
{
	for (size_t i = 0; i < PAIRS; i++) {
		*text++ = (char)('0' + pair[i] / 10 % 10);
		*text++ = (char)('0' + pair[i] % 10);
	}
}

static void split_time(usec time, int64_t *pair)
{
	int64_t seconds = time / SECOND;

	pair[HOURS] = seconds / 3600;
	pair[MINUTES] = seconds / 60 % 60;
	pair[SECONDS] = seconds % 60;
}

int smpp_date_format(int64_t when, char *text)
{
	int64_t pair[PAIRS];
	struct civil c;

	if (when < 0 || when > LAST_INSTANT)
		return RC_BAD;
	c = civil_of(when);
	pair[YEAR] = c.year % 100;
	pair[MONTH] = c.month;
	pair[DAY_OF_MONTH] = c.day;
	split_time(c.time, pair);
	print_pairs(text, pair);
	memcpy(text + 12, "000+", 5);
	text[12] = (char)('0' + c.time % SECOND / TENTH);
	return 0;
}

int smpp_date_format_relative(int64_t now, int64_t when, char *text)
{
	int64_t pair[PAIRS], months = 0;
	usec span;

	if (now < 0 || when > LAST_INSTANT || when <= now)
		return RC_BAD;
	span = (when - now + SECOND - 1) / SECOND * SECOND;
	if (span >= 32 * DAY) {
		usec until = now + span;

		/* No month is longer than 31 days, so this is not too many. */
		months = span / (31 * DAY);
		while (months_after(now, months + 1) <= until)
			months++;
		span = until - months_after(now, months);
	}
	if (months >= 1200)
		return RC_BAD;
	pair[YEAR] = months / 12;
	pair[MONTH] = months % 12;
	pair[DAY_OF_MONTH] = span / DAY;
	split_time(span % DAY, pair);
	print_pairs(text, pair);
	memcpy(text + 12, "000R", 5);
	return 0;
}

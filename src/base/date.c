/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/date.h"

#include <string.h>
#include <strings.h>
#include <time.h>

/* Does the text begin as the pattern, in which 0 is any digit? Letters may be
 * small. */
static bool is_like(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, text++) {
		if (*pattern == '0' ? *text < '0' || *text > '9'
				    : strncasecmp(text, pattern, 1) != 0)
			return false;
	}
	return true;
}

static int number_at(const char *text, size_t digits)
{
	int n = 0;

	while (digits-- > 0)
		n = n * 10 + (*text++ - '0');
	return n;
}

/* RC_BAD: no such day. */
static int read_day(const char *text, usec *at)
{
	struct tm tm = { .tm_year = number_at(text, 4) - 1900,
		.tm_mon = number_at(text + 5, 2) - 1,
		.tm_mday = number_at(text + 8, 2) };
	int month = tm.tm_mon, day = tm.tm_mday;

	*at = (usec)timegm(&tm) * SECOND;
	return tm.tm_mon == month && tm.tm_mday == day ? 0 : RC_BAD;
}

static int read_time(const char *text, usec *of_day)
{
	int hour = number_at(text, 2), minute = number_at(text + 3, 2),
	    second = number_at(text + 6, 2);

	*of_day = (usec)(hour * 3600 + minute * 60 + second) * SECOND;
	return hour < 24 && minute < 60 && second < 60 ? 0 : RC_BAD;
}

/* Digits behind the microsecond are passed over. *unit is what the last one
 * counts. */
static const char *read_fraction(const char *text, usec *fraction, usec *unit)
{
	*fraction = 0;
	*unit = SECOND;
	if (*text != '.')
		return text;
	for (text++; *text >= '0' && *text <= '9'; text++) {
		if (*unit == 1)
			continue;
		*unit /= 10;
		*fraction += (*text - '0') * *unit;
	}
	return text;
}

static int read_offset(const char *text, usec *offset)
{
	usec minutes;

	*offset = 0;
	if (strcasecmp(text, "z") == 0)
		return 0;
	if ((*text != '+' && *text != '-') || !is_like(text + 1, "00:00") ||
	    strlen(text) != strlen("+00:00"))
		return RC_BAD;
	minutes = number_at(text + 1, 2) * 60 + number_at(text + 4, 2);
	if (number_at(text + 1, 2) > 23 || number_at(text + 4, 2) > 59)
		return RC_BAD;
	*offset = (*text == '-' ? -60 : 60) * minutes * SECOND;
	return 0;
}

int date_parse(const char *text, struct date *d)
{
	usec day, time, fraction, unit, offset;
	const char *rest;

	if (!is_like(text, "0000-00-00t00:00:00"))
		return RC_BAD;
	if (read_day(text, &day) != 0 || read_time(text + 11, &time) != 0)
		return RC_BAD;
	rest = read_fraction(text + 19, &fraction, &unit);
	if (read_offset(rest, &offset) != 0)
		return RC_BAD;
	d->begin = day + time + fraction - offset;
	d->end = d->begin + unit;
	return 0;
}

int date_parse_day(const char *text, struct date *d)
{
	if (!is_like(text, "0000-00-00") || strlen(text) != 10)
		return date_parse(text, d);
	if (read_day(text, &d->begin) != 0)
		return RC_BAD;
	d->end = d->begin + DAY;
	return 0;
}

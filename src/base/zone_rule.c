/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each year has a start and an end of summer time. A time of day of a rule
 * may be up to a week off its day, so the last change before an instant is of
 * its year, the one before or the one after.
 */
#include "base/zone_rule.h"

#include <string.h>

#define RULE_HOUR_MAX   167 /* RFC 8536, 3.3.1 */
#define OFFSET_HOUR_MAX 24

/* ---- the calendar ------------------------------------------------------ */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t zone_days_of(int64_t seconds)
{
	return floor_div(seconds, ZONE_DAY);
}

bool zone_year_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Leap years up to this one, from year 1. */
static int64_t leaps(int64_t year)
{
	return floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400);
}

int64_t zone_year_days(int64_t year)
{
	return 365 * (year - 1970) + leaps(year - 1) - leaps(1969);
}

int64_t zone_year_of(int64_t days)
{
	/* 400 years are 146,097 days; the guess is off by one at most. */
	int64_t year = 1970 + floor_div(days * 400, 146097);

	while (zone_year_days(year) > days)
		year--;
	while (zone_year_days(year + 1) <= days)
		year++;
	return year;
}

int zone_month_days(int64_t year, int month)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334, 365 };

	return before[month - 1] + (month > 2 && zone_year_is_leap(year));
}

int zone_weekday(int64_t days)
{
	/* 1 January 1970 was a Thursday. */
	return (int)(days + 4 - 7 * floor_div(days + 4, 7));
}

/* ---- reading ----------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	return true;
}

static int read_number(const char **at, int max, int *v)
{
	if (!is_digit(**at))
		return RC_BAD;
	for (*v = 0; is_digit(**at); ++*at) {
		*v = *v * 10 + (**at - '0');
		if (*v > max)
			return RC_BAD;
	}
	return 0;
}

/* [+-]hh[:mm[:ss]] */
static int read_time(const char **at, int max_hour, int32_t *seconds)
{
	int hour, minute = 0, second = 0, rc;
	bool minus = take_char(at, '-');

	if (!minus)
		take_char(at, '+');
	rc = read_number(at, max_hour, &hour);
	if (rc == 0 && take_char(at, ':'))
		rc = read_number(at, 59, &minute);
	if (rc == 0 && take_char(at, ':'))
		rc = read_number(at, 59, &second);
	if (rc != 0)
		return rc;
	*seconds = hour * 3600 + minute * 60 + second;
	if (minus)
		*seconds = -*seconds;
	return 0;
}

/* CET, or what need not be letters: <+0330>. */
static int skip_name(const char **at)
{
	size_t len;

	if (take_char(at, '<')) {
		len = strcspn(*at, ">");
		*at += len;
		return take_char(at, '>') && len >= 3 ? 0 : RC_BAD;
	}
	len = strspn(*at, "abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	*at += len;
	return len >= 3 ? 0 : RC_BAD;
}

/* Positive is west of Greenwich. */
static int read_offset(const char **at, int32_t *ahead)
{
	int rc = read_time(at, OFFSET_HOUR_MAX, ahead);

	*ahead = -*ahead;
	return rc;
}

/* M3.5.0 */
static int read_week(const char **at, struct zone_day *d)
{
	int rc = read_number(at, 12, &d->month);

	if (rc == 0 && !take_char(at, '.'))
		return RC_BAD;
	if (rc == 0)
		rc = read_number(at, 5, &d->week);
	if (rc == 0 && !take_char(at, '.'))
		return RC_BAD;
	if (rc == 0)
		rc = read_number(at, 6, &d->day);
	return rc == 0 && (d->month == 0 || d->week == 0) ? RC_BAD : rc;
}

static int read_day(const char **at, struct zone_day *d)
{
	int rc;

	*d = (struct zone_day){ .kind = ZONE_DAY_ZERO, .second = 2 * 3600 };
	if (!take_char(at, ','))
		return RC_BAD;
	if (take_char(at, 'M')) {
		d->kind = ZONE_DAY_WEEK;
		rc = read_week(at, d);
	} else {
		if (take_char(at, 'J'))
			d->kind = ZONE_DAY_JULIAN;
		rc = read_number(at, 365, &d->day);
		if (d->kind == ZONE_DAY_JULIAN && d->day == 0)
			rc = RC_BAD;
	}
	if (rc == 0 && take_char(at, '/'))
		rc = read_time(at, RULE_HOUR_MAX, &d->second);
	return rc;
}

static int read_summer(const char **at, struct zone_rule *r)
{
	int rc = skip_name(at);

	r->has_summer = true;
	r->summer = r->standard + 3600;
	if (rc == 0 && **at != ',')
		rc = read_offset(at, &r->summer);
	if (rc == 0)
		rc = read_day(at, &r->start);
	if (rc == 0)
		rc = read_day(at, &r->end);
	return rc;
}

int zone_rule_parse(const char *text, struct zone_rule *r)
{
	int rc;

	*r = (struct zone_rule){ 0 };
	rc = skip_name(&text);
	if (rc == 0)
		rc = read_offset(&text, &r->standard);
	if (rc == 0 && *text != '\0')
		rc = read_summer(&text, r);
	return rc == 0 && *text != '\0' ? RC_BAD : rc;
}

/* ---- telling ----------------------------------------------------------- */

/* Days from the first of January to the rule's day. */
static int day_of(const struct zone_day *d, int64_t year)
{
	int first, day;

	switch (d->kind) {
	case ZONE_DAY_ZERO: return d->day;
	case ZONE_DAY_JULIAN:
		return d->day - 1 + (d->day > 59 && zone_year_is_leap(year));
	case ZONE_DAY_WEEK: break;
	}
	first = zone_month_days(year, d->month);
	day = first +
	      (d->day - zone_weekday(zone_year_days(year) + first) + 7) % 7 +
	      7 * (d->week - 1);
	while (day >= zone_month_days(year, d->month + 1))
		day -= 7;
	return day;
}

/* What was seen of the changes around an instant. */
struct around {
	int64_t utc, last, next;
	int32_t offset;
};

static void look_at(struct around *a, int64_t change, int32_t offset)
{
	if (change > a->utc && change < a->next)
		a->next = change;
	if (change <= a->utc && change >= a->last) {
		a->last = change;
		a->offset = offset;
	}
}

int32_t zone_rule_at(const struct zone_rule *r, int64_t utc, int64_t *next)
{
	struct around a = { utc, INT64_MIN, INT64_MAX, r->standard };
	int64_t year = zone_year_of(zone_days_of(utc + r->standard));

	/* An end before the start of the same instant: there the summer of one
	 * year goes on as the next one's. */
	for (int64_t y = year - 1; r->has_summer && y <= year + 1; y++)
		look_at(&a,
		    (zone_year_days(y) + day_of(&r->end, y)) * ZONE_DAY +
			r->end.second - r->summer,
		    r->standard);
	for (int64_t y = year - 1; r->has_summer && y <= year + 1; y++)
		look_at(&a,
		    (zone_year_days(y) + day_of(&r->start, y)) * ZONE_DAY +
			r->start.second - r->standard,
		    r->summer);
	*next = a.next;
	return a.offset;
}

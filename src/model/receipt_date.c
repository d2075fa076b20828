/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates of receipts: digits alone, YYMMDDhhmm[ss] or with the century, perhaps
 * with milliseconds; digits with marks, year first, or with one mark between
 * date and time; and SMPP's absolute time (3.4, 7.1.1), of which the tenth and
 * the quarters of the zone are left out.
 */
#include "model/receipt.h"

#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 14
#define MILLIS_LEN 17 /* DIGITS_MAX and three more */

/* Two digits, or -1. */
static int pair(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return 10 * (at[0] - '0') + (at[1] - '0');
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* MMDDhhmm[ss] of a year. */
static bool format_rest(int year, const char *at, size_t len, char *iso)
{
	int part[5] = { 0 };

	for (size_t i = 0; 2 * i < len; i++) {
		part[i] = pair(at + 2 * i);
		if (part[i] < 0)
			return false;
	}
	if (part[0] < 1 || part[0] > 12 || part[1] < 1 ||
	    part[1] > days_in(year, part[0]))
		return false;
	if (part[2] > 23 || part[3] > 59 || part[4] > 60)
		return false;
	snprintf(iso, RECEIPT_ISO, "%04u-%02u-%02uT%02u:%02u:%02u",
	    (unsigned)year % 10000, (unsigned)part[0] % 100,
	    (unsigned)part[1] % 100, (unsigned)part[2] % 100,
	    (unsigned)part[3] % 100, (unsigned)part[4] % 100);
	return true;
}

/* Twelve digits are YYMMDDhhmmss if that is a date, else YYYYMMDDhhmm. */
static void format_digits(const char *date, size_t len, char *iso)
{
	int first = pair(date), second = pair(date + 2), year;

	if (first < 0 || second < 0)
		return;
	year = first < 70 ? 2000 + first : 1900 + first;
	if (len != 14 && format_rest(year, date + 2, len - 2, iso))
		return;
	year = 100 * first + second;
	if (len != 10 && year >= 1970 && year < 2100)
		(void)format_rest(year, date + 4, len - 4, iso);
}

/* "YYMMDDhhmmsstnnp": the twelve digits, when the rest is as it must be. */
static bool is_absolute(const char *date, size_t len)
{
	return (len == 15 || len == 16) &&
	       strspn(date, "0123456789") == len - 1 &&
	       (date[len - 1] == '+' || date[len - 1] == '-');
}

static size_t run_of_digits(const char *at)
{
	return strspn(at, "0123456789");
}

static bool is_mark(char c)
{
	return c != '\0' && strchr("-/. T_,:", c) != NULL;
}

/* "05:06[:07]" and so many groups before it, one mark between two: the digits
 * of groups `group` to 5. What follows the seconds is a fraction or a zone.
 * 0: something else. */
static size_t digits_of_groups(const char *date, int group, char *to)
{
	size_t len = 0;

	for (;; group++, date++) {
		size_t run = run_of_digits(date);

		if (run == 0 || (run != 2 && group != 0))
			return 0;
		memcpy(to + len, date, run);
		len += run;
		date += run;
		if (*date == '\0' || group == 5)
			return len;
		if (!is_mark(*date))
			return group < 4 ? 0 : len;
	}
}

/* Of a date with marks: one after year, month and so on, the year in two or
 * four; or one between a date of six or eight digits and its time. The year
 * in four takes seconds along, else it would look like two. 0: none. */
static size_t digits_of(const char *date, char *to)
{
	size_t run = run_of_digits(date), len, time;

	if ((run == 2 || run == 4) && strchr("-/.", date[run]) != NULL) {
		len = digits_of_groups(date, 0, to);
	} else if ((run == 6 || run == 8) && is_mark(date[run])) {
		memcpy(to, date, run);
		date += run + 1;
		time = run_of_digits(date);
		if (time == 4 || time == 6)
			memcpy(to + run, date, time);
		else
			time = digits_of_groups(date, 3, to + run);
		len = time == 0 ? 0 : run + time;
	} else {
		return 0;
	}
	if (len == 12 && (run == 4 || run == 8)) {
		memcpy(to + len, "00", 2);
		len += 2;
	}
	return len;
}

void receipt_date_format(const char *date, char *iso)
{
	size_t len = strlen(date);
	char digits[DIGITS_MAX + 1];

	iso[0] = '\0';
	if (len == MILLIS_LEN && run_of_digits(date) == len)
		len = DIGITS_MAX;
	if (len == 10 || len == 12 || len == DIGITS_MAX) {
		format_digits(date, len, iso);
		if (iso[0] != '\0')
			return;
	}
	if (is_absolute(date, len)) {
		format_digits(date, 12, iso);
		return;
	}
	len = digits_of(date, digits);
	if (len >= 10)
		format_digits(digits, len, iso);
}

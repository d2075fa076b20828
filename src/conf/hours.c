/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/hours.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conf/smsc.h"

#define ALL_DAYS 0x7F
#define WEEK_MIN (CONF_DAYS * CONF_DAY_MIN)
#define ZONE_MAX 64
#define ZONES    "/usr/share/zoneinfo"

/* Three letters of a day. False: none. */
static bool read_day(const char **at, unsigned *day)
{
	static const char names[] = "MonTueWedThuFriSatSun";

	for (*day = 0; *day < CONF_DAYS; ++*day) {
		if (strncmp(*at, names + 3 * *day, 3) == 0) {
			*at += 3;
			return true;
		}
	}
	return false;
}

/* Mon, Mon-Fri, Sat-Mon; with commas between. */
static bool read_days(const char **at, uint8_t *days)
{
	unsigned from, to;

	*days = 0;
	do {
		if (!read_day(at, &from))
			return false;
		to = from;
		if (**at == '-') {
			++*at;
			if (!read_day(at, &to))
				return false;
		}
		for (; from != to; from = (from + 1) % CONF_DAYS)
			*days |= (uint8_t)(1u << from);
		*days |= (uint8_t)(1u << to);
	} while (**at == ',' && ++*at);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* HH:MM */
static bool read_clock(const char **at, unsigned *minutes)
{
	const char *t = *at;
	unsigned hour, minute;

	for (int i = 0; i < 5; i++) {
		if (i == 2 ? t[i] != ':' : !is_digit(t[i]))
			return false;
	}
	hour = (unsigned)(t[0] - '0') * 10 + (unsigned)(t[1] - '0');
	minute = (unsigned)(t[3] - '0') * 10 + (unsigned)(t[4] - '0');
	*at += 5;
	*minutes = hour * 60 + minute;
	return minute < 60 && *minutes <= CONF_DAY_MIN;
}

int conf_hours_read(const char *text, struct conf_hours *out)
{
	struct conf_hours h = { .days = ALL_DAYS };

	if (!is_digit(text[0])) {
		if (!read_days(&text, &h.days) || *text != ' ')
			return RC_BAD;
		text += strspn(text, " ");
	}
	if (!read_clock(&text, &h.from) || *text++ != '-' ||
	    !read_clock(&text, &h.to) || *text != '\0')
		return RC_BAD;
	if (h.from == h.to || h.from == CONF_DAY_MIN || h.to == 0)
		return RC_BAD;
	*out = h;
	return 0;
}

int64_t conf_hours_end(const struct conf_hours *h, unsigned day, int64_t second)
{
	unsigned yesterday = (day + CONF_DAYS - 1) % CONF_DAYS;
	int64_t from = 60 * (int64_t)h->from, to = 60 * (int64_t)h->to;
	bool today = h->days >> day & 1;

	if (from < to)
		return today && second >= from && second < to ? to : 0;
	if (today && second >= from)
		return 60 * CONF_DAY_MIN + to;
	return (h->days >> yesterday & 1) && second < to ? to : 0;
}

static void mark(const struct conf_hours *h, unsigned day, bool *minute)
{
	unsigned to = h->to > h->from ? h->to : h->to + CONF_DAY_MIN;

	for (unsigned m = h->from; m < to; m++)
		minute[(day * CONF_DAY_MIN + m) % WEEK_MIN] = true;
}

bool conf_hours_cover(const struct conf_hours *h, size_t n)
{
	bool minute[WEEK_MIN] = { false };

	for (size_t i = 0; i < n; i++) {
		for (unsigned day = 0; day < CONF_DAYS; day++) {
			if (h[i].days >> day & 1)
				mark(&h[i], day, minute);
		}
	}
	return memchr(minute, false, sizeof(minute)) == NULL;
}

size_t conf_hours_list(const struct conf_list *list,
    struct conf_hours out[CONF_HOURS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < list->n && n < CONF_HOURS_MAX; i++) {
		if (conf_hours_read(list->v[i], &out[n]) == 0)
			n++;
	}
	return n;
}

/* +02:00, -05:30 */
static int read_offset(const char *text, struct conf_zone *out)
{
	const char *at = text + 1;
	unsigned minutes;

	if (!read_clock(&at, &minutes) || *at != '\0' || minutes > 14 * 60)
		return RC_BAD;
	out->is_fixed = true;
	out->minutes = text[0] == '-' ? -(int)minutes : (int)minutes;
	return 0;
}

int conf_zone_read(const char *text, struct conf_zone *out)
{
	char path[sizeof(ZONES) + 1 + ZONE_MAX];

	*out = (struct conf_zone){ 0 };
	if (text[0] == '+' || text[0] == '-')
		return read_offset(text, out);
	if (strcmp(text, "UTC") == 0) {
		out->is_fixed = true;
		return 0;
	}
	if (text[0] < 'A' || text[0] > 'Z' || strlen(text) > ZONE_MAX ||
	    strstr(text, "..") != NULL ||
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-")] !=
		'\0')
		return RC_BAD;
	snprintf(path, sizeof(path), ZONES "/%s", text);
	return access(path, R_OK) == 0 ? 0 : RC_NOT_FOUND;
}

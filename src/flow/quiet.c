/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spans may follow one another or overlap: from the end of one it is looked
 * again, until an instant lies in none.
 */
#include "flow/quiet.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "conf/conf.h"
#include "conf/hours.h"

#define DAY  86400
#define WEEK (7 * DAY * SECOND)

struct quiet_one {
	struct conf_hours *hours;
	size_t n;
	struct zone *zone; /* NULL: no hours */
};

struct quiet {
	struct quiet_one *one; /* by account */
	size_t n;
};

static void load_zone(const struct conf_account *a, struct zone **zone)
{
	if (zone_load(a->quiet_zone, zone) == 0)
		return;
	log_error(a->name, "quiet_zone %s cannot be read: UTC is taken",
	    a->quiet_zone);
	/* Needs no file. */
	if (zone_load("UTC", zone) != 0)
		abort();
}

static void load_one(const struct conf_account *a, struct quiet_one *to)
{
	if (a->quiet.n == 0)
		return;
	to->hours = mem_new(a->quiet.n, sizeof(to->hours[0]));
	for (size_t i = 0; i < a->quiet.n; i++) {
		if (conf_hours_read(a->quiet.v[i], &to->hours[to->n]) == 0)
			to->n++;
	}
	load_zone(a, &to->zone);
}

struct quiet *quiet_new(const struct conf *conf)
{
	struct quiet *q = mem_new(1, sizeof(*q));

	q->n = conf->accounts;
	q->one = mem_new(q->n, sizeof(q->one[0]));
	for (size_t i = 0; i < q->n; i++)
		load_one(&conf->account[i], &q->one[i]);
	return q;
}

void quiet_free(struct quiet *q)
{
	if (q == NULL)
		return;
	for (size_t i = 0; i < q->n; i++) {
		free(q->one[i].hours);
		zone_free(q->one[i].zone);
	}
	free(q->one);
	free(q);
}

/* Seconds of this day, from its beginning, until the span ends that the
 * second lies in; 0: in none. */
static int64_t end_of(const struct conf_hours *h, unsigned day, int64_t second)
{
	unsigned yesterday = (day + CONF_DAYS - 1) % CONF_DAYS;
	int64_t from = 60 * (int64_t)h->from, to = 60 * (int64_t)h->to;
	bool today = h->days >> day & 1;

	if (from < to)
		return today && second >= from && second < to ? to : 0;
	if (today && second >= from)
		return DAY + to;
	return (h->days >> yesterday & 1) && second < to ? to : 0;
}

/* The first end of a span that `utc` lies in, or `utc`. */
static int64_t next(const struct quiet_one *one, int64_t utc)
{
	struct zone_time t;
	int64_t second, midnight;

	zone_local(one->zone, utc, &t);
	second = 3600 * (int64_t)t.hour + 60 * (int64_t)t.minute + t.second;
	midnight = utc + zone_offset(one->zone, utc) - second;
	for (size_t i = 0; i < one->n; i++) {
		int64_t end = end_of(&one->hours[i], t.weekday, second);

		if (end != 0)
			return zone_utc(one->zone, midnight + end);
	}
	return utc;
}

usec quiet_over(const struct quiet *q, size_t account, usec at)
{
	const struct quiet_one *one = &q->one[account];
	int64_t utc = at / SECOND, end = utc, last;

	if (one->zone == NULL)
		return at;
	do {
		last = end;
		end = next(one, last);
	} while (end > last && end - utc < 7 * DAY);
	if (end == utc)
		return at;
	return end - utc < 7 * DAY ? end * SECOND : at + WEEK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One row for each account and day, the newest last but for what was loaded;
 * what is asked about is nearly always among the last.
 */
#include "api/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/inside.h"
#include "api/life.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger/ledger.h"
#include "ledger/thing.h"
#include "net/timer.h"

#define DAY ((usec)86400 * SECOND)

/* The day, and what was counted, as they are kept. */
#define NAME      "usage/%" PRId64
#define NAME_READ "usage/%" SCNd64
#define SUM       "%" PRIu64 " %" PRIu64 " %" PRIu64
#define SUM_READ  "%" SCNu64 " %" SCNu64 " %" SCNu64
#define TEXT_MAX  80

struct usage_day {
	int64_t day;
	uint16_t account;
	bool is_changed;
	struct usage_sum sum;
};

struct usage {
	struct usage_day *v;
	size_t n;
	struct timer timer;
	bool ending;
};

static struct usage_day *add_day(struct usage *u, uint16_t account, int64_t day)
{
	u->v = mem_resize(u->v, u->n + 1, sizeof(u->v[0]));
	u->v[u->n] = (struct usage_day){ .day = day, .account = account };
	return &u->v[u->n++];
}

static void load_one(const struct thing *t, void *arg)
{
	struct usage *u = arg;
	struct usage_day *d;
	struct usage_sum sum;
	char text[TEXT_MAX];
	int64_t day;

	if (sscanf(t->name, NAME_READ, &day) != 1 || t->len >= sizeof(text))
		return;
	memcpy(text, t->value, t->len);
	text[t->len] = '\0';
	if (sscanf(text, SUM_READ, &sum.messages, &sum.segments,
		&sum.received) != 3)
		return;
	d = add_day(u, t->account, day);
	d->sum = sum;
}

static void keep(struct api *a, struct usage_day *d)
{
	char name[TEXT_MAX], text[TEXT_MAX];

	snprintf(name, sizeof(name), NAME, d->day);
	snprintf(text, sizeof(text), SUM, d->sum.messages, d->sum.segments,
	    d->sum.received);
	d->is_changed = false;
	ledger_keep(a->with.ledger, TOKEN_NOBODY,
	    &(struct thing){ .kind = THING_ACCOUNT,
		.account = d->account,
		.name = name,
		.value = text,
		.len = strlen(text) });
}

static void keep_all(void *arg)
{
	struct api *a = arg;

	for (size_t i = 0; i < a->usage->n; i++) {
		if (a->usage->v[i].is_changed)
			keep(a, &a->usage->v[i]);
	}
}

void usage_init(struct api *a)
{
	a->usage = mem_new(1, sizeof(*a->usage));
	timer_init(&a->usage->timer, a->with.loop, keep_all, a);
	if (ledger_each_thing(a->with.ledger, THING_ACCOUNT, load_one,
		a->usage) != 0)
		log_error("api", "stored counts cannot be read");
}

void usage_fini(struct api *a)
{
	timer_stop(&a->usage->timer);
	free(a->usage->v);
	free(a->usage);
}

static struct usage_day *today_of(struct api *a, uint16_t account)
{
	struct usage *u = a->usage;
	int64_t today = clock_wall() / DAY;

	for (size_t i = u->n; i-- > 0;) {
		if (u->v[i].account == account && u->v[i].day == today)
			return &u->v[i];
	}
	return add_day(u, account, today);
}

static void changed(struct api *a, struct usage_day *d)
{
	d->is_changed = true;
	if (a->usage->ending)
		keep(a, d);
	else if (!timer_is_set(&a->usage->timer))
		timer_in(&a->usage->timer, SECOND);
}

void usage_sent(struct api *a, uint16_t account, unsigned segments)
{
	struct usage_day *d = today_of(a, account);

	d->sum.messages++;
	d->sum.segments += segments;
	changed(a, d);
}

void usage_received(struct api *a, uint16_t account)
{
	struct usage_day *d = today_of(a, account);

	d->sum.received++;
	changed(a, d);
}

void usage_flush(struct api *a)
{
	a->usage->ending = true;
	timer_stop(&a->usage->timer);
	keep_all(a);
}

struct usage_sum usage_of(const struct api *a, uint16_t account,
    const struct usage_span *span)
{
	struct usage_sum sum = { 0 };

	for (size_t i = 0; i < a->usage->n; i++) {
		const struct usage_day *d = &a->usage->v[i];

		if (d->account != account || d->day < span->first ||
		    d->day > span->last)
			continue;
		sum.messages += d->sum.messages;
		sum.segments += d->sum.segments;
		sum.received += d->sum.received;
	}
	return sum;
}

int64_t usage_begin(const struct api *a, uint16_t account)
{
	int64_t first = clock_wall() / DAY;

	for (size_t i = 0; i < a->usage->n; i++) {
		const struct usage_day *d = &a->usage->v[i];

		if (d->account == account && d->day < first)
			first = d->day;
	}
	return first;
}

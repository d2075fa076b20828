/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of each account its days in their order, those on which nothing happened left
 * out: so a span is found by halves.
 */
#include "api/usage.h"

#include <stdlib.h>
#include <string.h>

#include "api/inside.h"
#include "api/life.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger/ledger.h"
#include "ledger/thing.h"

struct days {
	struct usage_day *v;
	size_t n, cap;
};

struct usage {
	struct days *account; /* by the ledger's number */
	size_t n;
};

static struct days *days_of(struct usage *u, uint16_t account)
{
	size_t n = (size_t)account + 1;

	if (n > u->n) {
		u->account = mem_resize(u->account, n, sizeof(u->account[0]));
		memset(u->account + u->n, 0,
		    (n - u->n) * sizeof(u->account[0]));
		u->n = n;
	}
	return &u->account[account];
}

/* The first that is not before the day. */
static size_t find(const struct days *d, int64_t day)
{
	size_t low = 0, high = d->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (d->v[mid].day < day)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The room of a day at this place. */
static void insert(struct days *d, size_t at)
{
	if (d->n == d->cap) {
		d->cap = d->cap * 2 + 8;
		d->v = mem_resize(d->v, d->cap, sizeof(d->v[0]));
	}
	memmove(d->v + at + 1, d->v + at, (d->n - at) * sizeof(d->v[0]));
	d->n++;
}

static void take(struct usage *u, const struct usage_day *day)
{
	struct days *d = days_of(u, day->account);
	size_t at = find(d, day->day);

	if (at == d->n || d->v[at].day != day->day)
		insert(d, at);
	d->v[at] = *day;
}

static void load_one(const struct thing *t, void *arg)
{
	struct usage_day d;
	int rc = usage_read(t, &d);

	if (rc == 0)
		take(arg, &d);
	else if (rc != RC_NOT_FOUND)
		log_error("api", "what was used cannot be read name=%s",
		    t->name);
}

void usage_init(struct api *a)
{
	a->usage = mem_new(1, sizeof(*a->usage));
	if (ledger_each_thing(a->with.ledger, THING_ACCOUNT, load_one,
		a->usage) != 0)
		log_error("api", "stored counts cannot be read");
}

void usage_fini(struct api *a)
{
	for (size_t i = 0; i < a->usage->n; i++)
		free(a->usage->account[i].v);
	free(a->usage->account);
	free(a->usage);
}

void api_used(struct api *a, const struct usage_day *d)
{
	take(a->usage, d);
}

void usage_of(const struct api *a, uint16_t account,
    const struct usage_span *span, struct usage_sum out[USAGE_OWNS])
{
	const struct days *d = days_of(a->usage, account);

	memset(out, 0, USAGE_OWNS * sizeof(out[0]));
	for (size_t i = find(d, span->first);
	     i < d->n && d->v[i].day <= span->last; i++) {
		for (size_t k = 0; k < USAGE_OWNS; k++)
			usage_add(&out[k], &d->v[i].own[k]);
	}
}

struct usage_sum usage_total(const struct api *a, uint16_t account,
    const struct usage_span *span)
{
	struct usage_sum of[USAGE_OWNS], sum = { 0 };

	usage_of(a, account, span, of);
	for (size_t k = 0; k < USAGE_OWNS; k++)
		usage_add(&sum, &of[k]);
	return sum;
}

int64_t usage_begin(const struct api *a, uint16_t account)
{
	const struct days *d = days_of(a->usage, account);

	return d->n != 0 ? d->v[0].day : clock_wall() / DAY;
}

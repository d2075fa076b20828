/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A figure of another period is 0: it is set so when it is looked at next.
 *
 * Invariant: an account is in `changed` iff its `is_changed` is set.
 */
#include "flow/quota.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/thing.h"

#define NAME "used"

/* Day, segments and millionths spent; hour, segments; month, segments: as they
 * are kept, and as they are read. */
#define VALUE                                                                  \
	"%" PRId64 " %" PRIu64 " %" PRId64 " %" PRId64 " %" PRIu64 " %" PRId64 \
	" %" PRIu64
#define FORM                                                                   \
	"%" SCNd64 " %" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNu64 " %" SCNd64 \
	" %" SCNu64
#define VALUE_MAX 160

enum period { HOURLY, DAILY, MONTHLY, PERIODS };

static const usec length[] = { [HOURLY] = HOUR, [DAILY] = DAY };

struct figures {
	double bucket; /* segments that may go; below 0: it owes them */
	usec filled;   /* clock_mono() of the bucket; 0: never */
	struct {
		int64_t number; /* since 1970; of months since 1900 */
		uint64_t segments;
	} period[PERIODS];
	money spent; /* of the day */
	bool is_changed;
};

struct quotas {
	struct figures *v; /* by the ledger's number */
	size_t n;
	uint16_t *changed;
	size_t changes;
};

struct quotas *quota_new(void)
{
	return mem_new(1, sizeof(struct quotas));
}

void quota_free(struct quotas *l)
{
	if (l == NULL)
		return;
	free(l->v);
	free(l->changed);
	free(l);
}

static struct figures *find(struct quotas *l, uint16_t account)
{
	if (account >= l->n) {
		l->v = mem_resize(l->v, (size_t)account + 1, sizeof(l->v[0]));
		memset(l->v + l->n, 0,
		    ((size_t)account + 1 - l->n) * sizeof(l->v[0]));
		l->n = (size_t)account + 1;
	}
	return &l->v[account];
}

static struct tm date_of(usec wall)
{
	time_t second = (time_t)(wall / SECOND);
	struct tm tm;

	gmtime_r(&second, &tm);
	return tm;
}

static int64_t number_of(enum period p, usec wall)
{
	struct tm tm;

	if (p != MONTHLY)
		return wall / length[p];
	tm = date_of(wall);
	return (int64_t)tm.tm_year * 12 + tm.tm_mon;
}

/* Until the next one begins. */
static usec rest_of(enum period p)
{
	usec wall = clock_wall();
	struct tm tm;

	if (p != MONTHLY)
		return length[p] - wall % length[p];
	tm = date_of(wall);
	tm = (struct tm){ .tm_year = tm.tm_year,
		.tm_mon = tm.tm_mon + 1,
		.tm_mday = 1 };
	return (usec)timegm(&tm) * SECOND - wall;
}

/* A new one has begun: true. */
static bool renew(struct figures *t, enum period p, usec wall)
{
	int64_t number = number_of(p, wall);

	if (t->period[p].number == number)
		return false;
	t->period[p].number = number;
	t->period[p].segments = 0;
	return true;
}

/* Its figures are those of now. */
static struct figures *look(struct quotas *l, uint16_t account)
{
	struct figures *t = find(l, account);
	usec wall = clock_wall();

	(void)renew(t, HOURLY, wall);
	if (renew(t, DAILY, wall)) {
		t->spent = 0;
		(void)renew(t, MONTHLY, wall);
	}
	return t;
}

static void load_one(const struct thing *thing, void *arg)
{
	struct quotas *l = arg;
	char text[VALUE_MAX];
	struct figures kept;

	if (strcmp(thing->name, NAME) != 0 ||
	    thing_text(thing, text, sizeof(text)) != 0)
		return;
	kept = (struct figures){ 0 };
	/* Those of before have the day's alone. */
	if (sscanf(text, FORM, &kept.period[DAILY].number,
		&kept.period[DAILY].segments, &kept.spent,
		&kept.period[HOURLY].number, &kept.period[HOURLY].segments,
		&kept.period[MONTHLY].number,
		&kept.period[MONTHLY].segments) >= 3)
		*find(l, thing->account) = kept;
}

int quota_load(struct quotas *l, struct ledger *ledger)
{
	return ledger_each_thing(ledger, THING_ACCOUNT, load_one, l);
}

/* What the bucket of this rate holds at most. */
static double bucket_size(double rate)
{
	return rate > 1 ? rate : 1;
}

static void fill(struct figures *t, double rate)
{
	usec now = clock_mono();
	double size = bucket_size(rate);

	if (t->filled == 0)
		t->bucket = size;
	else
		t->bucket += rate * (double)(now - t->filled) / (double)SECOND;
	if (t->bucket > size)
		t->bucket = size;
	t->filled = now;
}

/* Segments that must be in the bucket for so many to go. */
static double needed(double rate, unsigned segments)
{
	double size = bucket_size(rate);

	return segments < size ? segments : size;
}

static bool rate_allows(struct figures *t, const struct quota_ask *a,
    usec *wait)
{
	double rate = a->conf->rate, lacks;

	if (rate == 0) {
		t->filled = 0;
		return true;
	}
	fill(t, rate);
	/* Sums of fractions fall short of a whole number by less than this. */
	lacks = needed(rate, a->segments) - t->bucket - 1e-6;
	if (lacks <= 0)
		return true;
	*wait = (usec)(lacks / rate * (double)SECOND) + 1;
	return false;
}

static void mark(struct quotas *l, const struct quota_ask *a, struct figures *t)
{
	const struct conf_account *c = a->conf;
	bool is_kept = c->hourly != 0 || c->daily != 0 || c->monthly != 0 ||
		       c->spend_cap != 0;

	if (!is_kept || t->is_changed)
		return;
	t->is_changed = true;
	l->changed =
	    mem_resize(l->changed, l->changes + 1, sizeof(l->changed[0]));
	l->changed[l->changes++] = a->account;
}

enum quota quota_take(struct quotas *l, const struct quota_ask *a, usec *wait)
{
	static const enum quota verdict[] = { [HOURLY] = QUOTA_HOURLY,
		[DAILY] = QUOTA_DAILY,
		[MONTHLY] = QUOTA_MONTHLY };
	const struct conf_account *c = a->conf;
	const unsigned most[] = { [HOURLY] = c->hourly,
		[DAILY] = c->daily,
		[MONTHLY] = c->monthly };
	struct figures *t = look(l, a->account);

	if (!rate_allows(t, a, wait))
		return QUOTA_RATE;
	for (enum period p = HOURLY; p < PERIODS; p++) {
		if (most[p] != 0 &&
		    t->period[p].segments + a->segments > most[p]) {
			*wait = rest_of(p);
			return verdict[p];
		}
	}
	if (c->spend_cap != 0 && t->spent + a->cost > c->spend_cap) {
		*wait = rest_of(DAILY);
		return QUOTA_SPEND;
	}
	if (c->rate != 0)
		t->bucket -= a->segments;
	for (size_t p = 0; p < PERIODS; p++)
		t->period[p].segments += a->segments;
	t->spent += a->cost;
	mark(l, a, t);
	return QUOTA_NONE;
}

/* What was taken in another period is not given back to this one. */
void quota_give(struct quotas *l, const struct quota_ask *a)
{
	struct figures *t = look(l, a->account);

	t->bucket += a->segments;
	for (size_t p = 0; p < PERIODS; p++) {
		uint64_t *n = &t->period[p].segments;

		*n -= *n < a->segments ? *n : a->segments;
	}
	t->spent -= t->spent < a->cost ? t->spent : a->cost;
	mark(l, a, t);
}

void quota_used(struct quotas *l, const struct conf_account *conf,
    uint16_t account, struct quota_used *out)
{
	struct figures *t = look(l, account);

	if (conf->rate != 0)
		fill(t, conf->rate);
	*out = (struct quota_used){ .segments = t->period[DAILY].segments,
		.hour = t->period[HOURLY].segments,
		.month = t->period[MONTHLY].segments,
		.spent = t->spent,
		.free = t->bucket };
}

void quota_turn(struct quotas *l, struct ledger *ledger)
{
	char text[VALUE_MAX];

	while (l->changes != 0) {
		uint16_t account = l->changed[--l->changes];
		struct figures *t = &l->v[account];

		t->is_changed = false;
		snprintf(text, sizeof(text), VALUE, t->period[DAILY].number,
		    t->period[DAILY].segments, t->spent,
		    t->period[HOURLY].number, t->period[HOURLY].segments,
		    t->period[MONTHLY].number, t->period[MONTHLY].segments);
		ledger_keep(ledger, QUOTA_TOKEN,
		    &(struct thing){ .kind = THING_ACCOUNT,
			.account = account,
			.name = NAME,
			.value = text,
			.len = strlen(text) });
	}
}

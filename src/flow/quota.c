/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A figure of another day is 0: it is set so when it is looked at next.
 *
 * Invariant: an account is in `changed` iff its `is_changed` is set.
 */
#include "flow/quota.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/thing.h"

#define DAY  (24 * 3600 * SECOND)
#define NAME "used"

/* Day, segments and millionths spent, as it is kept. */
#define VALUE     "%" PRId64 " %" PRIu64 " %" PRId64
#define VALUE_MAX 80

struct figures {
	double bucket; /* segments that may go; below 0: it owes them */
	usec filled;   /* clock_mono() of the bucket; 0: never */
	int64_t day;   /* since 1970, of what follows */
	uint64_t segments;
	money spent;
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

/* Its figures are today's. */
static struct figures *look(struct quotas *l, uint16_t account)
{
	struct figures *t = find(l, account);
	int64_t today = clock_wall() / DAY;

	if (t->day != today) {
		t->day = today;
		t->segments = 0;
		t->spent = 0;
	}
	return t;
}

static void load_one(const struct thing *thing, void *arg)
{
	struct quotas *l = arg;
	char text[VALUE_MAX];
	struct figures kept;

	if (strcmp(thing->name, NAME) != 0 || thing->len >= sizeof(text))
		return;
	memcpy(text, thing->value, thing->len);
	text[thing->len] = '\0';
	kept = (struct figures){ 0 };
	if (sscanf(text, "%" SCNd64 " %" SCNu64 " %" SCNd64, &kept.day,
		&kept.segments, &kept.spent) == 3)
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
	bool is_kept = a->conf->daily != 0 || a->conf->spend_cap != 0;

	if (!is_kept || t->is_changed)
		return;
	t->is_changed = true;
	l->changed =
	    mem_resize(l->changed, l->changes + 1, sizeof(l->changed[0]));
	l->changed[l->changes++] = a->account;
}

enum quota quota_take(struct quotas *l, const struct quota_ask *a, usec *wait)
{
	const struct conf_account *c = a->conf;
	struct figures *t = look(l, a->account);

	if (!rate_allows(t, a, wait))
		return QUOTA_RATE;
	*wait = (t->day + 1) * DAY - clock_wall();
	if (c->daily != 0 && t->segments + a->segments > c->daily)
		return QUOTA_DAILY;
	if (c->spend_cap != 0 && t->spent + a->cost > c->spend_cap)
		return QUOTA_SPEND;
	if (c->rate != 0)
		t->bucket -= a->segments;
	t->segments += a->segments;
	t->spent += a->cost;
	mark(l, a, t);
	return QUOTA_NONE;
}

/* What was taken yesterday is not given back today. */
void quota_give(struct quotas *l, const struct quota_ask *a)
{
	struct figures *t = look(l, a->account);

	t->bucket += a->segments;
	t->segments -= t->segments < a->segments ? t->segments : a->segments;
	t->spent -= t->spent < a->cost ? t->spent : a->cost;
	mark(l, a, t);
}

void quota_used(struct quotas *l, const struct conf_account *conf,
    uint16_t account, struct quota_used *out)
{
	struct figures *t = look(l, account);

	if (conf->rate != 0)
		fill(t, conf->rate);
	*out = (struct quota_used){ .segments = t->segments,
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
		snprintf(text, sizeof(text), VALUE, t->day, t->segments,
		    t->spent);
		ledger_keep(ledger, QUOTA_TOKEN,
		    &(struct thing){ .kind = THING_ACCOUNT,
			.account = account,
			.name = NAME,
			.value = text,
			.len = strlen(text) });
	}
}

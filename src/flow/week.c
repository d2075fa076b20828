/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which share of a carrier's parts is answered by receipts, in the last seven
 * days (statuses.md 4.8).
 *
 * What is counted is kept by carrier and day (THING_CARRIER), once a minute,
 * so a kill costs a minute's figures. A row's name has its day's place, so
 * that rows take each other's places.
 *
 * Invariant: a carrier is in `changed` iff its `is_changed` is set.
 */
#include "flow/inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flow/quota.h"
#include "flow/week.h"
#include "ledger/thing.h"

#define WEEK        7  /* days */
#define PLACES      8  /* of days: one more than are asked for */
#define ANSWERS_MIN 50 /* messages of a carrier that is known to answer */
#define EACH        (60 * SECOND)

/* Day since 1970, parts sent, parts told, messages sent. */
#define VALUE     "%" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64
#define VALUE_MAX 100

struct weeks {
	int64_t day; /* of what has changed */
	uint32_t changed[LAG_CARRIERS];
	size_t n;
	bool is_changed[LAG_CARRIERS];
	bool is_due;
	struct timer timer;
	struct buf stale; /* kinds and names for weeks_drop(), with NULs */
};

/* ---- kept -------------------------------------------------------------- */

static void due_now(void *arg)
{
	struct weeks *w = arg;

	w->is_due = true;
}

struct weeks *weeks_new(struct loop *loop)
{
	struct weeks *w = mem_new(1, sizeof(*w));

	timer_init(&w->timer, loop, due_now, w);
	return w;
}

void weeks_free(struct weeks *w)
{
	if (w == NULL)
		return;
	timer_stop(&w->timer);
	buf_free(&w->stale);
	free(w);
}

/* "3,AT&T": false: not so, or of another day's place. */
static bool is_of(const char *name, int64_t day)
{
	return name[0] == '0' + day % PLACES && name[1] == ',';
}

static void load_one(const struct thing *t, void *arg)
{
	struct flow *f = arg;
	int64_t day = 0, today = clock_wall() / DAY;
	struct lag_sums s = { 0 };
	char text[VALUE_MAX];
	struct lag *days;

	if (thing_text(t, text, sizeof(text)) != 0 ||
	    sscanf(text, "%" SCNd64 " %" SCNu64 " %" SCNu64 " %" SCNu64, &day,
		&s.sent, &s.told, &s.messages) != 4 ||
	    day <= today - WEEK || day > today || !is_of(t->name, day)) {
		weeks_drop(f, THING_CARRIER, t->name);
		return;
	}
	days = lag_days_of(f->numbers, lag_carrier(f->numbers, t->name + 2));
	if (days != NULL)
		lag_put(days, day, &s);
}

int weeks_load(struct flow *f)
{
	f->weeks->day = clock_wall() / DAY;
	return ledger_each_thing(f->with.ledger, THING_CARRIER, load_one, f);
}

static void keep(struct flow *f, uint32_t number)
{
	int64_t day = f->weeks->day;
	struct lag_sums s =
	    lag_sums(lag_days_of(f->numbers, number), LAG_DAYS(day * DAY), 1);
	char name[THING_NAME_MAX + 1], text[VALUE_MAX];

	snprintf(name, sizeof(name), "%d,%s", (int)(day % PLACES),
	    lag_name(f->numbers, number));
	snprintf(text, sizeof(text), VALUE, day, s.sent, s.told, s.messages);
	ledger_keep(f->with.ledger, QUOTA_TOKEN,
	    &(struct thing){ .kind = THING_CARRIER,
		.name = name,
		.value = text,
		.len = strlen(text) });
}

static void keep_all(struct flow *f)
{
	struct weeks *w = f->weeks;

	w->is_due = false;
	while (w->n != 0) {
		uint32_t number = w->changed[--w->n];

		w->is_changed[number - 1] = false;
		keep(f, number);
	}
}

void weeks_drop(struct flow *f, uint8_t kind, const char *name)
{
	buf_add(&f->weeks->stale, &kind, 1);
	buf_add(&f->weeks->stale, name, strlen(name) + 1);
}

static void drop_stale(struct flow *f)
{
	struct buf *stale = &f->weeks->stale;
	const char *one = (const char *)buf_bytes(stale), *end;

	for (end = one + stale->len; one < end; one += strlen(one + 1) + 2)
		ledger_keep(f->with.ledger, QUOTA_TOKEN,
		    &(struct thing){ .kind = (uint8_t)one[0],
			.name = one + 1 });
	buf_free(stale);
}

void weeks_turn(struct flow *f)
{
	if (f->weeks->stale.len != 0)
		drop_stale(f);
	if (f->weeks->is_due || f->stopping)
		keep_all(f);
}

/* ---- counted ----------------------------------------------------------- */

/* Today's, which change now. */
static struct lag *touch(struct flow *f, uint32_t number, usec now)
{
	struct weeks *w = f->weeks;
	int64_t today = now / DAY;

	if (w->day != today) {
		keep_all(f);
		w->day = today;
	}
	if (!w->is_changed[number - 1]) {
		w->is_changed[number - 1] = true;
		w->changed[w->n++] = number;
	}
	if (!timer_is_set(&w->timer))
		timer_in(&w->timer, EACH);
	return lag_days_of(f->numbers, number);
}

void weeks_sent(struct flow *f, uint32_t number, bool is_first)
{
	usec now = clock_wall();
	struct lag *days = touch(f, number, now);

	lag_sent(days, LAG_DAYS(now));
	if (is_first)
		lag_message(days, LAG_DAYS(now));
}

void weeks_told(struct flow *f, uint32_t number)
{
	usec now = clock_wall();

	lag_told(touch(f, number, now), LAG_DAYS(now));
}

/* ---- asked ------------------------------------------------------------- */

/* In shares of a hundred. */
static unsigned flags_of(const struct flow_week *s)
{
	if (s->messages >= ANSWERS_MIN && s->told * 100 >= s->sent * 90)
		return FLAG_SUSPECTED_FILTERED;
	if (s->sent != 0 && s->told * 100 < s->sent * 10)
		return FLAG_CARRIER_NO_RECEIPTS;
	return 0;
}

void flow_carrier_week(const struct flow *f, const char *carrier,
    struct flow_week *out)
{
	const struct lag *days =
	    lag_days_of(f->numbers, lag_carrier(f->numbers, carrier));
	struct lag_sums s;

	*out = (struct flow_week){ 0 };
	if (days == NULL)
		return;
	s = lag_sums(days, LAG_DAYS(clock_wall()), WEEK);
	*out = (struct flow_week){ s.sent, s.told, s.messages };
}

void flow_given_up(struct flow *f, uint64_t key, uint64_t to)
{
	struct flow_week week;
	unsigned flags;

	flow_carrier_week(f, flow_number_carrier(f, to), &week);
	flags = flags_of(&week);
	if (flags != 0)
		ledger_flag(f->with.ledger, key, flags);
}

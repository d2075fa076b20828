/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Following the journal, and the cursor: it stands before the first event of
 * which a letter is neither delivered nor in a row.
 */
#include "flow/owner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/loop.h"

#include <stdlib.h>

/* A crash within this time of an answer tells again what was told. */
#define CURSOR_EVERY SECOND
#define PASS_EVERY   (60 * SECOND)

static void fired(void *arg)
{
	(void)arg; /* the turn's end does the work */
}

static void found_lane(const struct hook *first, uint64_t n, void *arg)
{
	struct webhook *w = arg;
	struct lane *lane = lane_by_id(w, first->lane);

	lane->has_rows = true;
	log_info("webhook", "lane has letters that wait lane=%08x n=%llu%s",
	    first->lane, (unsigned long long)n,
	    n >= HOOK_LANE_MAX ? " or more" : "");
}

int webhook_new(struct webhook **out, const struct webhook_options *o)
{
	struct http_client_options co = { .calls = CALLS_MAX,
		.conns_per_host = CALLS_MAX }; /* flow/host.h has its own */
	struct webhook *w = mem_new(1, sizeof(*w));
	int rc;

	w->with = *o;
	TAILQ_INIT(&w->lanes);
	TAILQ_INIT(&w->ready);
	STAILQ_INIT(&w->live);
	w->client = http_client_new(o->loop, &co);
	w->hosts = hosts_new();
	w->owners = owners_new(w);
	timer_init(&w->timer, o->loop, fired, w);
	w->read = w->cursor = w->cursor_told = ledger_hook_begin(o->ledger);
	w->cursor_at = clock_mono();
	w->more = true; /* what happened before the start */
	w->began = clock_wall();
	rc = ledger_each_lane(o->ledger, found_lane, w);
	if (rc != 0) {
		webhook_free(w);
		return rc;
	}
	*out = w;
	return 0;
}

void webhook_free(struct webhook *w)
{
	struct lane *lane;
	struct live *live;

	if (w == NULL)
		return;
	timer_stop(&w->timer);
	while ((lane = TAILQ_FIRST(&w->lanes)) != NULL)
		lane_free(lane);
	owners_free(w->owners);
	http_client_free(w->client);
	hosts_free(w->hosts);
	while ((live = STAILQ_FIRST(&w->live)) != NULL) {
		STAILQ_REMOVE_HEAD(&w->live, next);
		free(live);
	}
	free(w);
}

void webhook_stop(struct webhook *w)
{
	w->stopping = true;
	loop_again(w->with.loop);
}

bool webhook_is_drained(const struct webhook *w)
{
	return http_client_calls(w->client) == 0 && w->cursor == w->cursor_told;
}

void live_settle(struct live *live)
{
	live->left--;
}

usec webhook_date(usec at)
{
	return clock_wall() + at - clock_mono();
}

static void wake_in(struct webhook *w, usec delay)
{
	usec at = clock_mono() + delay;

	if (!timer_is_set(&w->timer) || at < w->timer.node.at)
		timer_at(&w->timer, at);
}

/* All letters of the oldest events are settled: the cursor passes them. */
static void move_cursor(struct webhook *w)
{
	struct live *live;

	while ((live = STAILQ_FIRST(&w->live)) != NULL && live->left == 0) {
		w->cursor = live->place;
		STAILQ_REMOVE_HEAD(&w->live, next);
		w->lives--;
		free(live);
	}
	if (w->lives == 0)
		w->cursor = w->read;
}

static void tell_cursor(struct webhook *w)
{
	usec now = clock_mono();

	if (w->cursor == w->cursor_told)
		return;
	if (!w->stopping && now < w->cursor_at + CURSOR_EVERY) {
		wake_in(w, CURSOR_EVERY);
		return;
	}
	ledger_hook_cursor(w->with.ledger, w->cursor);
	w->cursor_told = w->cursor;
	w->cursor_at = now;
}

/* The letters about an event go to their lanes. */
static void post(struct webhook *w, const struct followed *e)
{
	struct live *live = mem_new(1, sizeof(*live));
	int rc = 0;

	live->place = e->place;
	live->left = 1;
	STAILQ_INSERT_TAIL(&w->live, live, next);
	w->lives++;
	for (unsigned n = 0; rc != RC_NOT_FOUND; n++) {
		struct letter l = { .account = e->message.account,
			.place = e->place };

		rc = w->with.writer->write(w->with.arg, e, n, &l);
		if (rc == 0) {
			live->left++;
			lane_take(lane_of_letter(w, &l), &l, e->message.id.key,
			    live);
			continue;
		}
		buf_free(&l.url);
		buf_free(&l.body);
		buf_free(&l.context);
	}
	live_settle(live);
}

/* From here on all events are new ones. */
static void catch_up(struct webhook *w)
{
	struct lane *lane;

	w->caught_up = true;
	TAILQ_FOREACH(lane, &w->lanes, link)
	lane_wake(lane);
}

void webhook_followed(struct webhook *w, const struct follow_page *p)
{
	w->following = false;
	w->more = p->more || p->rc != 0;
	if (p->rc != 0) {
		wake_in(w, SECOND);
		return;
	}
	for (size_t i = 0; i < p->n; i++)
		post(w, &p->event[i]);
	w->read = p->next;
	if (!w->caught_up &&
	    (!p->more || (p->n != 0 && p->event[p->n - 1].at > w->began)))
		catch_up(w);
	loop_again(w->with.loop);
}

/* With nothing to tell of, the cursor comes along now and then, so that the
 * next start need not look for anything in all that has happened. */
static void pass_over(struct webhook *w)
{
	uint64_t any = ledger_last_event(w->with.ledger, false);

	if (any <= w->read || w->lives != 0 ||
	    ledger_last_event(w->with.ledger, true) > w->read)
		return;
	if (w->stopping || clock_mono() >= w->cursor_at + PASS_EVERY)
		w->read = any;
}

static void follow(struct webhook *w)
{
	struct follow_query q = { .after = w->read,
		.hooked = true,
		.limit = 256 };

	if (w->following || w->lives >= LIVE_MAX)
		return;
	if (!w->more && ledger_last_event(w->with.ledger, true) <= w->read) {
		pass_over(w);
		return;
	}
	w->following = true;
	ledger_follow(w->with.ledger, WEBHOOK_TOKEN, &q);
}

void webhook_hooks(struct webhook *w, uint64_t token, const struct hook_page *p)
{
	struct lane *lane = lane_find(w, (uint32_t)token);

	if (lane != NULL)
		lane_take_rows(lane, p);
}

void webhook_replay(struct webhook *w, const struct hook *dead)
{
	lane_replay(lane_by_id(w, dead->lane), dead);
}

static void run_lanes(struct webhook *w)
{
	struct lanes now = TAILQ_HEAD_INITIALIZER(now);
	struct lane *lane;

	TAILQ_CONCAT(&now, &w->ready, ready_link);
	while ((lane = TAILQ_FIRST(&now)) != NULL) {
		TAILQ_REMOVE(&now, lane, ready_link);
		lane->ready = lane->starved = false;
		lane_run(lane);
		if (lane_is_empty(lane)) {
			lane_free(lane);
		} else if (lane->starved && !lane->ready) {
			TAILQ_INSERT_TAIL(&w->ready, lane, ready_link);
			lane->ready = true;
		}
	}
}

void webhook_turn(struct webhook *w)
{
	if (w->stopping) {
		pass_over(w);
	} else {
		run_lanes(w);
		follow(w);
	}
	move_cursor(w);
	tell_cursor(w);
}

void webhook_figures(const struct webhook *w, struct webhook_figures *out)
{
	const struct lane *lane;

	*out = w->figures;
	out->lanes = w->n_lanes;
	out->letters = w->letters;
	out->calls = http_client_calls(w->client);
	out->resting = out->paced = out->unconfirmed = 0;
	TAILQ_FOREACH(lane, &w->lanes, link)
	{
		out->resting += lane->rests_until != 0;
		out->paced += lane->turn.at > clock_mono();
		out->unconfirmed += lane->unconfirmed;
	}
}

size_t webhook_resting(const struct webhook *w, struct webhook_rest *out,
    size_t most)
{
	const struct lane *lane;
	const struct work *k;
	size_t n = 0;

	TAILQ_FOREACH(lane, &w->lanes, link)
	{
		k = TAILQ_FIRST(&lane->queue);
		if (n == most)
			break;
		if (lane->rests_until == 0 || k == NULL)
			continue;
		out[n++] = (struct webhook_rest){ .lane = lane->id,
			.account = k->letter.account,
			.failures = lane->failures,
			.until = webhook_date(lane->rests_until),
			.why = lane->why };
	}
	return n;
}

size_t webhook_gone(const struct webhook *w, uint16_t account,
    struct webhook_gone *out, size_t most)
{
	const struct lane *lane;
	usec until;
	size_t n = 0;

	TAILQ_FOREACH(lane, &w->lanes, link)
	{
		if (n == most)
			break;
		if (lane->gone_until <= clock_mono() ||
		    lane->gone_account != account)
			continue;
		until = webhook_date(lane->gone_until);
		out[n++] = (struct webhook_gone){ .since = until - GONE_FOR,
			.until = until,
			.place = lane->gone_place };
	}
	return n;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lanes by their number, their queues, and the rows behind them.
 *
 * A lane's number has the letter's kind in its low bits: so the rows of one
 * place differ in their lanes, and a row finds its letter again when its URL
 * has been changed meanwhile.
 */
#include "flow/lane.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/owner.h"
#include "http/url.h"
#include "ledger/ledger.h"
#include "net/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND_BITS 3

/* Account, kind, scheme, host and port; not 0, as no kind is. Two hosts in one
 * lane do no harm. */
static uint32_t id_of(const struct letter *l)
{
	static const struct hash_key key = { 0x6c616e65, 1 };
	struct buf text = { 0 };
	struct url u;
	const char *why;
	uint32_t id;

	buf_printf(&text, "%u ", l->account);
	if (url_parse(&u, (const char *)buf_bytes(&l->url), l->url.len, &why) ==
	    0)
		buf_printf(&text, "%d %s %u", u.tls, u.host, u.port);
	id = (uint32_t)hash_sip(&key, buf_bytes(&text), text.len);
	buf_free(&text);
	return id << KIND_BITS | l->kind;
}

static unsigned kind_of(const struct lane *lane)
{
	return lane->id & ((1u << KIND_BITS) - 1);
}

static struct lane **bucket_of(struct webhook *w, uint32_t id)
{
	return &w->bucket[(id >> KIND_BITS) % LANE_BUCKETS];
}

struct lane *lane_find(const struct webhook *w, uint32_t id)
{
	struct lane *lane = w->bucket[(id >> KIND_BITS) % LANE_BUCKETS];

	while (lane != NULL && lane->id != id)
		lane = lane->in_bucket;
	return lane;
}

static void fired(void *arg)
{
	lane_wake(arg);
}

struct lane *lane_by_id(struct webhook *w, uint32_t id)
{
	struct lane *lane = lane_find(w, id);

	if (lane != NULL)
		return lane;
	lane = mem_new(1, sizeof(*lane));
	lane->webhook = w;
	lane->id = id;
	TAILQ_INIT(&lane->queue);
	timer_init(&lane->timer, w->with.loop, fired, lane);
	lane->in_bucket = *bucket_of(w, id);
	*bucket_of(w, id) = lane;
	TAILQ_INSERT_TAIL(&w->lanes, lane, link);
	w->n_lanes++;
	return lane;
}

struct lane *lane_of_letter(struct webhook *w, const struct letter *l)
{
	return lane_by_id(w, id_of(l));
}

void lane_wake(struct lane *lane)
{
	if (!lane->ready)
		TAILQ_INSERT_TAIL(&lane->webhook->ready, lane, ready_link);
	lane->ready = true;
	loop_again(lane->webhook->with.loop);
}

static void free_letter(struct letter *l)
{
	buf_free(&l->url);
	buf_free(&l->body);
	buf_free(&l->context);
	buf_free(&l->next);
}

void work_free(struct work *k)
{
	struct lane *lane = k->lane;

	if (k->call.id != 0) {
		http_client_cancel(lane->webhook->client, k->call.id);
		lane_called(lane->webhook, &k->call);
		lane->calls--;
	}
	TAILQ_REMOVE(&lane->queue, k, next);
	lane->letters--;
	lane->webhook->letters--;
	free_letter(&k->letter);
	free(k);
}

void lane_free(struct lane *lane)
{
	struct webhook *w = lane->webhook;
	struct lane **at = bucket_of(w, lane->id);
	struct work *k;

	while ((k = TAILQ_FIRST(&lane->queue)) != NULL)
		work_free(k);
	owner_leave(lane);
	while (*at != lane)
		at = &(*at)->in_bucket;
	*at = lane->in_bucket;
	timer_stop(&lane->timer);
	if (lane->ready)
		TAILQ_REMOVE(&w->ready, lane, ready_link);
	TAILQ_REMOVE(&w->lanes, lane, link);
	w->n_lanes--;
	free(lane);
}

bool lane_is_empty(const struct lane *lane)
{
	return lane->letters == 0 && !lane->has_rows && !lane->asked &&
	       lane->rests_until == 0 && lane->gone_until == 0;
}

/* ---- rows ---------------------------------------------------------------- */

static uint64_t commits(const struct webhook *w)
{
	struct ledger_totals t;

	ledger_totals(w->with.ledger, &t);
	return t.commits;
}

/* The commit that was under way then may not have had it, the next one has. */
static bool is_durable(const struct webhook *w, uint64_t since)
{
	return commits(w) >= since + 2 || ledger_is_idle(w->with.ledger);
}

static void del_row(struct lane *lane, uint64_t place)
{
	struct webhook *w = lane->webhook;

	ledger_hook_del(w->with.ledger, lane->id, place);
	lane->handed = commits(w);
}

void work_put(struct work *k, enum death death)
{
	struct lane *lane = k->lane;
	unsigned attempts = k->letter.attempts;
	struct hook h = { .lane = lane->id,
		.place = k->letter.place,
		.key = k->key,
		.account = k->letter.account,
		.attempts = (uint16_t)(attempts < 65535 ? attempts : 65535),
		.first = webhook_date(k->first),
		.next =
		    death == DEATH_NONE ? webhook_date(k->due) : clock_wall(),
		.dead = (uint8_t)death };

	snprintf(h.why, sizeof(h.why), "%s", k->why);
	ledger_hook_put(lane->webhook->with.ledger, &h);
	if (k->live != NULL)
		live_settle(k->live);
	k->live = NULL;
}

void work_settle(struct work *k)
{
	if (k->live != NULL)
		live_settle(k->live);
	else
		del_row(k->lane, k->letter.place);
	lane_wake(k->lane);
	work_free(k);
}

/* ---- the queue ----------------------------------------------------------- */

/* In its place; most come last. */
static struct work *add(struct lane *lane, const struct letter *l, uint64_t key)
{
	struct work *k = mem_new(1, sizeof(*k)), *before;

	k->lane = lane;
	k->letter = *l;
	k->key = key;
	k->taken = k->first = k->due = clock_mono();
	before = TAILQ_LAST(&lane->queue, works);
	while (before != NULL && before->letter.place > l->place)
		before = TAILQ_PREV(before, works, next);
	if (before != NULL)
		TAILQ_INSERT_AFTER(&lane->queue, before, k, next);
	else
		TAILQ_INSERT_HEAD(&lane->queue, k, next);
	lane->letters++;
	lane->webhook->letters++;
	lane_wake(lane);
	return k;
}

/* Rows from this place on are not in the queue. */
static void leave_rows(struct lane *lane, uint64_t place)
{
	if (!lane->has_rows || lane->after >= place)
		lane->after = place - 1;
	lane->has_rows = true;
	if (lane->put < place)
		lane->put = place;
	lane_wake(lane);
}

/* The same of a place before some that have rows already. Those that are read
 * before it is durable would be taken for all there is. */
static void go_back(struct lane *lane, uint64_t place)
{
	leave_rows(lane, place);
	lane->went_back = true;
	lane->handed = commits(lane->webhook);
	if (lane->asked && (lane->floor == 0 || place < lane->floor))
		lane->floor = place;
}

static bool has_room(const struct lane *lane)
{
	return !lane->has_rows && lane->rests_until == 0 &&
	       lane->letters < LANE_LETTERS &&
	       lane->webhook->letters < LETTERS_MAX;
}

void lane_take(struct lane *lane, struct letter *l, uint64_t key,
    struct live *live)
{
	bool is_row = !has_room(lane);
	struct work *k = add(lane, l, key);

	k->live = live;
	if (!is_row) {
		if (lane->after < l->place)
			lane->after = l->place;
		return;
	}
	if (lane->webhook->caught_up)
		leave_rows(lane, l->place);
	else
		go_back(lane, l->place);
	work_put(k, DEATH_NONE);
	work_free(k);
}

static bool is_queued(const struct lane *lane, uint64_t place)
{
	const struct work *k;

	TAILQ_FOREACH(k, &lane->queue, next)
	{
		if (k->letter.place == place)
			return true;
	}
	return false;
}

/* From one date to another, either of a clock that was set meanwhile. */
static usec between(usec from, usec to, usec most)
{
	usec by = to > from ? to - from : 0;

	return by < most ? by : most;
}

static void take_row(struct lane *lane, const struct hook *h,
    const struct followed *e)
{
	struct webhook *w = lane->webhook;
	struct work *k;
	int rc = e->place != 0 ? 0 : RC_NOT_FOUND;

	if (is_queued(lane, h->place))
		return;
	for (unsigned n = 0; rc != RC_NOT_FOUND; n++) {
		struct letter l = { .account = h->account, .place = h->place };

		rc = w->with.writer->write(w->with.arg, e, n, &l);
		if (rc != 0 || l.kind != kind_of(lane)) {
			free_letter(&l);
			continue;
		}
		l.attempts = h->attempts;
		k = add(lane, &l, h->key);
		k->first = k->taken - between(h->first, clock_wall(), GIVE_UP);
		k->due = k->taken + between(clock_wall(), h->next, WAIT_MOST);
		memcpy(k->why, h->why, sizeof(k->why));
		return;
	}
	log_info("webhook",
	    "nobody wants this letter any more lane=%08x place=%llu", lane->id,
	    (unsigned long long)h->place);
	del_row(lane, h->place);
}

void lane_take_rows(struct lane *lane, const struct hook_page *p)
{
	lane->asked = false;
	if (p->rc != 0) {
		lane->floor = 0; /* `after` stands where it went back to */
		timer_in(&lane->timer, SECOND);
		return;
	}
	lane_wake(lane);
	for (size_t i = 0; i < p->n; i++) {
		lane->after = p->hook[i].place;
		take_row(lane, &p->hook[i], &p->event[i]);
	}
	if (lane->floor != 0 && lane->after >= lane->floor)
		lane->after = lane->floor - 1;
	lane->floor = 0;
	if (!p->more && lane->after >= lane->put) {
		lane->has_rows = lane->went_back = false;
	} else if (p->n == 0) { /* the last are on their way to a commit */
		lane->went_back = true;
		lane->handed = commits(lane->webhook);
	}
}

void lane_replay(struct lane *lane, const struct hook *h)
{
	struct hook alive = *h;

	alive.dead = 0;
	alive.attempts = 0;
	alive.first = alive.next = clock_wall();
	ledger_hook_put(lane->webhook->with.ledger, &alive);
	go_back(lane, h->place);
	/* Rows behind it are durable: a page that has them may lack it. */
	lane->went_back = true;
	lane->handed = commits(lane->webhook);
}

void lane_ask(struct lane *lane)
{
	struct webhook *w = lane->webhook;
	struct hook_query q = { .lane = lane->id,
		.after = lane->after,
		.limit = LANE_LETTERS - lane->letters };

	if (!lane->has_rows || lane->asked || !w->caught_up)
		return;
	if (lane->letters > (lane->rests_until != 0 ? 0 : LANE_LETTERS / 2))
		return;
	if (w->letters >= LETTERS_MAX) {
		if (lane->letters != 0)
			return;
		q.limit = 1;
	}
	if (lane->went_back && !is_durable(w, lane->handed)) {
		lane->starved = true;
		return;
	}
	lane->asked = true;
	ledger_hooks(w->with.ledger, WEBHOOK_TOKEN | lane->id, &q);
}

void lane_shed(struct lane *lane)
{
	struct work *k;

	while ((k = TAILQ_LAST(&lane->queue, works)) != NULL &&
	       k != TAILQ_FIRST(&lane->queue) && k->call.id == 0) {
		go_back(lane, k->letter.place);
		if (k->live != NULL)
			work_put(k, DEATH_NONE);
		work_free(k);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/figures.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "api/failures.h"
#include "api/latency.h"
#include "api/life.h"
#include "base/clock.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/follow.h"
#include "model/reason.h"

#define CARRIERS_MAX 64 /* of an account; others are counted as unknown */
#define NAME_ROOM    65
#define HELD_MIN     HOUR

struct carrier {
	char name[NAME_ROOM]; /* "": not known */
	uint64_t forwarded, sent, error, unknown, spam;
	struct latency lag; /* of the final receipt */
};

struct account {
	SLIST_ENTRY(account) list;
	uint16_t id; /* the ledger's */
	struct latency submit, delivery;
	struct carrier *carrier;
	size_t carriers;
};

struct figures {
	SLIST_HEAD(, account) all;
	struct failures failures;
	usec since;
	uint64_t after; /* the place of the last event that was read */
	bool begun, asked;
	usec second; /* of the true clock, and how many were read in it */
	size_t events;
};

void figures_init(struct api *a)
{
	a->figures = mem_new(1, sizeof(*a->figures));
	SLIST_INIT(&a->figures->all);
	a->figures->since = clock_wall();
}

void figures_fini(struct api *a)
{
	struct account *n;

	while ((n = SLIST_FIRST(&a->figures->all)) != NULL) {
		SLIST_REMOVE_HEAD(&a->figures->all, list);
		free(n->carrier);
		free(n);
	}
	failures_fini(&a->figures->failures);
	free(a->figures);
}

const struct failures *figures_failures(const struct api *a)
{
	return &a->figures->failures;
}

static struct account *find(const struct api *a, uint16_t id)
{
	struct account *n;

	SLIST_FOREACH(n, &a->figures->all, list)
	{
		if (n->id == id)
			return n;
	}
	return NULL;
}

static struct account *account_of(struct api *a, uint16_t id)
{
	struct account *n = find(a, id);

	if (n != NULL)
		return n;
	n = mem_new(1, sizeof(*n));
	n->id = id;
	SLIST_INSERT_HEAD(&a->figures->all, n, list);
	return n;
}

static struct carrier *carrier_of(const struct api *a, struct account *n,
    uint64_t number)
{
	const char *name = flow_number_carrier(a->with.flow, number);
	struct carrier *c;

	if (name == NULL || strlen(name) >= NAME_ROOM)
		name = "";
	for (size_t i = 0; i < n->carriers; i++) {
		if (strcmp(n->carrier[i].name, name) == 0)
			return &n->carrier[i];
	}
	if (n->carriers == CARRIERS_MAX)
		return &n->carrier[0];
	/* The first is for those of no carrier, and of one too many. */
	if (n->carriers == 0 && name[0] != '\0') {
		n->carrier = mem_new(1, sizeof(n->carrier[0]));
		n->carriers = 1;
	}
	n->carrier =
	    mem_resize(n->carrier, n->carriers + 1, sizeof(n->carrier[0]));
	c = &n->carrier[n->carriers++];
	*c = (struct carrier){ .forwarded = 0 };
	strcpy(c->name, name);
	return c;
}

/* ---- what happens ------------------------------------------------------ */

void api_claimed(struct api *a, const struct claim *c)
{
	usec waited = clock_wall() - c->accepted;

	if (c->attempt == 1 && waited < HELD_MIN)
		latency_add(&account_of(a, c->account)->submit, waited);
}

static void note_end(struct carrier *c, struct account *n,
    const struct followed *e)
{
	const struct message_view *m = &e->message;
	bool held = m->forwarded - m->accepted >= HELD_MIN;

	if (m->forwarded != 0)
		latency_add(&c->lag, e->at - m->forwarded);
	if (e->state == STATUS_DELIVERED) {
		c->sent++;
		latency_add(&n->delivery,
		    e->at - (held ? m->forwarded : m->accepted));
		return;
	}
	c->error++;
	c->spam += reason_is_filtered(m->reason);
}

/* One that a later receipt has delivered meanwhile did not fail. */
static void note_failure(struct failures *f, const struct followed *e)
{
	const struct message_view *m = &e->message;

	if (e->state == STATUS_FAILED && m->state == STATUS_FAILED)
		failures_add(f, m->smsc, m->reason);
}

static void note(struct api *a, const struct followed *e)
{
	const struct message_view *m = &e->message;
	struct account *n;
	struct carrier *c;

	if (m->account == 0 || (m->flags & FLAG_IMPORTED) != 0)
		return;
	note_failure(&a->figures->failures, e);
	n = account_of(a, m->account);
	switch (e->state) {
	case STATUS_FORWARDED: carrier_of(a, n, m->to)->forwarded++; return;
	case STATUS_DELIVERY_UNKNOWN:
		carrier_of(a, n, m->to)->unknown++;
		return;
	case STATUS_FAILED:
		if (m->forwarded == 0)
			return;
		/* fallthrough */
	case STATUS_DELIVERED:
		c = carrier_of(a, n, m->to);
		note_end(c, n, e);
		return;
	default: return;
	}
}

void figures_followed(struct api *a, const struct follow_page *p)
{
	struct figures *f = a->figures;

	f->asked = false;
	/* What cannot be read is left out. */
	if (p->rc != 0) {
		f->events = FIGURES_EVENTS;
		return;
	}
	for (size_t i = 0; i < p->n; i++)
		note(a, &p->event[i]);
	f->after = p->next;
	f->events += p->n;
}

/* Too much happened in this second: on with what comes after it. */
static bool is_over(struct api *a)
{
	struct figures *f = a->figures;
	usec now = clock_real() / SECOND;

	if (now != f->second) {
		if (f->events >= FIGURES_EVENTS)
			f->after = ledger_events_end(a->with.ledger);
		f->second = now;
		f->events = 0;
	}
	return f->events >= FIGURES_EVENTS;
}

void figures_turn(struct api *a)
{
	struct figures *f = a->figures;

	if (!f->begun) {
		f->begun = true;
		f->after = ledger_events_end(a->with.ledger);
	}
	if (f->asked || is_over(a) ||
	    ledger_last_event(a->with.ledger, false) <= f->after)
		return;
	f->asked = true;
	ledger_follow(a->with.ledger, TOKEN_FIGURES,
	    &(struct follow_query){ .after = f->after,
		.bare = true,
		.limit = FOLLOW_LIMIT });
}

/* ---- what is told ------------------------------------------------------ */

void latency_show(struct api *a, const struct call *c)
{
	static const struct latency none;
	const struct account *n =
	    find(a, flow_account_id(a->with.flow, c->account));
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	message_json_date(&o, "since", a->figures->since);
	latency_json(&o, "queue_to_submit_ms", n != NULL ? &n->submit : &none);
	latency_json(&o, "end_to_end_ms", n != NULL ? &n->delivery : &none);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

static void write_carrier(struct json_out *o, const struct carrier *c)
{
	json_open_object(o, NULL);
	json_word(o, "carrier", c->name);
	json_uint(o, "forwarded", c->forwarded);
	json_uint(o, "sent", c->sent);
	json_uint(o, "error", c->error);
	json_uint(o, "delivery_unknown", c->unknown);
	json_uint(o, "spam", c->spam);
	json_share(o, "delivery_rate", c->sent, c->forwarded);
	json_share(o, "spam_rate", c->spam, c->forwarded);
	latency_json(o, "receipt_lag_ms", &c->lag);
	json_close_object(o);
}

static bool is_empty(const struct carrier *c)
{
	return c->forwarded + c->sent + c->error + c->unknown == 0;
}

void carriers_show(struct api *a, const struct call *c)
{
	const struct account *n =
	    find(a, flow_account_id(a->with.flow, c->account));
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	message_json_date(&o, "since", a->figures->since);
	json_open_array(&o, "carriers");
	for (size_t i = 0; n != NULL && i < n->carriers; i++) {
		if (!is_empty(&n->carrier[i]))
			write_carrier(&o, &n->carrier[i]);
	}
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

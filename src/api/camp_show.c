/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A campaign is read in up to three steps, each of which adds to w->body: what
 * the ledger knows of it; its history; and, while messages of it wait, a page
 * of these, for what delays them.
 */
#include "api/camp.h"

#include <stdio.h>
#include <string.h>

#include "api/wait.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/ledger.h"
#include "ledger/views.h"

#define LOOK   200 /* messages that are asked what delays them */
#define DELAYS 8   /* that are told */
#define WAITING                                          \
	(1u << STATUS_QUEUED | 1u << STATUS_SUBMITTING | \
	    1u << STATUS_FORWARDED | 1u << STATUS_ENROUTE)

struct delay {
	const char *hint, *carrier, *smsc;
};

struct campaign_names camp_names(const struct api *a)
{
	return (struct campaign_names){ .names = &a->names,
		.campaigns = a->with.campaigns };
}

struct wait *camp_take_new(struct api *a, const struct call *c, uint64_t *token)
{
	struct wait *w = wait_take(a, c, token);
	struct camp *own;

	if (w == NULL)
		return NULL;
	own = w->own = mem_new(1, sizeof(*own));
	own->status = 200;
	if (c->user != NULL)
		snprintf(own->actor, sizeof(own->actor), "%.*s", CAMPAIGN_NOTE,
		    c->user);
	return w;
}

struct wait *camp_take(struct api *a, const struct call *c, uint64_t *token)
{
	uint32_t id;
	struct wait *w;

	if (campaign_id_parse(c->in_path.s, c->in_path.len, &id) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return NULL;
	}
	w = camp_take_new(a, c, token);
	if (w != NULL)
		((struct camp *)w->own)->id = id;
	return w;
}

void camp_ask(struct api *a, const struct wait *w, uint64_t token)
{
	const struct camp *own = w->own;

	ledger_campaigns(a->with.ledger, token,
	    &(struct campaign_query){ .account = w->account,
		.only = own->id,
		.limit = 1 });
}

const struct campaign_view *camp_only(struct api *a, const struct wait *w,
    const struct campaign_page *p)
{
	if (p->n == 1)
		return &p->campaign[0];
	reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	return NULL;
}

/* ---- in steps ---------------------------------------------------------- */

/* A writer that goes on in w->body. */
static struct json_out going_on(struct wait *w)
{
	struct json_out o = json_writing(&w->body);

	o.comma = true;
	return o;
}

static void answer(struct api *a, struct wait *w)
{
	const struct camp *own = w->own;
	struct json_out o = going_on(w);
	char location[20 + PUBLIC_ID_TEXT] = "/v1/campaigns/";

	json_close_object(&o);
	buf_clear(&a->body);
	buf_add(&a->body, buf_bytes(&w->body), w->body.len);
	campaign_id_format(own->id, location + strlen(location));
	reply_body(a, w->id, own->status, own->status == 201 ? location : NULL);
}

static bool is_told(const struct delay *d, size_t n, const struct delay *as)
{
	for (size_t i = 0; i < n; i++) {
		if (d[i].hint == as->hint && d[i].smsc == as->smsc &&
		    d[i].carrier == as->carrier)
			return true;
	}
	return false;
}

static void write_delay(struct json_out *o, const struct delay *d)
{
	json_open_object(o, NULL);
	json_text(o, "reason", d->hint);
	json_text(o, "carrier", d->carrier);
	json_text(o, "smsc", d->smsc);
	json_close_object(o);
}

static struct delay delay_of(const struct api *a, const struct message_view *v)
{
	struct delay d = { .hint = flow_delay_hint(a->with.flow, v) };

	if (d.hint == NULL)
		return d;
	if (strcmp(d.hint, "carrier_traffic") == 0)
		d.carrier = flow_number_carrier(a->with.flow, v->to);
	else
		d.smsc = message_smsc_name(&a->names, v->smsc);
	return d;
}

static bool on_recipients(struct api *a, struct wait *w, uint64_t token,
    const struct recipient_page *p)
{
	struct json_out o = going_on(w);
	struct delay told[DELAYS];
	size_t n = 0;

	(void)token;
	json_open_array(&o, "delay_reasons");
	for (size_t i = 0; i < p->n && n < DELAYS; i++) {
		if (p->recipient[i].message == NULL)
			continue;
		told[n] = delay_of(a, p->recipient[i].message);
		if (told[n].hint == NULL || is_told(told, n, &told[n]))
			continue;
		write_delay(&o, &told[n++]);
	}
	json_close_array(&o);
	answer(a, w);
	return false;
}

/* Of its history what people did. */
static bool on_told(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_history *h)
{
	const struct camp *own = w->own;
	struct json_out o = going_on(w);

	json_open_array(&o, "audit");
	for (size_t i = 0; i < h->n; i++) {
		if (h->event[i].cause == CAUSE_USER)
			campaign_event_json(&o, &h->event[i]);
	}
	json_close_array(&o);
	if (own->may_lag) {
		ledger_recipients(a->with.ledger, token,
		    &(struct recipient_query){ .account = w->account,
			.campaign = own->id,
			.limit = LOOK,
			.states = WAITING });
		return true;
	}
	json_open_array(&o, "delay_reasons");
	json_close_array(&o);
	answer(a, w);
	return false;
}

static bool may_lag(const struct campaign_view *v)
{
	for (unsigned s = 0; s < STATUS_COUNT; s++) {
		if ((WAITING & 1u << s) != 0 && v->total.state[s] != 0)
			return true;
	}
	return false;
}

static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	const struct campaign_view *v = camp_only(a, w, p);
	const struct campaign_names names = camp_names(a);
	struct json_out o = json_writing(&w->body);
	struct camp *own = w->own;

	if (v == NULL)
		return false;
	buf_clear(&w->body);
	json_open_object(&o, NULL);
	campaign_json(&o, &names, v, CAMPAIGN_FETCHED);
	own->may_lag = may_lag(v);
	ledger_campaign_events(a->with.ledger, token, w->account, v->id);
	return true;
}

void camp_show(struct api *a, struct wait *w, uint64_t token)
{
	static const struct wait_then then = { .campaigns = on_campaigns,
		.campaign_told = on_told,
		.recipients = on_recipients };

	w->then = &then;
	camp_ask(a, w, token);
}

void camp_fetch(struct api *a, const struct call *c)
{
	uint64_t token;
	struct wait *w = camp_take(a, c, &token);

	if (w != NULL)
		camp_show(a, w, token);
}

/* ---- parts of it ------------------------------------------------------- */

static void ask_then(struct api *a, const struct call *c,
    const struct wait_then *then)
{
	uint64_t token;
	struct wait *w = camp_take(a, c, &token);

	if (w == NULL)
		return;
	w->then = then;
	camp_ask(a, w, token);
}

static bool on_chart(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	const struct campaign_view *v = camp_only(a, w, p);
	struct json_out o = json_writing(&a->body);

	(void)token;
	if (v == NULL)
		return false;
	buf_clear(&a->body);
	campaign_chart_json(&o, v);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void camp_chart(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaigns = on_chart };

	ask_then(a, c, &then);
}

static bool on_events(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_history *h)
{
	struct json_out o = json_writing(&a->body);

	(void)token;
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "events");
	for (size_t i = 0; i < h->n; i++)
		campaign_event_json(&o, &h->event[i]);
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void camp_events(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaign_told = on_events };
	uint64_t token;
	struct wait *w = camp_take(a, c, &token);

	if (w == NULL)
		return;
	w->then = &then;
	ledger_campaign_events(a->with.ledger, token, w->account,
	    ((struct camp *)w->own)->id);
}

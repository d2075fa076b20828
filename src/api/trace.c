/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/messages/{id}/trace: the way of a message, hop by hop, and how long
 * each step of each part took.
 *
 * The way is gateway, aggregator (the smsc), a second one for exclusive
 * senders, the registrar who knows the number's carrier, the carrier, its spam
 * filter and last the handset. We hear of the aggregator by its answer and of
 * the end by the receipt; what lies between is inferred from these, and what
 * they leave open is unknown: nothing is guessed.
 */
#include "api/inside.h"
#include "api/reason_json.h"
#include "api/wait.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "ledger/views.h"
#include "model/reason.h"

#include <string.h>

enum hop {
	HOP_GATEWAY,
	HOP_AGGREGATOR,
	HOP_EXCLUSIVE,
	HOP_REGISTRAR,
	HOP_CARRIER,
	HOP_FILTER,
	HOP_HANDSET,
	HOP_COUNT,
	HOP_OPEN = HOP_COUNT /* it is not known where the message is */
};

static const char *const hop_names[] = {
	[HOP_GATEWAY] = "gateway",
	[HOP_AGGREGATOR] = "aggregator",
	[HOP_EXCLUSIVE] = "exclusive_aggregator",
	[HOP_REGISTRAR] = "registrar",
	[HOP_CARRIER] = "carrier",
	[HOP_FILTER] = "spam_filter",
	[HOP_HANDSET] = "handset",
};

/* What is known of the way. */
struct trace {
	const struct message_view *view;
	bool is_exclusive;    /* the smsc is for exclusive senders */
	const char *carrier;  /* of the number, or NULL */
	enum hop failed;      /* where it ended, HOP_OPEN: nowhere known */
	bool is_lost;         /* it failed, where is not known */
	usec answered, heard; /* the first answer and receipt, 0: none */
};

/* ---- what is known ----------------------------------------------------- */

static enum hop hop_of_reason(const struct message_view *v)
{
	const struct reason *r = reason_find(v->reason);

	switch (r != NULL ? r->bucket : 0) {
	case 30003:
	case 30005: return HOP_HANDSET;
	case 30006:
	case 30034: return HOP_CARRIER;
	case REASON_FILTERED: return HOP_FILTER;
	default: return HOP_OPEN;
	}
}

static enum hop failed_hop(const struct message_view *v)
{
	if (v->state != STATUS_FAILED)
		return HOP_OPEN;
	switch (v->stage) {
	case STAGE_LOCAL: return HOP_GATEWAY;
	case STAGE_SUBMIT: return HOP_AGGREGATOR;
	default: return hop_of_reason(v);
	}
}

static void know(struct trace *t, const struct api *a,
    const struct message_view *v)
{
	*t = (struct trace){ .view = v,
		.is_exclusive = flow_is_exclusive(a->with.flow, v->smsc),
		.carrier = flow_number_carrier(a->with.flow, v->to),
		.failed = failed_hop(v),
		.answered = v->forwarded };
	t->is_lost = v->state == STATUS_FAILED && t->failed == HOP_OPEN;
	for (size_t i = 0; i < v->n_events; i++) {
		const struct event_view *e = &v->event[i];

		if (t->heard == 0 && strcmp(e->name, "receipt") == 0)
			t->heard = e->at;
		if (t->answered == 0 && e->has_status)
			t->answered = e->at;
	}
}

/* ---- hops -------------------------------------------------------------- */

struct hop_view {
	const char *state;
	usec at; /* 0: not known */
};

/* The gateway and the smsc speak for themselves. */
static struct hop_view near_hop(const struct trace *t, enum hop hop)
{
	const struct message_view *v = t->view;

	if (hop == HOP_GATEWAY)
		return (struct hop_view){ "ok", v->accepted };
	if (v->forwarded != 0 || t->heard != 0)
		return (struct hop_view){ "ok", t->answered };
	if (v->state == STATUS_SUBMITTING ||
	    v->state == STATUS_DELIVERY_UNKNOWN)
		return (struct hop_view){ "unknown", 0 };
	return (struct hop_view){ "not_reached", 0 };
}

/* Of what lies behind, only a receipt tells. */
static struct hop_view far_hop(const struct trace *t, enum hop hop)
{
	const struct message_view *v = t->view;

	if (v->forwarded == 0 && t->heard == 0)
		return (struct hop_view){ "not_reached", 0 };
	if (t->is_lost && hop == HOP_HANDSET)
		return (struct hop_view){ "not_reached", 0 };
	if (v->state == STATUS_DELIVERED && hop == HOP_HANDSET)
		return (struct hop_view){ "ok", v->final };
	if (v->state == STATUS_DELIVERED || t->failed < HOP_OPEN)
		return (struct hop_view){ "inferred", v->final };
	if (t->heard != 0 && hop <= HOP_EXCLUSIVE)
		return (struct hop_view){ "inferred", t->heard };
	return (struct hop_view){ "unknown", 0 };
}

static struct hop_view view_hop(const struct trace *t, enum hop hop)
{
	if (hop > t->failed)
		return (struct hop_view){ "not_reached", 0 };
	if (hop == t->failed)
		return (struct hop_view){ "failed", t->view->final };
	return hop <= HOP_AGGREGATOR ? near_hop(t, hop) : far_hop(t, hop);
}

static const char *name_of(const struct trace *t, const struct api *a,
    enum hop hop)
{
	if (hop == HOP_CARRIER)
		return t->carrier;
	if (hop != HOP_AGGREGATOR || t->view->smsc == 0)
		return NULL;
	return ledger_name(a->with.ledger, NAME_SMSC, t->view->smsc);
}

static void add_span(struct json_out *o, const char *key, usec from, usec to)
{
	if (from == 0 || to == 0)
		json_null(o, key);
	else
		json_int(o, key, (to - from) / 1000);
}

static void add_hops(struct json_out *o, const struct trace *t,
    const struct api *a)
{
	usec before = 0;

	json_open_array(o, "hops");
	for (enum hop hop = 0; hop < HOP_COUNT; hop++) {
		struct hop_view h = view_hop(t, hop);

		if (hop == HOP_EXCLUSIVE && !t->is_exclusive)
			continue;
		json_open_object(o, NULL);
		json_text(o, "hop", hop_names[hop]);
		json_text(o, "name", name_of(t, a, hop));
		json_text(o, "state", h.state);
		message_json_date(o, "at", h.at);
		add_span(o, "ms", before, h.at);
		json_close_object(o);
		if (h.at != 0)
			before = h.at;
	}
	json_close_array(o);
}

/* ---- parts ------------------------------------------------------------- */

struct part_times {
	usec submitted, answered, told; /* 0: not yet */
	const char *smsc_id;
};

/* Of the attempt that was answered last; a claim is of all its parts. */
static void time_part(const struct message_view *v, unsigned part,
    struct part_times *p)
{
	usec claimed = 0;

	*p = (struct part_times){ .smsc_id = NULL };
	for (size_t i = 0; i < v->n_events; i++) {
		const struct event_view *e = &v->event[i];

		if (strcmp(e->name, "claimed") == 0) {
			claimed = e->at;
			if (p->answered == 0)
				p->submitted = claimed;
		} else if (e->part != part) {
			continue;
		} else if (e->has_status) {
			p->submitted = claimed;
			p->answered = e->at;
			p->smsc_id = e->smsc_id[0] != '\0' ? e->smsc_id : NULL;
		} else if (strcmp(e->name, "receipt") == 0) {
			p->told = e->at;
		}
	}
}

static void add_parts(struct json_out *o, const struct message_view *v)
{
	struct part_times p;

	json_open_array(o, "parts");
	for (unsigned i = 0; i < v->parts; i++) {
		time_part(v, i, &p);
		json_open_object(o, NULL);
		json_uint(o, "part", i + 1);
		json_text(o, "smsc_id", p.smsc_id);
		message_json_date(o, "submitted_at", p.submitted);
		message_json_date(o, "answered_at", p.answered);
		message_json_date(o, "receipt_at", p.told);
		add_span(o, "queue_to_submit_ms", v->accepted, p.submitted);
		add_span(o, "submit_to_answer_ms", p.submitted, p.answered);
		add_span(o, "answer_to_receipt_ms", p.answered, p.told);
		json_close_object(o);
	}
	json_close_array(o);
}

/* ---- the answer -------------------------------------------------------- */

static bool write_trace(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);
	char id[MESSAGE_ID_TEXT];
	struct trace t;

	(void)token;
	know(&t, a, v);
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "id", message_id_format(&v->id, id));
	json_text(&o, "state", status_name(v->state));
	reason_json(&o, &a->names, v);
	add_hops(&o, &t, a);
	add_parts(&o, v);
	add_span(&o, "end_to_end_ms", v->accepted,
	    v->state == STATUS_DELIVERED ? v->final : 0);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void native_trace(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .fetched = write_trace };
	struct wait *w = wait_fetch(a, c);

	if (w != NULL)
		w->then = &then;
}

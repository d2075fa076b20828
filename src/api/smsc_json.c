/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/smsc_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "api/message_json.h"
#include "flow/flow.h"
#include "http/json.h"
#include "model/msgid.h"
#include "session/smsc.h"
#include "session/smsc_status.h"

#define STATUS_TEXT 40

/* A peer's status of its own making has no name. */
static const char *status_text(uint32_t status, char to[STATUS_TEXT])
{
	const char *name = smpp_status_name(status);

	snprintf(to, STATUS_TEXT, "0x%08" PRIX32 "%s%s", status,
	    name != NULL ? " " : "", name != NULL ? name : "");
	return to;
}

static void write_place(struct json_out *o, const struct smsc_status *st)
{
	json_text(o, "host", st->host);
	json_uint(o, "port", st->port);
}

static void write_alarms(struct json_out *o, const struct smsc_status *st)
{
	json_open_object(o, "alarms");
	for (int a = 0; a < SMSC_ALARMS; a++)
		if (st->alarms & (1u << a))
			json_text(o, smsc_alarm_name((enum smsc_alarm)a),
			    smsc_alarm_text((enum smsc_alarm)a));
	json_close_object(o);
}

static void write_rate(struct json_out *o, const struct smsc_status *st)
{
	json_open_object(o, "rate");
	json_real(o, "allowed", st->rate_allowed);
	json_real(o, "found", st->rate_found);
	json_real(o, "refused", st->rate_refused);
	json_text(o, "reason", st->rate_reason);
	json_text(o, "cap", st->cap);
	message_json_date(o, "cap_until", st->cap_until);
	json_close_object(o);
}

static void write_state(struct json_out *o, const struct smsc_status *st)
{
	json_text(o, "state", smsc_state_name(st->state));
	message_json_date(o, "since", st->since);
	json_uint(o, "binds", st->binds);
	json_uint(o, "bound", st->bound);
	json_uint(o, "window", st->window_now);
	json_uint(o, "window_configured", st->window);
	json_uint(o, "unanswered", st->unanswered);
	json_uint(o, "pending", st->pending);
	json_int(o, "slots", st->balance);
	json_real(o, "throughput", st->throughput);
	write_rate(o, st);
	json_uint(o, "throttled", st->throttled);
	json_bool(o, "throttle_pause", st->paused);
	write_alarms(o, st);
}

/* When the first of its binds that are down is tried again, or 0. */
static usec next_try(const struct smsc *s, const struct smsc_status *st)
{
	struct smsc_bind_status b;
	usec first = 0;

	for (uint32_t i = 0; i < st->binds; i++) {
		smsc_bind_status(s, i, &b);
		if (b.next_try != 0 && (first == 0 || b.next_try < first))
			first = b.next_try;
	}
	return first;
}

static void write_last(struct json_out *o, const struct smsc *s,
    const struct smsc_status *st)
{
	json_text(o, "last_error", st->last_error[0] ? st->last_error : NULL);
	message_json_date(o, "last_error_at", st->last_error_at);
	message_json_date(o, "next_try", next_try(s, st));
	message_json_date(o, "tls_expires", st->tls_expires);
}

static void write_answers(struct json_out *o, const struct smsc_answers *a)
{
	static const char *const classes[] = { [SMPP_CLASS_OK] = "ok",
		[SMPP_CLASS_LATER] = "later",
		[SMPP_CLASS_THROTTLE] = "throttle",
		[SMPP_CLASS_NEVER] = "never",
		[SMPP_CLASS_FAULT] = "fault" };
	char text[STATUS_TEXT];

	json_open_object(o, "answers");
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		json_uint(o, classes[i], a->class[i]);
	json_uint(o, "late", a->late);
	json_uint(o, "lost", a->lost);
	json_uint(o, "returned", a->returned);
	json_open_object(o, "by_status");
	for (size_t i = 0; i < a->statuses; i++)
		json_uint(o, status_text(a->by_status[i].status, text),
		    a->by_status[i].count);
	if (a->others != 0)
		json_uint(o, "others", a->others);
	json_close_object(o);
	json_close_object(o);
}

/* Counts of answers that took at most so many seconds, as a histogram of
 * Prometheus has them. */
static void write_latency(struct json_out *o, const struct smsc_latency *l)
{
	uint64_t so_far = 0;
	char bound[24];

	json_open_object(o, "latency");
	json_uint(o, "answers", l->answers);
	json_real(o, "sum", (double)l->sum / SECOND);
	json_open_object(o, "at_most");
	for (size_t i = 0; i < SMSC_LATENCY_BOUNDS; i++) {
		so_far += l->count[i];
		snprintf(bound, sizeof(bound), "%g",
		    (double)smsc_latency_bounds[i] / SECOND);
		json_uint(o, bound, so_far);
	}
	json_close_object(o);
	json_close_object(o);
}

static void write_inbound(struct json_out *o, const struct smsc_inbound *n)
{
	json_open_object(o, "inbound");
	json_uint(o, "taken", n->taken);
	json_uint(o, "acknowledged", n->acked);
	json_uint(o, "refused", n->refused);
	json_uint(o, "unsaid", n->unsaid);
	json_uint(o, "waiting", n->waiting);
	json_close_object(o);
}

static void write_counts(struct json_out *o, const struct session_counts *n)
{
	json_open_object(o, "counters");
	json_uint(o, "pdus_in", n->pdus_in);
	json_uint(o, "pdus_out", n->pdus_out);
	json_uint(o, "requests", n->requests);
	json_uint(o, "answers", n->answers);
	json_uint(o, "late", n->late);
	json_uint(o, "timeouts", n->timeouts);
	json_uint(o, "stray", n->stray);
	json_uint(o, "wrong", n->wrong);
	json_uint(o, "unknown", n->unknown);
	json_uint(o, "malformed", n->malformed);
	json_uint(o, "refused", n->refused);
	json_uint(o, "nacks", n->nacks);
	json_close_object(o);
}

static const char *kind_of(uint32_t command)
{
	switch (command) {
	case SMPP_BIND_TRANSMITTER: return "transmitter";
	case SMPP_BIND_RECEIVER: return "receiver";
	default: return "transceiver";
	}
}

static void write_peer(struct json_out *o, const struct smsc_bind_status *b)
{
	json_text(o, "peer", b->peer[0] ? b->peer : NULL);
	json_text(o, "system_id", b->system_id[0] ? b->system_id : NULL);
	json_text(o, "why", b->why[0] ? b->why : NULL);
}

static void write_bind(struct json_out *o, const struct smsc *s, uint32_t n,
    enum smsc_depth depth)
{
	char version[8], text[STATUS_TEXT];
	struct smsc_bind_status b;

	smsc_bind_status(s, n, &b);
	json_open_object(o, NULL);
	json_uint(o, "bind", n + 1);
	json_text(o, "kind", kind_of(b.command));
	json_text(o, "state", session_state_name(b.state));
	message_json_date(o, "since", b.since);
	json_text(o, "last_reason",
	    b.reason == SESSION_CLOSE_NONE ? NULL
					   : session_reason_name(b.reason));
	json_text(o, "bind_status",
	    b.bind_status != 0 || b.state == SESSION_BOUND
		? status_text(b.bind_status, text)
		: NULL);
	snprintf(version, sizeof(version), "%u.%u", b.interface_version >> 4,
	    b.interface_version & 15);
	json_text(o, "version", b.state == SESSION_BOUND ? version : NULL);
	if (depth == SMSC_FULL)
		write_peer(o, &b);
	message_json_date(o, "next_try", b.next_try);
	json_uint(o, "window", b.window);
	json_uint(o, "unanswered", b.unanswered);
	json_uint(o, "failures", b.failures);
	json_bool(o, "outdated", b.outdated);
	write_counts(o, &b.counts);
	json_close_object(o);
}

static void write_depth(struct json_out *o, const struct smsc *s,
    const struct smsc_status *st, enum smsc_depth depth)
{
	write_answers(o, st->answers);
	write_latency(o, &st->answers->latency);
	write_inbound(o, &st->inbound);
	json_open_array(o, "bind");
	for (uint32_t i = 0; i < st->binds; i++)
		write_bind(o, s, i, depth);
	json_close_array(o);
}

static void write_query(struct json_out *o, const struct flow_query *q)
{
	json_open_object(o, "query");
	json_text(o, "mode", q->mode);
	json_bool(o, "asks", q->ledger.asks);
	json_uint(o, "waiting", q->waiting);
	json_uint(o, "under_way", q->under_way);
	json_uint(o, "asked", q->asked);
	json_uint(o, "answered", q->answered);
	json_uint(o, "failed", q->failed);
	json_uint(o, "lost", q->lost);
	json_uint(o, "dropped", q->dropped);
	json_close_object(o);
}

/* "auto" while nothing is learned; then the mode that does what was. */
static void write_ids(struct json_out *o, const struct ledger_smsc_view *v)
{
	json_open_object(o, "message_ids");
	json_text(o, "mode", msgid_mode_name((enum msgid_mode)v->msgid));
	json_text(o, "learned",
	    v->settled ? msgid_mode_name((enum msgid_mode)v->learned) : NULL);
	json_uint(o, "evidence", v->evidence);
	json_uint(o, "against", v->against);
	json_uint(o, "turns", v->turns);
	json_uint(o, "receipts", v->receipts);
	json_uint(o, "matched", v->matched);
	json_uint(o, "parked", v->parked);
	json_close_object(o);
}

static void write_truth(struct json_out *o, const struct flow *f, size_t i)
{
	struct flow_query q;

	flow_query(f, i, &q);
	write_query(o, &q);
	write_ids(o, &q.ledger);
}

void smsc_json(struct json_out *o, const struct flow *f, size_t i,
    enum smsc_depth depth)
{
	const struct smsc *s = flow_smsc(f, i);
	struct smsc_status st;

	smsc_status(s, &st);
	json_open_object(o, NULL);
	json_text(o, "name", st.name);
	if (depth != SMSC_PUBLIC)
		write_place(o, &st);
	write_state(o, &st);
	if (depth != SMSC_PUBLIC)
		write_last(o, s, &st);
	if (depth != SMSC_BRIEF) {
		write_truth(o, f, i);
		write_depth(o, s, &st, depth);
	}
	json_close_object(o);
}

static void write_alerts(struct json_out *o, const struct smsc_status *st)
{
	for (int i = 0; i < SMSC_ALARMS; i++) {
		if ((st->alarms & 1u << i) == 0)
			continue;
		json_open_object(o, NULL);
		json_text(o, "name", smsc_alarm_name((enum smsc_alarm)i));
		json_text(o, "smsc", st->name);
		json_null(o, "since");
		json_text(o, "text", smsc_alarm_text((enum smsc_alarm)i));
		json_close_object(o);
	}
}

void smsc_alerts_json(struct json_out *o, const struct flow *f)
{
	struct smsc_status st;

	for (size_t i = 0; i < flow_smscs(f); i++) {
		smsc_status(flow_smsc(f, i), &st);
		write_alerts(o, &st);
	}
}

void smscs_json(struct json_out *o, const char *key, const struct flow *f,
    enum smsc_depth depth)
{
	json_open_array(o, key);
	for (size_t i = 0; i < flow_smscs(f); i++)
		smsc_json(o, f, i, depth);
	json_close_array(o);
}

bool smscs_take_messages(const struct flow *f)
{
	struct smsc_status st;

	for (size_t i = 0; i < flow_smscs(f); i++) {
		smsc_status(flow_smsc(f, i), &st);
		if (st.may_take)
			return true;
	}
	return false;
}

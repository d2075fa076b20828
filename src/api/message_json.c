/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/message_json.h"

#include <stdio.h>
#include <string.h>

#include <esmed/status.h>
#include <esmed/text.h>

#include "api/reason_json.h"
#include "api/rule_json.h"
#include "api/vocab.h"
#include "base/clock.h"
#include "base/cursor.h"
#include "base/hex.h"
#include "conf/conf.h"
#include "flow/choose.h"
#include "flow/flow.h"
#include "flow/tlv.h"
#include "flow/way.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "ledger/views.h"
#include "model/number.h"

#define WHOLE_MESSAGE 255 /* event_view.part: of no part in particular */

static const char *class_name(unsigned c)
{
	static const char *const names[] = {
		[CLASS_TRANSACTIONAL] = "transactional",
		[CLASS_PROMOTIONAL] = "promotional",
		[CLASS_OTP] = "otp",
	};

	return c < ARRAY_LEN(names) ? names[c] : "?";
}

/* NULL: as its smsc does. */
static const char *doubt_name(unsigned policy)
{
	switch (policy) {
	case DOUBT_RESEND: return "resend";
	case DOUBT_HOLD: return "hold";
	default: return NULL;
	}
}

char *message_number(const struct message_view *v, char *text)
{
	if (v->to == 0)
		return NULL;
	return v->obfuscate ? e164_mask(v->to, text) : e164_format(v->to, text);
}

void message_json_date(struct json_out *o, const char *key, usec wall)
{
	char text[CLOCK_TEXT_BYTES];

	json_text(o, key, wall != 0 ? clock_format(wall, text) : NULL);
}

static void add_milliseconds(struct json_out *o, const char *key, usec from,
    usec to)
{
	if (to == 0)
		json_null(o, key);
	else
		json_int(o, key, (to - from) / 1000);
}

static void add_field(struct json_out *o, const char *key,
    const struct body_text *t)
{
	if (t->len == 0)
		json_null(o, key);
	else
		json_str(o, key, t->s, t->len);
}

static void add_number(struct json_out *o, const char *key, unsigned n)
{
	if (n == 0)
		json_null(o, key);
	else
		json_uint(o, key, n);
}

const char *message_account_name(const struct message_names *names, uint16_t id)
{
	size_t i;

	if (flow_account_index(names->flow, id, &i) == 0)
		return names->conf->account[i].name;
	return ledger_name(names->ledger, NAME_ACCOUNT, id);
}

const char *message_smsc_name(const struct message_names *names, uint16_t id)
{
	const char *name;

	if (id == 0)
		return NULL;
	name = ledger_name(names->ledger, NAME_SMSC, id);
	return name[0] != '\0' ? name : NULL;
}

/* Bytes that a JSON text can hold as they are. */
static bool is_plain(const uint8_t *bytes, size_t len)
{
	size_t bad;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] < ' ' || bytes[i] == 0x7f)
			return false;
	}
	return text_is_utf8((const char *)bytes, len, &bad);
}

/* As they may be given: a number, a text or "hex:...". */
static void add_tlv(struct json_out *o, const struct conf *conf,
    const struct smpp_tlv *t)
{
	enum smpp_tlv_type type = tlv_type(conf, t->tag);
	char name[TLV_NAME_ROOM], hex[4 + 2 * TLV_BYTES_MAX + 1] = "hex:";
	struct cursor c = cursor_reading(t->value, t->len);
	size_t len = t->len;

	tlv_name(conf, t->tag, name);
	if (type == SMPP_TLV_CSTR && len > 0)
		len--; /* the NUL */
	if (type != SMPP_TLV_CSTR && type != SMPP_TLV_OCTETS && len >= 1 &&
	    len <= 8)
		json_uint(o, name, cursor_get(&c, (unsigned)len));
	else if (is_plain(t->value, len))
		json_str(o, name, t->value, len);
	else if (len <= TLV_BYTES_MAX)
		json_text(o, name, (hex_format(t->value, len, hex + 4), hex));
}

static void add_tlvs(struct json_out *o, const struct conf *conf,
    const struct body_text *all)
{
	struct smpp_tlv t;
	size_t at = 0;

	if (all->len == 0) {
		json_null(o, "tlvs");
		return;
	}
	json_open_object(o, "tlvs");
	while (tlv_next(all, &at, &t))
		add_tlv(o, conf, &t);
	json_close_object(o);
}

/* Octets instead of a text, and what a text rarely has. */
static void add_special(struct json_out *o, const struct body *body)
{
	const struct body_text *octets = &body->field[BODY_BINARY];
	char hex[2 * SPECIAL_OCTETS + 1];
	struct way w;

	way_read(body, &w);
	if (octets->len != 0 && octets->len <= SPECIAL_OCTETS)
		json_text(o, "binary", hex_format(octets->s, octets->len, hex));
	if (w.has_class)
		json_uint(o, "message_class", w.message_class);
	if (w.has_protocol)
		json_uint(o, "protocol_id", w.protocol_id);
}

/* v->to is the handset's number, whoever wrote. */
static void add_parties(struct json_out *o, const struct message_view *v,
    const struct body *body)
{
	bool inbound = v->state == STATUS_RECEIVED;
	char number[E164_TEXT];

	json_text(o, "direction", inbound ? "inbound" : "outbound");
	if (inbound)
		add_field(o, "to", &body->field[BODY_TO]);
	else
		json_text(o, "to", message_number(v, number));
	add_field(o, "from", &body->field[BODY_FROM]);
}

static void add_content(struct json_out *o, const struct message_names *names,
    const struct message_view *v, const struct body *body)
{
	add_parties(o, v, body);
	add_field(o, "text", &body->field[BODY_TEXT]);
	add_special(o, body);
	json_text(o, "class", class_name(v->class));
	add_field(o, "tag", &body->field[BODY_TAG]);
	add_field(o, "ref", &body->field[BODY_REF]);
	add_tlvs(o, names->conf, &body->field[BODY_TLVS]);
	add_field(o, "route", &body->field[BODY_ROUTE]);
	json_text(o, "smsc", message_smsc_name(names, v->smsc));
	json_text(o, "on_doubt", doubt_name(v->on_doubt));
	add_number(o, "validity", v->ttl);
	add_field(o, "status_callback", &body->field[BODY_CALLBACK]);
	json_text(o, "content_retention", v->discard ? "discard" : "retain");
	json_text(o, "address_retention",
	    v->obfuscate ? "obfuscate" : "retain");
}

void message_flags_json(struct json_out *o, unsigned flags)
{
	const char *name;

	json_open_array(o, "flags");
	for (unsigned bit = 0; bit < 16; bit++) {
		name = status_flag_name(bit);
		if ((flags & 1u << bit) != 0 && name != NULL)
			json_text(o, NULL, name);
	}
	json_close_array(o);
}

static void add_state(struct json_out *o, const struct message_names *names,
    const struct message_view *v, const struct body *body)
{
	json_text(o, "state", status_name(v->state));
	json_word(o, "substate", substate_name(v->substate));
	json_word(o, "stage", stage_name(v->stage));
	reason_json(o, names, v);
	rule_json(o, v);
	vocab_words_json(o, "words", v);
	json_text(o, "delay_hint", flow_delay_hint(names->flow, v));
	message_flags_json(o, v->flags);
	json_uint(o, "parts", v->parts);
	json_uint(o, "segments", way_segments(body, v->parts));
	json_uint(o, "attempts", v->attempts);
	message_json_date(o, "send_at",
	    v->substate == SUBSTATE_SCHEDULED ? v->next : 0);
	message_json_date(o, "next_attempt_at",
	    v->substate == SUBSTATE_RETRY_WAIT ||
		    v->substate == SUBSTATE_SENDER_WAIT
		? v->next
		: 0);
}

static void add_timings(struct json_out *o, const struct message_view *v,
    enum message_depth depth)
{
	bool sent = depth != MESSAGE_LISTED;
	usec delivered = v->state == STATUS_DELIVERED ? v->final : 0;

	json_open_object(o, "timings");
	message_json_date(o, "accepted_at", v->accepted);
	if (sent)
		message_json_date(o, "submitted_at", v->submitted);
	message_json_date(o, "forwarded_at", v->forwarded);
	message_json_date(o, "final_at", v->final);
	if (sent)
		add_milliseconds(o, "queue_to_submit_ms", v->accepted,
		    v->submitted);
	add_milliseconds(o, "end_to_end_ms", v->accepted, delivered);
	json_close_object(o);
}

/* What an event says in words: a receipt its own, "accepted" the route. */
static void add_words(struct json_out *o, const struct event_view *e,
    const struct body_text *route)
{
	if (e->raw_len != 0)
		json_str(o, "text", e->raw, e->raw_len);
	else if (strcmp(e->name, "accepted") == 0)
		add_field(o, "text", route);
	else if (strcmp(e->name, "rerouted") == 0 && e->part == WHOLE_MESSAGE)
		json_text(o, "text",
		    "its smsc is not configured any more: routed anew");
	else
		json_null(o, "text");
}

static void add_event(struct json_out *o, const struct message_names *names,
    const struct event_view *e, const struct body_text *route)
{
	json_open_object(o, NULL);
	message_json_date(o, "at", e->at);
	json_text(o, "event", e->name);
	json_text(o, "state", status_name(e->state));
	json_word(o, "substate", substate_name(e->substate));
	/* People count parts from 1. */
	add_number(o, "part", e->part == WHOLE_MESSAGE ? 0 : e->part + 1u);
	add_number(o, "attempt", e->attempt);
	json_text(o, "smsc", message_smsc_name(names, e->smsc));
	if (e->has_status)
		json_uint(o, "status", e->status);
	else
		json_null(o, "status");
	json_text(o, "status_name",
	    e->has_status ? smpp_status_name(e->status) : NULL);
	add_number(o, "reason", e->reason);
	json_word(o, "smsc_id", e->smsc_id);
	add_words(o, e, route);
	json_close_object(o);
}

static void add_events(struct json_out *o, const struct message_names *names,
    const struct message_view *v, const struct body *body)
{
	json_open_array(o, "events");
	for (size_t i = 0; i < v->n_events; i++)
		add_event(o, names, &v->event[i], &body->field[BODY_ROUTE]);
	json_close_array(o);
}

static void read_body(const struct message_view *v, const char *id,
    struct body *body)
{
	if (body_decode(body, v->body, v->body_len) != 0)
		log_error("api", "body is damaged id=%s", id);
}

void message_json(struct json_out *o, const struct message_names *names,
    const struct message_view *v, enum message_depth depth)
{
	char id[MESSAGE_ID_TEXT];
	struct body body;

	read_body(v, message_id_format(&v->id, id), &body);
	json_open_object(o, NULL);
	json_text(o, "id", id);
	json_text(o, "account", message_account_name(names, v->account));
	rule_campaign_json(o, v);
	add_content(o, names, v, &body);
	add_state(o, names, v, &body);
	add_timings(o, v, depth);
	if (depth == MESSAGE_FETCHED)
		add_events(o, names, v, &body);
	json_close_object(o);
}

void message_timeline_json(struct json_out *o,
    const struct message_names *names, const struct message_view *v)
{
	char id[MESSAGE_ID_TEXT];
	struct body body;

	read_body(v, message_id_format(&v->id, id), &body);
	json_open_object(o, NULL);
	json_text(o, "id", id);
	json_text(o, "state", status_name(v->state));
	json_word(o, "substate", substate_name(v->substate));
	add_timings(o, v, MESSAGE_FETCHED);
	add_events(o, names, v, &body);
	json_close_object(o);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message resource of http-api.md 2.2: 20 keys, always all of them; parts
 * and media are texts, as the Go SDK fails on a number there.
 */
#include "api/message_json.h"
#include "api/twilio.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/flow.h"
#include "flow/mo.h"
#include "flow/way.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "ledger/views.h"
#include "model/number.h"
#include "model/twilio.h"

void twilio_date(struct json_out *o, const char *key, usec wall)
{
	char date[ANSWER_DATE_BYTES], text[ANSWER_DATE_BYTES + 8];

	if (wall == 0) {
		json_null(o, key);
		return;
	}
	answer_date(wall, date);
	date[strlen(date) - strlen("GMT")] = '\0';
	snprintf(text, sizeof(text), "%s+0000", date);
	json_text(o, key, text);
}

/* ISO 8601, to the second. */
void twilio_iso(struct json_out *o, const char *key, usec wall)
{
	char text[CLOCK_TEXT_BYTES];

	if (wall == 0) {
		json_null(o, key);
		return;
	}
	clock_format(wall, text);
	strcpy(strchr(text, '.'), "Z");
	json_text(o, key, text);
}

uint16_t twilio_account_id(const struct api *a, const struct call *c)
{
	return flow_account_id(a->with.flow, c->account);
}

const char *twilio_account_sid(const struct api *a, uint16_t account)
{
	return ledger_name(a->with.ledger, NAME_ACCOUNT, account);
}

static usec updated(const struct message_view *v)
{
	const usec times[] = { v->submitted, v->forwarded, v->final };
	usec last = v->accepted;

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		if (times[i] > last)
			last = times[i];
	}
	return last;
}

static void add_outcome(struct json_out *o, const struct message_view *v,
    bool is_open)
{
	struct outcome outcome = { .state = v->state,
		.substate = v->substate,
		.stage = v->stage,
		.detail = v->detail,
		.flags = v->flags,
		.reason = v->reason,
		.sender_open = is_open };
	struct twilio_word word;

	if (v->stage == STAGE_SUBMIT)
		outcome.command_status = v->err;
	twilio_word(&outcome, &word);
	json_text(o, "status", word.status);
	if (word.error_code != 0)
		json_uint(o, "error_code", word.error_code);
	else
		json_null(o, "error_code");
	json_text(o, "error_message", word.error_message);
}

static void add_field(struct json_out *o, const char *key,
    const struct body_text *t)
{
	if (t->len != 0)
		json_str(o, key, t->s, t->len);
	else
		json_null(o, key);
}

static void add_content(struct json_out *o, const struct message_view *v,
    const struct body *body, bool is_open)
{
	const struct body_text *text = &body->field[BODY_TEXT];
	const struct body_text none = { 0 };
	char number[E164_TEXT];

	if (v->state == STATUS_RECEIVED)
		add_field(o, "to", &body->field[BODY_TO]);
	else
		json_text(o, "to", message_number(v, number));
	add_field(o, "from", is_open ? &none : &body->field[BODY_FROM]);
	add_field(o, "messaging_service_sid", &body->field[BODY_SERVICE]);
	json_str(o, "body", text->s != NULL ? text->s : "", text->len);
}

static unsigned segments_of(const struct body *body,
    const struct message_view *v)
{
	struct mo_coding coding;

	if (v->state != STATUS_RECEIVED)
		return way_segments(body, v->parts);
	mo_coding_read(body, &coding);
	return coding.parts;
}

/* num_segments is "0" while a service has yet to pick the sender. */
static void add_counts(struct json_out *o, const struct api *a,
    const struct message_view *v, const struct body *body, bool is_open)
{
	bool came = v->state == STATUS_RECEIVED;
	unsigned n = is_open ? 0 : segments_of(body, v);
	char segments[8];

	snprintf(segments, sizeof(segments), "%u", n);
	json_text(o, "num_segments", segments);
	json_text(o, "num_media", "0");
	json_text(o, "direction",
	    came                               ? "inbound"
	    : body->field[BODY_REPLY].len != 0 ? "outbound-reply"
					       : "outbound-api");
	twilio_price(o, a, v, n);
}

static void add_places(struct json_out *o, const char *account, const char *id)
{
	char uri[128];

	json_text(o, "api_version", TWILIO_VERSION);
	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/Messages/%s.json", account,
	    id);
	json_text(o, "uri", uri);
	json_open_object(o, "subresource_uris");
	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/Messages/%s/Media.json",
	    account, id);
	json_text(o, "media", uri);
	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/Messages/%s/Feedback.json",
	    account, id);
	json_text(o, "feedback", uri);
	json_close_object(o);
}

static void write_message(struct json_out *o, const struct api *a,
    const struct message_view *v, bool is_open)
{
	const char *account = twilio_account_sid(a, v->account);
	char id[MESSAGE_ID_TEXT];
	struct body body;

	message_id_format(&v->id, id);
	json_open_object(o, NULL);
	json_text(o, "sid", id);
	json_text(o, "account_sid", account);
	if (body_decode(&body, v->body, v->body_len) != 0)
		log_error("api", "body is damaged id=%s", id);
	add_content(o, v, &body, is_open);
	add_counts(o, a, v, &body, is_open);
	add_outcome(o, v, is_open);
	twilio_date(o, "date_created", v->accepted);
	twilio_date(o, "date_updated", updated(v));
	/* Of one that came in it is when it came (http-api.md 2.2). */
	twilio_date(o, "date_sent",
	    v->state == STATUS_RECEIVED ? v->accepted : v->forwarded);
	add_places(o, account, id);
	json_close_object(o);
}

void twilio_json(struct json_out *o, const struct api *a,
    const struct message_view *v)
{
	write_message(o, a, v, false);
}

void twilio_json_open(struct json_out *o, const struct api *a,
    const struct message_view *v)
{
	write_message(o, a, v, true);
}

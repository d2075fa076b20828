/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message resource of http-api.md 2.2: 20 keys, always all of them; parts
 * and media are texts, as the Go SDK fails on a number there.
 */
#include "api/inside.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "flow/way.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "model/number.h"
#include "model/twilio.h"

#define API_VERSION "2010-04-01"

/* RFC 2822 in UTC, exactly "+0000" (http-api.md 1). */
static void add_date(struct json_out *o, const char *key, usec wall)
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

static void add_outcome(struct json_out *o, const struct message_view *v)
{
	struct outcome outcome = { .state = v->state,
		.substate = v->substate,
		.stage = v->stage,
		.detail = v->detail,
		.flags = v->flags,
		.reason = v->reason };
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

static void add_content(struct json_out *o, const struct message_view *v,
    const struct body *body)
{
	const struct body_text *from = &body->field[BODY_FROM];
	const struct body_text *text = &body->field[BODY_TEXT];
	char number[E164_TEXT];

	json_text(o, "to", e164_format(v->to, number));
	if (from->len != 0)
		json_str(o, "from", from->s, from->len);
	else
		json_null(o, "from");
	json_null(o, "messaging_service_sid");
	json_str(o, "body", text->s != NULL ? text->s : "", text->len);
}

static void add_counts(struct json_out *o, const struct message_view *v,
    const struct body *body)
{
	char segments[8];

	snprintf(segments, sizeof(segments), "%u",
	    way_segments(body, v->parts));
	json_text(o, "num_segments", segments);
	json_text(o, "num_media", "0");
	json_text(o, "direction", "outbound-api");
	json_null(o, "price");
	json_text(o, "price_unit", "USD");
}

void twilio_json(struct json_out *o, const struct api *a,
    const struct message_view *v)
{
	const char *account =
	    ledger_name(a->with.ledger, NAME_ACCOUNT, v->account);
	char id[MESSAGE_ID_TEXT], uri[128];
	struct body body;

	message_id_format(&v->id, id);
	snprintf(uri, sizeof(uri), "/%s/Accounts/%s/Messages/%s.json",
	    API_VERSION, account, id);
	json_open_object(o, NULL);
	json_text(o, "sid", id);
	json_text(o, "account_sid", account);
	if (body_decode(&body, v->body, v->body_len) != 0)
		log_error("api", "body is damaged id=%s", id);
	add_content(o, v, &body);
	add_counts(o, v, &body);
	add_outcome(o, v);
	add_date(o, "date_created", v->accepted);
	add_date(o, "date_updated", updated(v));
	add_date(o, "date_sent", v->forwarded);
	json_text(o, "api_version", API_VERSION);
	json_text(o, "uri", uri);
	/* Media and feedback are not served, so nothing points to them. */
	json_open_object(o, "subresource_uris");
	json_close_object(o);
	json_close_object(o);
}

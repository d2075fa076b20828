/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors: {"error": {"status", "code", "message", "field"}} natively,
 * {"code", "message", "more_info", "status"} in the Twilio face, where "type"
 * and "title" must not stand beside them (http-api.md 1).
 */
#include "api/inside.h"

#include <stdio.h>
#include <string.h>

#include "api/endpoint.h"
#include "api/kannel.h"
#include "api/ui.h"
#include "flow/intake.h"
#include "http/json.h"

/* Seconds; a commit is over soon, space and a restart take longer. */
#define RETRY_BUSY     "1"
#define RETRY_NO_SPACE "30"

const struct fault_row *refusal_row(enum refusal r)
{
	static const struct fault_row rows[REFUSAL_COUNT] = {
#define REFUSAL(id, http, twilio, word, field, text) \
	[REFUSAL_##id] = { http, twilio, word, field, text, 0 },
#include "api/refusal.def"
#undef REFUSAL
	};

	return &rows[r];
}

const struct fault_row *ledger_row(int rc)
{
	switch (rc) {
	case RC_NO_SPACE: return fault_row(FAULT_NO_SPACE);
	case RC_BUSY: return fault_row(FAULT_BUSY);
	case RC_EXISTS: return refusal_row(REFUSAL_KEY_REUSED);
	case RC_TOO_LONG: return refusal_row(REFUSAL_SEND_AT);
	case RC_OPTED_OUT: return fault_row(FAULT_OPTED_OUT);
	case RC_FULL: return fault_row(FAULT_SCHEDULED_MANY);
	default: return fault_row(FAULT_UNKNOWN_OUTCOME);
	}
}

const struct fault_row *read_row(int rc)
{
	switch (rc) {
	case RC_NOT_FOUND: return refusal_row(REFUSAL_NOT_FOUND);
	case RC_BUSY: return refusal_row(REFUSAL_FULL);
	default: return refusal_row(REFUSAL_FAILED);
	}
}

/* What a page asked goes to the page. */
static void answer(struct api *a, http_id id, const struct http_answer *with)
{
	if (ui_is_ours(id))
		ui_heard(a, id, with);
	else
		http_answer(a->server, id, with);
}

static struct http_answer json_answer(const struct api *a, int status)
{
	return (struct http_answer){ .status = status,
		.type = HTTP_TYPE_JSON,
		.body = buf_bytes(&a->body),
		.len = a->body.len };
}

void reply_body(struct api *a, http_id id, int status, const char *location)
{
	struct http_answer whole = json_answer(a, status);

	whole.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, location };
	answer(a, id, &whole);
}

void reply_created(struct api *a, http_id id, const char *location,
    bool replayed)
{
	struct http_answer whole = json_answer(a, 201);

	whole.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, location };
	whole.field[1] = (struct http_field){ HTTP_HEADER_REPLAYED,
		replayed ? "true" : NULL };
	answer(a, id, &whole);
}

void reply_nothing(struct api *a, http_id id)
{
	answer(a, id,
	    &(struct http_answer){ .status = 204, .type = HTTP_TYPE_NONE });
}

static void add_words(struct json_out *o, const struct fault_row *row)
{
	json_text(o, "code", row->word);
	json_text(o, "message", row->text);
	json_word(o, "field", row->field);
}

void fault_json(struct json_out *o, const char *key,
    const struct fault_row *row)
{
	json_open_object(o, key);
	add_words(o, row);
	json_close_object(o);
}

static void add_native(struct json_out *o, const struct fault_row *row)
{
	json_open_object(o, "error");
	json_int(o, "status", row->http);
	add_words(o, row);
	json_close_object(o);
}

/* Intake calls the fields by their native names: 'to' is To here. */
static const char *twilio_name(const char *field)
{
	static const char *const names[][2] = { { "to", "To" },
		{ "from", "From" }, { "text", "Body" },
		{ "validity", "ValidityPeriod" },
		{ "status_callback", "StatusCallback" },
		{ "content_retention", "ContentRetention" },
		{ "address_retention", "AddressRetention" } };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(field, names[i][0]) == 0)
			return names[i][1];
	}
	return NULL;
}

/* The field's name, where the text quotes it, as that face spells it. */
static void twilio_text(struct json_out *o, const struct fault_row *row)
{
	const char *name = twilio_name(row->field), *at;
	char quoted[40], text[256];

	snprintf(quoted, sizeof(quoted), "'%s'", row->field);
	at = strstr(row->text, quoted);
	if (name == NULL || at == NULL) {
		json_text(o, "message", row->text);
		return;
	}
	snprintf(text, sizeof(text), "%.*s'%s'%s", (int)(at - row->text),
	    row->text, name, at + strlen(quoted));
	json_text(o, "message", text);
}

static void add_twilio(struct json_out *o, const struct fault_row *row)
{
	char link[64];

	snprintf(link, sizeof(link), "https://www.twilio.com/docs/errors/%d",
	    row->twilio);
	json_int(o, "code", row->twilio);
	twilio_text(o, row);
	json_text(o, "more_info", link);
	json_int(o, "status", row->http);
}

static void write_error(struct json_out *o, enum face face,
    const struct fault_row *row)
{
	json_open_object(o, NULL);
	if (face == FACE_TWILIO)
		add_twilio(o, row);
	else
		add_native(o, row);
	json_close_object(o);
}

static struct http_field header_of(int status, enum face face)
{
	static const char *const realm[] = {
		[FACE_NATIVE] = "Basic realm=\"esmed\", Bearer realm=\"esmed\"",
		[FACE_TWILIO] = "Basic realm=\"Twilio API\"",
		[FACE_UI] = NULL, /* a page has a form for that */
	};

	switch (status) {
	case 401:
		return (
		    struct http_field){ HTTP_HEADER_AUTHENTICATE, realm[face] };
	case 503:
		return (
		    struct http_field){ HTTP_HEADER_RETRY_AFTER, RETRY_BUSY };
	case 507:
		return (struct http_field){ HTTP_HEADER_RETRY_AFTER,
			RETRY_NO_SPACE };
	default: return (struct http_field){ .value = NULL };
	}
}

static struct http_answer error_answer(struct api *a, enum face face,
    const struct fault_row *row)
{
	struct json_out o = json_writing(&a->body);
	struct http_answer whole;

	buf_clear(&a->body);
	if (face == FACE_UI)
		ui_fault_page(&a->body, row);
	else
		write_error(&o, face, row);
	whole = json_answer(a, row->http);
	if (face == FACE_UI)
		ui_set_page(&whole);
	return whole;
}

void reply_fault(struct api *a, http_id id, enum face face,
    const struct fault_row *row)
{
	struct http_answer whole;
	char seconds[24];

	if (face == FACE_KANNEL) {
		kannel_fault(a, id, row);
		return;
	}
	whole = error_answer(a, face, row);
	whole.field[0] = header_of(row->http, face);
	if (row->retry != 0) {
		snprintf(seconds, sizeof(seconds), "%u", row->retry);
		whole.field[0] =
		    (struct http_field){ HTTP_HEADER_RETRY_AFTER, seconds };
	}
	answer(a, id, &whole);
}

void reply_refusal(struct api *a, const struct call *c, enum refusal r)
{
	reply_fault(a, c->id, c->face, refusal_row(r));
}

void reply_later(struct api *a, const struct call *c, enum refusal r, usec wait)
{
	struct fault_row row = *refusal_row(r);

	row.retry = (unsigned)((wait + SECOND - 1) / SECOND);
	reply_fault(a, c->id, c->face, &row);
}

void reply_method(struct api *a, http_id id, enum face face, const char *allow)
{
	const struct fault_row *row = refusal_row(REFUSAL_METHOD);
	struct http_answer whole = error_answer(a, face, row);

	whole.field[0] = (struct http_field){ HTTP_HEADER_ALLOW, allow };
	answer(a, id, &whole);
}

/* Twilio's codes of what is wrong with any request are the statuses; 400 has
 * no such (http-api.md 6). */
static int code_of(int status)
{
	return status == 400 ? refusal_row(REFUSAL_FILTER)->twilio
			     : 20000 + status;
}

void reply_below(const char *target, int status, const char *why,
    struct buf *to)
{
	const struct fault_row row = { .http = status,
		.twilio = code_of(status),
		.word = http_status_word(status),
		.field = "",
		.text = why };
	bool is_known = target[0] != '\0';
	bool is_twilio = endpoint_face(target) == FACE_TWILIO;
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	if (is_twilio || !is_known)
		add_twilio(&o, &row);
	if (!is_twilio)
		add_native(&o, &row);
	json_close_object(&o);
}

void api_reply(struct api *a, http_id id, int status, const struct buf *json)
{
	http_answer(a->server, id,
	    &(struct http_answer){ .status = status,
		.type = HTTP_TYPE_JSON,
		.body = buf_bytes(json),
		.len = json->len });
}

void api_refuse(struct api *a, http_id id, int status, const char *text)
{
	reply_fault(a, id, FACE_NATIVE,
	    &(struct fault_row){ .http = status,
		.word = http_status_word(status),
		.field = "",
		.text = text });
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages are made and fetched by the Twilio-compatible face (http-api.md 2).
 * Names that are not known are ignored, as new SDKs bring some every year; what
 * is known, would change what is sent or kept, and cannot be done is refused.
 */
#include "api/twilio.h"

#include <string.h>
#include <strings.h>

#include "api/create.h"
#include "api/field.h"
#include "api/item.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/hex.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/views.h"

#define VALIDITY_MAX 36000 /* http-api.md 2.1 */

#define SEND_AT_MIN ((usec)900 * SECOND)
#define SEND_AT_MAX ((usec)3024000 * SECOND) /* 35 days */

struct body_text twilio_text(const struct form *f, const char *name)
{
	const struct form_pair *p = form_find(f, name);

	if (p == NULL)
		return (struct body_text){ 0 };
	return (struct body_text){ p->value, p->value_len };
}

bool twilio_is_owner(struct api *a, const struct call *c)
{
	if (who_owns_path(a, c))
		return true;
	reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return false;
}

bool twilio_form(struct api *a, const struct call *c)
{
	if (form_parse(a->form, FORM_TEXT, c->request->body,
		c->request->body_len) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_NOT_FORM);
	return false;
}

bool twilio_name(const struct body_text *t, char *to, size_t room)
{
	if (t->len >= room)
		return false;
	memcpy(to, t->s, t->len);
	to[t->len] = '\0';
	return true;
}

char *twilio_sid(const char *prefix, const char *account, const char *name,
    char sid[TWILIO_SID])
{
	/* Any keys will do: nothing is secret in it. */
	static const struct hash_key keys[2] = { { 1, 2 }, { 3, 4 } };
	struct buf b = { 0 };
	uint64_t half[2];

	buf_printf(&b, "%s/%s", account, name);
	for (size_t i = 0; i < 2; i++)
		half[i] = hash_sip(&keys[i], buf_bytes(&b), b.len);
	buf_free(&b);
	memcpy(sid, prefix, 2);
	hex_format(half, sizeof(half), sid + 2);
	return sid;
}

void twilio_reply(struct api *a, const struct call *c)
{
	reply_body(a, c->id, 200, NULL);
}

/* Hand-written clients forget to escape the plus, which is a space then. */
static struct body_text number_of(const struct form *f, const char *name,
    char room[64])
{
	struct body_text t = twilio_text(f, name);

	if (t.len == 0 || t.len >= 64 || t.s[0] != ' ')
		return t;
	memcpy(room, t.s, t.len);
	room[0] = '+';
	return (struct body_text){ room, t.len };
}

static enum refusal read_to(const struct form *f, struct submission *s,
    char room[64])
{
	const struct form_pair *p = form_find(f, "To");

	s->to = number_of(f, "To", room);
	return p != NULL && form_find_next(f, p) != NULL ? REFUSAL_TO_MANY
							 : REFUSAL_COUNT;
}

static bool has(const struct form *f, const char *name)
{
	const char *value = form_get(f, name);

	return value != NULL && value[0] != '\0';
}

static bool is_set_to(const struct form *f, const char *name, const char *word)
{
	const char *value = form_get(f, name);

	return value != NULL && strcasecmp(value, word) == 0;
}

static bool is_json_object(const char *text)
{
	struct json_error err;
	struct json *j;
	bool is;

	if (json_parse(text, strlen(text), &j, &err) != 0)
		return false;
	is = json_kind(json_root(j)) == JSON_OBJECT;
	json_free(j);
	return is;
}

/* REFUSAL_COUNT: nothing is asked for that we cannot do. There are no templates
 * of contents, so any is one that is not known. */
static enum refusal unsupported(const struct form *f)
{
	if (has(f, "MediaUrl"))
		return REFUSAL_MEDIA;
	if (has(f, "ContentVariables") && !has(f, "ContentSid"))
		return REFUSAL_CONTENT_MISSING;
	if (has(f, "ContentVariables") &&
	    !is_json_object(form_get(f, "ContentVariables")))
		return REFUSAL_CONTENT_VARIABLES;
	return has(f, "ContentSid") ? REFUSAL_CONTENT : REFUSAL_COUNT;
}

/* What is to be kept of it: "retain", or the word for less. */
static enum refusal read_retention(const struct form *f, struct submission *s)
{
	s->discard = is_set_to(f, "ContentRetention", "discard");
	s->obfuscate = is_set_to(f, "AddressRetention", "obfuscate");
	if (!s->discard && has(f, "ContentRetention") &&
	    !is_set_to(f, "ContentRetention", "retain"))
		return REFUSAL_RETENTION_WORD;
	if (!s->obfuscate && has(f, "AddressRetention") &&
	    !is_set_to(f, "AddressRetention", "retain"))
		return REFUSAL_ADDRESS_WORD;
	return REFUSAL_COUNT;
}

static enum refusal read_validity(const struct form *f, long *seconds)
{
	const char *text = form_get(f, "ValidityPeriod");
	uint64_t n;

	if (text == NULL)
		return REFUSAL_COUNT;
	if (number_parse(text, VALIDITY_MAX, &n) != 0 || n == 0)
		return REFUSAL_VALIDITY_PERIOD;
	*seconds = (long)n;
	return REFUSAL_COUNT;
}

/* Both ends of the range are in it (http-api.md 2.1). */
static enum refusal read_schedule(const struct form *f, struct submission *s)
{
	usec ahead;

	if (!has(f, "ScheduleType") && !has(f, "SendAt"))
		return REFUSAL_COUNT;
	if (!is_set_to(f, "ScheduleType", "fixed"))
		return REFUSAL_SCHEDULE_TYPE;
	if (!has(f, "SendAt"))
		return REFUSAL_SEND_AT_MISSING;
	if (s->service.len == 0)
		return REFUSAL_SEND_AT_SERVICE;
	if (clock_parse(form_get(f, "SendAt"), &s->send_at) != 0)
		return REFUSAL_SEND_AT_RANGE;
	ahead = s->send_at - clock_wall();
	return ahead >= SEND_AT_MIN && ahead <= SEND_AT_MAX
		   ? REFUSAL_COUNT
		   : REFUSAL_SEND_AT_RANGE;
}

static enum refusal read_form(const struct form *f, struct submission *s)
{
	enum refusal no = unsupported(f);

	if (no == REFUSAL_COUNT)
		no = read_retention(f, s);
	if (no != REFUSAL_COUNT)
		return no;
	s->text = twilio_text(f, "Body");
	s->callback = twilio_text(f, "StatusCallback");
	if (is_set_to(f, "SmartEncoded", "true"))
		s->smart = INTAKE_SMART_YES;
	else if (is_set_to(f, "SmartEncoded", "false"))
		s->smart = INTAKE_SMART_NO;
	s->force = is_set_to(f, "ForceDelivery", "true");
	if (s->callback.len != 0 && !is_callback(&s->callback))
		return REFUSAL_CALLBACK;
	no = read_validity(f, &s->validity);
	return no != REFUSAL_COUNT ? no : read_schedule(f, s);
}

/* A service's sid may stand in From too: then there is no From. */
static void read_service(const struct form *f, struct submission *s)
{
	s->service = twilio_text(f, "MessagingServiceSid");
	if (s->from.len != TWILIO_SID - 1 || memcmp(s->from.s, "MG", 2) != 0)
		return;
	if (s->service.len == 0)
		s->service = s->from;
	s->from = (struct body_text){ 0 };
}

/* What the service says, where the message does not say otherwise. */
static void take_defaults(const struct form *f, const struct item *service,
    struct submission *s)
{
	const char *callback = item_get(service, ITEM_SERVICE_STATUS_CALLBACK);
	uint64_t seconds;

	if (s->callback.len == 0 && callback != NULL)
		s->callback = (struct body_text){ callback, strlen(callback) };
	if (!has(f, "SmartEncoded") &&
	    item_is_true(service, ITEM_SERVICE_SMART_ENCODING))
		s->smart = INTAKE_SMART_YES;
	if (s->validity == 0 &&
	    number_parse(item_get(service, ITEM_SERVICE_VALIDITY_PERIOD),
		VALIDITY_MAX, &seconds) == 0)
		s->validity = (long)seconds;
}

static bool is_sid(const struct body_text *t)
{
	uint8_t half[16];

	return t->len == TWILIO_SID - 1 && memcmp(t->s, "MG", 2) == 0 &&
	       hex_parse(t->s + 2, t->len - 2, half, sizeof(half)) == 0;
}

/* The service's sender becomes the message's. */
static enum refusal use_service(const struct api *a, const struct call *c,
    struct submission *s, char picked[SENDER_ROOM])
{
	const struct item *service;
	enum refusal no;

	if (s->service.len == 0)
		return REFUSAL_COUNT;
	if (!is_sid(&s->service))
		return REFUSAL_SERVICE_SID;
	service = service_find(a, c, &s->service);
	if (service == NULL)
		return REFUSAL_SERVICE_UNKNOWN;
	no = sender_pick(a, service, s, picked);
	if (no != REFUSAL_COUNT)
		return no;
	s->from = (struct body_text){ picked, strlen(picked) };
	take_defaults(a->form, service, s);
	return REFUSAL_COUNT;
}

void twilio_create(struct api *a, const struct call *c)
{
	struct submission s = { .account = c->account };
	char to[64], from[64], picked[SENDER_ROOM];
	enum refusal no;
	struct wait *w;
	bool is_open;

	if (!twilio_is_owner(a, c) || !twilio_form(a, c))
		return;
	s.from = number_of(a->form, "From", from);
	read_service(a->form, &s);
	no = read_to(a->form, &s, to);
	if (no == REFUSAL_COUNT)
		no = read_form(a->form, &s);
	is_open = s.service.len != 0 && s.from.len == 0;
	if (no == REFUSAL_COUNT)
		no = use_service(a, c, &s, picked);
	if (no != REFUSAL_COUNT) {
		reply_refusal(a, c, no);
		return;
	}
	/* That of a service that was not asked: it is nobody's wish, and the
	 * carrier hears nothing of it. */
	s.extra.queue_only = s.validity == VALIDITY_MAX;
	/* The answer to a message of a service tells of an earlier state. */
	s.extra.tell_queued = is_open || s.send_at != 0;
	w = create_message(a, c, &s);
	if (w != NULL)
		w->u.message.sender_open = is_open;
}

static void reply_message(struct api *a, const struct wait *w, int status,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	if (status == 201 && w->u.message.sender_open)
		twilio_json_open(&o, a, v);
	else
		twilio_json(&o, a, v);
	reply_body(a, w->id, status, NULL);
}

void twilio_created(struct api *a, const struct wait *w,
    const struct accepted *accepted)
{
	struct message_view v = created_view(w, accepted);

	reply_message(a, w, 201, &v);
}

void twilio_fetch(struct api *a, const struct call *c)
{
	if (twilio_is_owner(a, c))
		(void)wait_fetch(a, c);
}

void twilio_fetched(struct api *a, const struct wait *w,
    const struct message_view *v)
{
	reply_message(a, w, 200, v);
}

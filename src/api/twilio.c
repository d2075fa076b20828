/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Twilio-compatible face (http-api.md 2). Names that are not known are
 * ignored, as new SDKs bring some every year; what is known, would change what
 * is sent or kept, and cannot be done yet is refused.
 */
#include "api/inside.h"

#include <string.h>
#include <strings.h>

#include "api/field.h"
#include "api/wait.h"
#include "base/hex.h"
#include "http/form.h"
#include "http/json.h"

#define VALIDITY_MAX 36000 /* http-api.md 2.1 */
#define SERVICE_SID  34    /* "MG" and 32 hex digits */

static struct body_text text_of(const struct form *f, const char *name)
{
	const struct form_pair *p = form_find(f, name);

	if (p == NULL)
		return (struct body_text){ 0 };
	return (struct body_text){ p->value, p->value_len };
}

/* Hand-written clients forget to escape the plus, which is a space then. */
static struct body_text number_of(const struct form *f, const char *name,
    char room[64])
{
	struct body_text t = text_of(f, name);

	if (t.len == 0 || t.len >= 64 || t.s[0] != ' ')
		return t;
	memcpy(room, t.s, t.len);
	room[0] = '+';
	return (struct body_text){ room, t.len };
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

static bool is_service(const struct body_text *from)
{
	return from->len == SERVICE_SID && memcmp(from->s, "MG", 2) == 0;
}

/* REFUSAL_COUNT: nothing is asked for that we cannot do. */
static enum refusal unsupported(const struct form *f)
{
	struct body_text from = text_of(f, "From");

	if (has(f, "MediaUrl"))
		return REFUSAL_MEDIA;
	if (has(f, "ContentSid"))
		return REFUSAL_CONTENT;
	if (has(f, "SendAt") || has(f, "ScheduleType"))
		return REFUSAL_SEND_AT;
	if (has(f, "MessagingServiceSid") || is_service(&from))
		return REFUSAL_SERVICE;
	if (is_set_to(f, "ContentRetention", "discard") ||
	    is_set_to(f, "AddressRetention", "obfuscate"))
		return REFUSAL_RETENTION;
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

static enum refusal read_form(const struct form *f, struct submission *s)
{
	enum refusal no = unsupported(f);

	if (no != REFUSAL_COUNT)
		return no;
	s->text = text_of(f, "Body");
	s->callback = text_of(f, "StatusCallback");
	if (is_set_to(f, "SmartEncoded", "true"))
		s->smart = INTAKE_SMART_YES;
	else if (is_set_to(f, "SmartEncoded", "false"))
		s->smart = INTAKE_SMART_NO;
	s->force = is_set_to(f, "ForceDelivery", "true");
	if (s->callback.len != 0 && !is_callback(&s->callback))
		return REFUSAL_CALLBACK;
	return read_validity(f, &s->validity);
}

void twilio_create(struct api *a, const struct call *c)
{
	struct submission s = { .account = c->account };
	char to[64], from[64];
	enum refusal no;

	if (!who_owns_path(a, c)) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	if (form_parse(a->form, FORM_TEXT, c->request->body,
		c->request->body_len) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FORM);
		return;
	}
	no = read_form(a->form, &s);
	if (no != REFUSAL_COUNT) {
		reply_refusal(a, c, no);
		return;
	}
	s.to = number_of(a->form, "To", to);
	s.from = number_of(a->form, "From", from);
	create_message(a, c, &s);
}

static void reply_message(struct api *a, const struct wait *w, int status,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
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
	if (who_owns_path(a, c))
		(void)wait_fetch(a, c);
	else
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
}

void twilio_fetched(struct api *a, const struct wait *w,
    const struct message_view *v)
{
	reply_message(a, w, 200, v);
}

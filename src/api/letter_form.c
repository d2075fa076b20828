/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/letter_form.h"

#include <stdio.h>
#include <string.h>

#include "api/native.h"
#include "api/twilio.h"
#include "http/escape.h"
#include "http/json.h"
#include "ledger/follow.h"
#include "model/twilio.h"

#define DONE_DATE 10 /* digits: YYMMDDhhmm */

void letter_add_text(struct buf *to, const char *name,
    const struct body_text *value)
{
	buf_printf(to, "%s%s=", to->len != 0 ? "&" : "", name);
	escape(value->s, value->len, to);
}

void letter_add(struct buf *to, const char *name, const char *value)
{
	const struct body_text text = { value, strlen(value) };

	letter_add_text(to, name, &text);
}

static void add_field(struct buf *to, const char *name,
    const struct body_text *t)
{
	if (t->len != 0)
		letter_add_text(to, name, t);
}

static void add_number(struct buf *to, const char *name,
    const struct message_view *v)
{
	char text[E164_TEXT];
	const char *number = message_number(v, text);

	letter_add(to, name, number != NULL ? number : "");
}

/* The word for the state after the event; what else is known is as of now. */
static void word_of(const struct followed *e, struct twilio_word *w)
{
	const struct message_view *v = &e->message;
	bool is_now = v->state == e->state;
	struct outcome o = { .state = e->state,
		.substate = (enum substate)e->substate,
		.stage = is_now ? (enum stage)v->stage : STAGE_NONE,
		.detail = is_now ? (enum detail)v->detail : DETAIL_NONE,
		.flags = v->flags,
		.reason = is_now ? v->reason : REASON_NONE };

	if (o.stage == STAGE_SUBMIT)
		o.command_status = v->err;
	twilio_word(&o, w);
}

/* As the receipt had it, without its seconds (http-api.md 5.1). */
static void add_done_date(const struct followed *e, struct buf *to)
{
	static const char word[] = "done date:";
	const char *at = e->raw_len == 0
			     ? NULL
			     : memmem(e->raw, e->raw_len, word, strlen(word));
	struct body_text date;

	if (at == NULL)
		return;
	date.s = at + strlen(word);
	date.len = DONE_DATE;
	for (size_t i = 0; i < DONE_DATE; i++) {
		if (date.s + i == e->raw + e->raw_len || date.s[i] < '0' ||
		    date.s[i] > '9')
			return;
	}
	letter_add_text(to, "RawDlrDoneDate", &date);
}

void letter_status(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out)
{
	char id[MESSAGE_ID_TEXT], code[16];
	struct twilio_word w;

	word_of(e, &w);
	message_id_format(&e->message.id, id);
	letter_add(&out->body, "MessageSid", id);
	letter_add(&out->body, "SmsSid", id);
	letter_add(&out->body, "MessageStatus", w.status);
	letter_add(&out->body, "SmsStatus", w.status);
	letter_add(&out->body, "AccountSid",
	    twilio_account_sid(a, out->account));
	add_field(&out->body, "From", &body->field[BODY_FROM]);
	add_number(&out->body, "To", &e->message);
	letter_add(&out->body, "ApiVersion", TWILIO_VERSION);
	add_field(&out->body, "MessagingServiceSid",
	    &body->field[BODY_SERVICE]);
	add_done_date(e, &out->body);
	if (w.error_code == 0)
		return;
	snprintf(code, sizeof(code), "%u", w.error_code);
	letter_add(&out->body, "ErrorCode", code);
	if (w.error_message != NULL)
		letter_add(&out->body, "ErrorMessage", w.error_message);
}

void letter_json(struct api *a, const struct followed *e, struct letter *out)
{
	struct json_out o = json_writing(&out->body);

	native_event(&o, a, e);
}

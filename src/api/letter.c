/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which letters there are about an event.
 *
 * A callback in Twilio's form tells of what Twilio has a word for, and of none
 * twice: not of the acceptance, which the answer to the request told, and not
 * of what is "sent" before and after (http-api.md 4). Of a message by a service
 * that answer said "accepted" or "scheduled": there "queued" is news.
 */
#include "api/letter.h"

#include <string.h>

#include "api/inside.h"
#include "api/letter_form.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "ledger/entry.h"
#include "ledger/follow.h"

static void set_url(struct letter *l, const struct body_text *url)
{
	buf_add(&l->url, url->s, url->len);
}

static bool is_told_as_form(const struct followed *e, const struct body *body)
{
	struct body_extra extra;

	body_extra_read(body, &extra);
	switch (e->state) {
	case STATUS_QUEUED: return extra.tell_queued;
	case STATUS_FORWARDED:
	case STATUS_DELIVERED:
	case STATUS_FAILED:
	case STATUS_SKIPPED:
	case STATUS_CANCELED:
	case STATUS_RECIPIENT_DELETED: return true;
	case STATUS_DELIVERY_UNKNOWN: return e->message.flags & FLAG_IN_DOUBT;
	default: return false;
	}
}

static int write_callback(struct api *a, const struct followed *e,
    const struct body *body, struct letter *l)
{
	const struct body_text *hook = &body->field[BODY_HOOK];
	enum hook_form form =
	    hook->len != 0 ? (enum hook_form)hook->s[0] : HOOK_TWILIO;

	if (body->field[BODY_CALLBACK].len == 0 || e->state == STATUS_RECEIVED)
		return RC_BAD;
	set_url(l, &body->field[BODY_CALLBACK]);
	switch (form) {
	case HOOK_KANNEL:
		l->kind = LETTER_KANNEL;
		return letter_kannel(a, e, body, l);
	case HOOK_NATIVE:
		l->kind = LETTER_JSON;
		l->post = true;
		letter_json(a, e, l);
		return 0;
	case HOOK_TWILIO: break;
	}
	if (!is_told_as_form(e, body))
		return RC_BAD;
	l->kind = LETTER_CALLBACK;
	l->post = true;
	letter_status(a, e, body, l);
	return 0;
}

static int write_account(struct api *a, const struct followed *e,
    const struct conf_account *account, struct letter *l)
{
	const struct body_text url = { account->webhook,
		strlen(account->webhook) };

	if (url.len == 0)
		return RC_BAD;
	set_url(l, &url);
	l->kind = LETTER_ACCOUNT;
	l->post = true;
	letter_json(a, e, l);
	return 0;
}

static int write_letter(void *arg, const struct followed *e, unsigned n,
    struct letter *out)
{
	struct api *a = arg;
	struct body body;
	size_t account;

	if (flow_account_index(a->with.flow, e->message.account, &account) !=
		0 ||
	    body_decode(&body, e->message.body, e->message.body_len) != 0)
		return RC_NOT_FOUND;
	switch (n) {
	case 0: return write_callback(a, e, &body, out);
	case 1:
		return write_account(a, e, &a->with.conf->account[account],
		    out);
	case 2:
		if (e->state != STATUS_RECEIVED)
			return RC_BAD;
		out->kind = LETTER_INBOUND;
		return letter_inbound(a, e, &body, out);
	case 3:
		if (e->type != ENTRY_ACCEPT)
			return RC_BAD;
		out->kind = LETTER_ACTION;
		return letter_action(a, e, &body, out);
	default: return RC_NOT_FOUND;
	}
}

static int letter_answered(void *arg, struct letter *l,
    const struct http_result *r)
{
	bool is_asked = l->kind == LETTER_INBOUND || l->kind == LETTER_ACTION;

	return is_asked ? letter_replies(arg, l, r) : 0;
}

const struct letter_writer api_letters = {
	.write = write_letter,
	.seal = letter_sign,
	.answered = letter_answered,
};

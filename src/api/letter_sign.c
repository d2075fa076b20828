/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What belongs to one attempt of a letter: what it may call, the times that
 * its URL asks for, its headers with the signature.
 */
#include "api/letter_form.h"

#include <stdio.h>
#include <string.h>

#include "api/inside.h"
#include "base/clock.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "http/form.h"
#include "http/override.h"
#include "http/sign.h"
#include "http/url.h"

#define SECRETS_MAX 3
#define BLANKS      " \t,"

static void add_header(struct letter_seal *s, const char *name,
    const char *value)
{
	s->name[s->headers] = name;
	snprintf(s->value[s->headers], SEAL_BYTES, "%s", value);
	s->headers++;
}

/* The same on every attempt, another for each event and receiver. */
static void event_id(const struct letter *l, char *text, size_t room)
{
	snprintf(text, room, "evt_%016llx%02x", (unsigned long long)l->place,
	    l->kind);
}

/* With a token of which we have the hash only we cannot sign; the manual says
 * so. */
static void sign_form(struct api *a, struct sign_twilio *how,
    const struct buf *body, struct letter_seal *s)
{
	char sign[SIGN_TWILIO_BYTES];
	uint8_t sum[32];

	if (conf_token_sum(how->token, sum) ||
	    form_parse(a->form, FORM_TEXT, buf_bytes(body), body->len) != 0)
		return;
	how->field = a->form->pair;
	how->fields = a->form->count;
	add_header(s, "X-Twilio-Signature", sign_twilio(how, sign));
}

static void seal_form(struct api *a, const struct letter *l,
    const struct conf_account *c, struct letter_seal *s)
{
	bool is_own = s->url.len != 0;
	const struct buf *url = is_own ? &s->url : &l->url;
	struct url u;
	struct sign_twilio how = { .token = c->token, .url = &u };
	const char *why;
	char id[40];

	if (is_own ? s->post : l->post)
		add_header(s, "Content-Type",
		    "application/x-www-form-urlencoded; charset=UTF-8");
	if (url_parse(&u, (const char *)buf_bytes(url), url->len, &why) == 0)
		sign_form(a, &how, is_own ? &s->body : &l->body, s);
	event_id(l, id, sizeof(id));
	add_header(s, "I-Twilio-Idempotency-Token", id);
}

/* The secrets of an account, with blanks between them: while one takes the
 * place of another, receivers know either (X12). Returns how many. */
static size_t read_secrets(const char *text, struct sign_key key[SECRETS_MAX])
{
	char one[SIGN_KEY_TEXT_BYTES];
	size_t n = 0, len;

	for (text += strspn(text, BLANKS); *text != '\0' && n < SECRETS_MAX;
	     text += len + strspn(text + len, BLANKS)) {
		len = strcspn(text, BLANKS);
		snprintf(one, sizeof(one), "%.*s", (int)len, text);
		n += sign_key_parse(one, &key[n]) == 0;
	}
	return n;
}

static void seal_json(const struct letter *l, const struct conf_account *c,
    struct letter_seal *s)
{
	struct sign_key key[SECRETS_MAX];
	char id[40], at[24];
	struct buf sign = { 0 };
	struct sign_webhook how = { .id = id,
		.at = clock_wall(),
		.body = buf_bytes(&l->body),
		.len = l->body.len,
		.key = key,
		.keys = read_secrets(c->webhook_secret, key) };

	event_id(l, id, sizeof(id));
	snprintf(at, sizeof(at), "%lld", (long long)(how.at / SECOND));
	add_header(s, "Content-Type", "application/json");
	add_header(s, "webhook-id", id);
	add_header(s, "webhook-timestamp", at);
	if (how.keys == 0)
		return;
	sign_webhook(&how, &sign);
	add_header(s, "webhook-signature", buf_cstr(&sign));
	buf_free(&sign);
}

/* Where this attempt goes, if that is not simply the letter's URL. */
static void aim(struct api *a, struct letter *l, struct letter_seal *s)
{
	bool is_asked = l->kind == LETTER_INBOUND || l->kind == LETTER_ACTION;

	if (l->next.len != 0)
		letter_aim(l, buf_cstr(&l->next), l->next_is_get, s);
	else if (l->spare && l->attempts % 2 == 1)
		letter_spare(a, l, s);
	else if (is_asked && !l->post)
		letter_aim(l, buf_cstr(&l->url), true, s);
}

/* Times of the URL's fragment, as Twilio has them; ours are longer. */
static void set_times(const struct letter *l, struct letter_seal *s)
{
	const struct buf *url = s->url.len != 0 ? &s->url : &l->url;
	struct override o;
	const char *why;
	struct url u;

	if (url_parse(&u, (const char *)buf_bytes(url), url->len, &why) != 0 ||
	    u.fragment.len == 0)
		return;
	o = override_parse(u.fragment);
	s->connect = o.connect;
	s->read = o.read;
	s->total = o.total;
}

int letter_sign(void *arg, struct letter *l, struct letter_seal *out)
{
	struct api *a = arg;
	const struct conf_account *c;
	size_t account;

	if (flow_account_index(a->with.flow, l->account, &account) != 0)
		return RC_NOT_FOUND;
	c = &a->with.conf->account[account];
	*out->policy = *flow_account_callback(a->with.flow, account);
	out->rate = a->with.conf->message.callback_rate;
	out->owner = c->callback_challenge ? c->sid : NULL;
	aim(a, l, out);
	set_times(l, out);
	add_header(out, "User-Agent", "esmed/" ESMED_VERSION);
	switch ((enum letter_kind)l->kind) {
	case LETTER_CALLBACK:
	case LETTER_INBOUND:
	case LETTER_ACTION: seal_form(a, l, c, out); break;
	case LETTER_JSON:
	case LETTER_ACCOUNT: seal_json(l, c, out); break;
	case LETTER_KANNEL: break;
	}
	return 0;
}

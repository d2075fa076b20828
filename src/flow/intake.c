/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/inside.h"

#include <string.h>

#include <esmed/text.h>

#include "flow/intake.h"
#include "model/country.h"
#include "route/route.h"

#define SHORT_FIELD 255
#define CALLBACK    4000

const struct fault_row *fault_row(enum fault f)
{
	static const struct fault_row rows[FAULT_COUNT] = {
#define FAULT(id, http, twilio, word, field, text) \
	[FAULT_##id] = { http, twilio, word, field, text },
#include "flow/fault.def"
#undef FAULT
	};

	return &rows[f];
}

static bool is_word(const struct body_text *t, const char *word)
{
	return t->len == strlen(word) && memcmp(t->s, word, t->len) == 0;
}

static enum fault check_class(const struct submission *s, uint8_t *class)
{
	if (s->class.len == 0 || is_word(&s->class, "transactional"))
		*class = CLASS_TRANSACTIONAL;
	else if (is_word(&s->class, "promotional"))
		*class = CLASS_PROMOTIONAL;
	else if (is_word(&s->class, "otp"))
		*class = CLASS_OTP;
	else
		return FAULT_CLASS;
	return FAULT_NONE;
}

static enum fault check_on_doubt(const struct submission *s, uint8_t *policy)
{
	if (s->on_doubt.len == 0)
		*policy = DOUBT_DEFAULT;
	else if (is_word(&s->on_doubt, "resend"))
		*policy = DOUBT_RESEND;
	else if (is_word(&s->on_doubt, "hold"))
		*policy = DOUBT_HOLD;
	else
		return FAULT_ON_DOUBT;
	return FAULT_NONE;
}

static bool may_reach(const struct conf_account *a, uint64_t to)
{
	if (a->countries.n == 0)
		return true;
	for (size_t i = 0; i < a->countries.n; i++) {
		if (country_may_be(a->countries.v[i], to))
			return true;
	}
	return false;
}

static enum fault check_to(const struct conf_account *a,
    const struct submission *s, uint64_t *to)
{
	if (s->to.len == 0)
		return FAULT_NUMBER_MISSING;
	if (e164_parse(s->to.s, s->to.len, 0, to) != 0)
		return FAULT_NUMBER_INVALID;
	return may_reach(a, *to) ? FAULT_NONE : FAULT_COUNTRY;
}

/* A number is written with its plus here, without it in a PDU. */
static bool owns(const struct conf_account *a, const char *from)
{
	if (a->numbers.n == 0)
		return true;
	for (size_t i = 0; i < a->numbers.n; i++) {
		const char *own = a->numbers.v[i];

		if (strcmp(own + (own[0] == '+'), from) == 0)
			return true;
	}
	return false;
}

static enum fault check_from(const struct conf_account *a,
    const struct submission *s, char from[SENDER_TEXT + 1])
{
	struct sender sender;

	if (s->from.len == 0)
		return FAULT_SENDER_MISSING;
	if (sender_parse(s->from.s, s->from.len, &sender) != 0)
		return FAULT_SENDER_INVALID;
	if (!owns(a, sender.text))
		return FAULT_SENDER_NOT_OWNED;
	if (sender.kind == SENDER_LONG)
		*from++ = '+';
	memcpy(from, sender.text, sizeof(sender.text));
	return FAULT_NONE;
}

static size_t characters(const struct body_text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += ((uint8_t)t->s[i] & 0xc0) != 0x80;
	return n;
}

static enum fault check_text(struct flow *f, struct body_text *text, bool smart,
    uint8_t *parts)
{
	struct text_plan plan;
	size_t len = text->len;

	if (text->len == 0)
		return FAULT_TEXT_EMPTY;
	if (characters(text) > INTAKE_TEXT_CHARACTERS)
		return FAULT_TEXT_TOO_LONG;
	if (smart) {
		char *to;

		buf_clear(&f->smart);
		to = (char *)buf_reserve(&f->smart, len);
		if (text_smart(text->s, text->len, to, &len) != 0)
			return FAULT_TEXT_INVALID;
		*text = (struct body_text){ to, len };
	}
	switch (text_plan(text->s, text->len, TEXT_MAX_PARTS, &plan)) {
	case 0: break;
	case RC_TOO_LONG: return FAULT_TEXT_TOO_LONG;
	default: return FAULT_TEXT_INVALID;
	}
	*parts = (uint8_t)plan.parts;
	return FAULT_NONE;
}

static enum fault check_rest(const struct submission *s)
{
	if (s->ref.len > SHORT_FIELD || s->tag.len > SHORT_FIELD ||
	    s->callback.len > CALLBACK)
		return FAULT_FIELD_TOO_LONG;
	if (s->validity < 0 || s->validity > INTAKE_VALIDITY_MAX)
		return FAULT_VALIDITY;
	return FAULT_NONE;
}

/* The smsc asked for, if any. */
static enum fault check_smsc(const struct flow *f, const struct submission *s,
    uint16_t *smsc)
{
	const struct conf *conf = f->with.conf;

	*smsc = ROUTE_NONE;
	if (s->smsc.len == 0)
		return FAULT_NONE;
	for (size_t i = 0; i < conf->smscs; i++) {
		if (is_word(&s->smsc, conf->smsc[i].name))
			*smsc = (uint16_t)i;
	}
	return *smsc == ROUTE_NONE ? FAULT_SMSC_UNKNOWN : FAULT_NONE;
}

static enum fault choose_route(struct flow *f, const struct submission *s,
    const struct submitted *out, uint16_t *set)
{
	struct route_query q = { .account = s->account,
		.to = out->to,
		.from = out->from,
		.class = out->class };
	struct route_answer a;
	enum fault fault = check_smsc(f, s, &q.smsc);

	if (fault != FAULT_NONE)
		return fault;
	if (route_choose(f->with.routes, &q, &a) != 0)
		return FAULT_NO_ROUTE;
	*set = f->set_id[a.set];
	return FAULT_NONE;
}

static enum fault hand_over(struct flow *f, struct accept *a,
    const struct submission *s)
{
	struct body body = { 0 };

	body.field[BODY_FROM] = s->from;
	body.field[BODY_TEXT] = s->text;
	body.field[BODY_REF] = s->ref;
	body.field[BODY_TAG] = s->tag;
	body.field[BODY_CALLBACK] = s->callback;
	buf_clear(&f->scratch);
	body_encode(&body, &f->scratch);
	a->body = buf_bytes(&f->scratch);
	a->body_len = f->scratch.len;
	switch (ledger_accept(f->with.ledger, a)) {
	case 0: return FAULT_NONE;
	case RC_NO_SPACE: return FAULT_NO_SPACE;
	default: return FAULT_BUSY;
	}
}

enum fault intake_submit(struct flow *f, const struct submission *s,
    uint64_t token, struct submitted *out)
{
	const struct conf_account *account = &f->with.conf->account[s->account];
	struct submission clean = *s;
	struct accept a = { .token = token };
	enum fault fault = f->stopping ? FAULT_STOPPING : FAULT_NONE;

	if (fault == FAULT_NONE)
		fault = check_to(account, s, &out->to);
	if (fault == FAULT_NONE)
		fault = check_from(account, s, out->from);
	if (fault == FAULT_NONE)
		fault = check_text(f, &clean.text, s->smart, &out->parts);
	if (fault == FAULT_NONE)
		fault = check_class(s, &out->class);
	if (fault == FAULT_NONE)
		fault = check_on_doubt(s, &out->on_doubt);
	if (fault == FAULT_NONE)
		fault = check_rest(s);
	if (fault == FAULT_NONE)
		fault = choose_route(f, s, out, &a.set);
	if (fault != FAULT_NONE)
		return fault;

	clean.from = (struct body_text){ out->from, strlen(out->from) };
	a.account = f->account_id[s->account];
	a.parts = out->parts;
	a.class = out->class;
	a.on_doubt = out->on_doubt;
	a.ttl = (uint32_t)s->validity;
	a.to = out->to;
	return hand_over(f, &a, &clean);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/inside.h"

#include <stdio.h>
#include <string.h>

#include <esmed/text_smart.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "flow/address.h"
#include "flow/choose.h"
#include "flow/terms.h"
#include "flow/tlv.h"
#include "route/route.h"

#define SHORT_FIELD 255
#define CALLBACK    4000

const struct fault_row *fault_row(enum fault f)
{
	static const struct fault_row rows[FAULT_COUNT] = {
#define FAULT(id, http, twilio, word, field, text) \
	[FAULT_##id] = { http, twilio, word, field, text, 0 },
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

/* Nobody has a handset behind a short code. */
static enum fault fault_of_number(const struct body_text *to)
{
	struct sender sender;

	if (sender_parse(to->s, to->len, &sender) == 0 &&
	    sender.kind == SENDER_SHORT)
		return FAULT_NUMBER_SHORT;
	return FAULT_NUMBER_INVALID;
}

static enum fault check_to(const struct flow *f, const struct submission *s,
    uint64_t *to)
{
	if (s->to.len == 0)
		return FAULT_NUMBER_MISSING;
	if (e164_parse(s->to.s, s->to.len, 0, to) != 0)
		return fault_of_number(&s->to);
	return terms_may_reach(f->terms, s->account, *to) ? FAULT_NONE
							  : FAULT_COUNTRY;
}

/* As it is shown: with + for a number. */
static void show_sender(const struct sender *sender,
    char shown[SENDER_TEXT + 1])
{
	if (sender->kind == SENDER_LONG)
		*shown++ = '+';
	memcpy(shown, sender->text, sizeof(sender->text));
}

static enum fault check_from(const struct flow *f, const struct submission *s,
    char from[SENDER_TEXT + 1])
{
	struct sender sender;

	if (s->from.len == 0)
		return FAULT_SENDER_MISSING;
	if (sender_parse(s->from.s, s->from.len, &sender) != 0)
		return FAULT_SENDER_INVALID;
	if (!terms_may_be_from(f->terms, s->account, sender.text))
		return FAULT_SENDER_NOT_OWNED;
	show_sender(&sender, from);
	return FAULT_NONE;
}

static bool is_to_itself(const struct submitted *out)
{
	char to[E164_TEXT];

	return strcmp(e164_format(out->to, to), out->from) == 0;
}

size_t intake_characters(const struct body_text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += ((uint8_t)t->s[i] & 0xc0) != 0x80;
	return n;
}

/* The message's word goes before the account's. */
static enum intake_smart smart_of(const struct conf_account *a,
    enum intake_smart own)
{
	if (own != INTAKE_SMART_ACCOUNT)
		return own;
	switch (a->smart) {
	case CONF_SMART_YES: return INTAKE_SMART_YES;
	case CONF_SMART_ALWAYS: return INTAKE_SMART_ALWAYS;
	default: return INTAKE_SMART_NO;
	}
}

static enum fault make_smart(struct flow *f, enum intake_smart how,
    struct body_text *text)
{
	size_t len = TEXT_SMART_ROOM(text->len);
	char *to;

	if (how == INTAKE_SMART_NO)
		return FAULT_NONE;
	buf_clear(&f->smart);
	to = (char *)buf_reserve(&f->smart, len);
	if (text_smart_by(how == INTAKE_SMART_ALWAYS ? TEXT_SMART_ALWAYS
						     : TEXT_SMART_IF_FITS,
		text->s, text->len, to, &len, NULL) != 0)
		return FAULT_TEXT_INVALID;
	/* Characters that are seen by nobody may be all it had. */
	if (len != 0)
		*text = (struct body_text){ to, len };
	return FAULT_NONE;
}

static enum fault check_text(struct flow *f, const struct conf_account *a,
    struct submission *s)
{
	size_t bad;

	if (s->binary.len != 0)
		return FAULT_NONE;
	if (s->text.len == 0)
		return FAULT_TEXT_EMPTY;
	if (!text_is_utf8(s->text.s, s->text.len, &bad) ||
	    memchr(s->text.s, '\0', s->text.len) != NULL)
		return FAULT_TEXT_INVALID;
	if (intake_characters(&s->text) > INTAKE_TEXT_CHARACTERS)
		return FAULT_TEXT_TOO_LONG;
	return make_smart(f, smart_of(a, s->smart), &s->text);
}

struct body_text intake_fixed_url(const struct body_text *url)
{
	struct body_text fixed = { url->s, 0 };

	while (fixed.len < url->len && strchr("?#%", url->s[fixed.len]) == NULL)
		fixed.len++;
	return fixed;
}

static bool has_escapes(const struct submission *s)
{
	return s->hook.len != 0 && s->hook.s[0] == HOOK_KANNEL;
}

static int check_callback(const struct flow *f, const struct submission *s,
    struct submitted *out)
{
	struct body_text url =
	    has_escapes(s) ? intake_fixed_url(&s->callback) : s->callback;

	if (s->callback.len == 0)
		return 0;
	return terms_may_call(f->terms, s->account, &url, out->why,
	    sizeof(out->why));
}

static enum fault check_rest(const struct flow *f, const struct submission *s,
    struct submitted *out)
{
	if (s->ref.len > SHORT_FIELD || s->tag.len > SHORT_FIELD ||
	    s->callback.len > CALLBACK)
		return FAULT_FIELD_TOO_LONG;
	if (check_callback(f, s, out) != 0)
		return FAULT_CALLBACK;
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

/* The message's word goes first, then the route's, then the smsc's. */
static uint8_t doubt_of(uint8_t own, uint8_t route)
{
	if (own != DOUBT_DEFAULT)
		return own;
	switch (route) {
	case CONF_DOUBT_RESEND: return DOUBT_RESEND;
	case CONF_DOUBT_HOLD: return DOUBT_HOLD;
	default: return DOUBT_DEFAULT;
	}
}

static enum fault choose_route(struct flow *f, const struct submission *s,
    struct submitted *out, struct route_answer *a)
{
	struct route_query q = { .account = s->account,
		.to = out->to,
		.from = out->from[0] != '\0' ? out->from : NULL,
		.class = out->class,
		.tag = s->tag.s,
		.tag_len = s->tag.len,
		.now = clock_wall() };
	enum fault fault = check_smsc(f, s, &q.smsc);

	if (fault != FAULT_NONE)
		return fault;
	if (route_choose(f->with.routes, &q, a) != 0) {
		snprintf(out->why, sizeof(out->why), "no route: %s", a->reason);
		return FAULT_NO_ROUTE;
	}
	out->on_doubt = doubt_of(out->on_doubt, a->on_doubt);
	return FAULT_NONE;
}

static enum fault check_tlvs(struct flow *f, const struct submission *s,
    struct submitted *out)
{
	buf_clear(&f->tlvs);
	for (size_t i = 0; i < s->tlvs; i++) {
		switch (
		    tlv_append(f->with.conf, &s->tlv[i], &f->tlvs, out->why)) {
		case 0: break;
		case RC_NOT_FOUND: return FAULT_TLV_UNKNOWN;
		case RC_FULL: return FAULT_TLV_MANY;
		default: return FAULT_TLV_VALUE;
		}
	}
	return FAULT_NONE;
}

int intake_sender(const struct body_text *from, uint64_t *hash)
{
	struct sender sender;
	char shown[SENDER_TEXT + 1];

	if (sender_parse(from->s, from->len, &sender) != 0)
		return RC_BAD;
	show_sender(&sender, shown);
	*hash = address_hash(shown, strlen(shown));
	return 0;
}

/* What a submission becomes. */
struct made {
	struct submission clean;
	struct special special;
	struct route_answer route;
	uint8_t way[BODY_WAY_BYTES];
};

static void write_body(struct flow *f, const struct made *m)
{
	const struct submission *s = &m->clean;
	const struct route_answer *route = &m->route;
	struct body body = { 0 };
	uint8_t extra[BODY_EXTRA_BYTES];

	body.field[BODY_WAY] =
	    (struct body_text){ (const char *)m->way, sizeof(m->way) };
	body.field[BODY_BINARY] =
	    (struct body_text){ (const char *)m->special.octets,
		    m->special.len };
	body.field[BODY_FROM] = s->from;
	body.field[BODY_TEXT] = s->text;
	body.field[BODY_REF] = s->ref;
	body.field[BODY_TAG] = s->tag;
	body.field[BODY_CALLBACK] = s->callback;
	body.field[BODY_HOOK] = s->hook;
	body.field[BODY_ACTION] = s->action;
	body.field[BODY_EXTRA] = (struct body_text){ (const char *)extra,
		body_extra_write(&s->extra, extra) };
	if (s->is_reply)
		body.field[BODY_REPLY] = (struct body_text){ "", 1 };
	body.field[BODY_SERVICE] = s->service;
	body.field[BODY_TLVS] =
	    (struct body_text){ (char *)buf_bytes(&f->tlvs), f->tlvs.len };
	body.field[BODY_ROUTE] =
	    (struct body_text){ route->reason, strlen(route->reason) };
	buf_clear(&f->scratch);
	body_encode(&body, &f->scratch);
}

/* Quiet hours are for those who did not ask for the message. */
static usec leave_at(const struct flow *f, const struct submission *s,
    uint8_t class)
{
	usec at, over;

	if (class != CLASS_PROMOTIONAL)
		return s->send_at;
	at = s->send_at != 0 ? s->send_at : clock_wall();
	over = terms_quiet_over(f->terms, s->account, at);
	return over != at ? over : s->send_at;
}

static enum fault hand_over(struct flow *f, const struct accept *a)
{
	switch (ledger_accept(f->with.ledger, a)) {
	case 0: return FAULT_NONE;
	case RC_NO_SPACE: return FAULT_NO_SPACE;
	default: return FAULT_BUSY;
	}
}

/* Which account's message it is, to whom, and what it says. */
static enum fault check_message(struct flow *f, struct made *m,
    struct submitted *out)
{
	struct submission *s = &m->clean;
	const struct conf_account *account = &f->with.conf->account[s->account];
	enum fault fault = f->stopping ? FAULT_STOPPING : FAULT_NONE;

	if (fault == FAULT_NONE)
		fault = check_to(f, s, &out->to);
	if (fault == FAULT_NONE)
		fault = check_from(f, s, out->from);
	if (fault == FAULT_NONE && is_to_itself(out))
		fault = FAULT_TO_IS_FROM;
	if (fault == FAULT_NONE)
		fault = special_check(account, s, &m->special, out->why);
	if (fault == FAULT_NONE)
		fault = check_text(f, account, s);
	if (fault == FAULT_NONE)
		fault = check_class(s, &out->class);
	if (fault == FAULT_NONE)
		fault = check_on_doubt(s, &out->on_doubt);
	if (fault == FAULT_NONE)
		fault = check_rest(f, s, out);
	if (fault == FAULT_NONE)
		fault = check_tlvs(f, s, out);
	return fault;
}

enum fault intake_rules(struct flow *f, const struct submission *s,
    struct submitted *out, struct text_rules *rules)
{
	struct route_answer route;
	enum fault fault = FAULT_NONE;

	*out = (struct submitted){ 0 };
	*rules = text_rules_default();
	if (s->to.len == 0 && s->smsc.len == 0)
		return FAULT_NONE;
	if (s->to.len != 0)
		fault = check_to(f, s, &out->to);
	if (fault == FAULT_NONE && s->from.len != 0)
		fault = check_from(f, s, out->from);
	if (fault == FAULT_NONE)
		fault = choose_route(f, s, out, &route);
	if (fault == FAULT_NONE)
		*rules = f->rules[route.set];
	return fault;
}

/* Somebody is to be told what becomes of it. */
static bool is_hooked(const struct flow *f, const struct submission *s)
{
	return s->callback.len != 0 || s->action.len != 0 ||
	       f->with.conf->account[s->account].webhook[0] != '\0';
}

/* As the ledger gets it, but for the body. */
static void fill_accept(const struct flow *f, const struct made *m,
    const struct submitted *out, struct accept *a)
{
	const struct submission *s = &m->clean;

	*a = (struct accept){ .account = f->account_id[s->account],
		.set = f->set_id[m->route.set],
		.parts = out->parts,
		.class = out->class,
		.on_doubt = out->on_doubt,
		.ttl = (uint32_t)s->validity,
		.to = out->to,
		.sender = address_hash(out->from, strlen(out->from)),
		.send_at = leave_at(f, s, out->class),
		.scheduled_max =
		    f->with.conf->account[s->account].scheduled_max,
		.hooked = is_hooked(f, s),
		.exempt = s->exempt,
		.discard = s->discard,
		.obfuscate = s->obfuscate,
		.scope = s->scope,
		.idem = { s->idem[0], s->idem[1] },
		.request = s->request };
}

/* One that says nothing may wait for as long as its account's may (statuses.md
 * 4.2, M20); how long its carrier tries has nothing to do with that. */
static void limit_wait(const struct flow *f, struct submission *s)
{
	usec most = f->with.conf->account[s->account].queue_ttl;

	if (s->validity != 0 || most == 0)
		return;
	s->validity = most / SECOND;
	s->extra.queue_only = true;
}

enum fault intake_prepare(struct flow *f, const struct submission *s,
    struct submitted *out, struct accept *a)
{
	struct made m = { .clean = *s };
	enum fault fault;

	limit_wait(f, &m.clean);
	out->why[0] = '\0';
	out->charged = 0;
	out->retry = 0;
	fault = check_message(f, &m, out);
	if (fault == FAULT_NONE)
		fault = choose_route(f, s, out, &m.route);
	if (fault == FAULT_NONE)
		fault = way_choose(f, &m.clean, m.route.set, out, m.way);
	if (fault != FAULT_NONE)
		return fault;
	m.clean.from = (struct body_text){ out->from, strlen(out->from) };
	write_body(f, &m);
	fill_accept(f, &m, out, a);
	out->body = a->body = buf_bytes(&f->scratch);
	out->body_len = a->body_len = f->scratch.len;
	return FAULT_NONE;
}

enum fault intake_submit(struct flow *f, const struct submission *s,
    uint64_t token, struct submitted *out)
{
	struct accept a;
	enum fault fault = intake_prepare(f, s, out, &a);

	if (fault == FAULT_NONE)
		fault = intake_charge(f, s->account, out);
	if (fault != FAULT_NONE)
		return fault;
	a.token = token;
	fault = hand_over(f, &a);
	if (fault != FAULT_NONE)
		intake_undo(f, a.account, out->to, out->charged);
	return fault;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "flow/brake.h"
#include "flow/inside.h"
#include "flow/keyword.h"
#include "flow/twiml.h"
#include "ledger/mo.h"

const char *reply_default(uint8_t keyword)
{
	switch (keyword) {
	case KEYWORD_STOP:
		return "You have been unsubscribed and will receive no more "
		       "messages from this sender. Reply START to resubscribe.";
	case KEYWORD_START:
		return "You have been resubscribed and may receive messages "
		       "from this sender again. Reply STOP to unsubscribe.";
	case KEYWORD_HELP:
		return "Reply STOP to receive no more messages from this "
		       "sender, START to receive them again.";
	default: return "";
	}
}

static const char *text_of(const struct reply_texts *texts, uint8_t keyword)
{
	const char *text = NULL;

	if (keyword == KEYWORD_STOP)
		text = texts->stop;
	else if (keyword == KEYWORD_START)
		text = texts->start;
	else if (keyword == KEYWORD_HELP)
		text = texts->help;
	return text != NULL ? text : reply_default(keyword);
}

static struct body_text as_text(const char *s)
{
	return (struct body_text){ s, strlen(s) };
}

/* From the number addressed to the sender, who must be one that can be written
 * to: intake says of others that they are no number. */
static int turn_round(const struct reply_to *inbound, struct submission *out)
{
	struct body b;

	*out = (struct submission){ .account = inbound->account,
		.is_reply = true };
	if (body_decode(&b, inbound->body, inbound->body_len) != 0 ||
	    b.field[BODY_FROM].len == 0 || b.field[BODY_FROM].s[0] != '+')
		return RC_NOT_FOUND;
	out->to = b.field[BODY_FROM];
	out->from = b.field[BODY_TO];
	return 0;
}

int reply_confirm(const struct reply_texts *texts,
    const struct reply_to *inbound, struct submission *out)
{
	const char *text = text_of(texts, inbound->keyword);

	if (turn_round(inbound, out) != 0 || text[0] == '\0' ||
	    (inbound->keyword != KEYWORD_HELP && !inbound->changed))
		return RC_NOT_FOUND;
	out->text = as_text(text);
	out->exempt = true;
	return 0;
}

int reply_message(const struct twiml_message *m, const struct reply_to *inbound,
    struct submission *out)
{
	int rc = turn_round(inbound, out);

	if (m->to[0] != '\0')
		out->to = as_text(m->to);
	if (m->from[0] != '\0')
		out->from = as_text(m->from);
	if (out->to.len == 0 || out->from.len == 0)
		return rc != 0 ? rc : RC_NOT_FOUND;
	out->text = as_text(m->text);
	out->callback = as_text(m->callback);
	return 0;
}

/* ---- on their way to the ledger ---------------------------------------- */

/* Tokens of submissions that are made here: this, and behind it the place in
 * struct owing. The lower half is nobody's else. */
#define TOKEN       ((uint64_t)1 << 61 | UINT32_MAX)
#define TOKEN_PLACE 32

/* What each of them took. */
struct owing {
	struct owed {
		uint64_t to;
		uint16_t account; /* the ledger's */
		uint8_t charged;
		uint32_t next_free; /* as `free` */
	} * v;
	uint32_t n, free; /* a place; 0: none, the first is 1 */
};

static uint32_t owing_take(struct owing *o)
{
	uint32_t place = o->free;

	if (place != 0) {
		o->free = o->v[place - 1].next_free;
		return place;
	}
	o->v = mem_resize(o->v, (size_t)o->n + 1, sizeof(o->v[0]));
	return ++o->n;
}

static void owing_give(struct owing *o, uint32_t place)
{
	o->v[place - 1].next_free = o->free;
	o->free = place;
}

bool flow_is_reply(uint64_t token)
{
	return token >> 61 == TOKEN >> 61 && (uint32_t)token == UINT32_MAX;
}

void flow_replied(struct flow *f, uint64_t token, bool was_taken)
{
	uint32_t place = (uint32_t)((token & ~TOKEN) >> TOKEN_PLACE);
	const struct owed *of = &f->owing->v[place - 1];

	if (!was_taken)
		intake_undo(f, of->account, of->to, of->charged);
	owing_give(f->owing, place);
}

static enum fault submit(struct flow *f, const struct submission *s)
{
	uint32_t place = owing_take(f->owing);
	uint64_t token = TOKEN | (uint64_t)place << TOKEN_PLACE;
	struct submitted out;
	enum fault fault = intake_submit(f, s, token, &out);

	if (fault != FAULT_NONE)
		owing_give(f->owing, place);
	else
		f->owing->v[place - 1] = (struct owed){ .to = out.to,
			.account = f->account_id[s->account],
			.charged = out.charged };
	return fault;
}

void replies_begin(struct flow *f)
{
	f->brake = brake_new();
	f->owing = mem_new(1, sizeof(*f->owing));
}

void replies_end(struct flow *f)
{
	brake_free(f->brake);
	free(f->owing->v);
	free(f->owing);
}

/* ---- sent -------------------------------------------------------------- */

/* However both are spelt. What cannot be read is not taken anyway. */
static struct brake_pair pair_of(const struct submission *s)
{
	struct brake_pair p = { 0 };

	if (intake_sender(&s->from, &p.ours) != 0 ||
	    e164_parse(s->to.s, s->to.len, 0, &p.handset) != 0)
		p = (struct brake_pair){ 0 };
	return p;
}

static bool is_passing(enum fault fault)
{
	return fault == FAULT_STOPPING || fault == FAULT_BUSY ||
	       fault == FAULT_NO_SPACE || fault == FAULT_RATE;
}

static void hold(struct flow *f, const struct submission *s,
    const struct brake_pair *pair)
{
	if (brake_held(f->brake, pair, clock_mono()))
		log_warn("flow",
		    "replies are held code=14107 account=%s: one number had "
		    "%d in %d s or %d in an hour",
		    f->with.conf->account[s->account].name, BRAKE_MOST,
		    (int)(BRAKE_TIME / SECOND), BRAKE_HOURLY);
}

int reply_send(struct flow *f, const struct submission *s)
{
	struct brake_pair pair = pair_of(s);
	enum fault fault;

	if (!brake_lets(f->brake, &pair, clock_mono())) {
		hold(f, s, &pair);
		return 0;
	}
	fault = submit(f, s);
	if (fault == FAULT_NONE)
		brake_sent(f->brake, &pair, clock_mono());
	else
		log_warn("flow", "a reply was not taken reason=%s",
		    fault_row(fault)->word);
	return is_passing(fault) ? RC_BUSY : 0;
}

/* As if each answer in this time had one Idempotency-Key. The key of the hash
 * is not that of customers' ones, so they do not meet. */
static void limit_help(struct submission *s, uint64_t from)
{
	static const struct hash_key key = { 0x68656c70, 1 };
	const uint64_t what[] = { from,
		(uint64_t)(clock_wall() / REPLY_HELP_EVERY) };

	s->idem[0] = hash_sip(&key, s->from.s, s->from.len);
	s->idem[1] = hash_sip(&key, what, sizeof(what));
}

/* NULL: our own. */
static const char *configured(const char *text)
{
	return strcmp(text, "default") == 0 ? NULL : text;
}

/* A crash just now loses the confirmation, the opt-out stands all the same. */
void flow_received(struct flow *f, const struct received *r)
{
	struct reply_to inbound = { .keyword = r->keyword,
		.changed = r->changed,
		.body = r->body,
		.body_len = r->body_len };
	const struct conf_account *c;
	struct reply_texts texts;
	struct submission s;

	if (r->account == 0)
		alerts_nobodys(f, r);
	if (r->keyword == KEYWORD_NONE ||
	    flow_account_index(f, r->account, &inbound.account) != 0)
		return;
	c = &f->with.conf->account[inbound.account];
	texts = (struct reply_texts){ .stop = configured(c->reply_stop),
		.start = configured(c->reply_start),
		.help = configured(c->reply_help) };
	if (reply_confirm(&texts, &inbound, &s) != 0)
		return;
	if (r->keyword == KEYWORD_HELP)
		limit_help(&s, r->from);
	reply_send(f, &s);
}

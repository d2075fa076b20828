/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A claim becomes one submit_sm a part; what comes back becomes a fact. The
 * claim is durable before flow_claimed() is called, so from here on the bytes
 * may go out at any time.
 */
#include "flow/inside.h"

#include <string.h>

#include <esmed/date.h>
#include <esmed/text.h>

#include "base/clock.h"
#include "base/log.h"
#include "model/number.h"
#include "session/smsc.h"

#define ESM_UDHI       0x40 /* SMPP 3.4, 5.2.12 */
#define RECEIPT_WANTED 0x01 /* SMPP 3.4, 5.2.17 */

static uint8_t fixed_or(int fixed, uint8_t automatic)
{
	return fixed == CONF_AUTO ? automatic : (uint8_t)fixed;
}

static void set_source(struct smpp_address *to, const struct conf_smsc *conf,
    const struct body_text *from)
{
	struct sender sender;

	if (sender_parse(from->s, from->len, &sender) != 0)
		return; /* intake let no such sender pass */
	to->ton = fixed_or(conf->source_ton, sender.ton);
	to->npi = fixed_or(conf->source_npi, sender.npi);
	memcpy(to->digits, sender.text, sizeof(sender.text));
}

static void set_destination(struct smpp_address *to,
    const struct conf_smsc *conf, uint64_t number)
{
	char text[E164_TEXT];

	to->ton = fixed_or(conf->dest_ton, 1); /* international */
	to->npi = fixed_or(conf->dest_npi, 1); /* E.164 */
	e164_format(number, text);
	memcpy(to->digits, text + 1, strlen(text));
}

/* What is left of the message's own time, else what the smsc's messages get.
 * A message whose time ends at this instant was claimed within it. */
static void set_validity(struct smpp_message *m, const struct conf_smsc *conf,
    const struct claim *claim)
{
	usec now = clock_wall(), until = now + conf->validity;

	if (claim->ttl != 0)
		until = claim->accepted + (usec)claim->ttl * SECOND;
	else if (conf->validity == 0)
		return;
	if (until <= now)
		until = now + 1;
	if (smpp_date_format_relative(now, until, m->validity_period) != 0)
		m->validity_period[0] = '\0';
}

/* All parts of a message differ in their octets only. */
static void make_pdu(struct smpp_pdu *pdu, const struct carrier *c,
    const struct claim *claim, const struct body *body)
{
	struct smpp_message *m = &pdu->body.message;

	smpp_pdu_init(pdu, SMPP_SUBMIT_SM, 0);
	memcpy(m->service_type, c->conf->service_type,
	    strnlen(c->conf->service_type, sizeof(m->service_type) - 1));
	set_source(&m->source, c->conf, &body->field[BODY_FROM]);
	set_destination(&m->destination, c->conf, claim->to);
	set_validity(m, c->conf, claim);
	m->registered_delivery = RECEIPT_WANTED;
}

/* It cannot be sent, which intake should have seen: no second try helps. */
static void fail_part(struct carrier *c, const struct claim *claim,
    uint8_t part)
{
	struct answer a = { .class = ANSWER_NEVER, .reason = REASON_UNKNOWN };

	a.part = (struct claim_part){ .key = claim->id.key,
		.smsc = c->id,
		.part = part,
		.attempt = claim->attempt };
	log_error(c->conf->name, "message cannot be encoded key=%llu part=%u",
	    (unsigned long long)claim->id.key, part);
	ledger_answer(c->flow->with.ledger, &a);
}

static void send_part(struct carrier *c, const struct claim *claim,
    struct smpp_pdu *pdu, const struct text_part *text, uint8_t part)
{
	struct session_token token = { .msg = claim->id.key,
		.part = part,
		.attempt = claim->attempt };
	struct smpp_message *m = &pdu->body.message;

	m->esm_class = text->udh ? ESM_UDHI : 0;
	m->short_message = text->octets;
	m->sm_length = text->len;
	if (smsc_send(c->smsc, &token, pdu) != 0)
		fail_part(c, claim, part);
}

static void send_parts(struct carrier *c, const struct claim *claim,
    const struct body *body)
{
	const struct body_text *text = &body->field[BODY_TEXT];
	struct smpp_pdu pdu;
	struct text_plan plan;
	struct text_part part;
	bool ok = text_plan(text->s, text->len, TEXT_MAX_PARTS, &plan) == 0;

	make_pdu(&pdu, c, claim, body);
	pdu.body.message.data_coding = plan.data_coding;
	for (uint8_t i = 0; i < claim->parts; i++) {
		if (!(claim->mask & (1u << i)))
			continue;
		if (!ok || i >= plan.parts) {
			smsc_skip(c->smsc);
			fail_part(c, claim, i);
			continue;
		}
		text_part(&plan, i, (uint8_t)claim->id.key, &part);
		send_part(c, claim, &pdu, &part, i);
	}
}

void flow_claimed(struct flow *f, const struct claim *claim)
{
	struct carrier *c = f->by_id[claim->smsc];
	struct body body;

	if (body_decode(&body, claim->body, claim->body_len) != 0)
		body = (struct body){ 0 };
	send_parts(c, claim, &body);
}

/* ---- what comes back --------------------------------------------------- */

static struct claim_part part_of(const struct carrier *c,
    const struct session_token *t)
{
	return (struct claim_part){ .key = t->msg,
		.smsc = c->id,
		.part = t->part,
		.attempt = t->attempt };
}

static enum answer_class class_of(enum smpp_class class)
{
	switch (class) {
	case SMPP_CLASS_OK: return ANSWER_OK;
	case SMPP_CLASS_LATER: return ANSWER_LATER;
	case SMPP_CLASS_THROTTLE: return ANSWER_THROTTLE;
	case SMPP_CLASS_FAULT: return ANSWER_FAULT;
	case SMPP_CLASS_NEVER: break;
	}
	return ANSWER_NEVER;
}

static void explain(struct carrier *c, struct answer *a)
{
	struct errmap_answer e;

	errmap_submit(c->errors, a->status, &e);
	c->flow->unmapped += e.row == NULL;
	a->reason = (uint16_t)e.reason;
	a->detail = (uint8_t)e.detail;
}

static void returned(void *arg, uint32_t smsc, const struct session_token *tok)
{
	struct carrier *c = arg;
	struct claim_part p = part_of(c, tok);

	(void)smsc;
	ledger_return(c->flow->with.ledger, &p);
}

/* One part is refused for good: the others are not worth a slot (M8). */
static void stop_rest(struct carrier *c, uint64_t key)
{
	struct session_token tok;

	while (smsc_withdraw(c->smsc, key, &tok) == 0)
		returned(c, 0, &tok);
}

static void answered(void *arg, uint32_t smsc, const struct session_token *tok,
    const struct smsc_answer *answer)
{
	struct carrier *c = arg;
	struct answer a = { .part = part_of(c, tok),
		.class = (uint8_t)class_of(answer->class),
		.late = answer->late,
		.status = answer->status };

	(void)smsc;
	if (a.class == ANSWER_NEVER)
		explain(c, &a);
	memcpy(a.smsc_id, answer->message_id,
	    strnlen(answer->message_id, sizeof(a.smsc_id) - 1));
	ledger_answer(c->flow->with.ledger, &a);
	if (a.class == ANSWER_NEVER)
		stop_rest(c, tok->msg);
}

static void doubted(void *arg, uint32_t smsc, const struct session_token *tok)
{
	struct carrier *c = arg;
	struct claim_part p = part_of(c, tok);

	(void)smsc;
	ledger_doubt(c->flow->with.ledger, &p);
}

static void offered(void *arg, uint32_t smsc, int n)
{
	struct carrier *c = arg;

	(void)smsc;
	ledger_slots(c->flow->with.ledger, c->id, n);
}

const struct smsc_events dispatch_events = {
	.slots = offered,
	.answered = answered,
	.doubt = doubted,
	.returned = returned,
	.deliver = inbound_deliver,
};

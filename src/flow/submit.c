/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All parts of a message differ in their octets only, so what they share is
 * made once. How many parts there are, and in which alphabet, was decided at
 * the intake, for every smsc that might get the message.
 */
#include "flow/submit.h"

#include <string.h>

#include <esmed/date.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "flow/address.h"
#include "ledger/types.h"

/* SMPP 3.4, 5.2.12 */
#define ESM_UDHI       0x40
#define ESM_REPLY_PATH 0x80

/* GSM 03.38, 4: a message class, in the group that says nothing but it, and in
 * the general one, which has UCS-2; and SMPP 3.4, 5.2.19: octets. */
#define CODING_CLASS        0xF0
#define CODING_CLASS_OCTETS 0xF4
#define CODING_CLASS_UCS2   0x18
#define CODING_OCTETS       0x04

/* SMPP 3.4, 5.2.17 */
#define RECEIPT_NONE     0x00
#define RECEIPT_ALL      0x01
#define RECEIPT_FAILURES 0x02
#define RECEIPT_ENROUTE  0x10

static uint8_t registered_delivery(const struct conf_smsc *c)
{
	uint8_t octet = c->intermediate ? RECEIPT_ENROUTE : 0;

	switch (c->registered_delivery) {
	case CONF_RECEIPTS_FAILURES: return octet | RECEIPT_FAILURES;
	case CONF_RECEIPTS_NONE: return octet | RECEIPT_NONE;
	default: return octet | RECEIPT_ALL;
	}
}

/* What is left of the message's own time, else what the smsc's messages get;
 * 0: the carrier's own. A message whose time ends at this instant was claimed
 * within it. */
static usec lifetime(const struct submit *s, usec now)
{
	const struct claim *claim = s->claim;
	usec until = now + s->smsc->validity;

	if (claim->ttl != 0 && !s->extra.queue_only)
		until = claim->accepted + (usec)claim->ttl * SECOND;
	else if (s->smsc->validity == 0)
		return 0;
	return until > now ? until - now : 1;
}

static bool has_tlvs(const struct submit *s)
{
	return s->smsc->interface_version != 0x33; /* SMPP 3.4, 1.5 */
}

/* 3.3 has no data_sm. */
static bool is_data(const struct submit *s)
{
	return s->smsc->submit == CONF_DATA_SM && has_tlvs(s);
}

/* data_sm has no field for it, but a TLV. */
static int set_lifetime(struct submit *s)
{
	usec now = clock_wall(), left = lifetime(s, now);

	if (left == 0)
		return 0;
	if (is_data(s))
		return smpp_pdu_add_number(&s->pdu, SMPP_TLV_QOS_TIME_TO_LIVE,
		    (uint32_t)((left + SECOND - 1) / SECOND), s->lifetime);
	return smpp_date_format_relative(now, now + left,
	    s->pdu.body.message.validity_period);
}

static uint8_t coding_or(int fixed, uint8_t automatic)
{
	return fixed == CONF_AUTO ? automatic : (uint8_t)fixed;
}

static bool is_binary(const struct submit *s)
{
	return s->body.field[BODY_BINARY].len != 0;
}

static uint8_t coding_of_class(const struct submit *s)
{
	uint8_t group = CODING_CLASS;

	if (is_binary(s))
		group = CODING_CLASS_OCTETS;
	else if (s->plan.alphabet == TEXT_UCS2)
		group = CODING_CLASS_UCS2;
	return group | s->way.message_class;
}

static uint8_t choose_coding(const struct submit *s)
{
	const struct conf_smsc *c = s->smsc;

	if (s->way.has_class)
		return coding_of_class(s);
	if (is_binary(s))
		return CODING_OCTETS;
	switch (s->plan.alphabet) {
	case TEXT_GSM7: return coding_or(c->dcs_gsm7, s->plan.data_coding);
	case TEXT_UCS2: return coding_or(c->dcs_ucs2, s->plan.data_coding);
	case TEXT_LATIN1: return coding_or(c->dcs_latin1, s->plan.data_coding);
	default: return s->plan.data_coding;
	}
}

/* The message's own word, or the smsc's. */
static void set_service_type(struct submit *s)
{
	struct smpp_message *m = &s->pdu.body.message;
	const struct body_text *own = &s->extra.service_type;

	if (own->len != 0)
		memcpy(m->service_type, own->s, own->len);
	else
		memcpy(m->service_type, s->smsc->service_type,
		    strnlen(s->smsc->service_type,
			sizeof(m->service_type) - 1));
}

static void set_fields(struct submit *s)
{
	struct smpp_message *m = &s->pdu.body.message;
	const struct conf_smsc *c = s->smsc;

	body_extra_read(&s->body, &s->extra);
	set_service_type(s);
	m->protocol_id =
	    s->way.has_protocol ? s->way.protocol_id : (uint8_t)c->protocol_id;
	m->priority_flag = s->extra.has_priority ? s->extra.priority
						 : (uint8_t)c->priority_flag;
	m->registered_delivery = registered_delivery(c);
}

static int set_addresses(struct submit *s)
{
	struct smpp_message *m = &s->pdu.body.message;
	int rc = address_source(s->smsc, &s->body.field[BODY_FROM], &m->source);

	if (rc == 0)
		rc =
		    address_destination(s->smsc, s->claim->to, &m->destination);
	return rc;
}

/* The parts of the intake, told apart as this smsc wants it. Where they would
 * not fit, or the smsc has changed its mind since, they stay as they are. */
static int plan_parts(struct submit *s)
{
	const struct body_text *text = &s->body.field[BODY_TEXT];
	int rc;

	way_read(&s->body, &s->way);
	if (is_binary(s)) {
		s->plan = (struct text_plan){ .parts = 1, .segments = 1 };
		return 0;
	}
	/* A journal that was damaged may not tell that the text was erased. */
	if (text->len == 0)
		return RC_BAD;
	rc = text_plan_again(s->way.choice, text->s, text->len, &s->plan);
	if (rc != 0)
		return RC_BAD;
	(void)text_plan_split(&s->plan, (enum text_split)s->smsc->split,
	    s->smsc->packed);
	return 0;
}

int submit_begin(struct submit *s, const struct conf *conf,
    const struct conf_smsc *smsc, const struct claim *claim)
{
	int rc;

	s->conf = conf;
	s->smsc = smsc;
	s->claim = claim;
	rc = body_decode(&s->body, claim->body, claim->body_len);
	if (rc != 0)
		return rc;
	rc = plan_parts(s);
	if (rc != 0)
		return rc;
	smpp_pdu_init(&s->pdu, is_data(s) ? SMPP_DATA_SM : SMPP_SUBMIT_SM, 0);
	rc = set_addresses(s);
	if (rc != 0)
		return rc;
	set_fields(s);
	s->pdu.body.message.data_coding = choose_coding(s);
	if (has_tlvs(s))
		tlv_attach(conf, smsc, &s->body.field[BODY_TLVS], &s->keep,
		    &s->pdu);
	rc = set_lifetime(s);
	s->shared = s->pdu.tlv_count;
	return rc;
}

/* Each part of 2,048 messages in a row has another one; a part that is sent
 * again has the one it had. */
uint16_t submit_reference(uint64_t key, uint8_t part)
{
	return (uint16_t)(key * LEDGER_PARTS_MAX + part);
}

/* What all parts of a text bear; a message that was accepted by an earlier
 * version has none of its own. */
static uint16_t text_reference(const struct submit *s)
{
	return s->way.choice != 0 ? s->way.ref : (uint8_t)s->claim->id.key;
}

/* The octets of a part and their header. */
static int make_octets(struct submit *s, uint8_t part, struct body_text *to,
    bool *udh)
{
	size_t len = sizeof(s->payload);
	int rc;

	s->part.sar = false;
	if (is_binary(s)) {
		*to = s->body.field[BODY_BINARY];
		*udh = s->way.has_udh;
		return 0;
	}
	if (text_is_payload(&s->plan)) {
		rc = text_payload(&s->plan, s->payload, &len, udh);
		*to = (struct body_text){ (const char *)s->payload, len };
		return rc;
	}
	text_part(&s->plan, part, text_reference(s), &s->part);
	*to = (struct body_text){ (const char *)s->part.octets, s->part.len };
	*udh = s->part.udh;
	return 0;
}

/* SMPP 3.4, 5.3.2.22 to 24. */
static int add_sar(struct submit *s)
{
	int rc;

	if (!s->part.sar)
		return 0;
	if (!has_tlvs(s))
		return RC_UNSUPPORTED;
	rc = smpp_pdu_add_number(&s->pdu, SMPP_TLV_SAR_MSG_REF_NUM, s->part.ref,
	    s->sar[0]);
	if (rc == 0)
		rc = smpp_pdu_add_number(&s->pdu, SMPP_TLV_SAR_TOTAL_SEGMENTS,
		    s->part.total, s->sar[1]);
	if (rc == 0)
		rc = smpp_pdu_add_number(&s->pdu, SMPP_TLV_SAR_SEGMENT_SEQNUM,
		    s->part.number, s->sar[2]);
	return rc;
}

static int add_octets(struct submit *s, const struct body_text *octets)
{
	struct smpp_message *m = &s->pdu.body.message;

	m->short_message = NULL;
	m->sm_length = 0;
	if (is_data(s) || text_is_payload(&s->plan)) {
		if (!has_tlvs(s))
			return RC_UNSUPPORTED;
		return smpp_pdu_add(&s->pdu, SMPP_TLV_MESSAGE_PAYLOAD,
		    octets->s, (uint16_t)octets->len);
	}
	m->short_message = (const uint8_t *)octets->s;
	m->sm_length = (uint8_t)octets->len;
	return 0;
}

static int add_reference(struct submit *s, uint8_t part)
{
	if (!s->smsc->user_message_reference || !has_tlvs(s))
		return 0;
	return smpp_pdu_add_number(&s->pdu, SMPP_TLV_USER_MESSAGE_REFERENCE,
	    submit_reference(s->claim->id.key, part), s->reference);
}

/* What differs from part to part stands behind what they share. */
int submit_part(struct submit *s, uint8_t part)
{
	struct body_text octets;
	bool udh;
	int rc;

	if (part >= s->plan.parts)
		return RC_NOT_FOUND;
	s->pdu.tlv_count = s->shared;
	rc = make_octets(s, part, &octets, &udh);
	if (rc != 0)
		return rc;
	s->pdu.body.message.esm_class =
	    (uint8_t)(s->smsc->esm_class | (udh ? ESM_UDHI : 0) |
		      (s->extra.reply_path ? ESM_REPLY_PATH : 0));
	rc = add_octets(s, &octets);
	if (rc == 0)
		rc = add_sar(s);
	if (rc == 0)
		rc = add_reference(s, part);
	return rc;
}

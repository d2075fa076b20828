/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All parts of a message differ in their octets only, so what they share is
 * made once. How many parts there are was decided at the intake, by the plan:
 * an smsc that takes Latin-1 gets the same parts in other octets, never more.
 */
#include "flow/submit.h"

#include <string.h>

#include <esmed/date.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "flow/address.h"
#include "ledger/types.h"

#define ESM_UDHI 0x40 /* SMPP 3.4, 5.2.12 */
#define UDH_LEN  6    /* of a part of many: 05 00 03 ref all nth */

#define LATIN1_LAST_LEAD 0xC3 /* of U+00FF in UTF-8 */

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

	if (claim->ttl != 0)
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

/* Latin-1 in UTF-8 has no lead byte beyond that of U+00FF. */
static bool is_latin1(const struct body_text *text)
{
	for (size_t i = 0; i < text->len; i++) {
		if ((uint8_t)text->s[i] > LATIN1_LAST_LEAD)
			return false;
	}
	return true;
}

static uint8_t choose_coding(struct submit *s, const struct body_text *text)
{
	const struct conf_smsc *c = s->smsc;

	s->is_latin1 = false;
	if (s->plan.alphabet == TEXT_GSM7)
		return coding_or(c->dcs_gsm7, s->plan.data_coding);
	s->is_latin1 = c->dcs_latin1 != CONF_AUTO && is_latin1(text);
	if (s->is_latin1)
		return (uint8_t)c->dcs_latin1;
	return coding_or(c->dcs_ucs2, s->plan.data_coding);
}

static void set_fields(struct submit *s)
{
	struct smpp_message *m = &s->pdu.body.message;
	const struct conf_smsc *c = s->smsc;

	memcpy(m->service_type, c->service_type,
	    strnlen(c->service_type, sizeof(m->service_type) - 1));
	m->protocol_id = (uint8_t)c->protocol_id;
	m->priority_flag = (uint8_t)c->priority_flag;
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

int submit_begin(struct submit *s, const struct conf *conf,
    const struct conf_smsc *smsc, const struct claim *claim)
{
	const struct body_text *text;
	int rc;

	s->conf = conf;
	s->smsc = smsc;
	s->claim = claim;
	rc = body_decode(&s->body, claim->body, claim->body_len);
	if (rc != 0)
		return rc;
	text = &s->body.field[BODY_TEXT];
	rc = text_plan(text->s, text->len, TEXT_MAX_PARTS, &s->plan);
	if (rc != 0)
		return rc;
	smpp_pdu_init(&s->pdu, is_data(s) ? SMPP_DATA_SM : SMPP_SUBMIT_SM, 0);
	rc = set_addresses(s);
	if (rc != 0)
		return rc;
	set_fields(s);
	s->pdu.body.message.data_coding = choose_coding(s, text);
	if (has_tlvs(s))
		tlv_attach(conf, smsc, &s->body.field[BODY_TLVS], &s->keep,
		    &s->pdu);
	rc = set_lifetime(s);
	s->shared = s->pdu.tlv_count;
	return rc;
}

/* The UDH stays, the text behind it is written anew. */
static int make_latin1(struct submit *s, uint8_t nth)
{
	const struct text_plan *p = &s->plan;
	size_t udh = s->part.udh ? UDH_LEN : 0;
	size_t first = p->parts > 1 ? p->start[nth] : 0;
	size_t last = nth + 1u < p->parts ? p->start[nth + 1] : p->len;
	size_t len = sizeof(s->part.octets) - udh;
	int rc = text_encode(TEXT_LATIN1, p->utf8 + first, last - first,
	    s->part.octets + udh, &len);

	s->part.len = (uint8_t)(udh + len);
	return rc;
}

/* Each part of 2,048 messages in a row has another one; a part that is sent
 * again has the one it had. */
static uint16_t reference(const struct submit *s, uint8_t part)
{
	return (uint16_t)(s->claim->id.key * LEDGER_PARTS_MAX + part);
}

/* What differs from part to part stands behind what they share. */
static int set_part(struct submit *s, uint8_t part)
{
	struct smpp_message *m = &s->pdu.body.message;
	int rc = 0;

	m->esm_class = (uint8_t)s->smsc->esm_class;
	if (s->part.udh)
		m->esm_class |= ESM_UDHI;
	if (is_data(s)) {
		rc = smpp_pdu_add(&s->pdu, SMPP_TLV_MESSAGE_PAYLOAD,
		    s->part.octets, s->part.len);
	} else {
		m->short_message = s->part.octets;
		m->sm_length = s->part.len;
	}
	if (rc == 0 && s->smsc->user_message_reference && has_tlvs(s))
		rc = smpp_pdu_add_number(&s->pdu,
		    SMPP_TLV_USER_MESSAGE_REFERENCE, reference(s, part),
		    s->reference);
	return rc;
}

int submit_part(struct submit *s, uint8_t part)
{
	int rc = 0;

	if (part >= s->plan.parts)
		return RC_NOT_FOUND;
	s->pdu.tlv_count = s->shared;
	text_part(&s->plan, part, (uint8_t)s->claim->id.key, &s->part);
	if (s->is_latin1)
		rc = make_latin1(s, part);
	if (rc == 0)
		rc = set_part(s, part);
	return rc;
}

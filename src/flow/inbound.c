/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A deliver_sm is a receipt or a text from a handset (MO). Either becomes a
 * fact; the answer goes out when the fact is durable, with 0x14 if it is not,
 * so that the SMSC keeps it and tries again (P5, H15).
 */
#include "flow/inside.h"

#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>
#include <esmed/text.h>
#include <esmed/tlv.h>

#include "base/clock.h"
#include "base/log.h"
#include "conf/smsc.h"
#include "flow/address.h"
#include "flow/words.h"
#include "model/receipt_rules.h"
#include "model/unmapped.h"
#include "session/smsc.h"

static void octets_of(const struct smpp_pdu *pdu, uint16_t tag,
    struct receipt_octets *to)
{
	const struct smpp_tlv *tlv = smpp_pdu_tlv(pdu, tag);

	if (tlv != NULL)
		*to = (struct receipt_octets){ tlv->value, tlv->len };
}

/* short_message, or message_payload when that is empty (C6). */
static struct receipt_octets text_of(const struct smpp_pdu *pdu)
{
	const struct smpp_message *m = &pdu->body.message;
	struct receipt_octets text = { m->short_message, m->sm_length };

	if (m->sm_length == 0)
		octets_of(pdu, SMPP_TLV_MESSAGE_PAYLOAD, &text);
	return text;
}

static struct receipt_source source_of(const struct carrier *c,
    const struct smpp_pdu *pdu)
{
	struct receipt_source s = {
		.esm_class = pdu->body.message.esm_class,
		.data_coding = pdu->body.message.data_coding,
		.text = text_of(pdu),
	};

	octets_of(pdu, SMPP_TLV_RECEIPTED_MESSAGE_ID, &s.id_tlv);
	octets_of(pdu, SMPP_TLV_MESSAGE_STATE, &s.state_tlv);
	octets_of(pdu, SMPP_TLV_NETWORK_ERROR_CODE, &s.network_tlv);
	if (c->conf->carrier_tlv != 0)
		octets_of(pdu, (uint16_t)c->conf->carrier_tlv, &s.carrier_tlv);
	return s;
}

static void token_of(const struct carrier *c, const struct reply_handle *h,
    struct reply_token *t)
{
	t->word[0] = c->id;
	t->word[1] = (uint64_t)h->bind << 32 | h->generation;
	t->word[2] = (uint64_t)h->command << 32 | h->sequence;
}

void flow_stored(struct flow *f, const struct reply_token *t, int rc)
{
	struct carrier *c = f->by_id[t->word[0]];
	struct reply_handle h = { .bind = (uint32_t)(t->word[1] >> 32),
		.generation = (uint32_t)t->word[1],
		.sequence = (uint32_t)t->word[2],
		.command = (uint32_t)(t->word[2] >> 32) };

	if (c != NULL)
		smsc_reply(c->smsc, &h, rc == 0 ? 0 : SMPP_RMSGQFUL);
}

static uint64_t number_of(const char *digits)
{
	char *end;
	uint64_t n = strtoull(digits + (digits[0] == '+'), &end, 10);

	return *end == '\0' && strlen(digits) <= 16 ? n : 0;
}

/* An unlisted word changes nothing but a counter (statuses.md 4.6). */
static void count_word(const struct carrier *c, const struct receipt *r)
{
	struct unmapped_row seen = { .smsc = c->id, .kind = ERRMAP_STAT };

	memcpy(seen.code, r->stat, strnlen(r->stat, sizeof(seen.code) - 1));
	unmapped_count(c->flow->unmapped, &seen, clock_wall());
}

static bool has_code(const struct receipt *r)
{
	return r->network_code != 0 || r->err[strspn(r->err, "0")] != '\0';
}

/* Does it say UNKNOWN and why? Then it is a failure if a row of the smsc's map
 * makes it one (statuses.md 4.6); one without a stat says nothing. */
static bool is_doubtful(const struct receipt *r)
{
	return r->state == RECEIPT_UNKNOWN && r->stat[0] != '\0' &&
	       !r->unlisted && !r->intermediate && has_code(r);
}

/* A failure has a reason from the smsc's map. */
void inbound_judge(struct carrier *c, const struct receipt *r,
    struct receipt_fact *fact)
{
	struct errmap_answer a;

	if (r->state == RECEIPT_DELIVERED && r->final) {
		fact->verdict = VERDICT_DELIVERED;
		return;
	}
	errmap_receipt(c->errors, r, &a);
	if (a.row == NULL && (r->final || is_doubtful(r)))
		unmapped_receipt(c->flow->unmapped, c->id, r, clock_wall());
	if (r->final || (is_doubtful(r) && a.row != NULL && a.reason != 0)) {
		fact->verdict = r->state == RECEIPT_EXPIRED ? VERDICT_EXPIRED
							    : VERDICT_FAILED;
		fact->reason = (uint16_t)a.reason;
		fact->detail = (uint8_t)a.detail;
	} else if (r->state != RECEIPT_UNKNOWN) {
		fact->verdict = VERDICT_UNDERWAY;
	} else if (r->unlisted) {
		count_word(c, r);
	}
}

/* Of what only looks like a receipt the ledger knows what it is: one of a
 * message of ours, or a text like others (H9). */
static void tell_likeness(struct carrier *c, const struct smpp_pdu *pdu,
    struct receipt_fact *receipt)
{
	const struct receipt_octets octets = text_of(pdu);
	struct inbound_fact text;
	struct buf body = { 0 };

	inbound_read(c, pdu, &octets, &body, &text);
	receipt->text = &text;
	ledger_receipt(c->flow->with.ledger, receipt);
	buf_free(&body);
}

static void read_reference(const struct smpp_pdu *pdu,
    struct receipt_fact *fact)
{
	const struct smpp_tlv *tlv =
	    smpp_pdu_tlv(pdu, SMPP_TLV_USER_MESSAGE_REFERENCE);
	uint32_t value;

	if (tlv == NULL || smpp_tlv_number(tlv, &value) != 0 ||
	    value > UINT16_MAX)
		return;
	fact->has_reference = true;
	fact->reference = (uint16_t)value;
}

/* An id is octets, as those of the answer are (G4): where the reader made
 * UTF-8 of Latin-1, back to that. */
static void write_id(const struct receipt_source *s, const struct receipt *r,
    char to[RECEIPT_ID])
{
	size_t bad, len = strlen(r->id), used = RECEIPT_ID - 1;
	bool is_same = !r->id_from_tlv && s->text.data != NULL &&
		       text_is_utf8(s->text.data, s->text.len, &bad);

	if (!is_same && text_encode(TEXT_LATIN1, r->id, len, to, &used) == 0)
		to[used] = '\0';
	else
		strcpy(to, r->id);
}

static void take_receipt(struct carrier *c, const struct reply_token *reply,
    const struct smpp_pdu *pdu, const struct receipt *r)
{
	struct receipt_source s = source_of(c, pdu);
	struct buf *words = &c->flow->scratch;
	struct receipt_fact fact = { .reply = *reply,
		.smsc = c->id,
		.unflagged = !r->flagged,
		.names = r->mccmnc[0] != '\0' || r->network[0] != '\0',
		.err = (uint32_t)number_of(r->err),
		.from = address_recipient(c->conf,
		    pdu->body.message.source.digits) };

	inbound_judge(c, r, &fact);
	read_reference(pdu, &fact);
	if (fact.verdict > VERDICT_UNDERWAY)
		hint_told(c, fact.from);
	query_heard(c->query);
	write_id(&s, r, fact.smsc_id);
	words_write(&s, words);
	fact.raw = buf_bytes(words);
	fact.raw_len = words->len;
	if (fact.unflagged)
		tell_likeness(c, pdu, &fact);
	else
		ledger_receipt(c->flow->with.ledger, &fact);
}

void inbound_deliver(void *arg, uint32_t smsc, const struct reply_handle *h,
    const struct smpp_pdu *pdu)
{
	struct carrier *c = arg;
	struct receipt_source s = source_of(c, pdu);
	struct reply_token reply;
	struct receipt r;

	(void)smsc;
	receipt_read_by(c->receipts, &s, &r);
	token_of(c, h, &reply);
	if (r.is_receipt)
		take_receipt(c, &reply, pdu, &r);
	else
		inbound_text(c, &reply, pdu, &s.text);
}

void flow_read_words(const struct flow *f, uint16_t smsc,
    const struct receipt_octets *words, struct receipt *r)
{
	const struct carrier *c = f->by_id[smsc];

	words_read(c != NULL ? c->receipts : NULL, words, r);
}

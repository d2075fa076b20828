/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain receipt - a deliver_sm as the daemon would read it.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "ctl/call.h"
#include "ctl/map.h"
#include "model/receipt.h"
#include "model/twilio.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/tlv.h>

#define OCTETS_MAX 70000

#define NO_PDU    "pdu_hex: not a deliver_sm that can be read"
#define NO_FIELDS "wanted is pdu_hex, or esm_class, short_message and tlvs"

/* The octets of one line; freed when it is answered. */
struct octets {
	uint8_t *data;
	size_t len;
};

struct input {
	struct receipt_source source;
	struct octets text, tlv[3], pdu;
	struct smpp_pdu decoded;
};

static void input_fini(struct input *in)
{
	free(in->text.data);
	free(in->pdu.data);
	for (size_t i = 0; i < ARRAY_LEN(in->tlv); i++)
		free(in->tlv[i].data);
}

/* RC_NOT_FOUND: no such key; RC_BAD: not hexadecimal. */
static int want_hex(const struct json_value *q, const char *key,
    struct octets *to)
{
	const char *hex;
	size_t len;
	int rc = json_get_str(q, key, &hex, &len);

	if (rc != 0)
		return rc;
	if (len % 2 != 0 || len / 2 > OCTETS_MAX)
		return RC_BAD;
	to->data = mem_new(len / 2 + 1, 1);
	to->len = len / 2;
	return hex_parse(hex, len, to->data, to->len);
}

static int want_tlv(const struct json_value *q, const char *tag,
    struct octets *keep, struct receipt_octets *to)
{
	const struct json_value *tlvs;
	int rc = json_get_object(q, "tlvs", &tlvs);

	if (rc == 0)
		rc = want_hex(tlvs, tag, keep);
	if (rc == 0)
		*to = (struct receipt_octets){ keep->data, keep->len };
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static int want_octet(const struct json_value *q, const char *key, uint8_t *to)
{
	const struct json_range range = { 0, UINT8_MAX };
	int64_t n;
	int rc = json_get_int(q, key, range, &n);

	if (rc == 0)
		*to = (uint8_t)n;
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static int read_text(const struct json_value *q, struct input *in)
{
	const char *text;
	size_t len;
	int rc = want_hex(q, "short_message_hex", &in->text);

	if (rc == RC_NOT_FOUND) {
		rc = json_get_str(q, "short_message", &text, &len);
		if (rc == 0) {
			in->text.data = mem_new(len + 1, 1);
			in->text.len = len;
			memcpy(in->text.data, text, len);
		}
	}
	if (rc == 0)
		in->source.text =
		    (struct receipt_octets){ in->text.data, in->text.len };
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* message_payload stands in for an empty short_message. */
static int read_parts(const struct json_value *q, struct input *in)
{
	struct octets payload = { 0 };
	struct receipt_octets found = { 0 };
	int rc = read_text(q, in);

	if (rc == 0)
		rc = want_tlv(q, "0x0424", &payload, &found);
	if (rc == 0 && found.data != NULL && in->text.len == 0) {
		free(in->text.data);
		in->text = payload;
		in->source.text = found;
	} else {
		free(payload.data);
	}
	if (rc == 0)
		rc = want_octet(q, "esm_class", &in->source.esm_class);
	if (rc == 0)
		rc = want_octet(q, "data_coding", &in->source.data_coding);
	if (rc == 0)
		rc = want_tlv(q, "0x001E", &in->tlv[0], &in->source.id_tlv);
	if (rc == 0)
		rc = want_tlv(q, "0x0427", &in->tlv[1], &in->source.state_tlv);
	if (rc == 0)
		rc =
		    want_tlv(q, "0x0423", &in->tlv[2], &in->source.network_tlv);
	return rc;
}

static struct receipt_octets tlv_of(const struct smpp_pdu *p, uint16_t tag)
{
	const struct smpp_tlv *t = smpp_pdu_tlv(p, tag);

	return t == NULL ? (struct receipt_octets){ NULL, 0 }
			 : (struct receipt_octets){ t->value, t->len };
}

static int read_pdu(struct input *in)
{
	const struct smpp_pdu *p = &in->decoded;
	const struct smpp_message *m = &p->body.message;

	if (smpp_decode(in->pdu.data, in->pdu.len, &in->decoded) != 0)
		return RC_BAD;
	if (p->id != SMPP_DELIVER_SM && p->id != SMPP_DATA_SM)
		return RC_BAD;
	in->source.esm_class = m->esm_class;
	in->source.data_coding = m->data_coding;
	in->source.text =
	    (struct receipt_octets){ m->short_message, m->sm_length };
	if (m->sm_length == 0)
		in->source.text = tlv_of(p, SMPP_TLV_MESSAGE_PAYLOAD);
	in->source.id_tlv = tlv_of(p, SMPP_TLV_RECEIPTED_MESSAGE_ID);
	in->source.state_tlv = tlv_of(p, SMPP_TLV_MESSAGE_STATE);
	in->source.network_tlv = tlv_of(p, SMPP_TLV_NETWORK_ERROR_CODE);
	return 0;
}

/* A PDU, unless its fields are told as well: they were read by somebody. */
static int read_input(const struct json_value *q, struct input *in)
{
	static const char *const keys[] = { "esm_class", "short_message",
		"short_message_hex", "tlvs" };
	int rc;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_get(q, keys[i]) != NULL)
			return read_parts(q, in);
	rc = want_hex(q, "pdu_hex", &in->pdu);
	return rc == 0 ? read_pdu(in) : rc;
}

static void tell_word(struct json_out *o, const char *key, const char *value)
{
	if (value[0] != '\0')
		json_text(o, key, value);
}

static enum status state_after(const struct receipt *r)
{
	if (r->state == RECEIPT_DELIVERED)
		return STATUS_DELIVERED;
	return r->final ? STATUS_FAILED : STATUS_FORWARDED;
}

/* What the message would be after this receipt alone. */
static void tell_outcome(const struct receipt *r, const struct errmap *map,
    struct json_out *o)
{
	struct outcome outcome = { .state = state_after(r) };
	struct errmap_answer answer = { 0 };
	struct twilio_word word;

	if (outcome.state == STATUS_FAILED) {
		errmap_receipt(map, r, &answer);
		outcome.stage = STAGE_NETWORK;
		outcome.reason = answer.reason;
	}
	twilio_word(&outcome, &word);
	json_text(o, "twilio_status", word.status);
	if (map != NULL && answer.reason != 0)
		json_uint(o, "reason", answer.reason);
}

static void tell_receipt(const struct receipt *r, const struct errmap *map,
    struct json_out *o)
{
	json_bool(o, "is_receipt", r->is_receipt);
	if (!r->is_receipt)
		return;
	tell_word(o, "id", r->id);
	if (r->id_from_tlv && strcmp(r->id, r->id_text) != 0)
		tell_word(o, "id_text", r->id_text);
	tell_word(o, "stat", r->stat);
	json_text(o, "state", receipt_state_name(r->state));
	json_bool(o, "final", r->final);
	if (r->intermediate)
		json_bool(o, "intermediate", true);
	tell_word(o, "err", r->err);
	tell_word(o, "submit_date", r->submit_date);
	tell_word(o, "done_date", r->done_date);
	tell_word(o, "submit_iso", r->submit_iso);
	tell_word(o, "done_iso", r->done_iso);
	if (r->has_text)
		json_text(o, "text", r->text);
	tell_word(o, "sub", r->sub);
	tell_word(o, "dlvrd", r->dlvrd);
	if (r->network_type >= 0) {
		json_open_object(o, "network_error");
		json_int(o, "type", r->network_type);
		json_uint(o, "code", r->network_code);
		json_close_object(o);
	}
	tell_outcome(r, map, o);
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	struct input in = { 0 };
	struct receipt r;
	int rc = read_input(q, &in);

	if (rc != 0) {
		rc = call_error(o, in.pdu.data != NULL ? NO_PDU : NO_FIELDS);
	} else {
		receipt_read(&in.source, &r);
		tell_receipt(&r, arg, o);
	}
	input_fini(&in);
	return rc;
}

int explain_receipt(struct call *c)
{
	struct errmap *map = NULL;
	int rc;

	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	rc = map_load(c, &map);
	if (rc == 0)
		rc = call_lines(c, each, map);
	errmap_free(map);
	return rc;
}

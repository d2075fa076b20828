/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about messages: receipts, texts from handsets, held answers.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "sim/command.h"
#include "sim/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/text.h>
#include <esmed/tlv.h>

#define UDHI              0x40
#define TON_UNKNOWN       0
#define TON_INTERNATIONAL 1
#define NPI_ISDN          1

static const struct seen *message_of(struct sim *s, const struct json_value *q)
{
	const char *text;
	size_t len;

	if (json_get_str(q, "id", &text, &len) == 0)
		return tally_by_id(s->tally, text);
	if (json_get_str(q, "to", &text, &len) == 0)
		return tally_latest(s->tally, text);
	return NULL;
}

/* One key as a word of a rule: texts as they are, numbers as digits, true for
 * the word alone. */
static int set_word(struct rule_receipt *to, const struct json_iter *i,
    struct reply *r)
{
	struct rule_error error;
	char number[24];
	const char *value = NULL;
	size_t len;

	if (json_kind(i->value) == JSON_STR) {
		value = json_str_of(i->value, &len);
	} else if (json_kind(i->value) == JSON_INT) {
		snprintf(number, sizeof(number), "%" PRId64,
		    json_int_of(i->value));
		value = number;
	} else if (json_kind(i->value) == JSON_BOOL) {
		if (!json_bool_of(i->value))
			return 0;
		value = "";
	}
	if (value == NULL)
		return reply_error(r, "%.40s: a text or a number is wanted",
		    i->key);
	if (rule_receipt_set(to, i->key, value, &error) != 0)
		return reply_error(r, "%s", error.text);
	return 0;
}

static bool is_own_key(const struct json_iter *i)
{
	static const char *const own[] = { "cmd", "to", "id", "stat" };

	for (size_t k = 0; k < ARRAY_LEN(own); k++)
		if (strcmp(own[k], i->key) == 0)
			return true;
	return false;
}

int send_receipt(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct seen *m = message_of(s, q);
	struct json_iter i = { 0 };
	struct rule *rule;
	const char *stat;
	int rc = 0;

	if (m == NULL)
		return reply_error(r, "no such message: give the number as "
				      "\"to\" or the id as \"id\"");
	if (want_text(q, "stat", &stat, r) != 0)
		return RC_BAD;
	rule = rule_new();
	rule->receipts = 1;
	rule_receipt_init(&rule->receipt[0], stat);
	while (rc == 0 && json_next(q, &i))
		if (!is_own_key(&i))
			rc = set_word(&rule->receipt[0], &i, r);
	if (rc == 0 &&
	    !outbox_receipt(s, m, rule, 0, span_pick(&rule->receipt[0].after)))
		rc = reply_error(r, "too many receipts are on their way");
	if (rc == 0)
		json_text(r->out, "id", m->id);
	rule_unref(rule);
	return rc;
}

static int set_address(struct smpp_address *to, const char *number)
{
	bool plus = *number == '+';

	if (strlen(number + plus) >= sizeof(to->digits))
		return RC_BAD;
	strcpy(to->digits, number + plus);
	to->ton = plus ? TON_INTERNATIONAL : TON_UNKNOWN;
	to->npi = NPI_ISDN;
	return 0;
}

/* What all parts of a text from a handset have in common. */
struct handset {
	struct smpp_pdu pdu;
	const char *system_id;
	bool payload;
	int64_t esm_class, data_coding, protocol_id; /* -1: as the text wants */
};

static int send_octets(struct sim *s, struct handset *h, const uint8_t *octets,
    size_t len)
{
	struct smpp_message *m = &h->pdu.body.message;
	uint8_t *bytes = mem_new(len + 512, 1);
	size_t bytes_len;
	int rc = 0;

	h->pdu.tlv_count = 0;
	m->short_message = h->payload ? NULL : octets;
	m->sm_length = (uint8_t)(h->payload ? 0 : len);
	if (h->payload)
		rc = smpp_pdu_add(&h->pdu, SMPP_TLV_MESSAGE_PAYLOAD, octets,
		    (uint16_t)len);
	if (rc == 0)
		rc = smpp_encode(&h->pdu, bytes, len + 512, &bytes_len);
	if (rc == 0 && !outbox_bytes(s, h->system_id, bytes, bytes_len))
		rc = RC_FULL;
	free(bytes);
	return rc;
}

static int send_parts(struct sim *s, struct handset *h, const char *text,
    struct reply *r)
{
	struct smpp_message *m = &h->pdu.body.message;
	struct text_plan plan;
	struct text_part part;

	if (text_plan(text, strlen(text), TEXT_MAX_PARTS, &plan) != 0)
		return reply_error(r, "text: %s",
		    text_problem_name(plan.problem));
	m->data_coding =
	    h->data_coding < 0 ? plan.data_coding : (uint8_t)h->data_coding;
	for (unsigned i = 0; i < plan.parts; i++) {
		text_part(&plan, i, (uint8_t)s->outbox.last_serial, &part);
		m->esm_class = part.udh ? UDHI : 0;
		if (h->esm_class >= 0)
			m->esm_class = (uint8_t)h->esm_class;
		if (send_octets(s, h, part.octets, part.len) != 0)
			return reply_error(r, "too much is on its way");
	}
	json_uint(r->out, "parts", plan.parts);
	return 0;
}

/* The octets as they are, whatever they mean. */
static int send_hex(struct sim *s, struct handset *h, const char *hex,
    struct reply *r)
{
	struct smpp_message *m = &h->pdu.body.message;
	size_t len = strlen(hex), max = h->payload ? UINT16_MAX : SMPP_TEXT_MAX;
	uint8_t *octets;
	int rc;

	if (len % 2 != 0 || len / 2 > max)
		return reply_error(r, "hex: up to %zu bytes are wanted", max);
	m->data_coding = (uint8_t)(h->data_coding < 0 ? 0 : h->data_coding);
	m->esm_class = (uint8_t)(h->esm_class < 0 ? 0 : h->esm_class);
	octets = mem_new(len / 2 + 1, 1);
	rc = hex_parse(hex, len, octets, len / 2);
	if (rc != 0)
		reply_error(r, "hex: not pairs of hexadecimal digits");
	else if ((rc = send_octets(s, h, octets, len / 2)) != 0)
		reply_error(r, "it cannot be sent: %s", rc_text(rc));
	free(octets);
	json_uint(r->out, "parts", 1);
	return rc == 0 ? 0 : RC_BAD;
}

static int read_handset(const struct json_value *q, struct handset *h,
    struct reply *r)
{
	const char *from, *to;
	size_t len;

	if (want_text(q, "from", &from, r) != 0 ||
	    want_text(q, "to", &to, r) != 0 ||
	    want_flag(q, "payload", &h->payload, r) != 0 ||
	    want_number(q, "esm_class", 255, &h->esm_class, r) != 0 ||
	    want_number(q, "data_coding", 255, &h->data_coding, r) != 0 ||
	    want_number(q, "protocol_id", 255, &h->protocol_id, r) != 0)
		return RC_BAD;
	if (json_get_str(q, "system_id", &h->system_id, &len) == RC_BAD)
		return reply_error(r, "system_id: a text is wanted");
	smpp_pdu_init(&h->pdu, SMPP_DELIVER_SM, 1);
	h->pdu.body.message.protocol_id =
	    (uint8_t)(h->protocol_id < 0 ? 0 : h->protocol_id);
	if (set_address(&h->pdu.body.message.source, from) != 0 ||
	    set_address(&h->pdu.body.message.destination, to) != 0)
		return reply_error(r, "from, to: at most 20 characters");
	return 0;
}

int send_text(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct handset h = { .system_id = "",
		.esm_class = -1,
		.data_coding = -1,
		.protocol_id = -1 };
	const char *text;
	size_t len;

	if (read_handset(q, &h, r) != 0)
		return RC_BAD;
	if (json_get_str(q, "hex", &text, &len) == 0)
		return send_hex(s, &h, text, r);
	if (want_text(q, "text", &text, r) != 0)
		return RC_BAD;
	return send_parts(s, &h, text, r);
}

int answer_now(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct json_range range = { 1, 1000000000 };
	uint32_t status = 0;
	int64_t count = range.max;

	if (json_get_int(q, "count", range, &count) == RC_BAD)
		return reply_error(r, "count: a number from 1 on is wanted");
	if (want_status(q, &status, r) != 0)
		return RC_BAD;
	json_uint(r->out, "answered", answer_held(s, (uint64_t)count, status));
	json_uint(r->out, "held", s->held_count);
	return 0;
}

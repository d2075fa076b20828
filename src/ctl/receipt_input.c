/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/receipt_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <esmed/tlv.h>

#include "base/hex.h"
#include "base/mem.h"

#define OCTETS_MAX 70000
#define LIST_MAX   RULES_STATES_MAX

#define NO_PDU    "pdu_hex: not a deliver_sm that can be read"
#define NO_FIELDS "wanted is pdu_hex, or esm_class, short_message and tlvs"

#define HEX    "hexadecimal digits are wanted"
#define OCTET  "a number from 0 to 255 is wanted"
#define TEXT   "a text is wanted"
#define OBJECT "an object is wanted"

static int fail(struct receipt_input *in, const char *why)
{
	snprintf(in->why, sizeof(in->why), "%s", why);
	return RC_BAD;
}

/* What a key wants. */
static int fail_at(struct receipt_input *in, const char *key, const char *want)
{
	snprintf(in->why, sizeof(in->why), "%.60s: %s", key, want);
	return RC_BAD;
}

void receipt_input_fini(struct receipt_input *in)
{
	free(in->text.data);
	free(in->payload.data);
	free(in->id.data);
	free(in->message_state.data);
	free(in->network.data);
	free(in->pdu.data);
	receipt_rules_free(in->rules);
}

/* ---- octets ------------------------------------------------------------ */

static int copy_hex(const char *hex, size_t len,
    struct receipt_input_octets *to)
{
	if (len % 2 != 0 || len / 2 > OCTETS_MAX)
		return RC_BAD;
	free(to->data); /* a key that is there twice */
	to->data = mem_new(len / 2 + 1, 1);
	to->len = len / 2;
	return hex_parse(hex, len, to->data, to->len);
}

static int want_hex(struct receipt_input *in, const struct json_value *q,
    const char *key, struct receipt_input_octets *to)
{
	const char *hex;
	size_t len;
	int rc = json_get_str(q, key, &hex, &len);

	if (rc == 0)
		rc = copy_hex(hex, len, to);
	return rc == 0 || rc == RC_NOT_FOUND ? rc : fail_at(in, key, HEX);
}

static int want_octet(struct receipt_input *in, const struct json_value *q,
    const char *key, uint8_t *to)
{
	const struct json_range range = { 0, UINT8_MAX };
	int64_t n;
	int rc = json_get_int(q, key, range, &n);

	if (rc == 0)
		*to = (uint8_t)n;
	return rc == 0 || rc == RC_NOT_FOUND ? 0 : fail_at(in, key, OCTET);
}

static int read_text(const struct json_value *q, struct receipt_input *in)
{
	const char *text;
	size_t len;
	int rc = want_hex(in, q, "short_message_hex", &in->text);

	if (rc != RC_NOT_FOUND)
		return rc;
	rc = json_get_str(q, "short_message", &text, &len);
	if (rc == RC_BAD)
		return fail_at(in, "short_message", TEXT);
	if (rc == 0) {
		in->text.data = mem_new(len + 1, 1);
		in->text.len = len;
		memcpy(in->text.data, text, len);
	}
	return 0;
}

/* Where a TLV goes that receipts are read from, or NULL. A tag is a number,
 * "0x001E", or has its name. */
static struct receipt_input_octets *place_of(struct receipt_input *in,
    const char *tag)
{
	const struct {
		const char *name;
		uint64_t tag;
		struct receipt_input_octets *place;
	} rows[] = {
		{ "receipted_message_id", SMPP_TLV_RECEIPTED_MESSAGE_ID,
		    &in->id },
		{ "message_state", SMPP_TLV_MESSAGE_STATE, &in->message_state },
		{ "network_error_code", SMPP_TLV_NETWORK_ERROR_CODE,
		    &in->network },
		{ "message_payload", SMPP_TLV_MESSAGE_PAYLOAD, &in->payload },
	};
	uint64_t number = 0;

	if (number_parse(tag, UINT16_MAX, &number) != 0)
		number = 0;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].tag == number || strcasecmp(rows[i].name, tag) == 0)
			return rows[i].place;
	return NULL;
}

static int read_tlvs(const struct json_value *q, struct receipt_input *in)
{
	const struct json_value *tlvs;
	struct json_iter i = { 0 };
	int rc = json_get_object(q, "tlvs", &tlvs);

	if (rc != 0)
		return rc == RC_NOT_FOUND ? 0 : fail_at(in, "tlvs", OBJECT);
	while (rc == 0 && json_next(tlvs, &i)) {
		struct receipt_input_octets *to = place_of(in, i.key);
		const char *hex;
		size_t len;

		if (to == NULL)
			continue;
		if (json_kind(i.value) != JSON_STR)
			return fail_at(in, i.key, HEX);
		hex = json_str_of(i.value, &len);
		if (copy_hex(hex, len, to) != 0)
			rc = fail_at(in, i.key, HEX);
	}
	return rc;
}

static struct receipt_octets octets(const struct receipt_input_octets *o)
{
	return (struct receipt_octets){ o->data, o->len };
}

/* message_payload stands in for an empty short_message. */
static int read_parts(const struct json_value *q, struct receipt_input *in)
{
	if (read_text(q, in) != 0 || read_tlvs(q, in) != 0 ||
	    want_octet(in, q, "esm_class", &in->source.esm_class) != 0 ||
	    want_octet(in, q, "data_coding", &in->source.data_coding) != 0)
		return RC_BAD;
	in->source.text = octets(in->text.len != 0 ? &in->text : &in->payload);
	in->source.id_tlv = octets(&in->id);
	in->source.state_tlv = octets(&in->message_state);
	in->source.network_tlv = octets(&in->network);
	return 0;
}

static struct receipt_octets tlv_of(const struct smpp_pdu *p, uint16_t tag)
{
	const struct smpp_tlv *t = smpp_pdu_tlv(p, tag);

	return t == NULL ? (struct receipt_octets){ NULL, 0 }
			 : (struct receipt_octets){ t->value, t->len };
}

static int read_pdu(struct receipt_input *in)
{
	const struct smpp_pdu *p = &in->decoded;
	const struct smpp_message *m = &p->body.message;

	if (smpp_decode(in->pdu.data, in->pdu.len, &in->decoded) != 0 ||
	    (p->id != SMPP_DELIVER_SM && p->id != SMPP_DATA_SM))
		return fail(in, NO_PDU);
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
static int read_octets(const struct json_value *q, struct receipt_input *in)
{
	static const char *const keys[] = { "esm_class", "short_message",
		"short_message_hex", "tlvs" };
	int rc;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_get(q, keys[i]) != NULL)
			return read_parts(q, in);
	rc = want_hex(in, q, "pdu_hex", &in->pdu);
	if (rc == RC_NOT_FOUND)
		return fail(in, NO_FIELDS);
	return rc == 0 ? read_pdu(in) : rc;
}

/* ---- rules ------------------------------------------------------------- */

static int read_list(const struct json_value *rules, const char *key,
    const char **list, size_t *len)
{
	const struct json_value *a;
	struct json_iter i = { 0 };
	size_t used;
	int rc = json_get_array(rules, key, &a);

	*len = 0;
	if (rc != 0)
		return rc == RC_NOT_FOUND ? 0 : rc;
	while (json_next(a, &i)) {
		if (*len == LIST_MAX || json_kind(i.value) != JSON_STR)
			return RC_BAD;
		list[(*len)++] = json_str_of(i.value, &used);
	}
	return 0;
}

/* "acceptd": "delivered", "unflagged": false. */
static int read_switches(const struct json_value *rules,
    struct receipt_rules_text *text)
{
	const char *word;
	size_t len;
	bool unflagged = true;
	int rc = json_get_str(rules, "acceptd", &word, &len);

	if (rc == 0)
		text->acceptd_delivered = strcmp(word, "delivered") == 0;
	if (rc == 0 && !text->acceptd_delivered &&
	    strcmp(word, "intermediate") != 0)
		return RC_BAD;
	if (rc == 0 || rc == RC_NOT_FOUND)
		rc = json_get_bool(rules, "unflagged", &unflagged);
	text->no_unflagged = !unflagged;
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static int read_rules(const struct json_value *q, struct receipt_input *in)
{
	const char *groups[LIST_MAX], *states[LIST_MAX];
	struct receipt_rules_text text = { .groups = groups, .states = states };
	struct receipt_rules_fault fault;
	const struct json_value *rules;
	size_t len;
	int rc = json_get_object(q, "rules", &rules);

	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = json_get_str(rules, "pattern", &text.pattern, &len);
	if (rc == 0 || rc == RC_NOT_FOUND)
		rc = read_list(rules, "groups", groups, &text.groups_len);
	if (rc == 0)
		rc = read_list(rules, "states", states, &text.states_len);
	if (rc == 0)
		rc = read_switches(rules, &text);
	if (rc != 0)
		return fail(in, "rules: wanted are pattern, groups, states, "
				"acceptd and unflagged");
	if (receipt_rules_new(&text, &in->rules, &fault) == 0)
		return 0;
	snprintf(in->why, sizeof(in->why), "rules: %s: %s", fault.key,
	    fault.text);
	return RC_BAD;
}

int receipt_input_init(struct receipt_input *in, const struct json_value *line)
{
	int rc;

	memset(in, 0, sizeof(*in));
	rc = read_octets(line, in);
	return rc == 0 ? read_rules(line, in) : rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain pdu - every field of a PDU by name, and what is wrong with it.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "ctl/call.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/dump.h>
#include <esmed/status.h>
#include <esmed/text.h>
#include <esmed/tlv.h>

#define PDU_MAX 70000
#define UDHI    0x40

struct telling {
	struct json_out *o;
	uint8_t esm_class, data_coding; /* seen before the text */
};

static void tell_octets(struct telling *t, const char *name,
    const struct smpp_value *v)
{
	bool is_text = strcmp(name, "short_message") == 0 ||
		       v->tag == SMPP_TLV_MESSAGE_PAYLOAD;
	char *hex = mem_new(v->len * 2 + 1, 1);
	size_t head = 0, room = TEXT_UTF8_ROOM(v->len);
	char *utf8 = mem_new(room, 1);

	json_text(t->o, "hex", hex_format(v->data, v->len, hex));
	if (is_text && (t->esm_class & UDHI) && v->len != 0 &&
	    v->len > v->data[0])
		head = v->data[0] + 1u;
	if (head != 0)
		json_str(t->o, "udh", hex, head * 2);
	if (is_text && text_decode(text_alphabet_of(t->data_coding),
			   v->data + head, v->len - head, utf8, &room) == 0)
		json_str(t->o, "text", utf8, room);
	free(hex);
	free(utf8);
}

static void on_field(void *arg, const char *name, const struct smpp_value *v)
{
	struct telling *t = arg;
	char tag[16];

	if (strcmp(name, "esm_class") == 0)
		t->esm_class = (uint8_t)v->number;
	if (strcmp(name, "data_coding") == 0)
		t->data_coding = (uint8_t)v->number;
	json_open_object(t->o, NULL);
	json_text(t->o, "name", name);
	json_uint(t->o, "at", v->at);
	if (v->tag >= 0) {
		snprintf(tag, sizeof(tag), "0x%04X", (unsigned)v->tag);
		json_text(t->o, "tag", tag);
	}
	switch (v->kind) {
	case SMPP_VALUE_NUMBER: json_uint(t->o, "value", v->number); break;
	case SMPP_VALUE_TEXT: json_str(t->o, "value", v->data, v->len); break;
	case SMPP_VALUE_BYTES: tell_octets(t, name, v); break;
	}
	if (v->meaning != NULL)
		json_text(t->o, "meaning", v->meaning);
	json_close_object(t->o);
}

static void tell_problem(const struct smpp_problem *p, struct json_out *o)
{
	json_open_object(o, "problem");
	json_text(o, "text", p->text);
	json_uint(o, "at", p->at);
	if (p->where != NULL)
		json_text(o, "where", p->where);
	json_uint(o, "status", p->status);
	json_text(o, "status_name", smpp_status_name(p->status));
	json_close_object(o);
}

static int tell_pdu(const uint8_t *bytes, size_t len, struct json_out *o)
{
	struct telling t = { .o = o };
	struct smpp_problem problem;
	int rc;

	json_uint(o, "bytes", len);
	json_open_array(o, "fields");
	rc = smpp_dump(bytes, len, on_field, &t, &problem);
	json_close_array(o);
	json_bool(o, "ok", rc == 0);
	if (problem.text != NULL)
		tell_problem(&problem, o);
	return rc == 0 ? 0 : RC_BAD;
}

/* People paste with spaces, colons, line ends. */
static size_t without_spaces(char *hex)
{
	char *to = hex;

	for (const char *at = hex; *at != '\0'; at++)
		if (!isspace((unsigned char)*at) && *at != ':')
			*to++ = *at;
	*to = '\0';
	return (size_t)(to - hex);
}

static int tell_hex(char *hex, struct json_out *o)
{
	size_t len = without_spaces(hex);
	uint8_t *bytes;
	int rc;

	if (len / 2 > PDU_MAX)
		return call_error(o, "longer than a PDU may be");
	bytes = mem_new(len / 2 + 1, 1);
	if (len % 2 != 0 || hex_parse(hex, len, bytes, len / 2) != 0)
		rc = call_error(o, "not pairs of hexadecimal digits");
	else
		rc = tell_pdu(bytes, len / 2, o);
	free(bytes);
	return rc;
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	const char *text;
	char *hex;
	size_t len;
	int rc;

	(void)arg;
	if (json_get_str(q, "pdu_hex", &text, &len) != 0)
		return call_error(o, "pdu_hex: a text is wanted");
	hex = mem_strdup(text);
	rc = tell_hex(hex, o);
	free(hex);
	return rc;
}

int explain_pdu(struct call *c)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	char *hex;
	int rc;

	if (c->jsonl)
		return call_lines(c, each, NULL);
	if (c->argc == 0)
		return call_usage(c, "the bytes in hexadecimal are wanted");
	hex = call_argument(c);
	json_open_object(&o, NULL);
	rc = tell_hex(hex, &o);
	json_close_object(&o);
	call_print(c, &line);
	free(hex);
	return rc == 0 ? CTL_OK : CTL_BAD_INPUT;
}

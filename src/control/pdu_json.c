/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/pdu_json.h"

#include "base/hex.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/dump.h>
#include <esmed/status.h>
#include <esmed/text.h>
#include <esmed/tlv.h>

#define UDHI 0x40

struct telling {
	struct json_out *o;
	bool is_masked;
	uint8_t esm_class, data_coding; /* seen before the text */
};

static void tell_octets(struct telling *t, const char *name,
    const struct smpp_value *v)
{
	bool is_text = strcmp(name, "short_message") == 0 ||
		       v->tag == SMPP_TLV_MESSAGE_PAYLOAD;
	size_t head = 0, room = TEXT_UTF8_ROOM(v->len);
	char *hex, *utf8;

	if (is_text && t->is_masked) {
		json_uint(t->o, "masked", v->len);
		return;
	}
	hex = mem_new(v->len * 2 + 1, 1);
	utf8 = mem_new(room, 1);
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

int pdu_json(struct json_out *o, const uint8_t *bytes, size_t len,
    bool is_masked)
{
	struct telling t = { .o = o, .is_masked = is_masked };
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

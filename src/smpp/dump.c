/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The dumper reads the bytes a second time, field by field, and tells each. It
 * goes on where the reader gives up (a wrong command_length, a TLV that is too
 * short), as long as the bytes make sense.
 */
#include <esmed/dump.h>

#include <stdio.h>

#include <esmed/status.h>
#include <esmed/tlv.h>

#include "smpp/table.h"

struct dump {
	struct cursor c;
	const uint8_t *start;
	smpp_dump_fn *field;
	void *arg;
};

static uint32_t offset_of(const struct dump *d, const uint8_t *at)
{
	return (uint32_t)(at - d->start);
}

/* message_state, SMPP 3.4, 5.2.28 and 5.0, 4.7.15; the word of a receipt. */
static const char *state_name(uint32_t state)
{
	static const char *const names[] = { "SCHEDULED", "ENROUTE",
		"DELIVERED", "EXPIRED", "DELETED", "UNDELIVERABLE", "ACCEPTED",
		"UNKNOWN", "REJECTED", "SKIPPED" };

	return state < ARRAY_LEN(names) ? names[state] : NULL;
}

static const char *meaning_of(const char *name, uint32_t number)
{
	if (strcmp(name, "command_id") == 0)
		return smpp_command_name(number);
	if (strcmp(name, "command_status") == 0 ||
	    strcmp(name, "error_status_code") == 0)
		return smpp_status_name(number);
	if (strcmp(name, "message_state") == 0)
		return state_name(number);
	return NULL;
}

static void tell_number(struct dump *d, const char *name, const uint8_t *at,
    uint32_t number)
{
	struct smpp_value v = { .kind = SMPP_VALUE_NUMBER,
		.at = offset_of(d, at),
		.tag = -1,
		.number = number,
		.meaning = meaning_of(name, number) };

	d->field(d->arg, name, &v);
}

static void tell_data(struct dump *d, const char *name,
    enum smpp_value_kind kind, const uint8_t *data, size_t len)
{
	struct smpp_value v = { .kind = kind,
		.at = offset_of(d, data),
		.tag = -1,
		.data = data,
		.len = len };

	d->field(d->arg, name, &v);
}

static void dump_header(struct dump *d)
{
	static const char *const names[] = { "command_length", "command_id",
		"command_status", "sequence_number" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const uint8_t *at = d->c.at;
		uint32_t number = (uint32_t)cursor_get(&d->c, 4);

		if (d->c.rc != 0)
			return;
		tell_number(d, names[i], at, number);
	}
}

static uint32_t word_at(const uint8_t *at)
{
	struct cursor c = cursor_reading(at, 4);

	return (uint32_t)cursor_get(&c, 4);
}

static void dump_field(struct dump *d, const struct field *f, const uint8_t *at)
{
	size_t len = (size_t)(d->c.at - at);

	switch (f->kind) {
	case KIND_BYTE: tell_number(d, f->name, at, at[0]); break;
	case KIND_CSTR:
	case KIND_TIME:
		tell_data(d, f->name, SMPP_VALUE_TEXT, at, len - 1);
		break;
	case KIND_TEXT:
		tell_number(d, f->count_name, at, at[0]);
		tell_data(d, f->name, SMPP_VALUE_BYTES, at + 1, len - 1);
		break;
	case KIND_WORD: tell_number(d, f->name, at, word_at(at)); break;
	case KIND_LIST: tell_number(d, f->count_name, at, at[0]); break;
	case KIND_END: break;
	}
}

/* One item of a list that can be read. */
static void dump_item(struct dump *d, const struct field *f)
{
	union item scratch;

	for (; f->kind != KIND_END; f++) {
		const uint8_t *at = d->c.at;

		if (smpp_field_read(&d->c, f, &scratch) == NULL)
			dump_field(d, f, at);
	}
}

static void dump_items(struct dump *d, const struct field *f, const uint8_t *at)
{
	d->c.at -= (size_t)(d->c.at - at) - 1;
	for (unsigned i = 0; i < at[0]; i++)
		dump_item(d, smpp_item_fields(&d->c, f->items));
}

static void dump_body(struct dump *d, const struct field *f)
{
	struct smpp_pdu scratch;

	for (; f->kind != KIND_END; f++) {
		const uint8_t *at = d->c.at;

		if (smpp_field_read(&d->c, f, &scratch.body) != NULL)
			return;
		dump_field(d, f, at);
		if (f->kind == KIND_LIST)
			dump_items(d, f, at);
	}
}

/* A text's NUL at the end is not shown. */
static size_t text_bytes(const struct smpp_tlv *t)
{
	return t->len != 0 && t->value[t->len - 1] == '\0' ? t->len - 1u
							   : t->len;
}

static void dump_tlv(struct dump *d, const struct smpp_tlv *t)
{
	const struct smpp_tlv_info *row = smpp_tlv_info(t->tag);
	struct smpp_value v = { .kind = SMPP_VALUE_BYTES,
		.at = offset_of(d, t->value) - 4,
		.tag = t->tag,
		.data = t->value,
		.len = t->len };
	char name[sizeof("0x0000")];

	if (row == NULL) {
		snprintf(name, sizeof(name), "0x%04X", t->tag);
		d->field(d->arg, name, &v);
		return;
	}
	if (row->type == SMPP_TLV_CSTR) {
		v.kind = SMPP_VALUE_TEXT;
		v.len = text_bytes(t);
	} else if (row->type != SMPP_TLV_OCTETS && t->len == row->max &&
		   smpp_tlv_number(t, &v.number) == 0) {
		v.kind = SMPP_VALUE_NUMBER;
		v.meaning = meaning_of(row->name, v.number);
	}
	d->field(d->arg, row->name, &v);
}

static void dump_tlvs(struct dump *d)
{
	while (d->c.rc == 0 && cursor_left(&d->c) >= 4) {
		struct cursor before = d->c;
		struct smpp_tlv t;

		smpp_tlv_read(&d->c, &t);
		if (d->c.rc != 0) {
			d->c = before;
			return;
		}
		dump_tlv(d, &t);
	}
}

int smpp_dump(const void *bytes, size_t len, smpp_dump_fn *field, void *arg,
    struct smpp_problem *problem)
{
	struct dump d = { .c = cursor_reading(bytes, len),
		.field = field,
		.arg = arg };
	struct smpp_pdu p;
	int rc = smpp_decode(bytes, len, &p);
	const struct command *row = smpp_command_row(p.id);

	d.start = d.c.at;
	*problem = p.problem;
	dump_header(&d);
	if (d.c.rc == 0 && row != NULL) {
		if ((p.odd & SMPP_ODD_BARE) == 0)
			dump_body(&d, smpp_command_body(row, p.id));
		dump_tlvs(&d);
	}
	if (d.c.at != d.c.end)
		tell_data(&d, "rest", SMPP_VALUE_BYTES, d.c.at,
		    cursor_left(&d.c));
	return rc;
}

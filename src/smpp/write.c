/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The writer: the rows of the reader, the other way and strictly.
 */
#include "smpp/table.h"

#include <esmed/date.h>
#include <esmed/status.h>
#include <esmed/tlv.h>

/* The first error sticks, as those of the cursor itself do. */
static void fail(struct cursor *c, int rc)
{
	if (c->rc == 0)
		c->rc = rc;
}

static void write_cstr(struct cursor *c, const char *from, size_t max)
{
	const char *nul = memchr(from, '\0', max);

	if (nul == NULL)
		fail(c, RC_TOO_LONG);
	else
		cursor_put_bytes(c, from, (size_t)(nul - from) + 1);
}

static void write_time(struct cursor *c, const char *from, size_t max)
{
	int64_t when;

	write_cstr(c, from, max);
	if (c->rc == 0 && from[0] != '\0' &&
	    smpp_date_parse(from, 0, &when) != 0)
		fail(c, RC_BAD);
}

static void write_text(struct cursor *c, const struct field *f,
    const char *body)
{
	uint8_t len = (uint8_t)body[f->count];
	const uint8_t *text;

	memcpy(&text, body + f->offset, sizeof(text));
	if (len > f->max) {
		fail(c, RC_TOO_LONG);
		return;
	}
	cursor_put(c, 1, len);
	cursor_put_bytes(c, text, len);
}

static void write_word(struct cursor *c, const char *from)
{
	uint32_t word;

	memcpy(&word, from, sizeof(word));
	cursor_put(c, 4, word);
}

void smpp_fields_write(struct cursor *c, const struct field *f,
    const void *body)
{
	for (; f->kind != KIND_END; f++) {
		const char *from = (const char *)body + f->offset;

		switch (f->kind) {
		case KIND_BYTE: cursor_put(c, 1, (uint8_t)*from); break;
		case KIND_CSTR: write_cstr(c, from, f->max); break;
		case KIND_TIME: write_time(c, from, f->max); break;
		case KIND_TEXT: write_text(c, f, body); break;
		case KIND_WORD: write_word(c, from); break;
		case KIND_LIST:
			smpp_list_write(c, f, (const void *)from);
			break;
		case KIND_END: break;
		}
	}
}

/* Is the value one that the specification allows? */
static int check_tlv(const struct smpp_tlv *t)
{
	const struct smpp_tlv_info *row = smpp_tlv_info(t->tag);

	if (row == NULL)
		return 0;
	if (t->len > row->max)
		return RC_TOO_LONG;
	if (t->len < row->min)
		return RC_BAD;
	if (row->type == SMPP_TLV_CSTR &&
	    memchr(t->value, '\0', t->len) != t->value + t->len - 1)
		return RC_BAD;
	return 0;
}

static void write_tlvs(struct cursor *c, const struct smpp_pdu *p)
{
	for (size_t i = 0; i < p->tlv_count; i++) {
		const struct smpp_tlv *t = &p->tlv[i];
		int rc = check_tlv(t);

		if (rc != 0)
			fail(c, rc);
		cursor_put(c, 2, t->tag);
		cursor_put(c, 2, t->len);
		cursor_put_bytes(c, t->value, t->len);
	}
}

/* The first field of each answer's body is a string. */
static bool is_empty(const struct field *f, const void *body)
{
	const char *first = (const char *)body + f->offset;
	const struct smpp_list *list;

	if (f->kind != KIND_CSTR || first[0] != '\0')
		return false;
	for (; f->kind != KIND_END; f++) {
		list = (const void *)((const char *)body + f->offset);
		if (f->kind == KIND_LIST && list->count != 0)
			return false;
	}
	return true;
}

static bool may_lack_body(const struct smpp_pdu *p, const struct field *f)
{
	return smpp_is_answer(p->id) && p->status != SMPP_ROK &&
	       !p->with_body && p->tlv_count == 0 && is_empty(f, &p->body);
}

static bool has_two_texts(const struct smpp_pdu *p, const struct field *f)
{
	return p->tlv_count != 0 && smpp_text_length(f, &p->body) != 0 &&
	       smpp_pdu_tlv(p, SMPP_TLV_MESSAGE_PAYLOAD) != NULL;
}

int smpp_encode(const struct smpp_pdu *p, uint8_t *to, size_t room, size_t *len)
{
	struct cursor c = cursor_over(to, room);
	const struct command *row = smpp_command_row(p->id);
	const struct field *f;

	if (row == NULL)
		return RC_UNSUPPORTED;
	if (p->tlv_count > SMPP_TLVS_MAX)
		return RC_TOO_LONG;
	f = smpp_command_body(row, p->id);
	if (has_two_texts(p, f))
		return RC_BAD;

	cursor_put(&c, 4, 0); /* the length, when it is known */
	cursor_put(&c, 4, p->id);
	cursor_put(&c, 4, p->status);
	cursor_put(&c, 4, p->sequence);
	if (!may_lack_body(p, f))
		smpp_fields_write(&c, f, &p->body);
	write_tlvs(&c, p);
	if (c.rc != 0)
		return c.rc;

	*len = (size_t)(c.at - to);
	c = cursor_over(to, 4);
	cursor_put(&c, 4, *len);
	return c.rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader. One loop walks the rows of a body, one the TLVs behind it.
 *
 * Invariants:
 * 1. Nothing is read behind the last byte given, whatever a length claims.
 * 2. The first problem is the one that is told.
 * 3. A request with a problem is refused. An answer is not: nobody would
 *    answer the refusal, and its status counts even if its body is damaged.
 *    Nor is a receipt, in data_sm too, for a bad TLV: its text says the same
 *    (Netfors' SMSC sends a receipted_message_id of 65 bytes with 5).
 */
#include "smpp/table.h"

#include <esmed/status.h>
#include <esmed/tlv.h>

/* message type: a receipt or acknowledgement of any kind, SMPP 3.4, 5.2.12 */
#define ESM_RECEIPTS 0x3C

struct reading {
	struct cursor c;
	const uint8_t *start;
	struct smpp_pdu *p;
	bool lenient; /* with TLVs */
};

void smpp_pdu_init(struct smpp_pdu *p, uint32_t id, uint32_t sequence)
{
	p->id = id;
	p->status = 0;
	p->sequence = sequence;
	p->odd = 0;
	p->problem = (struct smpp_problem){ 0 };
	memset(&p->body, 0, sizeof(p->body));
	p->tlv_count = 0;
	p->with_body = false;
}

static void read_cstr(struct cursor *c, char *to, size_t max)
{
	size_t left = cursor_left(c);
	const uint8_t *nul = NULL;
	size_t len;

	if (left != 0)
		nul = memchr(c->at, '\0', left < max ? left : max);
	if (nul == NULL) {
		to[0] = '\0';
		c->rc = left < max ? RC_SHORT : RC_TOO_LONG;
		return;
	}
	len = (size_t)(nul - c->at) + 1;
	memcpy(to, c->at, len);
	c->at += len;
}

static void read_text(struct cursor *c, const struct field *f, char *body)
{
	const uint8_t **text = (const uint8_t **)(void *)(body + f->offset);
	uint8_t len = (uint8_t)cursor_get(c, 1);

	if (c->rc != 0)
		return;
	if (len > f->max || len > cursor_left(c)) {
		c->at--; /* the fault is in the byte that counts */
		c->rc = len > f->max ? RC_TOO_LONG : RC_SHORT;
		return;
	}
	body[f->count] = (char)len;
	*text = cursor_take(c, len);
}

static void read_word(struct cursor *c, char *to)
{
	uint32_t word = (uint32_t)cursor_get(c, 4);

	memcpy(to, &word, sizeof(word));
}

const struct field *smpp_field_read(struct cursor *c, const struct field *f,
    void *body)
{
	char *to = (char *)body + f->offset;

	switch (f->kind) {
	case KIND_BYTE: *to = (char)cursor_get(c, 1); break;
	case KIND_CSTR:
	case KIND_TIME: read_cstr(c, to, f->max); break;
	case KIND_TEXT: read_text(c, f, body); break;
	case KIND_WORD: read_word(c, to); break;
	case KIND_LIST: return smpp_list_read(c, f, (void *)to);
	case KIND_END: break;
	}
	return c->rc == 0 ? NULL : f;
}

void smpp_tlv_read(struct cursor *c, struct smpp_tlv *t)
{
	t->tag = (uint16_t)cursor_get(c, 2);
	t->len = (uint16_t)cursor_get(c, 2);
	t->value = cursor_take(c, t->len);
}

/* Remember the first problem. The status of a passed over one is 0. */
static void tell(struct reading *r, const uint8_t *at, const char *where,
    const char *text)
{
	if (r->p->problem.text != NULL)
		return;
	r->p->problem.at = (uint32_t)(at - r->start);
	r->p->problem.where = where;
	r->p->problem.text = text;
}

static int refuse(struct reading *r, uint32_t status)
{
	r->p->problem.status = status;
	return RC_BAD;
}

static const char *fault_text(const struct cursor *c, const struct field *f)
{
	if (cursor_left(c) == 0)
		return "the PDU ends before it";
	if (f->kind == KIND_LIST)
		return c->rc == RC_TOO_LONG ? "not from 1 to 254"
					    : "not as many as there are";
	if (c->rc == RC_TOO_LONG)
		return f->kind == KIND_TEXT ? "more than 254"
					    : "longer than its maximum";
	if (c->rc == RC_BAD)
		return "no value of it";
	return f->kind == KIND_TEXT ? "more than the bytes that are left"
				    : "no NUL before the end of the PDU";
}

/* A text or list is at fault by the byte that counts it. */
static const char *fault_name(const struct field *f)
{
	return field_counts(f) ? f->count_name : f->name;
}

static uint32_t fault_status(const struct cursor *c, const struct field *f)
{
	bool ends = cursor_left(c) == 0 || !field_counts(f);

	return c->rc == RC_SHORT && ends ? SMPP_RINVCMDLEN : f->status;
}

/* An answer's string may lack its NUL if it is the last thing. */
static void read_tail(struct reading *r, const struct field *f)
{
	char *to = (char *)&r->p->body + f->offset;
	size_t left = cursor_left(&r->c);

	if (f->kind == KIND_CSTR && left < f->max) {
		memcpy(to, r->c.at, left);
		to[left] = '\0';
	}
}

static int read_body(struct reading *r, const struct field *f)
{
	struct cursor *c = &r->c;

	for (; f->kind != KIND_END; f++) {
		const struct field *bad = smpp_field_read(c, f, &r->p->body);

		if (bad == NULL)
			continue;
		tell(r, c->at, fault_name(bad), fault_text(c, bad));
		if (!smpp_is_answer(r->p->id))
			return refuse(r, fault_status(c, bad));
		r->p->odd |= SMPP_ODD_BODY;
		read_tail(r, f);
		c->at = c->end;
		c->rc = 0;
		return 0;
	}
	return 0;
}

/* Are these bytes as many as the type says? Strings and octets may be longer
 * or shorter than the specification allows, only not absent. */
static bool fits(const struct smpp_tlv_info *row, const struct smpp_tlv *t)
{
	if (row == NULL)
		return true;
	if (row->type == SMPP_TLV_CSTR || row->type == SMPP_TLV_OCTETS)
		return t->len != 0 || row->min == 0;
	return t->len == row->max;
}

/* A fault in the TLVs: pass it over if we may. */
static int fault_tlv(struct reading *r, uint32_t status)
{
	if (!r->lenient)
		return refuse(r, status);
	r->p->odd |= SMPP_ODD_TLV;
	return 0;
}

static int read_tlvs(struct reading *r)
{
	struct cursor *c = &r->c;
	int rc = 0;

	while (rc == 0 && cursor_left(c) >= 4) {
		const struct smpp_tlv_info *row;
		const uint8_t *at = c->at;
		struct smpp_tlv t;

		smpp_tlv_read(c, &t);
		row = smpp_tlv_info(t.tag);
		if (c->rc != 0) {
			tell(r, at, row == NULL ? "TLV" : row->name,
			    "longer than the bytes that are left");
			return fault_tlv(r, SMPP_RINVOPTPARSTREAM);
		}
		if (!fits(row, &t)) {
			tell(r, at, row->name, "wrong length for its type");
			rc = fault_tlv(r, SMPP_RINVPARLEN);
			continue;
		}
		if (smpp_pdu_add(r->p, t.tag, t.value, t.len) != 0) {
			tell(r, at, "TLV", "more than 64 TLVs");
			return fault_tlv(r, SMPP_RINVOPTPARSTREAM);
		}
	}
	if (rc == 0 && cursor_left(c) != 0) {
		tell(r, c->at, "TLV", "stray bytes at the end");
		r->p->odd |= SMPP_ODD_STRAY;
	}
	return rc;
}

/* Are the bytes TLVs and nothing else, the first a known one? */
static bool is_bare(struct cursor c)
{
	const struct smpp_tlv_info *row;
	struct smpp_tlv t;
	bool first = true;

	while (cursor_left(&c) != 0) {
		smpp_tlv_read(&c, &t);
		row = smpp_tlv_info(t.tag);
		if (c.rc != 0 || !fits(row, &t) || (first && row == NULL))
			return false;
		first = false;
	}
	return !first;
}

/* An answer. One that makes no sense may be TLVs without the body before
 * them: "the body is not returned if command_status is not zero" (SMPP 3.4,
 * 4.4.2) is read so by some. */
static void read_answer(struct reading *r, const struct field *f)
{
	struct cursor body = r->c;
	struct smpp_pdu *p = r->p;
	uint32_t status = p->status;

	r->lenient = true;
	if (cursor_left(&body) == 0 && p->status != 0)
		return;
	p->with_body = p->status != 0;
	if (read_body(r, f) == 0 && read_tlvs(r) == 0 && p->odd == 0)
		return;
	if (!is_bare(body))
		return;
	smpp_pdu_init(p, p->id, p->sequence);
	p->status = status;
	p->odd = SMPP_ODD_BARE;
	r->c = body;
	(void)read_tlvs(r);
}

/* SMPP 3.4, 5.3.2.32: a text stands in one place only. */
static int check_texts(struct reading *r, const struct field *f)
{
	struct smpp_pdu *p = r->p;
	const struct smpp_tlv *t;

	if (p->tlv_count == 0 || smpp_text_length(f, &p->body) == 0)
		return 0;
	t = smpp_pdu_tlv(p, SMPP_TLV_MESSAGE_PAYLOAD);
	if (t == NULL || t->len == 0)
		return 0;
	tell(r, t->value - 4, "message_payload", "short_message is there too");
	if (!r->lenient)
		return refuse(r, SMPP_RINVOPTPARAMVAL);
	p->odd |= SMPP_ODD_TEXTS;
	return 0;
}

static int read_request(struct reading *r, const struct field *f)
{
	struct smpp_pdu *p = r->p;
	int rc;

	rc = read_body(r, f);
	if (rc != 0)
		return rc;
	r->lenient = (p->id == SMPP_DELIVER_SM || p->id == SMPP_DATA_SM) &&
		     (p->body.message.esm_class & ESM_RECEIPTS) != 0;
	rc = read_tlvs(r);
	if (rc != 0)
		return rc;
	return check_texts(r, f);
}

static int read_header(struct reading *r)
{
	struct smpp_pdu *p = r->p;
	size_t len = cursor_left(&r->c);
	size_t claimed = (size_t)cursor_get(&r->c, 4);
	uint32_t id = (uint32_t)cursor_get(&r->c, 4);
	uint32_t status = (uint32_t)cursor_get(&r->c, 4);

	smpp_pdu_init(p, id, (uint32_t)cursor_get(&r->c, 4));
	p->status = status;
	if (r->c.rc != 0) {
		smpp_pdu_init(p, 0, 0);
		tell(r, r->start, "command_length", "fewer than 16 bytes");
		return refuse(r, SMPP_RINVCMDLEN);
	}
	if (claimed != len) {
		tell(r, r->start, "command_length", "not the PDU's length");
		return refuse(r, SMPP_RINVCMDLEN);
	}
	return 0;
}

int smpp_decode(const void *bytes, size_t len, struct smpp_pdu *out)
{
	struct reading r = { .c = cursor_reading(bytes, len), .p = out };
	const struct command *row;
	int rc;

	r.start = r.c.at;
	rc = read_header(&r);
	if (rc != 0)
		return rc;
	row = smpp_command_row(out->id);
	if (row == NULL) {
		tell(&r, r.start + 4, "command_id", "not known");
		(void)refuse(&r, SMPP_RINVCMDID);
		return RC_UNSUPPORTED;
	}
	if (!smpp_is_answer(out->id))
		return read_request(&r, row->body);
	read_answer(&r, smpp_command_body(row, out->id));
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header is parsed once, when the PDU comes, and again when parts are
 * joined: a part keeps its octets as they were, so that there is one reader.
 */
#include "flow/mo.h"

#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>
#include <esmed/text_udh.h>
#include <esmed/tlv.h>

#include "base/cursor.h"
#include "conf/smsc.h"
#include "flow/address.h"
#include "flow/keyword.h"
#include "flow/mo_text.h"
#include "ledger/mo.h"
#include "ledger/types.h"
#include "model/number.h"

#define ESM_UDHI 0x40 /* of esm_class: SMPP 3.4, 5.2.12 */

/* Three octets of head for each of the fields that a body has. */
#define REST_MAX (5 * 3 + 2 * sizeof(struct mo_address) + MO_CODING_BYTES)

_Static_assert(MO_TEXT_MAX + MO_SEPTETS_MAX + REST_MAX <= LEDGER_BODY_MAX,
    "a body must fit the ledger's");
_Static_assert(2 * MO_OCTETS_MAX <= MO_TEXT_MAX, "hexadecimal must fit");
_Static_assert(MO_PARTS_MAX <= LEDGER_PARTS_MAX, "parts must fit the mask");
_Static_assert((int)KEYWORD_STOP == MO_STOP && (int)KEYWORD_START == MO_START &&
		   (int)KEYWORD_HELP == MO_HELP,
    "words are the ledger's");

/* ---- BODY_CODING ------------------------------------------------------- */

static void write_coding(const struct mo_coding *k,
    uint8_t bytes[MO_CODING_BYTES])
{
	const uint8_t is[MO_CODING_BYTES] = { k->data_coding, k->esm_class,
		k->alphabet, k->flags, k->locking, k->single, k->parts,
		k->is_packed };

	memcpy(bytes, is, sizeof(is));
}

void mo_coding_read(const struct body *b, struct mo_coding *k)
{
	const struct body_text *t = &b->field[BODY_CODING];
	uint8_t is[MO_CODING_BYTES] = { 0 };

	if (t->len != 0)
		memcpy(is, t->s, t->len < sizeof(is) ? t->len : sizeof(is));
	*k = (struct mo_coding){ .data_coding = is[0],
		.esm_class = is[1],
		.alphabet = is[2],
		.flags = is[3],
		.locking = is[4],
		.single = is[5],
		.parts = is[6] != 0 ? is[6] : 1,
		.is_packed = is[7] != 0 };
}

/* ---- addresses --------------------------------------------------------- */

static uint64_t short_number(const char *digits)
{
	size_t len = strspn(digits, "0123456789");

	return digits[len] == '\0' && len < E164_TEXT
		   ? strtoull(digits, NULL, 10)
		   : 0;
}

/* A name may have letters beyond ASCII, in whatever alphabet. */
static void read_name(const char *name, struct mo_address *to)
{
	size_t len = strlen(name), bad, room = sizeof(to->text) - 1;

	if (text_is_utf8(name, len, &bad) ||
	    text_decode(TEXT_LATIN1, name, len, to->text, &room) != 0)
		memcpy(to->text, name, room = len);
	to->text[room] = '\0';
}

static void read_address(const char *digits, const struct smpp_address *a,
    struct mo_address *to)
{
	*to = (struct mo_address){ .number = short_number(digits) };
	if (to->number != 0) {
		e164_format(to->number, to->text);
		return;
	}
	digits = a->digits + (a->digits[0] == '+');
	to->number = short_number(digits);
	read_name(to->number != 0 ? digits : a->digits, to);
}

static void read_addresses(const struct mo_source *s, struct mo *m)
{
	const struct smpp_message *pdu = &s->pdu->body.message;
	char digits[E164_TEXT];

	address_handset(s->smsc, &pdu->source, digits);
	read_address(digits, &pdu->source, &m->from);
	address_own(s->smsc, &pdu->destination, digits);
	read_address(digits, &pdu->destination, &m->to);
}

/* ---- codings ----------------------------------------------------------- */

/* What the smsc's keys say of a data_coding goes first. An smsc whose 0 is not
 * used by us may still use it. */
static enum text_alphabet alphabet_by(const struct conf_smsc *c,
    uint8_t data_coding)
{
	if (data_coding == c->dcs_ucs2)
		return TEXT_UCS2;
	if (data_coding == c->dcs_latin1)
		return TEXT_LATIN1;
	if (data_coding == c->dcs_gsm7)
		return TEXT_GSM7;
	return text_alphabet_by(data_coding,
	    c->alphabet == TEXT_BINARY ? TEXT_GSM7
				       : (enum text_alphabet)c->alphabet);
}

/* The header, or none if it is not sound: then it is left in. */
static void read_header(const struct mo_source *s, struct mo_coding *k,
    struct text_udh *udh)
{
	*udh = (struct text_udh){ .len = 0 };
	if ((k->esm_class & ESM_UDHI) == 0)
		return;
	if (text_udh_parse(s->octets, s->len, udh) != 0) {
		*udh = (struct text_udh){ .len = 0 };
		k->flags |= MO_BAD_HEADER;
	}
	if (udh->has_ports)
		k->flags |= MO_PORTS;
}

static void read_coding(const struct mo_source *s, struct mo_coding *k,
    struct text_udh *udh)
{
	const struct smpp_message *pdu = &s->pdu->body.message;

	*k = (struct mo_coding){ .data_coding = pdu->data_coding,
		.esm_class = pdu->esm_class,
		.parts = 1 };
	read_header(s, k, udh);
	k->alphabet = (uint8_t)alphabet_by(s->smsc, pdu->data_coding);
	k->locking = udh->locking;
	k->single = udh->single;
	k->is_packed = s->smsc->packed && k->alphabet == TEXT_GSM7;
}

/* ---- parts ------------------------------------------------------------- */

/* How parts are told apart; a reference of one kind says nothing of another. */
enum concat { CONCAT_NONE, CONCAT_UDH8, CONCAT_UDH16, CONCAT_SAR };

/* A TLV of a number, which some write in more octets than they should. */
static bool find_number(const struct smpp_pdu *pdu, uint16_t tag, uint32_t *to)
{
	const struct smpp_tlv *tlv = smpp_pdu_tlv(pdu, tag);
	struct cursor c;

	if (tlv == NULL || tlv->len == 0 || tlv->len > sizeof(*to))
		return false;
	c = cursor_reading(tlv->value, tlv->len);
	*to = (uint32_t)cursor_get(&c, tlv->len);
	return true;
}

struct concatenation {
	enum concat kind;
	uint32_t ref, total, number;
};

static void find_concat(const struct smpp_pdu *pdu, const struct text_udh *udh,
    struct concatenation *k)
{
	*k = (struct concatenation){ .kind = CONCAT_NONE };
	if (udh->is_concat) {
		k->kind = udh->is_ref16 ? CONCAT_UDH16 : CONCAT_UDH8;
		k->ref = udh->ref;
		k->total = udh->total;
		k->number = udh->number;
	} else if (find_number(pdu, SMPP_TLV_SAR_MSG_REF_NUM, &k->ref) &&
		   find_number(pdu, SMPP_TLV_SAR_TOTAL_SEGMENTS, &k->total) &&
		   find_number(pdu, SMPP_TLV_SAR_SEGMENT_SEQNUM, &k->number) &&
		   k->number >= 1 && k->number <= k->total) {
		k->kind = CONCAT_SAR;
	}
}

/* Senders without a number are 0 to the ledger, so the reference tells them
 * apart: 2 bits of kind, 14 of the name, 16 as it came. */
static uint32_t whole_ref(const struct concatenation *k,
    const struct mo_address *from)
{
	uint32_t name = 0;

	if (from->number == 0)
		name = (uint32_t)address_hash(from->text, strlen(from->text));
	return (uint32_t)k->kind << 30 | (name & 0x3FFF) << 16 |
	       (k->ref & 0xFFFF);
}

static void read_concat(const struct mo_source *s, const struct text_udh *udh,
    struct mo *m)
{
	struct concatenation k;

	find_concat(s->pdu, udh, &k);
	if (k.kind == CONCAT_NONE || k.total < 2)
		return;
	if (k.total > MO_PARTS_MAX) {
		m->coding.flags |= MO_PART;
		return;
	}
	m->is_concat = true;
	m->ref = whole_ref(&k, &m->from);
	m->part = (uint8_t)k.number;
	m->parts = (uint8_t)k.total;
}

/* ---- bodies ------------------------------------------------------------ */

/* Coding and text; all else is in `b` already. */
static void write_body(struct body *b, const struct mo_coding *k,
    const struct mo_text *t, struct buf *out)
{
	uint8_t coding[MO_CODING_BYTES];

	write_coding(k, coding);
	b->field[BODY_CODING] =
	    (struct body_text){ (char *)coding, sizeof(coding) };
	b->field[BODY_TEXT] = (struct body_text){ t->utf8, t->used };
	body_encode(b, out);
}

/* Does the text leave something unsaid? Of what was cut off nothing is left
 * that could be kept. */
static bool wants_octets(uint8_t flags)
{
	return (flags & ~MO_CUT) != 0;
}

static struct body_text text_of(const struct mo_address *a)
{
	return (struct body_text){ a->text, strlen(a->text) };
}

static void find_text(const struct buf *body, struct mo *m)
{
	const uint8_t *bytes = buf_bytes(body);
	struct body b;

	if (body_decode(&b, bytes, body->len) != 0 ||
	    b.field[BODY_TEXT].len == 0)
		return;
	m->text_at = (uint32_t)((const uint8_t *)b.field[BODY_TEXT].s - bytes);
	m->text_len = (uint32_t)b.field[BODY_TEXT].len;
}

static struct mo_run run_of(const struct mo_coding *k,
    const struct body_text *octets, size_t head)
{
	return (struct mo_run){ .by = { (enum text_alphabet)k->alphabet,
				    { k->locking, k->single } },
		.is_packed = k->is_packed,
		.octets = (const uint8_t *)octets->s,
		.len = octets->len,
		.head = head };
}

static bool may_be_keyword(const struct mo *m)
{
	return !m->is_concat && m->coding.flags == 0;
}

void mo_read(const struct mo_source *s, struct mo *m, struct buf *body)
{
	struct body_text octets = { s->octets, s->len };
	struct body b = { 0 };
	struct text_udh udh;
	struct mo_text t;
	struct mo_run run;

	*m = (struct mo){ .keyword = KEYWORD_NONE };
	buf_clear(body);
	read_addresses(s, m);
	read_coding(s, &m->coding, &udh);
	read_concat(s, &udh, m);
	run = run_of(&m->coding, &octets, udh.len);
	mo_text_begin(&t);
	mo_text_add(&t, &run);
	mo_text_end(&t);
	m->coding.flags |= t.flags;
	b.field[BODY_FROM] = text_of(&m->from);
	b.field[BODY_TO] = text_of(&m->to);
	if (octets.len > MO_OCTETS_MAX)
		octets.len = MO_OCTETS_MAX;
	if (m->is_concat || wants_octets(m->coding.flags))
		b.field[BODY_BINARY] = octets;
	write_body(&b, &m->coding, &t, body);
	find_text(body, m);
	if (may_be_keyword(m))
		m->keyword = (uint8_t)keyword_of(t.utf8, t.used);
}

/* ---- joining ----------------------------------------------------------- */

static size_t head_of(const struct mo_coding *k, const struct body_text *octets)
{
	struct text_udh udh;

	if ((k->esm_class & ESM_UDHI) == 0 || (k->flags & MO_BAD_HEADER) != 0 ||
	    text_udh_parse(octets->s, octets->len, &udh) != 0)
		return 0;
	return udh.len;
}

static bool read_piece(const struct mo_piece *p, struct body *b)
{
	return p->raw != NULL && body_decode(b, p->raw, p->raw_len) == 0;
}

/* The first piece that is there says from whom it came, and how. */
static void add_piece(struct mo_text *t, const struct body *b,
    struct mo_coding *whole)
{
	const struct body_text *octets = &b->field[BODY_BINARY];
	struct mo_coding k;
	struct mo_run run;

	mo_coding_read(b, &k);
	if (whole->parts == 0)
		*whole = k;
	run = run_of(&k, octets, head_of(&k, octets));
	mo_text_add(t, &run);
	t->flags |= k.flags & (MO_BAD_HEADER | MO_PORTS | MO_CUT);
}

void mo_join(struct buf *out, const struct mo_piece *piece, size_t n)
{
	struct mo_coding k = { .parts = 0 };
	struct body b = { 0 };
	struct mo_text t;

	mo_text_begin(&t);
	for (size_t i = 0; i < n && i < MO_PARTS_MAX; i++) {
		struct body one;

		if (!read_piece(&piece[i], &one)) {
			mo_text_gap(&t);
			continue;
		}
		if (k.parts == 0) {
			b.field[BODY_FROM] = one.field[BODY_FROM];
			b.field[BODY_TO] = one.field[BODY_TO];
		}
		add_piece(&t, &one, &k);
	}
	mo_text_end(&t);
	k.parts = (uint8_t)n;
	k.flags = t.flags;
	k.is_packed = false; /* the octets are as if it never had been */
	if (wants_octets(t.flags))
		b.field[BODY_BINARY] =
		    (struct body_text){ (char *)t.octets, t.added };
	write_body(&b, &k, &t, out);
}

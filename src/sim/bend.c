/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First the body, then the header over it, then what is wrong on purpose: so
 * command_length is right unless the rule says `length` or `cut`.
 */
#include "sim/bend.h"

#include <string.h>

#include <esmed/pdu.h>

#define BARE_ROOM 1024 /* a PDU without TLVs: 16 and its longest fields */

/* The places of the header, SMPP 3.4, 3.2. */
enum { AT_LENGTH = 0, AT_COMMAND = 4, AT_STATUS = 8, AT_SEQUENCE = 12 };

static uint32_t get(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static void put(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 24);
	at[1] = (uint8_t)(value >> 16);
	at[2] = (uint8_t)(value >> 8);
	at[3] = (uint8_t)value;
}

static uint32_t shifted(const struct rule_shift *shift, uint32_t from)
{
	if (!shift->is_set)
		return from;
	return (uint32_t)(shift->by + (shift->is_relative ? from : 0));
}

static void add_bytes(struct buf *to, const struct rule_bytes *b)
{
	buf_add(to, b->data, b->len);
}

/* One that cannot be read keeps what it has. */
static void add_bare(struct buf *to, const uint8_t *pdu, size_t len)
{
	uint8_t bare[BARE_ROOM];
	struct smpp_pdu p;
	size_t bare_len;

	if (smpp_decode(pdu, len, &p) == 0) {
		p.tlv_count = 0;
		p.with_body = len > SMPP_HEADER_BYTES;
		if (smpp_encode(&p, bare, sizeof(bare), &bare_len) == 0) {
			buf_add(to, bare, bare_len);
			return;
		}
	}
	buf_add(to, pdu, len);
}

static void write_header(const struct rule *r, uint8_t *pdu, size_t len)
{
	const struct rule_wire *w = &r->wire;

	put(pdu + AT_LENGTH, shifted(&w->length, (uint32_t)len));
	if (w->command != 0)
		put(pdu + AT_COMMAND, w->command);
	if (r->pdu != RULE_PDU_NONE && r->status != 0)
		put(pdu + AT_STATUS, r->status);
	put(pdu + AT_SEQUENCE, shifted(&w->sequence, get(pdu + AT_SEQUENCE)));
}

static void bend_pdu(const struct rule *r, const uint8_t *pdu, size_t len,
    struct buf *to)
{
	const struct rule_wire *w = &r->wire;
	size_t from = to->len, cut;

	if (w->body.is_set) {
		buf_add(to, pdu, SMPP_HEADER_BYTES);
		add_bytes(to, &w->body);
	} else if (w->bare) {
		add_bare(to, pdu, len);
	} else {
		buf_add(to, pdu, len);
	}
	add_bytes(to, &w->tail);
	len = to->len - from;
	write_header(r, buf_bytes(to) + from, len);
	cut = w->cut != 0 && w->cut < len ? (size_t)w->cut : len;
	to->len = from + cut;
}

void bend(const struct rule *r, const uint8_t *pdu, size_t len, struct buf *to)
{
	add_bytes(to, &r->wire.before);
	if (len >= SMPP_HEADER_BYTES)
		bend_pdu(r, pdu, len, to);
	add_bytes(to, &r->wire.behind);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/report.h"

#include "sim/ids.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <esmed/text.h>
#include <esmed/tlv.h>

#define UDHI            0x40 /* esm_class: the text begins with a UDH */
#define RECEIPT_FLAG    0x04
#define INTERMEDIATE    0x20
#define STATE_DELIVERED 2

#define STANDARD_SHAPE                                          \
	"id:{id} sub:{sub} dlvrd:{dlvrd} submit date:{submit} " \
	"done date:{done} stat:{stat} err:{err} text:{text}"

/* Its first characters, all of them ASCII. */
static void take_piece(const struct seen *m, char piece[REPORT_PIECE + 1])
{
	char utf8[TEXT_UTF8_ROOM(TALLY_TEXT)];
	const uint8_t *octets = m->text;
	size_t octets_len = m->text_len, len = sizeof(utf8), n = 0;

	if ((m->esm_class & UDHI) && octets_len > octets[0]) {
		octets_len -= octets[0] + 1u;
		octets += octets[0] + 1;
	}
	/* Enough for UCS-2, and the rest is not looked at. */
	if (octets_len > REPORT_PIECE * 2)
		octets_len = REPORT_PIECE * 2;
	if (text_decode(text_alphabet_of(m->data_coding), octets, octets_len,
		utf8, &len) != 0)
		len = 0;
	for (size_t i = 0; i < len && n < REPORT_PIECE; i++) {
		unsigned char c = (unsigned char)utf8[i];

		if ((c & 0xc0) != 0x80)
			piece[n++] = (char)(c < 0x20 || c > 0x7e ? '?' : c);
	}
	piece[n] = '\0';
}

void report_about(const struct seen *m, struct report_subject *s)
{
	memcpy(s->id, m->id, sizeof(s->id));
	s->from = m->from;
	s->to = m->to;
	s->taken = m->taken;
	take_piece(m, s->piece);
}

bool report_is_wanted(const struct rule_receipt *r, uint8_t registered)
{
	bool delivered = rule_state_of(r->stat) == STATE_DELIVERED;

	if (r->intermediate)
		return (registered & 0x10) != 0;
	switch (registered & 0x03) {
	case 0: return false;
	case 1: return true;
	case 2: return !delivered;
	default: return delivered; /* SMPP 5.0, 4.7.21 */
	}
}

static void write_date(usec wall, char date[16])
{
	time_t seconds = (time_t)(wall / SECOND);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	snprintf(date, 16, "%02d%02d%02d%02d%02d", tm.tm_year % 100,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min);
}

struct piece {
	const char *name, *value;
};

/* The shape with its {names} replaced; what is too long is cut. */
static size_t fill_shape(const char *shape, const struct piece *pieces,
    char to[SMPP_TEXT_MAX + 1])
{
	size_t len = 0, name;
	const char *value;

	for (; *shape != '\0' && len < SMPP_TEXT_MAX; shape++) {
		value = NULL;
		name = *shape == '{' ? strcspn(shape + 1, "}") : 0;
		for (const struct piece *p = pieces; p->name != NULL; p++)
			if (name != 0 && strlen(p->name) == name &&
			    strncmp(p->name, shape + 1, name) == 0)
				value = p->value;
		if (value == NULL) {
			to[len++] = *shape;
			continue;
		}
		while (*value != '\0' && len < SMPP_TEXT_MAX)
			to[len++] = *value++;
		shape += name + 1;
	}
	to[len] = '\0';
	return len;
}

static size_t write_text(const struct report_subject *s,
    const struct rule_receipt *r, usec now, struct report_room *room)
{
	bool delivered = rule_state_of(r->stat) == STATE_DELIVERED;
	char submit[16], done[16];
	const struct piece pieces[] = {
		{ "id", room->id },
		{ "sub", "001" },
		{ "dlvrd", delivered ? "001" : "000" },
		{ "submit", submit },
		{ "done", done },
		{ "stat", r->stat },
		{ "err", r->err },
		{ "text", s->piece },
		{ NULL, NULL },
	};

	write_date(s->taken, submit);
	write_date(now, done);
	return fill_shape(r->shape[0] != '\0' ? r->shape : STANDARD_SHAPE,
	    pieces, room->text);
}

/* There is room for 64, and these are the first. */
static void add_tlv(struct smpp_pdu *pdu, uint16_t tag, const void *value,
    size_t len)
{
	int rc = smpp_pdu_add(pdu, tag, value, (uint16_t)len);

	assert(rc == 0);
	(void)rc;
}

static void add_tlvs(const struct rule_receipt *r, struct report_room *room,
    struct smpp_pdu *pdu)
{
	room->state[0] = rule_state_of(r->stat);
	if (r->via & RULE_VIA_TLV) {
		add_tlv(pdu, SMPP_TLV_RECEIPTED_MESSAGE_ID, room->id,
		    strlen(room->id) + 1);
		if (room->state[0] != 0)
			add_tlv(pdu, SMPP_TLV_MESSAGE_STATE, room->state, 1);
	}
	if (r->network >= 0) {
		room->network[0] = (uint8_t)(r->network >> 16);
		room->network[1] = (uint8_t)(r->network >> 8);
		room->network[2] = (uint8_t)r->network;
		add_tlv(pdu, SMPP_TLV_NETWORK_ERROR_CODE, room->network, 3);
	}
}

void report_build(const struct report_subject *s, const struct rule_receipt *r,
    usec now, struct report_room *room, struct smpp_pdu *pdu)
{
	struct smpp_message *m = &pdu->body.message;
	size_t len;

	smpp_pdu_init(pdu, SMPP_DELIVER_SM, 0);
	m->source = s->to;
	m->destination = s->from;
	m->esm_class = r->intermediate ? INTERMEDIATE : RECEIPT_FLAG;
	if (r->esm_class >= 0)
		m->esm_class = (uint8_t)r->esm_class;
	ids_form(r->form, r->with_id[0] != '\0' ? r->with_id : s->id, room->id);
	len = write_text(s, r, now, room);
	if (r->via & RULE_VIA_TEXT) {
		m->short_message = (const uint8_t *)room->text;
		m->sm_length = (uint8_t)len;
	} else if (r->via & RULE_VIA_PAYLOAD) {
		add_tlv(pdu, SMPP_TLV_MESSAGE_PAYLOAD, room->text, len);
	}
	add_tlvs(r, room, pdu);
}

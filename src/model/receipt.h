/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt - is this deliver_sm a delivery receipt, and what does it say?
 *
 * Rules: receipts.md 1 and statuses.md 4.6; what one smsc does otherwise is in
 * model/receipt_rules.h. Nothing is invented: what the PDU does not say stays
 * empty. Every field is bounded; a longer one is cut, but
 * an id too long for SMPP (64 octets) is no id.
 *
 * Owns:     nothing.
 * Borrows:  the octets, during the call; the result holds copies.
 */
#ifndef MODEL_RECEIPT_H
#define MODEL_RECEIPT_H

#include "base/base.h"

#define RECEIPT_ID   65 /* receipted_message_id: SMPP 3.4, 5.3.2.12 */
#define RECEIPT_WORD 33 /* stat and err; both are shorter in practice */
#define RECEIPT_DATE 33
#define RECEIPT_ISO  20 /* "2016-01-02T03:04:05" */
#define RECEIPT_TEXT 256
#define RECEIPT_NAME 65 /* of a network; a longer one is none */

/* What a receipt says of a message; finer than the states of a message. */
enum receipt_state {
	RECEIPT_UNKNOWN,
	RECEIPT_ENROUTE, /* SCHEDULED and the BUFFERED kinds too */
	RECEIPT_ACCEPTED,
	RECEIPT_DELIVERED,
	RECEIPT_UNDELIVERED,
	RECEIPT_EXPIRED,
	RECEIPT_DELETED,
	RECEIPT_REJECTED,
	RECEIPT_SKIPPED,
	RECEIPT_STATE_COUNT
};

/* Octets of a PDU; data NULL: not there. */
struct receipt_octets {
	const void *data;
	size_t len;
};

/* What to look at. `text` is short_message, or message_payload (0x0424) when
 * short_message is empty. */
struct receipt_source {
	uint8_t esm_class, data_coding;
	struct receipt_octets text;
	struct receipt_octets id_tlv;      /* 0x001E receipted_message_id */
	struct receipt_octets state_tlv;   /* 0x0427 message_state */
	struct receipt_octets network_tlv; /* 0x0423 network_error_code */
	struct receipt_octets carrier_tlv; /* the smsc's own, of a network */
};

struct receipt {
	bool is_receipt;
	bool flagged;      /* esm_class says so; else it is only likely */
	bool intermediate; /* esm_class 0x20 without 0x04 */
	bool final;
	bool unlisted; /* a stat that is no word we know */
	bool id_from_tlv;
	bool has_text; /* the key was there; it may be empty */
	bool loose;    /* id or stat not as SMPP spells them */
	bool has_network, network_is_ascii; /* the TLV; three digits in it */
	enum receipt_state state;
	int message_state;        /* of the TLV, -1 without one */
	int network_type;         /* of the TLV, -1 without one or in ASCII */
	unsigned network_code;    /* of the TLV */
	char id[RECEIPT_ID];      /* the one to match by; "" for none */
	char id_text[RECEIPT_ID]; /* the one in the text */
	char stat[RECEIPT_WORD];  /* upper-cased */
	char stat_raw[RECEIPT_WORD];
	char err[RECEIPT_WORD];
	char sub[RECEIPT_WORD], dlvrd[RECEIPT_WORD];
	char submit_date[RECEIPT_DATE], done_date[RECEIPT_DATE];
	char text[RECEIPT_TEXT]; /* valid UTF-8 */
	/* The network that the message went to: MCC and MNC, a name; "" if it
	 * is not told (model/receipt_network.h). */
	char mccmnc[RECEIPT_WORD], network[RECEIPT_NAME];
	char mcc[RECEIPT_WORD], mnc[RECEIPT_WORD]; /* as they came */
};

struct receipt_rules;

/* Read one by the rules of its smsc; NULL rules change nothing. No errors:
 * r->is_receipt says whether it is one at all, and if it is not, nothing else
 * is set. */
void receipt_read_by(const struct receipt_rules *rules,
    const struct receipt_source *s, struct receipt *r);

/* "delivered", "undelivered", ...; never NULL. */
const char *receipt_state_name(enum receipt_state s);

/* The stat that SMPP spells for a state; never NULL. */
const char *receipt_state_stat(enum receipt_state s);

/* The state of an upper-case stat in any spelling of model/stat.def.
 * RC_NOT_FOUND: it is in no list. */
MUST_CHECK int receipt_state_parse(const char *stat, enum receipt_state *s);

/* A date of ten, twelve or fourteen digits, or written with marks between
 * them, as ISO 8601 without a zone, into RECEIPT_ISO bytes; "" for what is no
 * date. */
void receipt_date_format(const char *date, char *iso);

#endif

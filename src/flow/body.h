/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body - what a message says, as the bytes that the ledger keeps for it.
 *
 * Fields with a number and a length, so that later versions can add some and
 * older ones pass over them. Texts are not ended by a NUL.
 *
 * Owns:    nothing; a decoded body points into the bytes.
 */
#ifndef FLOW_BODY_H
#define FLOW_BODY_H

#include "base/buf.h"

struct body_text {
	const char *s;
	size_t len; /* 0: not given */
};

enum body_field {
	BODY_FROM = 1,
	BODY_TEXT = 2,
	BODY_REF = 3,
	BODY_TAG = 4,
	BODY_CALLBACK = 5,
	BODY_TO = 6,     /* MO: where it was sent to */
	BODY_CODING = 7, /* MO: how it came: flow/mo.h */
	BODY_TLVS = 8,   /* as on the wire: flow/tlv.h */
	BODY_ROUTE = 9,  /* why it goes where it goes, for people */
	BODY_WAY = 10,   /* how the text goes: flow/way.h */
	/* Octets instead of a text, their header first; MO: those of which the
	 * text does not say all. */
	BODY_BINARY = 11,
	BODY_SERVICE = 12, /* sid of the messaging service */
	/* The callback's enum hook_form; of Kannel's: its mask, and how the
	 * numbers were written. */
	BODY_HOOK = 13,
	BODY_REPLY = 14, /* one octet: it answers an inbound text */
	BODY_EXTRA = 15, /* fields of submit_sm: struct body_extra */
	/* Of a reply: whom to ask what comes next, 'G' or 'P' for GET or POST
	 * and the URL. */
	BODY_ACTION = 16,
	BODY_FIELDS
};

/* In which form a message's callback is told; none: Twilio's. */
enum hook_form { HOOK_TWILIO, HOOK_NATIVE, HOOK_KANNEL };

#define BODY_WAY_BYTES 10

struct body {
	struct body_text field[BODY_FIELDS];
};

#define EXTRA_SERVICE_MAX 5 /* octets of service_type without its NUL */
#define BODY_EXTRA_BYTES  (2 + EXTRA_SERVICE_MAX)

/* What a message asks for instead of its smsc's (SMPP 3.4, 5.2.11, 5.2.12,
 * 5.2.14), and of us. */
struct body_extra {
	bool has_priority, reply_path;
	bool queue_only;  /* its validity counts here, not at the carrier */
	bool tell_queued; /* as Twilio's callbacks do (http-api.md 4) */
	uint8_t priority;
	struct body_text service_type; /* len 0: the smsc's */
};

/* Add the body's bytes to `out`. */
void body_encode(const struct body *b, struct buf *out);

/* Take the text out, in place; the rest stays. For ledger_options.blank. */
void body_blank(void *body, size_t len);

/* RC_CORRUPT: not a body. */
MUST_CHECK int body_decode(struct body *b, const void *data, size_t len);

/* Returns how many octets; 0: it asks for nothing. A longer service_type is
 * cut. */
size_t body_extra_write(const struct body_extra *x,
    uint8_t bytes[BODY_EXTRA_BYTES]);
void body_extra_read(const struct body *b, struct body_extra *x);

#endif

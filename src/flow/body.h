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
	BODY_CODING = 7, /* MO: data_coding and esm_class, raw octets in TEXT */
	BODY_TLVS = 8,   /* as on the wire: flow/tlv.h */
	BODY_ROUTE = 9,  /* why it goes where it goes, for people */
	BODY_WAY = 10,   /* how the text goes: flow/way.h */
	BODY_BINARY = 11, /* octets instead of a text, their header first */
	BODY_FIELDS
};

#define BODY_WAY_BYTES 10

struct body {
	struct body_text field[BODY_FIELDS];
};

/* Add the body's bytes to `out`. */
void body_encode(const struct body *b, struct buf *out);

/* RC_CORRUPT: not a body. */
MUST_CHECK int body_decode(struct body *b, const void *data, size_t len);

#endif

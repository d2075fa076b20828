/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kannel_read - what a request to Kannel's sendsms says; inside kannel.
 *
 * Owns:    what it decodes: init, any number of reads, fini.
 * Borrows: the request and the form, while what was read is used.
 */
#ifndef API_KANNEL_READ_H
#define API_KANNEL_READ_H

#include "api/inside.h"

struct followed;
struct submission;

/* What Kannel answers. */
enum kannel_answer {
#define ANSWER(id, http, text) KANNEL_##id,
#include "api/kannel_answer.def"
#undef ANSWER
	KANNEL_ANSWERS
};

enum kannel_field {
#define TEXT(id, name, old, header)                       KANNEL_FIELD_##id,
#define NUMBER(id, name, old, header, least, most, wrong) KANNEL_FIELD_##id,
#include "api/kannel_field.def"
#undef TEXT
#undef NUMBER
	KANNEL_FIELDS
};

struct kannel_request {
	bool is_post;
	struct body_text text[KANNEL_FIELDS]; /* s NULL: not there */
	int number[KANNEL_FIELDS];            /* -1: not there */
	char hook[3];
	struct buf utf8, binary, udh, tlvs;
};

void kannel_request_fini(struct kannel_request *k);

/* Find the fields, in the query or in the headers. KANNEL_ACCEPTED: found. */
MUST_CHECK enum kannel_answer kannel_find(struct kannel_request *k,
    const struct http_request *r, struct form *form);

/* What holds for all receivers. KANNEL_ACCEPTED: it can be handed in. */
MUST_CHECK enum kannel_answer kannel_read(struct kannel_request *k,
    struct submission *s);

/* Whose request it is: sets the call's account and role, and the sender of a
 * message that names none, or "". RC_DENIED: it was refused. */
MUST_CHECK int kannel_admit(struct api *a, struct call *c,
    const struct kannel_request *k, const char **sender);

/* The user of an account (the ledger's number), or "". Of several the first: a
 * message does not say which. */
const char *kannel_user_of(const struct api *a, uint16_t account);

/* How a number was written, for the escapes of a dlr-url. */
enum kannel_style { KANNEL_BARE, KANNEL_PLUS, KANNEL_ZEROS };

enum kannel_style kannel_style(const struct body_text *number);

/* The octets of BODY_HOOK. */
enum { KANNEL_HOOK_FORM, KANNEL_HOOK_MASK, KANNEL_HOOK_STYLES };

#define KANNEL_STYLE_FROM_SHIFT 2
#define KANNEL_STYLE_MASK       0x3

/* Kannel's events of a message, as bits of a mask. */
enum kannel_dlr {
	DLR_DELIVERED = 1,
	DLR_FAILED = 2,
	DLR_BUFFERED = 4,
	DLR_ACCEPTED = 8,
	DLR_REJECTED = 16,
	DLR_INTERMEDIATE = 32
};

/* What the SMSC said in such an event, %A, behind what is in `to`. */
void kannel_said(const struct followed *e, unsigned dlr, struct buf *to);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reply - what is sent to somebody because of a text of theirs: confirmations
 * of STOP, START and HELP, and what the answer to a webhook asked for.
 *
 * One confirmation, and only if the word changed something: a second STOP gets
 * none (scenarios.md, P90). Confirmations are exempt: they may go to one who
 * has opted out. What a webhook asked for is not.
 *
 * Owns:    nothing.
 * Borrows: all; a submission points into what it was made of.
 */
#ifndef FLOW_REPLY_H
#define FLOW_REPLY_H

#include "flow/intake.h"

struct flow;
struct twiml_message;

/* HELP may be asked for by a machine that our answer makes ask again; within
 * this time one number gets one answer of one of ours. */
#define REPLY_HELP_EVERY (60 * SECOND)

/* NULL: the text that reply_default() gives; "": none is sent. */
struct reply_texts {
	const char *stop, *start, *help;
};

/* An inbound text, as the ledger's event .received told of it. */
struct reply_to {
	size_t account;   /* index in the configuration */
	uint8_t keyword;  /* enum keyword, or the ledger's of that number */
	bool changed;     /* the opt-out was set or cleared by it */
	const void *body; /* flow/mo.h */
	size_t body_len;
};

/* The text of an enum keyword when nothing else is configured; "" of none. */
const char *reply_default(uint8_t keyword);

/* The confirmation that is due. RC_NOT_FOUND: none is. */
MUST_CHECK int reply_confirm(const struct reply_texts *texts,
    const struct reply_to *inbound, struct submission *out);

/* What the answer to a webhook asks for, back to the sender and from the number
 * addressed if it does not say otherwise. RC_NOT_FOUND: the inbound text had no
 * sender that can be answered. */
MUST_CHECK int reply_message(const struct twiml_message *m,
    const struct reply_to *inbound, struct submission *out);

/* Submit it. RC_BUSY: it cannot be taken now, but later. What will never be
 * taken is dropped and logged, and so is what flow/brake.h holds. */
int reply_send(struct flow *f, const struct submission *s);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twiml - what the answer to an inbound webhook asks for (http-api.md 5.4).
 *
 * TwiML: <Response> with <Message>, the older <Sms>, <Redirect>, comments,
 * CDATA, entities of XML itself. A document that declares anything is refused,
 * so nothing expands and nothing is fetched. Verbs and attributes that are not
 * known are passed over and noted.
 * Plain text: the text is the reply. JSON: {"reply": "text"} or {"messages":
 * [{"to": .., "from": .., "text": ..}]}.
 *
 * Owns:    a struct twiml owns the strings it points to, until twiml_fini().
 * Borrows: the body, during the call.
 */
#ifndef FLOW_TWIML_H
#define FLOW_TWIML_H

#include "base/buf.h"

#define TWIML_BYTES_MAX    65536 /* of a body */
#define TWIML_MESSAGES_MAX 10    /* of one document */

/* Strings end with a NUL. */
struct twiml_message {
	const char *text;     /* never "", blanks around it are gone */
	const char *to;       /* "": to the sender of the inbound text */
	const char *from;     /* "": from the number it was sent to */
	const char *callback; /* of statusCallback; "": none */
	const char *action;   /* "": none; GET or POST by action_is_get */
	bool action_is_get;
};

struct twiml {
	size_t n;
	struct twiml_message message[TWIML_MESSAGES_MAX];
	const char *redirect; /* ask there next, after these; "": nowhere */
	bool redirect_is_get;
	int code; /* of Twilio: an error, or 0 */
	/* The first warning, though all else counts, or 0: 12200 a verb is not
	 * known, 14103 a message says nothing. */
	int note;
	char why[160]; /* of either; for people */
	struct buf strings;
};

/* *t is set in any case; it is for twiml_fini(). `type` is the Content-Type or
 * NULL; an empty body asks for nothing and is right with any. RC_BAD: t->code
 * and t->why say what is wrong with it, and nothing is asked for: 11750 too
 * large, 12100 no XML or JSON of this kind, 12102 its root is no <Response>,
 * 12300 of a type that is none of these, 14109 more than ten messages. */
MUST_CHECK int twiml_parse(struct twiml *t, const char *type, const void *body,
    size_t len);
void twiml_fini(struct twiml *t);

#endif

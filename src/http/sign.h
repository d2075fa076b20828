/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sign - by which a receiver of our calls knows that they are from us.
 *
 *	Twilio             X-Twilio-Signature, http-api.md 5.2
 *	Standard Webhooks  webhook-signature, reliability.md 7.4
 */
#ifndef HTTP_SIGN_H
#define HTTP_SIGN_H

#include "http/form.h"
#include "http/url.h"

#define SIGN_TWILIO_BYTES 29 /* base64 of 20 bytes, and a NUL */

struct sign_twilio {
	const char *token; /* of the account, also for its API keys */
	const struct url *url;
	const struct form_pair *field; /* of the body, decoded, any order */
	size_t fields; /* at most FORM_PAIRS_MAX; 0 for a GET and for JSON */
};

/* Into SIGN_TWILIO_BYTES. Returns `text`. */
char *sign_twilio(const struct sign_twilio *s, char *text);

#define SIGN_KEY_MIN 24
#define SIGN_KEY_MAX 64

/* A secret of Standard Webhooks. */
struct sign_key {
	uint8_t bytes[SIGN_KEY_MAX];
	size_t len; /* SIGN_KEY_MIN or more */
};

#define SIGN_KEY_TEXT_BYTES 96 /* "whsec_", base64 and a NUL */

/* With or without the prefix. RC_BAD. */
MUST_CHECK int sign_key_parse(const char *text, struct sign_key *k);

struct sign_webhook {
	const char *id; /* the same on every attempt */
	usec at;        /* of this attempt, wall clock */
	const void *body;
	size_t len;
	const struct sign_key *key; /* several while a secret is changed */
	size_t keys;
};

/* webhook-signature's value: "v1,<base64>" for each key, spaces between.
 * webhook-timestamp's value is at / SECOND. */
void sign_webhook(const struct sign_webhook *s, struct buf *to);

#endif

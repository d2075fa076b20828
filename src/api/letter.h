/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * letter - what webhooks say: the writer of flow/webhook.h.
 *
 *	CALLBACK  the status callback of a message, as a Twilio form or as JSON
 *	KANNEL    its dlr-url, a GET (api/kannel.h)
 *	ACCOUNT   all that happens to an account's messages, as JSON
 *	INBOUND   a text from a handset, to the URL of its number or service;
 *	          the answer may ask for replies
 *	ACTION    that such a reply is on its way; the answer as before
 *
 * JSON letters are signed by Standard Webhooks with the account's
 * webhook_secret, forms with its token as Twilio does.
 */
#ifndef API_LETTER_H
#define API_LETTER_H

struct api;
struct letter_writer;

enum letter_kind {
	LETTER_CALLBACK = 1,
	LETTER_KANNEL,
	LETTER_JSON, /* a message's own callback, as JSON */
	LETTER_ACCOUNT,
	LETTER_INBOUND,
	LETTER_ACTION,
};

/* Its argument is the struct api. */
extern const struct letter_writer api_letters;

#endif

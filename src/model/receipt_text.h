/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_text - the keys of a receipt's text (SMPP 3.4, appendix B), and its
 * dates. For the other receipt files of model.
 */
#ifndef MODEL_RECEIPT_TEXT_H
#define MODEL_RECEIPT_TEXT_H

#include "model/receipt.h"

enum receipt_key {
	RECEIPT_KEY_ID,
	RECEIPT_KEY_SUB,
	RECEIPT_KEY_DLVRD,
	RECEIPT_KEY_SUBMIT_DATE,
	RECEIPT_KEY_DONE_DATE,
	RECEIPT_KEY_STAT,
	RECEIPT_KEY_ERR,
	RECEIPT_KEY_TEXT,
	RECEIPT_KEY_MCCMNC,
	RECEIPT_KEY_MCC,
	RECEIPT_KEY_MNC,
	RECEIPT_KEY_NETWORK,
	RECEIPT_KEY_COUNT
};

/* Fill the text fields of `r` from valid UTF-8; keys in any case and order. */
void receipt_text_read(const char *utf8, size_t len, struct receipt *r);

/* Fill one field with what lies from `at` to `end`, as long as it fits; an id
 * or a network that does not fit is none. */
void receipt_text_put(struct receipt *r, enum receipt_key key, const char *at,
    const char *end);

/* "id", "submit_date", ...: names for configuration. RC_NOT_FOUND: none. */
MUST_CHECK int receipt_key_parse(const char *name, enum receipt_key *key);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_octets - the text of a receipt as UTF-8, whatever it was sent in.
 * Only model/receipt.c needs it, and who keeps the text: flow/words.c.
 */
#ifndef MODEL_RECEIPT_OCTETS_H
#define MODEL_RECEIPT_OCTETS_H

#include "model/receipt.h"

/* A receipt is some 150 octets; what lies behind the first 1,000 of a large
 * message_payload is nobody's receipt. */
#define RECEIPT_OCTETS_MAX 1000
#define RECEIPT_UTF8_ROOM  (3 * RECEIPT_OCTETS_MAX * 8 / 7 + 8)

/* The text in `utf8` of RECEIPT_UTF8_ROOM bytes, without a NUL behind; *len is
 * its length. Guess 0 is how it looks, guess 1 that seven bits are packed.
 * RC_NOT_FOUND: there is no such guess, or no text. */
MUST_CHECK int receipt_octets_read(const struct receipt_source *s,
    unsigned guess, char *utf8, size_t *len);

#endif

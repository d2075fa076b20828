/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words - what a carrier said of a message, as the timeline keeps it: the
 * receipt's text as UTF-8 and, behind it in brackets, its TLVs:
 *
 *	id:77 stat:UNDELIV err:027 [message_state=05 network_error_code=03001B]
 *
 * "carrier" is the smsc's own TLV that names a network. A text that would read
 * as if it had such brackets gets empty ones of ours behind it.
 *
 * Owns:     nothing.
 * Borrows:  the PDU or the bytes, during the call.
 */
#ifndef FLOW_WORDS_H
#define FLOW_WORDS_H

#include "base/buf.h"
#include "model/receipt.h"

struct receipt_rules;

#define WORDS_MAX 1024 /* bytes; a longer text is cut */

/* Write the words of a receipt into `to`, whatever it held. */
void words_write(const struct receipt_source *s, struct buf *to);

/* The receipt that such words are of, by the rules of its smsc or NULL. */
void words_read(const struct receipt_rules *rules,
    const struct receipt_octets *words, struct receipt *r);

/* How much of the words is text, without the TLVs behind it. */
size_t words_text(const char *words, size_t len);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vocab - messages by the words that customers have for where they are: our
 * own and those of other products (statuses.md 7; api/vocab.def).
 */
#ifndef API_VOCAB_H
#define API_VOCAB_H

#include "flow/body.h"
#include "ledger/views.h"

struct json_out;

#define VOCAB_WORDS_MAX 16 /* asked for at once */

/* What was asked for. Zeroed: any message. */
struct vocab {
	size_t n;
	uint8_t
	    row[VOCAB_WORDS_MAX]; /* of the table, or VOCAB_NATIVE + state */
	uint32_t states;          /* that a message must have one of */
};

/* Is it "native" (which NULL is too) or one of the table's? */
bool vocab_is_known(const char *vocabulary);

/* Add words of the vocabulary, commas between them. RC_NOT_FOUND: no such word;
 * RC_FULL: too many. */
MUST_CHECK int vocab_add(struct vocab *v, const char *vocabulary,
    const char *list);

/* Does one of the words fit? All do if none was asked for. */
bool vocab_fits(const struct vocab *v, const struct message_view *m);

/* The first that fits, of each vocabulary; null: it has no word for it.
 * {"flow4", "flow7", "simple", "crm", "bulk", "twilio"} */
void vocab_words_json(struct json_out *o, const char *key,
    const struct message_view *m);

/* [{"word", "text"}] of a vocabulary (api/word_help.def). */
void vocab_help(struct json_out *o, const char *key, const char *vocabulary);

#endif

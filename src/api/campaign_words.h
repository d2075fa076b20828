/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_words - where a campaign is, in the words that customers have for it
 * (statuses.md 7.2; api/campaign_words.def).
 *
 * Owns: nothing.
 */
#ifndef API_CAMPAIGN_WORDS_H
#define API_CAMPAIGN_WORDS_H

#include "flow/body.h"

struct campaign_view;
struct json_out;

/* What was asked for. Zeroed: any campaign. */
struct campaign_words {
	uint32_t statuses; /* that a campaign must have one of */
	uint32_t rows;     /* of the table; 0: the status is enough */
};

/* Is it "native" (which NULL is too) or one of the table's? */
bool campaign_words_are_known(const char *vocabulary);

/* Add words of the vocabulary, commas between them. RC_NOT_FOUND: no such word.
 */
MUST_CHECK int campaign_words_add(struct campaign_words *w,
    const char *vocabulary, const char *list);

bool campaign_words_fit(const struct campaign_words *w,
    const struct campaign_view *v);

/* NULL: the vocabulary has no word for it. */
const char *campaign_word(const char *vocabulary,
    const struct campaign_view *v);

/* {"flow4", "flow7", "bulk"} */
void campaign_words_json(struct json_out *o, const char *key,
    const struct campaign_view *v);

/* [{"word", "text"}] of a vocabulary. */
void campaign_words_help(struct json_out *o, const char *key,
    const char *vocabulary);

#endif

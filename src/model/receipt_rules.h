/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_rules - what one smsc does otherwise with its receipts: a pattern
 * that finds the fields, a meaning for its words, what ACCEPTD counts as, and
 * whether a receipt may come without the bits of esm_class.
 *
 * The pattern is a POSIX extended regular expression, without regard to case,
 * over the text as UTF-8. A pattern that does not fit leaves the text to the
 * general reader; fields that it does not name come from there, too.
 *
 * Owns:   the compiled pattern and a copy of the words.
 * Time:   a pattern is bounded in length and in what it costs to compile, and
 *         has no back references; texts are bounded by model/receipt.h.
 */
#ifndef MODEL_RECEIPT_RULES_H
#define MODEL_RECEIPT_RULES_H

#include "model/receipt.h"

#define RULES_PATTERN_MAX 500
#define RULES_GROUPS_MAX  20
#define RULES_COST_MAX    5000 /* atoms, with all that repetitions copy */
#define RULES_STATES_MAX  64

/* As the configuration has it; NULL and 0 for what it does not have. */
struct receipt_rules_text {
	const char *pattern;       /* "^([0-9]+) is (.*)$" */
	const char *const *groups; /* "id=1", "stat=2", by receipt_key names */
	size_t groups_len;
	const char *const *states; /* "0=DELIVRD", "lost=UNDELIV" */
	size_t states_len;
	bool acceptd_delivered; /* ACCEPTD is the best one gets */
	bool no_unflagged;      /* esm_class 0 is never a receipt */
};

struct receipt_rules_fault {
	const char *key; /* "pattern", "groups" or "states" */
	size_t at;       /* which of the list, from 0 */
	char text[160];  /* what is wrong, for people */
};

/* RC_BAD: *fault says what is wrong. Without any rule *rules is a set that
 * changes nothing. */
MUST_CHECK int receipt_rules_new(const struct receipt_rules_text *text,
    struct receipt_rules **rules, struct receipt_rules_fault *fault);
void receipt_rules_free(struct receipt_rules *rules);

/* ---- for model/receipt.c ----------------------------------------------- */

/* Fill what the pattern finds in valid UTF-8. NULL rules find nothing. */
void receipt_rules_find(const struct receipt_rules *rules, const char *utf8,
    size_t len, struct receipt *r);

/* The state of a word as the rules have it; words compare without case, then
 * as numbers. RC_NOT_FOUND: they do not say. */
MUST_CHECK int receipt_rules_state(const struct receipt_rules *rules,
    const char *word, enum receipt_state *state);

bool receipt_rules_accept(const struct receipt_rules *rules);
bool receipt_rules_flagged_only(const struct receipt_rules *rules);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notices - what in a draft is allowed and yet hardly meant: numbers that are
 * none, whose messages will fail, and braces that begin no field of a text.
 *
 * Owns, borrows: nothing.
 */
#ifndef CAMPAIGN_NOTICES_H
#define CAMPAIGN_NOTICES_H

#include "campaign/definition.h"

#define NOTICES_NUMBERS 3 /* that are told */

struct site;

/* A text with a "{{" that is sent as it stands. */
struct notice_text {
	uint8_t step, variant;
	size_t character; /* the first is 1 */
};

struct notices {
	char number[NOTICES_NUMBERS][DEFINITION_TYPED + 1]; /* as typed */
	size_t numbers; /* that are none, all of them */
	struct notice_text text[DEFINITION_VARIANTS + DEFINITION_STEPS];
	size_t texts;
};

void notices_take(struct notices *n, const struct definition *d,
    const struct site *s);

#endif

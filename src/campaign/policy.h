/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policy - what no text may say in which country: the rows of policy.def.
 *
 * Words are found whole and without regard of case, as the eye reads them
 * (campaign/fold.h).
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef CAMPAIGN_POLICY_H
#define CAMPAIGN_POLICY_H

#include "flow/body.h"

struct policy {
	const char *rule;    /* "us_gambling" */
	const char *country; /* "US" */
	const char *text;    /* for people */
};

/* The rules that the text breaks, in any country: a bit for each row. */
unsigned policy_find(const struct body_text *text);

/* Of those, the ones that count for this number. */
unsigned policy_for(unsigned rules, uint64_t number);

/* Those that a text breaks, sent to this number. */
unsigned policy_broken(const struct body_text *text, uint64_t number);

/* The row of a bit (0, 1 ...), or NULL behind the last. */
const struct policy *policy_row(unsigned bit);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * suggestion - numbers that fail again and again, and are better opted out.
 *
 * Counted are messages of campaigns and to contacts, in the order in which they
 * came: 30003 and 30005 together, three in a row are a `may`; the first 30006
 * is a `should`. What is delivered ends what failed before it, and withdraws
 * what was suggested (statuses.md 4.4, R9). Other failures neither count nor
 * end anything.
 *
 * Threads: the loop's.
 */
#ifndef LEDGER_SUGGESTION_H
#define LEDGER_SUGGESTION_H

#include "base/base.h"

#define SUGGESTIONS_LIMIT 1000 /* of one page */
#define STREAK_MAY        3    /* failures in a row */

struct ledger;

struct suggestion {
	uint16_t account;
	uint64_t number;
	uint64_t contact; /* who has the number now; 0: none */
	bool should;      /* else may */
	uint8_t count;    /* failures in a row; no more than 8 are counted */
	uint16_t reason;  /* of the newest */
	uint64_t message; /* its key */
	usec since;       /* when it was suggested */
};

struct suggestion_query {
	uint16_t account;
	uint64_t number; /* of this one alone; 0: of all */
	uint64_t after;  /* what the page before said is next; 0 */
	size_t limit;    /* 1 .. SUGGESTIONS_LIMIT */
};

struct suggestion_page {
	int rc; /* as struct thing_page; RC_NOT_FOUND: of that number, none */
	size_t n;
	const struct suggestion *suggestion;
	uint64_t next; /* `after` of the next page; 0: that was all */
};

/* .suggestions; a page may be short, or empty, and not the last. */
void ledger_suggestions(struct ledger *l, uint64_t token,
    const struct suggestion_query *q);

/* Accept: the number is opted out of all (scope 0), source OPTOUT_SUGGESTION.
 * Dismiss: it is not suggested again until STREAK_MAY more failed.
 * .suggested(token, rc): RC_NOT_FOUND: nothing is suggested; RC_NO_SPACE. */
void ledger_accept_suggestion(struct ledger *l, uint64_t token,
    uint16_t account, uint64_t number);
void ledger_dismiss_suggestion(struct ledger *l, uint64_t token,
    uint16_t account, uint64_t number);

#endif

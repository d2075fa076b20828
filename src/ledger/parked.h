/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parked - receipts that fit no message yet, for people: who sent them, what
 * they say, and how long they wait on.
 */
#ifndef LEDGER_PARKED_H
#define LEDGER_PARKED_H

#include "ledger/views.h"

#define PARKED_LIMIT 1000 /* of one page */

struct parked_view {
	usec arrived, expires;
	uint64_t from; /* its source address; 0: unreadable */
	uint16_t smsc, reason;
	uint8_t verdict;             /* enum receipt_verdict */
	char smsc_id[SMSC_ID_BYTES]; /* "": it has none */
	const char *words;           /* as in event_view.raw */
	size_t words_len;
};

/* The newest first. */
struct parked_page {
	int rc; /* as in message_page */
	size_t n;
	const struct parked_view *receipt;
	bool more; /* there are older ones */
};

struct ledger;

/* The newest receipts that fit no message, by .parked; `limit` up to
 * PARKED_LIMIT. */
void ledger_parked(struct ledger *l, uint64_t token, size_t limit);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history - messages that another system sent, long ago perhaps: to be seen in
 * lists, and nothing more. They are never on the wire, nobody is asked about
 * them, no webhook hears of them; they have FLAG_IMPORTED. Whether one is from
 * before the time from which on states are known (STATUS_UNTRACKED) is for the
 * caller to say.
 *
 * Owns:    nothing; the body is copied.
 * Threads: the loop's.
 */
#ifndef LEDGER_HISTORY_H
#define LEDGER_HISTORY_H

#include "ledger/types.h"

struct ledger;

struct history_fact {
	uint64_t token;
	uint16_t account;
	uint8_t state; /* delivered, failed, delivery_unknown, canceled or
			* untracked */
	uint8_t detail;
	uint16_t reason; /* of failed */
	uint8_t parts;   /* 1 .. LEDGER_PARTS_MAX */
	uint8_t class;   /* enum message_class */
	uint64_t to, sender;
	usec sent_at; /* not after now; it is `accepted`, and `forwarded` of
		       * what was not canceled */
	const void *body;
	size_t body_len; /* up to LEDGER_BODY_MAX */
};

/* .accepted or .refused (RC_NO_SPACE; RC_BAD: sent_at is to come), as of
 * ledger_accept(). RC_BUSY, too. */
MUST_CHECK int ledger_import(struct ledger *l, const struct history_fact *h);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * due - what waits for an instant: retries of a line, ends of validity.
 *
 * A row per waiting message, ordered by line and instant; rare, so a row is
 * put and deleted. Lines are those of ledger/queue.h; DUE_EXPIRY is the line
 * of those that expire, DUE_UNKNOWN of the rerouted ones that wait for a
 * receipt, DUE_HELD of those that are held until an instant (such a row says
 * whose they are, but for those of older versions); DUE_BODY and DUE_RECORD of
 * those that are forgotten later than others of their age, or by themselves
 * (ledger/discard.h). Line DUE_RELEASES + id is of the held messages of that
 * campaign; in DUE_CAMPAIGN the keys are those of campaigns.
 *
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_DUE_H
#define LEDGER_DUE_H

#include "store/store.h"

#define DUE_RELEASES 0xfe000000u /* lines of messages are below */
#define DUE_UNKNOWN  0xfffffe00u
#define DUE_HELD     0xfffffe80u
#define DUE_BODY     0xfffffe81u
#define DUE_RECORD   0xfffffe82u
#define DUE_CAMPAIGN 0xfffffe83u
#define DUE_EXPIRY   0xffffff00u

struct due {
	uint32_t line;
	usec at;
	uint64_t key;
	uint16_t account; /* whose message; 0: it is not said */
};

void due_put(struct store_txn *t, const struct due *d);
void due_del(struct store_txn *t, const struct due *d);

/* What a row says. RC_CORRUPT. */
MUST_CHECK int due_read(const struct store_row *row, struct due *d);

/* The first of a line. RC_NOT_FOUND: none waits. And its instant; 0: none. */
MUST_CHECK int due_first(struct store_txn *t, uint32_t line, struct due *d);
usec due_first_at(struct store_txn *t, uint32_t line);

/* The first at or behind this one, of any line. RC_NOT_FOUND: none. */
MUST_CHECK int due_next(struct store_txn *t, const struct due *from,
    struct due *d);

/* The row of it, to walk on from. */
MUST_CHECK int due_seek(struct store_txn *t, const struct due *from,
    struct store_row *row);

/* The first of the first line at or behind `line`. RC_NOT_FOUND: none. */
MUST_CHECK int due_next_line(struct store_txn *t, uint32_t line, struct due *d);

#endif

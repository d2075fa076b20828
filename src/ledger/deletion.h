/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * deletion - the walk over campaigns that follows the deletion of contacts.
 *
 * Borrows: the book and its transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_DELETION_H
#define LEDGER_DELETION_H

#include "base/base.h"

#define DELETION_TOGETHER 100 /* contacts of one walk */

struct book;

struct who {
	uint16_t account;
	uint64_t id;
};

struct deletion {
	uint64_t first, last; /* of the rows; first > last: there are none */
	/* The walk, of the contacts `first` to `through`. */
	uint64_t through;                  /* 0: it is not under way */
	struct who who[DELETION_TOGETHER]; /* sorted */
	size_t n;
	/* Campaigns below this one; or, step not 0, its follow-ups from this
	 * chunk on. */
	uint32_t campaign;
	uint8_t step;
	uint64_t chunk;
	usec next; /* when the next slice is due */
	int looks; /* that may follow in this one */
};

/* By account and id. */
int deletion_order(const void *a, const void *b);

/* deletion_end.c: what it does to the campaign at hand: to the snapshot, as a
 * whole, so that each contact is counted once; then, if `step` is not 0, to a
 * chunk of follow-ups after the other, until it is 0 again. */
void deletion_end_snapshot(struct book *b);
void deletion_end_follow_ups(struct book *b);

#endif

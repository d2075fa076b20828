/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strand - messages that wait for a set of which no smsc is configured any
 * more: somebody who knows the routes has to say where they go.
 *
 * Each is told of by .stranded of ledger/events.h, a slice a commit, and then
 * that the round is over. Nothing of that is stored.
 *
 * Borrows: the book and its transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_STRAND_H
#define LEDGER_STRAND_H

#include "ledger/book.h"
#include "ledger/waiting.h"

#define STRANDED_AGAIN (300 * SECOND) /* between rounds that find some */

/* A part of what sweep.c keeps, so that a failed commit begins the walk anew as
 * it does that. */
struct strand {
	bool rests;       /* nobody asks for a round */
	usec next;        /* when the next slice or round is due; 0: never */
	bool found, told; /* some in this round; a round's end */
	struct waiting_walk walk;
};

/* sweep.c */
struct strand *book_strand(const struct book *b);

/* Begin a round, or the one under way anew. */
void strand_ask(struct strand *s);

/* The next slice; when to come again (0: never). */
void book_run_strand(struct book *b);
usec book_next_strand(const struct book *b);

/* sets.c: is no smsc of the set configured; and the first one. */
bool book_is_deserted(struct book *b, uint16_t set);
uint16_t book_first(struct book *b, uint16_t set);

#endif

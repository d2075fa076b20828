/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * waiting - a walk over messages that wait, a slice a commit: rows of due, then
 * those of the backlog. Lines that are not wanted are passed by whole.
 *
 * What moves meanwhile may be missed, or met twice: who walks asks each message
 * what it is by now.
 *
 * Owns:    nothing: a zeroed walk is between rounds.
 * Borrows: the book and its transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_WAITING_H
#define LEDGER_WAITING_H

#include "ledger/due.h"

struct book;

struct waiting_walk {
	int at;         /* 0: between rounds */
	struct due due; /* the next row to look at is not before it */
	uint8_t row[STORE_KEY_MAX + 1]; /* nor this one of the backlog */
	size_t row_len;
	uint32_t taken; /* keys of that row that were looked at */
};

struct waiting_rule {
	/* The line itself, if it is wanted; else one behind it, before which
	 * none is; 0: none is any more (of due). */
	uint32_t (*line)(struct book *b, uint32_t line);
	void (*look)(struct book *b, uint64_t key);
};

/* From the beginning. */
void waiting_begin(struct waiting_walk *w);

static inline bool waiting_is_on(const struct waiting_walk *w)
{
	return w->at != 0;
}

/* The next slice of a round that is on, of so many rows and messages. */
void waiting_run(struct book *b, struct waiting_walk *w,
    const struct waiting_rule *rule, int looks);

#endif

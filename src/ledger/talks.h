/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * talks - which account wrote to a handset last under a sender: to whom a text
 * from that handset to that sender is an answer, if no account says that the
 * number is its own.
 *
 * Memory is bounded: of too many pairs the one whose last message is longest
 * ago, of four that share a place, is forgotten. After a start it is known of
 * the messages whose entries are read again (replay.c), which are the newest.
 *
 * Owns:    its table.
 * Threads: the ledger's.
 */
#ifndef LEDGER_TALKS_H
#define LEDGER_TALKS_H

#include "base/hash.h"
#include "ledger/types.h"

struct book;
struct entry;
struct record;
struct talks;

#define TALKS_MAX (1u << 20) /* 8 MiB */

struct talks_pair {
	const struct hash_key *key; /* a secret of the store */
	uint64_t handset;
	uint32_t sender; /* entry_sender(); 0: none, which nobody writes to */
};

struct talks *talks_new(void);
void talks_free(struct talks *t);

/* The account has written. */
void talks_note(struct talks *t, const struct talks_pair *p, uint16_t account);

/* The last one that did; 0: not known. */
uint16_t talks_find(struct talks *t, const struct talks_pair *p);

/* arrivals.c: note what this entry says, which the record has. */
void book_note_talk(struct book *b, const struct record *r,
    const struct entry *e);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meta - what the store keeps beside the records, as of the last commit.
 */
#ifndef LEDGER_META_H
#define LEDGER_META_H

#include "ledger/types.h"
#include "store/store.h"

struct meta {
	uint64_t next_key; /* of the next new message */
	uint64_t replay;   /* place from which on the journal is the truth */
	uint64_t inbound, state[STATUS_COUNT];
	usec at; /* its date; 0: older versions did not say */
};

/* All zero but for next_key 1: a new store. RC_CORRUPT. */
MUST_CHECK int meta_read(struct store_txn *t, struct meta *m);

/* A number by itself. RC_NOT_FOUND; RC_CORRUPT: it cannot be read. */
void meta_put_number(struct store_txn *t, const char *name, uint64_t n);
MUST_CHECK int meta_get_number(struct store_txn *t, const char *name,
    uint64_t *n);

/* The counters and the secrets of a store, against guessed ids and aimed
 * hashes. *replay 0: a new store. */
struct book;

void book_put_meta(struct book *b);
MUST_CHECK int book_get_meta(struct book *b, uint64_t *replay);
MUST_CHECK int book_get_secrets(struct book *b, bool new_store);

#endif

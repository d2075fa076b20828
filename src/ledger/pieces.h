/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pieces - parts of long texts from handsets that are not complete yet, and
 * what is remembered of complete ones to know a double (ledger/mo.h).
 *
 * Rows of STORE_MOPART: (n64 hash of the text, part) -> when it came, the fact
 * and its raw bytes; part 0 is what is remembered: checksums of the parts.
 *
 * Invariant: the memory holds just what has rows in the transaction at hand;
 * if that fails, all is loaded anew. A text is waiting or done.
 *
 * Owns:    its lists; MO_TEXTS_MAX of both kinds, and one.
 * Borrows: the transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_PIECES_H
#define LEDGER_PIECES_H

#include "base/buf.h"
#include "ledger/mo.h"
#include "store/store.h"

struct pieces;

/* The parts of a text, in their order. */
struct piece_list {
	struct inbound_fact fact; /* of the first that is there */
	size_t n, missing;
	struct mo_piece piece[LEDGER_PARTS_MAX];
	struct buf bytes; /* what they point into */
};

struct pieces *pieces_new(void);
void pieces_free(struct pieces *p);

/* Fill the memory from the store; what it held is forgotten. RC_CORRUPT. */
MUST_CHECK int pieces_load(struct pieces *p, struct store_txn *t);

/* Texts that wait. */
size_t pieces_len(const struct pieces *p);

enum piece_fate {
	PIECE_WAITS,
	PIECE_COMPLETES, /* it was the last one that was missing */
	PIECE_DOUBLE,    /* nothing was done */
	PIECE_OTHER,     /* nothing was done: another text waits here */
};

/* A part of the text of this hash. */
enum piece_fate pieces_add(struct pieces *p, struct store_txn *t, uint64_t hash,
    const struct inbound_fact *m, const void *raw, usec now);

/* All that is there of a text; piece_list_fini() frees it. RC_NOT_FOUND:
 * nothing that can be read. */
MUST_CHECK int pieces_get(struct store_txn *t, uint64_t hash,
    struct piece_list *list);
void piece_list_fini(struct piece_list *list);

/* The text is a message now, or nothing: its parts go. */
void pieces_done(struct pieces *p, struct store_txn *t, uint64_t hash,
    usec now);

/* The one that waits longest, and since when. RC_NOT_FOUND: none waits. */
MUST_CHECK int pieces_oldest(const struct pieces *p, uint64_t *hash,
    usec *since);

/* Forget one that is done, if it is time. False: it is not. */
bool pieces_forget(struct pieces *p, struct store_txn *t, usec now);

/* When the first one is to be forgotten; 0: never. */
usec pieces_next_forget(const struct pieces *p);

/* Is the row whole? RC_CORRUPT. */
MUST_CHECK int pieces_check(const struct store_row *row);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * open - the SMSC ids that a receipt may name: what each stands for.
 *
 * In memory a hash per id (ledger/ids.h); on disk an append-only list, so
 * that a start reads this and not every message. The list is in the order of
 * forwarding, which also tells whose time for a receipt is over. Its oldest
 * end is trimmed: what is final goes, what still waits moves to a second list
 * of the same order.
 *
 * Owns:    the hashes, the ends of the lists that are in memory.
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_OPEN_H
#define LEDGER_OPEN_H

#include "ledger/ids.h"
#include "store/store.h"

#define OPEN_CHUNK 120 /* entries of 16 bytes: a row stays below 2,000 */

/* A part of a message as one number. */
static inline uint64_t open_what(uint64_t key, uint8_t part)
{
	return key << 8 | part;
}

static inline uint64_t open_key(uint64_t what)
{
	return what >> 8;
}

static inline uint8_t open_part(uint64_t what)
{
	return what & 0x1f;
}

/* The entry with which the message was forwarded: from here its time for a
 * receipt runs. Entries of other parts do not hold up the walk. */
#define OPEN_FORWARDED 0x80u

/* The id came with a refusal: the carrier may have taken it all the same. */
#define OPEN_REFUSED 0x40u

struct open_entry {
	uint64_t hash, what;
};

struct open_chunk {
	size_t n;
	struct open_entry entry[OPEN_CHUNK];
};

/* A place in a list, from which its entries are read one after another. */
struct open_walk {
	uint64_t at;
	size_t pos;
	bool loaded;
	struct open_chunk front;
};

/* One list: rows first .. next - 1, and the tail that is not yet put. */
struct open_list {
	uint8_t number;
	uint64_t first, next, entries;
	struct open_chunk tail;
	struct open_walk walk; /* over those whose time may be over */
};

struct open {
	struct ids ids;
	struct open_list list[2]; /* the young, the old */
};

void open_init(struct open *o);
void open_fini(struct open *o);

/* Fill the memory from the store; what it held is forgotten. */
MUST_CHECK int open_load(struct open *o, struct store_txn *t);

void open_add(struct open *o, struct store_txn *t, uint64_t hash,
    uint64_t what);

/* The entry whose forwarding is the oldest among those not yet passed by, of
 * each list. RC_NOT_FOUND: none. open_pass() goes on behind it. */
MUST_CHECK int open_peek(struct open *o, struct store_txn *t, int list,
    struct open_entry *e);
void open_pass(struct open *o, int list);

/* The same for a walk of the caller's own, which begins at row w->at. What is
 * trimmed meanwhile is passed by. */
MUST_CHECK int open_walk_peek(const struct open *o, struct store_txn *t,
    int list, struct open_walk *w, struct open_entry *e);
static inline void open_walk_pass(struct open_walk *w)
{
	w->pos++;
}

/* The entries of row `seq` of a list, first <= seq < next. RC_CORRUPT. */
MUST_CHECK int open_row(const struct open *o, struct store_txn *t, int list,
    uint64_t seq, struct open_chunk *to);

/* Take the oldest row off the old list, or off the young one: `is_final` says
 * of each message whether it may be forgotten. Nothing happens while the lists
 * hold no more than `keep` entries. */
MUST_CHECK int open_trim(struct open *o, struct store_txn *t, uint64_t keep,
    bool (*is_final)(void *arg, uint64_t key), void *arg);

/* The entries of a row. RC_CORRUPT. */
MUST_CHECK int open_read(const struct store_bytes *row, struct open_chunk *to);

/* Put the tails into the transaction; before it ends. */
void open_flush(struct open *o, struct store_txn *t);

#endif

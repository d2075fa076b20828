/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * park - receipts that fit no message yet: kept, found again by the hash of
 * their id when a submit_sm_resp brings it, thrown away after a time.
 *
 * The receipt itself is an entry of the journal; a row here says where.
 *
 * Owns:    the hashes and counts in memory.
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_PARK_H
#define LEDGER_PARK_H

#include "ledger/ids.h"
#include "store/store.h"

struct unmatched;

struct parked {
	uint64_t hash, place;
	usec at;
};

struct park {
	struct ids ids; /* hash -> number of the row */
	uint64_t first, next;
	struct unmatched *unmatched;
};

void park_init(struct park *p);
void park_fini(struct park *p);

/* Fill the memory from the store; what it held is forgotten. */
MUST_CHECK int park_load(struct park *p, struct store_txn *t);

void park_add(struct park *p, struct store_txn *t,
    const struct parked *receipt);

/* The n-th receipt under this hash. RC_NOT_FOUND: no more. */
MUST_CHECK int park_find(struct park *p, struct store_txn *t, uint64_t hash,
    size_t n, uint64_t *number, struct parked *receipt);

void park_del(struct park *p, struct store_txn *t, uint64_t number,
    const struct parked *receipt);

/* The one that waits longest. RC_NOT_FOUND: none. */
MUST_CHECK int park_oldest(struct park *p, struct store_txn *t,
    uint64_t *number, struct parked *receipt);

/* The receipt of a row. RC_CORRUPT. */
MUST_CHECK int park_read(const struct store_bytes *row, struct parked *receipt);

static inline uint64_t park_len(const struct park *p)
{
	return p->ids.len;
}

#endif

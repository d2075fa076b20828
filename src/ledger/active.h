/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * active - the records of messages on which something happens, in memory.
 *
 * A record enters when it is first changed and leaves in the order of entry,
 * when its place is needed; only then it is put into the store. Until then
 * the journal is the truth, from active_oldest() on.
 *
 * Invariant: what is in memory and not in the store was changed only by
 * entries at or after its slot's `since`, and slots are in order of `since`.
 *
 * Owns:    its slots.
 * Borrows: the transaction during a call. A record pointer holds until the
 *          next active_enter().
 */
#ifndef LEDGER_ACTIVE_H
#define LEDGER_ACTIVE_H

#include "ledger/keymap.h"
#include "ledger/record.h"
#include "store/store.h"

#define ACTIVE_SLOTS 262144u

struct active_slot {
	uint64_t key;   /* 0: free */
	uint64_t since; /* place of the entry that brought it in */
	uint64_t turn;  /* transaction that touched it last */
	bool stray;     /* it has a row in STORE_STRAY */
	struct record record;
};

struct active {
	struct active_slot *slot;
	size_t slots, first, len;
	struct keymap map;
	uint64_t top; /* no record in the store has a greater key */
	bool top_known;
	/* Keys that left in the transaction at hand, for the view. */
	uint64_t *left;
	size_t left_len, left_cap;
};

void active_init(struct active *a, size_t slots);
void active_fini(struct active *a);
void active_clear(struct active *a);

struct active_slot *active_find(const struct active *a, uint64_t key);

/* A slot for a key that is not in; its record is zeroed. The oldest record
 * may be put into the store to make room. */
struct active_slot *active_enter(struct active *a, struct store_txn *t,
    uint64_t key, uint64_t place);

/* All leave: no record has to be read from the journal again. */
void active_drain(struct active *a, struct store_txn *t);

/* Put the record of a slot if the store has one of that key: what is there
 * must not stay. */
void active_rewrite(struct active *a, struct store_txn *t,
    struct active_slot *s);

/* Where reading the journal again must begin; 0: nowhere. */
uint64_t active_oldest(const struct active *a);

/* The i-th slot in order of entry, i < a->len. */
struct active_slot *active_at(const struct active *a, size_t i);

/* A message's record from the store. RC_NOT_FOUND, RC_CORRUPT. */
MUST_CHECK int record_load(struct store_txn *t, uint64_t key, struct record *r);

#endif

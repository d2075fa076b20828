/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stops - the opt-outs in memory, 16 bytes each, and their rows.
 *
 * Open addressing by a keyed hash of account and number, so that all scopes of
 * a pair stand in one run: the question "any opt-out of this number?" needs no
 * scope. Rows are things of kind THING_OPTOUT (ledger/optout.h).
 *
 * Invariant: the set holds just what has a row in the transaction at hand; if
 * that fails, all is loaded anew.
 *
 * Owns:    its table, which grows by doubling.
 * Borrows: the transaction during a call.
 * Threads: the ledger's.
 */
#ifndef LEDGER_STOPS_H
#define LEDGER_STOPS_H

#include "base/base.h"
#include "store/store.h"

struct optout;
struct stops;

struct stops *stops_new(void);
void stops_free(struct stops *s);

/* Fill the memory from the store; what it held is forgotten. RC_CORRUPT. */
MUST_CHECK int stops_load(struct stops *s, struct store_txn *t);

/* The same set for numbers that are in other rows (ledger/streak.h): one more,
 * one less, none. */
void stops_note(struct stops *s, uint16_t account, uint64_t number, bool has);
void stops_forget(struct stops *s);

/* Of this account, in any scope; and in this one or scope 0. */
bool stops_any(const struct stops *s, uint16_t account, uint64_t number);
bool stops_has(const struct stops *s, uint16_t account, uint64_t number,
    uint32_t scope);

/* Set or clear, in the set and in the store. False: it was so already. */
bool stops_change(struct stops *s, struct store_txn *t, const struct optout *o,
    usec at);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thing_row - the rows of ledger/thing.h.
 *
 * Borrows: the transaction during a call; what a thing read from a row points
 *          to holds as long as the row's value does, its name as `name` does.
 */
#ifndef LEDGER_THING_ROW_H
#define LEDGER_THING_ROW_H

#include "ledger/thing.h"
#include "store/store.h"

/* Put it, or take it away if its value is NULL. */
void thing_put(struct store_txn *t, const struct thing *thing);

/* The thing of this kind, account and name; value and len are filled.
 * RC_NOT_FOUND, RC_CORRUPT. */
MUST_CHECK int thing_get(struct store_txn *t, struct thing *thing);

/* The things of a kind in the order of their keys: of all accounts, or those of
 * `account` behind `after`, if that is not NULL. It begins with these members
 * alone. */
struct thing_walk {
	struct store_txn *txn;
	uint8_t kind;
	bool all;
	uint16_t account;
	const char *after;

	struct thing thing; /* where it is */
	int damage; /* RC_CORRUPT: no more than kind and account are known */
	int rc;     /* at the end: 0, or of the store */
	char name[THING_NAME_MAX + 1];
	struct store_row row;
	bool has_begun;
};

/* On to the next one. False: there is none. */
bool thing_next(struct thing_walk *w);

/* What a row says; `name` has THING_NAME_MAX + 1 bytes. RC_CORRUPT. */
MUST_CHECK int thing_read(const struct store_row *row, struct thing *thing,
    char *name);

#endif

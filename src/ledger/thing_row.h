/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thing_row - the rows of ledger/thing.h.
 *
 * Borrows: the transaction during a call; what a thing read from a row points
 *          to holds as long as the row's value does, its name as `name` does.
 */
#ifndef LEDGER_THING_ROW_H
#define LEDGER_THING_ROW_H

#include "store/store.h"

struct book;
struct fact;
struct thing;

/* Put it, or take it away if its value is NULL. */
void thing_put(struct store_txn *t, const struct thing *thing);

/* The thing of this kind, account and name; value and len are filled.
 * RC_NOT_FOUND, RC_CORRUPT. */
MUST_CHECK int thing_get(struct store_txn *t, struct thing *thing);

/* The first thing of a kind and account behind the name `after` ("": any); or,
 * `account` 0 and `after` "", of the kind. RC_NOT_FOUND: there is no row there
 * at all; others must look whether it is of their kind. */
MUST_CHECK int thing_seek(struct store_txn *t, const struct thing *after,
    struct store_row *row);

/* What a row says; `name` has THING_NAME_MAX + 1 bytes. RC_CORRUPT. */
MUST_CHECK int thing_read(const struct store_row *row, struct thing *thing,
    char *name);

/* FACT_KEEP. */
void book_keep(struct book *b, const struct fact *f, const void *data);

#endif

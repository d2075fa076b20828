/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hook_row - the rows of ledger/hook.h, and its cursor.
 *
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_HOOK_ROW_H
#define LEDGER_HOOK_ROW_H

#include "store/store.h"

struct book;
struct fact;
struct hook;

/* Put a struct hook, at whatever address, in its lane or among the dead; it is
 * in one place only. */
void hook_put(struct store_txn *t, const void *hook);

/* Take it away from wherever it is. */
void hook_del(struct store_txn *t, uint32_t lane, uint64_t place);

/* The first one of this lane or a later one behind the place of that lane; of
 * the dead ones the first behind the place. RC_NOT_FOUND: none. One that cannot
 * be read is passed by, which is logged. */
MUST_CHECK int hook_seek(struct store_txn *t, uint32_t lane, uint64_t after,
    struct store_row *row, struct hook *h);
MUST_CHECK int hook_seek_dead(struct store_txn *t, uint64_t after,
    struct store_row *row, struct hook *h);

/* The next one among those that wait, or among the dead. As above. */
MUST_CHECK int hook_next(struct store_row *row, struct hook *h);

/* Dead ones whose time is over, at most `most`; when the next one's is (0:
 * there is none). */
void hook_forget(struct store_txn *t, usec now, int most);
usec hook_next_due(struct store_txn *t);

/* Is the row one of ours, and complete? RC_CORRUPT. */
MUST_CHECK int hook_check(const struct store_row *row);

/* The facts of ledger/hook.h; the cursor into the transaction at hand, if it
 * has moved; and from the store. */
void book_hook(struct book *b, const struct fact *f, const void *data);
void hook_flush(struct book *b);
MUST_CHECK int hook_load(struct book *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * idem - Idempotency-Keys of the last day: the same key, the same message.
 *
 * Rows of STORE_IDEM: (n32 day, key) -> hash of the request, message, date. A
 * key counts for IDEM_TTL; rows are purged by days, when all of a day have
 * been of no use for a day.
 *
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_IDEM_H
#define LEDGER_IDEM_H

#include "store/store.h"

#define IDEM_TTL   DAY
#define IDEM_SLICE 1000 /* rows purged in one commit */

struct idem {
	uint64_t key[2]; /* both 0: none */
	uint64_t request, message;
	usec at;
};

static inline bool idem_is_set(const uint64_t key[2])
{
	return key[0] != 0 || key[1] != 0;
}

/* What i->key stands for at `now`; fills the rest. RC_NOT_FOUND: nothing. */
MUST_CHECK int idem_find(struct store_txn *t, struct idem *i, usec now);

void idem_put(struct store_txn *t, const struct idem *i);

/* Take away what is too old, IDEM_SLICE rows at most. */
void idem_purge(struct store_txn *t, usec now);

/* When there is something to purge; 0: never. */
usec idem_next_purge(struct store_txn *t);

/* What a row says. RC_CORRUPT. */
MUST_CHECK int idem_read(const struct store_row *row, struct idem *i);

#endif

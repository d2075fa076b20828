/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body - the caller's bytes of a message, from the journal.
 */
#ifndef LEDGER_BODY_H
#define LEDGER_BODY_H

#include "base/buf.h"
#include "store/journal.h"

/* Add the body whose first entry is at `place` to `out`; place 0: a message
 * that has none yet. With `j` what is not yet flushed is found too; NULL in a
 * read transaction. RC_CORRUPT. */
MUST_CHECK int body_read(struct store_txn *t, struct journal *j, uint64_t place,
    struct buf *out);

/* Put these bytes in the place of the body, as many as it has. RC_CORRUPT. */
MUST_CHECK int body_overwrite(struct journal *j, uint64_t place,
    const void *body);

/* The entry that has the front of the body: what never changes of a message.
 * RC_CORRUPT. */
struct entry;

MUST_CHECK int body_entry(struct store_txn *t, struct journal *j,
    uint64_t place, struct entry *e);

/* The ENTRY_BORN of a message, one of whose entries is at `place`: go from its
 * body, if it has one, as that is near. RC_NOT_FOUND: it is of no campaign.
 * RC_CORRUPT. */
MUST_CHECK int body_born(struct store_txn *t, struct journal *j, uint64_t place,
    struct entry *e);

/* The hash of the sender, 0: none is known. RC_CORRUPT. */
MUST_CHECK int body_sender(struct store_txn *t, struct journal *j,
    uint64_t place, uint32_t *sender);

#endif

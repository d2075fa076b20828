/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * apply - what an entry does to a record. Pure, and the same at the moment it
 * happens and when the journal is read again after a crash.
 *
 * Entries of one message must be applied in the order of their places.
 */
#ifndef LEDGER_APPLY_H
#define LEDGER_APPLY_H

#include "ledger/entry.h"
#include "ledger/record.h"

/* A zeroed record takes an ENTRY_ACCEPT or ENTRY_RECEIVED first. */
void record_apply(struct record *r, const struct entry *e);

/* The same in two steps, for an entry that gets its place in between: what
 * happened, then where that stands. */
void record_change(struct record *r, const struct entry *e);
void record_place(struct record *r, const struct entry *e);

/* May the record take the entry? One that the ledger makes it may; one that was
 * read from a journal, and is none of its history, perhaps not. */
bool record_may(const struct record *r, const struct entry *e);

/* Has the record taken just this receipt (statuses.md 4.7, R8)? */
bool record_knows_receipt(const struct record *r, const struct entry *e);

/* Would the entry change nothing but the timeline? */
bool record_ignores(const struct record *r, const struct entry *e);

#endif

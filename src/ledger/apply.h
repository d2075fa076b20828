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

/* apply_may.c: can parts, class, set and account be those of a message? */
bool record_may_begin(const struct entry *e);

/* ---- of apply.c, for the other files ----------------------------------- */

/* The only function that writes r->substate. */
void record_move(struct record *r, enum status to, enum substate sub);
/* It ends, and waits for no instant any more; it fails. */
void record_end(struct record *r, enum status to, enum substate sub, usec at);
void record_fail(struct record *r, enum stage stage, usec at);
/* Its time in the queue begins: ttl counts from `accepted`, as that of all. */
void record_release(struct record *r, usec at);
/* Quiet hours have begun (M3b); a hold of no campaign is over. */
void record_hush(struct record *r, const struct entry *e);
void record_leave(struct record *r, usec at);

/* apply_check.c: messages of campaigns. */
void record_born(struct record *r, const struct entry *e);
void record_checked(struct record *r, const struct entry *e);
bool record_may_check(const struct record *r, const struct entry *e);

/* Was it forwarded now, as far as the record can tell? */
bool record_went_at(const struct record *r, usec at);

/* apply_people.c: its contact was deleted; a text from a handset; another
 * system's message. */
void record_deleted(struct record *r, const struct entry *e);
void record_received(struct record *r, const struct entry *e);
void record_imported(struct record *r, const struct entry *e);
bool record_may_import(const struct entry *e);

#endif

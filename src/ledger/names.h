/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names - short numbers for what has a name: accounts, smscs, sets of smscs.
 * A number once given is never given to another name.
 *
 * A new name is in memory at once; the ledger's next transaction puts it into
 * the store, before or with all that uses it, as often as it takes.
 *
 * Owns:    the texts, which stay where they are.
 * Threads: names_intern(), names_find() and names_text() are any thread's;
 *          the others belong to whoever has the transaction.
 */
#ifndef LEDGER_NAMES_H
#define LEDGER_NAMES_H

#include "ledger/types.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

#define NAMES_MAX     4096 /* of one kind */
#define NAME_TEXT_MAX 1024

struct names {
	pthread_mutex_t adding;
	char **text[NAME_KINDS]; /* text[kind][id]; ids begin at 1 */
	_Atomic uint16_t len[NAME_KINDS];
	uint16_t stored[NAME_KINDS];  /* by a transaction that succeeded */
	uint16_t flushed[NAME_KINDS]; /* by the one at hand */
};

void names_init(struct names *n);
void names_fini(struct names *n);

/* Read all names of the store; none may be there yet. RC_CORRUPT. */
MUST_CHECK int names_load(struct names *n, struct store_txn *t);

/* The id of a name, a new one if need be. RC_FULL: too many; RC_TOO_LONG. */
MUST_CHECK int names_intern(struct names *n, enum name_kind kind,
    const char *text, uint16_t *id);

/* The id of a name, or 0: it has none. */
uint16_t names_find(struct names *n, enum name_kind kind, const char *text);

/* "" for a number that was never given. */
const char *names_text(const struct names *n, enum name_kind kind, uint16_t id);

/* Put those that are not stored; then, if the transaction succeeded, say so. */
void names_flush(struct names *n, struct store_txn *t);
void names_saved(struct names *n);

#endif

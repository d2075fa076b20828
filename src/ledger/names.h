/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names - short numbers for what has a name: accounts, smscs, sets of smscs.
 * A number once given is never given to another name.
 *
 * Owns:    the texts.
 * Threads: filled before the ledger starts, then read by all.
 */
#ifndef LEDGER_NAMES_H
#define LEDGER_NAMES_H

#include "ledger/types.h"
#include "store/record.h"
#include "store/store.h"

#define NAMES_MAX 4096 /* of one kind */

struct names {
	char **text[NAME_KINDS]; /* text[kind][id]; ids begin at 1 */
	uint16_t len[NAME_KINDS];
};

void names_fini(struct names *n);

/* Read all names of the store. RC_CORRUPT. */
MUST_CHECK int names_load(struct names *n, struct store_txn *t);

/* The id of a name, a new one if need be. RC_FULL: too many. */
MUST_CHECK int names_intern(struct names *n, struct store_txn *t,
    enum name_kind kind, const char *text, uint16_t *id);

/* "" for a number that was never given. */
const char *names_text(const struct names *n, enum name_kind kind, uint16_t id);

#endif

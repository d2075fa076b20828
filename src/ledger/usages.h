/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usages - what each account used today (ledger/usage.h), as a transaction
 * counts it.
 *
 * Threads: the ledger's.
 */
#ifndef LEDGER_USAGES_H
#define LEDGER_USAGES_H

#include "base/base.h"

struct book;
struct entry;
struct record;
struct usages;

struct usages *usages_new(void);
void usages_free(struct usages *u);

/* A message was written by this entry. */
void book_use(struct book *b, const struct record *before,
    const struct record *now, const struct entry *e);

#endif

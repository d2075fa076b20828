/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scheduled - how many messages of each account are held until an instant.
 *
 * One for each row of due in DUE_HELD, counted as they are put and deleted and
 * read from there at a start, after a commit that failed and after repairs. So
 * nothing of it is stored, and no crash makes it wrong.
 *
 * Threads: the ledger's; ledger_scheduled() of ledger/ledger.h is any thread's.
 */
#ifndef LEDGER_SCHEDULED_H
#define LEDGER_SCHEDULED_H

#include "base/base.h"

struct book;
struct due;
struct scheduled;

struct scheduled *scheduled_new(void);
void scheduled_free(struct scheduled *s);

/* Put and delete a row of DUE_HELD: no other way. */
void scheduled_put(struct book *b, const struct due *d);
void scheduled_del(struct book *b, const struct due *d);

uint64_t book_scheduled(const struct book *b, uint16_t account);

#endif

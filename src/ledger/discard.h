/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * discard - messages whose customer wants little of them kept.
 *
 * accept.discard. The text is in the store for as long as it may have to be
 * sent: until its carrier has taken every part, or the message ended. Then it
 * goes as WISH_REDACT has it (ledger/life.h), in the transaction of the fact
 * that ends the need; in the next ones if that ends too many at once, or the
 * store is full. One that is held in doubt may be told to go again, so its text
 * stays until that is settled, DISCARD_DOUBT at most. What its carrier has
 * taken goes to no other smsc, whatever is said of it later.
 *
 * Nobody who reads is ever given the text, nor are receipts kept with theirs.
 *
 * accept.obfuscate. The number is in the record, as receipts, opt-outs and
 * limits need it, and lists find it; it goes when the message is deleted or its
 * account's record_for is over. Who shows it masks it: message_view.obfuscate.
 * Its failures are in no streak (ledger/streak.h), which would show it.
 *
 * Messages of campaigns and texts from handsets are neither.
 *
 * Threads: the ledger's.
 */
#ifndef LEDGER_DISCARD_H
#define LEDGER_DISCARD_H

#include "base/base.h"

struct book;
struct record;

/* People have so long to see to what is in doubt. */
#define DISCARD_DOUBT DAY

/* One that record_discards(), as a row of DUE_BODY has come: its text goes, or
 * it has another row, or it waits to be sent again. */
void book_discard(struct book *b, uint64_t key, const struct record *r);

#endif

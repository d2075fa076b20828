/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader - the thread that reads messages for whoever asks, so that neither
 * the loop nor the ledger waits for a cold page.
 *
 * Owns:    its thread, its queues.
 * Borrows: the book's store, view, names and keys, which outlive it.
 * Threads: the functions here belong to the loop.
 */
#ifndef LEDGER_READER_H
#define LEDGER_READER_H

#include "ledger/book.h"

struct ledger_events;
struct reader;

/* More reads than this on their way are refused. */
#define READS_MAX 10000

struct reader *reader_new(struct book *b, void (*wake)(void *), void *wake_arg);
void reader_free(struct reader *r);

void reader_fetch(struct reader *r, uint64_t token, uint16_t account,
    const struct message_id *id);
void reader_list(struct reader *r, uint64_t token, const struct list_query *q);
void reader_parked(struct reader *r, uint64_t token, size_t limit);

/* Call the events of what was read. */
void reader_turn(struct reader *r, const struct ledger_events *up, void *arg);

bool reader_is_idle(struct reader *r);

#endif

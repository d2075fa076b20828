/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * backup - a copy of the store, made by a thread of its own while everybody
 * goes on: it may take minutes, and the reader's customers should not wait.
 *
 * Owns:    its thread, while a copy is made.
 * Borrows: the store, which outlives it.
 * Threads: the functions here belong to the loop.
 */
#ifndef LEDGER_BACKUP_H
#define LEDGER_BACKUP_H

#include "ledger/ledger.h"

struct backup;
struct store;

struct backup *backup_new(struct store *s, void (*wake)(void *),
    void *wake_arg);

/* Waits for a copy that is being made: LMDB cannot stop one. */
void backup_free(struct backup *b);

/* See ledger_backup(). */
MUST_CHECK int backup_begin(struct backup *b, uint64_t token, const char *dir);

/* Call the event of a copy that is done. */
void backup_turn(struct backup *b, const struct ledger_events *up, void *arg);

bool backup_is_idle(const struct backup *b);

#endif

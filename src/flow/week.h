/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * week - what is kept of carriers of numbers, so that a restart forgets
 * nothing: how many parts each took in the last seven days, and how many final
 * receipts came; and what receipts told of the carriers of numbers (learn.c).
 *
 * Owns:    its figures.
 * Threads: the loop's.
 */
#ifndef FLOW_WEEK_H
#define FLOW_WEEK_H

#include "base/base.h"

struct flow;
struct loop;
struct weeks;

struct weeks *weeks_new(struct loop *loop);
void weeks_free(struct weeks *w);

/* Read what was kept. Before ledger_start(). RC_*: the store's. */
MUST_CHECK int weeks_load(struct flow *f);

/* As hint_sent() and hint_told(), of a carrier's number that is not 0. */
void weeks_sent(struct flow *f, uint32_t number, bool is_first);
void weeks_told(struct flow *f, uint32_t number);

/* Hand what changed to the ledger, once a minute; before ledger_turn(). */
void weeks_turn(struct flow *f);

/* A thing (of ledger/thing.h) that was read and counts no more: it goes from
 * the store in the first turn. */
void weeks_drop(struct flow *f, uint8_t kind, const char *name);

/* As weeks_load(): put into the lookup table what was learned. What finds no
 * place there is dropped. */
MUST_CHECK int learn_load(struct flow *f);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pace - how many parts of one sender an smsc has had lately.
 *
 * In any one second there are at most `rate`; a rate that is no whole number
 * allows the next whole number in a time as much longer. What is over gets an
 * instant: those that come for the first time one behind the other, so that a
 * backlog is looked at once and not every second. One that comes at its
 * instant and finds no permit, as the smsc was away for a while, gets another
 * one close by.
 *
 * A start knows of no uses. So many senders at once that the table is full
 * forget the one used longest ago.
 *
 * Owns: its table, of PACE_SENDERS, made when it is first needed.
 * Time: the caller passes `now`.
 */
#ifndef LEDGER_PACE_H
#define LEDGER_PACE_H

#include "ledger/types.h"

#define PACE_SENDERS 32768u

struct pace;

struct pace *pace_new(void);
void pace_free(struct pace *p);

struct pace_query {
	uint16_t smsc;
	uint32_t sender; /* its hash */
	double rate;     /* parts a second, above 0 */
	uint8_t parts;
	uint8_t class;
	bool again; /* it was given an instant before */
};

/* True: these parts may go, and count. Else *at is when to ask again. Parts
 * that are more than the rate allows at all go when nothing else counts. */
bool pace_take(struct pace *p, const struct pace_query *q, usec now, usec *at);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * leap - the wall clock was set; what was to take a while takes no longer.
 *
 * The instants of messages are dates, as they outlive the process. When the
 * clock is set, by a second at least, the dates of before are wrong by that
 * much. So all of a message move together, by an entry CLOCK, when it is
 * touched next or when the walk over what waits finds it; who looks at it
 * before sees them moved. What is held until a date follows the new clock, as
 * does all that goes by the hour or the day.
 *
 * While we run, a clock that nobody can set tells by how much. A start knows
 * the date of the last commit alone: if that is still to come, the clock was
 * set back behind it. That it was set forward looks like time that passed.
 *
 * What a transaction does about it stands in ledger/steps.h.
 *
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_LEAP_H
#define LEDGER_LEAP_H

#include "ledger/due.h"
#include "ledger/record.h"

#define LEAPS_MAX 32 /* that are known apart */

struct leap {
	uint64_t place; /* of the journal's next entry then */
	usec at;        /* by the clock as it was set */
	usec by;        /* it was set back by; below 0: forward */
};

struct leaps {
	size_t n;
	struct leap leap[LEAPS_MAX]; /* the newest last */
	bool walks;                  /* the walk is under way */
	/* In memory alone: */
	struct due from;   /* where it is */
	usec wall, steady; /* of the last commit; 0: not known */
};

void leaps_put(struct store_txn *t, const struct leaps *l);

/* None if there are none. RC_CORRUPT: none too. */
MUST_CHECK int leaps_get(struct store_txn *t, struct leaps *l);

/* How far the dates are too late that were written with the entry at this
 * place, and those of the record; below 0: too early. */
usec leaps_since(const struct leaps *l, uint64_t place);
usec leaps_of(const struct leaps *l, const struct record *r);

/* The record as it is by the clock of now. */
void leaps_show(const struct leaps *l, struct record *r);

/* *date, by the clock of now, becomes what the clock would say that was set the
 * n-th last time, from 0. False: there is none, or that was two days ago; then
 * *date is of no use. And the earliest of them all. */
bool leaps_date(const struct leaps *l, size_t n, usec *date);
usec leaps_earliest(const struct leaps *l, usec now);

#endif

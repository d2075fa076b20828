/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * instant - what is to be asked of a record's instants besides when they are
 * (ledger/record.h): older versions could not keep all, and their unit may
 * become a coarser one.
 */
#ifndef LEDGER_INSTANT_H
#define LEDGER_INSTANT_H

#include "ledger/record.h"

/* As record_time(), but 0 for what an older version could not keep. */
usec record_time_known(const struct record *r, uint32_t instant);

/* Is one of its instants such? */
bool record_is_clipped(const struct record *r);

/* Is what these two say of when it was forwarded not the same? */
bool record_went_anew(const struct record *before, const struct record *now);

/* Are its dates those of a clock that may have been set since (ledger/leap.h)?
 * What it is held until follows the clock, and an imported one's are not ours.
 * Then they move together, so far back; below 0: forward. */
#define RECORD_LEAP_MAX (1000 * 365 * DAY)

bool record_has_leaps(const struct record *r);
void record_leap(struct record *r, usec by);

#endif

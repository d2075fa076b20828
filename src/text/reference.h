/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reference - numbers by which a handset knows the parts of one message.
 *
 * To one destination they go up by one from message to message, so no two are
 * the same within a day as long as there are no more messages than numbers.
 * The table is bounded: a destination that it has forgotten, or that was never
 * there, begins at a number that goes round once a day, ahead of what it had.
 *
 * Owns:     its table, about 1 MiB for 65,536 slots.
 * Borrows:  nothing.
 * Time:     the caller passes `now`, of the wall clock; so a restart, too,
 *           begins ahead of what was.
 */
#ifndef TEXT_REFERENCE_H
#define TEXT_REFERENCE_H

#include "base/base.h"

struct reference;

#define REFERENCE_SLOTS 65536

/* `slots` is a power of two, 4 at least. */
struct reference *reference_new(size_t slots);
void reference_free(struct reference *r);

/* The number of another message to the destination with this hash, to be kept
 * with the message: all its parts bear it, whenever they are sent. `bits` is 8
 * or 16. */
uint16_t reference_take(struct reference *r, uint64_t destination,
    unsigned bits, usec now);

#endif

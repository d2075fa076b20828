/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * carrier_tally - the messages of a campaign by the carriers of their numbers,
 * counted one by one as somebody walks over its recipients.
 *
 * Owns:    its rows, with the carriers' names.
 * Borrows: nothing.
 */
#ifndef API_CARRIER_TALLY_H
#define API_CARRIER_TALLY_H

#include "base/base.h"

struct carrier_tally;
struct json_out;
struct recipient_view;

struct carrier_tally *carrier_tally_new(void);
void carrier_tally_free(struct carrier_tally *t);

/* One more; NULL: its carrier is not known. */
void carrier_tally_add(struct carrier_tally *t, const char *carrier,
    const struct recipient_view *v);

/* [{"carrier", a partition, "delivery_rate", "spam_rate"}] as "carriers", the
 * largest first, and last what is of no carrier that is known: null. */
void carrier_tally_json(struct carrier_tally *t, struct json_out *o);

#endif

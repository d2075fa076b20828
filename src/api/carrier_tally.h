/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * carrier_tally - the messages of a campaign by the carriers of their numbers,
 * counted one by one in a walk over its recipients: slice by slice, as each of
 * them is then. While the campaign is under way some may have moved since the
 * others were counted.
 *
 * Owns:    its rows, with the carriers' names.
 * Borrows: nothing.
 */
#ifndef API_CARRIER_TALLY_H
#define API_CARRIER_TALLY_H

#include "base/base.h"

struct campaign_view;
struct carrier_tally;
struct flow;
struct json_out;
struct ledger;
struct recipient_page;
struct recipient_view;

struct carrier_tally *carrier_tally_new(void);
void carrier_tally_free(struct carrier_tally *t);

/* This campaign is walked over. */
void carrier_tally_begin(struct carrier_tally *t,
    const struct campaign_view *v);

/* Ask for the next slice: .recipients follows. */
void carrier_tally_ask(const struct carrier_tally *t, struct ledger *l,
    uint64_t token);

/* Count it. True: that was the last one. */
bool carrier_tally_take(struct carrier_tally *t, const struct flow *f,
    const struct recipient_page *p);

/* One more; NULL: its carrier is not known. */
void carrier_tally_add(struct carrier_tally *t, const char *carrier,
    const struct recipient_view *v);

/* [{"carrier", a partition, "delivery_rate", "spam_rate"}] as "carriers", the
 * largest first, and last what is of no carrier that is known: null. */
void carrier_tally_json(struct carrier_tally *t, struct json_out *o);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load - how long the smscs need for what an estimate has counted, by the
 * rates of the configuration.
 *
 * Owns: nothing; it is plain.
 */
#ifndef CAMPAIGN_LOAD_H
#define CAMPAIGN_LOAD_H

#include "base/base.h"

#define LOAD_SETS 32 /* told apart; further ones count as the last */

struct conf;
struct ledger;

struct load {
	uint16_t set[LOAD_SETS]; /* the ledger's */
	uint64_t parts[LOAD_SETS];
	size_t n;
};

void load_add(struct load *l, uint16_t set, unsigned parts);

/* False: one of the sets has no limit that is known, and neither has the
 * campaign: `rate` parts a second, 0: none. */
bool load_duration(const struct load *l, const struct conf *conf,
    const struct ledger *ledger, uint32_t rate, usec *out);

#endif

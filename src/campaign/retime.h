/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * retime - when what is scheduled begins, by the clocks of another zone
 * (statuses.md, A16).
 *
 * Owns, borrows: nothing.
 */
#ifndef CAMPAIGN_RETIME_H
#define CAMPAIGN_RETIME_H

#include "base/base.h"

struct definition;
struct ledger;
struct zone;

struct retimed {
	uint16_t account;
	uint32_t id;
	usec start_at; /* as it is to begin */
};

/* It may have gone. By the clocks of recipients it begins when the first is
 * due: too early does no harm, as each is held to its own time. */
usec retime_start(const struct zone *z, const struct definition *d,
    usec start_at);

/* actor NULL: nobody's doing. */
void retime_tell(struct ledger *l, const struct retimed *r, const char *actor);

#endif

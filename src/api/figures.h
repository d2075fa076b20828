/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * figures - how long messages take and what their carriers make of them, by
 * account, since the program began: /v1/stats/latency, /v1/stats/carriers; and
 * why those of all accounts failed: /metrics.
 *
 * Submits are counted as they are claimed. The rest is read from the journal,
 * behind the events; when more happens than FIGURES_EVENTS a second, the rest
 * of that second is passed by, so the figures are those of a sample then.
 *
 * A message that waited for an hour before it was claimed was held, not queued:
 * its time begins when its carrier had it.
 *
 * Owns:    the figures.
 * Borrows: the ledger.
 */
#ifndef API_FIGURES_H
#define API_FIGURES_H

#include "api/inside.h"
#include "api/pour.h"

#define FIGURES_EVENTS 5000

/* Of pages for these. No pour has this slot. */
#define TOKEN_FIGURES (TOKEN_POUR | (uint64_t)0xffff << 32)

struct failures;
struct figures;

/* A page of what happened has come. */
void figures_followed(struct api *a, const struct follow_page *p);

/* Messages of all accounts that failed. */
const struct failures *figures_failures(const struct api *a);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * local_time - instants by the clocks on somebody's wall.
 *
 * An hour that is left out counts as the instant the clocks go forward, of an
 * hour that comes twice the first is meant (statuses.md 4.3, "Schedule").
 *
 * Owns:    struct zones owns each zone that was asked for, for good.
 * Threads: one.
 */
#ifndef CAMPAIGN_LOCAL_TIME_H
#define CAMPAIGN_LOCAL_TIME_H

#include "base/zone.h"

#define ZONES_MAX 1024 /* names; more are not known */

struct zones;

struct zones *zones_new(void);
void zones_free(struct zones *z);

/* NULL: no such zone, or it cannot be read. It lives as long as `z`. */
const struct zone *zones_find(struct zones *z, const char *name, size_t len);

/* "2026-03-02T10:00:00", seconds may be missing, as seconds since 1970 as if
 * it were UTC. RC_BAD: it is none, or so late that in no zone it could be
 * written with four digits for its year. */
MUST_CHECK int local_parse(const char *text, size_t len, int64_t *local);

/* When the clocks of the zone show it. */
usec local_instant(const struct zone *z, int64_t local);

#endif

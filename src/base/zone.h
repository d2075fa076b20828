/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zone - what the clocks on the wall show, by the system's time zones.
 *
 * A zone is read once, from a TZif file of version 2 or later (RFC 8536); its
 * footer tells of the time after the last row, so there is no last year. Leap
 * seconds are not counted, as Unix time does not.
 *
 * Owns:     a zone owns its rows.
 * Threads:  a zone is never written again and may be read from any thread.
 * Time:     seconds since 1970 UTC, given by the caller.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/base.h"

#define ZONE_NAME_MAX 64

struct zone;

/* "UTC", an offset as "+02:00" up to 24 hours, or a name of the system's zones
 * as "Europe/Berlin". RC_BAD: no name is written so. RC_NOT_FOUND: no zone of
 * that name. RC_CORRUPT: its file is damaged. RC_UNSUPPORTED: its file is of
 * version 1 or counts leap seconds. RC_SYSTEM: it cannot be read. */
MUST_CHECK int zone_load(const char *name, struct zone **out);

/* The same of the bytes of a file. */
MUST_CHECK int zone_read(const void *data, size_t len, struct zone **out);

void zone_free(struct zone *z);

/* Seconds the clocks are ahead of UTC at that instant. */
int32_t zone_offset(const struct zone *z, int64_t utc);

struct zone_time {
	int64_t year;
	unsigned month, day;           /* from 1 */
	unsigned hour, minute, second; /* from 0 */
	unsigned weekday;              /* Monday is 0 */
};

/* What the clocks show at that instant. */
void zone_local(const struct zone *z, int64_t utc, struct zone_time *t);

/* When the clocks first show this time of day or a later one, given as if it
 * were UTC: of an hour that comes twice the first, of one that is left out
 * the instant the clocks go forward. */
int64_t zone_utc(const struct zone *z, int64_t local);

#endif

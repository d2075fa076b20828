/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lag - whether receipts keep pace with what is sent: parts of the last
 * quarter of an hour, by minute, for each smsc and each carrier of numbers.
 *
 * What is counted is not matched one by one: parts that were taken no less
 * than a minute ago against the final receipts that came since the first of
 * them. Half of them missing is a lag (statuses.md 4.8).
 *
 * Owns:  the carriers' names and all counts, in memory only: week.c keeps those
 *        by days.
 * Time:  the caller passes `now`, of the monotonic clock; for days, of the wall
 *        clock.
 */
#ifndef FLOW_LAG_H
#define FLOW_LAG_H

#include "base/base.h"

#define LAG_MINUTES  17   /* 15 that count, and two that are too young */
#define LAG_CARRIERS 4096 /* further ones are not counted */

struct lag {
	int64_t minute[LAG_MINUTES]; /* which it is, and one */
	uint32_t sent[LAG_MINUTES], told[LAG_MINUTES];
	uint32_t messages[LAG_MINUTES]; /* of days only */
};

/* A part was taken by the SMSC; its final receipt came. */
void lag_sent(struct lag *l, usec now);
void lag_told(struct lag *l, usec now);

/* Of a message, its first part. */
void lag_message(struct lag *l, usec now);

/* What was sent and told in the last `minutes`: parts, and messages sent. */
struct lag_sums {
	uint64_t sent, told, messages;
};

struct lag_sums lag_sums(const struct lag *l, usec now, int minutes);

/* What was counted in a minute, as it was kept. */
void lag_put(struct lag *l, int64_t minute, const struct lag_sums *s);

/* At least half of what was sent has no receipt. */
bool lag_is(const struct lag *l, usec now);

struct lag_carriers;

struct lag_carriers *lag_carriers_new(void);
void lag_carriers_free(struct lag_carriers *c);

/* The number of a carrier's name; 0: none (NULL), or no room for it. */
uint32_t lag_carrier(struct lag_carriers *c, const char *name);

/* The name of a number that is not 0, until the next lag_carrier(). */
const char *lag_name(const struct lag_carriers *c, uint32_t number);

/* Its counts; NULL for number 0. They hold until the next lag_carrier(). */
struct lag *lag_of(struct lag_carriers *c, uint32_t number);

/* The same by days, which are kept as if they were minutes: pass LAG_DAYS(now).
 */
struct lag *lag_days_of(struct lag_carriers *c, uint32_t number);
#define LAG_DAYS(now) ((now) / 1440)

#endif

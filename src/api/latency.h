/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * latency - how long things take: a histogram with eight buckets to each
 * doubling, each with its sum, so that a percentile is some 4 % off at most.
 *
 * Owns: nothing. A zeroed one is empty.
 */
#ifndef API_LATENCY_H
#define API_LATENCY_H

#include "base/base.h"

#define LATENCY_BUCKETS 240 /* the last ends at 2^32 milliseconds */

struct json_out;

struct latency {
	uint64_t count, sum; /* milliseconds */
	struct {
		uint64_t count, sum;
	} bucket[LATENCY_BUCKETS];
};

/* A negative one counts as 0. */
void latency_add(struct latency *l, usec took);

/* {"count", "mean", "p50", "p95"} in milliseconds; null while nothing was
 * counted. */
void latency_json(struct json_out *o, const char *key, const struct latency *l);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Below 8 ms a bucket is a millisecond; above, bucket 8 (e - 2) + f holds what
 * has its highest bit at e and the three bits f below it.
 */
#include "api/latency.h"

#include "http/json.h"

static size_t bucket_of(uint64_t ms)
{
	unsigned e = ms < 8 ? 0 : 63 - (unsigned)__builtin_clzll(ms);

	return ms < 8 ? ms : 8 * (e - 2) + (ms >> (e - 3) & 7);
}

void latency_add(struct latency *l, usec took)
{
	uint64_t ms = took > 0 ? (uint64_t)took / 1000 : 0;
	size_t i;

	if (ms > UINT32_MAX)
		ms = UINT32_MAX;
	i = bucket_of(ms);
	l->count++;
	l->sum += ms;
	l->bucket[i].count++;
	l->bucket[i].sum += ms;
}

/* What `percent` of all do not take longer than: the mean of that bucket. */
static double percentile(const struct latency *l, unsigned percent)
{
	uint64_t rank = (l->count * percent + 99) / 100, seen = 0;

	for (size_t i = 0; i < LATENCY_BUCKETS; i++) {
		seen += l->bucket[i].count;
		if (seen >= rank && l->bucket[i].count != 0)
			return (double)l->bucket[i].sum /
			       (double)l->bucket[i].count;
	}
	return 0;
}

void latency_json(struct json_out *o, const char *key, const struct latency *l)
{
	json_open_object(o, key);
	json_uint(o, "count", l->count);
	if (l->count == 0) {
		json_null(o, "mean");
		json_null(o, "p50");
		json_null(o, "p95");
	} else {
		json_real(o, "mean", (double)l->sum / (double)l->count);
		json_real(o, "p50", percentile(l, 50));
		json_real(o, "p95", percentile(l, 95));
	}
	json_close_object(o);
}

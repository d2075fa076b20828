/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spans may follow one another or overlap: from the end of one it is looked
 * again, until an instant lies in none.
 */
#include "conf/quiet.h"

#include "base/zone.h"
#include "conf/hours.h"

#define WEEK (7 * 86400) /* seconds */

/* The end of the first span that the instant lies in, in seconds from the
 * beginning of its day; 0: it lies in none. `second` is its own. */
static int64_t end_at(const struct quiet_span *q, int64_t utc, int64_t *second)
{
	struct zone_time t;
	int64_t end = 0;

	zone_local(q->zone, utc, &t);
	*second = 3600 * (int64_t)t.hour + 60 * (int64_t)t.minute + t.second;
	for (size_t i = 0; i < q->n && end == 0; i++)
		end = conf_hours_end(&q->hours[i], t.weekday, *second);
	return end;
}

/* When the clocks are put forward or back, behind `from` and not behind `to`;
 * 0: they are not. */
static int64_t shift_between(const struct zone *z, int64_t from, int64_t to)
{
	int32_t before = zone_offset(z, from);

	if (zone_offset(z, to) == before)
		return 0;
	while (to - from > 1) {
		int64_t mid = from + (to - from) / 2;

		if (zone_offset(z, mid) == before)
			from = mid;
		else
			to = mid;
	}
	return to;
}

/* The first end of a span that `utc` lies in, or `utc`. Clocks that are put
 * back may leave the span before its end, or come to its end again. */
static int64_t next(const struct quiet_span *q, int64_t utc)
{
	int64_t second, midnight, over, shift, unused;
	int64_t end = end_at(q, utc, &second);

	if (end == 0)
		return utc;
	midnight = utc + zone_offset(q->zone, utc) - second;
	over = zone_utc(q->zone, midnight + end);
	if (over <= utc)
		return utc + end - second;
	shift = shift_between(q->zone, utc, over);
	return shift != 0 && end_at(q, shift, &unused) == 0 ? shift : over;
}

usec quiet_over(const struct quiet_span *q, usec at)
{
	int64_t utc = at / SECOND, end = utc, last;

	do {
		last = end;
		end = next(q, last);
	} while (end > last && end - utc < WEEK);
	if (end == utc)
		return at;
	return end - utc < WEEK ? end * SECOND : at + WEEK * SECOND;
}

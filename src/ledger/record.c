/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/instant.h"

#include "store/record.h"

static_assert(RECORD_HEAD == STORE_HEAD, "the store seals it");

#define FINE   ((usec)1000)
#define COARSE SECOND

static usec unit_of(const struct record *r)
{
	return r->flags & FLAG_COARSE ? COARSE : FINE;
}

static uint32_t to_seconds(uint32_t instant, bool up)
{
	const uint32_t n = COARSE / FINE;

	if (instant >= RECORD_LAST)
		return instant;
	return instant / n + (up && instant % n != 0);
}

/* What waits for an instant is not early. */
static void coarsen(struct record *r)
{
	if (r->flags & FLAG_COARSE)
		return;
	r->flags |= FLAG_COARSE;
	r->forwarded = to_seconds(r->forwarded, false);
	r->final = to_seconds(r->final, false);
	r->next = to_seconds(r->next, true);
}

/* The record, so that it can keep what is so long after `accepted`. */
static void reach(struct record *r, usec after)
{
	if (after / FINE >= RECORD_LAST)
		coarsen(r);
}

/* A damaged journal may have any number here. */
static usec after_of(const struct record *r, usec at)
{
	return at > r->accepted ? at - r->accepted : 0;
}

static uint32_t instant(usec units)
{
	return units >= RECORD_LAST ? RECORD_LAST : (uint32_t)units;
}

uint32_t record_instant(struct record *r, usec at)
{
	usec after = after_of(r, at);

	reach(r, after);
	return instant(after / unit_of(r));
}

uint32_t record_not_before(struct record *r, usec at)
{
	usec after = after_of(r, at);

	reach(r, after);
	return instant(after / unit_of(r) + (after % unit_of(r) != 0));
}

usec record_time(const struct record *r, uint32_t instant)
{
	return instant == RECORD_NEVER
		   ? 0
		   : r->accepted + (usec)instant * unit_of(r);
}

usec record_time_known(const struct record *r, uint32_t instant)
{
	return instant == RECORD_LAST ? 0 : record_time(r, instant);
}

bool record_is_clipped(const struct record *r)
{
	return !(r->flags & FLAG_COARSE) &&
	       (r->forwarded == RECORD_LAST || r->final == RECORD_LAST ||
		   r->next == RECORD_LAST);
}

bool record_has_leaps(const struct record *r)
{
	return r->state != STATUS_HELD && !(r->flags & FLAG_IMPORTED);
}

void record_leap(struct record *r, usec by)
{
	r->accepted -= by;
}

bool record_went_anew(const struct record *before, const struct record *now)
{
	struct record old = *before;

	if (now->flags & FLAG_COARSE)
		coarsen(&old);
	return now->forwarded != old.forwarded;
}

/* One of a campaign has its text by then, one of none has it from the first. */
bool record_was_queued(const struct record *r)
{
	return r->state == STATUS_HELD && r->body != 0 &&
	       (r->campaign != 0 || r->substate == SUBSTATE_QUIET_HOURS);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The period is cut into slices; a use counts in its slice until the slice has
 * left the period as a whole. So the limit holds for every period, and a
 * twentieth of the rate is not used.
 */
#include "ledger/pace.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLICES  20
#define RING    (SLICES + 1) /* a period touches one more */
#define WAYS    8u
#define CLASSES 3

#define RATE_MIN    (1.0 / 86400) /* one a day */
#define PERMITS_MAX 60000         /* with a message's parts they fit 16 bits */

struct pace_sender {
	uint64_t key; /* 0: free */
	int64_t last; /* slice of the newest use */
	uint16_t used[RING];
	/* The instants given out so far, to those that came first and again;
	 * a class of its own, as one-time passwords wait behind nobody else. */
	usec given[CLASSES], again[CLASSES];
};

struct pace {
	struct pace_sender *sender; /* WAYS for each hash; or NULL */
};

struct limit {
	uint32_t permits;
	usec slice;
};

struct pace *pace_new(void)
{
	return mem_new(1, sizeof(struct pace));
}

void pace_free(struct pace *p)
{
	free(p->sender);
	free(p);
}

static struct limit limit_of(double asked)
{
	double rate = asked < RATE_MIN ? RATE_MIN : asked, whole = ceil(rate);
	struct limit l = { .permits = whole > PERMITS_MAX ? PERMITS_MAX
							  : (uint32_t)whole };

	l.slice = (usec)ceil(l.permits / rate * (double)SECOND / SLICES);
	return l;
}

/* A changed rate is a new entry: its slices have another length. */
static uint64_t key_of(const struct pace_query *q, const struct limit *l)
{
	uint64_t key = (uint64_t)q->smsc << 32 | q->sender;

	return (key ^ (uint64_t)l->slice << 44) | (uint64_t)1 << 63;
}

/* Its place, taken from the one that was used longest ago if need be. */
static struct pace_sender *find(struct pace *p, uint64_t key)
{
	size_t sets = PACE_SENDERS / WAYS;
	size_t set = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) % sets;
	struct pace_sender *s, *oldest;

	if (p->sender == NULL)
		p->sender = mem_new(PACE_SENDERS, sizeof(p->sender[0]));
	oldest = s = &p->sender[set * WAYS];
	for (size_t i = 0; i < WAYS; i++) {
		if (s[i].key == key)
			return &s[i];
		if (s[i].last < oldest->last)
			oldest = &s[i];
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->key = key;
	return oldest;
}

/* Forget the slices that have left the period. */
static void turn_to(struct pace_sender *s, int64_t slice)
{
	int64_t gone = slice - s->last;

	if (gone < -RING || gone > RING) /* a clock that was set back, or */
		gone = RING;             /* nothing for long */
	for (int64_t i = 0; i < gone; i++)
		s->used[(slice - i) % RING] = 0;
	if (gone > 0)
		s->last = slice;
}

static uint32_t uses(const struct pace_sender *s)
{
	uint32_t n = 0;

	for (int i = 0; i < RING; i++)
		n += s->used[i];
	return n;
}

/* When so many permits will have come back. */
static usec when_back(const struct pace_sender *s, const struct limit *l,
    uint32_t need)
{
	int64_t slice = s->last - SLICES;

	for (; slice <= s->last; slice++) {
		uint32_t n = slice < 0 ? 0 : s->used[slice % RING];

		if (n >= need)
			break;
		need -= n;
	}
	return (slice + RING) * l->slice;
}

/* Behind those that have one already, at the pace that permits come back. */
static usec give_instant(struct pace_sender *s, const struct pace_query *q,
    const struct limit *l, usec at)
{
	usec *last = q->again ? &s->again[q->class] : &s->given[q->class];

	if (at < *last)
		at = *last;
	if (!q->again && at < s->again[q->class])
		at = s->again[q->class];
	*last = at + q->parts * (RING * l->slice) / l->permits;
	return at;
}

bool pace_take(struct pace *p, const struct pace_query *q, usec now, usec *at)
{
	struct limit l = limit_of(q->rate);
	struct pace_sender *s = find(p, key_of(q, &l));
	uint32_t want = q->parts < l.permits ? q->parts : l.permits, n;

	turn_to(s, now / l.slice);
	n = uses(s);
	if (n + want > l.permits) {
		*at = give_instant(s, q, &l,
		    when_back(s, &l, n + want - l.permits));
		return false;
	}
	if (!q->again && s->given[q->class] > now) {
		*at = give_instant(s, q, &l, now);
		return false;
	}
	s->used[s->last % RING] =
	    (uint16_t)(s->used[s->last % RING] + q->parts);
	return true;
}

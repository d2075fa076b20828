/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Minute m lies in place m mod 17 and is marked m + 1, so that zeroed counts
 * are of no minute. Carriers are found by a hash, in places twice as many.
 */
#include "flow/lag.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/random.h"

#define TOO_YOUNG 2 /* minutes: sent within them it may still come */
#define PLACES    (2 * LAG_CARRIERS)
#define NAME_ROOM 65 /* of a carrier in a lookup table, with its NUL */

static size_t place_of(struct lag *l, usec now)
{
	int64_t minute = now / MINUTE;
	size_t i = (size_t)(minute % LAG_MINUTES);

	if (l->minute[i] != minute + 1) {
		l->minute[i] = minute + 1;
		l->sent[i] = l->told[i] = l->messages[i] = 0;
	}
	return i;
}

void lag_sent(struct lag *l, usec now)
{
	l->sent[place_of(l, now)]++;
}

void lag_told(struct lag *l, usec now)
{
	l->told[place_of(l, now)]++;
}

void lag_message(struct lag *l, usec now)
{
	l->messages[place_of(l, now)]++;
}

struct lag_sums lag_sums(const struct lag *l, usec now, int minutes)
{
	int64_t minute = now / MINUTE + 1;
	struct lag_sums s = { 0 };

	for (size_t i = 0; i < LAG_MINUTES; i++) {
		if (l->minute[i] <= minute - minutes)
			continue;
		s.sent += l->sent[i];
		s.told += l->told[i];
		s.messages += l->messages[i];
	}
	return s;
}

void lag_put(struct lag *l, int64_t minute, const struct lag_sums *s)
{
	size_t i = place_of(l, minute * MINUTE);

	l->sent[i] = (uint32_t)s->sent;
	l->told[i] = (uint32_t)s->told;
	l->messages[i] = (uint32_t)s->messages;
}

bool lag_is(const struct lag *l, usec now)
{
	struct lag_sums all = lag_sums(l, now, LAG_MINUTES);
	struct lag_sums young = lag_sums(l, now, TOO_YOUNG);
	uint64_t sent = all.sent - young.sent;

	return sent != 0 && 2 * all.told <= sent;
}

/* ---- carriers ---------------------------------------------------------- */

struct entry {
	char name[NAME_ROOM];
	struct lag lag, days;
};

struct lag_carriers {
	struct hash_key key;
	struct entry *entry; /* number n is entry[n - 1] */
	uint32_t n;
	uint16_t place[PLACES]; /* a number, 0: free */
};

struct lag_carriers *lag_carriers_new(void)
{
	struct lag_carriers *c = mem_new(1, sizeof(*c));

	random_fill(&c->key, sizeof(c->key));
	return c;
}

void lag_carriers_free(struct lag_carriers *c)
{
	free(c->entry);
	free(c);
}

static uint32_t add(struct lag_carriers *c, const char *name, size_t len)
{
	struct entry *e;

	if (c->n == LAG_CARRIERS)
		return 0;
	c->entry = mem_resize(c->entry, c->n + 1, sizeof(c->entry[0]));
	e = &c->entry[c->n++];
	*e = (struct entry){ 0 };
	memcpy(e->name, name, len);
	return c->n;
}

uint32_t lag_carrier(struct lag_carriers *c, const char *name)
{
	size_t len = name != NULL ? strnlen(name, NAME_ROOM) : 0;
	size_t i;

	if (len == 0 || len == NAME_ROOM)
		return 0;
	i = (size_t)hash_sip(&c->key, name, len) % PLACES;
	while (c->place[i] != 0) {
		if (strcmp(c->entry[c->place[i] - 1].name, name) == 0)
			return c->place[i];
		i = (i + 1) % PLACES;
	}
	c->place[i] = (uint16_t)add(c, name, len);
	return c->place[i];
}

const char *lag_name(const struct lag_carriers *c, uint32_t number)
{
	return c->entry[number - 1].name;
}

struct lag *lag_of(struct lag_carriers *c, uint32_t number)
{
	return number != 0 ? &c->entry[number - 1].lag : NULL;
}

struct lag *lag_days_of(struct lag_carriers *c, uint32_t number)
{
	return number != 0 ? &c->entry[number - 1].days : NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* How the clock was set, as the store has it, and what follows from that. */
#include "ledger/leap.h"

#include "base/clock.h"
#include "base/cursor.h"
#include "ledger/instant.h"
#include "store/record.h"

#include <string.h>

#define LEAP_VERSION 1
#define LEAP_BYTES   24

static const char leaps_key[] = "leaps";

void leaps_put(struct store_txn *t, const struct leaps *l)
{
	uint8_t value[STORE_LONG_HEAD + 2 + LEAPS_MAX * LEAP_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 1, l->walks);
	cursor_put(&c, 1, l->n);
	for (size_t i = 0; i < l->n; i++) {
		cursor_put(&c, 8, l->leap[i].place);
		cursor_put(&c, 8, (uint64_t)l->leap[i].at);
		cursor_put(&c, 8, (uint64_t)l->leap[i].by);
	}
	store_seal_long(value, (size_t)(c.at - value), LEAP_VERSION, 0);
	store_put(t, STORE_META, leaps_key, strlen(leaps_key), value,
	    (size_t)(c.at - value));
}

static int get(struct leaps *l, const struct store_bytes *v)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0)
		return RC_CORRUPT;
	l->walks = cursor_get(&c, 1);
	l->n = cursor_get(&c, 1);
	if (l->n > LEAPS_MAX)
		return RC_CORRUPT;
	for (size_t i = 0; i < l->n; i++) {
		l->leap[i].place = cursor_get(&c, 8);
		l->leap[i].at = (usec)cursor_get(&c, 8);
		l->leap[i].by = (usec)cursor_get(&c, 8);
	}
	return c.rc;
}

int leaps_get(struct store_txn *t, struct leaps *l)
{
	struct store_bytes v;
	int rc = store_get(t, STORE_META, leaps_key, strlen(leaps_key), &v);

	l->n = 0;
	l->walks = false;
	if (rc == 0)
		rc = get(l, &v);
	if (rc != 0)
		l->n = 0;
	return rc == RC_NOT_FOUND ? 0 : rc;
}

usec leaps_since(const struct leaps *l, uint64_t place)
{
	usec by = 0;

	for (size_t i = l->n; i > 0 && l->leap[i - 1].place > place; i--)
		by += l->leap[i - 1].by;
	return by;
}

usec leaps_of(const struct leaps *l, const struct record *r)
{
	return record_has_leaps(r) ? leaps_since(l, r->last) : 0;
}

void leaps_show(const struct leaps *l, struct record *r)
{
	usec by = leaps_of(l, r);

	if (by != 0)
		record_leap(r, by);
}

/* ---- dates -------------------------------------------------------------- */

/* An Idempotency-Key counts for half of that. */
#define RECENT (2 * DAY)

/* What the clock said before one of them was set, if that was lately. */
static bool date_before(const struct leap *at, usec *date)
{
	if (*date - at->at > RECENT)
		return false;
	*date += at->by;
	return true;
}

bool leaps_date(const struct leaps *l, size_t n, usec *date)
{
	if (n >= l->n)
		return false;
	for (size_t i = 0; i <= n; i++) {
		if (!date_before(&l->leap[l->n - 1 - i], date))
			return false;
	}
	return true;
}

usec leaps_earliest(const struct leaps *l, usec now)
{
	usec first = now, date = now;

	for (size_t i = 0; leaps_date(l, i, &date); i++, date = now)
		clock_earlier(&first, date);
	return first;
}

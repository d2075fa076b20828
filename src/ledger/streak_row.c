/* SPDX-License-Identifier: BSD-2-Clause */
/* Status, how many (1 byte each), since (8); of each key (8), reason (2). */
#include "ledger/streak.h"

#include "base/cursor.h"
#include "model/reason.h"

bool streak_should(const struct streak *s)
{
	for (int i = 0; i < s->n; i++) {
		const struct reason *r = reason_find(s->fail[i].reason);

		if (r != NULL && r->opt_out == OPT_OUT_SHOULD)
			return true;
	}
	return false;
}

size_t streak_write(const struct streak *s, uint8_t *to)
{
	struct cursor c = cursor_over(to, STREAK_BYTES);

	cursor_put(&c, 1, s->status);
	cursor_put(&c, 1, s->n);
	cursor_put(&c, 8, (uint64_t)s->since);
	for (int i = 0; i < s->n; i++) {
		cursor_put(&c, 8, s->fail[i].key);
		cursor_put(&c, 2, s->fail[i].reason);
	}
	return STREAK_BYTES - cursor_left(&c);
}

int streak_read(struct streak *s, const void *data, size_t len)
{
	struct cursor c = cursor_reading(data, len);

	*s = (struct streak){ 0 };
	s->status = (uint8_t)cursor_get(&c, 1);
	s->n = (uint8_t)cursor_get(&c, 1);
	s->since = (usec)cursor_get(&c, 8);
	if (s->n > STREAK_MOST || s->status > STREAK_DISMISSED)
		return RC_CORRUPT;
	for (int i = 0; i < s->n; i++) {
		s->fail[i].key = cursor_get(&c, 8);
		s->fail[i].reason = (uint16_t)cursor_get(&c, 2);
	}
	return c.rc == 0 && cursor_left(&c) == 0 ? 0 : RC_CORRUPT;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/idem.h"

#include "base/cursor.h"
#include "store/record.h"

#define IDEM_VERSION   1
#define IDEM_BYTES     (STORE_HEAD + 24)
#define IDEM_KEY_BYTES 20

static uint32_t day_of(usec at)
{
	return (uint32_t)(at / DAY);
}

static void make_key(uint8_t to[IDEM_KEY_BYTES], uint32_t day,
    const uint64_t key[2])
{
	struct cursor c = cursor_over(to, IDEM_KEY_BYTES);

	cursor_put(&c, 4, day);
	cursor_put(&c, 8, key[0]);
	cursor_put(&c, 8, key[1]);
}

static int read_value(const struct store_bytes *v, struct idem *i)
{
	struct cursor c = cursor_reading(v->data, v->len);

	if (v->len != IDEM_BYTES || store_check(v->data, v->len, NULL) != 0)
		return RC_CORRUPT;
	(void)cursor_take(&c, STORE_HEAD);
	i->request = cursor_get(&c, 8);
	i->message = cursor_get(&c, 8);
	i->at = (usec)cursor_get(&c, 8);
	return 0;
}

int idem_read(const struct store_row *row, struct idem *i)
{
	struct cursor c = cursor_reading(row->key, row->key_len);
	uint64_t day = cursor_get(&c, 4);

	i->key[0] = cursor_get(&c, 8);
	i->key[1] = cursor_get(&c, 8);
	if (c.rc != 0 || cursor_left(&c) != 0 ||
	    read_value(&row->value, i) != 0 || day_of(i->at) != day)
		return RC_CORRUPT;
	return 0;
}

/* The clock may have been set back over midnight: the day to come counts. */
int idem_find(struct store_txn *t, struct idem *i, usec now)
{
	uint32_t today = day_of(now);

	for (uint32_t back = 0; back < 3; back++) {
		uint8_t key[IDEM_KEY_BYTES];
		struct store_bytes v;

		make_key(key, today + 1 - back, i->key);
		if (store_get(t, STORE_IDEM, key, sizeof(key), &v) == 0 &&
		    read_value(&v, i) == 0 && i->at + IDEM_TTL > now)
			return 0;
	}
	return RC_NOT_FOUND;
}

void idem_put(struct store_txn *t, const struct idem *i)
{
	uint8_t key[IDEM_KEY_BYTES], value[IDEM_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, i->request);
	cursor_put(&c, 8, i->message);
	cursor_put(&c, 8, (uint64_t)i->at);
	store_seal(value, sizeof(value), IDEM_VERSION, 0);
	make_key(key, day_of(i->at), i->key);
	store_put(t, STORE_IDEM, key, sizeof(key), value, sizeof(value));
}

/* When nobody can ask for the day any more (its last key counts for all of the
 * next), not even by a clock that is a day late. */
static usec end_of(uint32_t day)
{
	return ((usec)day + 3) * DAY;
}

static uint32_t day_of_row(const struct store_row *row)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	return (uint32_t)cursor_get(&c, 4);
}

void idem_purge(struct store_txn *t, usec now)
{
	struct store_row row;
	int rc = store_seek(t, STORE_IDEM, "\0", 1, &row);

	for (int n = 0; rc == 0 && n < IDEM_SLICE; n++) {
		if (end_of(day_of_row(&row)) > now)
			return;
		store_del(t, STORE_IDEM, row.key, row.key_len);
		rc = store_next(&row);
	}
}

usec idem_next_purge(struct store_txn *t)
{
	struct store_row row;

	if (store_seek(t, STORE_IDEM, "\0", 1, &row) != 0)
		return 0;
	return end_of(day_of_row(&row));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: line (4 bytes), instant (7), message (8). Older versions wrote
 * a line of 3 bytes and an instant of 8, whose first is 0: the same bytes, of
 * a line of account 0. Value: a head; then the account (2), if it is said, and
 * zeros.
 */
#include "ledger/due.h"

#include "base/cursor.h"
#include "store/record.h"

#define DUE_VERSION   1
#define DUE_KEY_BYTES 19 /* line, instant, message */
#define DUE_BYTES     (STORE_HEAD + 8)

static void make_key(uint8_t key[DUE_KEY_BYTES], const struct due *d)
{
	struct cursor c = cursor_over(key, DUE_KEY_BYTES);

	cursor_put(&c, 4, d->line);
	cursor_put(&c, 7, (uint64_t)d->at);
	cursor_put(&c, 8, d->key);
}

void due_put(struct store_txn *t, const struct due *d)
{
	uint8_t key[DUE_KEY_BYTES], value[DUE_BYTES] = { 0 };
	size_t len = d->account != 0 ? DUE_BYTES : STORE_HEAD;
	struct cursor c = cursor_over(value + STORE_HEAD, 2);

	make_key(key, d);
	cursor_put(&c, 2, d->account);
	store_seal(value, len, DUE_VERSION, 0);
	store_put(t, STORE_DUE, key, sizeof(key), value, len);
}

void due_del(struct store_txn *t, const struct due *d)
{
	uint8_t key[DUE_KEY_BYTES];

	make_key(key, d);
	store_del(t, STORE_DUE, key, sizeof(key));
}

static uint16_t read_account(const struct store_bytes *v)
{
	struct cursor c;

	if (v->len != DUE_BYTES || store_check(v->data, v->len, NULL) != 0)
		return 0;
	c = cursor_reading((const uint8_t *)v->data + STORE_HEAD, 2);
	return (uint16_t)cursor_get(&c, 2);
}

int due_read(const struct store_row *row, struct due *d)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	d->line = (uint32_t)cursor_get(&c, 4);
	d->at = (usec)cursor_get(&c, 7);
	d->key = cursor_get(&c, 8);
	d->account = read_account(&row->value);
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

int due_seek(struct store_txn *t, const struct due *from, struct store_row *row)
{
	uint8_t key[DUE_KEY_BYTES];

	make_key(key, from);
	return store_seek(t, STORE_DUE, key, sizeof(key), row);
}

int due_next(struct store_txn *t, const struct due *from, struct due *d)
{
	struct store_row row;
	int rc = due_seek(t, from, &row);

	return rc != 0 ? rc : due_read(&row, d);
}

int due_next_line(struct store_txn *t, uint32_t line, struct due *d)
{
	return due_next(t, &(struct due){ .line = line }, d);
}

int due_first(struct store_txn *t, uint32_t line, struct due *d)
{
	int rc = due_next_line(t, line, d);

	if (rc != 0)
		return rc;
	return d->line == line ? 0 : RC_NOT_FOUND;
}

usec due_first_at(struct store_txn *t, uint32_t line)
{
	struct due d;

	return due_first(t, line, &d) == 0 ? d.at : 0;
}

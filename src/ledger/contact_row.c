/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A contact: number, created, updated, deleted (8 bytes each), data. The head
 * of a list: account, size (8 bytes each). Marks are empty.
 */
#include "ledger/contact_row.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "ledger/audience.h"
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

#define CONTACT_VERSION 1
#define CONTACT_FIXED   32
#define CONTACT_KEY     10 /* account, id */
#define LISTED_KEY      14 /* and list */
#define MEMBER_KEY      12 /* list, contact */
#define NUM_BYTES       (STORE_HEAD + 8)
#define HEAD_BYTES      (STORE_HEAD + 16)

struct row_key {
	size_t len;
	uint8_t byte[LISTED_KEY];
};

static struct row_key contact_key(uint16_t account, uint64_t id)
{
	struct row_key k = { .len = CONTACT_KEY };
	struct cursor c = cursor_over(k.byte, sizeof(k.byte));

	cursor_put(&c, 2, account);
	cursor_put(&c, 8, id);
	return k;
}

static struct row_key listed_key(uint16_t account, uint64_t id, uint32_t list)
{
	struct row_key k = contact_key(account, id);
	struct cursor c = cursor_over(k.byte + k.len, 4);

	cursor_put(&c, 4, list);
	k.len = LISTED_KEY;
	return k;
}

static struct row_key member_key(uint32_t list, uint64_t id)
{
	struct row_key k = { .len = MEMBER_KEY };
	struct cursor c = cursor_over(k.byte, sizeof(k.byte));

	cursor_put(&c, 4, list);
	cursor_put(&c, 8, id);
	return k;
}

static void put_mark(struct store_txn *t, enum store_table table,
    const struct row_key *k)
{
	uint8_t value[STORE_HEAD];

	store_seal(value, sizeof(value), CONTACT_VERSION, 0);
	store_put(t, table, k->byte, k->len, value, sizeof(value));
}

/* ---- contacts ---------------------------------------------------------- */

static int read_contact(const struct store_bytes *row, struct contact_view *v)
{
	struct cursor c;

	if (store_unseal(row->data, row->len, &c) != 0)
		return RC_CORRUPT;
	v->number = cursor_get(&c, 8);
	v->created = (usec)cursor_get(&c, 8);
	v->updated = (usec)cursor_get(&c, 8);
	v->deleted = (usec)cursor_get(&c, 8);
	v->len = cursor_left(&c);
	v->data = v->len != 0 ? c.at : NULL;
	return c.rc != 0 || v->len > CONTACT_DATA_MAX ? RC_CORRUPT : 0;
}

int contact_load(struct store_txn *t, uint16_t account, uint64_t id,
    struct contact_view *v)
{
	struct row_key k = contact_key(account, id);
	struct store_bytes row;
	int rc = store_get(t, STORE_CONTACT, k.byte, k.len, &row);

	*v = (struct contact_view){ .id = id };
	return rc != 0 ? rc : read_contact(&row, v);
}

/* What lies behind the marks of one contact is the next contact. */
int contact_next(struct store_txn *t, uint16_t account, uint64_t after,
    struct contact_view *v)
{
	struct row_key k = contact_key(account, after + 1);
	struct store_row row;
	struct cursor c;
	int rc = after == UINT64_MAX
		     ? RC_NOT_FOUND
		     : store_seek(t, STORE_CONTACT, k.byte, k.len, &row);

	if (rc != 0)
		return rc;
	c = cursor_reading(row.key, row.key_len);
	if (cursor_get(&c, 2) != account)
		return RC_NOT_FOUND;
	*v = (struct contact_view){ .id = cursor_get(&c, 8) };
	return c.rc != 0 || cursor_left(&c) != 0 ? RC_CORRUPT
						 : read_contact(&row.value, v);
}

int contact_find(struct store_txn *t, uint16_t account, uint64_t number,
    uint64_t *id)
{
	struct row_key k = contact_key(account, number);
	struct store_bytes row;
	struct cursor c;
	int rc = store_get(t, STORE_CONTACT_NUM, k.byte, k.len, &row);

	if (rc != 0)
		return rc;
	if (row.len != NUM_BYTES || store_check(row.data, row.len, NULL) != 0)
		return RC_CORRUPT;
	c = cursor_reading(row.data, row.len);
	(void)cursor_take(&c, STORE_HEAD);
	*id = cursor_get(&c, 8);
	return 0;
}

/* The last of those before the next account. */
int contact_new_id(struct store_txn *t, uint16_t account, uint64_t *id)
{
	struct row_key k = contact_key((uint16_t)(account + 1), 0);
	struct store_row row;
	struct cursor c;
	int rc = account == UINT16_MAX
		     ? store_last(t, STORE_CONTACT, &row)
		     : store_before(t, STORE_CONTACT, k.byte, k.len, &row);

	*id = 1;
	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc != 0)
		return rc;
	c = cursor_reading(row.key, row.key_len);
	if (cursor_get(&c, 2) == account)
		*id = cursor_get(&c, 8) + 1;
	return *id == 0 ? RC_FULL : c.rc;
}

static void put_number(struct store_txn *t, uint16_t account, uint64_t number,
    uint64_t id)
{
	struct row_key k = contact_key(account, number);
	uint8_t value[NUM_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, id);
	store_seal(value, sizeof(value), CONTACT_VERSION, 0);
	store_put(t, STORE_CONTACT_NUM, k.byte, k.len, value, sizeof(value));
}

void contact_put(struct store_txn *t, uint16_t account,
    const struct contact_view *v)
{
	struct row_key k = contact_key(account, v->id);
	size_t len = STORE_LONG_HEAD + CONTACT_FIXED + v->len;
	uint8_t *value = mem_new(1, len);
	struct cursor c = cursor_over(value, len);

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 8, v->number);
	cursor_put(&c, 8, (uint64_t)v->created);
	cursor_put(&c, 8, (uint64_t)v->updated);
	cursor_put(&c, 8, (uint64_t)v->deleted);
	cursor_put_bytes(&c, v->data, v->len);
	store_seal_long(value, len, CONTACT_VERSION, 0);
	store_put(t, STORE_CONTACT, k.byte, k.len, value, len);
	free(value);
	if (v->deleted == 0)
		put_number(t, account, v->number, v->id);
}

void contact_del_number(struct store_txn *t, uint16_t account, uint64_t number)
{
	struct row_key k = contact_key(account, number);

	store_del(t, STORE_CONTACT_NUM, k.byte, k.len);
}

/* ---- members ----------------------------------------------------------- */

int member_next(struct store_txn *t, uint32_t list, uint64_t after,
    uint64_t *id)
{
	struct row_key k = member_key(list, after + 1);
	struct store_row row;
	struct cursor c;
	int rc = after == UINT64_MAX
		     ? RC_NOT_FOUND
		     : store_seek(t, STORE_MEMBER, k.byte, k.len, &row);

	if (rc != 0)
		return rc;
	c = cursor_reading(row.key, row.key_len);
	if (cursor_get(&c, 4) != list)
		return RC_NOT_FOUND;
	*id = cursor_get(&c, 8);
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

bool member_has(struct store_txn *t, uint32_t list, uint64_t id)
{
	struct row_key k = member_key(list, id);
	struct store_bytes row;

	return store_get(t, STORE_MEMBER, k.byte, k.len, &row) == 0;
}

void member_put(struct store_txn *t, uint16_t account, uint32_t list,
    uint64_t id)
{
	struct row_key k = member_key(list, id);
	struct row_key back = listed_key(account, id, list);

	put_mark(t, STORE_MEMBER, &k);
	put_mark(t, STORE_CONTACT, &back);
}

void member_del(struct store_txn *t, uint16_t account, uint32_t list,
    uint64_t id)
{
	struct row_key k = member_key(list, id);
	struct row_key back = listed_key(account, id, list);

	store_del(t, STORE_MEMBER, k.byte, k.len);
	store_del(t, STORE_CONTACT, back.byte, back.len);
}

int member_next_list(struct store_txn *t, uint16_t account, uint64_t id,
    uint32_t after, uint32_t *list)
{
	struct row_key k = listed_key(account, id, after + 1);
	struct store_row row;
	int rc = after == UINT32_MAX
		     ? RC_NOT_FOUND
		     : store_seek(t, STORE_CONTACT, k.byte, k.len, &row);
	struct cursor c;

	if (rc != 0)
		return rc;
	if (row.key_len != LISTED_KEY ||
	    memcmp(row.key, k.byte, CONTACT_KEY) != 0)
		return RC_NOT_FOUND;
	c = cursor_reading(row.key + CONTACT_KEY, 4);
	*list = (uint32_t)cursor_get(&c, 4);
	return 0;
}

/* ---- heads of lists ---------------------------------------------------- */

static int read_head(const struct store_bytes *row, uint16_t *account,
    uint64_t *size)
{
	struct cursor c = cursor_reading(row->data, row->len);

	if (row->len != HEAD_BYTES ||
	    store_check(row->data, row->len, NULL) != 0)
		return RC_CORRUPT;
	(void)cursor_take(&c, STORE_HEAD);
	*account = (uint16_t)cursor_get(&c, 8);
	*size = cursor_get(&c, 8);
	return 0;
}

int member_head(struct store_txn *t, uint32_t list, uint16_t *account,
    uint64_t *size)
{
	struct row_key k = member_key(list, 0);
	struct store_bytes row;
	int rc = store_get(t, STORE_MEMBER, k.byte, k.len, &row);

	return rc != 0 ? rc : read_head(&row, account, size);
}

void member_put_head(struct store_txn *t, uint32_t list, uint16_t account,
    uint64_t size)
{
	struct row_key k = member_key(list, 0);
	uint8_t value[HEAD_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_HEAD);
	cursor_put(&c, 8, account);
	cursor_put(&c, 8, size);
	store_seal(value, sizeof(value), CONTACT_VERSION, 0);
	store_put(t, STORE_MEMBER, k.byte, k.len, value, sizeof(value));
}

void member_del_head(struct store_txn *t, uint32_t list)
{
	struct row_key k = member_key(list, 0);

	store_del(t, STORE_MEMBER, k.byte, k.len);
}

int member_next_any(struct store_txn *t, uint32_t after, uint32_t *list)
{
	struct row_key k = member_key(after + 1, 0);
	struct store_row row;
	struct cursor c;
	int rc = after == UINT32_MAX
		     ? RC_NOT_FOUND
		     : store_seek(t, STORE_MEMBER, k.byte, k.len, &row);

	if (rc != 0)
		return rc;
	c = cursor_reading(row.key, row.key_len);
	*list = (uint32_t)cursor_get(&c, 4);
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

/* ---- keys --------------------------------------------------------------- */

int contact_read_key(const struct store_row *row, uint16_t *account,
    uint64_t *id, uint32_t *list)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	*account = (uint16_t)cursor_get(&c, 2);
	*id = cursor_get(&c, 8);
	*list =
	    c.rc == 0 && cursor_left(&c) != 0 ? (uint32_t)cursor_get(&c, 4) : 0;
	return c.rc == 0 && cursor_left(&c) == 0 ? 0 : RC_CORRUPT;
}

int member_read_key(const struct store_row *row, uint32_t *list, uint64_t *id)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	*list = (uint32_t)cursor_get(&c, 4);
	*id = cursor_get(&c, 8);
	return c.rc == 0 && cursor_left(&c) == 0 ? 0 : RC_CORRUPT;
}

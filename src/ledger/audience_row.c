/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: campaign (4 bytes), step (1), chunk (8). All chunks of a step
 * are full but the last.
 */
#include "ledger/audience_row.h"

#include "base/cursor.h"
#include "store/record.h"

#include <assert.h>
#include <string.h>

#define AUDIENCE_VERSION 1
#define PLACE_BYTES      5
#define KEY_BYTES        (PLACE_BYTES + 8)
#define MEMBER_BYTES     24
#define ROW_MAX          (STORE_LONG_HEAD + AUDIENCE_CHUNK * MEMBER_BYTES)

static void make_key(uint8_t key[KEY_BYTES], struct audience_place at,
    uint64_t chunk)
{
	struct cursor c = cursor_over(key, KEY_BYTES);

	cursor_put(&c, 4, at.campaign);
	cursor_put(&c, 1, at.step);
	cursor_put(&c, 8, chunk);
}

/* A cursor over the members of a row. */
static int open_row(const struct store_bytes *row, struct cursor *c)
{
	struct store_head head;

	if (store_check(row->data, row->len, &head) != 0 ||
	    head.version != AUDIENCE_VERSION)
		return RC_CORRUPT;
	*c = cursor_reading(row->data, row->len);
	(void)cursor_take(c, head.size);
	if (cursor_left(c) == 0 || cursor_left(c) % MEMBER_BYTES != 0 ||
	    cursor_left(c) > AUDIENCE_CHUNK * MEMBER_BYTES)
		return RC_CORRUPT;
	return 0;
}

static struct member get_member(struct cursor *c)
{
	struct member m;

	m.number = cursor_get(c, 8);
	m.contact = cursor_get(c, 8);
	m.key = cursor_get(c, 8);
	return m;
}

static void put_member(struct cursor *c, const struct member *m)
{
	cursor_put(c, 8, m->number);
	cursor_put(c, 8, m->contact);
	cursor_put(c, 8, m->key);
}

int audience_read(const struct store_bytes *row, struct audience_chunk *to)
{
	struct cursor c;
	int rc = open_row(row, &c);

	*to = (struct audience_chunk){ 0 };
	while (rc == 0 && cursor_left(&c) != 0)
		to->member[to->n++] = get_member(&c);
	return rc;
}

int audience_read_key(const struct store_row *row, struct audience_place *at,
    uint64_t *chunk)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	at->campaign = (uint32_t)cursor_get(&c, 4);
	at->step = (uint8_t)cursor_get(&c, 1);
	*chunk = cursor_get(&c, 8);
	return c.rc == 0 && cursor_left(&c) == 0 ? 0 : RC_CORRUPT;
}

static void put(struct store_txn *t, struct audience_place at, uint64_t chunk,
    const struct audience_chunk *from)
{
	uint8_t key[KEY_BYTES], value[ROW_MAX];
	struct cursor c = cursor_over(value, sizeof(value));
	size_t len;

	(void)cursor_take(&c, STORE_LONG_HEAD);
	for (uint32_t i = 0; i < from->n; i++)
		put_member(&c, &from->member[i]);
	len = (size_t)(c.at - value);
	store_seal_long(value, len, AUDIENCE_VERSION, 0);
	make_key(key, at, chunk);
	store_put(t, STORE_AUDIENCE, key, sizeof(key), value, len);
}

int audience_get(struct store_txn *t, struct audience_place at, uint64_t chunk,
    struct audience_chunk *to)
{
	uint8_t key[KEY_BYTES];
	struct store_bytes v;
	int rc;

	make_key(key, at, chunk);
	rc = store_get(t, STORE_AUDIENCE, key, sizeof(key), &v);
	return rc != 0 ? rc : audience_read(&v, to);
}

/* The chunk of a member, and its place there. */
static int find(struct store_txn *t, struct audience_place at, uint64_t index,
    struct audience_chunk *to)
{
	int rc = audience_get(t, at, index / AUDIENCE_CHUNK, to);

	if (rc == 0 && index % AUDIENCE_CHUNK >= to->n)
		rc = RC_NOT_FOUND;
	return rc;
}

/* Where a member stands; the others of its row are let alone. */
struct spot {
	struct store_bytes row;
	size_t at; /* there */
	struct member member;
};

static int find_spot(struct store_txn *t, struct audience_place at,
    uint64_t index, struct spot *s)
{
	size_t nth = index % AUDIENCE_CHUNK * MEMBER_BYTES;
	uint8_t key[KEY_BYTES];
	struct cursor c;
	int rc;

	make_key(key, at, index / AUDIENCE_CHUNK);
	rc = store_get(t, STORE_AUDIENCE, key, sizeof(key), &s->row);
	if (rc == 0)
		rc = open_row(&s->row, &c);
	if (rc == 0 && nth >= cursor_left(&c))
		rc = RC_NOT_FOUND;
	if (rc != 0)
		return rc;
	(void)cursor_take(&c, nth);
	s->at = (size_t)(c.at - (const uint8_t *)s->row.data);
	s->member = get_member(&c);
	return 0;
}

static void put_spot(struct store_txn *t, struct audience_place at,
    uint64_t index, const struct spot *s)
{
	uint8_t key[KEY_BYTES], value[ROW_MAX];
	struct cursor c = cursor_over(value + s->at, MEMBER_BYTES);
	size_t len = s->row.len;

	memcpy(value, s->row.data, len);
	put_member(&c, &s->member);
	store_seal_long(value, len, AUDIENCE_VERSION, 0);
	make_key(key, at, index / AUDIENCE_CHUNK);
	store_put(t, STORE_AUDIENCE, key, sizeof(key), value, len);
}

int audience_member(struct store_txn *t, struct audience_place at,
    uint64_t index, struct member *m)
{
	struct spot s;
	int rc = find_spot(t, at, index, &s);

	if (rc == 0)
		*m = s.member;
	return rc;
}

int audience_add(struct store_txn *t, struct audience_place at, uint64_t len,
    const struct member *m, size_t n)
{
	struct audience_chunk chunk = { 0 };
	int rc;

	if (len % AUDIENCE_CHUNK != 0) {
		rc = audience_get(t, at, len / AUDIENCE_CHUNK, &chunk);
		if (rc != 0)
			return rc;
		if (chunk.n != len % AUDIENCE_CHUNK)
			return RC_CORRUPT;
	}
	for (size_t i = 0; i < n; i++) {
		chunk.member[chunk.n++] = m[i];
		len++;
		if (chunk.n != AUDIENCE_CHUNK && i + 1 != n)
			continue;
		put(t, at, (len - 1) / AUDIENCE_CHUNK, &chunk);
		chunk.n = 0;
	}
	return 0;
}

int audience_set_key(struct store_txn *t, struct audience_place at,
    uint64_t index, uint64_t key)
{
	struct spot s;
	int rc = find_spot(t, at, index, &s);

	if (rc != 0)
		return rc;
	s.member.key = key;
	put_spot(t, at, index, &s);
	return 0;
}

int audience_forget(struct store_txn *t, struct audience_place at,
    uint64_t index)
{
	struct spot s;
	int rc = find_spot(t, at, index, &s);

	if (rc != 0)
		return rc;
	s.member.number = 0;
	put_spot(t, at, index, &s);
	return 0;
}

/* By the first ones of the chunks, then in the chunk. */
int audience_find(struct store_txn *t, struct audience_place at, uint64_t len,
    uint64_t contact, uint64_t *index)
{
	uint64_t low = 0, high = (len + AUDIENCE_CHUNK - 1) / AUDIENCE_CHUNK;
	struct audience_chunk chunk;
	uint64_t mid;
	int rc;

	while (low < high) {
		mid = low + (high - low) / 2;
		rc = audience_get(t, at, mid, &chunk);
		if (rc != 0)
			return rc;
		if (chunk.member[0].contact < contact)
			low = mid + 1;
		else
			high = mid;
	}
	*index = low == 0 ? 0 : (low - 1) * AUDIENCE_CHUNK;
	for (; *index < len; ++*index) {
		if (*index % AUDIENCE_CHUNK == 0) {
			rc = find(t, at, *index, &chunk);
			if (rc != 0)
				return rc;
		}
		mid = chunk.member[*index % AUDIENCE_CHUNK].contact;
		if (mid >= contact)
			return mid == contact ? 0 : RC_NOT_FOUND;
	}
	return RC_NOT_FOUND;
}

size_t audience_drop(struct store_txn *t, uint32_t campaign, size_t n)
{
	uint8_t key[KEY_BYTES];
	struct store_row row;
	struct audience_place at;
	size_t dropped = 0;
	uint64_t chunk;

	make_key(key, (struct audience_place){ .campaign = campaign }, 0);
	for (; dropped < n; dropped++) {
		if (store_seek(t, STORE_AUDIENCE, key, sizeof(key), &row) !=
			0 ||
		    audience_read_key(&row, &at, &chunk) != 0 ||
		    at.campaign != campaign)
			break;
		store_del(t, STORE_AUDIENCE, row.key, row.key_len);
	}
	return dropped;
}

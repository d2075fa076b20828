/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three kinds of rows, the first byte of their keys: those that wait by lane
 * and place; dead ones by place and lane, so that a page of all lanes goes on
 * from a place; and for each dead one a mark by the instant at which it is
 * forgotten.
 *
 * Invariant: a hook waits or is dead, never both; a mark whose hook is not
 * dead, or is to be forgotten at another instant, does nothing.
 */
#include "ledger/hook_row.h"

#include "base/cursor.h"
#include "base/log.h"
#include "ledger/hook.h"
#include "store/record.h"

#include <string.h>

#define HOOK_VERSION   1
#define HOOK_BYTES     30 /* behind the head, but for `why` */
#define HOOK_KEY_BYTES 21

enum { ROW_WAITS, ROW_DEAD, ROW_FORGET };

struct hook_key {
	uint8_t kind;
	usec at; /* of a mark */
	uint32_t lane;
	uint64_t place;
};

/* Returns its length. */
static size_t make_key(uint8_t key[HOOK_KEY_BYTES], const struct hook_key *k)
{
	struct cursor c = cursor_over(key, HOOK_KEY_BYTES);

	cursor_put(&c, 1, k->kind);
	if (k->kind == ROW_FORGET)
		cursor_put(&c, 8, (uint64_t)k->at);
	if (k->kind == ROW_WAITS)
		cursor_put(&c, 4, k->lane);
	cursor_put(&c, 8, k->place);
	if (k->kind != ROW_WAITS)
		cursor_put(&c, 4, k->lane);
	return (size_t)(c.at - key);
}

static int read_key(const struct store_row *row, struct hook_key *k)
{
	struct cursor c = cursor_reading(row->key, row->key_len);

	*k = (struct hook_key){ .kind = (uint8_t)cursor_get(&c, 1) };
	if (k->kind == ROW_FORGET)
		k->at = (usec)cursor_get(&c, 8);
	if (k->kind == ROW_WAITS)
		k->lane = (uint32_t)cursor_get(&c, 4);
	k->place = cursor_get(&c, 8);
	if (k->kind != ROW_WAITS)
		k->lane = (uint32_t)cursor_get(&c, 4);
	if (c.rc != 0 || cursor_left(&c) != 0 || k->kind > ROW_FORGET)
		return RC_CORRUPT;
	return 0;
}

static void put_row(struct store_txn *t, const struct hook_key *k,
    const struct hook *h)
{
	uint8_t key[HOOK_KEY_BYTES];
	uint8_t value[STORE_LONG_HEAD + HOOK_BYTES + sizeof(h->why)];
	struct cursor c = cursor_over(value, sizeof(value));
	size_t why = strnlen(h->why, sizeof(h->why) - 1);

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 8, h->key);
	cursor_put(&c, 2, h->account);
	cursor_put(&c, 2, h->attempts);
	cursor_put(&c, 8, (uint64_t)h->first);
	cursor_put(&c, 8, (uint64_t)h->next);
	cursor_put(&c, 1, h->dead);
	cursor_put(&c, 1, why);
	memcpy(cursor_take(&c, why), h->why, why);
	store_seal_long(value, (size_t)(c.at - value), HOOK_VERSION, 0);
	store_put(t, STORE_HOOK, key, make_key(key, k), value,
	    (size_t)(c.at - value));
}

static int read_value(const struct store_bytes *v, struct hook *h)
{
	struct cursor c;
	size_t why;

	if (store_unseal(v->data, v->len, &c) != 0)
		return RC_CORRUPT;
	h->key = cursor_get(&c, 8);
	h->account = (uint16_t)cursor_get(&c, 2);
	h->attempts = (uint16_t)cursor_get(&c, 2);
	h->first = (usec)cursor_get(&c, 8);
	h->next = (usec)cursor_get(&c, 8);
	h->dead = (uint8_t)cursor_get(&c, 1);
	why = cursor_get(&c, 1);
	if (c.rc != 0 || why != cursor_left(&c) || why >= sizeof(h->why))
		return RC_CORRUPT;
	memcpy(h->why, c.at, why);
	h->why[why] = '\0';
	return 0;
}

static int read_row(const struct store_row *row, struct hook *h)
{
	struct hook_key k;
	int rc = read_key(row, &k);

	*h = (struct hook){ .lane = k.lane, .place = k.place };
	if (rc == 0)
		rc = read_value(&row->value, h);
	if (rc == 0 && (h->dead != 0) != (k.kind == ROW_DEAD))
		rc = RC_CORRUPT;
	return rc;
}

static void put_mark(struct store_txn *t, const struct hook_key *k)
{
	uint8_t key[HOOK_KEY_BYTES], value[STORE_HEAD];

	store_seal(value, sizeof(value), HOOK_VERSION, 0);
	store_put(t, STORE_HOOK, key, make_key(key, k), value, sizeof(value));
}

static void del_row(struct store_txn *t, const struct hook_key *k)
{
	uint8_t key[HOOK_KEY_BYTES];

	store_del(t, STORE_HOOK, key, make_key(key, k));
}

static struct hook_key mark_of(const struct hook *h)
{
	return (struct hook_key){ .kind = ROW_FORGET,
		.at = h->next + HOOK_DEAD_TTL,
		.lane = h->lane,
		.place = h->place };
}

static int get_dead(struct store_txn *t, const struct hook_key *k,
    struct hook *h)
{
	uint8_t key[HOOK_KEY_BYTES];
	struct store_bytes v;
	int rc = store_get(t, STORE_HOOK, key, make_key(key, k), &v);

	*h = (struct hook){ .lane = k->lane, .place = k->place };
	return rc != 0 ? rc : read_value(&v, h);
}

void hook_del(struct store_txn *t, uint32_t lane, uint64_t place)
{
	struct hook_key k = { .kind = ROW_WAITS, .lane = lane, .place = place },
			mark;
	struct hook h;
	int rc;

	del_row(t, &k);
	k.kind = ROW_DEAD;
	rc = get_dead(t, &k, &h);
	if (rc == RC_NOT_FOUND)
		return;
	mark = mark_of(&h);
	if (rc == 0)
		del_row(t, &mark);
	del_row(t, &k);
}

void hook_put(struct store_txn *t, const void *hook)
{
	struct hook_key k, mark;
	struct hook h;

	memcpy(&h, hook, sizeof(h));
	k = (struct hook_key){ .kind = h.dead != 0 ? ROW_DEAD : ROW_WAITS,
		.lane = h.lane,
		.place = h.place };
	mark = mark_of(&h);
	hook_del(t, h.lane, h.place);
	put_row(t, &k, &h);
	if (h.dead != 0)
		put_mark(t, &mark);
}

/* ---- walks ------------------------------------------------------------- */

/* A row that cannot be read is left alone, and those behind it are read. */
static int land(struct store_row *row, uint8_t kind, int rc, struct hook *h)
{
	for (; rc == 0; rc = store_next(row)) {
		if (row->key_len == 0 || row->key[0] != kind)
			return RC_NOT_FOUND;
		if (read_row(row, h) == 0)
			return 0;
		log_error("ledger", "a webhook that waits cannot be read and "
				    "is passed by; see esmectl verify");
	}
	return rc;
}

static int seek(struct store_txn *t, const struct hook_key *from,
    struct store_row *row, struct hook *h)
{
	uint8_t key[HOOK_KEY_BYTES];

	return land(row, from->kind,
	    store_seek(t, STORE_HOOK, key, make_key(key, from), row), h);
}

int hook_seek(struct store_txn *t, uint32_t lane, uint64_t after,
    struct store_row *row, struct hook *h)
{
	const struct hook_key from = { .kind = ROW_WAITS,
		.lane = lane,
		.place = after + 1 };

	return seek(t, &from, row, h);
}

int hook_seek_dead(struct store_txn *t, uint64_t after, struct store_row *row,
    struct hook *h)
{
	const struct hook_key from = { .kind = ROW_DEAD, .place = after + 1 };

	return seek(t, &from, row, h);
}

int hook_next(struct store_row *row, struct hook *h)
{
	uint8_t kind = row->key[0];

	return land(row, kind, store_next(row), h);
}

/* ---- the end ----------------------------------------------------------- */

static int first_mark(struct store_txn *t, struct hook_key *mark)
{
	static const uint8_t from[] = { ROW_FORGET };
	struct store_row row;
	int rc = store_seek(t, STORE_HOOK, from, sizeof(from), &row);

	return rc != 0 ? rc : read_key(&row, mark);
}

void hook_forget(struct store_txn *t, usec now, int most)
{
	struct hook_key mark, dead;
	struct hook h;

	for (int i = 0; i < most; i++) {
		if (first_mark(t, &mark) != 0 || mark.at > now)
			return;
		dead = mark;
		dead.kind = ROW_DEAD;
		if (get_dead(t, &dead, &h) == 0 && mark_of(&h).at == mark.at)
			del_row(t, &dead);
		del_row(t, &mark);
	}
}

usec hook_next_due(struct store_txn *t)
{
	struct hook_key mark;

	return first_mark(t, &mark) == 0 ? mark.at : 0;
}

int hook_check(const struct store_row *row)
{
	struct hook_key k;
	struct hook h;
	int rc = read_key(row, &k);

	return rc != 0 || k.kind == ROW_FORGET ? rc : read_row(row, &h);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: line id (4 bytes), sequence (8). The tail chunk lives in
 * `back` and is put at each flush that finds it changed; the front is read
 * into `front` unless it is the tail itself.
 *
 * Invariant: rows first .. tail - 1 are full and stored; row `tail` is `back`,
 * stored if `stored`; `taken` counts keys of row `first`.
 */
#include "ledger/queue.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "store/record.h"

#include <stdlib.h>

#define QUEUE_VERSION   1
#define QUEUE_KEY_BYTES 12

static void make_key(uint8_t key[QUEUE_KEY_BYTES], uint32_t line, uint64_t seq)
{
	struct cursor c = cursor_over(key, QUEUE_KEY_BYTES);

	cursor_put(&c, 4, line);
	cursor_put(&c, 8, seq);
}

void queue_fini(struct queue *q)
{
	for (size_t i = 0; i < q->len; i++)
		free(q->line[i]);
	free(q->line);
	*q = (struct queue){ 0 };
}

struct queue_line *queue_line(struct queue *q, uint32_t id)
{
	struct queue_line *l;

	for (size_t i = 0; i < q->len; i++) {
		if (q->line[i]->id == id)
			return q->line[i];
	}
	l = mem_new(1, sizeof(*l));
	l->id = id;
	l->first = l->tail = 1;
	q->line = mem_resize(q->line, q->len + 1, sizeof(q->line[0]));
	q->line[q->len++] = l;
	return l;
}

int queue_read(const struct store_bytes *v, struct queue_chunk *to)
{
	struct store_head head;
	struct cursor c;

	if (store_check(v->data, v->len, &head) != 0 ||
	    (v->len - head.size) / 8 > QUEUE_CHUNK)
		return RC_CORRUPT;
	to->n = (uint32_t)((v->len - head.size) / 8);
	c = cursor_reading((const uint8_t *)v->data + head.size, to->n * 8);
	for (uint32_t i = 0; i < to->n; i++)
		to->key[i] = cursor_get(&c, 8);
	return 0;
}

static int load_row(struct queue *q, const struct store_row *row)
{
	struct cursor key = cursor_reading(row->key, row->key_len);
	uint32_t id = (uint32_t)cursor_get(&key, 4);
	uint64_t seq = cursor_get(&key, 8);
	struct queue_line *l;

	if (key.rc != 0)
		return RC_CORRUPT;
	l = queue_line(q, id);
	if (!l->stored)
		l->first = seq;
	l->tail = seq;
	l->stored = true;
	return queue_read(&row->value, &l->back);
}

int queue_load(struct queue *q, struct store_txn *t)
{
	struct store_row row;
	int rc;

	queue_fini(q);
	rc = store_seek(t, STORE_QUEUE, "\0", 1, &row);
	while (rc == 0) {
		rc = load_row(q, &row);
		if (rc == 0)
			rc = store_next(&row);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static void put_back(struct queue_line *l, struct store_txn *t)
{
	uint8_t value[STORE_LONG_HEAD + sizeof(l->back.key)];
	uint8_t key[QUEUE_KEY_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_LONG_HEAD);
	for (uint32_t i = 0; i < l->back.n; i++)
		cursor_put(&c, 8, l->back.key[i]);
	store_seal_long(value, (size_t)(c.at - value), QUEUE_VERSION, 0);
	make_key(key, l->id, l->tail);
	store_put(t, STORE_QUEUE, key, sizeof(key), value,
	    (size_t)(c.at - value));
	l->stored = true;
	l->dirty = false;
}

void queue_push(struct queue_line *l, struct store_txn *t, uint64_t key)
{
	if (l->back.n == QUEUE_CHUNK) {
		if (l->dirty)
			put_back(l, t);
		if (l->first == l->tail) {
			l->front = l->back;
			l->loaded = true;
		}
		l->tail++;
		l->back.n = 0;
		l->stored = false;
	}
	l->back.key[l->back.n++] = key;
	l->dirty = true;
}

static int load_front(struct queue_line *l, struct store_txn *t)
{
	uint8_t key[QUEUE_KEY_BYTES];
	struct store_bytes v;
	int rc;

	if (l->loaded)
		return 0;
	make_key(key, l->id, l->first);
	rc = store_get(t, STORE_QUEUE, key, sizeof(key), &v);
	if (rc == 0)
		rc = queue_read(&v, &l->front);
	l->loaded = rc == 0;
	return rc;
}

bool queue_is_empty(const struct queue_line *l)
{
	return l->first == l->tail && l->taken == l->back.n;
}

int queue_peek(struct queue_line *l, struct store_txn *t, uint64_t *key)
{
	int rc;

	if (queue_is_empty(l))
		return RC_NOT_FOUND;
	if (l->first == l->tail) {
		*key = l->back.key[l->taken];
		return 0;
	}
	rc = load_front(l, t);
	if (rc == 0)
		*key = l->front.key[l->taken];
	return rc;
}

static void del_row(struct queue_line *l, struct store_txn *t, uint64_t seq)
{
	uint8_t key[QUEUE_KEY_BYTES];

	make_key(key, l->id, seq);
	store_del(t, STORE_QUEUE, key, sizeof(key));
}

void queue_take(struct queue_line *l, struct store_txn *t)
{
	l->taken++;
	if (queue_is_empty(l)) {
		if (l->stored)
			del_row(l, t, l->tail);
		l->first = ++l->tail;
		l->taken = l->back.n = 0;
		l->stored = l->dirty = l->loaded = false;
	} else if (l->first != l->tail && l->taken == l->front.n) {
		del_row(l, t, l->first);
		l->first++;
		l->taken = 0;
		l->loaded = false;
	}
}

void queue_flush(struct queue *q, struct store_txn *t)
{
	for (size_t i = 0; i < q->len; i++) {
		if (q->line[i]->dirty)
			put_back(q->line[i], t);
	}
}

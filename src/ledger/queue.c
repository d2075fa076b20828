/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: line (4 bytes), sequence (8). The line's account stands first
 * in the key, so that rows of stores that knew none read as lines of account
 * 0. The tail chunk lives in `back` and is put at each flush that finds it
 * changed; the front is read into `front` unless it is the tail itself.
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

/* Lines of nothing that are kept, as most are about to be used again. */
#define QUEUE_IDLE 256

static void make_key(uint8_t key[QUEUE_KEY_BYTES], uint32_t line, uint64_t seq)
{
	struct cursor c = cursor_over(key, QUEUE_KEY_BYTES);

	cursor_put(&c, 4, line >> 8 | line << 24);
	cursor_put(&c, 8, seq);
}

int queue_read_key(const struct store_row *row, uint32_t *line, uint64_t *seq)
{
	struct cursor c = cursor_reading(row->key, row->key_len);
	uint32_t turned = (uint32_t)cursor_get(&c, 4);

	*line = turned << 8 | turned >> 24;
	*seq = cursor_get(&c, 8);
	if (c.rc != 0 || cursor_left(&c) != 0 || !queue_may_be(*line))
		return RC_CORRUPT;
	return 0;
}

void queue_init(struct queue *q)
{
	*q = (struct queue){ 0 };
	/* Each set and class has a line to share. */
	keymap_init(&q->by_id, QUEUE_LINES + QUEUE_SETS * QUEUE_CLASSES);
	queue_turns_init(q);
}

static void free_line(struct queue_line *l)
{
	free(l->front);
	free(l);
}

void queue_fini(struct queue *q)
{
	for (size_t i = 0; i < q->len; i++)
		free_line(q->line[i]);
	free(q->line);
	keymap_fini(&q->by_id);
	queue_turns_fini(q);
}

struct queue_line *queue_find(const struct queue *q, uint32_t id)
{
	uint32_t i = keymap_find(&q->by_id, id);

	return i == KEYMAP_NONE ? NULL : q->line[i];
}

static void add_line(struct queue *q, struct queue_line *l)
{
	if (q->len == q->cap) {
		q->cap = q->cap * 2 + 16;
		q->line = mem_resize(q->line, q->cap, sizeof(q->line[0]));
	}
	l->slot = (uint32_t)q->len++;
	q->line[l->slot] = l;
	keymap_put(&q->by_id, l->id, l->slot);
}

/* The last line takes the place of this one. */
static void drop_line(struct queue *q, struct queue_line *l)
{
	struct queue_line *last = q->line[--q->len];

	keymap_del(&q->by_id, l->id);
	if (last != l) {
		last->slot = l->slot;
		q->line[last->slot] = last;
		keymap_del(&q->by_id, last->id);
		keymap_put(&q->by_id, last->id, last->slot);
	}
	free_line(l);
}

/* An idle line has no row, so its numbers may begin anew. */
static void drop_idle(struct queue *q)
{
	struct queue_line *l;

	while (q->idles > QUEUE_IDLE) {
		l = TAILQ_FIRST(&q->idle);
		TAILQ_REMOVE(&q->idle, l, link);
		q->idles--;
		drop_line(q, l);
	}
}

struct queue_line *queue_open(struct queue *q, uint32_t id)
{
	struct queue_line *l = queue_find(q, id);

	if (l != NULL)
		return l;
	drop_idle(q);
	l = mem_new(1, sizeof(*l));
	l->id = id;
	l->first = l->tail = 1;
	add_line(q, l);
	queue_rest(q, l);
	return l;
}

struct queue_line *queue_line(struct queue *q, uint32_t id)
{
	struct queue_line *l = queue_find(q, id);

	if (l == NULL && q->len - q->idles >= QUEUE_LINES) {
		id = queue_shared_id(id);
		l = queue_find(q, id);
	}
	return l != NULL ? l : queue_open(q, id);
}

int queue_read(const struct store_bytes *v, struct queue_chunk *to)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0 ||
	    cursor_left(&c) / 8 > QUEUE_CHUNK)
		return RC_CORRUPT;
	to->n = (uint32_t)(cursor_left(&c) / 8);
	for (uint32_t i = 0; i < to->n; i++)
		to->key[i] = cursor_get(&c, 8);
	return 0;
}

static int load_row(struct queue *q, const struct store_row *row)
{
	struct queue_line *l;
	uint32_t id;
	uint64_t seq;

	if (queue_read_key(row, &id, &seq) != 0)
		return RC_CORRUPT;
	l = queue_open(q, id);
	if (!l->stored)
		l->first = seq;
	l->tail = seq;
	l->stored = true;
	queue_wait(q, l);
	return queue_read(&row->value, &l->back);
}

int queue_load(struct queue *q, struct store_txn *t)
{
	struct store_row row;
	int rc;

	queue_fini(q);
	queue_init(q);
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
}

static void set_dirty(struct queue *q, struct queue_line *l, bool dirty)
{
	if (l->dirty == dirty)
		return;
	l->dirty = dirty;
	if (dirty)
		TAILQ_INSERT_TAIL(&q->dirty, l, dirty_link);
	else
		TAILQ_REMOVE(&q->dirty, l, dirty_link);
}

static void forget_front(struct queue_line *l)
{
	free(l->front);
	l->front = NULL;
}

void queue_push(struct queue *q, struct queue_line *l, struct store_txn *t,
    uint64_t key)
{
	if (l->back.n == QUEUE_CHUNK) {
		if (l->dirty)
			put_back(l, t);
		if (l->first == l->tail) {
			l->front = mem_new(1, sizeof(*l->front));
			*l->front = l->back;
		}
		l->tail++;
		l->back.n = 0;
		l->stored = false;
	}
	l->back.key[l->back.n++] = key;
	set_dirty(q, l, true);
	queue_wait(q, l);
}

static int load_front(struct queue_line *l, struct store_txn *t)
{
	uint8_t key[QUEUE_KEY_BYTES];
	struct store_bytes v;
	int rc;

	if (l->front != NULL)
		return 0;
	make_key(key, l->id, l->first);
	rc = store_get(t, STORE_QUEUE, key, sizeof(key), &v);
	if (rc != 0)
		return rc;
	l->front = mem_new(1, sizeof(*l->front));
	rc = queue_read(&v, l->front);
	if (rc != 0)
		forget_front(l);
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
		*key = l->front->key[l->taken];
	return rc;
}

static void del_row(struct queue_line *l, struct store_txn *t, uint64_t seq)
{
	uint8_t key[QUEUE_KEY_BYTES];

	make_key(key, l->id, seq);
	store_del(t, STORE_QUEUE, key, sizeof(key));
}

void queue_take(struct queue *q, struct queue_line *l, struct store_txn *t)
{
	l->taken++;
	if (queue_is_empty(l)) {
		if (l->stored)
			del_row(l, t, l->tail);
		l->first = ++l->tail;
		l->taken = l->back.n = 0;
		l->stored = false;
		set_dirty(q, l, false);
	} else if (l->first != l->tail && l->taken == l->front->n) {
		del_row(l, t, l->first);
		l->first++;
		l->taken = 0;
		forget_front(l);
	}
}

void queue_flush(struct queue *q, struct store_txn *t)
{
	struct queue_line *l;

	while ((l = TAILQ_FIRST(&q->dirty)) != NULL) {
		put_back(l, t);
		set_dirty(q, l, false);
	}
}

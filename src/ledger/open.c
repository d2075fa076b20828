/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key of a row: number of the list, sequence. Value: a sealed chunk of
 * (hash, what) pairs, most significant byte first.
 */
#include "ledger/open.h"

#include "base/cursor.h"
#include "store/record.h"

#define OPEN_VERSION   1
#define OPEN_KEY_BYTES 9

enum { YOUNG, OLD };

static void make_key(uint8_t key[OPEN_KEY_BYTES], uint8_t list, uint64_t seq)
{
	struct cursor c = cursor_over(key, OPEN_KEY_BYTES);

	cursor_put(&c, 1, list);
	cursor_put(&c, 8, seq);
}

void open_init(struct open *o)
{
	*o = (struct open){ 0 };
	ids_init(&o->ids);
	for (uint8_t i = 0; i < ARRAY_LEN(o->list); i++) {
		o->list[i].number = i;
		o->list[i].first = o->list[i].next = 1;
		o->list[i].walk.at = 1;
	}
}

void open_fini(struct open *o)
{
	ids_fini(&o->ids);
}

int open_read(const struct store_bytes *v, struct open_chunk *to)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0)
		return RC_CORRUPT;
	to->n = cursor_left(&c) / sizeof(struct open_entry);
	if (to->n > OPEN_CHUNK)
		return RC_CORRUPT;
	for (size_t i = 0; i < to->n; i++) {
		to->entry[i].hash = cursor_get(&c, 8);
		to->entry[i].what = cursor_get(&c, 8);
	}
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

static int load_row(struct open *o, const struct store_row *row)
{
	struct cursor key = cursor_reading(row->key, row->key_len);
	size_t number = cursor_get(&key, 1);
	uint64_t seq = cursor_get(&key, 8);
	struct open_chunk chunk;
	struct open_list *l;
	int rc;

	if (key.rc != 0 || number >= ARRAY_LEN(o->list))
		return RC_CORRUPT;
	rc = open_read(&row->value, &chunk);
	if (rc != 0)
		return rc;

	l = &o->list[number];
	if (l->entries == 0)
		l->first = l->walk.at = seq;
	l->next = seq + 1;
	l->entries += chunk.n;
	for (size_t i = 0; i < chunk.n; i++)
		ids_put(&o->ids, chunk.entry[i].hash, chunk.entry[i].what);
	return 0;
}

int open_load(struct open *o, struct store_txn *t)
{
	struct store_row row;
	int rc;

	open_fini(o);
	open_init(o);
	rc = store_seek(t, STORE_OPEN, "\0", 1, &row);
	while (rc == 0) {
		rc = load_row(o, &row);
		if (rc == 0)
			rc = store_next(&row);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static void put_tail(struct open_list *l, struct store_txn *t)
{
	uint8_t value[STORE_LONG_HEAD + sizeof(l->tail.entry)];
	uint8_t key[OPEN_KEY_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	size_t len;

	(void)cursor_take(&c, STORE_LONG_HEAD);
	for (size_t i = 0; i < l->tail.n; i++) {
		cursor_put(&c, 8, l->tail.entry[i].hash);
		cursor_put(&c, 8, l->tail.entry[i].what);
	}
	len = (size_t)(c.at - value);
	store_seal_long(value, len, OPEN_VERSION, 0);
	make_key(key, l->number, l->next++);
	store_put(t, STORE_OPEN, key, sizeof(key), value, len);
	l->entries += l->tail.n;
	l->tail.n = 0;
}

/* A full tail waits for open_flush() or for one more entry, whose caller has
 * a transaction; so the tail may hold exactly OPEN_CHUNK. */
static void append(struct open_list *l, struct store_txn *t,
    const struct open_entry *e)
{
	if (l->tail.n == OPEN_CHUNK)
		put_tail(l, t);
	l->tail.entry[l->tail.n++] = *e;
}

void open_add(struct open *o, struct store_txn *t, uint64_t hash, uint64_t what)
{
	struct open_entry e = { hash, what };

	ids_put(&o->ids, hash, what);
	append(&o->list[YOUNG], t, &e);
}

static int load(const struct open_list *l, struct store_txn *t, uint64_t seq,
    struct open_chunk *chunk)
{
	uint8_t key[OPEN_KEY_BYTES];
	struct store_bytes v;
	int rc;

	make_key(key, l->number, seq);
	rc = store_get(t, STORE_OPEN, key, sizeof(key), &v);
	return rc != 0 ? rc : open_read(&v, chunk);
}

int open_row(const struct open *o, struct store_txn *t, int list, uint64_t seq,
    struct open_chunk *to)
{
	int rc = load(&o->list[list], t, seq, to);

	return rc == RC_NOT_FOUND ? RC_CORRUPT : rc;
}

int open_walk_peek(const struct open *o, struct store_txn *t, int list,
    struct open_walk *w, struct open_entry *e)
{
	const struct open_list *l = &o->list[list];
	int rc;

	if (w->at < l->first)
		*w = (struct open_walk){ .at = l->first };
	while (!w->loaded || w->pos == w->front.n) {
		if (w->loaded)
			w->at++;
		w->loaded = false;
		if (w->at >= l->next)
			return RC_NOT_FOUND;
		rc = load(l, t, w->at, &w->front);
		if (rc != 0)
			return rc;
		w->loaded = true;
		w->pos = 0;
	}
	*e = w->front.entry[w->pos];
	return 0;
}

int open_peek(struct open *o, struct store_txn *t, int list,
    struct open_entry *e)
{
	return open_walk_peek(o, t, list, &o->list[list].walk, e);
}

void open_pass(struct open *o, int list)
{
	open_walk_pass(&o->list[list].walk);
}

static void del_first(struct open_list *l, struct store_txn *t, size_t n)
{
	uint8_t key[OPEN_KEY_BYTES];

	make_key(key, l->number, l->first);
	store_del(t, STORE_OPEN, key, sizeof(key));
	l->entries -= n;
	l->first++;
}

/* What the walk has passed by in the old list is final but for the first parts
 * of a message whose last one was late: then the young list gives a row. */
static int trim_old(struct open *o, struct store_txn *t,
    bool (*is_final)(void *arg, uint64_t key), void *arg)
{
	struct open_list *l = &o->list[OLD];
	struct open_chunk chunk;
	int rc;

	if (l->first >= l->walk.at)
		return RC_NOT_FOUND;
	rc = load(l, t, l->first, &chunk);
	if (rc != 0)
		return rc == RC_NOT_FOUND ? RC_CORRUPT : rc;
	for (size_t i = 0; i < chunk.n; i++) {
		if (!is_final(arg, open_key(chunk.entry[i].what)))
			return RC_NOT_FOUND;
	}
	for (size_t i = 0; i < chunk.n; i++)
		ids_del(&o->ids, chunk.entry[i].hash, chunk.entry[i].what);
	del_first(l, t, chunk.n);
	return 0;
}

static int trim_young(struct open *o, struct store_txn *t,
    bool (*is_final)(void *arg, uint64_t key), void *arg)
{
	struct open_list *l = &o->list[YOUNG];
	struct open_chunk chunk;
	int rc;

	if (l->first >= l->next)
		return 0;
	rc = load(l, t, l->first, &chunk);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < chunk.n; i++) {
		struct open_entry *e = &chunk.entry[i];

		if (is_final(arg, open_key(e->what)))
			ids_del(&o->ids, e->hash, e->what);
		else
			append(&o->list[OLD], t, e);
	}
	del_first(l, t, chunk.n);
	return 0;
}

int open_trim(struct open *o, struct store_txn *t, uint64_t keep,
    bool (*is_final)(void *arg, uint64_t key), void *arg)
{
	int rc;

	if (o->list[YOUNG].entries + o->list[OLD].entries <= keep)
		return 0;
	rc = trim_old(o, t, is_final, arg);
	return rc == RC_NOT_FOUND ? trim_young(o, t, is_final, arg) : rc;
}

void open_flush(struct open *o, struct store_txn *t)
{
	for (size_t i = 0; i < ARRAY_LEN(o->list); i++) {
		if (o->list[i].tail.n != 0)
			put_tail(&o->list[i], t);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/pieces.h"

#include "base/cursor.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger/keymap.h"
#include "store/record.h"

#include <stdlib.h>
#include <sys/queue.h>

#define PIECE_VERSION   1
#define PIECE_KEY_BYTES 9
#define PIECE_FIXED     49 /* of a row, behind the header: see put_fixed() */
#define TEXTS           (2 * (MO_TEXTS_MAX + 1))

/* A text of which some parts are there, or all were. */
struct text {
	TAILQ_ENTRY(text) link;
	uint64_t hash;
	usec at; /* its first part came, or its last */
	uint8_t have, parts;
	bool done;
};

TAILQ_HEAD(texts, text);

struct pieces {
	struct text *text;
	struct keymap map;
	struct texts waiting, done, idle;
	size_t n_waiting, n_done;
};

/* ---- in memory --------------------------------------------------------- */

static void clear(struct pieces *p)
{
	TAILQ_INIT(&p->waiting);
	TAILQ_INIT(&p->done);
	TAILQ_INIT(&p->idle);
	p->n_waiting = p->n_done = 0;
	for (size_t i = 0; i < TEXTS; i++)
		TAILQ_INSERT_TAIL(&p->idle, &p->text[i], link);
}

struct pieces *pieces_new(void)
{
	struct pieces *p = mem_new(1, sizeof(*p));

	p->text = mem_new(TEXTS, sizeof(p->text[0]));
	keymap_init(&p->map, TEXTS);
	clear(p);
	return p;
}

void pieces_free(struct pieces *p)
{
	if (p == NULL)
		return;
	keymap_fini(&p->map);
	free(p->text);
	free(p);
}

size_t pieces_len(const struct pieces *p)
{
	return p->n_waiting;
}

static struct text *find(const struct pieces *p, uint64_t hash)
{
	uint32_t i = keymap_find(&p->map, hash);

	return i == KEYMAP_NONE ? NULL : &p->text[i];
}

static void list(struct pieces *p, struct text *t, bool done)
{
	t->done = done;
	if (done) {
		TAILQ_INSERT_TAIL(&p->done, t, link);
		p->n_done++;
	} else {
		TAILQ_INSERT_TAIL(&p->waiting, t, link);
		p->n_waiting++;
	}
}

static void unlist(struct pieces *p, struct text *t)
{
	if (t->done) {
		TAILQ_REMOVE(&p->done, t, link);
		p->n_done--;
	} else {
		TAILQ_REMOVE(&p->waiting, t, link);
		p->n_waiting--;
	}
}

/* In no list yet. NULL: there are too many. */
static struct text *enter(struct pieces *p, uint64_t hash)
{
	struct text *t = TAILQ_FIRST(&p->idle);

	if (t == NULL)
		return NULL;
	TAILQ_REMOVE(&p->idle, t, link);
	*t = (struct text){ .hash = hash };
	keymap_put(&p->map, hash, (uint32_t)(t - p->text));
	return t;
}

static void leave(struct pieces *p, struct text *t)
{
	unlist(p, t);
	keymap_del(&p->map, t->hash);
	TAILQ_INSERT_HEAD(&p->idle, t, link);
}

int pieces_oldest(const struct pieces *p, uint64_t *hash, usec *since)
{
	const struct text *t = TAILQ_FIRST(&p->waiting);

	if (t == NULL)
		return RC_NOT_FOUND;
	*hash = t->hash;
	*since = t->at;
	return 0;
}

/* ---- rows -------------------------------------------------------------- */

static void make_key(uint8_t key[PIECE_KEY_BYTES], uint64_t hash, uint8_t part)
{
	struct cursor c = cursor_over(key, PIECE_KEY_BYTES);

	cursor_put(&c, 8, hash);
	cursor_put(&c, 1, part);
}

static void del_row(struct store_txn *t, uint64_t hash, uint8_t part)
{
	uint8_t key[PIECE_KEY_BYTES];

	make_key(key, hash, part);
	store_del(t, STORE_MOPART, key, sizeof(key));
}

static void put_part(struct store_txn *t, uint64_t hash,
    const struct inbound_fact *m, const void *raw, usec now)
{
	uint8_t key[PIECE_KEY_BYTES];
	uint8_t value[STORE_LONG_HEAD + PIECE_FIXED + MO_PIECE_MAX];
	struct cursor c = cursor_over(value, sizeof(value));

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 8, (uint64_t)now);
	cursor_put(&c, 2, m->smsc);
	cursor_put(&c, 2, m->account);
	cursor_put(&c, 8, m->from);
	cursor_put(&c, 8, m->to_hash);
	cursor_put(&c, 4, m->scope);
	cursor_put(&c, 4, m->ref);
	cursor_put(&c, 1, m->part);
	cursor_put(&c, 1, m->parts);
	cursor_put(&c, 1, (uint64_t)m->own << 1 | m->hooked);
	cursor_put(&c, 4, m->text_at);
	cursor_put(&c, 4, m->text_len);
	cursor_put(&c, 2, m->raw_len);
	cursor_put_bytes(&c, raw, m->raw_len);
	store_seal_long(value, (size_t)(c.at - value), PIECE_VERSION, 0);
	make_key(key, hash, m->part);
	store_put(t, STORE_MOPART, key, sizeof(key), value,
	    (size_t)(c.at - value));
}

static int read_part(const struct store_bytes *v, struct inbound_fact *m,
    usec *at)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0)
		return RC_CORRUPT;
	*at = (usec)cursor_get(&c, 8);
	*m = (struct inbound_fact){ .smsc = (uint16_t)cursor_get(&c, 2) };
	m->account = (uint16_t)cursor_get(&c, 2);
	m->from = cursor_get(&c, 8);
	m->to_hash = cursor_get(&c, 8);
	m->scope = (uint32_t)cursor_get(&c, 4);
	m->ref = (uint32_t)cursor_get(&c, 4);
	m->part = (uint8_t)cursor_get(&c, 1);
	m->parts = (uint8_t)cursor_get(&c, 1);
	m->own = (uint8_t)cursor_get(&c, 1);
	m->hooked = m->own & 1;
	m->own >>= 1; /* older versions have 0 */
	m->text_at = (uint32_t)cursor_get(&c, 4);
	m->text_len = (uint32_t)cursor_get(&c, 4);
	m->raw_len = cursor_get(&c, 2);
	m->raw = c.at;
	if (c.rc != 0 || cursor_left(&c) != m->raw_len ||
	    m->text_at > m->raw_len || m->text_len > m->raw_len - m->text_at ||
	    m->part == 0 || m->part > m->parts || m->parts > LEDGER_PARTS_MAX)
		return RC_CORRUPT;
	return 0;
}

/* RC_NOT_FOUND: it is not there, or cannot be read, which is told. */
static int get_part(struct store_txn *t, uint64_t hash, uint8_t part,
    struct inbound_fact *m)
{
	uint8_t key[PIECE_KEY_BYTES];
	struct store_bytes v;
	usec at;

	make_key(key, hash, part);
	if (store_get(t, STORE_MOPART, key, sizeof(key), &v) != 0)
		return RC_NOT_FOUND;
	if (read_part(&v, m, &at) == 0 && m->part == part)
		return 0;
	log_error("ledger", "part of a text is damaged part=%u", part);
	return RC_NOT_FOUND;
}

static uint32_t sum_of(const struct inbound_fact *m, const void *raw)
{
	return hash_crc32c((const uint8_t *)raw + m->text_at, m->text_len);
}

/* What is remembered of a text: when it was complete, sums of its parts. */
struct memory {
	usec at;
	uint8_t parts;
	uint32_t sum[LEDGER_PARTS_MAX];
};

static void put_memory(struct store_txn *t, uint64_t hash,
    const struct memory *m)
{
	uint8_t value[STORE_LONG_HEAD + 9 + sizeof(m->sum)];
	struct cursor c = cursor_over(value, sizeof(value));
	uint8_t key[PIECE_KEY_BYTES];

	(void)cursor_take(&c, STORE_LONG_HEAD);
	cursor_put(&c, 8, (uint64_t)m->at);
	cursor_put(&c, 1, m->parts);
	for (size_t i = 0; i < m->parts; i++)
		cursor_put(&c, 4, m->sum[i]);
	store_seal_long(value, (size_t)(c.at - value), PIECE_VERSION, 0);
	make_key(key, hash, 0);
	store_put(t, STORE_MOPART, key, sizeof(key), value,
	    (size_t)(c.at - value));
}

static int read_memory(const struct store_bytes *v, struct memory *m)
{
	struct cursor c;

	if (store_unseal(v->data, v->len, &c) != 0)
		return RC_CORRUPT;
	m->at = (usec)cursor_get(&c, 8);
	m->parts = (uint8_t)cursor_get(&c, 1);
	if (m->parts > LEDGER_PARTS_MAX)
		return RC_CORRUPT;
	for (size_t i = 0; i < m->parts; i++)
		m->sum[i] = (uint32_t)cursor_get(&c, 4);
	return c.rc != 0 || cursor_left(&c) != 0 ? RC_CORRUPT : 0;
}

static bool is_remembered(struct store_txn *t, uint64_t hash,
    const struct inbound_fact *m, const void *raw)
{
	uint8_t key[PIECE_KEY_BYTES];
	struct store_bytes v;
	struct memory old;

	make_key(key, hash, 0);
	return store_get(t, STORE_MOPART, key, sizeof(key), &v) == 0 &&
	       read_memory(&v, &old) == 0 && m->part <= old.parts &&
	       old.sum[m->part - 1] == sum_of(m, raw);
}

int pieces_check(const struct store_row *row)
{
	struct inbound_fact m;
	struct memory old;
	usec at;

	if (row->key_len != PIECE_KEY_BYTES)
		return RC_CORRUPT;
	if (row->key[8] == 0)
		return read_memory(&row->value, &old);
	if (read_part(&row->value, &m, &at) != 0 || m.part != row->key[8])
		return RC_CORRUPT;
	return 0;
}

/* ---- both -------------------------------------------------------------- */

static void forget(struct pieces *p, struct store_txn *t, struct text *old)
{
	del_row(t, old->hash, 0);
	leave(p, old);
}

usec pieces_next_forget(const struct pieces *p)
{
	const struct text *old = TAILQ_FIRST(&p->done);

	return old == NULL ? 0 : old->at + MO_DONE_TTL;
}

bool pieces_forget(struct pieces *p, struct store_txn *t, usec now)
{
	usec at = pieces_next_forget(p);

	if (at == 0 || at > now)
		return false;
	forget(p, t, TAILQ_FIRST(&p->done));
	return true;
}

enum piece_fate pieces_add(struct pieces *p, struct store_txn *t, uint64_t hash,
    const struct inbound_fact *m, const void *raw, usec now)
{
	struct text *text = find(p, hash);
	struct inbound_fact twin;

	if (text != NULL && text->done) {
		if (is_remembered(t, hash, m, raw))
			return PIECE_DOUBLE;
		forget(p, t, text);
		text = NULL;
	}
	if (text == NULL) {
		text = enter(p, hash);
		text->at = now;
		text->parts = m->parts;
		list(p, text, false);
	} else if (get_part(t, hash, m->part, &twin) == 0) {
		return sum_of(&twin, twin.raw) == sum_of(m, raw) ? PIECE_DOUBLE
								 : PIECE_OTHER;
	}
	put_part(t, hash, m, raw, now);
	text->have++;
	return text->have >= text->parts ? PIECE_COMPLETES : PIECE_WAITS;
}

int pieces_get(struct store_txn *t, uint64_t hash, struct piece_list *l)
{
	size_t at[LEDGER_PARTS_MAX];
	struct inbound_fact m;

	*l = (struct piece_list){ .n = LEDGER_PARTS_MAX };
	for (size_t i = 0; i < l->n; i++) {
		if (get_part(t, hash, (uint8_t)(i + 1), &m) != 0) {
			l->missing++;
			continue;
		}
		if (l->missing == i) {
			l->fact = m;
			l->fact.raw = NULL;
			l->n = m.parts;
		}
		at[i] = l->bytes.len;
		buf_add(&l->bytes, m.raw, m.raw_len);
		l->piece[i] = (struct mo_piece){ .raw = l, /* for now */
			.raw_len = m.raw_len,
			.text_at = m.text_at,
			.text_len = m.text_len };
	}
	for (size_t i = 0; i < l->n; i++) {
		if (l->piece[i].raw != NULL)
			l->piece[i].raw = buf_bytes(&l->bytes) + at[i];
	}
	return l->missing == l->n ? RC_NOT_FOUND : 0;
}

void piece_list_fini(struct piece_list *l)
{
	buf_free(&l->bytes);
}

void pieces_done(struct pieces *p, struct store_txn *t, uint64_t hash, usec now)
{
	struct text *text = find(p, hash);
	struct memory m = { .at = now, .parts = text->parts };
	struct inbound_fact part;

	for (uint8_t i = 0; i < text->parts; i++) {
		if (get_part(t, hash, (uint8_t)(i + 1), &part) == 0)
			m.sum[i] = sum_of(&part, part.raw);
		del_row(t, hash, (uint8_t)(i + 1));
	}
	put_memory(t, hash, &m);
	unlist(p, text);
	text->at = now;
	text->have = 0;
	list(p, text, true);
	if (p->n_done > MO_TEXTS_MAX)
		forget(p, t, TAILQ_FIRST(&p->done));
}

static int load_row(struct pieces *p, const struct store_row *row)
{
	uint64_t hash = store_key_number(row->key);
	struct text *text;
	struct inbound_fact m = { 0 };
	struct memory old = { 0 };
	usec at;

	if (pieces_check(row) != 0) {
		log_error("ledger", "part of a text is damaged");
		return 0; /* one text must not stop all */
	}
	text = find(p, hash);
	if (text == NULL)
		text = enter(p, hash);
	if (text == NULL)
		return RC_CORRUPT;
	if (row->key[8] == 0) {
		(void)read_memory(&row->value, &old);
		text->at = old.at;
		text->done = true;
		return 0;
	}
	if (read_part(&row->value, &m, &at) != 0)
		return RC_CORRUPT;
	if (text->have == 0 || at < text->at)
		text->at = at;
	text->parts = m.parts;
	text->have++;
	text->done = false;
	return 0;
}

static int by_age(const void *a, const void *b)
{
	const struct text *const *x = a, *const *y = b;

	return (*x)->at < (*y)->at ? -1 : (*x)->at > (*y)->at;
}

/* The texts that were entered, into their lists, the oldest first. */
static void list_all(struct pieces *p, size_t n)
{
	struct text **all = mem_new(n, sizeof(struct text *));

	for (size_t i = 0; i < n; i++)
		all[i] = &p->text[i];
	qsort(all, n, sizeof(struct text *), by_age);
	for (size_t i = 0; i < n; i++)
		list(p, all[i], all[i]->done);
	free(all);
}

int pieces_load(struct pieces *p, struct store_txn *t)
{
	struct store_row row;
	struct text *first;
	int rc;

	keymap_clear(&p->map);
	clear(p);
	rc = store_seek(t, STORE_MOPART, "\0", 1, &row);
	while (rc == 0) {
		rc = load_row(p, &row);
		if (rc == 0)
			rc = store_next(&row);
	}
	/* They were entered one after the other. */
	first = TAILQ_FIRST(&p->idle);
	list_all(p, first == NULL ? TEXTS : (size_t)(first - p->text));
	return rc == RC_NOT_FOUND ? 0 : rc;
}

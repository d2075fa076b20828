/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transactions, rows and walks.
 *
 * A transaction keeps one cursor a table, opened at the first walk there. A
 * row remembers the serial of the movement that found it: as long as the
 * cursor has not moved since and nothing was written to the table, a step is
 * one step of the cursor; else the row's own copy of its key finds the place
 * again. So rows are plain values and any number can be under way.
 *
 * Invariants:
 * 1. t->rc != 0 implies that nothing more is done in t but to abort it.
 * 2. A cursor's serial is 0 or that of exactly one store_row.
 * 3. s->failed, once set, is never cleared: LMDB forgets an EIO of fdatasync
 *    and its next commit succeeds without the lost pages.
 */
#include "store/inside.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <lmdb.h>

int store_rc(int mdb)
{
	switch (mdb) {
	case MDB_SUCCESS: return 0;
	case MDB_NOTFOUND: return RC_NOT_FOUND;
	case MDB_KEYEXIST: return RC_EXISTS;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case MDB_READERS_FULL: return RC_NO_SPACE;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID: return RC_CORRUPT;
	case MDB_VERSION_MISMATCH: return RC_VERSION;
	default: return RC_IO;
	}
}

/* The first error sticks. A full store is logged once, not each time. */
static int stick(struct store_txn *t, int mdb, const char *what)
{
	enum log_level level = LOG_ERROR;

	if (mdb == 0 || t->rc != 0)
		return t->rc;
	t->rc = store_rc(mdb);
	if (t->writing && mdb == EIO && store_is_full(t->store))
		t->rc = RC_NO_SPACE;
	if (t->writing && t->rc == RC_NO_SPACE && t->store->no_space)
		level = LOG_DEBUG;
	log_line(level, t->store->path, "%s failed: %s", what,
	    mdb_strerror(mdb));
	return t->rc;
}

static MDB_val as_val(const void *data, size_t len)
{
	return (MDB_val){ .mv_data = (void *)(uintptr_t)data, .mv_size = len };
}

static MDB_val as_key(const void *key, size_t len)
{
	assert(len > 0 && len <= STORE_KEY_MAX);
	return as_val(key, len);
}

static void close_cursors(struct store_txn *t)
{
	for (int i = 0; i < STORE_TABLES; i++) {
		if (t->cursor[i].handle != NULL)
			mdb_cursor_close(t->cursor[i].handle);
		t->cursor[i].handle = NULL;
	}
}

void store_begin(struct store *s, struct store_txn *t)
{
	MDB_txn *txn = NULL;
	int rc;

	*t = (struct store_txn){ .store = s, .writing = true, .rc = s->failed };
	if (t->rc != 0)
		return;
	store_lengthen(s);
	store_enter_lmdb();
	rc = mdb_txn_begin(s->env, NULL, 0, &txn);
	store_leave_lmdb();
	stick(t, rc, "begin");
	t->handle = txn;
}

/* Remember what a failure means for the transactions to come. */
static void note_outcome(struct store *s, int rc)
{
	s->no_space = rc == RC_NO_SPACE;
	if (rc == RC_IO || rc == RC_CORRUPT)
		s->failed = rc;
	if (rc == 0)
		s->figures.commits++;
	else
		s->figures.failed++;
}

int store_end(struct store_txn *t)
{
	MDB_txn *txn = t->handle;
	int rc = t->rc;

	assert(t->writing);
	if (rc != 0) {
		store_abort(t);
		note_outcome(t->store, rc);
		return rc;
	}
	close_cursors(t);
	t->handle = NULL;
	store_enter_lmdb();
	rc = mdb_txn_commit(txn);
	store_leave_lmdb();
	stick(t, rc, "commit");
	note_outcome(t->store, t->rc);
	return t->rc;
}

static void end_without_commit(struct store_txn *t)
{
	close_cursors(t);
	if (t->handle != NULL)
		mdb_txn_abort(t->handle);
	t->handle = NULL;
}

void store_abort(struct store_txn *t)
{
	assert(t->writing);
	end_without_commit(t);
}

int store_begin_read(struct store *s, struct store_txn *t)
{
	MDB_txn *txn = NULL;

	*t = (struct store_txn){ .store = s };
	stick(t, mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn),
	    "begin to read");
	t->handle = txn;
	return t->rc;
}

void store_end_read(struct store_txn *t)
{
	assert(!t->writing);
	end_without_commit(t);
}

int store_get(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len, struct store_bytes *out)
{
	/* A damaged page may be taken for one of bare keys: then LMDB leaves
	 * the value as it is. */
	MDB_val k = as_key(key, key_len), v = { 0 };
	int rc;

	*out = (struct store_bytes){ 0 };
	if (t->rc != 0)
		return t->rc;
	if (t->store->dbi[table] == NO_TABLE)
		return RC_NOT_FOUND;
	store_enter_lmdb();
	rc = mdb_get(t->handle, t->store->dbi[table], &k, &v);
	store_leave_lmdb();
	if (rc == MDB_NOTFOUND)
		return RC_NOT_FOUND;
	if (stick(t, rc, "get") == 0)
		*out = (struct store_bytes){ v.mv_data, v.mv_size };
	return t->rc;
}

static void put(struct store_txn *t, enum store_table table, MDB_val k,
    MDB_val v, unsigned flags)
{
	struct store_figures *f = &t->store->figures;
	int rc;

	assert(t->writing);
	if (t->rc != 0)
		return;
	t->cursor[table].serial = 0;
	f->puts++;
	f->put_bytes += k.mv_size + v.mv_size;
	store_enter_lmdb();
	rc = mdb_put(t->handle, t->store->dbi[table], &k, &v, flags);
	store_leave_lmdb();
	stick(t, rc, flags == MDB_APPEND ? "append" : "put");
}

void store_put(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len, const void *value, size_t len)
{
	put(t, table, as_key(key, key_len), as_val(value, len), 0);
}

void store_append(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len, const void *value, size_t len)
{
	put(t, table, as_key(key, key_len), as_val(value, len), MDB_APPEND);
}

void store_del(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len)
{
	MDB_val k = as_key(key, key_len);
	int rc;

	assert(t->writing);
	if (t->rc != 0)
		return;
	t->cursor[table].serial = 0;
	t->store->figures.dels++;
	store_enter_lmdb();
	rc = mdb_del(t->handle, t->store->dbi[table], &k, NULL);
	store_leave_lmdb();
	stick(t, rc == MDB_NOTFOUND ? 0 : rc, "delete");
}

/* Move the cursor of row->table, and let the row be where it lands. */
static int move(struct store_row *row, MDB_val k, MDB_cursor_op op)
{
	struct store_txn *t = row->txn;
	MDB_cursor *c = t->cursor[row->table].handle;
	MDB_val v = { 0 }; /* as in store_get() */
	int rc = 0;

	if (t->rc == 0 && t->store->dbi[row->table] == NO_TABLE)
		return RC_NOT_FOUND;
	if (t->rc == 0 && c == NULL) {
		rc = mdb_cursor_open(t->handle, t->store->dbi[row->table], &c);
		stick(t, rc, "open a cursor");
		t->cursor[row->table].handle = c;
	}
	if (t->rc != 0)
		return t->rc;
	t->cursor[row->table].serial = 0;
	store_enter_lmdb();
	rc = mdb_cursor_get(c, &k, &v, op);
	store_leave_lmdb();
	if (rc == MDB_NOTFOUND)
		return RC_NOT_FOUND;
	if (stick(t, rc, "walk") != 0)
		return t->rc;
	if (k.mv_size > STORE_KEY_MAX) /* we never put such a one */
		return stick(t, MDB_CORRUPTED, "walk");
	memcpy(row->key, k.mv_data, k.mv_size);
	row->key_len = k.mv_size;
	row->value = (struct store_bytes){ v.mv_data, v.mv_size };
	row->serial = t->cursor[row->table].serial = ++t->serial;
	return 0;
}

static bool is_under_cursor(const struct store_row *row)
{
	return row->serial != 0 &&
	       row->serial == row->txn->cursor[row->table].serial;
}

int store_seek(struct store_txn *t, enum store_table table, const void *from,
    size_t from_len, struct store_row *row)
{
	row->txn = t;
	row->table = table;
	if (from_len == 0)
		return move(row, as_val(NULL, 0), MDB_FIRST);
	return move(row, as_key(from, from_len), MDB_SET_RANGE);
}

int store_last(struct store_txn *t, enum store_table table,
    struct store_row *row)
{
	row->txn = t;
	row->table = table;
	return move(row, as_val(NULL, 0), MDB_LAST);
}

static bool key_is(const struct store_row *row, const uint8_t *key, size_t len)
{
	return row->key_len == len && memcmp(row->key, key, len) == 0;
}

int store_next(struct store_row *row)
{
	uint8_t key[STORE_KEY_MAX];
	size_t len = row->key_len;
	int rc;

	if (is_under_cursor(row))
		return move(row, as_val(NULL, 0), MDB_NEXT);
	memcpy(key, row->key, len);
	rc = store_seek(row->txn, row->table, key, len, row);
	if (rc != 0 || !key_is(row, key, len))
		return rc;
	return move(row, as_val(NULL, 0), MDB_NEXT);
}

int store_prev(struct store_row *row)
{
	struct store_row above;
	int rc;

	if (is_under_cursor(row))
		return move(row, as_val(NULL, 0), MDB_PREV);

	/* The row stays what it is if there is none before it. */
	rc = store_seek(row->txn, row->table, row->key, row->key_len, &above);
	if (rc == RC_NOT_FOUND)
		return move(row, as_val(NULL, 0), MDB_LAST);
	if (rc != 0)
		return rc;
	return move(row, as_val(NULL, 0), MDB_PREV);
}

int store_before(struct store_txn *t, enum store_table table, const void *until,
    size_t until_len, struct store_row *row)
{
	assert(until_len <= STORE_KEY_MAX);
	row->txn = t;
	row->table = table;
	row->serial = 0;
	row->key_len = until_len;
	memcpy(row->key, until, until_len);
	return store_prev(row);
}

uint8_t *store_key(uint64_t number, uint8_t key[STORE_KEY64])
{
	for (int i = STORE_KEY64; i-- > 0; number >>= 8)
		key[i] = (uint8_t)number;
	return key;
}

uint64_t store_key_number(const void *key)
{
	const uint8_t *p = key;
	uint64_t n = 0;

	for (int i = 0; i < STORE_KEY64; i++)
		n = n << 8 | p[i];
	return n;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store - LMDB: one environment, its transactions, tables, rows.
 *
 * The store keeps bytes under keys and knows nothing of what they mean.
 * Values carry a header with version, length and checksum (store/record.h);
 * the tables and their keys stand in store/table.def.
 *
 * Owns:    the environment, the lock on the directory, its cursors.
 * Borrows: keys and values for the length of a call.
 * Threads: one thread writes (begin ... end, room, tick); any thread may hold
 *          a short read transaction of its own (at most 50 ms or 1,000 rows:
 *          an old reader makes the file grow). No use after fork().
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

#define STORE_FORMAT  1u  /* version of the layout of all tables */
#define STORE_KEY_MAX 128 /* bytes; the caller hashes what is longer */

enum store_table {
#define TABLE(id, name, what) STORE_##id,
#include "store/table.def"
#undef TABLE
	STORE_TABLES
};

struct store;

struct store_options {
	const char *path;       /* the directory; made if its parent exists */
	uint64_t map_bytes;     /* most the store can ever hold; 0: 64 GiB */
	uint64_t reserve_bytes; /* kept for state changes; 0: 64 MiB */
	bool read_only; /* beside a running daemon, in another process */
	bool exclusive; /* read only, and no daemon meanwhile: RC_BUSY */
	bool force_fs;  /* accept a network or user-space file system */
};

/* Why a store could not be opened, and what to do: text for the operator. */
struct store_problem {
	char text[512];
};

/*
 * Open the store, made new if there is none, and check it before LMDB maps
 * it. *why is filled on every error and only then:
 * RC_BUSY        another process, or this one, has it open (the text has the
 *                pid)
 * RC_NOT_FOUND   to be read only, and there is none
 * RC_UNSUPPORTED a file system that loses locks or writes
 * RC_CORRUPT     truncated or not a store
 * RC_VERSION     written by a newer program
 * RC_NO_SPACE, RC_IO, RC_SYSTEM  as the system says
 */
MUST_CHECK int store_open(struct store **out, const struct store_options *o,
    struct store_problem *why);

/* No transaction may be open. NULL is fine. */
void store_close(struct store *s);

/* A transaction; in the caller's memory, every member is the store's. */
struct store_txn {
	struct store *store;
	void *handle; /* NULL: could not begin, or has ended */
	int rc;       /* the first error sticks */
	bool writing;
	uint64_t serial; /* of the last cursor movement, never 0 after one */
	struct {
		void *handle;
		uint64_t serial; /* the row it stands on; 0: none */
	} cursor[STORE_TABLES];
};

/*
 * Begin to write. Never fails here: the first error of any step sticks, later
 * steps do nothing and store_end() tells.
 */
void store_begin(struct store *s, struct store_txn *t);

/*
 * Commit, durably; or abort if a step failed. Nothing of a failed transaction
 * is seen by later ones. The transaction has ended whatever is returned:
 * RC_NO_SPACE disk, map or reader table full: refuse new work, go on
 * RC_IO       the disk failed: stop; each later begin fails with RC_IO too,
 *             as LMDB itself would forget the error and continue
 * RC_CORRUPT  LMDB found its pages damaged: stop, as above
 * RC_EXISTS   a store_append() out of order
 */
MUST_CHECK int store_end(struct store_txn *t);

/* Undo all. */
void store_abort(struct store_txn *t);

/*
 * Begin to read a snapshot. On an error the transaction has not begun.
 * RC_NO_SPACE: too many readers. The read transaction has to be ended by the
 * thread that uses it.
 */
MUST_CHECK int store_begin_read(struct store *s, struct store_txn *t);
void store_end_read(struct store_txn *t);

/* Bytes in the map: until the transaction ends or writes, whichever is first.
 * They are not aligned: copy out what is not bytes. */
struct store_bytes {
	const void *data;
	size_t len;
};

/* RC_NOT_FOUND does not stick; any other error does. */
MUST_CHECK int store_get(struct store_txn *t, enum store_table table,
    const void *key, size_t key_len, struct store_bytes *out);

/* Put a row, in the place of one with the same key. */
void store_put(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len, const void *value, size_t len);

/* Put a row behind all others of its table: cheaper, and fills pages whole.
 * A key not greater than the last is an error that sticks, RC_EXISTS. */
void store_append(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len, const void *value, size_t len);

/* Take a row away; one that is not there is fine. */
void store_del(struct store_txn *t, enum store_table table, const void *key,
    size_t key_len);

/*
 * A row and a place in its table. Nothing has to be released, any number may
 * be in use, and rows may be put and deleted during a walk, this one too: the
 * step goes to the nearest key beyond this one.
 */
struct store_row {
	struct store_txn *txn;
	enum store_table table;
	uint64_t serial;
	uint8_t key[STORE_KEY_MAX]; /* a copy */
	size_t key_len;
	struct store_bytes value; /* in the map, see above */
};

/*
 * Go to the first row with key >= `from`, to the last one with key < `until`,
 * to the last row, one row on, one row back. RC_NOT_FOUND: there is none, and
 * a step leaves the row where it was; other errors stick.
 */
MUST_CHECK int store_seek(struct store_txn *t, enum store_table table,
    const void *from, size_t from_len, struct store_row *row);
MUST_CHECK int store_before(struct store_txn *t, enum store_table table,
    const void *until, size_t until_len, struct store_row *row);
MUST_CHECK int store_last(struct store_txn *t, enum store_table table,
    struct store_row *row);
MUST_CHECK int store_next(struct store_row *row);
MUST_CHECK int store_prev(struct store_row *row);

/* The key of a number, such that keys sort as the numbers do; and back. */
#define STORE_KEY64 8
uint8_t *store_key(uint64_t number, uint8_t key[STORE_KEY64]);
uint64_t store_key_number(const void *key);

#endif

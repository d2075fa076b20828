/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of this module share and nobody else sees.
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/watch.h"

struct MDB_env;

#define NO_TABLE UINT32_MAX /* the store is older than the table */

#define STORE_FORMAT_KEY "format" /* a row of STORE_META that all stores have */

struct store {
	struct MDB_env *env;
	unsigned dbi[STORE_TABLES]; /* or NO_TABLE */
	char *path;
	int lock; /* store.lock, held while open; -1: read only */
	int data; /* data.mdb once more, for its length; -1: read only */
	size_t page_bytes;
	uint64_t map_bytes, reserve_bytes;
	uint64_t file_bytes; /* data.mdb is at least this long */
	int failed;          /* RC_IO, RC_CORRUPT: nothing may be written */
	bool no_space;       /* the last commit found none */
	enum store_room room;
	struct store_figures figures;
};

/* One of ours for an LMDB or system error. */
int store_rc(int mdb);

/* Record the reason and return rc. */
PRINTF(3, 4)
int store_refuse(struct store_problem *why, int rc, const char *fmt, ...);

/* Take the lock of the directory; *fd is for close(). RC_BUSY. */
MUST_CHECK int store_lock(const char *dir, int *fd, struct store_problem *why);

/* Root that only looks must not leave lock files that the owner of the store
 * cannot open. */
void store_give_locks(const char *dir);

/* Around calls of LMDB that follow its pages: see guard.c. */
void store_enter_lmdb(void);
void store_leave_lmdb(void);

/* LMDB found its pages damaged in a way that it cannot report. */
void store_die_of_damage(struct MDB_env *env, const char *what);

/* Is `dir`, held open for writing, held by this very process? */
bool store_is_ours(const char *dir);

/* RC_UNSUPPORTED: not a local file system. */
MUST_CHECK int store_check_fs(const char *dir, struct store_problem *why);

/* Are the two header pages of data.mdb sane and is the file as long as they
 * say? An absent or empty file is fine. RC_CORRUPT, RC_VERSION, RC_SYSTEM. */
MUST_CHECK int store_check_file(const char *dir, struct store_problem *why);

/* Make the names in `dir`, or the name of `dir` itself, survive a power cut. */
MUST_CHECK int store_sync_dir(const char *dir);
MUST_CHECK int store_sync_parent(const char *dir);

/* Keep the contents of the file out of core dumps. */
void store_hide_map(const char *dir);

/* Bytes of the file that pages in use or free take, by the last commit. */
uint64_t store_used(const struct store *s);

/* Open s->data. RC_SYSTEM. */
MUST_CHECK int store_open_data(struct store *s);

/* Did an EIO of a write mean a full disk? */
bool store_is_full(const struct store *s);

/* Lengthen data.mdb so that it never ends before the last page. */
void store_lengthen(struct store *s);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing. The order matters:
 *
 * 1. the directory, its file system, the lock: before LMDB touches anything;
 * 2. the file's headers and length, read by ourselves: before it is mapped;
 * 3. LMDB, dead readers, the tables, the format record;
 * 4. a new store's names on disk: before anybody is promised anything.
 *
 * Flags are MDB_NOTLS and nothing that weakens a commit or lets the process
 * write to the map; contrib/check-lmdb-flags proves it for the whole tree.
 */
#include "store/inside.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/record.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lmdb.h>

#define MAP_BYTES     ((uint64_t)64 << 30)
#define RESERVE_BYTES ((uint64_t)64 << 20)

static const char *const table_name[] = {
#define TABLE(id, name, what) name,
#include "store/table.def"
#undef TABLE
};

/* The row "format" of the table meta. */
struct format {
	uint8_t head[STORE_HEAD];
	uint32_t version;
	uint32_t unused;
};

#define FORMAT_RECORD 1 /* version of struct format, not of the store */

int store_refuse(struct store_problem *why, int rc, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return rc;
}

static int refuse_mdb(struct store_problem *why, const char *path,
    const char *what, int mdb)
{
	int rc = store_rc(mdb);

	if (rc == RC_IO && mdb != EIO && mdb != MDB_PANIC)
		rc = RC_SYSTEM;
	return store_refuse(why, rc, "%s: cannot %s: %s", path, what,
	    mdb_strerror(mdb));
}

static int make_dir(const struct store_options *o, struct store_problem *why)
{
	if (o->read_only || mkdir(o->path, 0700) == 0 || errno == EEXIST)
		return 0;
	if (errno == ENOENT)
		return store_refuse(why, RC_SYSTEM,
		    "cannot make %s: the directory above it does not exist",
		    o->path);
	return store_refuse(why, errno == ENOSPC ? RC_NO_SPACE : RC_SYSTEM,
	    "cannot make %s: %s", o->path, strerror(errno));
}

/* No lock file is left where there is no store. */
static int check_data(const char *dir, struct store_problem *why)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	if (access(path, F_OK) == 0)
		return 0;
	if (errno == ENOENT || errno == ENOTDIR)
		return store_refuse(why, RC_NOT_FOUND, "%s holds no store",
		    dir);
	return store_refuse(why, RC_SYSTEM, "cannot open %s: %s", path,
	    strerror(errno));
}

static int take_place(struct store *s, const struct store_options *o,
    struct store_problem *why)
{
	int rc = o->exclusive ? check_data(o->path, why) : make_dir(o, why);

	if (rc == 0 && !o->force_fs)
		rc = store_check_fs(o->path, why);
	if (rc != 0)
		return rc;
	if (!o->read_only || o->exclusive)
		return store_lock(o->path, &s->lock, why);
	if (store_is_ours(o->path))
		return store_refuse(why, RC_BUSY,
		    "%s is open in this process already", o->path);
	return 0;
}

static int open_env(struct store *s, bool read_only, struct store_problem *why)
{
	unsigned flags = MDB_NOTLS | (read_only ? MDB_RDONLY : 0u);
	int dead, rc;

	rc = mdb_env_create(&s->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(s->env, s->map_bytes);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(s->env, STORE_TABLES);
	if (rc == 0)
		rc = mdb_env_set_assert(s->env, store_die_of_damage);
	if (rc == 0)
		rc = mdb_env_open(s->env, s->path, flags, 0600);
	if (rc == 0)
		rc = mdb_reader_check(s->env, &dead);
	if (rc != 0)
		return refuse_mdb(why, s->path, "open", rc);
	if (!read_only && store_open_data(s) != 0)
		return store_refuse(why, RC_SYSTEM,
		    "cannot open %s/data.mdb: %s", s->path, strerror(errno));
	return 0;
}

static bool is_table(MDB_val name)
{
	for (size_t i = 0; i < ARRAY_LEN(table_name); i++)
		if (strlen(table_name[i]) == name.mv_size &&
		    memcmp(table_name[i], name.mv_data, name.mv_size) == 0)
			return true;
	return false;
}

/* A table whose name cannot be read would be made anew, and empty. */
static int check_names(MDB_txn *txn)
{
	MDB_cursor *c;
	MDB_val name, v;
	MDB_stat stat;
	MDB_dbi all;
	size_t n = 0;
	int rc = mdb_dbi_open(txn, NULL, 0, &all);

	if (rc == 0)
		rc = mdb_stat(txn, all, &stat);
	if (rc == 0)
		rc = mdb_cursor_open(txn, all, &c);
	if (rc != 0)
		return rc;
	while ((rc = mdb_cursor_get(c, &name, &v, MDB_NEXT)) == 0)
		n += is_table(name);
	mdb_cursor_close(c);
	if (rc != MDB_NOTFOUND)
		return rc;
	return n == stat.ms_entries ? 0 : MDB_CORRUPTED;
}

/* A store of an older program has fewer, and if it is only read nobody makes
 * them: they are empty. */
static int open_table(MDB_txn *txn, enum store_table table, unsigned flags,
    unsigned *dbi)
{
	int rc = mdb_dbi_open(txn, table_name[table], flags, dbi);

	if (rc != MDB_NOTFOUND || flags & MDB_CREATE)
		return rc;
	*dbi = NO_TABLE;
	return 0;
}

static int open_tables(struct store *s, bool read_only,
    struct store_problem *why)
{
	unsigned flags = read_only ? 0 : MDB_CREATE;
	MDB_txn *txn;
	MDB_stat stat;
	int rc;

	rc = mdb_txn_begin(s->env, NULL, read_only ? MDB_RDONLY : 0u, &txn);
	if (rc != 0)
		return refuse_mdb(why, s->path, "begin", rc);
	rc = check_names(txn);
	for (int i = 0; i < STORE_TABLES && rc == 0; i++)
		rc = open_table(txn, (enum store_table)i, flags, &s->dbi[i]);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return refuse_mdb(why, s->path, "open its tables", rc);
	}
	rc = mdb_txn_commit(txn);
	if (rc == 0)
		rc = mdb_env_stat(s->env, &stat);
	if (rc != 0)
		return refuse_mdb(why, s->path, "open its tables", rc);
	s->page_bytes = stat.ms_psize;
	return 0;
}

/* The format of the store; 0: it has none yet. */
static int read_format(struct store *s, uint32_t *version,
    struct store_problem *why)
{
	struct store_txn t;
	struct store_bytes v;
	struct format f = { 0 };
	int rc;

	*version = 0;
	rc = store_begin_read(s, &t);
	if (rc == 0)
		rc = store_get(&t, STORE_META, STORE_FORMAT_KEY,
		    strlen(STORE_FORMAT_KEY), &v);
	if (rc == 0 && v.len == sizeof(f))
		memcpy(&f, v.data, sizeof(f));
	store_end_read(&t);
	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = store_check(&f, sizeof(f), NULL);
	if (rc != 0)
		return store_refuse(why, rc,
		    "%s: its format record cannot be read (%s); restore it "
		    "from a backup",
		    s->path, rc_text(rc));
	*version = f.version;
	return 0;
}

static int write_format(struct store *s, struct store_problem *why)
{
	struct format f = { .version = STORE_FORMAT };
	struct store_txn t;
	int rc;

	store_seal(&f, sizeof(f), FORMAT_RECORD, 0);
	store_begin(s, &t);
	store_put(&t, STORE_META, STORE_FORMAT_KEY, strlen(STORE_FORMAT_KEY),
	    &f, sizeof(f));
	rc = store_end(&t);
	if (rc != 0)
		return store_refuse(why, rc, "%s: cannot write to it: %s",
		    s->path, rc_text(rc));
	return 0;
}

/* Rows in all tables; in a store without a format there must be none. */
static size_t count_rows(struct store *s)
{
	struct store_txn t;
	MDB_stat stat;
	size_t n = 0;

	if (store_begin_read(s, &t) != 0)
		return 1;
	for (int i = 0; i < STORE_TABLES; i++) {
		if (s->dbi[i] == NO_TABLE)
			continue;
		n += mdb_stat(t.handle, s->dbi[i], &stat) == 0 ? stat.ms_entries
							       : 1;
	}
	store_end_read(&t);
	return n;
}

static int check_format(struct store *s, bool read_only,
    struct store_problem *why)
{
	uint32_t version;
	int rc = read_format(s, &version, why);

	if (rc != 0)
		return rc;
	if (version > STORE_FORMAT)
		return store_refuse(why, RC_VERSION,
		    "%s has format %u, this program knows up to %u; use the "
		    "program that wrote it, or a newer one",
		    s->path, version, STORE_FORMAT);
	if (version != 0)
		return 0;
	if (count_rows(s) != 0)
		return store_refuse(why, RC_CORRUPT,
		    "%s: its format record is gone; restore it from a backup",
		    s->path);
	if (read_only)
		return store_refuse(why, RC_NOT_FOUND, "%s holds no store yet",
		    s->path);
	return write_format(s, why);
}

/* Every time, as the crash of a first start may have left it undone. */
static int sync_names(struct store *s, struct store_problem *why)
{
	int rc = 0;

	if (mdb_env_sync(s->env, 1) != 0)
		rc = RC_IO;
	if (rc == 0)
		rc = store_sync_dir(s->path);
	if (rc == 0)
		rc = store_sync_parent(s->path);
	if (rc != 0)
		return store_refuse(why, rc, "%s: cannot sync: %s", s->path,
		    strerror(errno));
	return 0;
}

static int open_steps(struct store *s, const struct store_options *o,
    struct store_problem *why)
{
	int rc = take_place(s, o, why);

	if (rc == 0)
		rc = store_check_file(s->path, why);
	if (rc == 0)
		rc = open_env(s, o->read_only, why);
	if (rc == 0) {
		store_enter_lmdb();
		rc = open_tables(s, o->read_only, why);
		store_leave_lmdb();
	}
	if (rc == 0)
		rc = check_format(s, o->read_only, why);
	if (rc == 0 && !o->read_only)
		rc = sync_names(s, why);
	return rc;
}

int store_open(struct store **out, const struct store_options *o,
    struct store_problem *why)
{
	struct store *s = mem_new(1, sizeof(*s));
	int rc;

	*out = NULL;
	s->lock = s->data = -1;
	s->path = mem_strdup(o->path);
	s->map_bytes = o->map_bytes ? o->map_bytes : MAP_BYTES;
	s->reserve_bytes = o->reserve_bytes ? o->reserve_bytes : RESERVE_BYTES;
	rc = open_steps(s, o, why);
	if (rc != 0) {
		store_close(s);
		return rc;
	}
	store_hide_map(s->path);
	if (o->exclusive)
		store_give_locks(s->path);
	s->figures = (struct store_figures){ 0 };
	*out = s;
	return 0;
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	if (s->env != NULL)
		mdb_env_close(s->env);
	if (s->data >= 0)
		close(s->data);
	if (s->lock >= 0)
		close(s->lock);
	free(s->path);
	free(s);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Room is what a commit could still use: free pages inside the file, and new
 * ones behind its end as far as both the disk and the map go. Free pages are
 * counted only when the rest looks tight, as that walks LMDB's list of them.
 */
#include "store/inside.h"

#include "base/log.h"

#include <string.h>
#include <sys/statvfs.h>

#include <lmdb.h>

static const char *const room_name[] = { "ok", "soft", "hard" };

/* The first word of a row of LMDB's own table of free pages counts them. */
static uint64_t count_pages(MDB_cursor *c)
{
	MDB_val k, v = { 0 };
	uint64_t pages = 0;

	while (mdb_cursor_get(c, &k, &v, MDB_NEXT) == 0) {
		size_t n = 0;

		if (v.mv_size >= sizeof(n))
			memcpy(&n, v.mv_data, sizeof(n));
		pages += n;
	}
	return pages;
}

static uint64_t free_bytes(struct store *s)
{
	uint64_t pages = 0;
	struct store_txn t;
	MDB_cursor *c;

	if (store_begin_read(s, &t) != 0)
		return 0;
	if (mdb_cursor_open(t.handle, 0, &c) == 0) {
		store_enter_lmdb();
		pages = count_pages(c);
		store_leave_lmdb();
		mdb_cursor_close(c);
	}
	store_end_read(&t);
	return pages * s->page_bytes;
}

/* Bytes the file can grow by. */
static uint64_t growth_bytes(const struct store *s)
{
	struct statvfs disk;
	MDB_envinfo info;
	uint64_t used = store_used(s), left = 0;

	if (mdb_env_info(s->env, &info) == 0 && info.me_mapsize > used)
		left = info.me_mapsize - used;
	if (statvfs(s->path, &disk) != 0)
		return 0;
	if ((uint64_t)disk.f_bavail * disk.f_frsize < left)
		left = (uint64_t)disk.f_bavail * disk.f_frsize;
	return left;
}

/* Is there less than `mark`? Once there was, it takes a quarter more. */
static bool is_below(uint64_t bytes, uint64_t mark, bool was)
{
	return bytes < (was ? mark + mark / 4 : mark);
}

static enum store_room judge(const struct store *s, uint64_t bytes)
{
	uint64_t hard = s->reserve_bytes;

	if (is_below(bytes, hard, s->room >= STORE_ROOM_HARD))
		return STORE_ROOM_HARD;
	if (is_below(bytes, 2 * hard, s->room >= STORE_ROOM_SOFT))
		return STORE_ROOM_SOFT;
	return STORE_ROOM_OK;
}

enum store_room store_room(struct store *s)
{
	uint64_t bytes = growth_bytes(s);
	enum store_room room = judge(s, bytes);

	if (room != STORE_ROOM_OK) {
		bytes += free_bytes(s);
		room = judge(s, bytes);
	}
	if (s->no_space)
		room = STORE_ROOM_HARD;
	if (room != s->room)
		log_warn(s->path, "room is %s, was %s, left=%llu MiB",
		    room_name[room], room_name[s->room],
		    (unsigned long long)(bytes >> 20));
	s->room = room;
	return room;
}

/* Not asked of the disk: quotas and limits of files are no matter of it. */
void store_probe(struct store *s)
{
	struct store_bytes v;
	struct store_txn t;
	uint8_t same[64];

	if (!s->no_space)
		return;
	store_begin(s, &t);
	if (store_get(&t, STORE_META, STORE_FORMAT_KEY,
		strlen(STORE_FORMAT_KEY), &v) == 0 &&
	    v.len <= sizeof(same)) {
		memcpy(same, v.data, v.len);
		store_put(&t, STORE_META, STORE_FORMAT_KEY,
		    strlen(STORE_FORMAT_KEY), same, v.len);
	}
	if (store_end(&t) == 0)
		log_info(s->path, "a commit succeeds again");
}

void store_tick(struct store *s)
{
	int dead = 0;

	if (mdb_reader_check(s->env, &dead) == 0 && dead > 0)
		log_warn(s->path, "freed the places of dead readers=%d", dead);
}

void store_figures(struct store *s, struct store_figures *out)
{
	MDB_envinfo info = { 0 };

	*out = s->figures;
	if (mdb_env_info(s->env, &info) != 0)
		return;
	out->used_bytes = store_used(s);
	out->map_bytes = info.me_mapsize;
	out->readers = info.me_numreaders;
}

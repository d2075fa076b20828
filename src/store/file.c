/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * data.mdb as a file: what LMDB does not check before it maps it.
 *
 * The file begins with two pages, each a 16-byte page header and then the
 * MDB_meta of LMDB 0.9 (its mdb.c), of which the valid one with the higher
 * transaction number counts. LMDB opens a file that ends before the last page
 * they speak of, and dies of SIGBUS when it reads there.
 *
 * LMDB itself can leave such a file: pages taken and given back in one
 * transaction are free, counted and never written. store_lengthen() keeps the
 * file well ahead of the last page, as a hole, so that a file that is too
 * short has been cut.
 */
#include "store/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <lmdb.h>

#define PATH_BYTES   4096
#define PAGE_META    0x08 /* P_META */
#define META_MAGIC   0xbeefc0deu
#define META_VERSION 1u

/* Offsets in a page; a table's root record is 48 bytes, there are two. */
#define AT_FLAGS     10
#define AT_MAGIC     16
#define AT_VERSION   20
#define AT_PAGE_SIZE 40
#define AT_LAST_PAGE 136
#define AT_TXN       144
#define META_BYTES   152

/* The file is lengthened by this much, when less than half of it is left. */
#define AHEAD_BYTES ((uint64_t)16 << 20)

#define PROBE_BYTES ((off_t)1 << 20) /* a disk without it is full */

struct meta {
	uint32_t magic, version, page_bytes;
	uint16_t flags;
	uint64_t last_page, txn;
};

static int read_meta(int fd, off_t at, struct meta *m)
{
	uint8_t page[META_BYTES];
	ssize_t n = pread(fd, page, sizeof(page), at);

	if (n < 0)
		return RC_IO;
	if (n < META_BYTES)
		return RC_CORRUPT;
	memcpy(&m->flags, page + AT_FLAGS, sizeof(m->flags));
	memcpy(&m->magic, page + AT_MAGIC, sizeof(m->magic));
	memcpy(&m->version, page + AT_VERSION, sizeof(m->version));
	memcpy(&m->page_bytes, page + AT_PAGE_SIZE, sizeof(m->page_bytes));
	memcpy(&m->last_page, page + AT_LAST_PAGE, sizeof(m->last_page));
	memcpy(&m->txn, page + AT_TXN, sizeof(m->txn));
	return 0;
}

static bool is_page_size(uint32_t n)
{
	return n >= 512 && n <= 65536 && (n & (n - 1)) == 0;
}

static int check_meta(const struct meta *m, const char *path,
    struct store_problem *why)
{
	if (m->magic != META_MAGIC || (m->flags & PAGE_META) == 0 ||
	    !is_page_size(m->page_bytes))
		return store_refuse(why, RC_CORRUPT,
		    "%s is damaged or no store: its header is not one of "
		    "LMDB; restore it from a backup",
		    path);
	if (m->version != META_VERSION)
		return store_refuse(why, RC_VERSION,
		    "%s has LMDB file version %u, this program reads %u", path,
		    m->version, META_VERSION);
	return 0;
}

static int check_header(int fd, const char *path, struct meta m[2],
    struct store_problem *why)
{
	off_t at = 0;

	for (int i = 0; i < 2; i++) {
		int rc = read_meta(fd, at, &m[i]);

		if (rc != 0)
			return store_refuse(why, rc,
			    "%s ends or fails within its header; restore it "
			    "from a backup",
			    path);
		rc = check_meta(&m[i], path, why);
		if (rc != 0)
			return rc;
		at = (off_t)m[i].page_bytes;
	}
	return 0;
}

/* The header before the length: another process may be writing. */
static int check_open_file(int fd, const char *path, struct store_problem *why)
{
	struct meta m[2], *last;
	off_t bytes = lseek(fd, 0, SEEK_END);
	int rc;

	if (bytes == 0)
		return 0;
	rc = check_header(fd, path, m, why);
	if (rc != 0)
		return rc;
	last = &m[m[1].txn > m[0].txn];
	bytes = lseek(fd, 0, SEEK_END);
	if (bytes >= 0 && last->last_page < (uint64_t)bytes / last->page_bytes)
		return 0;
	return store_refuse(why, RC_CORRUPT,
	    "%s is truncated: %lld bytes, but its header tells of %llu pages "
	    "of %u bytes; restore it from a backup",
	    path, (long long)bytes, (unsigned long long)last->last_page + 1,
	    last->page_bytes);
}

int store_check_file(const char *dir, struct store_problem *why)
{
	char path[PATH_BYTES];
	int fd, rc;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return store_refuse(why, RC_SYSTEM, "cannot open %s: %s", path,
		    strerror(errno));
	rc = check_open_file(fd, path, why);
	close(fd);
	return rc;
}

uint64_t store_used(const struct store *s)
{
	MDB_envinfo info;

	if (mdb_env_info(s->env, &info) != 0)
		return 0;
	return ((uint64_t)info.me_last_pgno + 1) * s->page_bytes;
}

int store_open_data(struct store *s)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/data.mdb", s->path);
	s->data = open(path, O_RDWR | O_CLOEXEC);
	return s->data < 0 ? RC_SYSTEM : 0;
}

/*
 * A write that the disk took a part of is EIO to LMDB, and harmless: the
 * header was not reached. Not so an EIO of fdatasync; the kernel reports that
 * one once to every open file, so ours still hears of it.
 */
bool store_is_full(const struct store *s)
{
	off_t end = lseek(s->data, 0, SEEK_END);

	if (end < 0 || fdatasync(s->data) != 0)
		return false;
	if (fallocate(s->data, 0, end, PROBE_BYTES) == 0)
		return false;
	return errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
}

void store_lengthen(struct store *s)
{
	uint64_t used = store_used(s);
	off_t bytes;

	if (used + AHEAD_BYTES / 2 <= s->file_bytes)
		return;
	bytes = lseek(s->data, 0, SEEK_END);
	if (bytes >= 0)
		s->file_bytes = (uint64_t)bytes;
	if (used + AHEAD_BYTES / 2 <= s->file_bytes)
		return;

	/* A disk that cannot is one that the commit will speak of. */
	if (ftruncate(s->data, (off_t)(used + AHEAD_BYTES)) == 0)
		s->file_bytes = used + AHEAD_BYTES;
}

int store_sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return RC_SYSTEM;
	rc = fsync(fd) == 0 ? 0 : RC_IO;
	close(fd);
	return rc;
}

int store_sync_parent(const char *dir)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/..", dir);
	return store_sync_dir(path);
}

/* Hide the mapping that this line of /proc/self/maps tells of, if it is the
 * file: "7f0000000000-7f1000000000 r--s 00000000 fe:01 1234 /path". */
static void hide_line(const char *line, const struct stat *st)
{
	unsigned long from, to, inode;
	unsigned major, minor;

	if (sscanf(line, "%lx-%lx %*s %*x %x:%x %lu", &from, &to, &major,
		&minor, &inode) != 5)
		return;
	if (inode == st->st_ino && makedev(major, minor) == st->st_dev)
		madvise((void *)from, to - from, MADV_DONTDUMP);
}

void store_hide_map(const char *dir)
{
	char line[PATH_BYTES + 128];
	struct stat st;
	FILE *maps;

	snprintf(line, sizeof(line), "%s/data.mdb", dir);
	if (stat(line, &st) != 0)
		return;
	maps = fopen("/proc/self/maps", "re");
	if (maps == NULL)
		return;
	while (fgets(line, sizeof(line), maps) != NULL)
		hide_line(line, &st);
	fclose(maps);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A copy is written under another name, synced, renamed and its directory
 * synced: whatever happens, a data.mdb in a backup is a whole one.
 */
#include "store/inside.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <lmdb.h>

#define PATH_BYTES 4096

/* RC_NO_SPACE, RC_IO or RC_SYSTEM, and a line. */
static int fail(const char *path, const char *what, int error)
{
	log_error(path, "backup: %s failed: %s", what, mdb_strerror(error));
	if (store_rc(error) == RC_NO_SPACE || error == EIO)
		return store_rc(error);
	return RC_SYSTEM;
}

static int check_target(struct store *s, const char *dir, const char *path)
{
	struct statvfs disk;

	if (access(path, F_OK) == 0)
		return RC_EXISTS;
	if (statvfs(dir, &disk) != 0)
		return fail(dir, "look at the disk", errno);
	if ((uint64_t)disk.f_bavail * disk.f_frsize < store_used(s))
		return fail(dir, "find room", ENOSPC);
	return 0;
}

static int write_copy(struct store *s, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int error;

	if (fd < 0)
		return fail(path, "open", errno);
	error = mdb_env_copyfd2(s->env, fd, MDB_CP_COMPACT);
	if (error == 0 && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	return error == 0 ? 0 : fail(path, "copy", error);
}

int store_backup(struct store *s, const char *dir)
{
	char path[PATH_BYTES], part[PATH_BYTES];
	int rc;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	snprintf(part, sizeof(part), "%s/data.mdb.part", dir);
	rc = check_target(s, dir, path);
	if (rc != 0)
		return rc;
	rc = write_copy(s, part);
	if (rc == 0 && rename(part, path) != 0)
		rc = fail(path, "rename", errno);
	if (rc != 0) {
		unlink(part);
		return rc;
	}
	return store_sync_dir(dir);
}

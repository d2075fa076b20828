/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One opener at a time, and only where locks and writes can be relied on.
 *
 * flock() belongs to the open file, not to the process, so it keeps a second
 * opener in this process out too; and the kernel gives it up when the process
 * dies, however it dies. The pid in the file is for people only.
 */
#include "store/inside.h"

#include "base/hex.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define PID_BYTES  24

/* Magic numbers of statfs(2). */
static const struct {
	uint32_t magic;
	const char *name;
} bad_fs[] = {
	{ 0x00006969, "NFS" },
	{ 0x0000517b, "SMB" },
	{ 0xfe534d42, "SMB2" },
	{ 0xff534d42, "CIFS" },
	{ 0x65735546, "FUSE" },
	{ 0x01021997, "9P" },
	{ 0x00c36400, "Ceph" },
	{ 0x5346414f, "AFS" },
	{ 0x73757245, "Coda" },
};

int store_check_fs(const char *dir, struct store_problem *why)
{
	struct statfs fs;

	if (statfs(dir, &fs) != 0)
		return store_refuse(why, RC_SYSTEM, "cannot look at %s: %s",
		    dir, strerror(errno));
	for (size_t i = 0; i < ARRAY_LEN(bad_fs); i++)
		if ((uint32_t)fs.f_type == bad_fs[i].magic)
			return store_refuse(why, RC_UNSUPPORTED,
			    "%s is on %s, which may lose locks and writes; "
			    "put the store on a local file system",
			    dir, bad_fs[i].name);
	return 0;
}

static int open_lock(const char *dir, int flags)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/store.lock", dir);
	return open(path, flags | O_CLOEXEC, 0600);
}

/* The process that wrote itself into the file; 0: nobody. */
static uint64_t holder_of(int fd)
{
	char text[PID_BYTES] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	uint64_t pid = 0;

	if (n > 0)
		text[strcspn(text, "\n")] = 0;
	if (number_parse(text, INT32_MAX, &pid) != 0)
		return 0;
	return pid;
}

/* A lock file without the pid locks no less, so errors do not matter. */
static void write_holder(int fd)
{
	char text[PID_BYTES];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

int store_lock(const char *dir, int *fd, struct store_problem *why)
{
	int f = open_lock(dir, O_RDWR | O_CREAT);
	int rc;

	if (f < 0)
		return store_refuse(why, RC_SYSTEM,
		    "cannot open %s/store.lock: %s", dir, strerror(errno));
	if (flock(f, LOCK_EX | LOCK_NB) == 0) {
		write_holder(f);
		*fd = f;
		return 0;
	}
	if (errno == EWOULDBLOCK)
		rc = store_refuse(why, RC_BUSY,
		    "%s is in use by process %llu; stop that one, or give "
		    "this one another directory",
		    dir, (unsigned long long)holder_of(f));
	else
		rc = store_refuse(why, RC_SYSTEM, "cannot lock %s: %s", dir,
		    strerror(errno));
	close(f);
	return rc;
}

void store_give_locks(const char *dir)
{
	static const char *const names[] = { "store.lock", "lock.mdb" };
	char path[PATH_BYTES];
	struct stat st;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	if (geteuid() != 0 || stat(path, &st) != 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (lchown(path, st.st_uid, st.st_gid) != 0)
			log_warn(path, "cannot be given to the store's owner");
	}
}

bool store_is_ours(const char *dir)
{
	int f = open_lock(dir, O_RDONLY);
	bool ours = false;

	if (f < 0)
		return false;
	if (flock(f, LOCK_SH | LOCK_NB) != 0)
		ours = holder_of(f) == (uint64_t)getpid();
	close(f);
	return ours;
}

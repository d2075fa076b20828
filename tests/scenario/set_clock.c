/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For LD_PRELOAD: while the file $CLOCK_SET exists, the wall clock is an hour
 * ahead of what it was; while $CLOCK_SET.back does, two hours behind that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int exists(const char *file, const char *more)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s%s", file, more);
	return access(path, F_OK) == 0;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	const char *file = getenv("CLOCK_SET");
	long rc = syscall(SYS_clock_gettime, id, t);

	if (id != CLOCK_REALTIME || file == NULL)
		return (int)rc;
	if (exists(file, ""))
		t->tv_sec += 3600;
	if (exists(file, ".back"))
		t->tv_sec -= 7200;
	return (int)rc;
}

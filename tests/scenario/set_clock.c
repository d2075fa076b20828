/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For LD_PRELOAD: while the file $CLOCK_SET exists, the wall clock is an hour
 * ahead of what it was.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *t)
{
	const char *file = getenv("CLOCK_SET");
	long rc = syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME && file != NULL && access(file, F_OK) == 0)
		t->tv_sec += 3600;
	return (int)rc;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For LD_PRELOAD: while the file $META_EIO exists, writes through descriptors
 * opened O_DSYNC, of which the store's meta page has the only one, fail.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

typedef ssize_t pwrite_fn(int fd, const void *p, size_t len, off_t at);

static ssize_t write_or_fail(const char *name, int fd, const void *p,
    size_t len, off_t at)
{
	const char *file = getenv("META_EIO");
	pwrite_fn *real;

	if (file != NULL && access(file, F_OK) == 0 &&
	    fcntl(fd, F_GETFL) & O_DSYNC) {
		errno = EIO;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, name);
	return real(fd, p, len, at);
}

ssize_t pwrite(int fd, const void *p, size_t len, off_t at)
{
	return write_or_fail("pwrite", fd, p, len, at);
}

ssize_t pwrite64(int fd, const void *p, size_t len, off_t at)
{
	return write_or_fail("pwrite64", fd, p, len, at);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#ifndef ESMED_SYSCONFDIR
#define ESMED_SYSCONFDIR "/etc"
#endif

#define FOLDERS_UP 3 /* the program's own and two above: src/daemon/esmed */

static int read_all(int fd, size_t max, struct buf *to)
{
	ssize_t n;

	do {
		n = read(fd, buf_reserve(to, 4096), 4096);
		if (n < 0 && errno != EINTR)
			return RC_SYSTEM;
		if (n > 0)
			buf_added(to, (size_t)n);
		if (to->len > max)
			return RC_TOO_LONG;
	} while (n != 0);
	return 0;
}

int conf_file_read(const char *path, size_t max, struct buf *to, unsigned *mode)
{
	int fd, rc, saved;
	struct stat st;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return RC_SYSTEM;
	if (fstat(fd, &st) != 0)
		st.st_mode = 0;
	*mode = st.st_mode & 07777;
	rc = read_all(fd, max, to);
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

static char *join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = mem_new(size, 1);

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

char *conf_folder_of(const char *path)
{
	char *copy, *slash, *folder;

	copy = join(path[0] == '/' ? "" : ".", path);
	slash = strrchr(copy, '/');
	*slash = '\0';
	folder = realpath(copy[0] == '\0' ? "/" : copy, NULL);
	free(copy);
	return folder;
}

char *conf_path_under(const char *folder, const char *path)
{
	if (path[0] == '/')
		return mem_strdup(path);
	return join(folder, path);
}

bool conf_file_is_readable(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0)
		return false;
	if (S_ISDIR(st.st_mode))
		errno = EISDIR;
	return !S_ISDIR(st.st_mode);
}

/* Adds conf/ of the tree the program lies in: beside it and above. */
static size_t folders_in_place(char **out)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t n = 0;

	self[len < 0 ? 0 : len] = '\0';
	for (int up = 0; up < FOLDERS_UP; up++) {
		char *slash = strrchr(self, '/');

		if (slash == NULL)
			break;
		*slash = '\0';
		out[n++] = join(self, "conf");
	}
	return n;
}

const char *conf_file_installed(void)
{
	return ESMED_SYSCONFDIR "/esmed/esmed.conf";
}

size_t conf_map_folders(const char *folder, char *out[CONF_FOLDERS_MAX])
{
	size_t n = 0;

	out[n++] = mem_strdup(folder);
	n += folders_in_place(out + n);
	out[n++] = mem_strdup(ESMED_SYSCONFDIR "/esmed");
	return n;
}

int conf_map_path(const char *folder, const char *path, char **out)
{
	char *folders[CONF_FOLDERS_MAX], *found = NULL;
	size_t n;
	int saved;

	*out = conf_path_under(folder, path);
	if (conf_file_is_readable(*out))
		return 0;
	saved = errno;
	if (path[0] == '/')
		return RC_NOT_FOUND;

	n = conf_map_folders(folder, folders);
	for (size_t i = 0; i < n; i++) {
		if (found == NULL) {
			found = join(folders[i], path);
			if (!conf_file_is_readable(found)) {
				free(found);
				found = NULL;
			}
		}
		free(folders[i]);
	}
	errno = saved;
	if (found == NULL)
		return RC_NOT_FOUND;
	free(*out);
	*out = found;
	return 0;
}

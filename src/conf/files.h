/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * files - the files a configuration consists of, and where they are.
 */
#ifndef CONF_FILES_H
#define CONF_FILES_H

#include "base/base.h"

struct buf;

/* All of a file, and its mode. RC_SYSTEM: errno says why. RC_TOO_LONG: it
 * has more than `max` bytes. */
MUST_CHECK int conf_file_read(const char *path, size_t max, struct buf *to,
    unsigned *mode);

/* A file, no folder, and it may be read; else errno says why. */
bool conf_file_is_readable(const char *path);

/* The folder of the file at `path`, absolute; to be freed. NULL: errno. */
char *conf_folder_of(const char *path);

/* `path` itself if absolute, else below `folder`; to be freed. */
char *conf_path_under(const char *folder, const char *path);

/* As above, for a file that may also come with the program: it is looked for
 * in the folders below. RC_NOT_FOUND: none can be read; *out is where it was
 * looked for first, and errno says why. */
MUST_CHECK int conf_map_path(const char *folder, const char *path, char **out);

/* Where the program's esmed.conf is installed. */
const char *conf_file_installed(void);

#define CONF_FOLDERS_MAX 5

/* `folder`, then conf/ beside the program or up to two folders above it (run
 * in place), then the installed one. Returns how many; each to be freed. */
size_t conf_map_folders(const char *folder, char *out[CONF_FOLDERS_MAX]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table - every endpoint there is, so a new one is tested as soon as it is
 * there.
 */
#ifndef TESTS_API_TABLE_H
#define TESTS_API_TABLE_H

#include <stdio.h>
#include <string.h>

#include "api/endpoint.h"

static const struct row {
	const char *method, *path;
	enum endpoint_who who;
	enum face face;
} rows[] = {
#define ENDPOINT(method, path, handler, face, who, body) \
	{ #method, path, WHO_##who, FACE_##face },
#include "api/endpoints.def"
#undef ENDPOINT
};

/* The row's path with these for {account}, {sub} and its other names. Until
 * the next one. */
static inline const char *path_of(const struct row *r, const char *account,
    const char *id, const char *sub)
{
	static char path[400];
	size_t n = 0;

	for (const char *c = r->path; *c != '\0'; c++) {
		if (*c != '{') {
			path[n++] = *c;
			continue;
		}
		n += (size_t)snprintf(path + n, sizeof(path) - n, "%s",
		    c[1] == 'a'   ? account
		    : c[1] == 's' ? sub
				  : id);
		c = strchr(c, '}');
	}
	path[n] = '\0';
	return path;
}

#endif

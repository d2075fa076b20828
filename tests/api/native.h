/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * native - calls of the native face.
 */
#ifndef TESTS_API_NATIVE_H
#define TESTS_API_NATIVE_H

#include "rig.h"

#define NATIVE_GOOD                                                    \
	"{\"to\":\"+19175550001\",\"from\":\"+12125550100\",\"text\":" \
	"\"hello\"}"

static inline void call_with(const char *method, const char *path,
    const char *more, const char *body)
{
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = BEARER,
	    .more = more,
	    .body = body });
}

static inline void call(const char *method, const char *path)
{
	call_with(method, path, "", NULL);
}

static inline void get(const char *path)
{
	call("GET", path);
}

static inline void post(const char *body)
{
	call_with("POST", "/v1/messages", JSON_TYPE, body);
}

/* A message to this number; its path. */
static inline const char *made(unsigned n, const char *text)
{
	static char path[512];
	char body[256];

	snprintf(body, sizeof(body),
	    "{\"to\":\"+1917555%04u\",\"from\":\"esmed\",\"text\":\"%s\"}", n,
	    text);
	post(body);
	assert_int_equal(rig_status(), 201);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	return path;
}

static inline const char *path_of(const char *message, const char *more)
{
	static char path[600];

	snprintf(path, sizeof(path), "%s%s", message, more);
	return path;
}

static inline void assert_error(int status, const char *code, const char *field)
{
	struct json *j;

	assert_int_equal(rig_status(), status);
	j = rig_json();
	rig_assert_text(j, "error/code", code);
	rig_assert_text(j, "error/field", field);
	json_free(j);
}

/* One value of the answer. */
static inline void assert_at(const char *path, const char *expected)
{
	struct json *j = rig_json();

	rig_assert_text(j, path, expected);
	json_free(j);
}

/* "5 4 3 ": a key of each of the answer's items. */
static inline const char *column(const char *list, const char *key)
{
	static char all[4096];
	struct json *j = rig_json();
	char path[64];

	all[0] = '\0';
	for (size_t i = 0;; i++) {
		snprintf(path, sizeof(path), "%s/%zu/%s", list, i, key);
		if (rig_at(j, path) == NULL)
			break;
		strcat(all, rig_text(j, path));
		strcat(all, " ");
	}
	json_free(j);
	return all;
}

#endif

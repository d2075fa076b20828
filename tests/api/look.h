/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * look - into the JSON of an answer, by paths like "events/0/state".
 */
#ifndef TESTS_API_LOOK_H
#define TESTS_API_LOOK_H

#include "client.h"

#include "http/json.h"

/* The body, its chunks joined if it came in such. */
static inline void rig_join(struct buf *to)
{
	const char *at = rig_body();
	unsigned long len;
	char *end;

	if (strcmp(rig_header("Transfer-Encoding"), "chunked") != 0) {
		buf_add_str(to, at);
		return;
	}
	while ((len = strtoul(at, &end, 16)) != 0) {
		at = end + 2;
		if (strlen(at) < len)
			fail_msg("a chunk is short: %s", rig_got());
		buf_add(to, at, len);
		at += len;
	}
}

/* The body as JSON; the caller frees it. */
static inline struct json *rig_json(void)
{
	struct json_error err;
	struct buf body = { 0 };
	struct json *j;

	rig_join(&body);
	if (json_parse(buf_bytes(&body), body.len, &j, &err) != 0)
		fail_msg("no JSON (%s): %s", err.why, rig_got());
	buf_free(&body);
	return j;
}

/* The value at "a/b/0/c", or NULL. */
static inline const struct json_value *rig_at(const struct json *j,
    const char *path)
{
	const struct json_value *v = json_root(j);
	char key[64];
	int used;

	while (v != NULL && sscanf(path, "%63[^/]%n", key, &used) == 1) {
		if (json_kind(v) == JSON_ARRAY) {
			struct json_iter it = { 0 };
			long n = strtol(key, NULL, 10);

			while (n-- >= 0) {
				if (!json_next(v, &it))
					return NULL;
			}
			v = it.value;
		} else {
			v = json_get(v, key);
		}
		path += used + (path[used] == '/');
	}
	return v;
}

/* As text: the string itself, a number's digits, "null", "true", "[3]". */
static inline const char *rig_text(const struct json *j, const char *path)
{
	static char text[4][4096];
	static unsigned next;
	const struct json_value *v = rig_at(j, path);
	char *to = text[next++ % 4];
	size_t len;

	if (v == NULL)
		return "(none)";
	switch (json_kind(v)) {
	case JSON_NULL: return "null";
	case JSON_BOOL: return json_bool_of(v) ? "true" : "false";
	case JSON_INT:
		snprintf(to, 4096, "%lld", (long long)json_int_of(v));
		return to;
	case JSON_REAL: snprintf(to, 4096, "%g", json_real_of(v)); return to;
	case JSON_STR:
		snprintf(to, 4096, "%s", json_str_of(v, &len));
		return to;
	case JSON_ARRAY:
	case JSON_OBJECT: snprintf(to, 4096, "[%zu]", json_count(v)); return to;
	}
	return "";
}

#define rig_assert_text(j, path, expected) \
	assert_string_equal(rig_text(j, path), expected)

#endif

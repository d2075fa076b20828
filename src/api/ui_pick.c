/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_pick.h"

#include <string.h>

#define KEY_ROOM 64

const struct json_value *pick(const struct json_value *v, const char *path)
{
	char key[KEY_ROOM];

	while (v != NULL && *path != '\0') {
		size_t len = strcspn(path, "/");

		if (len >= sizeof(key))
			return NULL;
		memcpy(key, path, len);
		key[len] = '\0';
		v = json_get(v, key);
		path += len + (path[len] == '/');
	}
	return v;
}

static bool is_kind(const struct json_value *v, enum json_kind kind)
{
	return v != NULL && json_kind(v) == kind;
}

const char *pick_text(const struct json_value *v, const char *path)
{
	size_t len;

	v = pick(v, path);
	return is_kind(v, JSON_STR) ? json_str_of(v, &len) : "";
}

int64_t pick_int(const struct json_value *v, const char *path)
{
	v = pick(v, path);
	if (is_kind(v, JSON_REAL))
		return (int64_t)json_real_of(v);
	return is_kind(v, JSON_INT) ? json_int_of(v) : 0;
}

double pick_real(const struct json_value *v, const char *path)
{
	v = pick(v, path);
	return is_kind(v, JSON_REAL) || is_kind(v, JSON_INT) ? json_real_of(v)
							     : 0;
}

bool pick_bool(const struct json_value *v, const char *path)
{
	v = pick(v, path);
	return is_kind(v, JSON_BOOL) && json_bool_of(v);
}

bool pick_has(const struct json_value *v, const char *path)
{
	v = pick(v, path);
	return v != NULL && json_kind(v) != JSON_NULL;
}

bool pick_is(const struct json_value *v, const char *path, const char *text)
{
	return strcmp(pick_text(v, path), text) == 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A JSON text, walked to its last leaf, written again and read again.
 */
#include "fuzz.h"

#include "http/json.h"

static void copy_leaf(struct json_out *o, const char *key,
    const struct json_value *v)
{
	const char *s;
	size_t len;

	switch (json_kind(v)) {
	case JSON_BOOL: json_bool(o, key, json_bool_of(v)); return;
	case JSON_INT: json_int(o, key, json_int_of(v)); return;
	case JSON_REAL:
		/* -0.0 is 0 when it is read again. */
		json_real(o, key, json_real_of(v) + 0.0);
		return;
	case JSON_STR:
		s = json_str_of(v, &len);
		assert(s[len] == '\0' && strlen(s) == len);
		json_str(o, key, s, len);
		return;
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT: json_null(o, key); return;
	}
}

static void ask_of(const struct json_value *v, const char *key)
{
	const struct json_range small = { -10, 10 };
	const struct json_value *sub;
	const char *s;
	size_t len;
	int64_t n;
	bool yes;

	assert(json_get(v, key) != NULL);
	(void)!json_get_str(v, key, &s, &len);
	(void)!json_get_bool(v, key, &yes);
	(void)!json_get_object(v, key, &sub);
	(void)!json_get_array(v, key, &sub);
	if (json_get_int(v, key, small, &n) == 0)
		assert(n >= -10 && n <= 10);
}

/* Depth is bounded by json_parse(). */
static void copy(struct json_out *o, const char *key,
    const struct json_value *v)
{
	struct json_iter i = { 0 };
	size_t n = 0;
	enum json_kind kind = json_kind(v);

	if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
		assert(json_count(v) == 0);
		copy_leaf(o, key, v);
		return;
	}
	if (kind == JSON_OBJECT)
		json_open_object(o, key);
	else
		json_open_array(o, key);
	for (; json_next(v, &i); n++) {
		assert((i.key != NULL) == (kind == JSON_OBJECT));
		if (i.key != NULL)
			ask_of(v, i.key);
		copy(o, i.key, i.value);
	}
	assert(n == json_count(v));
	if (kind == JSON_OBJECT)
		json_close_object(o);
	else
		json_close_array(o);
}

static void write_all(const struct json *j, struct buf *to)
{
	struct json_out o = json_writing(to);

	copy(&o, NULL, json_root(j));
}

/* The first writing may lose digits of a number, the next nothing. */
static void check(const struct json *j)
{
	struct buf text = { 0 }, twice = { 0 };
	struct json_error err;
	struct json *again;
	int rc;

	write_all(j, &text);
	rc = json_parse(buf_bytes(&text), text.len, &again, &err);
	assert(rc == 0);
	write_all(again, &twice);
	assert(text.len == twice.len &&
	       memcmp(buf_bytes(&text), buf_bytes(&twice), text.len) == 0);
	json_free(again);
	buf_free(&text);
	buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_error err = { 0 };
	struct json *j;

	if (json_parse(data, size, &j, &err) != 0) {
		assert(err.at <= size && err.why != NULL);
		return 0;
	}
	check(j);
	json_free(j);
	return 0;
}

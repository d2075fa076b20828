/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * json - reads and writes JSON (RFC 8259); the only file that knows yyjson.
 *
 * Read: UTF-8 without BOM, one document, depth <= 16, <= 1,024 keys in an
 * object, none twice, no NUL in a string. Nothing lenient.
 * Write: straight into a struct buf, commas and escapes done here; bytes that
 * are not UTF-8 become U+FFFD.
 *
 * Owns:    a struct json owns its values and their strings.
 * Borrows: nothing of the text read; a struct json_out its buffer.
 */
#ifndef HTTP_JSON_H
#define HTTP_JSON_H

#include "base/buf.h"

struct json;
struct json_value;

#define JSON_DEPTH_MAX 16
#define JSON_KEYS_MAX  1024

struct json_error {
	size_t at; /* offset of the byte that is wrong */
	const char *why;
};

/* RC_BAD: not such a text; *err says where and why. */
MUST_CHECK int json_parse(const void *text, size_t len, struct json **out,
    struct json_error *err);
void json_free(struct json *j);

const struct json_value *json_root(const struct json *j);

enum json_kind {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,  /* fits int64_t */
	JSON_REAL, /* any other number */
	JSON_STR,
	JSON_ARRAY,
	JSON_OBJECT
};

enum json_kind json_kind(const struct json_value *v);

/* The value itself. It must be of the kind. */
const char *json_str_of(const struct json_value *v, size_t *len);
int64_t json_int_of(const struct json_value *v);
double json_real_of(const struct json_value *v); /* or of an int */
bool json_bool_of(const struct json_value *v);

/* The value at `key`, or NULL. A v that is no object has no keys. */
const struct json_value *json_get(const struct json_value *v, const char *key);

/* Typed: RC_NOT_FOUND: absent or null; RC_BAD: another type, or an integer
 * outside the range. *out is written only on 0. Strings end with a NUL. */
MUST_CHECK int json_get_str(const struct json_value *v, const char *key,
    const char **out, size_t *len);
MUST_CHECK int json_get_bool(const struct json_value *v, const char *key,
    bool *out);
MUST_CHECK int json_get_object(const struct json_value *v, const char *key,
    const struct json_value **out);
MUST_CHECK int json_get_array(const struct json_value *v, const char *key,
    const struct json_value **out);

struct json_range {
	int64_t min, max;
};
MUST_CHECK int json_get_int(const struct json_value *v, const char *key,
    struct json_range range, int64_t *out);

/* Walk an object or an array: start with a zeroed iterator. Key is NULL in an
 * array. False: no more. */
struct json_iter {
	size_t at;
	const void *next;
	const char *key;
	size_t key_len;
	const struct json_value *value;
};
bool json_next(const struct json_value *v, struct json_iter *i);

/* Number of items or keys; 0 for others. */
size_t json_count(const struct json_value *v);

/* The first key that is not in the NULL-ended list, or NULL. */
const char *json_unknown_key(const struct json_value *v,
    const char *const *known);

/* A writer. Inside an object each call gives a key, inside an array NULL. */
struct json_out {
	struct buf *to;
	bool comma; /* a value precedes */
};

static inline struct json_out json_writing(struct buf *to)
{
	return (struct json_out){ .to = to };
}

void json_open_object(struct json_out *o, const char *key);
void json_close_object(struct json_out *o);
void json_open_array(struct json_out *o, const char *key);
void json_close_array(struct json_out *o);
void json_str(struct json_out *o, const char *key, const void *s, size_t len);
/* NULL is written as null, and so is a number that is not finite. */
void json_text(struct json_out *o, const char *key, const char *s);
/* The same, but "" is null as well. */
void json_word(struct json_out *o, const char *key, const char *s);
void json_real(struct json_out *o, const char *key, double v);
void json_int(struct json_out *o, const char *key, int64_t v);
void json_uint(struct json_out *o, const char *key, uint64_t v);
void json_bool(struct json_out *o, const char *key, bool v);
/* n of so many; null of none. */
void json_share(struct json_out *o, const char *key, uint64_t n, uint64_t of);
void json_null(struct json_out *o, const char *key);

/* A value that is JSON already. */
void json_raw(struct json_out *o, const char *key, const void *s, size_t len);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading. yyjson parses without recursion into one flat array of values; it
 * works in our own copy of the text, so a string's place in the copy is its
 * place in what the client sent.
 *
 * What yyjson lets pass is refused in two walks: one over the bytes before it
 * (depth, so that no text makes it allocate for a million brackets), one over
 * the values after it (keys given twice, too many keys, NUL).
 */
#include "http/json.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

struct json {
	yyjson_doc *doc;
	char text[];
};

static yyjson_val *yy(const void *v)
{
	return (yyjson_val *)(uintptr_t)v;
}

static const struct json_value *ours(const yyjson_val *v)
{
	return (const struct json_value *)v;
}

static int fail(struct json_error *err, size_t at, const char *why)
{
	*err = (struct json_error){ .at = at, .why = why };
	return RC_BAD;
}

static int check_depth(const char *text, size_t len, struct json_error *err)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '"')
			in_string = !in_string;
		else if (c == '\\' && in_string)
			i++;
		else if (in_string)
			continue;
		else if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && depth != 0)
			depth--;
		if (depth > JSON_DEPTH_MAX)
			return fail(err, i, "nested too deeply");
	}
	return 0;
}

/* Where the string begins in the text, its quote included. */
static size_t place_of(const struct json *j, yyjson_val *str)
{
	return (size_t)(yyjson_get_str(str) - j->text) - 1;
}

static int compare_keys(const void *a, const void *b)
{
	yyjson_val *x = *(yyjson_val *const *)a, *y = *(yyjson_val *const *)b;
	size_t nx = yyjson_get_len(x), ny = yyjson_get_len(y);
	int order;

	if (nx != ny)
		return nx < ny ? -1 : 1;
	order = memcmp(yyjson_get_str(x), yyjson_get_str(y), nx);
	if (order != 0)
		return order;
	return x < y ? -1 : 1;
}

static bool is_same_key(yyjson_val *x, yyjson_val *y)
{
	return yyjson_get_len(x) == yyjson_get_len(y) &&
	       memcmp(yyjson_get_str(x), yyjson_get_str(y),
		   yyjson_get_len(x)) == 0;
}

/* Sorted, a key given twice stands beside itself. */
static int check_keys(const struct json *j, yyjson_val *obj,
    struct json_error *err)
{
	yyjson_val *key[JSON_KEYS_MAX];
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	size_t n = 0;

	for (yyjson_val *k; (k = yyjson_obj_iter_next(&iter)) != NULL;) {
		if (n == JSON_KEYS_MAX)
			return fail(err, place_of(j, k), "too many keys");
		key[n++] = k;
	}
	qsort(key, n, sizeof(key[0]), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (is_same_key(key[i - 1], key[i]))
			return fail(err, place_of(j, key[i]), "duplicate key");
	return 0;
}

static int check_string(const struct json *j, yyjson_val *str,
    struct json_error *err)
{
	if (memchr(yyjson_get_str(str), 0, yyjson_get_len(str)) != NULL)
		return fail(err, place_of(j, str), "NUL in a string");
	return 0;
}

/* All values lie in one array in the order of the text, keys included. */
static int check_values(const struct json *j, struct json_error *err)
{
	yyjson_val *v = yyjson_doc_get_root(j->doc);
	size_t n = yyjson_doc_get_val_count(j->doc);
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		if (yyjson_is_str(&v[i]))
			rc = check_string(j, &v[i], err);
		else if (yyjson_is_obj(&v[i]))
			rc = check_keys(j, &v[i], err);
	}
	return rc;
}

int json_parse(const void *text, size_t len, struct json **out,
    struct json_error *err)
{
	yyjson_read_err yerr;
	struct json *j;
	int rc;

	if (len == 0)
		return fail(err, 0, "empty");
	rc = check_depth(text, len, err);
	if (rc != 0)
		return rc;

	j = mem_resize(NULL, 1, sizeof(*j) + len + YYJSON_PADDING_SIZE);
	memcpy(j->text, text, len);
	memset(j->text + len, 0, YYJSON_PADDING_SIZE);
	j->doc =
	    yyjson_read_opts(j->text, len, YYJSON_READ_INSITU, NULL, &yerr);
	rc = j->doc == NULL ? fail(err, yerr.pos, yerr.msg)
			    : check_values(j, err);
	if (rc != 0) {
		json_free(j);
		return rc;
	}
	*out = j;
	return 0;
}

void json_free(struct json *j)
{
	if (j == NULL)
		return;
	yyjson_doc_free(j->doc);
	free(j);
}

const struct json_value *json_root(const struct json *j)
{
	return ours(yyjson_doc_get_root(j->doc));
}

static enum json_kind kind_of_number(yyjson_val *v)
{
	if (yyjson_is_sint(v))
		return JSON_INT;
	if (yyjson_is_uint(v) && yyjson_get_uint(v) <= INT64_MAX)
		return JSON_INT;
	return JSON_REAL;
}

enum json_kind json_kind(const struct json_value *v)
{
	switch (yyjson_get_type(yy(v))) {
	case YYJSON_TYPE_BOOL: return JSON_BOOL;
	case YYJSON_TYPE_NUM: return kind_of_number(yy(v));
	case YYJSON_TYPE_STR: return JSON_STR;
	case YYJSON_TYPE_ARR: return JSON_ARRAY;
	case YYJSON_TYPE_OBJ: return JSON_OBJECT;
	default: return JSON_NULL;
	}
}

const char *json_str_of(const struct json_value *v, size_t *len)
{
	assert(yyjson_is_str(yy(v)));
	*len = yyjson_get_len(yy(v));
	return yyjson_get_str(yy(v));
}

int64_t json_int_of(const struct json_value *v)
{
	assert(json_kind(v) == JSON_INT);
	return yyjson_get_sint(yy(v));
}

double json_real_of(const struct json_value *v)
{
	assert(yyjson_is_num(yy(v)));
	return yyjson_get_num(yy(v));
}

bool json_bool_of(const struct json_value *v)
{
	assert(yyjson_is_bool(yy(v)));
	return yyjson_get_bool(yy(v));
}

const struct json_value *json_get(const struct json_value *v, const char *key)
{
	return ours(yyjson_obj_get(yy(v), key));
}

/* The value at `key` if it is of the kind. */
static int get(const struct json_value *v, const char *key, enum json_kind kind,
    const struct json_value **at)
{
	*at = json_get(v, key);
	if (*at == NULL || json_kind(*at) == JSON_NULL)
		return RC_NOT_FOUND;
	return json_kind(*at) == kind ? 0 : RC_BAD;
}

int json_get_str(const struct json_value *v, const char *key, const char **out,
    size_t *len)
{
	const struct json_value *at;
	int rc = get(v, key, JSON_STR, &at);

	if (rc == 0)
		*out = json_str_of(at, len);
	return rc;
}

int json_get_bool(const struct json_value *v, const char *key, bool *out)
{
	const struct json_value *at;
	int rc = get(v, key, JSON_BOOL, &at);

	if (rc == 0)
		*out = json_bool_of(at);
	return rc;
}

int json_get_object(const struct json_value *v, const char *key,
    const struct json_value **out)
{
	const struct json_value *at;
	int rc = get(v, key, JSON_OBJECT, &at);

	if (rc == 0)
		*out = at;
	return rc;
}

int json_get_array(const struct json_value *v, const char *key,
    const struct json_value **out)
{
	const struct json_value *at;
	int rc = get(v, key, JSON_ARRAY, &at);

	if (rc == 0)
		*out = at;
	return rc;
}

int json_get_int(const struct json_value *v, const char *key,
    struct json_range range, int64_t *out)
{
	const struct json_value *at;
	int rc = get(v, key, JSON_INT, &at);

	if (rc != 0)
		return rc;
	if (json_int_of(at) < range.min || json_int_of(at) > range.max)
		return RC_BAD;
	*out = json_int_of(at);
	return 0;
}

/* In yyjson's array a container's first child stands right behind it, and
 * each child knows how far its next sibling is. */
bool json_next(const struct json_value *v, struct json_iter *i)
{
	yyjson_val *at = yy(i->next);
	bool has_keys = yyjson_is_obj(yy(v));

	if (i->at == json_count(v))
		return false;
	if (i->at++ == 0)
		at = unsafe_yyjson_get_first(yy(v));
	i->key = NULL;
	i->key_len = 0;
	if (has_keys) {
		i->key = yyjson_get_str(at);
		i->key_len = yyjson_get_len(at);
		at++;
	}
	i->value = ours(at);
	i->next = unsafe_yyjson_get_next(at);
	return true;
}

size_t json_count(const struct json_value *v)
{
	if (yyjson_is_ctn(yy(v)))
		return unsafe_yyjson_get_len(yy(v));
	return 0;
}

static bool is_among(const char *key, const char *const *known)
{
	for (; *known != NULL; known++)
		if (strcmp(key, *known) == 0)
			return true;
	return false;
}

const char *json_unknown_key(const struct json_value *v,
    const char *const *known)
{
	struct json_iter i = { 0 };

	if (!yyjson_is_obj(yy(v)))
		return NULL;
	while (json_next(v, &i))
		if (!is_among(i.key, known))
			return i.key;
	return NULL;
}

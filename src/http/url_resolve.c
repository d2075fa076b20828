/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 3986, 5.2, on the text: nothing but dots is normalised. */
#include "http/url.h"

#include <ctype.h>
#include <string.h>

static bool has_scheme(const struct url_part *ref)
{
	size_t i = 0;

	while (i < ref->len && (isalnum((unsigned char)ref->at[i]) ||
				   strchr("+-.", ref->at[i]) != NULL))
		i++;
	return i > 0 && i < ref->len && ref->at[i] == ':' &&
	       isalpha((unsigned char)ref->at[0]);
}

/* How many bytes from `from` on are before one of these, or the end. */
static size_t until(const struct url_part *t, size_t from, const char *ends)
{
	size_t i = from;

	while (i < t->len && strchr(ends, t->at[i]) == NULL)
		i++;
	return i - from;
}

/* "https://user@host:443", as long as that is. */
static size_t authority_of(const struct url_part *base)
{
	const char *slashes = memmem(base->at, base->len, "//", 2);
	size_t from = slashes == NULL ? 0 : (size_t)(slashes - base->at) + 2;

	return from + until(base, from, "/?#");
}

static bool is_segment(const char *s, size_t len, const char *name)
{
	return len == strlen(name) && memcmp(s, name, len) == 0;
}

/* 5.2.4: a path that begins with '/', without its dots. */
static void add_path(const char *path, size_t len, struct buf *to)
{
	char *out = (char *)buf_reserve(to, len + 1);
	size_t n = 0, size;

	for (size_t at = 0; at < len; at += size) {
		const char *s = path + at;
		bool is_up, is_dot;

		for (size = 1; at + size < len && s[size] != '/';)
			size++;
		is_up = is_segment(s, size, "/..");
		is_dot = is_up || is_segment(s, size, "/.");
		while (is_up && n > 0 && out[--n] != '/')
			;
		if (!is_dot) {
			memcpy(out + n, s, size);
			n += size;
		} else if (at + size == len) {
			out[n++] = '/';
		}
	}
	buf_added(to, n);
}

/* The folder of the base's path and `len` bytes, the path of a reference. */
static void add_merged(const struct url_part *base, const char *ref, size_t len,
    struct buf *to)
{
	size_t authority = authority_of(base);
	size_t folder = until(base, authority, "?#");
	struct buf path = { 0 };

	while (folder > 0 && base->at[authority + folder - 1] != '/')
		folder--;
	if (folder == 0)
		buf_add_str(&path, "/");
	buf_add(&path, base->at + authority, folder);
	buf_add(&path, ref, len);
	add_path((const char *)buf_bytes(&path), path.len, to);
	buf_free(&path);
}

static void add_relative(const struct url_part *base,
    const struct url_part *ref, struct buf *to)
{
	size_t authority = authority_of(base), n = until(ref, 0, "?#");
	const char *ends = ref->len != 0 && ref->at[0] == '?' ? "?#" : "#";

	buf_add(to, base->at, authority);
	if (n == 0)
		buf_add(to, base->at + authority, until(base, authority, ends));
	else if (ref->at[0] == '/')
		add_path(ref->at, n, to);
	else
		add_merged(base, ref->at, n, to);
	buf_add(to, ref->at + n, ref->len - n);
}

void url_resolve(const struct url_part *base, const struct url_part *ref,
    struct buf *to)
{
	if (has_scheme(ref)) {
		buf_add(to, ref->at, ref->len);
	} else if (ref->len >= 2 && memcmp(ref->at, "//", 2) == 0) {
		buf_add(to, base->at, until(base, 0, "/"));
		buf_add(to, ref->at, ref->len);
	} else {
		add_relative(base, ref, to);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All is decoded into one buffer: name NUL value NUL. It gets its whole size
 * before the first pair, as the pairs point into it: decoding makes no text
 * longer, and each pair adds two NULs at most.
 */
#include "http/form.h"

#include "http/escape.h"
#include "text/utf8.h"

#include <string.h>

/* Decode the name or the value from `at` to `end`. */
static int take_part(struct form *f, enum form_kind kind, const char *at,
    const char *end)
{
	char *to = (char *)buf_bytes(&f->bytes) + f->bytes.len;
	size_t n;

	if (unescape(at, (size_t)(end - at), ESCAPE_FORM, to, &n) != 0)
		return RC_BAD;
	if (kind == FORM_TEXT && !utf8_is_text(to, n))
		return RC_BAD;
	to[n] = '\0';
	buf_added(&f->bytes, n + 1);
	return 0;
}

static int take_pair(struct form *f, enum form_kind kind, const char *at,
    const char *end)
{
	struct form_pair *p = &f->pair[f->count];
	const char *equals = memchr(at, '=', (size_t)(end - at));
	size_t from = f->bytes.len, middle;
	int rc;

	if (f->count == FORM_PAIRS_MAX)
		return RC_FULL;
	rc = take_part(f, kind, at, equals != NULL ? equals : end);
	if (rc != 0)
		return rc;
	middle = f->bytes.len;
	rc = take_part(f, kind, equals != NULL ? equals + 1 : end, end);
	if (rc != 0)
		return rc;
	p->name = (const char *)buf_bytes(&f->bytes) + from;
	p->name_len = middle - from - 1;
	p->value = (const char *)buf_bytes(&f->bytes) + middle;
	p->value_len = f->bytes.len - middle - 1;
	f->count++;
	return 0;
}

int form_parse(struct form *f, enum form_kind kind, const void *text,
    size_t len)
{
	const char *at = text, *end, *to;
	int rc = 0;

	buf_clear(&f->bytes);
	f->count = 0;
	if (len == 0)
		return 0;
	buf_reserve(&f->bytes, len + 2 * (FORM_PAIRS_MAX + 1));
	for (end = at + len; at < end && rc == 0; at = to + 1) {
		to = memchr(at, '&', (size_t)(end - at));
		if (to == NULL)
			to = end;
		if (to != at)
			rc = take_pair(f, kind, at, to);
	}
	if (rc != 0)
		f->count = 0;
	return rc;
}

void form_fini(struct form *f)
{
	buf_free(&f->bytes);
	f->count = 0;
}

/* The first pair from number i on that has this name. */
static const struct form_pair *find_from(const struct form *f, size_t i,
    const char *name, size_t len)
{
	for (; i < f->count; i++)
		if (f->pair[i].name_len == len &&
		    memcmp(f->pair[i].name, name, len) == 0)
			return &f->pair[i];
	return NULL;
}

const struct form_pair *form_find(const struct form *f, const char *name)
{
	return find_from(f, 0, name, strlen(name));
}

const struct form_pair *form_find_next(const struct form *f,
    const struct form_pair *after)
{
	return find_from(f, (size_t)(after - f->pair) + 1, after->name,
	    after->name_len);
}

const char *form_get(const struct form *f, const char *name)
{
	const struct form_pair *p = form_find(f, name);

	return p != NULL ? p->value : NULL;
}

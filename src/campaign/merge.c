/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/merge.h"

#include <assert.h>
#include <string.h>

#define BRACES 2

/* "{{name|default}}" as it stands in a text. */
struct field {
	struct body_text name, otherwise;
	bool has_default;
	size_t at, end; /* of all of it */
};

static void strip(struct body_text *t)
{
	while (t->len != 0 && t->s[0] == ' ') {
		t->s++;
		t->len--;
	}
	while (t->len != 0 && t->s[t->len - 1] == ' ')
		t->len--;
}

static const char *find(const char *s, size_t len, const char *what)
{
	return len == 0 ? NULL : memmem(s, len, what, strlen(what));
}

/* The text between the braces as a field; false: it is none. */
static bool read_field(const char *s, size_t len, struct field *f)
{
	const char *bar = memchr(s, '|', len);

	f->name =
	    (struct body_text){ s, bar == NULL ? len : (size_t)(bar - s) };
	strip(&f->name);
	f->has_default = bar != NULL;
	if (bar != NULL)
		f->otherwise =
		    (struct body_text){ bar + 1, len - (size_t)(bar + 1 - s) };
	return f->name.len != 0 && f->name.len <= MERGE_FIELD_MAX &&
	       memchr(f->name.s, '{', f->name.len) == NULL;
}

/* The braces at f->at as a field; false: they begin none. */
static bool field_at(const struct body_text *t, struct field *f)
{
	const char *open = t->s + f->at;
	const char *close = find(open + BRACES, t->len - f->at - BRACES, "}}");

	if (close == NULL)
		return false;
	f->end = (size_t)(close - t->s) + BRACES;
	return read_field(open + BRACES, (size_t)(close - open) - BRACES, f);
}

/* The next "{{" from `from` on; false: there is none. */
static bool next_braces(const struct body_text *t, size_t from, size_t *at)
{
	const char *open =
	    from < t->len ? find(t->s + from, t->len - from, "{{") : NULL;

	*at = open != NULL ? (size_t)(open - t->s) : t->len;
	return open != NULL;
}

/* The first field from `from` on; false: there is none. */
static bool next_field(const struct body_text *t, size_t from, struct field *f)
{
	for (; next_braces(t, from, &f->at); from = f->at + 1) {
		if (field_at(t, f))
			return true;
	}
	return false;
}

int merge_text(const struct body_text *text, const struct person *p,
    struct buf *out, struct body_text *missing)
{
	struct field f = { .end = 0 };
	size_t from = 0;

	while (next_field(text, from, &f)) {
		char number[PERSON_NUMBER];
		struct body_text value;

		buf_add(out, text->s + from, f.at - from);
		if (person_field(p, &f.name, number, &value))
			buf_add(out, value.s, value.len);
		else if (f.has_default)
			buf_add(out, f.otherwise.s, f.otherwise.len);
		else if (missing == NULL)
			buf_add(out, text->s + f.at, f.end - f.at);
		else {
			*missing = f.name;
			return RC_NOT_FOUND;
		}
		from = f.end;
	}
	if (from < text->len)
		buf_add(out, text->s + from, text->len - from);
	return 0;
}

void merge_show(const struct body_text *text, const struct person *p,
    struct buf *out)
{
	int rc = merge_text(text, p, out, NULL);

	assert(rc == 0);
	(void)rc;
}

/* Of "{{{name}}" the first brace is no part of the field. */
bool merge_stray(const struct body_text *text, size_t *at)
{
	struct field f = { .end = 0 };

	while (next_braces(text, f.end, &f.at)) {
		size_t end = f.at + BRACES;

		if (field_at(text, &f))
			continue;
		if (end == text->len || text->s[end] != '{') {
			*at = f.at;
			return true;
		}
		f.end = f.at + 1;
	}
	return false;
}

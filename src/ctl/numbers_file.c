/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/numbers_file.h"

#include "model/number.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

struct field {
	const char *s;
	size_t len;
};

static bool is_in(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* Where the field at `at` ends; a comma in quotes is part of it (RFC 4180). */
static size_t end_of(const char *line, size_t len, size_t at)
{
	bool is_quoted = false;

	for (; at < len && (is_quoted || line[at] != ','); at++)
		is_quoted ^= line[at] == '"';
	return at;
}

static struct field trim(struct field f)
{
	while (f.len > 0 && is_in(f.s[f.len - 1], BLANKS "\""))
		f.len--;
	while (f.len > 0 && is_in(f.s[0], BLANKS "\"")) {
		f.s++;
		f.len--;
	}
	return f;
}

/* False: the line has not so many. */
static bool field_at(const struct numbers_file *f, size_t i, struct field *out)
{
	size_t at = 0, end = end_of(f->text, f->len, 0);

	for (; i > 0 && end < f->len; i--) {
		at = end + 1;
		end = end_of(f->text, f->len, at);
	}
	*out = trim((struct field){ f->text + at, end - at });
	return i == 0;
}

static bool read_line(struct numbers_file *f)
{
	ssize_t n;

	do {
		n = getline(&f->text, &f->room, f->from);
		if (n < 0)
			return false;
		f->line++;
		f->len = (size_t)n;
		while (f->len > 0 && is_in(f->text[f->len - 1], BLANKS))
			f->len--;
	} while (f->len == 0);
	f->text[f->len] = '\0';
	return true;
}

/* What spreadsheets put before UTF-8. */
static void drop_mark(struct numbers_file *f)
{
	if (f->len < 3 || memcmp(f->text, "\xEF\xBB\xBF", 3) != 0)
		return;
	f->len -= 3;
	memmove(f->text, f->text + 3, f->len + 1);
}

static bool has_digit(struct field f)
{
	for (size_t i = 0; i < f.len; i++)
		if (is_in(f.s[i], "0123456789"))
			return true;
	return false;
}

static bool find_column(const struct numbers_file *f, size_t *column)
{
	struct field field;

	for (size_t i = 0; field_at(f, i, &field); i++) {
		if (field.len != 6 || strncasecmp(field.s, "number", 6) != 0)
			continue;
		*column = i;
		return true;
	}
	return false;
}

int numbers_file_init(struct numbers_file *f, FILE *from)
{
	struct field first, second;

	*f = (struct numbers_file){ .from = from };
	if (!read_line(f))
		return 0;
	drop_mark(f);
	if (find_column(f, &f->column))
		return 0;
	f->is_held = field_at(f, 0, &first) && has_digit(first);
	if (!f->is_held && field_at(f, 1, &second))
		return RC_BAD;
	return 0;
}

void numbers_file_fini(struct numbers_file *f)
{
	free(f->text);
}

int numbers_file_next(struct numbers_file *f, uint64_t *number)
{
	struct field field;

	if (!f->is_held && !read_line(f))
		return RC_NOT_FOUND;
	f->is_held = false;
	if (!field_at(f, f->column, &field))
		return RC_BAD;
	return e164_parse_bare(field.s, field.len, number);
}

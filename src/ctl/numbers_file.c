/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/numbers_file.h"

#include "base/mem.h"
#include "model/number.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS  " \t\r\n"
#define ROW_MAX 65536

static void add(struct numbers_file *f, int c)
{
	if (f->len == f->room) {
		f->room = 2 * f->room + 128;
		f->text = mem_resize(f->text, f->room, 1);
	}
	f->text[f->len++] = (char)c;
}

/* The next line behind what is there. False: there is none. */
static bool add_line(struct numbers_file *f)
{
	int c = getc(f->from);

	if (c == EOF)
		return false;
	f->last++;
	for (; c != EOF && c != '\n' && c != '\r'; c = getc(f->from))
		add(f, c);
	if (c == '\r') {
		c = getc(f->from);
		if (c != '\n' && c != EOF)
			(void)ungetc(c, f->from);
	}
	return true;
}

static void trim(struct numbers_file *f)
{
	while (f->len > 0 && strchr(BLANKS, f->text[f->len - 1]) != NULL)
		f->len--;
}

/* Lines of a field in quotes, up to the one that closes it. */
static void add_open(struct numbers_file *f)
{
	bool is_open = csv_is_open(f->row.comma, false, f->text, f->len);
	size_t begin;

	while (is_open) {
		add(f, '\n');
		begin = f->len;
		if (!add_line(f))
			break;
		is_open = csv_is_open(f->row.comma, true, f->text + begin,
		    f->len - begin);
		if (f->len > ROW_MAX) {
			f->len = ROW_MAX;
			f->why = "is longer than 64 KiB";
		}
	}
	if (is_open)
		f->why = "has a quote that is not closed up to the end";
}

static bool begin_row(struct numbers_file *f)
{
	f->why = NULL;
	do {
		f->len = 0;
		if (!add_line(f))
			return false;
		trim(f);
	} while (f->len == 0);
	f->line = f->last;
	return true;
}

/* To its end. False: there is none. */
static bool read_row(struct numbers_file *f)
{
	if (!f->is_held && !begin_row(f))
		return false;
	f->is_held = false;
	add_open(f);
	if (f->why == NULL && !utf8_is_text(f->text, f->len))
		f->why = "is not UTF-8: save the file as UTF-8";
	return true;
}

static void drop_mark(struct numbers_file *f)
{
	size_t mark = csv_mark(f->text, f->len);

	f->len -= mark;
	memmove(f->text, f->text + mark, f->len);
}

int numbers_file_init(struct numbers_file *f, FILE *from)
{
	*f = (struct numbers_file){ .from = from };
	if (!begin_row(f))
		return 0;
	if (csv_is_utf16(f->text, f->len))
		return RC_UNSUPPORTED;
	drop_mark(f);
	f->row.comma = csv_comma(f->text, f->len);
	if (csv_read(&f->row, f->text, f->len) == 0 &&
	    csv_column(&f->row, "number", &f->column))
		return 0;
	f->is_held = !csv_is_title(f->text, f->len);
	return !f->is_held && f->row.n > 1 ? RC_BAD : 0;
}

void numbers_file_fini(struct numbers_file *f)
{
	csv_fini(&f->row);
	free(f->text);
}

int numbers_file_next(struct numbers_file *f, uint64_t *number)
{
	const struct csv_field *field = &f->row.field[f->column];

	if (!read_row(f))
		return RC_NOT_FOUND;
	if (f->why != NULL)
		return RC_BAD;
	f->why = "has no number";
	if (csv_read(&f->row, f->text, f->len) != 0 || f->row.n <= f->column)
		return RC_BAD;
	return e164_parse_bare(field->s, field->len, number);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/numbers_file.h"

#include "model/number.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

static bool read_line(struct numbers_file *f)
{
	ssize_t n;

	do {
		n = getline(&f->text, &f->room, f->from);
		if (n < 0)
			return false;
		f->line++;
		f->len = (size_t)n;
		while (
		    f->len > 0 && strchr(BLANKS, f->text[f->len - 1]) != NULL)
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

int numbers_file_init(struct numbers_file *f, FILE *from)
{
	*f = (struct numbers_file){ .from = from };
	if (!read_line(f))
		return 0;
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

	if (!f->is_held && !read_line(f))
		return RC_NOT_FOUND;
	f->is_held = false;
	if (csv_read(&f->row, f->text, f->len) != 0 || f->row.n <= f->column)
		return RC_BAD;
	return e164_parse_bare(field->s, field->len, number);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csv - a line of comma-separated values (RFC 4180) as its fields. A field in
 * quotes has no line end in it: lines are what the caller gives.
 *
 * Owns: a row owns its bytes. A zeroed one is empty and may be used again.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "base/buf.h"

#define CSV_FIELDS 256

struct csv_field {
	const char *s; /* with a NUL behind it */
	size_t len;
};

struct csv_row {
	char comma; /* what parts the fields; 0: a comma */
	struct buf bytes;
	struct csv_field field[CSV_FIELDS];
	size_t n;
};

/* What parts the titles of this line: a semicolon or a tab where it has no
 * comma, as spreadsheets of many countries write it. */
char csv_comma(const char *line, size_t len);

/* Blanks around fields without quotes go. RC_BAD: a quote is not closed, or
 * there are more than CSV_FIELDS. */
MUST_CHECK int csv_read(struct csv_row *r, const char *line, size_t len);

/* Which field of a row of titles is this one, in small or capital letters.
 * False: none. */
MUST_CHECK bool csv_column(const struct csv_row *r, const char *title,
    size_t *column);

/* Is it the titles of a file: is no digit in its first field, and no brace, as
 * lines of JSON have? */
bool csv_is_title(const char *line, size_t len);

void csv_fini(struct csv_row *r);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csv - a row of comma-separated values (RFC 4180) as its fields. A field in
 * quotes may have line ends: the caller puts the lines of a row together, which
 * csv_is_open() tells him, with an LF between them.
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
 * comma outside quotes, as spreadsheets of many countries write it. */
char csv_comma(const char *line, size_t len);

/* Blanks around fields go, those in quotes stay. RC_BAD: a quote is not closed
 * or has more than blanks behind it, or there are more than CSV_FIELDS. */
MUST_CHECK int csv_read(struct csv_row *r, const char *line, size_t len);

/* Which field of a row of titles is this one, in small or capital letters.
 * False: none. */
MUST_CHECK bool csv_column(const struct csv_row *r, const char *title,
    size_t *column);

/* Is it the titles of a file: is no digit in its first field, and no brace, as
 * lines of JSON have? */
bool csv_is_title(const char *line, size_t len);

/* Does a row go on behind this line, in a field in quotes? `was_open`: the line
 * before it said so. */
bool csv_is_open(char comma, bool was_open, const char *line, size_t len);

/* How long the first line of a text is, which CR LF, LF or CR ends; *next:
 * where the one behind it begins. */
size_t csv_line(const char *text, size_t len, size_t *next);

/* How many bytes at the beginning of a file are the mark by which spreadsheets
 * say UTF-8. */
size_t csv_mark(const char *text, size_t len);

/* Does a file begin as UTF-16 with its mark does? */
bool csv_is_utf16(const char *text, size_t len);

void csv_fini(struct csv_row *r);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csv - a line of comma-separated values (RFC 4180) as its fields. A field in
 * quotes has no line end in it: lines are what the server gives.
 *
 * Owns: a row owns its bytes. A zeroed one is empty and may be used again.
 */
#ifndef API_CSV_H
#define API_CSV_H

#include "flow/body.h"

#define CSV_FIELDS 80

struct csv_row {
	char comma; /* what parts the fields; 0: a comma */
	struct buf bytes;
	struct body_text field[CSV_FIELDS]; /* each with a NUL behind it */
	size_t n;
};

/* What parts the titles of this line: a semicolon or a tab where it has no
 * comma, as spreadsheets of many countries write it. */
char csv_comma(const char *line, size_t len);

/* Blanks around fields without quotes go. RC_BAD: a quote is not closed, or
 * there are more than CSV_FIELDS. */
MUST_CHECK int csv_read(struct csv_row *r, const char *line, size_t len);
void csv_fini(struct csv_row *r);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import - rows that come in as CSV or as JSON, a line each, become objects of
 * JSON; and what became of them, told at the end. For bulk_contacts.c and
 * bulk_history.c.
 *
 * The first line of CSV may have titles, and then decides what parts the fields
 * (csv_comma()); without, the columns are those that the importer names. A
 * column that it does not name is a field (contacts) or unknown. Empty values
 * are not given.
 *
 * Owns: titles, counts.
 */
#ifndef API_IMPORT_H
#define API_IMPORT_H

#include "api/bulk_kind.h"
#include "text/csv.h"

struct import {
	const char *const *columns; /* by place, if there are no titles */
	size_t own; /* columns that are not put into "fields"; all if 0 */
	struct csv_row titles, row;
	struct buf json;
	uint64_t rows; /* that came, titles not counted */
	uint64_t imported, created, rejected;
	bool comma; /* an error was written */
};

void import_fini(struct import *im);

/* Of a bulk_kind whose `own` begins with its import: is it a line of titles?
 * Then it is kept. */
bool import_title(struct bulk *b, const char *line, size_t len);

/* The row as a parsed object, which the caller frees. RC_BAD: it is none, and
 * *p says why. */
MUST_CHECK int import_read(struct import *im, const struct body_text *line,
    struct json **out, struct problem *p);

/* A row that was too long to be read: it counts. */
void import_long_line(struct bulk *b, struct entry *e);

/* What its answer begins with, has for a row, and ends with. */
#define IMPORT_HEAD "{\"errors\":["
void import_write(struct bulk *b, const struct entry *e, struct json_out *o);
void import_close(struct bulk *b, struct json_out *o);

#endif

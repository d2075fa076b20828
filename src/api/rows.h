/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows - lines of CSV put together to rows, as a field in quotes may go over
 * several of them. Lines of JSON are rows as they are.
 *
 * Owns: the lines of a row that has not ended. A zeroed one is empty.
 */
#ifndef API_ROWS_H
#define API_ROWS_H

#include "flow/body.h"

struct problem;

struct rows {
	char comma;     /* set by the user; 0: as each row shows it */
	uint64_t begin; /* line that the row begins with, from 1 */
	bool is_open;   /* it goes on in the next line */
	bool is_long;   /* more than ROW_MAX: what came of it is gone */
	char used;      /* as the row's comma */
	struct buf text;
};

/* As a line at most (http_limits_default). */
#define ROW_MAX 65536

enum row_is { ROW_WHOLE, ROW_OPEN, ROW_LONG };

/* Line n. ROW_WHOLE: *line is the row now, until the next call; ROW_OPEN: it
 * goes on; ROW_LONG: it ended, and was too long. */
enum row_is rows_add(struct rows *r, uint64_t n, struct body_text *line);

/* The open row ends here, as it is. */
void rows_break(struct rows *r);

void rows_fini(struct rows *r);

/* Of the first line the mark by which spreadsheets say UTF-8. */
void rows_skip_mark(uint64_t n, struct body_text *line);

/* Does a file that begins with this line tell that it is UTF-16? */
bool rows_is_utf16(const struct body_text *line);

/* Is it UTF-8, without a NUL? */
bool rows_is_utf8(const struct body_text *row);

/* "row 7 is not UTF-8", and what to do. */
void rows_not_utf8(struct problem *p, const char *what, uint64_t n);

/* Its quote is not closed up to line `last`, where the file ends. */
void rows_not_closed(const struct rows *r, uint64_t last, struct problem *p);

#endif

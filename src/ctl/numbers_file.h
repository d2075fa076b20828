/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * numbers_file - telephone numbers from a file: one a line, or CSV.
 *
 * The first line may hold titles: it does if a field is "number", or if the
 * first field has no digit. Of several columns that called "number" is read,
 * without titles the first. Lines of blanks are passed by. CR LF, LF and CR end
 * a line; a field in quotes may go over several.
 *
 * Owns:    the line it is at.
 * Borrows: the stream.
 */
#ifndef CTL_NUMBERS_FILE_H
#define CTL_NUMBERS_FILE_H

#include "text/csv.h"

#include <stdio.h>

struct numbers_file {
	FILE *from;
	uint64_t line; /* where `text` begins; 1 is the first */
	uint64_t last; /* that was read */
	size_t column;
	bool is_held; /* a line was read and not told of */
	struct csv_row row;
	char *text;
	size_t len, room;
	const char *why; /* nothing was read from `text` */
};

/* RC_BAD: there are titles of several columns, and none is "number".
 * RC_UNSUPPORTED: it is not UTF-8. */
MUST_CHECK int numbers_file_init(struct numbers_file *f, FILE *from);
void numbers_file_fini(struct numbers_file *f);

/* The next number. RC_NOT_FOUND: that was all; RC_BAD: the line `text` has
 * none, f->why says why. */
MUST_CHECK int numbers_file_next(struct numbers_file *f, uint64_t *number);

#endif

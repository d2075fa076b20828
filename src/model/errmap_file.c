/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line, one row; the first line names the columns, empty lines and those
 * that begin with # are skipped. The text is copied once and cut in place, so
 * codes and meanings are pointers into it.
 */
#include "model/errmap_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/mem.h"

#define FILE_MAX   (1u << 20)
#define REASON_MAX 65535

enum column {
	VENDOR,
	KIND,
	CODE,
	MEANING,
	PERMANENCE,
	SUGGESTED,
	SOURCE,
	DETAIL,
	COLUMNS
};

static const char *const titles[COLUMNS] = { "vendor", "kind", "code",
	"meaning", "permanence", "suggested", "source", "detail" };

static const char *const kinds[] = { "command_status", "err",
	"network_error_code", "stat" };

static const char *const permanences[] = { "unknown", "temporary",
	"permanent" };

struct reading {
	char *at; /* the next line, NULL behind the last */
	unsigned line;
	char *column[COLUMNS]; /* "" for one that is not there */
	size_t columns;
	struct errmap_row *rows;
	size_t len, cap;
	struct errmap_fault *fault;
};

PRINTF(2, 3) static int fail(struct reading *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->fault->text, sizeof(r->fault->text), fmt, args);
	va_end(args);
	r->fault->line = r->line;
	return RC_BAD;
}

const char *errmap_kind_name(enum errmap_kind kind)
{
	return kind < ERRMAP_KIND_COUNT ? kinds[kind] : "?";
}

int errmap_kind_parse(const char *word, enum errmap_kind *kind)
{
	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i], word) == 0) {
			*kind = (enum errmap_kind)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

const char *permanence_name(enum permanence p)
{
	return p < ARRAY_LEN(permanences) ? permanences[p] : "?";
}

static int permanence_parse(const char *word, enum permanence *p)
{
	for (unsigned i = 0; i < ARRAY_LEN(permanences); i++) {
		if (strcmp(permanences[i], word) == 0) {
			*p = (enum permanence)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

/* Cut the next line into columns. False behind the last. */
static bool next_line(struct reading *r)
{
	char *line = r->at, *end;

	if (line == NULL || *line == '\0')
		return false;
	end = line + strcspn(line, "\n");
	r->at = *end == '\n' ? end + 1 : NULL;
	if (end > line && end[-1] == '\r')
		end--;
	*end = '\0';
	r->line++;
	r->columns = 0;
	for (size_t i = 0; i < COLUMNS; i++)
		r->column[i] = end;
	while (line != NULL && r->columns < COLUMNS)
		r->column[r->columns++] = strsep(&line, "\t");
	if (line != NULL)
		r->columns++; /* too many */
	return true;
}

static bool is_skipped(const struct reading *r)
{
	return r->column[0][0] == '#' ||
	       (r->columns == 1 && r->column[0][0] == '\0');
}

static int check_titles(struct reading *r)
{
	if (r->columns != SOURCE + 1 && r->columns != COLUMNS)
		return fail(r, "the first line must name 7 or 8 columns");
	for (size_t i = 0; i < r->columns; i++)
		if (strcmp(r->column[i], titles[i]) != 0)
			return fail(r, "column %zu must be \"%s\"", i + 1,
			    titles[i]);
	return 0;
}

static int read_reason(struct reading *r, struct errmap_row *row)
{
	const char *text = r->column[SUGGESTED];
	uint64_t code;

	row->reason = REASON_NONE;
	if (strcmp(text, "-") == 0 || text[0] == '\0')
		return 0;
	if (number_parse(text, REASON_MAX, &code) != 0)
		return fail(r, "suggested must be a reason code or -");
	row->reason = (unsigned)code;
	return 0;
}

static int read_row(struct reading *r, struct errmap_row *row)
{
	const char *detail = r->column[DETAIL];

	*row = (struct errmap_row){ .line = r->line };
	if (r->columns < SOURCE || r->columns > COLUMNS)
		return fail(r, "%zu columns, not 7 or 8", r->columns);
	if (errmap_kind_parse(r->column[KIND], &row->kind) != 0)
		return fail(r, "unknown kind \"%.40s\"", r->column[KIND]);
	row->code = r->column[CODE];
	if (row->code[0] == '\0' || strlen(row->code) > 60)
		return fail(r, "code is empty or too long");
	row->meaning = r->column[MEANING];
	if (permanence_parse(r->column[PERMANENCE], &row->permanence) != 0)
		return fail(r, "unknown permanence \"%.40s\"",
		    r->column[PERMANENCE]);
	if (detail[0] != '\0' && strcmp(detail, "-") != 0 &&
	    detail_parse(detail, &row->detail) != 0)
		return fail(r, "unknown detail \"%.40s\"", detail);
	return read_reason(r, row);
}

static void add_row(struct reading *r, const struct errmap_row *row)
{
	if (r->len == r->cap) {
		r->cap = r->cap == 0 ? 64 : 2 * r->cap;
		r->rows = mem_resize(r->rows, r->cap, sizeof(*r->rows));
	}
	r->rows[r->len++] = *row;
}

/* Kind "type=N" documents a network type and maps nothing. */
static int read_lines(struct reading *r)
{
	bool titled = false;
	int rc;

	while (next_line(r)) {
		struct errmap_row row;

		if (is_skipped(r))
			continue;
		if (!titled) {
			rc = check_titles(r);
			titled = true;
		} else if (strncmp(r->column[KIND], "type=", 5) == 0) {
			continue;
		} else {
			rc = read_row(r, &row);
			if (rc == 0)
				add_row(r, &row);
		}
		if (rc != 0)
			return rc;
	}
	return titled ? 0 : fail(r, "there is no line of column names");
}

int errmap_parse(const char *text, size_t len, struct errmap **map,
    struct errmap_fault *fault)
{
	char *copy = mem_new(len + 1, 1);
	struct reading r = { .at = copy, .fault = fault };
	int rc;

	*map = NULL;
	memcpy(copy, text, len);
	if (strncmp(copy, "\xEF\xBB\xBF", 3) == 0)
		r.at += 3; /* of spreadsheets, in front of UTF-8 */
	rc = memchr(copy, '\0', len) != NULL ? fail(&r, "a NUL byte")
					     : read_lines(&r);
	if (rc != 0)
		goto fail;
	*map = errmap_new(r.rows, r.len, copy); /* takes both */
	return 0;

fail:
	free(r.rows);
	free(copy);
	return rc;
}

static int fail_system(struct errmap_fault *fault, const char *what)
{
	int cause = errno;

	*fault = (struct errmap_fault){ .line = 0 };
	snprintf(fault->text, sizeof(fault->text), "%s: %s", what,
	    strerror(cause));
	return RC_SYSTEM;
}

static int fail_file(struct errmap_fault *fault, int rc, const char *why)
{
	*fault = (struct errmap_fault){ .line = 0 };
	snprintf(fault->text, sizeof(fault->text), "%s", why);
	return rc;
}

int errmap_load(const char *path, struct errmap **map,
    struct errmap_fault *fault)
{
	FILE *f = fopen(path, "re");
	char *text;
	size_t len;
	int rc;

	*map = NULL;
	if (f == NULL)
		return fail_system(fault, "cannot be opened");
	text = mem_new(FILE_MAX + 1, 1);
	len = fread(text, 1, FILE_MAX + 1, f);
	if (ferror(f))
		rc = fail_system(fault, "cannot be read");
	else if (len > FILE_MAX)
		rc = fail_file(fault, RC_TOO_LONG, "larger than a MiB");
	else
		rc = errmap_parse(text, len, map, fault);
	fclose(f);
	free(text);
	return rc;
}

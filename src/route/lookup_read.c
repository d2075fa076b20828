/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows are read in the order of the file, sorted so that equal digits keep
 * that order, and of these the last one stays. Sorting takes half as much
 * memory again, and nothing but a look if the file was sorted.
 */
#include "route/lookup_impl.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

#define LINE_MAX_BYTES 1024
#define FIELDS         4
#define ROWS_FIRST     1024
#define NETWORK        "mccmnc:"

struct reading {
	struct lookup *l;
	struct lookup_report *report;
	size_t len, room; /* of l->row */
	unsigned long line;
	bool has_first; /* line that is no comment */
};

PRINTF(2, 3) static void fault(struct reading *r, const char *fmt, ...)
{
	struct lookup_report *report = r->report;
	va_list ap;

	if (report->faults < LOOKUP_FAULTS_MAX) {
		struct lookup_fault *f = &report->fault[report->faults];

		f->line = r->line;
		va_start(ap, fmt);
		vsnprintf(f->text, sizeof(f->text), fmt, ap);
		va_end(ap);
	}
	report->faults++;
}

/* ---- fields ------------------------------------------------------------ */

/* What is within quotes, in place; "" is one of them. NULL: no end. */
static char *unquote(char *at)
{
	char *to = at;

	for (;; *to++ = *at++) {
		if (*at == '\0')
			return NULL;
		if (*at == '"' && *++at != '"')
			break;
	}
	*to = '\0';
	return at;
}

static char *skip_space(char *at)
{
	return at + strspn(at, " \t");
}

/* The field at `*at`, which is then passed with its comma; *at is NULL behind
 * the last one. */
static int take_field(char **at, char **field)
{
	char *end;

	*field = skip_space(*at);
	if (**field == '"') {
		end = unquote(++*field);
		if (end == NULL)
			return RC_BAD;
		end = skip_space(end);
		if (*end != ',' && *end != '\0')
			return RC_BAD;
		*at = *end == ',' ? end + 1 : NULL;
		return 0;
	}
	end = *field + strcspn(*field, ",");
	*at = *end == ',' ? end + 1 : NULL;
	while (end > *field && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	return 0;
}

static bool is_country(const char *s)
{
	return s[0] == '\0' || (s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' &&
				   s[1] <= 'Z' && s[2] == '\0');
}

/* ---- lines ------------------------------------------------------------- */

static void add_row(struct reading *r, uint64_t number,
    const char *const text[3])
{
	uint16_t carrier;

	if (r->len == LOOKUP_ROWS_MAX) {
		fault(r, "more than %d rows", LOOKUP_ROWS_MAX);
		return;
	}
	if (lookup_intern(r->l, text, &carrier) != 0) {
		fault(r, "more than %d different carriers",
		    LOOKUP_CARRIERS_MAX);
		return;
	}
	if (r->len == r->room) {
		r->room = r->room != 0 ? 2 * r->room : ROWS_FIRST;
		r->l->row = mem_resize(r->l->row, r->room, sizeof(*r->l->row));
	}
	r->l->row[r->len++] = number << LOOKUP_CARRIER_BITS | carrier;
}

static void check_row(struct reading *r, char *const field[FIELDS])
{
	uint64_t number;

	if (strncmp(field[0], NETWORK, strlen(NETWORK)) == 0) {
		if (lookup_code(field[0] + strlen(NETWORK), &number) != 0) {
			fault(r, "behind mccmnc: are five or six digits");
			return;
		}
	} else if (lookup_digits(field[0], &number) != 0) {
		fault(r, "a number or prefix has 1 to 15 digits, no 0 first");
		return;
	}
	if (field[1][0] == '\0') {
		fault(r, "the carrier is missing");
		return;
	}
	if (!is_country(field[2])) {
		fault(r, "a country is two capital letters");
		return;
	}
	for (size_t i = 1; i < FIELDS; i++) {
		if (strlen(field[i]) > LOOKUP_TEXT_MAX ||
		    !utf8_is_shown(field[i], strlen(field[i]))) {
			fault(r, "a field is at most %d bytes of UTF-8",
			    LOOKUP_TEXT_MAX);
			return;
		}
	}
	add_row(r, number,
	    (const char *const[]){ field[1], field[2], field[3] });
}

static bool is_title(const char *field)
{
	return field[0] != '+' && (field[0] < '0' || field[0] > '9') &&
	       strncmp(field, NETWORK, strlen(NETWORK)) != 0;
}

static void read_line(struct reading *r, char *line)
{
	char nothing[] = "", *at = line;
	char *field[FIELDS] = { nothing, nothing, nothing, nothing };
	bool is_first = !r->has_first;

	at[strcspn(at, "\r\n")] = '\0';
	at = skip_space(at);
	if (*at == '\0' || *at == '#')
		return;
	r->has_first = true;
	for (size_t i = 0; i < FIELDS && at != NULL; i++) {
		if (take_field(&at, &field[i]) != 0) {
			fault(r, "quotes that do not end with the field");
			return;
		}
	}
	if (at != NULL)
		fault(r, "more than %d fields", FIELDS);
	else if (!is_first || !is_title(field[0]))
		check_row(r, field);
}

/* Excel writes it in front of UTF-8. */
static char *skip_mark(struct reading *r, char *line)
{
	return line +
	       (r->line == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
}

static int read_lines(struct reading *r, FILE *from)
{
	char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), from) != NULL) {
		r->line++;
		if (strchr(line, '\n') == NULL && !feof(from)) {
			int c;

			fault(r, "longer than %d bytes, or not text",
			    LINE_MAX_BYTES - 2);
			while ((c = getc(from)) != '\n' && c != EOF)
				continue;
			continue;
		}
		read_line(r, skip_mark(r, line));
	}
	return ferror(from) ? RC_SYSTEM : 0;
}

/* ---- sorting ----------------------------------------------------------- */

static uint64_t digits_of(uint64_t row)
{
	return row >> LOOKUP_CARRIER_BITS;
}

/* Merge two runs that lie side by side, the left one moved out of the way. */
static void merge(uint64_t *row, size_t left, size_t n, uint64_t *aside)
{
	size_t a = 0, b = left, to = 0;

	memcpy(aside, row, left * sizeof(*row));
	while (a < left && b < n)
		row[to++] = digits_of(row[b]) < digits_of(aside[a])
				? row[b++]
				: aside[a++];
	memcpy(row + to, aside + a, (left - a) * sizeof(*row));
}

/* Recursion is as deep as the logarithm of the rows. */
static void sort_rows(uint64_t *row, size_t n, uint64_t *aside)
{
	size_t left = n / 2;

	if (n < 2)
		return;
	sort_rows(row, left, aside);
	sort_rows(row + left, n - left, aside);
	if (digits_of(row[left - 1]) > digits_of(row[left]))
		merge(row, left, n, aside);
}

static void drop_doubles(struct reading *r)
{
	uint64_t *row = r->l->row;
	size_t kept = 0;

	for (size_t i = 0; i < r->len; i++) {
		if (kept > 0 && digits_of(row[kept - 1]) == digits_of(row[i]))
			kept--;
		row[kept++] = row[i];
	}
	r->report->duplicates = r->len - kept;
	r->len = kept;
}

static void index_rows(struct reading *r)
{
	struct lookup *l = r->l;
	uint64_t least = 1; /* number of so many digits */
	size_t at = 0;

	for (size_t n = 1; n < ARRAY_LEN(l->first); n++, least *= 10) {
		while (at < r->len && digits_of(l->row[at]) < least)
			at++;
		l->first[n] = at;
	}
}

static void finish(struct reading *r)
{
	struct lookup *l = r->l;
	uint64_t *aside = mem_new(r->len / 2 + 1, sizeof(*aside));

	sort_rows(l->row, r->len, aside);
	free(aside);
	drop_doubles(r);
	l->row = mem_resize(l->row, r->len + 1, sizeof(*l->row));
	index_rows(r);
	r->report->rows = r->len;
	r->report->carriers = l->carriers;
	r->report->bytes = sizeof(*l) + (r->len + 1) * sizeof(*l->row) +
			   l->carriers * sizeof(*l->carrier);
}

int lookup_read(FILE *from, struct lookup **out, struct lookup_report *report)
{
	struct reading r = { .l = lookup_new(), .report = report };
	int rc;

	*out = NULL;
	*report = (struct lookup_report){ .faults = 0 };
	rc = read_lines(&r, from);
	if (rc == 0 && report->faults != 0)
		rc = RC_BAD;
	if (rc != 0) {
		lookup_free(r.l);
		return rc;
	}
	finish(&r);
	*out = r.l;
	return 0;
}

int lookup_load(const char *path, struct lookup **out,
    struct lookup_report *report)
{
	FILE *f = fopen(path, "re");
	int rc;

	*out = NULL;
	*report = (struct lookup_report){ .faults = 0 };
	if (f == NULL)
		return RC_SYSTEM;
	rc = lookup_read(f, out, report);
	fclose(f);
	return rc;
}

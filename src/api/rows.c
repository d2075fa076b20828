/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/rows.h"

#include <stdio.h>

#include "api/inside.h"
#include "api/optout_line.h"
#include "api/problem.h"
#include "text/csv.h"
#include "text/utf8.h"

static void begin(struct rows *r, uint64_t n, const struct body_text *line)
{
	r->begin = n;
	r->is_long = false;
	r->used = r->comma != '\0' ? r->comma : csv_comma(line->s, line->len);
	buf_clear(&r->text);
}

/* A piece of a row that has several. */
static void keep(struct rows *r, bool was_open, const struct body_text *line)
{
	if (r->is_long || r->text.len + 1 + line->len > ROW_MAX) {
		r->is_long = true;
		buf_clear(&r->text);
		return;
	}
	if (was_open)
		buf_add(&r->text, "\n", 1);
	buf_add(&r->text, line->s, line->len);
}

enum row_is rows_add(struct rows *r, uint64_t n, struct body_text *line)
{
	bool was_open = r->is_open;

	if (!was_open)
		begin(r, n, line);
	if (!was_open && optout_line_is_object(line))
		return ROW_WHOLE;
	r->is_open = csv_is_open(r->used, was_open, line->s, line->len);
	if (!r->is_open && !was_open)
		return ROW_WHOLE;
	keep(r, was_open, line);
	if (r->is_open)
		return ROW_OPEN;
	line->s = (const char *)buf_bytes(&r->text);
	line->len = r->text.len;
	return r->is_long ? ROW_LONG : ROW_WHOLE;
}

void rows_break(struct rows *r)
{
	r->is_open = r->is_long = false;
	buf_clear(&r->text);
}

void rows_fini(struct rows *r)
{
	buf_free(&r->text);
}

void rows_skip_mark(uint64_t n, struct body_text *line)
{
	size_t mark = n == 1 ? csv_mark(line->s, line->len) : 0;

	line->s += mark;
	line->len -= mark;
}

bool rows_is_utf16(const struct body_text *line)
{
	return csv_is_utf16(line->s, line->len);
}

bool rows_is_utf8(const struct body_text *row)
{
	return utf8_is_text(row->s, row->len);
}

void rows_not_utf8(struct problem *p, const char *what, uint64_t n)
{
	p->row = *refusal_row(REFUSAL_NOT_UTF8);
	snprintf(p->text, sizeof(p->text),
	    "%s %llu is not UTF-8: save the file as UTF-8 (in a spreadsheet: "
	    "\"CSV UTF-8\")",
	    what, (unsigned long long)n);
	p->row.text = p->text;
}

void rows_not_closed(const struct rows *r, uint64_t last, struct problem *p)
{
	p->row = *refusal_row(REFUSAL_QUOTE_OPEN);
	snprintf(p->text, sizeof(p->text),
	    "a quote of this row is not closed: the lines %llu to %llu were "
	    "read as one row, which was not taken",
	    (unsigned long long)r->begin, (unsigned long long)last);
	p->row.text = p->text;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/import.h"

#include <string.h>
#include <strings.h>

#include "api/optout_line.h"
#include "api/problem.h"

void import_fini(struct import *im)
{
	csv_fini(&im->titles);
	csv_fini(&im->row);
	buf_free(&im->json);
}

bool import_title(struct bulk *b, const char *line, size_t len)
{
	struct import *im = b->own;

	b->rows.comma = ',';
	if (!csv_is_title(line, len))
		return false;
	b->rows.comma = csv_comma(line, len);
	im->titles.comma = im->row.comma = b->rows.comma;
	return csv_read(&im->titles, line, len) == 0;
}

/* What our own column of this title is called; NULL: it is none. */
static const char *own_name(const struct import *im, const char *title)
{
	for (size_t i = 0; im->columns[i] != NULL; i++) {
		if (strcasecmp(im->columns[i], title) == 0)
			return im->columns[i];
	}
	return NULL;
}

static const char *title_of(const struct import *im, size_t column)
{
	if (im->titles.n != 0)
		return im->titles.field[column].s;
	for (size_t i = 0; i <= column; i++) {
		if (im->columns[i] == NULL)
			return NULL;
	}
	return im->columns[column];
}

static size_t columns_of(const struct import *im)
{
	size_t n = 0;

	if (im->titles.n != 0)
		return im->titles.n;
	while (im->columns[n] != NULL)
		n++;
	return n;
}

/* Those of the row that have a column of ours, or that have none. */
static void write_columns(const struct import *im, struct json_out *o, bool own)
{
	for (size_t i = 0; i < im->row.n; i++) {
		const struct csv_field *f = &im->row.field[i];
		const char *title = title_of(im, i);
		const char *name = own_name(im, title);

		if (f->len != 0 && (name != NULL) == own)
			json_str(o, own ? name : title, f->s, f->len);
	}
}

static int read_csv(struct import *im, const struct body_text *line)
{
	struct json_out o = json_writing(&im->json);

	if (csv_read(&im->row, line->s, line->len) != 0 ||
	    im->row.n > columns_of(im))
		return RC_BAD;
	buf_clear(&im->json);
	json_open_object(&o, NULL);
	write_columns(im, &o, true);
	if (im->own != 0)
		json_open_object(&o, "fields");
	write_columns(im, &o, false);
	if (im->own != 0)
		json_close_object(&o);
	json_close_object(&o);
	return 0;
}

int import_read(struct import *im, const struct body_text *line,
    struct json **out, struct problem *p)
{
	struct body_text text = *line;
	struct json_error err;

	im->rows++;
	if (!rows_is_utf8(line)) {
		rows_not_utf8(p, "row", im->rows);
		return RC_BAD;
	}
	p->row = *refusal_row(REFUSAL_CSV);
	if (!optout_line_is_object(line)) {
		if (read_csv(im, line) != 0)
			return RC_BAD;
		text.s = (const char *)buf_bytes(&im->json);
		text.len = im->json.len;
	}
	if (json_parse(text.s, text.len, out, &err) != 0)
		return RC_BAD;
	if (json_kind(json_root(*out)) == JSON_OBJECT)
		return 0;
	json_free(*out);
	return RC_BAD;
}

void import_long_line(struct bulk *b, struct entry *e)
{
	struct import *im = b->own;

	e->to = ++im->rows;
}

/* The error is an object already: the row comes before its first key. */
void import_write(struct bulk *b, const struct entry *e, struct json_out *o)
{
	struct import *im = b->own;

	if (e->error == NULL) {
		im->imported++;
		im->created += e->changed;
		return;
	}
	im->rejected++;
	buf_printf(o->to, "%s{\"row\":%llu,\"line\":%llu,%s",
	    im->comma ? "," : "", (unsigned long long)e->to,
	    (unsigned long long)e->line, e->error + 1);
	im->comma = true;
}

void import_close(struct bulk *b, struct json_out *o)
{
	const struct import *im = b->own;

	buf_add_str(o->to, "]");
	o->comma = true;
	json_uint(o, "rows", im->rows);
	json_uint(o, "imported", im->imported);
	json_uint(o, "created", im->created);
	json_uint(o, "existing", im->imported - im->created);
	json_uint(o, "rejected", im->rejected);
	json_close_object(o);
}

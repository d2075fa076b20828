/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/optout_line.h"

#include "http/json.h"
#include "model/number.h"
#include "text/csv.h"

static int parse_json(const struct body_text *line, uint64_t *number)
{
	struct json_error err;
	const char *text = NULL;
	struct json *j;
	size_t len = 0;
	int rc;

	if (json_parse(line->s, line->len, &j, &err) != 0)
		return RC_BAD;
	rc = json_get_str(json_root(j), "number", &text, &len);
	if (rc == 0)
		rc = e164_parse_bare(text, len, number);
	json_free(j);
	return rc == 0 ? 0 : RC_BAD;
}

bool optout_line_is_object(const struct body_text *line)
{
	size_t at = 0;

	while (at < line->len && (line->s[at] == ' ' || line->s[at] == '\t'))
		at++;
	return at < line->len && line->s[at] == '{';
}

bool optout_line_is_title(const char *line, size_t len)
{
	return csv_is_title(line, len);
}

/* Of JSON a string looks like a quoted field and means the same. */
int optout_line_parse(const struct body_text *line, uint64_t *number)
{
	struct csv_row row = { .comma = csv_comma(line->s, line->len) };
	int rc;

	if (optout_line_is_object(line))
		return parse_json(line, number);
	rc = csv_read(&row, line->s, line->len);
	if (rc == 0)
		rc = e164_parse_bare(row.field[0].s, row.field[0].len, number);
	csv_fini(&row);
	return rc;
}

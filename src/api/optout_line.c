/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/optout_line.h"

#include <string.h>

#include "http/json.h"
#include "model/number.h"

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

/* The first field, without its quotes and the blanks around it. */
static struct body_text first_field(const char *line, size_t len)
{
	const char *end = memchr(line, ',', len);
	struct body_text t = { line, end != NULL ? (size_t)(end - line) : len };

	while (t.len > 0 && strchr(" \t\r\"", t.s[t.len - 1]) != NULL)
		t.len--;
	while (t.len > 0 && strchr(" \t\"", t.s[0]) != NULL) {
		t.s++;
		t.len--;
	}
	return t;
}

/* Of JSON a string looks like a quoted field and means the same. */
int optout_line_parse(const struct body_text *line, uint64_t *number)
{
	struct body_text field;

	if (optout_line_is_object(line))
		return parse_json(line, number);
	field = first_field(line->s, line->len);
	return e164_parse_bare(field.s, field.len, number);
}

bool optout_line_is_title(const char *line, size_t len)
{
	struct body_text field = first_field(line, len);

	for (size_t i = 0; i < field.len; i++) {
		if (strchr("0123456789{", field.s[i]) != NULL)
			return false;
	}
	return field.len != 0;
}

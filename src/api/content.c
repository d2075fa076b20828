/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/inside.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "flow/fault.h"
#include "http/form.h"
#include "http/json.h"
#include "model/number.h"

#define LINE_TYPES                                                         \
	"application/x-ndjson", "application/ndjson", "application/jsonl", \
	    "application/json"

static const char *const types_of[][6] = {
	[CONTENT_JSON] = { "application/json" },
	[CONTENT_LINES] = { LINE_TYPES },
	[CONTENT_ROWS] = { LINE_TYPES, "text/csv" },
};

static size_t trimmed(const char *s, size_t len)
{
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return len;
}

static bool is_one_of(const char *s, size_t len, const char *const *types)
{
	for (; *types != NULL; types++) {
		if (strlen(*types) == len && strncasecmp(s, *types, len) == 0)
			return true;
	}
	return false;
}

/* "; charset=utf-8" and "; charset="UTF-8"" are the same (RFC 9110, 8.3.1).
 * Other parameters change nothing. */
static bool is_utf8(const char *parameters)
{
	const char *charset = strcasestr(parameters, "charset=");

	if (charset == NULL)
		return true;
	charset += strlen("charset=");
	charset += *charset == '"';
	return strncasecmp(charset, "utf-8", 5) == 0 &&
	       strchr("\"; \t", charset[5]) != NULL;
}

bool content_is_taken(const struct http_request *r, enum content_kind kind)
{
	const char *type = http_request_header(r, "content-type");
	size_t len;

	if (type == NULL)
		return false;
	len = strcspn(type, ";");
	return is_one_of(type, trimmed(type, len), types_of[kind]) &&
	       is_utf8(type + len);
}

/* What is no JSON, and where. */
static void refuse_text(struct api *a, const struct call *c,
    const struct json_error *err)
{
	struct fault_row row = *refusal_row(REFUSAL_NOT_JSON);
	char text[200];

	snprintf(text, sizeof(text), "not JSON: byte %zu: %s", err->at + 1,
	    err->why);
	row.text = text;
	reply_fault(a, c->id, c->face, &row);
}

bool content_object(struct api *a, const struct call *c, bool may_miss,
    struct json **j)
{
	const struct http_request *r = c->request;
	struct json_error err;

	*j = NULL;
	if (r->body_len == 0 && may_miss)
		return true;
	if (!content_is_taken(r, CONTENT_JSON)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE_JSON);
		return false;
	}
	if (json_parse(r->body, r->body_len, j, &err) != 0) {
		refuse_text(a, c, &err);
		return false;
	}
	if (json_kind(json_root(*j)) == JSON_OBJECT)
		return true;
	json_free(*j);
	reply_refusal(a, c, REFUSAL_BODY_OBJECT);
	return false;
}

bool content_query(struct api *a, const struct call *c)
{
	const struct http_request *r = c->request;

	if (form_parse(a->form, FORM_TEXT, r->query, r->query_len) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_NOT_FORM);
	return false;
}

int content_number(const struct form_pair *p, uint64_t *number)
{
	char text[64];

	if (p->value_len >= sizeof(text) || p->value[0] != ' ')
		return e164_parse(p->value, p->value_len, 0, number);
	memcpy(text, p->value, p->value_len);
	text[0] = '+';
	return e164_parse(text, p->value_len, 0, number);
}

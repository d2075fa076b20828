/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A body of parts (RFC 2046, 5.1.1), as browsers send it: each has a head with
 * Content-Disposition, a blank line and its bytes, up to CR LF and the
 * boundary.
 *
 * All is copied into the form's buffer, name NUL value NUL, which gets its
 * whole size before: the pairs point into it.
 */
#include "api/ui.h"

#include <string.h>
#include <strings.h>

#include "text/csv.h"
#include "text/utf8.h"

#define TYPE         "multipart/form-data"
#define DISPOSITION  "content-disposition:"
#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */

struct parts {
	const char *at, *end;
	char line[2 + 2 + BOUNDARY_MAX + 1]; /* CR LF, two dashes, boundary */
	size_t line_len;
};

bool upload_is(const struct http_request *r)
{
	const char *type = http_request_header(r, "content-type");

	return type != NULL && strncasecmp(type, TYPE, strlen(TYPE)) == 0;
}

/* The boundary of the Content-Type, in quotes or not. */
static int read_boundary(struct parts *ps, const char *type)
{
	const char *at = strcasestr(type, "boundary=");
	size_t len;

	if (at == NULL)
		return RC_BAD;
	at += strlen("boundary=");
	if (*at == '"')
		len = strcspn(++at, "\"");
	else
		len = strcspn(at, "; \t");
	if (len == 0 || len > BOUNDARY_MAX)
		return RC_BAD;
	memcpy(ps->line, "\r\n--", 4);
	memcpy(ps->line + 4, at, len);
	ps->line_len = 4 + len;
	return 0;
}

static const char *find(const struct parts *ps, const char *what, size_t len)
{
	return memmem(ps->at, (size_t)(ps->end - ps->at), what, len);
}

/* Copied, with a NUL behind it. */
static const char *put(struct form *f, const char *s, size_t len)
{
	char *to = (char *)buf_bytes(&f->bytes) + f->bytes.len;

	memcpy(to, s, len);
	to[len] = '\0';
	buf_added(&f->bytes, len + 1);
	return to;
}

/* The name that a line of a part's head gives; false: it gives none. */
static bool read_name(const char *line, const char *end, struct body_text *name)
{
	static const char mark[] = "; name=\"";
	const char *at, *quote;

	if ((size_t)(end - line) < strlen(DISPOSITION) ||
	    strncasecmp(line, DISPOSITION, strlen(DISPOSITION)) != 0)
		return false;
	at = memmem(line, (size_t)(end - line), mark, strlen(mark));
	if (at == NULL)
		return false;
	at += strlen(mark);
	quote = memchr(at, '"', (size_t)(end - at));
	if (quote == NULL)
		return false;
	*name = (struct body_text){ at, (size_t)(quote - at) };
	return true;
}

/* From the line behind a boundary to the blank one. */
static int read_head(struct parts *ps, struct body_text *name)
{
	bool named = false;

	for (;;) {
		const char *end = find(ps, "\r\n", 2);

		if (end == NULL)
			return RC_BAD;
		if (end == ps->at)
			break;
		named = read_name(ps->at, end, name) || named;
		ps->at = end + 2;
	}
	ps->at += 2;
	return named ? 0 : RC_BAD;
}

static int take_part(struct parts *ps, struct form *f)
{
	struct form_pair *pair = &f->pair[f->count];
	struct body_text name, value;
	const char *end;
	size_t mark;

	if (f->count == FORM_PAIRS_MAX)
		return RC_FULL;
	if (read_head(ps, &name) != 0)
		return RC_BAD;
	/* An empty part ends where its head does. */
	ps->at -= 2;
	end = find(ps, ps->line, ps->line_len);
	if (end == NULL)
		return RC_BAD;
	ps->at += 2;
	value.s = ps->at;
	value.len = end > ps->at ? (size_t)(end - ps->at) : 0;
	ps->at = end + ps->line_len;
	mark = csv_mark(value.s, value.len);
	value.s += mark;
	value.len -= mark;
	if (!utf8_is_text(name.s, name.len) ||
	    !utf8_is_text(value.s, value.len))
		return RC_BAD;
	pair->name = put(f, name.s, name.len);
	pair->name_len = name.len;
	pair->value = put(f, value.s, value.len);
	pair->value_len = value.len;
	f->count++;
	return 0;
}

static bool is_at(const struct parts *ps, const char *what)
{
	return (size_t)(ps->end - ps->at) >= strlen(what) &&
	       memcmp(ps->at, what, strlen(what)) == 0;
}

int upload_parse(struct form *f, const struct http_request *r)
{
	struct parts ps = { .at = (const char *)r->body,
		.end = (const char *)r->body + r->body_len };
	int rc = read_boundary(&ps, http_request_header(r, "content-type"));

	buf_clear(&f->bytes);
	f->count = 0;
	if (rc != 0 || r->body_len < ps.line_len)
		return RC_BAD;
	buf_reserve(&f->bytes, r->body_len + 2);
	/* The first boundary has no line end before it. */
	if (memcmp(ps.at, ps.line + 2, ps.line_len - 2) != 0)
		return RC_BAD;
	ps.at += ps.line_len - 2;
	while (rc == 0 && is_at(&ps, "\r\n")) {
		ps.at += 2;
		rc = take_part(&ps, f);
	}
	if (rc == 0 && !is_at(&ps, "--"))
		rc = RC_BAD;
	if (rc != 0)
		f->count = 0;
	return rc;
}

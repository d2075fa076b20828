/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fields are decoded in place: none is longer than it was written, and a NUL
 * takes the place of the comma behind it.
 */
#include "text/csv.h"

#include <string.h>
#include <strings.h>

struct scan {
	char *at, *end; /* what is still to be read */
	char *to;       /* where the next byte goes */
	char comma;
};

static bool is_blank(const struct scan *s, char c)
{
	return c != s->comma && (c == ' ' || c == '\t' || c == '\r');
}

/* What stands in quotes, to the closing one. */
static int read_quoted(struct scan *s)
{
	for (s->at++; s->at < s->end; s->at++) {
		if (*s->at == '"') {
			s->at++;
			if (s->at == s->end || *s->at != '"')
				return 0;
		}
		*s->to++ = *s->at;
	}
	return RC_BAD;
}

static int read_field(struct scan *s, struct csv_field *f)
{
	char *begin = s->to, *last;
	int rc = 0;

	while (s->at < s->end && is_blank(s, *s->at))
		s->at++;
	if (s->at < s->end && *s->at == '"') {
		rc = read_quoted(s);
		last = s->to;
		while (s->at < s->end && is_blank(s, *s->at))
			s->at++;
		if (s->at < s->end && *s->at != s->comma)
			rc = RC_BAD;
	} else {
		while (s->at < s->end && *s->at != s->comma)
			*s->to++ = *s->at++;
		last = s->to;
		while (last > begin && is_blank(s, last[-1]))
			last--;
	}
	s->to = last;
	*f = (struct csv_field){ begin, (size_t)(last - begin) };
	return rc;
}

char csv_comma(const char *line, size_t len)
{
	static const char commas[] = ",;\t";
	bool in_quotes = false;
	size_t best = sizeof(commas);

	for (size_t i = 0; i < len; i++) {
		const char *c = memchr(commas, line[i], sizeof(commas) - 1);

		if (line[i] == '"')
			in_quotes = !in_quotes;
		else if (!in_quotes && c != NULL && (size_t)(c - commas) < best)
			best = (size_t)(c - commas);
	}
	return best < sizeof(commas) ? commas[best] : ',';
}

int csv_read(struct csv_row *r, const char *line, size_t len)
{
	struct scan s;
	bool more = true;
	int rc = 0;

	buf_clear(&r->bytes);
	buf_add(&r->bytes, line, len);
	buf_add(&r->bytes, "", 1);
	s.at = s.to = (char *)buf_bytes(&r->bytes);
	s.end = s.at + len;
	s.comma = r->comma != '\0' ? r->comma : ',';
	for (r->n = 0; rc == 0 && more && r->n < CSV_FIELDS; r->n++) {
		rc = read_field(&s, &r->field[r->n]);
		more = s.at < s.end;
		s.at++;
		*s.to++ = '\0';
	}
	return rc == 0 && !more ? 0 : RC_BAD;
}

bool csv_column(const struct csv_row *r, const char *title, size_t *column)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcasecmp(r->field[i].s, title) != 0)
			continue;
		*column = i;
		return true;
	}
	return false;
}

bool csv_is_title(const char *line, size_t len)
{
	struct csv_row r = { .comma = csv_comma(line, len) };
	bool is_title = csv_read(&r, line, len) == 0 && r.field[0].len != 0 &&
			strpbrk(r.field[0].s, "0123456789{") == NULL;

	csv_fini(&r);
	return is_title;
}

bool csv_is_open(char comma, bool was_open, const char *line, size_t len)
{
	enum { BEGIN, PLAIN, QUOTED, BEHIND } in = was_open ? QUOTED : BEGIN;

	for (size_t i = 0; i < len; i++) {
		char c = line[i];

		if (in == QUOTED)
			in = c == '"' ? BEHIND : QUOTED;
		else if (c == comma)
			in = BEGIN;
		else if (c == '"')
			in = in == PLAIN ? PLAIN : QUOTED;
		else if (in != BEGIN || (c != ' ' && c != '\t'))
			in = PLAIN;
	}
	return in == QUOTED;
}

size_t csv_line(const char *text, size_t len, size_t *next)
{
	size_t n = 0;

	while (n < len && text[n] != '\n' && text[n] != '\r')
		n++;
	*next = n < len ? n + 1 : n;
	if (n + 1 < len && text[n] == '\r' && text[n + 1] == '\n')
		*next = n + 2;
	return n;
}

size_t csv_mark(const char *text, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t n = sizeof(mark) - 1;

	return len >= n && memcmp(text, mark, n) == 0 ? n : 0;
}

bool csv_is_utf16(const char *text, size_t len)
{
	return len >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
			       memcmp(text, "\xfe\xff", 2) == 0);
}

void csv_fini(struct csv_row *r)
{
	buf_free(&r->bytes);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/gate.h"

#include "http/escape.h"

static int refuse(struct gate *g, int status, const char *why)
{
	g->no = (struct refusal){ .status = status, .why = why };
	return RC_BAD;
}

void gate_reset(struct gate *g)
{
	*g = (struct gate){ 0 };
}

/* One byte of lines in CRLF. g->last is 0 before the first. */
static int check_byte(struct gate *g, uint8_t c)
{
	bool begins_line = g->last == '\n' || g->last == 0;

	if ((g->last == '\r') != (c == '\n'))
		return refuse(g, 400, "lines must end in CR LF");
	if (begins_line && (c == ' ' || c == '\t'))
		return refuse(g, 400, "a line begins with a space");
	if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
		return refuse(g, 400, "control byte in the head");
	return 0;
}

static void count_byte(struct gate *g, uint8_t c)
{
	g->seen++;
	g->last = c;
	if (c == '\n') {
		if (g->lines++ == 0)
			g->first = g->seen;
		g->line = 0;
	} else if (c != '\r') {
		g->line++;
	}
}

/* The CR LF that ends the head is not part of the headers' bytes. */
static int check_head(struct gate *g)
{
	if (g->lines == 0 && g->last == '\t')
		return refuse(g, 400, "malformed request line");
	if (g->lines == 0 && g->line > GATE_REQUEST_LINE_MAX)
		return refuse(g, 414, "request line too long");
	if (g->lines > GATE_HEADER_LINES_MAX && g->line != 0)
		return refuse(g, 431, "too many headers");
	if (g->lines != 0 && g->seen - g->first > GATE_HEADERS_MAX + 2)
		return refuse(g, 431, "headers too large");
	return 0;
}

static int check_trailers(struct gate *g)
{
	if (g->seen > GATE_TRAILERS_MAX + 2)
		return refuse(g, 431, "trailers too large");
	return 0;
}

/* Up to and with the first empty line. */
static int pass_lines(struct gate *g, const uint8_t *p, size_t n,
    int (*check)(struct gate *g))
{
	while (g->seen < n) {
		uint8_t c = p[g->seen];
		bool is_empty = c == '\n' && g->line == 0;
		int rc = check_byte(g, c);

		if (rc != 0)
			return rc;
		count_byte(g, c);
		rc = check(g);
		if (rc != 0)
			return rc;
		if (is_empty)
			return 0;
	}
	return RC_SHORT;
}

int gate_head(struct gate *g, const uint8_t *p, size_t n, size_t *piece)
{
	int rc = pass_lines(g, p, n, check_head);

	*piece = g->seen;
	return rc;
}

int gate_trailers(struct gate *g, const uint8_t *p, size_t n, size_t *piece)
{
	int rc = pass_lines(g, p, n, check_trailers);

	*piece = g->seen;
	return rc;
}

/* 1*8HEXDIG [ ";" extension ] CRLF; short, so it is judged from its start. */
int gate_size_line(struct gate *g, const uint8_t *p, size_t n, size_t *piece)
{
	size_t digits = 0, i;

	while (digits < n && hex_digit((char)p[digits]) >= 0)
		if (++digits > GATE_SIZE_DIGITS_MAX)
			return refuse(g, 400, "chunk size too long");
	i = digits;
	if (i < n && p[i] != '\r' && (p[i] != ';' || digits == 0))
		return refuse(g, 400, "malformed chunk size");
	while (i < n && (p[i] == '\t' || (p[i] >= 0x20 && p[i] < 0x7f)))
		if (++i - digits > GATE_EXTENSION_MAX)
			return refuse(g, 400, "chunk extension too long");
	if (i < n && (p[i] != '\r' || digits == 0))
		return refuse(g, 400, "malformed chunk size");
	if (i + 1 < n && p[i + 1] != '\n')
		return refuse(g, 400, "lines must end in CR LF");
	*piece = i + 2;
	return i + 2 <= n ? 0 : RC_SHORT;
}

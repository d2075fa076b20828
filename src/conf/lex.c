/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: l->line is the line of l->at.
 */
#include "conf/lex.h"

#include <string.h>

#define SHOWN 40 /* bytes of a bad word that are repeated in an error */

/* libconfuse takes more, with meanings of its own for some. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_.:/-";

static struct conf_at place(const struct lex *l, unsigned line)
{
	return (struct conf_at){ .file = l->file, .line = line, .key = l->key };
}

static char peek(const struct lex *l, size_t ahead)
{
	return l->at + ahead < l->len ? l->text[l->at + ahead] : '\0';
}

static bool is_at(const struct lex *l, const char *what)
{
	size_t n = strlen(what);

	return l->len - l->at >= n && memcmp(l->text + l->at, what, n) == 0;
}

static void step(struct lex *l)
{
	if (l->text[l->at++] == '\n')
		l->line++;
}

void lex_blank(struct lex *l, size_t from, size_t to)
{
	for (; from < to; from++) {
		if (l->text[from] != '\n')
			l->text[from] = ' ';
	}
}

void lex_skip_line(struct lex *l)
{
	while (l->at < l->len && !strchr("\n}", l->text[l->at]))
		step(l);
}

static void skip_line_comment(struct lex *l)
{
	size_t from = l->at;

	while (l->at < l->len && l->text[l->at] != '\n')
		step(l);
	lex_blank(l, from, l->at);
}

static void skip_block_comment(struct lex *l)
{
	struct conf_at at = place(l, l->line);
	size_t from = l->at;

	l->at += 2;
	while (l->at < l->len && !is_at(l, "*/"))
		step(l);
	if (l->at == l->len) {
		conf_report_add(l->rep, CONF_ERROR, &at,
		    "the comment that starts here is never closed: "
		    "end it with */");
		l->broken = true;
	} else {
		l->at += 2;
	}
	lex_blank(l, from, l->at);
}

static void skip_space(struct lex *l)
{
	while (l->at < l->len) {
		if (is_at(l, "\r\n"))
			l->text[l->at] = ' ';
		if (strchr(" \t\n", peek(l, 0)) && peek(l, 0) != '\0')
			step(l);
		else if (is_at(l, "#") || is_at(l, "//"))
			skip_line_comment(l);
		else if (is_at(l, "/*"))
			skip_block_comment(l);
		else
			break;
	}
}

/* Why a word that libconfuse would take, or bend, is refused. */
static void report_word(struct lex *l, const struct token *t)
{
	struct conf_at at = place(l, t->line);
	const char *word = l->text + t->from;
	int len = t->to - t->from < SHOWN ? (int)(t->to - t->from) : SHOWN;

	if (memchr(word, '+', t->to - t->from) != NULL)
		conf_report_add(l->rep, CONF_ERROR, &at,
		    "a plus outside quotes would be lost: write \"%.*s\"", len,
		    word);
	else if (memchr(word, '$', t->to - t->from) != NULL)
		conf_report_add(l->rep, CONF_ERROR, &at,
		    "%.*s: variables are not replaced; a secret may be written "
		    "as \"env:NAME\"",
		    len, word);
	else
		conf_report_add(l->rep, CONF_ERROR, &at,
		    "%.*s: put quotes around a value with signs other than "
		    "letters, digits and _ . : / -",
		    len, word);
}

/* Up to what ends a word; a bad one is taken whole, to be shown. */
static struct token read_word(struct lex *l)
{
	struct token t = { TOKEN_WORD, l->line, l->at, l->at };
	bool bad = false;
	char c;

	for (; l->at < l->len; l->at++) {
		c = l->text[l->at];
		if (c == '$' && peek(l, 1) == '{' &&
		    memchr(l->text + l->at, '}', l->len - l->at) != NULL) {
			while (l->text[l->at] != '}' && l->text[l->at] != '\n')
				l->at++;
			bad = true;
			if (l->text[l->at] == '\n')
				break;
			continue;
		}
		if (c != '\0' && strchr(" \t\r\n#\"'={},", c) != NULL)
			break;
		bad |= c == '\0' || strchr(plain, c) == NULL ||
		       is_at(l, "//") || is_at(l, "/*");
	}
	if (l->at == t.from) { /* a lone carriage return */
		l->at++;
		bad = true;
	}
	t.to = l->at;
	if (bad) {
		report_word(l, &t);
		t.kind = TOKEN_BAD;
	}
	return t;
}

/* What is wrong with the byte at l->at in a text in `quote`s, or NULL. */
static const char *string_fault(const struct lex *l, char quote)
{
	unsigned char c = (unsigned char)peek(l, 0);

	if (c < ' ' || c == 0x7f)
		return "a control character in the text";
	if (quote == '\'')
		return NULL;
	if (c == '$' && peek(l, 1) == '{')
		return "variables are not replaced: a secret may be written "
		       "as \"env:NAME\"; a text with ${ stands in 'single "
		       "quotes'";
	if (c == '\\' && peek(l, 1) != '\\' && peek(l, 1) != '"')
		return "only \\\\ and \\\" are known after a backslash: "
		       "double the backslash";
	return NULL;
}

static struct token read_string(struct lex *l)
{
	struct token t = { TOKEN_STRING, l->line, l->at, l->at };
	struct conf_at at = place(l, l->line);
	char quote = l->text[l->at++];
	const char *fault = NULL, *f;

	while (l->at < l->len && !strchr("\r\n", peek(l, 0)) &&
	       peek(l, 0) != quote) {
		f = string_fault(l, quote);
		if (f != NULL)
			fault = f;
		l->at += peek(l, 0) == '\\' &&
				 (peek(l, 1) == quote || peek(l, 1) == '\\')
			     ? 2
			     : 1;
	}
	if (peek(l, 0) == quote)
		l->at++;
	else
		fault = "the quote that starts here is not closed on this "
			"line";
	t.to = l->at;
	if (fault != NULL) {
		conf_report_add(l->rep, CONF_ERROR, &at, "%s", fault);
		t.kind = TOKEN_BAD;
	}
	return t;
}

static struct token read_sign(struct lex *l, enum token_kind kind, size_t len)
{
	struct token t = { kind, l->line, l->at, l->at + len };

	l->at += len;
	return t;
}

struct token lex_next(struct lex *l)
{
	skip_space(l);
	if (l->at == l->len)
		return read_sign(l, TOKEN_END, 0);
	if (is_at(l, "+="))
		return read_sign(l, TOKEN_APPEND, 2);

	switch (l->text[l->at]) {
	case '{': return read_sign(l, TOKEN_OPEN, 1);
	case '}': return read_sign(l, TOKEN_CLOSE, 1);
	case '=': return read_sign(l, TOKEN_EQUALS, 1);
	case ',': return read_sign(l, TOKEN_COMMA, 1);
	case '"':
	case '\'': return read_string(l);
	default: return read_word(l);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lex - the words of a configuration file, stricter than libconfuse's.
 *
 * What libconfuse would silently read as something else is an error here:
 * a comment or text left open, a plus or $ outside quotes, ${HOME} and
 * escapes in a text. Comments are overwritten with spaces, because
 * libconfuse does not take them everywhere.
 *
 * Borrows:  text, report, file and key; the text is written to.
 */
#ifndef CONF_LEX_H
#define CONF_LEX_H

#include "base/base.h"
#include "conf/report.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_STRING,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_EQUALS,
	TOKEN_APPEND, /* += */
	TOKEN_COMMA,
	TOKEN_BAD /* reported already */
};

struct token {
	enum token_kind kind;
	unsigned line;
	size_t from, to; /* in the text, quotes included */
};

struct lex {
	char *text;
	size_t len, at;
	unsigned line; /* starts at 1 */
	const char *file;
	const char *key; /* what errors are about; NULL: nothing yet */
	struct conf_report *rep;
	bool broken; /* structure was lost: an open comment */
};

struct token lex_next(struct lex *l);

/* Overwrite with spaces; lines stay where they are. */
void lex_blank(struct lex *l, size_t from, size_t to);

/* Go on at the end of this line, or at a closing brace before it. */
void lex_skip_line(struct lex *l);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text is folded into a short row of small letters, and that is looked up;
 * a text that does not fit is no keyword.
 */
#include "flow/keyword.h"

#include <string.h>

#include <esmed/text.h>

#include "text/utf8.h"

#define WORD_MAX 16 /* of the longest, and its NUL */

static const struct row {
	const char *word;
	enum keyword kind;
} rows[] = {
#define KEYWORD(kind, word) { word, KEYWORD_##kind },
#include "flow/keyword.def"
#undef KEYWORD
};

const char *keyword_name(enum keyword k)
{
	static const char *const names[] = { [KEYWORD_NONE] = "",
		[KEYWORD_STOP] = "STOP",
		[KEYWORD_START] = "START",
		[KEYWORD_HELP] = "HELP" };

	return names[k];
}

/* Also those that nobody sees: no-break, zero width, the byte order mark. */
static bool is_blank(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 ||
	       (cp >= 0x2000 && cp <= 0x200F) || cp == 0x202F || cp == 0x3000 ||
	       cp == 0xFEFF;
}

static bool is_quote(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == 0xAB || cp == 0xBB ||
	       (cp >= 0x2018 && cp <= 0x201F);
}

/* An accent of its own, behind its letter. */
static bool is_accent(uint32_t cp)
{
	return cp >= 0x300 && cp <= 0x36F;
}

/* The letter without accent and as a small one; 0: one that no word has. */
static char fold(uint32_t cp)
{
	/* Latin-1 from U+00C0; small ones are the same 32 further on. */
	static const char latin[] = "aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy";

	if (cp >= 'A' && cp <= 'Z')
		return (char)(cp | 0x20);
	if (cp > 0 && cp < 0x80)
		return (char)cp;
	if (cp >= 0xE0 && cp <= 0xFF)
		cp -= 0x20;
	return cp >= 0xC0 && cp < 0xC0 + sizeof(latin) - 1 ? latin[cp - 0xC0]
							   : '\0';
}

/* Cut what may stand around the word; `from` and `end` move. */
static void trim(const char **from, const char **end)
{
	uint32_t cp;
	unsigned n;

	while (*from < *end && (n = utf8_next(*from, *end, &cp)) != 0 &&
	       (is_blank(cp) || is_quote(cp)))
		*from += n;
	while (*from < *end) {
		const char *last = utf8_prev(*from, *end);

		if (utf8_next(last, *end, &cp) == 0 ||
		    !(is_blank(cp) || is_quote(cp) || cp == '.' || cp == '!'))
			return;
		*end = last;
	}
}

/* The text as the words of keyword.def are written. RC_BAD: it is none. */
static int fold_all(const char *from, const char *end, char word[WORD_MAX])
{
	size_t len = 0;
	uint32_t cp;

	while (from < end) {
		char c;

		from += utf8_next(from, end, &cp); /* it is valid */
		c = is_blank(cp) ? ' ' : fold(cp);
		if (is_accent(cp) ||
		    (c == ' ' && len > 0 && word[len - 1] == ' '))
			continue;
		if (c == '\0' || len == WORD_MAX - 1)
			return RC_BAD;
		word[len++] = c;
	}
	word[len] = '\0';
	return 0;
}

enum keyword keyword_of(const char *text, size_t len)
{
	const char *end = text + len;
	char word[WORD_MAX];
	size_t bad;

	if (len == 0 || !text_is_utf8(text, len, &bad))
		return KEYWORD_NONE;
	trim(&text, &end);
	if (fold_all(text, end, word) != 0)
		return KEYWORD_NONE;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].word, word) == 0)
			return rows[i].kind;
	return KEYWORD_NONE;
}

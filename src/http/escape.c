/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/escape.h"

#include <string.h>

int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int unescape(const char *from, size_t len, enum escape_kind kind, char *to,
    size_t *to_len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (from[i] != '%') {
			to[n++] = kind == ESCAPE_FORM && from[i] == '+'
				      ? ' '
				      : from[i];
			continue;
		}
		if (len - i < 3)
			return RC_BAD;
		high = hex_digit(from[i + 1]);
		low = hex_digit(from[i + 2]);
		if (high < 0 || low < 0)
			return RC_BAD;
		to[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*to_len = n;
	return 0;
}

static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("-._~", c) != NULL);
}

void escape(const void *from, size_t len, struct buf *to)
{
	const char *s = from;

	for (size_t i = 0; i < len; i++) {
		if (is_plain(s[i]))
			buf_add(to, &s[i], 1);
		else
			buf_printf(to, "%%%02X", (unsigned)(uint8_t)s[i]);
	}
}

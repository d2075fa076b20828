/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bounds of the second byte refuse overlong forms, surrogates and what
 * lies beyond U+10FFFF (RFC 3629, section 4); every later byte is 80 to BF.
 */
#include "text/utf8.h"

#include <string.h>

#include <esmed/text.h>

struct lead {
	uint8_t first, last;    /* lead bytes */
	uint8_t len, low, high; /* bytes in all; bounds of the second */
};

static const struct lead leads[] = {
	{ 0xC2, 0xDF, 2, 0x80, 0xBF },
	{ 0xE0, 0xE0, 3, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 3, 0x80, 0xBF },
	{ 0xED, 0xED, 3, 0x80, 0x9F },
	{ 0xEE, 0xEF, 3, 0x80, 0xBF },
	{ 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF },
	{ 0xF4, 0xF4, 4, 0x80, 0x8F },
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < ARRAY_LEN(leads); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

unsigned utf8_next(const char *at, const char *end, uint32_t *cp)
{
	const uint8_t *p = (const uint8_t *)at;
	const struct lead *l;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	l = lead_of(p[0]);
	if (l == NULL || end - at < l->len || p[1] < l->low || p[1] > l->high)
		return 0;
	*cp = p[0] & (0x7Fu >> l->len);
	for (unsigned i = 1; i < l->len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3Fu);
	}
	return l->len;
}

const char *utf8_prev(const char *from, const char *at)
{
	do
		at--;
	while (at > from && ((uint8_t)*at & 0xC0) == 0x80);
	return at;
}

unsigned utf8_put(uint32_t cp, char *to)
{
	unsigned n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const uint8_t mark[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

	for (unsigned i = n; i-- > 1; cp >>= 6)
		to[i] = (char)(0x80 | (cp & 0x3F));
	to[0] = (char)(mark[n] | cp);
	return n;
}

bool utf8_is_text(const char *s, size_t len)
{
	size_t bad;

	return text_is_utf8(s, len, &bad) && memchr(s, 0, len) == NULL;
}

bool utf8_is_shown(const char *s, size_t len)
{
	const char *end = s + len;
	uint32_t cp;
	unsigned n;

	for (; s < end; s += n) {
		n = utf8_next(s, end, &cp);
		if (n == 0 || cp < ' ' || (cp >= 0x7f && cp < 0xa0))
			return false;
	}
	return true;
}

bool text_is_utf8(const char *utf8, size_t len, size_t *bad_at)
{
	const char *at = utf8, *end = utf8 + len;

	while (at < end) {
		uint32_t cp;
		unsigned n;

		if ((uint8_t)*at < 0x80) {
			at++;
			continue;
		}
		n = utf8_next(at, end, &cp);
		if (n == 0) {
			*bad_at = (size_t)(at - utf8);
			return false;
		}
		at += n;
	}
	return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole texts between UTF-8 and one alphabet, without a thought of parts.
 */
#include <esmed/text.h>

#include <string.h>

#include "text/alphabet.h"
#include "text/charset.h"
#include "text/gsm7.h"
#include "text/utf8.h"

#define UNREADABLE 0xFFFD

static bool is_surrogate(uint32_t unit, uint32_t first)
{
	return (unit & 0xFC00) == first;
}

/* Each reader takes one character from `at` and says how many octets it had. */
static size_t read_gsm7(struct national n, const uint8_t *at,
    const uint8_t *end, uint32_t *cp)
{
	if (at[0] != GSM7_ESCAPE) {
		*cp = national_basic(n, at[0]);
		return 1;
	}
	if (end - at < 2) {
		*cp = UNREADABLE;
		return 1;
	}
	*cp = national_extra(n, at[1]);
	return 2;
}

static size_t read_ucs2(struct national n, const uint8_t *at,
    const uint8_t *end, uint32_t *cp)
{
	uint32_t high, low;

	(void)n;
	*cp = UNREADABLE;
	if (end - at < 2)
		return 1;
	high = (uint32_t)at[0] << 8 | at[1];
	if (is_surrogate(high, 0xDC00))
		return 2;
	if (!is_surrogate(high, 0xD800)) {
		*cp = high;
		return 2;
	}
	if (end - at < 4)
		return 2;
	low = (uint32_t)at[2] << 8 | at[3];
	if (!is_surrogate(low, 0xDC00))
		return 2;
	*cp = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
	return 4;
}

static size_t read_latin1(struct national n, const uint8_t *at,
    const uint8_t *end, uint32_t *cp)
{
	(void)n;
	(void)end;
	*cp = at[0];
	return 1;
}

static size_t read_ascii(struct national n, const uint8_t *at,
    const uint8_t *end, uint32_t *cp)
{
	(void)n;
	(void)end;
	*cp = at[0] < 0x80 ? at[0] : UNREADABLE;
	return 1;
}

static size_t read_utf8(struct national n, const uint8_t *at,
    const uint8_t *end, uint32_t *cp)
{
	unsigned len = utf8_next((const char *)at, (const char *)end, cp);

	(void)n;
	if (len != 0)
		return len;
	*cp = UNREADABLE;
	return 1;
}

typedef size_t reader(struct national n, const uint8_t *at, const uint8_t *end,
    uint32_t *cp);

static reader *const readers[] = {
	[TEXT_GSM7] = read_gsm7,
	[TEXT_UCS2] = read_ucs2,
	[TEXT_LATIN1] = read_latin1,
	[TEXT_BINARY] = NULL,
	[TEXT_ASCII] = read_ascii,
	[TEXT_UTF8] = read_utf8,
};

int alphabet_decode(const struct alphabet *from, const void *octets, size_t len,
    char *to, size_t *to_len)
{
	const uint8_t *at = octets, *end = at + len;
	size_t room = *to_len, used = 0;

	if (from->name >= TEXT_CYRILLIC)
		return charset_decode(from->name, octets, len, to, to_len);
	*to_len = 0;
	if (from->name >= ARRAY_LEN(readers) || readers[from->name] == NULL)
		return RC_UNSUPPORTED;
	while (at < end) {
		char one[4];
		uint32_t cp;
		size_t n;

		/* ASCII, nearly all of it, is the same in Latin-1. */
		if (from->name == TEXT_LATIN1 && at[0] < 0x80 && used < room) {
			to[used++] = (char)*at++;
			continue;
		}
		at += readers[from->name](from->tables, at, end, &cp);
		n = utf8_put(cp, one);
		if (room - used < n)
			return RC_TOO_LONG;
		memcpy(to + used, one, n);
		used += n;
	}
	*to_len = used;
	return 0;
}

int text_decode(enum text_alphabet from, const void *octets, size_t len,
    char *to, size_t *to_len)
{
	return alphabet_decode(&(struct alphabet){ .name = from }, octets, len,
	    to, to_len);
}

static unsigned put_ucs2(uint32_t cp, uint8_t *to)
{
	unsigned n = 0;

	if (cp > 0xFFFF) {
		uint32_t high = 0xD800 | (cp - 0x10000) >> 10;

		to[n++] = (uint8_t)(high >> 8);
		to[n++] = (uint8_t)high;
		cp = 0xDC00 | (cp & 0x3FF);
	}
	to[n++] = (uint8_t)(cp >> 8);
	to[n++] = (uint8_t)cp;
	return n;
}

/* Octets of one character, at most 4; 0 when the alphabet lacks it. */
static unsigned put_char(enum text_alphabet to, uint32_t cp, uint8_t *octets)
{
	unsigned mark;

	switch (to) {
	case TEXT_GSM7:
		mark = gsm7_mark(cp);
		return mark == 0 ? 0 : gsm7_put(mark, octets);
	case TEXT_UCS2: return put_ucs2(cp, octets);
	case TEXT_LATIN1: octets[0] = (uint8_t)cp; return cp <= 0xFF ? 1 : 0;
	case TEXT_ASCII: octets[0] = (uint8_t)cp; return cp <= 0x7F ? 1 : 0;
	case TEXT_UTF8: return utf8_put(cp, (char *)octets);
	default: return 0;
	}
}

int text_encode(enum text_alphabet to, const char *utf8, size_t len,
    void *octets, size_t *to_len)
{
	const char *at = utf8, *end = utf8 + len;
	size_t room = *to_len, used = 0;

	*to_len = 0;
	while (at < end) {
		uint8_t one[4];
		uint32_t cp;
		unsigned in = utf8_next(at, end, &cp), out;

		if (in == 0)
			return RC_BAD;
		out = put_char(to, cp, one);
		if (out == 0)
			return RC_UNSUPPORTED;
		if (room - used < out)
			return RC_TOO_LONG;
		memcpy((uint8_t *)octets + used, one, out);
		used += out;
		at += in;
	}
	*to_len = used;
	return 0;
}

const char *text_alphabet_name(enum text_alphabet alphabet)
{
	static const char *const names[] = { "GSM-7", "UCS-2", "Latin-1",
		"binary", "ASCII", "UTF-8", "ISO 8859-5", "ISO 8859-8",
		"JIS X 0208", "ISO-2022-JP", "JIS X 0212", "KS C 5601" };

	return alphabet < ARRAY_LEN(names) ? names[alphabet] : "?";
}

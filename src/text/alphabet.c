/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole texts between UTF-8 and one alphabet, without a thought of parts.
 */
#include <esmed/text.h>

#include <string.h>

#include "text/gsm7.h"
#include "text/utf8.h"

#define UNREADABLE 0xFFFD

static bool is_surrogate(uint32_t unit, uint32_t first)
{
	return (unit & 0xFC00) == first;
}

/* Each reader takes one character from `at` and says how many octets it had. */
static size_t read_gsm7(const uint8_t *at, const uint8_t *end, uint32_t *cp)
{
	if (at[0] != GSM7_ESCAPE) {
		*cp = gsm7_basic(at[0]);
		return 1;
	}
	if (end - at < 2) {
		*cp = UNREADABLE;
		return 1;
	}
	*cp = gsm7_extra(at[1]);
	return 2;
}

static size_t read_ucs2(const uint8_t *at, const uint8_t *end, uint32_t *cp)
{
	uint32_t high, low;

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

static size_t read_latin1(const uint8_t *at, const uint8_t *end, uint32_t *cp)
{
	(void)end;
	*cp = at[0];
	return 1;
}

typedef size_t reader(const uint8_t *at, const uint8_t *end, uint32_t *cp);

static reader *const readers[] = {
	[TEXT_GSM7] = read_gsm7,
	[TEXT_UCS2] = read_ucs2,
	[TEXT_LATIN1] = read_latin1,
	[TEXT_BINARY] = NULL,
};

int text_decode(enum text_alphabet from, const void *octets, size_t len,
    char *to, size_t *to_len)
{
	const uint8_t *at = octets, *end = at + len;
	size_t room = *to_len, used = 0;

	*to_len = 0;
	if (from >= ARRAY_LEN(readers) || readers[from] == NULL)
		return RC_UNSUPPORTED;
	while (at < end) {
		char one[4];
		uint32_t cp;
		size_t n;

		/* ASCII, nearly all of it, is the same in Latin-1. */
		if (from == TEXT_LATIN1 && at[0] < 0x80 && used < room) {
			to[used++] = (char)*at++;
			continue;
		}
		at += readers[from](at, end, &cp);
		n = utf8_put(cp, one);
		if (room - used < n)
			return RC_TOO_LONG;
		memcpy(to + used, one, n);
		used += n;
	}
	*to_len = used;
	return 0;
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
	case TEXT_BINARY: return 0;
	}
	return 0;
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

/* Bits 2 and 3 of the general and message class groups: 3GPP TS 23.038, 4. */
static enum text_alphabet class_alphabet(unsigned bits)
{
	static const enum text_alphabet by_bits[] = { TEXT_GSM7, TEXT_BINARY,
		TEXT_UCS2, TEXT_BINARY };

	return by_bits[bits & 3];
}

enum text_alphabet text_alphabet_of(uint8_t data_coding)
{
	switch (data_coding) {
	case 0x00: return TEXT_GSM7;
	case 0x01: return TEXT_LATIN1; /* ASCII */
	case 0x03: return TEXT_LATIN1;
	case 0x08: return TEXT_UCS2;
	}
	if (data_coding >= 0x10 && data_coding < 0x40)
		return class_alphabet(data_coding >> 2);
	if (data_coding >= 0xF0)
		return data_coding & 4 ? TEXT_BINARY : TEXT_GSM7;
	return TEXT_BINARY;
}

const char *text_alphabet_name(enum text_alphabet alphabet)
{
	static const char *const names[] = { "GSM-7", "UCS-2", "Latin-1",
		"binary" };

	return alphabet < ARRAY_LEN(names) ? names[alphabet] : "?";
}

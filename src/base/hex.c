/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hex.h"

#include <stdlib.h>

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *hex_format(const void *data, size_t len, char *text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[p[i] >> 4];
		text[2 * i + 1] = digits[p[i] & 15];
	}
	text[2 * len] = '\0';
	return text;
}

int hex_parse(const char *text, size_t text_len, void *to, size_t len)
{
	uint8_t *p = to;

	if (text_len != 2 * len)
		return RC_BAD;
	for (size_t i = 0; i < len; i++) {
		int hi = digit_of(text[2 * i]), lo = digit_of(text[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return RC_BAD;
		p[i] = (uint8_t)(hi << 4 | lo);
	}
	return 0;
}

int number_parse(const char *text, uint64_t max, uint64_t *value)
{
	unsigned base = 10;
	uint64_t v = 0;

	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	}
	if (*text == '\0')
		return RC_BAD;
	for (; *text != '\0'; text++) {
		int d = digit_of(*text);

		if (d < 0 || (unsigned)d >= base || (unsigned)d > max ||
		    v > (max - (unsigned)d) / base)
			return RC_BAD;
		v = v * base + (unsigned)d;
	}
	*value = v;
	return v <= max ? 0 : RC_BAD;
}

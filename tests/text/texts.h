/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * texts - random texts of what people write, and random rules.
 */
#ifndef TESTS_TEXT_TEXTS_H
#define TESTS_TEXT_TEXTS_H

#include <string.h>

#include <esmed/text_rules.h>

#include "base/base.h"
#include "text/utf8.h"

#define TEXTS_ROOM (700 * 4 + 64)

/* xorshift64*, so that a seed gives the same texts everywhere. */
static inline uint32_t texts_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (uint32_t)((*seed * 0x2545F4914F6CDD1Du) >> 32);
}

static inline uint32_t texts_below(uint64_t *seed, uint32_t limit)
{
	return texts_random(seed) % limit;
}

struct texts_kind {
	const char *piece[24];
	uint32_t first, count; /* code points that come as well */
};

/* No carriage return: at the end of packed septets it is not kept. */
static const struct texts_kind texts_kinds[] = {
	{ { "a", "b", " ", "the ", "Order 12", "\n", "@" }, 'A', 26 },
	{ { "a", "\xE2\x82\xAC", "[x]", "{", "~", "\\", "^", "|" }, 'a', 26 },
	{ { "\xC3\xA9", "\xC3\xA7", "\xC3\xA1", "a", "." }, 0xA1, 95 },
	{ { "\xE2\x80\x9C", "\xE2\x80\x99", "\xE2\x80\xA6", "it" }, 'a', 26 },
	{ { "e\xCC\x81", "n\xCC\x83\xCC\xA3", "a" }, 'a', 26 },
	{ { "\xF0\x9F\x98\x80", "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD",
	      "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
	      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D"
	      "\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6",
	      "\xE2\x9D\xA4\xEF\xB8\x8F", "1\xEF\xB8\x8F\xE2\x83\xA3", "ok " },
	    'a', 26 },
	{ { "\xD0\x9F\xD1\x80", " ", "\xD0\xB9" }, 0x410, 64 },
	{ { "\xC4\x9F", "\xC5\x9F", "\xC4\xB1", "\xC4\xB0", "\xC3\xA7" }, 'a',
	    26 },
	{ { "\xC3\xA3", "\xC3\xB5", "\xC3\xA1", "\xC3\xAA", "o" }, 'a', 26 },
	{ { "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7", " ", "1" }, 0x905, 0x45 },
	{ { " ", "a" }, 0x985, 8 },
	{ { " ", "." }, 0xA95, 20 },
	{ { " ", "x" }, 0xC95, 20 },
	{ { " ", "7" }, 0xD15, 20 },
	{ { " ", "q" }, 0xB15, 20 },
	{ { " ", "w" }, 0xA15, 20 },
	{ { " ", "," }, 0xBAE, 8 },
	{ { " ", "!" }, 0xC15, 20 },
	{ { " ", "\xD9\x90" }, 0x633, 8 },
	{ { "" }, 0x20, 0xD7DF },
	{ { "" }, 0x1F300, 0x300 },
};

/* Bytes of a text of up to 700 characters, often near the end of a part. */
static inline size_t texts_make(uint64_t *seed, char to[TEXTS_ROOM])
{
	static const uint16_t ends[] = { 70, 134, 160, 306, 201, 140, 268 };
	const struct texts_kind *k =
	    &texts_kinds[texts_below(seed, ARRAY_LEN(texts_kinds))];
	size_t pieces = 0, used = 0, want = texts_below(seed, 700);

	if (texts_below(seed, 2))
		want = ends[texts_below(seed, ARRAY_LEN(ends))] - 4 +
		       texts_below(seed, 8);
	while (k->piece[pieces] != NULL)
		pieces++;
	for (size_t chars = 0; chars < want && used < TEXTS_ROOM - 64;) {
		uint32_t n = texts_below(seed, (uint32_t)pieces + 12);
		size_t len;

		if (n >= pieces) {
			used += utf8_put(k->first + texts_below(seed, k->count),
			    to + used);
			chars++;
			continue;
		}
		len = strlen(k->piece[n]);
		memcpy(to + used, k->piece[n], len);
		used += len;
		chars += len > 2 ? len / 2 : 1;
	}
	return used;
}

static inline struct text_rules texts_rules(uint64_t *seed)
{
	static const enum text_alphabet own[] = { TEXT_GSM7, TEXT_GSM7,
		TEXT_GSM7, TEXT_GSM7, TEXT_GSM7, TEXT_LATIN1, TEXT_ASCII,
		TEXT_UTF8, TEXT_BINARY };
	struct text_rules r = {
		.alphabets = texts_below(seed, 16) | TEXT_CAN_UCS2 |
			     (texts_below(seed, 3) != 0),
		.split = (enum text_split)texts_below(seed, 4),
		.is_packed = texts_below(seed, 2),
		.may_cut = texts_below(seed, 4) == 0,
		.default_alphabet = own[texts_below(seed, ARRAY_LEN(own))],
	};

	if (texts_below(seed, 2)) {
		r.locking = r.single = TEXT_LANGUAGES_ALL;
	} else if (texts_below(seed, 2)) {
		r.locking = texts_random(seed) & TEXT_LANGUAGES_ALL;
		r.single = texts_random(seed) & TEXT_LANGUAGES_ALL;
	}
	return r;
}

#endif

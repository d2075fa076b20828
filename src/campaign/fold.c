/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/fold.h"

#include <ctype.h>

#include "base/buf.h"
#include "text/utf8.h"

static const struct {
	uint16_t from;
	char to;
} folds[] = {
#define FOLD(from, to) { from, to },
#include "campaign/fold.def"
#undef FOLD
};

/* Ranges of what has no width, and of marks on the letter before. */
static const struct {
	uint32_t first, last;
} unseen[] = { { 0x00ad, 0x00ad }, { 0x0300, 0x036f }, { 0x061c, 0x061c },
	{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
	{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
	{ 0x3164, 0x3164 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xe0000, 0xe0fff } };

static bool is_unseen(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(unseen); i++) {
		if (cp >= unseen[i].first && cp <= unseen[i].last)
			return true;
	}
	return false;
}

/* 0: it looks like none. */
static char letter_of(uint32_t cp)
{
	size_t low = 0, high = ARRAY_LEN(folds);

	if (cp >= 0xff01 && cp <= 0xff5e) /* full width */
		return (char)tolower((int)(cp - 0xff01 + '!'));
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (folds[mid].from < cp)
			low = mid + 1;
		else
			high = mid;
	}
	return low < ARRAY_LEN(folds) && folds[low].from == cp ? folds[low].to
							       : '\0';
}

static void fold(const char *at, unsigned len, uint32_t cp, struct buf *out)
{
	char c = letter_of(cp);

	if (is_unseen(cp))
		return;
	if (c != '\0')
		buf_add(out, &c, 1);
	else
		buf_add(out, at, len);
}

void fold_text(const struct body_text *text, struct buf *out)
{
	const char *at = text->s, *end = at + text->len;

	buf_clear(out);
	while (at < end) {
		uint32_t cp = 0;
		unsigned len = utf8_next(at, end, &cp);
		char c = (char)tolower((unsigned char)*at);

		if (len > 1)
			fold(at, len, cp, out);
		else
			buf_add(out, &c, 1);
		at += len > 1 ? len : 1;
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gsm7 - the characters of GSM 03.38 by code point.
 *
 * A mark says all about a character: 0, it is not in the alphabet; up to 128,
 * its septet and one; beyond, 129 and the septet that follows the escape.
 */
#ifndef TEXT_GSM7_H
#define TEXT_GSM7_H

#include "base/base.h"

#define GSM7_ESCAPE 0x1B
#define GSM7_PAIR   128    /* what marks of escape pairs have more */
#define GSM7_LAST   0x20AC /* the euro sign */

extern const uint8_t gsm7_marks[GSM7_LAST + 1];

static inline unsigned gsm7_mark(uint32_t cp)
{
	return cp <= GSM7_LAST ? gsm7_marks[cp] : 0;
}

/* Septets of a marked character: 1, or 2 for an escape pair. */
static inline unsigned gsm7_width(unsigned mark)
{
	return mark > GSM7_PAIR ? 2 : 1;
}

/* Write a marked character. Returns its width. */
static inline unsigned gsm7_put(unsigned mark, uint8_t *to)
{
	if (mark <= GSM7_PAIR) {
		to[0] = (uint8_t)(mark - 1);
		return 1;
	}
	to[0] = GSM7_ESCAPE;
	to[1] = (uint8_t)(mark - GSM7_PAIR - 1);
	return 2;
}

/* The code point of a septet, or of the one behind an escape. */
uint32_t gsm7_basic(uint8_t septet);
uint32_t gsm7_extra(uint8_t septet);

/* Whether that septet has a character of its own behind an escape. */
bool gsm7_is_extra(uint8_t septet);

#endif

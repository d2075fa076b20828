/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * national - GSM 03.38 with the tables of national languages.
 *
 * A locking table stands in the place of the basic one, a single shift table
 * in that of what follows an escape; either may be used without the other, by
 * number (text/language.def); 0 is GSM 03.38 itself.
 */
#ifndef TEXT_NATIONAL_H
#define TEXT_NATIONAL_H

#include "base/base.h"

struct national {
	uint8_t locking, single;
};

/* Whether there is a locking, a single shift table of that number. */
bool national_has_locking(unsigned language);
bool national_has_single(unsigned language);

/* A mark as in text/gsm7.h, by one table: that of the basic characters, or of
 * those behind an escape. 0: it lacks the character. */
unsigned national_locking_mark(unsigned language, uint32_t cp);
unsigned national_single_mark(unsigned language, uint32_t cp);

/* A mark by both tables, the shorter if there are two. */
unsigned national_mark(struct national n, uint32_t cp);

/* The code point of a septet, or of the one behind an escape. */
uint32_t national_basic(struct national n, uint8_t septet);
uint32_t national_extra(struct national n, uint8_t septet);

#endif

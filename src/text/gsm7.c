/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table from code points to marks, two from septets to code points, all
 * made from the rows of text/gsm7.def.
 */
#include "text/gsm7.h"

#define UNREADABLE 0xFFFD

const uint8_t gsm7_marks[GSM7_LAST + 1] = {
#define BASIC(septet, cp) [cp] = (septet) + 1,
#define EXTRA(septet, cp) [cp] = GSM7_PAIR + (septet) + 1,
#include "text/gsm7.def"
#undef BASIC
#undef EXTRA
};

static const uint16_t basics[128] = {
#define BASIC(septet, cp) [septet] = (cp),
#define EXTRA(septet, cp)
#include "text/gsm7.def"
#undef BASIC
#undef EXTRA
};

static const uint16_t extras[128] = {
#define BASIC(septet, cp)
#define EXTRA(septet, cp) [septet] = (cp),
#include "text/gsm7.def"
#undef BASIC
#undef EXTRA
};

uint32_t gsm7_basic(uint8_t septet)
{
	if (septet >= ARRAY_LEN(basics) || basics[septet] == 0)
		return UNREADABLE;
	return basics[septet];
}

bool gsm7_is_extra(uint8_t septet)
{
	return septet < ARRAY_LEN(extras) && extras[septet] != 0;
}

/*
 * A second escape is a space, a septet without an extra character is the basic
 * one (3GPP TS 23.038, 6.2.1.1).
 */
uint32_t gsm7_extra(uint8_t septet)
{
	if (septet == GSM7_ESCAPE)
		return ' ';
	return gsm7_is_extra(septet) ? extras[septet] : gsm7_basic(septet);
}

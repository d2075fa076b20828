/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * country - which countries a number may be of.
 *
 * A country is its ISO 3166-1 code of two capital letters; XK is Kosovo. The
 * numbering plans decide (numbers.h). Some numbers belong to more than one
 * country and cannot be told apart: then each of them fits.
 *
 * Owns, borrows: nothing. Threads: any.
 */
#ifndef MODEL_COUNTRY_H
#define MODEL_COUNTRY_H

#include "base/base.h"

#define COUNTRY_TEXT 3 /* two letters and a NUL */

/* Whether the number may be of the country; false for what is unknown. */
bool country_may_be(const char *iso2, uint64_t e164);

/* Whether `iso2` is the code of a country with numbers, in capitals. */
bool country_is_known(const char *iso2);

/* The likeliest country of the number. RC_NOT_FOUND: its calling code is not
 * assigned, or not to a country (satellites, international freephone). */
MUST_CHECK int country_of(uint64_t e164, char iso2[COUNTRY_TEXT]);

/* The codes of all countries the number may be of, the likeliest first, with a
 * space between two; NULL: as RC_NOT_FOUND of country_of(). */
const char *country_all(uint64_t e164);

#endif

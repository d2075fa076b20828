/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookup_impl - what the reader of a table and those who ask it share.
 *
 * A row is the digits as a number (50 bits hold 15 of them) above 14 bits for
 * the carrier. A number never begins with 0, so rows that rise by their digits
 * stand together by how many digits they have. The code of a network is a
 * number of sixteen: a 1, zeros, another 1 in front of the code's own five or
 * six.
 */
#ifndef ROUTE_LOOKUP_IMPL_H
#define ROUTE_LOOKUP_IMPL_H

#include "route/lookup.h"

#define LOOKUP_DIGITS_MAX   15 /* ITU-T E.164, 6 */
#define LOOKUP_CODE_DIGITS  (LOOKUP_DIGITS_MAX + 1)
#define LOOKUP_CARRIER_BITS 14
#define LOOKUP_SLOTS        32768 /* twice the carriers, a power of two */

struct lookup_carrier {
	char *text[3]; /* carrier, country, type; one piece of memory */
};

struct lookup {
	uint64_t *row;                        /* rising, no digits twice */
	size_t first[LOOKUP_CODE_DIGITS + 2]; /* row of so many digits */

	struct lookup_carrier *carrier;
	size_t carriers;
	uint16_t slot[LOOKUP_SLOTS]; /* by hash: carrier + 1, 0 is free */

	uint64_t *learned; /* rows in buckets, newest first; 0 is free */
};

/* The number of this carrier, a new one if need be. RC_FULL. */
MUST_CHECK int lookup_intern(struct lookup *l, const char *const text[3],
    uint16_t *carrier);

/* 1 to 15 digits, and how many. RC_BAD: none, too many, a leading 0. */
MUST_CHECK int lookup_digits(const char *text, uint64_t *number);
/* The code of a network, as rows have it. RC_BAD: not five or six digits. */
MUST_CHECK int lookup_code(const char *text, uint64_t *number);
size_t lookup_length(uint64_t number);

#endif

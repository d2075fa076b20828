/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * numbers - what the numbering plans of the world say of a number.
 *
 * The plans are a table made by contrib/numbers. They tell what a number is;
 * whether it is well-formed is for e164_parse() alone, and nobody is refused
 * because a plan does not know the number: plans grow faster than programs
 * are renewed. A short code is no E.164 number and has no place here.
 *
 * Owns, borrows: nothing. Threads: any. Time: some ten nanoseconds a look.
 */
#ifndef MODEL_NUMBERS_H
#define MODEL_NUMBERS_H

#include "base/base.h"

#define REGION_WORLD "001" /* satellites, international freephone and such */
#define REGION_TEXT  4

enum number_type {
	NUMBER_UNKNOWN, /* no plan has the number */
	NUMBER_MOBILE,
	NUMBER_LANDLINE, /* as sure as plans are: no mobile among them */
	NUMBER_MIXED,    /* landline or mobile, as all of North America */
	NUMBER_TOLL_FREE,
	NUMBER_PREMIUM,
	NUMBER_SHARED_COST,
	NUMBER_VOIP,
	NUMBER_PERSONAL,
	NUMBER_PAGER,
	NUMBER_UAN, /* one number of a company with many */
	NUMBER_VOICEMAIL,
};

struct number_facts {
	enum number_type type;
	char region[REGION_TEXT]; /* ISO 3166-1 of two letters, or the world */
	/* All it may be of, the region first, with a space between two. A
	 * number of no plan is of the countries that all numbers with its
	 * beginning share, else of the main one of its calling code: so an
	 * unassigned area code of North America is of the US. */
	const char *countries;
};

/* What is known of the number. RC_NOT_FOUND: not even its calling code. */
MUST_CHECK int number_look(uint64_t e164, struct number_facts *out);

/* The `countries` of the nth fact of the table, for n from 0 until it is NULL;
 * many come more than once. */
const char *number_countries(size_t n);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookup - which carrier a number is of: by a table of prefixes and of ported
 * numbers, and by what receipts have told. What neither knows is unknown;
 * nothing is guessed.
 *
 * The table is a CSV file, one row each line:
 *
 *	number_or_prefix,carrier[,country[,type]]
 *	mccmnc:310260,carrier[,country[,type]]
 *
 * A row whose digits are the whole number decides (it was ported), then what
 * was learned, then the row with the longest prefix. Digits may follow a "+",
 * fields may stand in double quotes; blank lines, what begins with "#", and a
 * first line of titles are passed over. Of two rows with the same digits the
 * later one holds.
 *
 * What was learned is kept as it was told, a carrier's name or the code of a
 * network (MCC and MNC, five or six digits). Asked for, a code is the carrier
 * of its row "mccmnc:"; without one it stands for itself.
 *
 * Owns:     its rows, 8 bytes each, and the texts of carriers.
 * Threads:  reading a file touches nothing else, so any thread may; asking
 *           takes const; learning and forgetting belong to one thread while
 *           nobody else asks: in the daemon the loop's, which is the only one
 *           that asks.
 */
#ifndef ROUTE_LOOKUP_H
#define ROUTE_LOOKUP_H

#include "base/base.h"

#include <stdio.h>

#define LOOKUP_ROWS_MAX     200000000
#define LOOKUP_CARRIERS_MAX 16383 /* carriers with country and type */
#define LOOKUP_TEXT_MAX     64    /* bytes of a field */
#define LOOKUP_FAULTS_MAX   20    /* faults told in full */
#define LOOKUP_LEARNED_MAX  1048576

struct lookup;

struct lookup_fault {
	unsigned long line;
	char text[72];
};

struct lookup_report {
	struct lookup_fault fault[LOOKUP_FAULTS_MAX];
	size_t faults;     /* all, also those not told */
	size_t rows;       /* kept */
	size_t duplicates; /* rows that a later one replaced */
	size_t carriers, bytes;
};

/* Read a table to the end of the file. RC_BAD: `report` has the faults, and
 * *out is NULL: half a table would route by what is not there. RC_SYSTEM: the
 * file cannot be read. */
MUST_CHECK int lookup_read(FILE *from, struct lookup **out,
    struct lookup_report *report);

/* The same of the file at `path`. */
MUST_CHECK int lookup_load(const char *path, struct lookup **out,
    struct lookup_report *report);

/* A table without rows, that may learn. */
struct lookup *lookup_new(void);
void lookup_free(struct lookup *l);

enum lookup_source {
	LOOKUP_UNKNOWN,
	LOOKUP_PORTED,
	LOOKUP_LEARNED,
	LOOKUP_PREFIX
};

/* "ported", "learned", "prefix"; NULL for unknown. */
const char *lookup_source_name(enum lookup_source source);

/* The texts live as long as the table; "" is what no row told. */
struct lookup_answer {
	enum lookup_source source;
	const char *carrier, *country, *type; /* NULL if unknown */
};

void lookup_find(const struct lookup *l, uint64_t number,
    struct lookup_answer *a);

/* A receipt told the carrier of a number, or the code of its network. A number
 * has four places, which others share; if all are taken the one learned longest
 * ago is forgotten: *out (0: none; it may be NULL). RC_FULL: too many carriers.
 * RC_BAD: no such number, or a text that is empty, too long or cannot be shown.
 */
MUST_CHECK int lookup_learn(struct lookup *l, uint64_t number,
    const char *carrier, uint64_t *out);

/* What was learned of the number is learned no more. False: nothing was. */
bool lookup_forget(struct lookup *l, uint64_t number);

/* What was learned of it, as it was told; NULL: nothing. */
const char *lookup_learned(const struct lookup *l, uint64_t number);

/* The carrier that a row "mccmnc:" gives to a code; NULL: there is none. */
const char *lookup_network(const struct lookup *l, const char *code);

/* Take over what the other table, about to go, has learned. */
void lookup_inherit(struct lookup *l, const struct lookup *from);

#endif

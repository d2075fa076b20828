/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts - what rules ask about a message, worked out once for all of them.
 *
 * Owns:     nothing. Borrows: the query, the texts of the lookup table.
 */
#ifndef ROUTE_FACTS_H
#define ROUTE_FACTS_H

#include "route/lookup.h"
#include "route/route.h"

/* Each sender is of one kind: a toll-free number is none of the long ones. */
enum facts_kind {
	FACTS_NOBODY,
	FACTS_LONG,
	FACTS_SHORT,
	FACTS_ALPHANUMERIC,
	FACTS_TOLL_FREE
};

/* The word of the configuration; "nobody". */
const char *facts_kind_name(enum facts_kind kind);

/* RC_NOT_FOUND. */
MUST_CHECK int facts_kind_parse(const char *word, enum facts_kind *kind);

/* Two letters are a bit. */
struct facts_countries {
	uint64_t bit[11];
};

void facts_country_add(struct facts_countries *c, const char *iso2);

struct facts {
	const struct route_query *query;
	const char *from; /* without "+"; "": none */
	enum facts_kind kind;
	struct lookup_answer carrier;
	uint16_t carrier_id; /* as the rules number them, 0: none of theirs */

	/* Found when first asked for. */
	char digits[24];
	bool has_countries;
	struct facts_countries countries;
};

/* All but the carrier. */
void facts_init(struct facts *f, const struct route_query *q);

/* The recipient's number as text. */
const char *facts_digits(struct facts *f);

/* Whether the recipient may be of one of these countries. */
bool facts_country_is(struct facts *f, const struct facts_countries *any);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * measure - how long a text is in each alphabet, and how much a part holds.
 */
#ifndef TEXT_MEASURE_H
#define TEXT_MEASURE_H

#include <esmed/text.h>

#include "base/base.h"
#include "text/national.h"

struct tally {
	size_t gsm7, ucs2; /* units */
	size_t chars;
	size_t odd_at; /* of the first that is not in GSM 03.38 */
	bool odd;      /* there is one */
	uint32_t top;  /* the highest code point, if beyond ASCII */
};

/* A plan without alphabet and parts, all else as text_plan() has it. */
void measure_begin(const char *utf8, size_t len, struct text_plan *p);

/* RC_BAD: no text; p->problem says why. */
MUST_CHECK int measure(struct text_plan *p, struct tally *t);

static inline struct national measure_tables(const struct text_plan *p)
{
	return (struct national){ p->locking, p->single };
}

/* Octets that national tables take in a header, its length octet included;
 * and those with what tells parts apart in front, over the air. */
size_t measure_tables_head(const struct text_plan *p);
size_t measure_air_head(const struct text_plan *p, bool is_together);

/* Count segments and parts, of a plan with alphabet and units; note where
 * parts begin. RC_TOO_LONG: more than max_parts. */
MUST_CHECK int measure_parts(struct text_plan *p, unsigned max_parts);

#endif

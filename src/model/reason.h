/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reason - why a message failed: a code, its label and what to tell people.
 *
 * A code says the kind of failure (statuses.md 4.4), a detail what exactly
 * happened. Codes are the numbers that the Twilio face answers, except 400
 * and 404, which model/twilio.h translates.
 *
 * Owns:  nothing; the tables are model/reason.def, for the codes that we give
 *        or shipped error maps do, model/reason_twilio.def, for all others that
 *        a map may name, and model/detail.def.
 */
#ifndef MODEL_REASON_H
#define MODEL_REASON_H

#include "base/base.h"

/* Codes that the program itself gives. */
enum {
	REASON_NONE = 0,
	REASON_AT_SUBMIT = 400,
	REASON_NO_STATUS = 404,
	REASON_BAD_NUMBER = 21211,
	REASON_UNREACHABLE = 30003,
	REASON_LANDLINE = 30006,
	REASON_FILTERED = 30007,
	REASON_UNKNOWN = 30008,
	REASON_SENDER = 30034,
	REASON_EXPIRED = 30036,
	REASON_IN_DOUBT = 30410,
};

/* Whether such failures speak for opting the recipient out. */
enum reason_opt_out { OPT_OUT_NEVER, OPT_OUT_MAY, OPT_OUT_SHOULD };

struct reason {
	uint16_t code;
	uint16_t bucket; /* which of the nine codes of 4.4 it counts as */
	enum reason_opt_out opt_out;
	const char *label;  /* verbatim on pages and in answers */
	const char *text;   /* the explanation */
	const char *advice; /* what to do; NULL: what its bucket says */
};

enum detail {
	DETAIL_NONE,
#define DETAIL(id, number, word, text) DETAIL_##id = (number),
#include "model/detail.def"
#undef DETAIL
	DETAIL_COUNT
};

/* The row of a code, or NULL: no reason of ours. */
const struct reason *reason_find(unsigned code);

/* Does it count as filtered: does a carrier say that it is spam? */
bool reason_is_filtered(unsigned code);

/* What to do about it; never NULL. */
const char *reason_advice(const struct reason *r);

const char *detail_name(enum detail d); /* "" for DETAIL_NONE */
const char *detail_text(enum detail d); /* "" for DETAIL_NONE */
MUST_CHECK int detail_parse(const char *word, enum detail *d);

#endif

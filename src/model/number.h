/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * number - telephone numbers and senders (statuses.md 4.3, "Number format").
 *
 * A recipient is its E.164 digits as one integer, so it fits a record and
 * compares by value. A sender stays text: a number, a short code or a name.
 */
#ifndef MODEL_NUMBER_H
#define MODEL_NUMBER_H

#include "base/base.h"

#define E164_TEXT   17 /* "+", 15 digits, NUL */
#define SENDER_TEXT 16 /* 15 digits and a NUL */

enum sender_kind {
	SENDER_NONE,
	SENDER_LONG,  /* an E.164 number */
	SENDER_SHORT, /* a code of 3 to 8 digits */
	SENDER_ALPHA, /* 1 to 11 characters with a letter among them */
};

struct sender {
	enum sender_kind kind;
	uint8_t ton, npi;       /* of SMPP 3.4, 5.2.5 and 5.2.6 */
	char text[SENDER_TEXT]; /* as in the address field, so without "+" */
};

/* The number in `text`, which may have separators and a leading 00. A national
 * number gets `calling_code`; with 0 it is malformed. RC_BAD: malformed. */
MUST_CHECK int e164_parse(const char *text, size_t len, unsigned calling_code,
    uint64_t *number);

/* The same, of an international number whose plus may be left out. */
MUST_CHECK int e164_parse_bare(const char *text, size_t len, uint64_t *number);

/* "+" and the digits, into E164_TEXT bytes. Returns `text`. */
char *e164_format(uint64_t number, char *text);

/* The same with X for the last four digits. */
char *e164_mask(uint64_t number, char *text);

/* Whether the integer is a well-formed number. */
bool e164_is_valid(uint64_t number);

/* What a From may hold; "+" and separators of a number are dropped. RC_BAD:
 * neither number, code nor name. */
MUST_CHECK int sender_parse(const char *text, size_t len, struct sender *s);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * match - is the message id of a receipt the one that our submit was answered?
 *
 * Carriers write one id in two ways (statuses.md 4.6): other case, zeros in
 * front, hexadecimal here and decimal there. Ids never match by prefix. What a
 * carrier does always, model/msgid.h learns.
 */
#ifndef MODEL_MATCH_H
#define MODEL_MATCH_H

#include "base/base.h"

#define ID_ROOM 68 /* of a canonical id: 64 octets, a mark and a NUL */

/* In order of trust: the first that fits is the answer. */
enum id_mode {
	ID_EQUAL,
	ID_CASE,    /* equal but for upper and lower case */
	ID_ZEROS,   /* and for zeros or 0x in front */
	ID_HEX_DEC, /* "resp=hex, receipt=dec" */
	ID_DEC_HEX, /* "resp=dec, receipt=hex" */
	ID_MODE_COUNT
};

/* Whether they are one id, and by which rule. RC_NOT_FOUND: they are not. */
MUST_CHECK int id_match(const char *resp, const char *receipt,
    enum id_mode *mode);

/* One form for all that are equal by ID_ZEROS: lower case, no 0x, no zeros in
 * front. Returns `to`, of ID_ROOM bytes; a longer id is cut to "". */
char *id_fold(const char *id, char *to);

/* The digits of `id`, hexadecimal or decimal, as the other; both folded.
 * RC_BAD: no such number, or one of more than 64 digits, which is no id. */
MUST_CHECK int id_hex_to_dec(const char *id, char *to);
MUST_CHECK int id_dec_to_hex(const char *id, char *to);

const char *id_mode_name(enum id_mode mode);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * value - the values of the words of a rule, by kind.
 */
#ifndef SIM_VALUE_H
#define SIM_VALUE_H

#include "sim/rule.h"

/* The kind says what lies at `to`. */
enum value_kind {
	VALUE_PATTERN, /* char[RULE_NUMBER] */
	VALUE_TEXT,    /* char[RULE_TEXT] */
	VALUE_SHAPE,   /* char[RULE_TEXT] */
	VALUE_ID,      /* char[RULE_ID] */
	VALUE_STAT,    /* char[33] */
	VALUE_ERR,     /* char[33] */
	VALUE_PERCENT, /* uint32_t, of a million */
	VALUE_COUNT,   /* uint64_t, at least 1 */
	VALUE_STATUS,  /* uint32_t */
	VALUE_SPAN,    /* struct span */
	VALUE_FLAG,    /* bool; the value is empty */
	VALUE_QUERY,   /* struct rule_query */
	VALUE_VIA,     /* unsigned */
	VALUE_FORM,    /* enum rule_form */
	VALUE_NETWORK, /* int32_t */
	VALUE_OCTET,   /* int32_t */
	VALUE_PDU,     /* uint32_t, RULE_PDU_* or a command_id */
	VALUE_COMMAND, /* uint32_t */
	VALUE_WAY,     /* enum rule_way */
	VALUE_THEN,    /* enum rule_then */
	VALUE_SHIFT,   /* struct rule_shift */
	VALUE_BYTES,   /* struct rule_bytes */
};

/* RC_BAD: not such a value; `to` may be changed nevertheless. */
MUST_CHECK int value_parse(enum value_kind kind, const char *text, void *to);

/* What a value may be, for people. */
const char *value_wanted(enum value_kind kind);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * question - what an smsc is asked or told about a part that it has taken, and
 * what came of it.
 *
 * A question is no promise: one that is lost by a crash or a bind is asked
 * again at its next time, and asking twice does no harm.
 */
#ifndef LEDGER_QUESTION_H
#define LEDGER_QUESTION_H

#include "ledger/types.h"

#define QUESTIONS_MAX 11 /* of a part: statuses.md 8 */

enum ledger_query { LEDGER_QUERY_OFF, LEDGER_QUERY_ON, LEDGER_QUERY_AUTO };

/* Ask by query_sm (nth is 1 .. QUESTIONS_MAX), or cancel by cancel_sm. */
struct question {
	struct message_id id;
	uint16_t smsc;
	uint8_t part;
	uint8_t nth; /* 0: to cancel it */
	uint64_t to;
	char smsc_id[SMSC_ID_BYTES]; /* as the answer gave it */
	const void *body;
	size_t body_len;
};

enum told_class {
	TOLD_STATE,   /* query_sm: a state, see verdict; cancel_sm: canceled */
	TOLD_NO_SUCH, /* RINVMSGID, RQUERYFAIL */
	TOLD_FAULT,   /* any other refusal */
	TOLD_NOTHING, /* no answer */
};

#define TOLD_TEXT_MAX 64

/* What came of a question. */
struct told {
	uint64_t key;
	uint16_t smsc;
	uint8_t part, nth; /* as asked */
	uint8_t class;     /* enum told_class */
	uint8_t verdict;   /* enum receipt_verdict */
	uint8_t detail;    /* of a failure, as reason and err are */
	uint16_t reason;
	uint8_t err;      /* error_code */
	uint32_t status;  /* command_status */
	const char *text; /* for the timeline, or "" */
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * status - where a message is, and where it may go from there.
 *
 * The states, their words, counts and legal moves stand in model/status.def;
 * substates and flags in their own tables. Numbers are written to disk: rows
 * are appended, never renumbered.
 *
 * Owns:  nothing. status_move() is the only writer of a message's state.
 */
#ifndef MODEL_STATUS_H
#define MODEL_STATUS_H

#include "base/base.h"

enum status {
#define STATE(id, number, word, final, count, to) STATUS_##id = (number),
#include "model/status.def"
#undef STATE
	STATUS_COUNT
};

/* The parts of `total` in statuses.md 6; every state is in one of them. */
enum status_bucket {
	BUCKET_IN_QUEUE,
	BUCKET_OUTBOX,
	BUCKET_SENT,
	BUCKET_ERROR,
	BUCKET_DELIVERY_UNKNOWN,
	BUCKET_SKIPPED,
	BUCKET_CANCELED,
	BUCKET_RECIPIENT_DELETED,
	BUCKET_NONE, /* not in campaigns */
	BUCKET_COUNT
};

/* Why it waits, or by which rule it was skipped. */
enum substate {
	SUBSTATE_NONE,
#define SUBSTATE(id, number, word, state) SUBSTATE_##id = (number),
#include "model/substate.def"
#undef SUBSTATE
	SUBSTATE_COUNT
};

/* Where a message failed. */
enum stage {
	STAGE_NONE,
	STAGE_LOCAL,
	STAGE_SUBMIT,
	STAGE_NETWORK,
	STAGE_STATUS,
	STAGE_COUNT
};

enum status_flag {
#define FLAG(id, bit, word) FLAG_##id = 1u << (bit),
#include "model/flag.def"
#undef FLAG
};

/* The word; never NULL, "?" for a number that is none. */
const char *status_name(enum status s);
const char *substate_name(enum substate s); /* "" for SUBSTATE_NONE */
const char *stage_name(enum stage s);       /* "" for STAGE_NONE */
const char *status_bucket_name(enum status_bucket b);

/* The state of a word. RC_NOT_FOUND: no such word. */
MUST_CHECK int status_parse(const char *word, enum status *s);

/* The word of flag number `bit`, or NULL: there is none, or nobody is told. */
const char *status_flag_name(unsigned bit);

/* Whether a message in state `of` may have the substate; NONE always may. */
bool substate_may(enum substate sub, enum status of);

/* No timer runs any more; delivery_unknown counts as final though a receipt
 * may still revise it. */
bool status_is_final(enum status s);
enum status_bucket status_bucket_of(enum status s);

/* Whether the table has the move. From a state to itself is no move. */
bool status_may(enum status from, enum status to);

/* The only writer of a message's state; asserts that the move is legal. A new
 * message's zeroed state is STATUS_NEW. */
void status_move(uint8_t *state, enum status to);

#endif

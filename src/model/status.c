/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of states, substates and flags, and the one function that moves.
 */
#include "model/status.h"

#include <assert.h>
#include <string.h>

struct state {
	const char *word;
	bool final;
	enum status_bucket bucket;
	unsigned to; /* a bit for each state */
};

static const struct state states[] = {
#define TO(id)  (1u << STATUS_##id)
#define NOWHERE 0
#define STATE(id, number, word, final, count, to) \
	[STATUS_##id] = { word, final, BUCKET_##count, to },
#include "model/status.def"
#undef STATE
#undef NOWHERE
#undef TO
};

static const char *const substates[] = {
	[SUBSTATE_NONE] = "",
#define SUBSTATE(id, number, word, state) [SUBSTATE_##id] = (word),
#include "model/substate.def"
#undef SUBSTATE
};

static const enum status substate_of[] = {
#define SUBSTATE(id, number, word, state) [SUBSTATE_##id] = STATUS_##state,
#include "model/substate.def"
#undef SUBSTATE
};

static const char *const flags[] = {
#define FLAG(id, bit, word) [bit] = (word),
#include "model/flag.def"
#undef FLAG
};

static const char *const stages[] = { "", "local", "submit", "network",
	"status" };

static const char *const buckets[] = { "in_queue", "outbox", "sent", "error",
	"delivery_unknown", "skipped", "canceled", "recipient_deleted", "" };

const char *status_name(enum status s)
{
	return s < STATUS_COUNT ? states[s].word : "?";
}

const char *substate_name(enum substate s)
{
	return s < SUBSTATE_COUNT ? substates[s] : "?";
}

const char *stage_name(enum stage s)
{
	return s < STAGE_COUNT ? stages[s] : "?";
}

const char *status_bucket_name(enum status_bucket b)
{
	return b < BUCKET_COUNT ? buckets[b] : "?";
}

const char *status_flag_name(unsigned bit)
{
	return bit < ARRAY_LEN(flags) ? flags[bit] : NULL;
}

int status_parse(const char *word, enum status *s)
{
	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		if (strcmp(states[i].word, word) == 0) {
			*s = (enum status)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

bool substate_may(enum substate sub, enum status of)
{
	if (sub == SUBSTATE_NONE)
		return true;
	return sub < SUBSTATE_COUNT && substate_of[sub] == of;
}

bool status_is_final(enum status s)
{
	return states[s].final;
}

enum status_bucket status_bucket_of(enum status s)
{
	return states[s].bucket;
}

bool status_may(enum status from, enum status to)
{
	return (states[from].to & (1u << to)) != 0;
}

void status_move(uint8_t *state, enum status to)
{
	assert(*state < STATUS_COUNT && to < STATUS_COUNT);
	assert(status_may((enum status) * state, to));
	*state = (uint8_t)to;
}

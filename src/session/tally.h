/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally - what an smsc counts: answers by class, by status and by the time
 * they took, and what came from it.
 *
 * Owns:     its numbers; a zeroed struct has counted nothing.
 */
#ifndef SESSION_TALLY_H
#define SESSION_TALLY_H

#include "session/smsc_status.h"

struct smsc_answer;

struct tally {
	struct smsc_answers answers;
	struct smsc_inbound inbound; /* `waiting` is not kept */
};

void tally_answer(struct tally *t, const struct smsc_answer *a);

#endif

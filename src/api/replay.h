/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay - Idempotency-Key: what was taken once is not taken again within a
 * day, whatever became of the answer (reliability.md W19).
 *
 * A key belongs to its account; of a batch each line has its own, made of the
 * key and the line's number.
 */
#ifndef API_REPLAY_H
#define API_REPLAY_H

#include "api/inside.h"
#include "base/hash.h"
#include "flow/intake.h"

#define REPLAY_KEY_MAX 255

struct replay_key {
	bool given;
	struct hash_key hash; /* of account and key */
};

/* From the call's header. False: it is malformed, and the call was refused. */
bool replay_read(struct api *a, const struct call *c, struct replay_key *k);

/* Mark a submission by the key and what was asked for. Without a key nothing
 * happens. `line` is from 1, or 0: it is no batch. */
void replay_mark(const struct replay_key *k, uint64_t line,
    const struct body_text *asked, struct submission *s);

#endif

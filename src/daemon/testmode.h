/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * testmode - a clock that is moved by HTTP, and a way to wait until nothing
 * moves any more. Only with --test-mode, and only on loopback.
 *
 *   PUT  /test/clock          {"now": "2026-03-02T15:20:00Z"}
 *   POST /test/clock/advance  {"by": "10s"}
 *   POST /test/settle
 *
 * Each answers {"now", "next_due", "progress"} when all has settled: nothing
 * is due, no fact waits for a commit and no byte came or went for a while.
 * Other processes have a time of their own: a runner alternates between them
 * until none makes progress.
 *
 * Owns:    requests that wait. Borrows: the loop, the ledger.
 */
#ifndef DAEMON_TESTMODE_H
#define DAEMON_TESTMODE_H

#include "ledger/ledger.h"
#include "net/loop.h"

struct testmode;

struct testmode_answer {
	usec now, next_due; /* dates; next_due 0: nothing */
	uint64_t progress;  /* steps since the request came */
};

/* `answered` is called for each request, in their order. */
struct testmode *testmode_new(struct loop *l, struct ledger *ledger,
    void (
	*answered)(uint64_t token, const struct testmode_answer *a, void *arg),
    void *arg);
void testmode_free(struct testmode *t);

/* Settle, then go on to `until` (a date) from one due instant to the next and
 * settle at each. `until` 0: only settle. RC_BUSY: another request waits;
 * RC_BAD: that is in the past. */
MUST_CHECK int testmode_settle(struct testmode *t, uint64_t token, usec until);

#endif

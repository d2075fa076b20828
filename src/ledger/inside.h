/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - the ledger itself, for the files that hand in its facts.
 *
 * Invariant: `phase` says who may touch `work`; it changes under the lock.
 */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include "ledger/book.h"

struct backup;
struct ledger_events;
struct outcome;
struct reader;

enum work_phase { WORK_FREE, WORK_GIVEN, WORK_DONE, WORK_STOP };

struct ledger {
	struct book book;
	const struct ledger_events *up;
	void *up_arg;
	void (*wake)(void *);
	void *wake_arg;
	struct reader *reader;
	struct backup *backup;

	/* The loop's. */
	struct batch *fill, *out;
	struct batch three[3];
	size_t accepts; /* on the way to a commit */
	int failed;     /* what .broken was told; 0: go on */

	pthread_t thread;
	bool started;
	pthread_mutex_t lock;
	pthread_cond_t given;
	enum work_phase phase;
	struct batch *work;
	int broken; /* what the last commit said, if not to go on */
};

/* tell.c: call the event of an outcome that is durable. */
void ledger_tell(struct ledger *l, struct outcome *o);

/* check_fact.c: OUTCOME_CHARGED. */
void ledger_tell_charge(struct ledger *l, const struct outcome *o);

/* usage_row.c: OUTCOME_USED. */
void ledger_tell_usage(struct ledger *l, const struct outcome *o);

#endif

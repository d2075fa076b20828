/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader - the thread that reads for whoever asks, so that neither the loop nor
 * the ledger waits for a cold page.
 *
 * A read is a job: what it needs and what it found, with three functions that
 * know it. Its struct begins with a struct read_job:
 *
 *	static const struct read_kind kind = { sizeof(struct my_job), work,
 *		give, fini };
 *	struct my_job *j = read_job(&kind, token);
 *	... what it needs ...
 *	reader_ask(ledger_reader(l), &j->job);
 *
 * Owns:    its thread, its queues, the jobs on their way.
 * Borrows: the book's store, view, names and keys, which outlive it.
 * Threads: the functions here belong to the loop; of a job `work` is called by
 *          the reader, one after the other, `give` and `fini` by the loop.
 */
#ifndef LEDGER_READER_H
#define LEDGER_READER_H

#include "base/base.h"

#include <sys/queue.h>

struct book;
struct ledger;
struct ledger_events;
struct read_job;
struct reader;
struct store_txn;

/* More reads than this on their way are refused. */
#define READS_MAX 10000

struct read_kind {
	size_t size;
	/* Read what is asked for in one or more short read transactions;
	 * returns job->rc. Not called if there are too many: RC_BUSY. */
	int (*work)(struct book *b, struct read_job *job);
	/* Call the event. */
	void (*give)(struct read_job *job, const struct ledger_events *up,
	    void *arg);
	/* Free what it holds, but not itself; nothing may have been read. */
	void (*fini)(struct read_job *job);
};

struct read_job {
	const struct read_kind *kind;
	uint64_t token;
	int rc;
	STAILQ_ENTRY(read_job) next;
};

/* A zeroed job of kind->size bytes; reader_ask() takes it. */
void *read_job(const struct read_kind *kind, uint64_t token);

struct reader *reader_new(struct book *b, void (*wake)(void *), void *wake_arg);
void reader_free(struct reader *r);

/* For a file that only reads, and need not know the ledger's inside. */
struct reader *ledger_reader(struct ledger *l);

/* A read transaction at once, for what is read before the start. */
MUST_CHECK int ledger_begin_read(struct ledger *l, struct store_txn *t);

/* Jobs are worked on in the order in which they are asked for. */
void reader_ask(struct reader *r, struct read_job *job);

/* Call the events of what was read. */
void reader_turn(struct reader *r, const struct ledger_events *up, void *arg);

bool reader_is_idle(struct reader *r);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * loop_impl - what the files of net share of a loop, and nobody else sees.
 */
#ifndef NET_LOOP_IMPL_H
#define NET_LOOP_IMPL_H

#include "base/heap.h"
#include "net/avoid.h"
#include "net/loop.h"

#include <sys/queue.h>

struct listener;
struct resolver;
struct stream;

struct reaped {
	void (*fn)(void *obj);
	void *obj;
};

#define LOOP_SCRATCH 65536 /* many PDUs in one system call */

TAILQ_HEAD(stream_list, stream);

struct loop {
	struct event_base *base;
	struct event *tick; /* wakes the wait when a timer is due */
	struct event *bell; /* bell_fd was written to */
	int bell_fd;
	bool stopped, again;
	uint64_t progress, turn;
	uint8_t *scratch; /* LOOP_SCRATCH bytes: one read of any stream */
	struct heap timers;
	size_t dated; /* of them, those of dates */
	usec dates;   /* the wall clock is so far ahead of the monotonic one */
	struct loop_hook *hooks;
	struct loop_wake *wakes;
	struct listener *in_memory; /* listeners there */
	struct resolver *resolver;  /* NULL: no name was asked for yet */
	struct avoid avoid;         /* of those that were dialled */
	struct stream_list all;     /* that live */
	struct stream_list ready;   /* something may be handed up */
	struct stream_list unsent;  /* something waits to be written */
	struct reaped *reap;
	size_t reap_len, reap_cap;
};

/* In stream.c: the two places of a turn where streams have theirs. */
void streams_serve(struct loop *l);
void streams_flush(struct loop *l);

/* Kill all that are left. */
void streams_end(struct loop *l);

#endif

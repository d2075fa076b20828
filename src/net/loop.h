/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * loop - the turn of the thread that owns sockets and timers.
 *
 * A turn: wait, handle every event that is ready, fire the timers that are
 * due, run the turn-end hooks in the order of their registration, flush the
 * streams, free what was killed. Timers come after the reads, so that a
 * process which was stopped for a while does not judge its peers before it
 * has read what they sent meanwhile.
 *
 * Owns:     its event base, its resolver thread, what was given to reap.
 * Borrows:  hooks, wakes and timers: each is in its owner's memory, and must
 *           be taken out before that memory goes.
 * Threads:  one; loop_notify() from any thread, and from a signal handler.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/base.h"

#include <stdatomic.h>

struct event_base;
struct loop;

struct loop *loop_new(void);

/* Streams that are left are killed, what waits for the reaper is freed. */
void loop_free(struct loop *l);

/* Turn until loop_stop(), which ends it after the turn it was called in. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* One turn; it waits for an event only if it may and nothing is at hand. */
void loop_once(struct loop *l, bool may_wait);

/* The next turn does not wait. */
void loop_again(struct loop *l);

/* I/O steps so far: reads, writes, accepts, timers fired, wakeups. A loop
 * whose count stays the same over a turn has settled. http counts its own
 * steps by loop_step(). */
uint64_t loop_progress(const struct loop *l);
void loop_step(struct loop *l);

/* For net and http only: what libevent calls the loop. */
struct event_base *loop_base(struct loop *l);

/* Called once at the end of each turn. What it writes to streams is flushed
 * in the same turn. Set fn and arg before. A hook may take out itself. */
struct loop_hook {
	void (*fn)(void *arg);
	void *arg;
	struct loop_hook *next;
};
void loop_at_turn_end(struct loop *l, struct loop_hook *h);
void loop_hook_del(struct loop *l, struct loop_hook *h);

/* A doorbell: after loop_notify(), fn runs in the loop soon, once for all
 * rings that came before it ran. Set fn and arg, then init. No fini from
 * inside an fn. */
struct loop_wake {
	struct loop *loop;
	void (*fn)(void *arg);
	void *arg;
	atomic_bool rung;
	struct loop_wake *next;
};
void loop_wake_init(struct loop *l, struct loop_wake *w);
void loop_wake_fini(struct loop_wake *w);
void loop_notify(struct loop_wake *w);

/* Call fn(obj) when the turn has ended: nobody dies in a callback. */
void loop_reap(struct loop *l, void (*fn)(void *obj), void *obj);

/* When the earliest timer is due, by clock_mono(). False: none is set. */
bool loop_next_due(const struct loop *l, usec *at);

/* Fire the timers that are due now, and end the turn. For test mode, after
 * clock_advance(); every turn does so too. */
void loop_run_due(struct loop *l);

#endif

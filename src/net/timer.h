/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timer - one call at an instant of clock_mono(), inside its owner's struct.
 *
 * A frozen clock fires nothing until clock_advance() moved it.
 *
 * A date is waited for by what is left until it. Then somebody sets the wall
 * clock, or the machine sleeps, and it is another wait: a timer of dates fires
 * early for that, within TIMER_LEAP_SEEN. Its owner looks at the clock anyway,
 * and sets it again.
 *
 * Borrows: the loop; stop the timer before its memory goes.
 * Note:    a timer has stopped when it fires, and may be set again there.
 */
#ifndef NET_TIMER_H
#define NET_TIMER_H

#include "base/heap.h"

struct loop;

struct timer {
	struct heap_node node;
	struct loop *loop;
	void (*fired)(void *arg);
	void *arg;
	bool is_dated;
};

void timer_init(struct timer *t, struct loop *l, void (*fired)(void *arg),
    void *arg);

/* What it waits for are dates. Before it is set for the first time. */
void timer_dated(struct timer *t);

/* While a timer of dates is set, the loop wakes so often. */
#define TIMER_LEAP_SEEN SECOND

/* Fire at an instant, or after a delay; a set timer moves. */
void timer_at(struct timer *t, usec at);
void timer_in(struct timer *t, usec delay);

/* Nothing happens if it is not set. */
void timer_stop(struct timer *t);
bool timer_is_set(const struct timer *t);

#endif

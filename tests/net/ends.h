/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ends - the two ends of a stream in a test, and how to turn the loop.
 */
#ifndef TESTS_NET_ENDS_H
#define TESTS_NET_ENDS_H

#include "base/clock.h"
#include "net/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TURNS_MAX 2000
#define NOW       (1772464800 * SECOND) /* 2026-03-02T15:20:00Z */

struct end {
	struct stream *s;
	struct buf got;
	size_t eat_max; /* a call; 0: all */
	unsigned readables, drained;
	bool connected, closed, again, stay;
	int rc;
	char why[200];
};

static inline void on_connected(void *arg)
{
	struct end *e = arg;

	e->connected = true;
}

static inline void on_readable(void *arg, struct buf *in)
{
	struct end *e = arg;
	size_t n = in->len;

	e->readables++;
	if (e->stay)
		return;
	if (e->eat_max != 0 && n > e->eat_max)
		n = e->eat_max;
	buf_add(&e->got, buf_bytes(in), n);
	buf_eat(in, n);
	if (e->again && in->len != 0)
		stream_again(e->s);
}

static inline void on_drained(void *arg)
{
	struct end *e = arg;

	e->drained++;
}

static inline void on_closed(void *arg, int rc, const char *why)
{
	struct end *e = arg;

	assert_non_null(why);
	assert_false(e->closed);
	e->closed = true;
	e->rc = rc;
	snprintf(e->why, sizeof(e->why), "%s", why);
	e->s = NULL;
}

static const struct stream_events events = {
	.connected = on_connected,
	.readable = on_readable,
	.drained = on_drained,
	.closed = on_closed,
};

static struct loop *l;
static struct end a, b;

static inline int begin(void **state)
{
	(void)state;
	clock_freeze(NOW);
	l = loop_new();
	a = b = (struct end){ .s = NULL };
	return 0;
}

static inline int begin_pair(void **state)
{
	begin(state);
	stream_pair(l, &a.s, &b.s);
	stream_set_events(a.s, &events, &a);
	stream_set_events(b.s, &events, &b);
	return 0;
}

/* What is left of the streams goes; what they got is forgotten. */
static inline void forget(void)
{
	if (a.s != NULL)
		stream_kill(a.s);
	if (b.s != NULL)
		stream_kill(b.s);
	buf_free(&a.got);
	buf_free(&b.got);
	a = b = (struct end){ .s = NULL };
}

static inline int end(void **state)
{
	(void)state;
	forget();
	loop_free(l);
	return 0;
}

static inline void turns(int n)
{
	while (n-- > 0)
		loop_once(l, false);
}

/* Turns until nothing moves. */
static inline void settle(void)
{
	uint64_t before;

	do {
		before = loop_progress(l);
		turns(3);
	} while (loop_progress(l) != before);
}

static inline void on_accepted(void *arg, struct stream *s)
{
	struct end *e = arg;

	e->s = s;
	stream_set_events(s, &events, e);
}

static const struct listener_events accepting = { .accepted = on_accepted };

/* Waits for a condition of the peers; the clock that runs bounds it. */
#define wait_for(condition)                                            \
	do {                                                           \
		for (int turn_ = 0; turn_ < TURNS_MAX && !(condition); \
		     turn_++)                                          \
			loop_once(l, true);                            \
		assert_true(condition);                                \
	} while (0)

#endif

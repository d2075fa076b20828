/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The events of libevent only mark streams as ready; they are served in
 * loop_once(), in one order, so that a simulation over memory streams and a
 * frozen clock repeats exactly.
 */
#include "net/loop.h"

#include "base/clock.h"
#include "base/mem.h"
#include "net/loop_impl.h"
#include "net/resolve.h"
#include "net/timer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/event.h>

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

static void on_bell(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;
	struct loop_wake *next;
	uint64_t rings;

	(void)what;
	if (read(fd, &rings, sizeof(rings)) != (ssize_t)sizeof(rings))
		return;
	for (struct loop_wake *w = l->wakes; w != NULL; w = next) {
		next = w->next;
		if (!atomic_exchange(&w->rung, false))
			continue;
		l->progress++;
		w->fn(w->arg);
	}
}

static struct event_base *new_base(void)
{
	struct event_config *cfg = event_config_new();
	struct event_base *base = NULL;

	/* One thread uses the base; the bell is a plain descriptor. */
	if (cfg != NULL &&
	    event_config_set_flag(cfg, EVENT_BASE_FLAG_NOLOCK) == 0)
		base = event_base_new_with_config(cfg);
	if (cfg != NULL)
		event_config_free(cfg);
	return base;
}

struct loop *loop_new(void)
{
	struct loop *l = mem_new(1, sizeof(*l));

	l->scratch = mem_new(1, LOOP_SCRATCH);
	TAILQ_INIT(&l->all);
	TAILQ_INIT(&l->ready);
	TAILQ_INIT(&l->unsent);
	l->dates = clock_wall() - clock_mono();
	l->base = new_base();
	l->bell_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	/* Without them nothing can run: the same as no memory. */
	if (l->base == NULL || l->bell_fd < 0)
		abort();
	l->tick = event_new(l->base, -1, 0, on_tick, l);
	l->bell =
	    event_new(l->base, l->bell_fd, EV_READ | EV_PERSIST, on_bell, l);
	if (l->tick == NULL || l->bell == NULL || event_add(l->bell, NULL) != 0)
		abort();
	return l;
}

static void reap(struct loop *l)
{
	/* One that dies may give more to reap. */
	for (size_t i = 0; i < l->reap_len; i++)
		l->reap[i].fn(l->reap[i].obj);
	l->reap_len = 0;
}

void loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	streams_end(l);
	reap(l);
	resolver_free(l->resolver);
	event_free(l->tick);
	event_free(l->bell);
	event_base_free(l->base);
	close(l->bell_fd);
	heap_fini(&l->timers);
	free(l->reap);
	free(l->scratch);
	free(l);
}

void loop_run(struct loop *l)
{
	l->stopped = false;
	while (!l->stopped)
		loop_once(l, true);
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
	l->again = true;
}

void loop_again(struct loop *l)
{
	l->again = true;
}

uint64_t loop_progress(const struct loop *l)
{
	return l->progress;
}

void loop_step(struct loop *l)
{
	l->progress++;
}

struct event_base *loop_base(struct loop *l)
{
	return l->base;
}

void loop_at_turn_end(struct loop *l, struct loop_hook *h)
{
	struct loop_hook **at = &l->hooks;

	while (*at != NULL)
		at = &(*at)->next;
	h->next = NULL;
	*at = h;
}

void loop_hook_del(struct loop *l, struct loop_hook *h)
{
	struct loop_hook **at = &l->hooks;

	while (*at != NULL && *at != h)
		at = &(*at)->next;
	if (*at == h)
		*at = h->next;
}

void loop_wake_init(struct loop *l, struct loop_wake *w)
{
	w->loop = l;
	atomic_init(&w->rung, false);
	w->next = l->wakes;
	l->wakes = w;
}

void loop_wake_fini(struct loop_wake *w)
{
	struct loop_wake **at = &w->loop->wakes;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	if (*at == w)
		*at = w->next;
}

void loop_notify(struct loop_wake *w)
{
	const uint64_t one = 1;

	if (atomic_exchange(&w->rung, true))
		return;
	/* It fails only when the counter is full: then it is readable. */
	if (write(w->loop->bell_fd, &one, sizeof(one)) < 0)
		return;
}

void loop_reap(struct loop *l, void (*fn)(void *obj), void *obj)
{
	if (l->reap_len == l->reap_cap) {
		l->reap_cap = l->reap_cap * 2 + 16;
		l->reap = mem_resize(l->reap, l->reap_cap, sizeof(l->reap[0]));
	}
	l->reap[l->reap_len++] = (struct reaped){ .fn = fn, .obj = obj };
}

bool loop_next_due(const struct loop *l, usec *at)
{
	const struct heap_node *first = heap_first(&l->timers);

	if (first != NULL)
		*at = first->at;
	return first != NULL;
}

static bool is_due(const struct loop *l)
{
	usec at;

	return loop_next_due(l, &at) && at <= clock_mono();
}

/* The node is the first member of its timer. */
static void wake_dated(struct loop *l)
{
	usec now = clock_mono();
	size_t n = l->timers.len;
	struct heap_node **node = mem_new(n, sizeof(node[0]));

	memcpy(node, l->timers.node + 1, n * sizeof(node[0]));
	for (size_t i = 0; i < n; i++) {
		struct timer *t = (struct timer *)node[i];

		if (t->is_dated)
			timer_at(t, now);
	}
	free(node);
}

/* What somebody has set; a clock that is slewed goes so far in minutes. */
#define LEAP (SECOND / 2)

static void look_at_dates(struct loop *l)
{
	usec dates = clock_wall() - clock_mono();
	usec leap = dates - l->dates;

	if (leap >= -LEAP && leap <= LEAP)
		return;
	l->dates = dates;
	if (l->dated != 0)
		wake_dated(l);
}

/* One that sets itself again for now fires in the next turn at the latest, so
 * that a turn has an end. */
static void fire_due(struct loop *l)
{
	for (size_t n = l->timers.len; n > 0 && is_due(l); n--) {
		struct timer *t = (struct timer *)heap_first(&l->timers);

		timer_stop(t);
		l->progress++;
		t->fired(t->arg);
	}
}

static void end_turn(struct loop *l)
{
	struct loop_hook *next;

	l->turn++;
	look_at_dates(l);
	fire_due(l);
	for (struct loop_hook *h = l->hooks; h != NULL; h = next) {
		next = h->next;
		h->fn(h->arg);
	}
	streams_flush(l);
	reap(l);
}

void loop_run_due(struct loop *l)
{
	end_turn(l);
}

/* A frozen clock makes nothing due by waiting. */
static void arm_tick(struct loop *l)
{
	usec at, in;
	struct timeval tv;

	if (clock_is_frozen() || !loop_next_due(l, &at)) {
		event_del(l->tick);
		return;
	}
	in = at - clock_mono();
	if (in < 0)
		in = 0;
	if (l->dated != 0 && in > TIMER_LEAP_SEEN)
		in = TIMER_LEAP_SEEN;
	tv.tv_sec = (time_t)(in / SECOND);
	tv.tv_usec = (suseconds_t)(in % SECOND);
	event_add(l->tick, &tv);
}

void loop_once(struct loop *l, bool may_wait)
{
	int flags = EVLOOP_ONCE;

	if (l->again || !may_wait || is_due(l))
		flags |= EVLOOP_NONBLOCK;
	else
		arm_tick(l);
	l->again = false;
	event_base_loop(l->base, flags);
	streams_serve(l);
	end_turn(l);
}

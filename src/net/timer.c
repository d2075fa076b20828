/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/timer.h"

#include "base/clock.h"
#include "net/loop_impl.h"

void timer_init(struct timer *t, struct loop *l, void (*fired)(void *arg),
    void *arg)
{
	*t = (struct timer){ .loop = l, .fired = fired, .arg = arg };
}

void timer_dated(struct timer *t)
{
	t->is_dated = true;
}

void timer_at(struct timer *t, usec at)
{
	if (t->is_dated && !timer_is_set(t))
		t->loop->dated++;
	heap_put(&t->loop->timers, &t->node, at);
}

void timer_in(struct timer *t, usec delay)
{
	timer_at(t, clock_mono() + delay);
}

void timer_stop(struct timer *t)
{
	if (t->is_dated && timer_is_set(t))
		t->loop->dated--;
	heap_del(&t->loop->timers, &t->node);
}

bool timer_is_set(const struct timer *t)
{
	return t->node.place != 0;
}

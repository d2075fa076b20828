/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * At the end of each turn: has anything moved since the last one? After
 * QUIET_TURNS turns of PAUSE each in which nothing did, time goes on to the
 * next timer, or the request is answered.
 */
#include "daemon/testmode.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

#define QUIET_TURNS 10
#define PAUSE_NSEC  500000 /* for the bytes of a peer on this machine */

struct testmode {
	struct loop *loop;
	struct ledger *ledger;
	void (*answered)(uint64_t token, const struct testmode_answer *a,
	    void *arg);
	void *arg;
	struct loop_hook hook;
	bool waiting;
	uint64_t token;
	usec until;           /* a date */
	uint64_t began, last; /* steps */
	unsigned quiet;
};

static usec date_of(usec mono)
{
	return clock_wall() + mono - clock_mono();
}

static void answer(struct testmode *t)
{
	struct testmode_answer a = { .now = clock_wall(),
		.progress = loop_progress(t->loop) - t->began };
	usec due;

	if (loop_next_due(t->loop, &due))
		a.next_due = date_of(due);
	t->waiting = false;
	t->answered(t->token, &a, t->arg);
}

/* To the next instant at which something happens, no further than asked. */
static void go_on(struct testmode *t)
{
	usec due, to = t->until;

	if (loop_next_due(t->loop, &due) && date_of(due) < to)
		to = date_of(due);
	if (to > clock_wall())
		clock_advance(to - clock_wall());
	t->quiet = 0;
}

static bool is_due_now(const struct testmode *t)
{
	usec due;

	return loop_next_due(t->loop, &due) && due <= clock_mono();
}

static void turn_ended(void *arg)
{
	static const struct timespec pause = { .tv_nsec = PAUSE_NSEC };
	struct testmode *t = arg;
	uint64_t steps = loop_progress(t->loop);

	if (!t->waiting)
		return;
	if (steps != t->last || !ledger_is_idle(t->ledger) || is_due_now(t)) {
		t->last = steps;
		t->quiet = 0;
	} else {
		nanosleep(&pause, NULL);
		t->quiet++;
	}
	if (t->quiet >= QUIET_TURNS) {
		if (t->until > clock_wall())
			go_on(t);
		else
			answer(t);
	}
	loop_again(t->loop);
}

struct testmode *testmode_new(struct loop *l, struct ledger *ledger,
    void (
	*answered)(uint64_t token, const struct testmode_answer *a, void *arg),
    void *arg)
{
	struct testmode *t = mem_new(1, sizeof(*t));

	t->loop = l;
	t->ledger = ledger;
	t->answered = answered;
	t->arg = arg;
	t->hook = (struct loop_hook){ .fn = turn_ended, .arg = t };
	loop_at_turn_end(l, &t->hook);
	return t;
}

void testmode_free(struct testmode *t)
{
	if (t == NULL)
		return;
	loop_hook_del(t->loop, &t->hook);
	free(t);
}

int testmode_settle(struct testmode *t, uint64_t token, usec until)
{
	if (t->waiting)
		return RC_BUSY;
	if (until != 0 && until < clock_wall())
		return RC_BAD;
	t->waiting = true;
	t->token = token;
	t->until = until;
	t->began = t->last = loop_progress(t->loop);
	t->quiet = 0;
	loop_again(t->loop);
	return 0;
}

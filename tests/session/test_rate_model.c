/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rate against a modelled peer: it allows 137, then 40, then 300 PDUs a
 * second, counts them in its way and refuses the rest. Within 30 s of the
 * start and of each change, over the next 60 s, at least 90 % of what it
 * allows is taken, and at most 2 % of the answers are refusals (F9).
 */
#include "base/random.h"
#include "session/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define STEP   (SECOND / 1000)
#define SETTLE (30 * SECOND)
#define LOOK   (60 * SECOND)
#define LAG    (20 * SECOND / 1000) /* of a commit */
#define FLYING 2048                 /* more than any window */
#define PAST   8192                 /* more than any second's arrivals */

enum counting {
	BY_CLOCK,       /* what came in the second of its clock, as ours is */
	BY_OTHER_CLOCK, /* which is half a second off */
	SLIDING,        /* what it took in the second before */
	HARSH           /* and what it refused */
};

static const char *const counting_names[] = { "clock", "other clock", "sliding",
	"harsh" };

struct scene {
	enum counting counting;
	usec latency; /* of a round trip; -1: anything from 1 to 50 ms */
	uint32_t window;
	double limit; /* configured */
	usec lag;     /* from a free permit to the request */
};

struct flight {
	usec sent, back;
	bool is_refused;
};

struct world {
	const struct scene *scene;
	struct rate rate;
	usec now;

	struct flight flying[FLYING];
	size_t first, next;
	usec last_arrival, last_back; /* a stream keeps the order */
	uint32_t offered; /* to the owner, who takes scene.lag for it */
	usec offered_at;
	uint32_t pending; /* came, and may not be sent yet */

	unsigned allows; /* the peer, a second */
	usec second;
	unsigned came;
	usec past[PAST];
	size_t past_first, past_next;

	unsigned ok, refused; /* answers */
};

static bool counts_by_clock(struct world *w, usec at)
{
	bool is_off = w->scene->counting == BY_OTHER_CLOCK;
	usec second = (at + (is_off ? SECOND / 2 : 0)) / SECOND;

	if (second != w->second)
		w->came = 0;
	w->second = second;
	return ++w->came > w->allows;
}

static bool is_refused(struct world *w, usec at)
{
	bool over;

	if (w->scene->counting <= BY_OTHER_CLOCK)
		return counts_by_clock(w, at);
	while (w->past_first != w->past_next &&
	       w->past[w->past_first % PAST] <= at - SECOND)
		w->past_first++;
	over = w->past_next - w->past_first >= w->allows;
	if (!over || w->scene->counting == HARSH)
		w->past[w->past_next++ % PAST] = at;
	assert_true(w->past_next - w->past_first < PAST);
	return over;
}

static usec later_of(usec a, usec b)
{
	return a > b ? a : b;
}

static void send(struct world *w)
{
	struct flight *f = &w->flying[w->next++ % FLYING];
	usec half = w->scene->latency / 2;

	if (w->scene->latency < 0)
		half = (SECOND / 1000 + (usec)random_below(49000)) / 2;
	rate_sent(&w->rate, w->now);
	f->sent = w->now;
	w->last_arrival = later_of(w->now + half, w->last_arrival);
	f->is_refused = is_refused(w, w->last_arrival);
	w->last_back = later_of(w->last_arrival + half, w->last_back);
	f->back = w->last_back;
}

static void hear(struct world *w)
{
	while (w->first != w->next &&
	       w->flying[w->first % FLYING].back <= w->now) {
		const struct flight *f = &w->flying[w->first++ % FLYING];
		const struct rate_answer a = { f->sent, w->now, w->now };

		if (f->is_refused)
			rate_throttled(&w->rate, &a);
		else
			rate_ok(&w->rate, f->sent, w->now);
		*(f->is_refused ? &w->refused : &w->ok) += 1;
	}
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* What was offered comes a little later, as from a ledger that commits. */
static void offer(struct world *w, uint32_t room)
{
	uint32_t wanted = least(rate_wanted(&w->rate, w->now), room);

	if (w->offered == 0 && wanted > w->pending) {
		w->offered = wanted - w->pending;
		w->offered_at = w->now;
	}
	if (w->now < w->offered_at + w->scene->lag)
		return;
	w->pending += w->offered;
	w->offered = 0;
}

static void run(struct world *w, usec time)
{
	usec until = w->now + time;

	for (; w->now < until; w->now += STEP) {
		uint32_t room, free;

		hear(w);
		room = w->scene->window - (uint32_t)(w->next - w->first);
		free = least(rate_free(&w->rate, w->now), room);
		offer(w, room);
		for (; w->pending > 0 && free > 0; w->pending--, free--)
			send(w);
	}
}

static void tell(const struct world *w, double share, double refusals)
{
	const struct scene *s = w->scene;

	printf("    %-11s latency %2d ms window %4u limit %4.0f lag %d ms, "
	       "allows %3u: %5.1f %% of it, %4.2f %% refused\n",
	    counting_names[s->counting], (int)(s->latency / 1000), s->window,
	    s->limit, (int)(s->lag / 1000), w->allows, 100 * share,
	    100 * refusals);
}

/* The window bounds it too: one is given back a round trip later. */
static double possible(const struct world *w)
{
	const struct scene *s = w->scene;
	usec latency = s->latency < 0 ? 50 * SECOND / 1000 : s->latency;
	double most = (double)s->window * (double)SECOND /
		      (double)(latency + s->lag + STEP);

	return most < w->allows ? most : w->allows;
}

static void play(const struct scene *s)
{
	static const unsigned allows[] = { 137, 40, 300 };
	static struct world w;
	const struct rate_options opt = { .limit = s->limit, .adaptive = true };

	w = (struct world){ .scene = s, .now = 1000 * SECOND + SECOND / 3 };
	random_seed(5);
	rate_init(&w.rate, &opt);
	for (size_t i = 0; i < ARRAY_LEN(allows); i++) {
		double share, refusals;

		w.allows = allows[i];
		run(&w, SETTLE);
		w.ok = w.refused = 0;
		run(&w, LOOK);
		share = w.ok / (double)(LOOK / SECOND) / possible(&w);
		refusals = w.refused / (double)(w.ok + w.refused);
		tell(&w, share, refusals);
		assert_true(share >= 0.90);
		assert_true(refusals <= 0.02);
	}
	rate_fini(&w.rate);
}

static void play_all(enum counting counting, usec latency)
{
	static const uint32_t windows[] = { 10, 100, 1000 };

	for (size_t i = 0; i < 2 * ARRAY_LEN(windows); i++) {
		const struct scene s = { .counting = counting,
			.latency = latency,
			.window = windows[i / 2],
			.limit = i & 1 ? 1000 : 0,
			.lag = i < 2 ? 0 : LAG };

		play(&s);
	}
}

static void f9_the_rate_of_a_peer_by_the_clock_is_found(void **state)
{
	(void)state;
	play_all(BY_CLOCK, SECOND / 1000);
	play_all(BY_CLOCK, 50 * SECOND / 1000);
	play_all(BY_CLOCK, -1);
}

static void f9_the_rate_of_a_peer_by_another_clock_is_found(void **state)
{
	(void)state;
	play_all(BY_OTHER_CLOCK, SECOND / 1000);
	play_all(BY_OTHER_CLOCK, 50 * SECOND / 1000);
	play_all(BY_OTHER_CLOCK, -1);
}

static void f9_the_rate_of_a_sliding_peer_is_found(void **state)
{
	(void)state;
	play_all(SLIDING, SECOND / 1000);
	play_all(SLIDING, 50 * SECOND / 1000);
	play_all(SLIDING, -1);
}

static void f9_the_rate_of_a_peer_that_counts_refusals_is_found(void **state)
{
	(void)state;
	play_all(HARSH, SECOND / 1000);
	play_all(HARSH, 50 * SECOND / 1000);
	play_all(HARSH, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f9_the_rate_of_a_peer_by_the_clock_is_found),
		cmocka_unit_test(
		    f9_the_rate_of_a_peer_by_another_clock_is_found),
		cmocka_unit_test(f9_the_rate_of_a_sliding_peer_is_found),
		cmocka_unit_test(
		    f9_the_rate_of_a_peer_that_counts_refusals_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

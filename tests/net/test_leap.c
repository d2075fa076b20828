/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wall clock is set while the loop sleeps; for this nothing is frozen.
 */
#include "net/loop.h"

#include "base/clock.h"
#include "net/timer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static _Atomic time_t ahead; /* seconds */

/* In place of the C library's: a wall clock that can be set. */
int clock_gettime(clockid_t id, struct timespec *t)
{
	long rc = syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME)
		t->tv_sec += ahead;
	return (int)rc;
}

static void *set_clock(void *arg)
{
	const struct timespec soon = { .tv_nsec = 100000000 };

	(void)arg;
	nanosleep(&soon, NULL);
	ahead += 3600;
	return NULL;
}

static void fired(void *arg)
{
	loop_stop(arg);
}

static void an_idle_loop_sees_that_the_clock_was_set(void **state)
{
	usec began = clock_mono(), wall = clock_wall();
	struct loop *l = loop_new();
	struct timer date, last;
	pthread_t other;

	(void)state;
	timer_init(&date, l, fired, l);
	timer_dated(&date);
	timer_init(&last, l, fired, l);
	timer_in(&date, 1800 * SECOND);
	timer_in(&last, 10 * SECOND);
	assert_int_equal(pthread_create(&other, NULL, set_clock, NULL), 0);
	loop_run(l);
	assert_false(timer_is_set(&date));
	assert_true(clock_mono() - began < 3 * TIMER_LEAP_SEEN);
	assert_true(clock_wall() - wall >= 3600 * SECOND);
	pthread_join(other, NULL);
	timer_stop(&last);
	loop_free(l);
}

static void a_loop_without_dates_sleeps_as_long_as_it_may(void **state)
{
	struct loop *l = loop_new();
	usec began = clock_mono();
	struct timer span;

	(void)state;
	timer_init(&span, l, fired, l);
	timer_in(&span, TIMER_LEAP_SEEN + SECOND / 5);
	loop_once(l, true);
	assert_true(clock_mono() - began > TIMER_LEAP_SEEN);
	loop_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_idle_loop_sees_that_the_clock_was_set),
		cmocka_unit_test(a_loop_without_dates_sleeps_as_long_as_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

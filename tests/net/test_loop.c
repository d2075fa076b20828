/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/loop.h"

#include "base/clock.h"
#include "net/timer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char seen[64];

static void note(void *arg)
{
	strncat(seen, arg, sizeof(seen) - strlen(seen) - 1);
}

static int begin(void **state)
{
	seen[0] = '\0';
	clock_freeze(0);
	*state = loop_new();
	return 0;
}

static int end(void **state)
{
	loop_free(*state);
	return 0;
}

static void timers_fire_in_the_order_of_their_instants(void **state)
{
	struct loop *l = *state;
	struct timer a, b, c;

	timer_init(&a, l, note, (char[]){ "a" });
	timer_init(&b, l, note, (char[]){ "b" });
	timer_init(&c, l, note, (char[]){ "c" });
	timer_in(&a, 3 * SECOND);
	timer_in(&b, SECOND);
	timer_in(&c, 2 * SECOND);
	loop_once(l, false);
	assert_string_equal(seen, "");
	clock_advance(2 * SECOND);
	loop_run_due(l);
	assert_string_equal(seen, "bc");
	assert_false(timer_is_set(&b));
	timer_stop(&a);
	clock_advance(9 * SECOND);
	loop_run_due(l);
	assert_string_equal(seen, "bc");
}

static void the_next_due_instant_is_that_of_the_earliest_timer(void **state)
{
	struct loop *l = *state;
	struct timer a, b;
	usec at = 0;

	timer_init(&a, l, note, (char[]){ "a" });
	timer_init(&b, l, note, (char[]){ "b" });
	assert_false(loop_next_due(l, &at));
	timer_in(&a, 3 * SECOND);
	timer_in(&b, SECOND);
	assert_true(loop_next_due(l, &at));
	assert_int_equal(at, clock_mono() + SECOND);
	timer_in(&b, 5 * SECOND);
	assert_true(loop_next_due(l, &at));
	assert_int_equal(at, clock_mono() + 3 * SECOND);
	timer_stop(&a);
	timer_stop(&b);
}

static void a_date_is_looked_at_when_the_clock_was_set(void **state)
{
	struct loop *l = *state;
	struct timer date, span;

	timer_init(&date, l, note, (char[]){ "d" });
	timer_dated(&date);
	timer_init(&span, l, note, (char[]){ "s" });
	timer_in(&date, 3600 * SECOND);
	timer_in(&span, 60 * SECOND);
	clock_freeze(SECOND / 4); /* it was corrected a little */
	loop_run_due(l);
	assert_string_equal(seen, "");
	clock_freeze(7200 * SECOND);
	loop_run_due(l);
	assert_string_equal(seen, "d");
	timer_in(&date, 3600 * SECOND);
	loop_run_due(l);
	assert_string_equal(seen, "d"); /* once for each time */
	clock_freeze(0);
	loop_run_due(l);
	assert_string_equal(seen, "dd");
	timer_stop(&span);
}

static struct timer again;

static void set_again(void *arg)
{
	note(arg);
	timer_in(&again, SECOND);
}

static void a_timer_may_set_itself_again(void **state)
{
	struct loop *l = *state;

	timer_init(&again, l, set_again, (char[]){ "x" });
	timer_in(&again, SECOND);
	for (int i = 0; i < 3; i++) {
		clock_advance(SECOND);
		loop_run_due(l);
	}
	assert_string_equal(seen, "xxx");
	timer_stop(&again);
}

static void set_again_now(void *arg)
{
	note(arg);
	timer_in(&again, 0);
}

static void a_timer_set_for_now_neither_waits_nor_blocks(void **state)
{
	struct loop *l = *state;

	timer_init(&again, l, set_again_now, (char[]){ "x" });
	timer_in(&again, 0);
	loop_once(l, true);
	loop_once(l, true);
	assert_string_equal(seen, "xx");
	timer_stop(&again);
}

static void hooks_run_after_timers_in_their_order(void **state)
{
	struct loop *l = *state;
	struct loop_hook one = { .fn = note, .arg = (char[]){ "1" } };
	struct loop_hook two = { .fn = note, .arg = (char[]){ "2" } };
	struct timer t;

	timer_init(&t, l, note, (char[]){ "t" });
	loop_at_turn_end(l, &one);
	loop_at_turn_end(l, &two);
	timer_in(&t, 0);
	loop_once(l, false);
	assert_string_equal(seen, "t12");
	loop_hook_del(l, &one);
	loop_once(l, false);
	assert_string_equal(seen, "t122");
	loop_hook_del(l, &two);
}

static void what_is_reaped_dies_at_the_end_of_the_turn(void **state)
{
	struct loop *l = *state;
	struct loop_hook h = { .fn = note, .arg = (char[]){ "h" } };

	loop_at_turn_end(l, &h);
	loop_reap(l, note, (char[]){ "r" });
	assert_string_equal(seen, "");
	loop_once(l, false);
	assert_string_equal(seen, "hr");
	loop_hook_del(l, &h);
}

static void *ring_often(void *arg)
{
	for (int i = 0; i < 1000; i++)
		loop_notify(arg);
	return NULL;
}

static void a_ring_from_another_thread_ends_the_wait(void **state)
{
	struct loop *l = *state;
	struct loop_wake w = { .fn = note, .arg = (char[]){ "w" } };
	struct loop_wake other = { .fn = note, .arg = (char[]){ "o" } };
	pthread_t t;

	loop_wake_init(l, &w);
	loop_wake_init(l, &other);
	assert_int_equal(pthread_create(&t, NULL, ring_often, &w), 0);
	while (seen[0] == '\0')
		loop_once(l, true);
	pthread_join(t, NULL);
	loop_once(l, false);
	assert_int_equal(seen[0], 'w');
	assert_null(strchr(seen, 'o'));
	loop_wake_fini(&w);
	loop_wake_fini(&other);
}

static void rings_before_a_turn_are_heard_once(void **state)
{
	struct loop *l = *state;
	struct loop_wake w = { .fn = note, .arg = (char[]){ "w" } };
	uint64_t before = loop_progress(l);

	loop_wake_init(l, &w);
	ring_often(&w);
	loop_once(l, true);
	loop_once(l, false);
	assert_string_equal(seen, "w");
	assert_int_equal(loop_progress(l), before + 1);
	loop_wake_fini(&w);
}

static void stop(void *arg)
{
	loop_stop(arg);
}

static void a_stop_ends_the_run_after_its_turn(void **state)
{
	struct loop *l = *state;
	struct loop_wake w = { .fn = stop, .arg = l };
	struct loop_hook h = { .fn = note, .arg = (char[]){ "h" } };

	loop_wake_init(l, &w);
	loop_at_turn_end(l, &h);
	loop_notify(&w);
	loop_run(l);
	assert_string_equal(seen, "h");
	loop_hook_del(l, &h);
	loop_wake_fini(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    timers_fire_in_the_order_of_their_instants, begin, end),
		cmocka_unit_test_setup_teardown(
		    the_next_due_instant_is_that_of_the_earliest_timer, begin,
		    end),
		cmocka_unit_test_setup_teardown(
		    a_date_is_looked_at_when_the_clock_was_set, begin, end),
		cmocka_unit_test_setup_teardown(a_timer_may_set_itself_again,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    a_timer_set_for_now_neither_waits_nor_blocks, begin, end),
		cmocka_unit_test_setup_teardown(
		    hooks_run_after_timers_in_their_order, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_is_reaped_dies_at_the_end_of_the_turn, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_ring_from_another_thread_ends_the_wait, begin, end),
		cmocka_unit_test_setup_teardown(
		    rings_before_a_turn_are_heard_once, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_stop_ends_the_run_after_its_turn, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

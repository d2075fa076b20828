/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/brake.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct brake_pair one = { 7, 12125550100 },
			       other = { 8, 12125550100 };

/* How many replies leave of `n`, one each `every`. */
static unsigned send_many(struct brake *b, const struct brake_pair *p,
    unsigned n, usec every)
{
	unsigned left = 0;

	for (unsigned i = 0; i < n; i++, clock_advance(every)) {
		usec now = clock_mono();

		if (brake_lets(b, p, now)) {
			brake_sent(b, p, now);
			left++;
		} else {
			(void)brake_held(b, p, now);
		}
	}
	return left;
}

static int begin(void **state)
{
	clock_freeze(1772464800 * SECOND);
	*state = brake_new();
	return 0;
}

static int end(void **state)
{
	brake_free(*state);
	return 0;
}

static void a_pair_gets_thirty_replies_in_thirty_seconds(void **state)
{
	struct brake *b = *state;

	assert_int_equal(send_many(b, &one, 60, 0), 30);
	assert_int_equal(send_many(b, &other, 1, 0), 1);
	clock_advance(BRAKE_TIME - 1);
	assert_false(brake_lets(b, &one, clock_mono()));
	clock_advance(1);
	assert_int_equal(send_many(b, &one, 60, 0), 30);
}

static void the_thirty_seconds_slide(void **state)
{
	struct brake *b = *state;

	assert_int_equal(send_many(b, &one, 15, 0), 15);
	clock_advance(20 * SECOND);
	assert_int_equal(send_many(b, &one, 60, 0), 15);
	clock_advance(10 * SECOND);
	assert_int_equal(send_many(b, &one, 60, 0), 15);
}

static void a_slow_loop_is_stopped_by_the_hour(void **state)
{
	struct brake *b = *state;

	assert_int_equal(send_many(b, &one, 900, 2 * SECOND), BRAKE_HOURLY);
	clock_advance(30 * MINUTE);
	assert_int_equal(send_many(b, &one, 900, 2 * SECOND), BRAKE_HOURLY);
}

static void what_was_held_is_told_until_an_hour_after(void **state)
{
	struct brake *b = *state;
	usec began = clock_wall();
	uint64_t n;

	assert_int_equal(brake_since(b, clock_mono(), &n), 0);
	send_many(b, &one, 33, 0);
	assert_int_equal(brake_since(b, clock_mono(), &n), began);
	assert_int_equal(n, 3);
	clock_advance(HOUR);
	assert_int_equal(brake_since(b, clock_mono(), &n), 0);
	send_many(b, &one, 31, 0);
	assert_int_equal(brake_since(b, clock_mono(), &n), began + HOUR);
	assert_int_equal(n, 1);
}

static void a_pair_is_logged_once_a_minute(void **state)
{
	struct brake *b = *state;

	send_many(b, &one, 30, 0);
	assert_true(brake_held(b, &one, clock_mono()));
	assert_false(brake_held(b, &one, clock_mono()));
	clock_advance(MINUTE);
	assert_true(brake_held(b, &one, clock_mono()));
}

/* More pairs than are kept: those that wrote last are. */
static void who_goes_on_is_not_forgotten(void **state)
{
	struct brake *b = *state;

	send_many(b, &one, 30, 0);
	for (uint64_t i = 0; i < 30000; i++) {
		const struct brake_pair p = { 9, i };

		brake_sent(b, &p, clock_mono());
		if (i % 10000 == 0)
			brake_sent(b, &one, clock_mono());
	}
	assert_false(brake_lets(b, &one, clock_mono()));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_pair_gets_thirty_replies_in_thirty_seconds, begin, end),
		cmocka_unit_test_setup_teardown(the_thirty_seconds_slide, begin,
		    end),
		cmocka_unit_test_setup_teardown(
		    a_slow_loop_is_stopped_by_the_hour, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_was_held_is_told_until_an_hour_after, begin, end),
		cmocka_unit_test_setup_teardown(a_pair_is_logged_once_a_minute,
		    begin, end),
		cmocka_unit_test_setup_teardown(who_goes_on_is_not_forgotten,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

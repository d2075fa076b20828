/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/caps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Noon of some day, and 10 s into the minute. */
static const usec noon = 20000 * DAY + 12 * HOUR + 10 * SECOND;

static void limit(struct caps *c, uint64_t minute, uint64_t hour, uint64_t day)
{
	const uint64_t limits[CAPS_SPANS] = { minute, hour, day };

	caps_configure(c, limits);
}

static void take(struct caps *c, usec wall, unsigned n)
{
	while (n-- > 0)
		caps_take(c, wall);
}

static void no_caps_allow_all_and_count_nothing(void **state)
{
	struct caps c = { 0 };
	usec until;

	(void)state;
	limit(&c, 0, 0, 0);
	assert_false(caps_any(&c));
	take(&c, noon, 100);
	assert_int_equal(caps_free(&c, noon), CAPS_UNLIMITED);
	assert_null(caps_reached(&c, noon, &until));
	assert_int_equal(c.cap[CAPS_DAY].count, 0);
}

static void a_cap_opens_with_the_next_clock_minute(void **state)
{
	struct caps c = { 0 };
	usec until;

	(void)state;
	limit(&c, 100, 0, 0);
	for (int i = 0; i < 1000; i++) /* asking uses nothing up */
		assert_int_equal(caps_free(&c, noon), 100);
	take(&c, noon, 60);
	take(&c, noon + 49 * SECOND, 40);
	assert_int_equal(caps_free(&c, noon + 50 * SECOND - 1), 0);
	assert_string_equal(caps_reached(&c, noon + 49 * SECOND, &until),
	    "minute");
	assert_int_equal(until, noon + 50 * SECOND);
	assert_null(caps_reached(&c, noon + 50 * SECOND, &until));
	assert_int_equal(caps_free(&c, noon + 50 * SECOND), 100);
}

static void the_least_of_the_caps_holds(void **state)
{
	struct caps c = { 0 };
	usec until;

	(void)state;
	limit(&c, 100, 250, 260);
	take(&c, noon, 100);
	assert_string_equal(caps_reached(&c, noon, &until), "minute");
	take(&c, noon + MINUTE, 100);
	take(&c, noon + 2 * MINUTE, 50);
	assert_int_equal(caps_free(&c, noon + 3 * MINUTE), 0);
	assert_string_equal(caps_reached(&c, noon + 3 * MINUTE, &until),
	    "hour");
	assert_int_equal(until, 20000 * DAY + 13 * HOUR);
	assert_int_equal(caps_free(&c, noon + HOUR), 10);
	take(&c, noon + HOUR, 10);
	assert_string_equal(caps_reached(&c, noon + HOUR, &until), "day");
	assert_int_equal(until, 20001 * DAY);
	assert_int_equal(caps_free(&c, 20001 * DAY), 100);
}

static void counts_survive_new_limits(void **state)
{
	struct caps c = { 0 };

	(void)state;
	limit(&c, 0, 0, 1000);
	take(&c, noon, 30);
	limit(&c, 50, 0, 25);
	assert_int_equal(caps_free(&c, noon), 0);
	limit(&c, 50, 0, 0);
	assert_int_equal(caps_free(&c, noon), 20);
}

static void a_clock_set_back_far_does_not_close_a_cap_for_ever(void **state)
{
	struct caps c = { 0 };

	(void)state;
	limit(&c, 10, 0, 0);
	take(&c, noon, 10);
	assert_int_equal(caps_free(&c, noon - 15 * SECOND), 0);
	assert_int_equal(caps_free(&c, noon - DAY), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_caps_allow_all_and_count_nothing),
		cmocka_unit_test(a_cap_opens_with_the_next_clock_minute),
		cmocka_unit_test(the_least_of_the_caps_holds),
		cmocka_unit_test(counts_survive_new_limits),
		cmocka_unit_test(
		    a_clock_set_back_far_does_not_close_a_cap_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

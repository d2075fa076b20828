/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/limit.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct limit l;

static void begin(struct limit_options opt)
{
	usec start;

	assert_int_equal(clock_parse("2026-03-02T12:00:00Z", &start), 0);
	clock_freeze(start);
	limit_set(&l, &opt);
}

/* How many of these are taken, at this moment. */
static unsigned taken_of(unsigned n)
{
	unsigned taken = 0;

	while (n-- > 0)
		taken += !limit_is_over(&l);
	return taken;
}

static void no_limit_takes_all(void **state)
{
	(void)state;
	begin((struct limit_options){ 0 });
	assert_int_equal(taken_of(1000), 1000);
	limit_fini(&l);
}

static void a_second_of_the_clock_begins_anew(void **state)
{
	(void)state;
	begin((struct limit_options){ .per_second = 3 });
	clock_advance(900000);
	assert_int_equal(taken_of(5), 3);
	clock_advance(100000);
	assert_int_equal(taken_of(5), 3);
	limit_fini(&l);
}

static void punished_excess_takes_from_the_next_second(void **state)
{
	(void)state;
	begin((struct limit_options){ .per_second = 3, .punish = true });
	assert_int_equal(taken_of(5), 3);
	clock_advance(SECOND);
	assert_int_equal(taken_of(1), 1);
	assert_int_equal(taken_of(10), 0);
	clock_advance(SECOND);
	assert_int_equal(taken_of(1), 0);
	clock_advance(2 * SECOND);
	assert_int_equal(taken_of(3), 3);
	limit_fini(&l);
}

static void the_last_1000_ms_have_no_seam(void **state)
{
	(void)state;
	begin((struct limit_options){ .per_second = 3, .sliding = true });
	clock_advance(900000);
	assert_int_equal(taken_of(5), 3);
	clock_advance(100000);
	assert_int_equal(taken_of(5), 0);
	clock_advance(899999);
	assert_int_equal(taken_of(1), 0);
	clock_advance(1);
	assert_int_equal(taken_of(5), 3);
	limit_fini(&l);
}

static void who_does_not_slow_down_is_let_through_no_more(void **state)
{
	unsigned taken = 0;

	(void)state;
	begin((struct limit_options){ .per_second = 10,
	    .sliding = true,
	    .punish = true });
	for (int i = 0; i < 300; i++) {
		taken += taken_of(1);
		clock_advance(SECOND / 20);
	}
	assert_int_equal(taken, 10);
	clock_advance(SECOND);
	assert_int_equal(taken_of(20), 10);
	limit_fini(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_limit_takes_all),
		cmocka_unit_test(a_second_of_the_clock_begins_anew),
		cmocka_unit_test(punished_excess_takes_from_the_next_second),
		cmocka_unit_test(the_last_1000_ms_have_no_seam),
		cmocka_unit_test(who_does_not_slow_down_is_let_through_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/random.h"
#include "session/permits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_permit_comes_back_a_second_after_its_use(void **state)
{
	struct permits p;
	usec at;

	(void)state;
	permits_init(&p, 2);
	assert_int_equal(permits_free(&p, 0), 2);
	assert_int_equal(permits_next(&p, &at), RC_NOT_FOUND);
	permits_take(&p, 0);
	permits_take(&p, 400000);
	assert_int_equal(permits_free(&p, SECOND - 1), 0);
	assert_int_equal(permits_next(&p, &at), 0);
	assert_int_equal(at, SECOND);
	assert_int_equal(permits_free(&p, SECOND), 1);
	assert_int_equal(permits_free(&p, SECOND + 399999), 1);
	assert_int_equal(permits_free(&p, SECOND + 400000), 2);
	permits_fini(&p);
}

static void a_rate_of_zero_is_no_limit(void **state)
{
	struct permits p;

	(void)state;
	permits_init(&p, 0);
	for (int i = 0; i < 1000; i++)
		permits_take(&p, 0);
	assert_int_equal(permits_free(&p, 0), PERMITS_UNLIMITED);
	permits_fini(&p);
}

/* Uses in 10 seconds if each permit is used as soon as it is there. */
static unsigned uses_of(double rate)
{
	struct permits p;
	unsigned n = 0;

	permits_init(&p, rate);
	for (usec now = 0; now < 10 * SECOND; now += SECOND / 100) {
		while (permits_free(&p, now) != 0) {
			permits_take(&p, now);
			n++;
		}
	}
	permits_fini(&p);
	return n;
}

static void a_fraction_is_kept_over_time(void **state)
{
	(void)state;
	assert_int_equal(uses_of(0.5), 5);
	assert_int_equal(uses_of(1), 10);
	assert_in_range(uses_of(2.5), 25, 27); /* the first ones at once */
	assert_int_equal(uses_of(100), 1000);
}

/* P3, whatever happens to the rate meanwhile. */
static void no_second_sees_more_than_the_highest_rate(void **state)
{
	static usec used[100000];
	size_t n = 0, first = 0;
	struct permits p;

	(void)state;
	random_seed(3);
	permits_init(&p, 100);
	for (usec now = 0; now < 200 * SECOND; now += SECOND / 1000) {
		if (random_below(500) == 0)
			permits_set(&p, 1 + (double)random_below(100));
		for (uint32_t i = permits_free(&p, now); i > 0; i--) {
			permits_take(&p, now);
			used[n++] = now;
		}
		while (first < n && used[first] <= now - SECOND)
			first++;
		assert_true(n - first <= 100);
	}
	assert_true(n > 5000);
	permits_fini(&p);
}

static void a_lower_rate_waits_until_enough_came_back(void **state)
{
	struct permits p;
	usec at;

	(void)state;
	permits_init(&p, 4);
	for (usec i = 0; i < 4; i++)
		permits_take(&p, i * SECOND / 4);
	permits_set(&p, 2);
	assert_int_equal(permits_free(&p, SECOND * 3 / 4), 0);
	assert_int_equal(permits_free_at(&p, 3 * SECOND / 2), 1);
	assert_int_equal(permits_free_at(&p, 3 * SECOND), 2);
	assert_int_equal(permits_used(&p, SECOND * 3 / 4), 4);
	assert_int_equal(permits_next(&p, &at), 0);
	assert_int_equal(at, 3 * SECOND / 2);
	assert_int_equal(permits_free(&p, at - 1), 0);
	assert_int_equal(permits_free(&p, at), 1);
	permits_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_permit_comes_back_a_second_after_its_use),
		cmocka_unit_test(a_rate_of_zero_is_no_limit),
		cmocka_unit_test(a_fraction_is_kept_over_time),
		cmocka_unit_test(no_second_sees_more_than_the_highest_rate),
		cmocka_unit_test(a_lower_rate_waits_until_enough_came_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

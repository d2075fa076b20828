/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one event does to the rate. How it finds a peer's limit in the long
 * run is in test_rate_model.c.
 */
#include "session/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MS    (SECOND / 1000)
#define START (1000 * SECOND)

static struct rate r;

static void begin(double limit, bool adaptive)
{
	const struct rate_options opt = { .limit = limit,
		.adaptive = adaptive };

	rate_init(&r, &opt);
}

static int end(void **state)
{
	(void)state;
	rate_fini(&r);
	return 0;
}

static struct rate_status status(void)
{
	struct rate_status st;

	rate_status(&r, &st);
	return st;
}

/* `n` requests evenly over a second from `from` on, each taken at once. */
static void taken(usec from, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		usec at = from + i * SECOND / n;

		if (rate_free(&r, at) == 0)
			continue;
		rate_sent(&r, at);
		rate_ok(&r, at, at);
	}
}

static struct rate_answer at(usec sent)
{
	return (struct rate_answer){ .sent = sent, .now = sent, .wall = sent };
}

static void throttle(usec sent)
{
	const struct rate_answer a = at(sent);

	rate_throttled(&r, &a);
}

static void without_limits_all_is_free(void **state)
{
	(void)state;
	begin(0, true);
	assert_false(rate_is_limited(&r));
	taken(START, 5000);
	assert_false(rate_is_limited(&r));
	assert_int_equal(rate_free(&r, START), RATE_UNLIMITED);
	assert_true(status().allowed == 0);
	assert_string_equal(status().reason, "as configured");
}

static void f8_a_refusal_stops_to_the_end_of_its_clock_second(void **state)
{
	usec next;

	(void)state;
	begin(0, true);
	taken(START, 1000);
	throttle(START + 1250 * MS);
	assert_true(rate_is_limited(&r));
	assert_int_equal(rate_free(&r, START + 2 * SECOND - 1), 0);
	assert_int_equal(rate_next(&r, START + 1300 * MS, &next), 0);
	assert_int_equal(next, START + 2 * SECOND);
	assert_false(rate_is_paused(&r, START + 2 * SECOND));
}

static void f8_it_goes_on_just_below_what_was_refused(void **state)
{
	(void)state;
	begin(0, true);
	taken(START, 200);
	throttle(START + 999 * MS);
	(void)rate_free(&r, START + SECOND);
	assert_in_range((int)status().found, 190, 199);
	assert_in_range((int)status().refused, 198, 200);
	assert_non_null(strstr(status().reason, "0x58"));
}

static void many_refusals_at_once_are_one(void **state)
{
	double found;

	(void)state;
	begin(0, true);
	taken(START, 200);
	for (int i = 0; i < 50; i++)
		throttle(START + 900 * MS + i * MS);
	(void)rate_free(&r, START + SECOND);
	found = status().found;
	assert_true(found > 170);
	throttle(START + 990 * MS); /* late, sent before the fall */
	(void)rate_free(&r, START + 2 * SECOND);
	assert_true(status().found == found);
}

static void the_found_rate_is_spread_over_the_second(void **state)
{
	unsigned n = 0;

	(void)state;
	begin(0, true);
	taken(START, 200);
	throttle(START + 999 * MS);
	for (usec t = START + 2 * SECOND; t < START + 2100 * MS; t += MS) {
		for (uint32_t f = rate_free(&r, t); f > 0; f--, n++)
			rate_sent(&r, t);
	}
	assert_in_range(n, 20, 40); /* a tenth of the second, and the store */
}

static void it_asks_a_moment_ahead_of_what_may_be_sent(void **state)
{
	uint32_t free;

	(void)state;
	begin(0, true);
	taken(START, 200);
	throttle(START + 999 * MS);
	assert_int_equal(rate_free(&r, START + 999 * MS), 0);
	assert_int_equal(rate_wanted(&r, START + 999 * MS), 0);
	free = rate_free(&r, START + 1001 * MS);
	assert_in_range(rate_wanted(&r, START + 1001 * MS), free + 3,
	    free + 8); /* 25 ms of about 200 a second */
}

static void f8_it_grows_only_where_it_limits(void **state)
{
	double before;

	(void)state;
	begin(0, true);
	taken(START, 200);
	throttle(START + 999 * MS);
	(void)rate_free(&r, START + SECOND);
	before = status().found;
	for (int i = 1; i < 60; i++)
		taken(START + i * SECOND, 20);
	assert_true(status().found == before);
	for (int i = 60; i < 62; i++)
		taken(START + i * SECOND, 400);
	assert_true(status().found > before);
}

static void the_configured_limit_bounds_what_is_found(void **state)
{
	(void)state;
	begin(250, true);
	assert_int_equal(rate_free(&r, START), 250);
	taken(START, 200);
	throttle(START + 999 * MS);
	(void)rate_free(&r, START + SECOND);
	assert_true(status().allowed < 200);
	for (int i = 1; i < 60; i++)
		taken(START + i * SECOND, 1000);
	assert_true(status().found == 0);
	assert_true(status().allowed == 250);
}

static void it_never_falls_below_the_least(void **state)
{
	const struct rate_options opt = { .min = 30, .adaptive = true };

	(void)state;
	rate_init(&r, &opt);
	for (int i = 0; i < 100; i++) {
		taken(START + i * SECOND, 40);
		throttle(START + i * SECOND + 999 * MS);
	}
	(void)rate_free(&r, START + 100 * SECOND);
	assert_true(status().found == 30);
}

static void when_it_is_not_adaptive_a_refusal_only_stops(void **state)
{
	(void)state;
	begin(0, false);
	taken(START, 200);
	throttle(START + 999 * MS);
	assert_int_equal(rate_free(&r, START + 999 * MS), 0);
	assert_int_equal(rate_free(&r, START + SECOND), RATE_UNLIMITED);
	assert_false(rate_is_limited(&r));
}

static void new_options_keep_what_was_found(void **state)
{
	struct rate_options opt = { .limit = 500, .adaptive = true };

	(void)state;
	begin(0, true);
	taken(START, 200);
	throttle(START + 999 * MS);
	(void)rate_free(&r, START + SECOND);
	rate_configure(&r, &opt);
	assert_in_range((int)status().found, 190, 199);
	opt.limit = 100;
	rate_configure(&r, &opt);
	assert_true(status().allowed == 100);
	opt = (struct rate_options){ 0 };
	rate_configure(&r, &opt);
	assert_true(status().allowed == 0);
}

static void f10_one_full_queue_is_about_that_message(void **state)
{
	struct rate_answer a = at(START + 500 * MS);

	(void)state;
	begin(0, true);
	taken(START, 100);
	for (int i = 0; i < 4; i++)
		assert_false(rate_queue_full(&r, &a));
	assert_false(rate_is_limited(&r));
}

static void f10_a_full_smsc_is_slowed_gently(void **state)
{
	struct rate_answer a = at(START + 1100 * MS);
	bool is_smsc = false;

	(void)state;
	begin(0, true);
	taken(START, 100);
	for (int i = 0; i < 10; i++)
		is_smsc = rate_queue_full(&r, &a);
	assert_true(is_smsc);
	assert_int_equal(rate_free(&r, START + 2 * SECOND - 1), 0);
	(void)rate_free(&r, START + 2 * SECOND);
	assert_in_range((int)status().found, 80, 95);
	assert_non_null(strstr(status().reason, "0x14"));
}

static void f12_congestion_scales_the_rate(void **state)
{
	const struct rate_answer a = at(START + 990 * MS);
	const struct rate_answer b = at(START + 1990 * MS);

	(void)state;
	begin(0, true);
	taken(START, 1000);
	rate_congestion(&r, &a, 79);
	rate_congestion(&r, &a, 89);
	assert_true(status().found == 0);
	rate_congestion(&r, &a, 99);
	rate_congestion(&r, &a, 99); /* once a second */
	assert_in_range((int)status().found, 870, 900);
	assert_non_null(strstr(status().reason, "congestion"));
	rate_congestion(&r, &b, 90);
	assert_in_range((int)status().found, 861, 891);
}

static void f12_the_rate_comes_back_when_it_is_over(void **state)
{
	const struct rate_answer a = at(START + 990 * MS);

	(void)state;
	begin(0, true);
	taken(START, 1000);
	rate_congestion(&r, &a, 100);
	assert_in_range((int)status().found, 860, 890);
	for (int i = 1; i < 8; i++)
		taken(START + i * SECOND, 2000);
	assert_true(status().found > 950);
}

#define CASE(f) cmocka_unit_test_teardown(f, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(without_limits_all_is_free),
		CASE(f8_a_refusal_stops_to_the_end_of_its_clock_second),
		CASE(f8_it_goes_on_just_below_what_was_refused),
		CASE(many_refusals_at_once_are_one),
		CASE(the_found_rate_is_spread_over_the_second),
		CASE(it_asks_a_moment_ahead_of_what_may_be_sent),
		CASE(f8_it_grows_only_where_it_limits),
		CASE(the_configured_limit_bounds_what_is_found),
		CASE(it_never_falls_below_the_least),
		CASE(when_it_is_not_adaptive_a_refusal_only_stops),
		CASE(new_options_keep_what_was_found),
		CASE(f10_one_full_queue_is_about_that_message),
		CASE(f10_a_full_smsc_is_slowed_gently),
		CASE(f12_congestion_scales_the_rate),
		CASE(f12_the_rate_comes_back_when_it_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

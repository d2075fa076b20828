/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/date.h>

#include "base/base.h"
#include "base/clock.h"

/* The instant of an ISO date. */
static usec at(const char *iso)
{
	usec when;

	assert_int_equal(clock_parse(iso, &when), 0);
	return when;
}

static void check_parse(const char *text, const char *now, const char *iso)
{
	int64_t when;

	assert_int_equal(smpp_date_parse(text, at(now), &when), 0);
	assert_int_equal(when, at(iso));
}

static void an_absolute_time_is_local_with_its_offset(void **state)
{
	(void)state;
	check_parse("260302152000000+", "2026-01-01T00:00:00Z",
	    "2026-03-02T15:20:00Z");
	/* 8 quarters of an hour ahead of UTC, so two hours earlier in UTC */
	check_parse("260302152000008+", "2026-01-01T00:00:00Z",
	    "2026-03-02T13:20:00Z");
	check_parse("260302233000020-", "2026-01-01T00:00:00Z",
	    "2026-03-03T04:30:00Z");
	check_parse("240229235959948+", "2026-01-01T00:00:00Z",
	    "2024-02-29T11:59:59.900Z");
}

static void a_year_is_the_one_nearest_to_now(void **state)
{
	(void)state;
	check_parse("991231235959000+", "2000-01-01T00:00:00Z",
	    "1999-12-31T23:59:59Z");
	check_parse("000101000000000+", "1999-12-31T00:00:00Z",
	    "2000-01-01T00:00:00Z");
	check_parse("760101000000000+", "2026-01-01T00:00:00Z",
	    "2076-01-01T00:00:00Z");
	check_parse("770101000000000+", "2026-01-01T00:00:00Z",
	    "1977-01-01T00:00:00Z");
}

static void a_relative_time_counts_from_now(void **state)
{
	(void)state;
	check_parse("000001000000000R", "2026-03-02T15:20:00Z",
	    "2026-03-03T15:20:00Z");
	/* SMPP 3.4, 7.1.1.2: 2 years, 6 months, 10 days, 23:34:29 */
	check_parse("020610233429000R", "2026-01-01T00:00:00Z",
	    "2028-07-11T23:34:29Z");
	/* the 31st of a month that has 28 days is its last */
	check_parse("000100000000000R", "2026-01-31T12:00:00Z",
	    "2026-02-28T12:00:00Z");
	assert_true(smpp_date_is_relative("000001000000000R"));
	assert_false(smpp_date_is_relative("260302152000000+"));
	assert_false(smpp_date_is_relative("R"));
}

static void no_time_is_told_from_a_bad_one(void **state)
{
	static const char *const bad[] = {
		"0",
		"260302152000000",
		"260302152000000+0",
		"26030215200000x+",
		"2603021520000 0+",
		"x60302152000000+",
		"260302152000000*",
		"260302152000049+", /* over 12 hours */
		"260002152000000+",
		"261302152000000+",
		"260300152000000+",
		"260230152000000+",
		"250229152000000+",
		"260302242000000+",
		"260302156000000+",
		"260302152060000+",
		"001300000000000R",
		"000032000000000R",
		"000001240000000R",
		"-10302152000000+",
		"26030215200000000000000000000000+",
	};
	int64_t when;

	(void)state;
	assert_int_equal(smpp_date_parse("", 0, &when), RC_NOT_FOUND);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (smpp_date_parse(bad[i], 0, &when) != RC_BAD)
			fail_msg("%s is taken", bad[i]);
	}
}

static void what_is_formatted_is_parsed_again(void **state)
{
	static const char *const dates[] = { "1970-01-01T00:00:00Z",
		"1999-12-31T23:59:59.900Z", "2000-02-29T00:00:00Z",
		"2026-11-21T23:45:17.300Z", "2100-03-01T00:00:00Z",
		"2399-12-31T12:00:00Z" };
	char text[SMPP_DATE_BYTES];
	int64_t when;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		usec t = at(dates[i]);

		assert_int_equal(smpp_date_format(t, text), 0);
		assert_int_equal(strlen(text), 16);
		assert_int_equal(smpp_date_parse(text, t, &when), 0);
		assert_int_equal(when, t);
	}
	assert_int_equal(smpp_date_format(at("2026-03-02T15:20:01.999Z"), text),
	    0);
	assert_string_equal(text, "260302152001900+");
	assert_int_equal(smpp_date_format(-1, text), RC_BAD);
	assert_int_equal(smpp_date_format(INT64_MAX, text), RC_BAD);
}

static void a_span_is_written_relative_and_rounded_up(void **state)
{
	usec now = at("2026-03-02T15:20:00Z");
	char text[SMPP_DATE_BYTES];

	(void)state;
	assert_int_equal(
	    smpp_date_format_relative(now, now + 3600 * SECOND, text), 0);
	assert_string_equal(text, "000000010000000R");
	assert_int_equal(smpp_date_format_relative(now, now + 1, text), 0);
	assert_string_equal(text, "000000000001000R");
	assert_int_equal(
	    smpp_date_format_relative(now, now + 31 * 86400 * SECOND, text), 0);
	assert_string_equal(text, "000031000000000R");
	assert_int_equal(smpp_date_format_relative(now, now, text), RC_BAD);
	assert_int_equal(
	    smpp_date_format_relative(now, at("2126-03-02T15:20:00Z"), text),
	    RC_BAD);
}

static void every_span_comes_back(void **state)
{
	/* every hour and a bit, for five years, from an awkward day */
	usec now = at("2026-01-31T23:59:59Z"), step = 3677 * SECOND * 7;
	char text[SMPP_DATE_BYTES];
	int64_t when;

	(void)state;
	for (usec span = step; span < 5 * 366 * 86400 * SECOND; span += step) {
		assert_int_equal(
		    smpp_date_format_relative(now, now + span, text), 0);
		assert_int_equal(smpp_date_parse(text, now, &when), 0);
		assert_int_equal(when, now + span);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_absolute_time_is_local_with_its_offset),
		cmocka_unit_test(a_year_is_the_one_nearest_to_now),
		cmocka_unit_test(a_relative_time_counts_from_now),
		cmocka_unit_test(no_time_is_told_from_a_bad_one),
		cmocka_unit_test(what_is_formatted_is_parsed_again),
		cmocka_unit_test(a_span_is_written_relative_and_rounded_up),
		cmocka_unit_test(every_span_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

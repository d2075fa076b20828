/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/date.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOON INT64_C(1772452800000000) /* 2026-03-02T12:00:00Z */

static void is(const char *text, usec begin, usec length)
{
	struct date d;

	assert_int_equal(date_parse_day(text, &d), 0);
	assert_true(d.begin == begin);
	assert_true(d.end - d.begin == length);
}

static void an_instant_lasts_as_long_as_its_last_digit(void **state)
{
	(void)state;
	is("2026-03-02T12:00:00Z", NOON, SECOND);
	is("2026-03-02t12:00:00z", NOON, SECOND);
	is("2026-03-02T12:00:00.25Z", NOON + SECOND / 4, SECOND / 100);
	is("2026-03-02T12:00:00.1234567Z", NOON + 123456, 1);
	is("2026-03-02T12:00:00.Z", NOON, SECOND);
}

static void an_offset_is_taken_off(void **state)
{
	(void)state;
	is("2026-03-02T14:00:00+02:00", NOON, SECOND);
	is("2026-03-02T06:30:00-05:30", NOON, SECOND);
	is("2026-03-02T12:00:00-00:00", NOON, SECOND);
}

static void a_day_lasts_to_the_next(void **state)
{
	(void)state;
	is("2026-03-02", NOON - 12 * 3600 * SECOND, 24 * 3600 * SECOND);
	is("1970-01-01", 0, 24 * 3600 * SECOND);
	is("2024-02-29", INT64_C(1709164800000000), 24 * 3600 * SECOND);
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-02-30",
		"2026-13-01", "2026-00-01", "2026-3-2", " 2026-03-02",
		"2026-03-02 ", "2026-03-02T12:00:00", "2026-03-02 12:00:00Z",
		"2026-03-02T24:00:00Z", "2026-03-02T12:60:00Z",
		"2026-03-02T12:00:60Z", "2026-02-29T12:00:00Z",
		"2026-03-02T12:00:00+2:00", "2026-03-02T12:00:00+02:60",
		"2026-03-02T12:00:00ZZ", "soon" };
	struct date d;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (date_parse_day(bad[i], &d) != RC_BAD)
			fail_msg("\"%s\" was taken", bad[i]);
	}
	assert_int_equal(date_parse("2026-03-02", &d), RC_BAD);
}

static void what_a_clock_writes_is_read_again(void **state)
{
	char text[CLOCK_TEXT_BYTES];
	usec back;

	(void)state;
	assert_int_equal(clock_parse(clock_format(NOON + 7000, text), &back),
	    0);
	assert_true(back == NOON + 7000);
	assert_int_equal(clock_parse("2026-02-30T12:00:00Z", &back), RC_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_lasts_as_long_as_its_last_digit),
		cmocka_unit_test(an_offset_is_taken_off),
		cmocka_unit_test(a_day_lasts_to_the_next),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(what_a_clock_writes_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

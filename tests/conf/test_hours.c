/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf/hours.h"

static void expect_hours(const char *text, unsigned days, unsigned from,
    unsigned to)
{
	struct conf_hours h;

	if (conf_hours_read(text, &h) != 0)
		fail_msg("refused: %s", text);
	assert_int_equal(h.days, days);
	assert_int_equal(h.from, from);
	assert_int_equal(h.to, to);
}

static void hours_have_days_and_a_span(void **state)
{
	(void)state;
	expect_hours("08:00-20:00", 0x7F, 480, 1200);
	expect_hours("Mon-Fri 08:00-20:30", 0x1F, 480, 1230);
	expect_hours("Sat,Sun 00:00-24:00", 0x60, 0, 1440);
	expect_hours("Wed 22:00-06:00", 0x04, 1320, 360);
	expect_hours("Sat-Mon,Wed 10:00-11:00", 0x65, 600, 660);
}

static void what_is_no_span_is_refused(void **state)
{
	static const char *const bad[] = { "", "Mon", "Mon ", "8:00-20:00",
		"08:00", "08:00-08:00", "08:00-24:01", "24:00-08:00",
		"08:60-09:00", "mon 08:00-09:00", "Mon- 08:00-09:00",
		"Mon,,Tue 08:00-09:00", "08:00-09:00 ", "Mon08:00-09:00",
		"10:00-00:00" };
	struct conf_hours h;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (conf_hours_read(bad[i], &h) != RC_BAD)
			fail_msg("taken: %s", bad[i]);
	}
}

static bool cover(const char *a, const char *b)
{
	struct conf_hours h[2];

	assert_int_equal(conf_hours_read(a, &h[0]), 0);
	assert_int_equal(conf_hours_read(b, &h[1]), 0);
	return conf_hours_cover(h, 2);
}

static void spans_may_leave_no_minute_of_a_week(void **state)
{
	(void)state;
	assert_true(cover("00:00-12:00", "12:00-24:00"));
	assert_true(cover("20:00-09:00", "09:00-20:00"));
	assert_true(cover("Mon-Sat 18:00-18:01", "00:00-24:00"));
	assert_false(cover("00:00-12:00", "12:01-24:00"));
	assert_false(cover("20:00-09:00", "Mon-Sat 09:00-20:00"));
	assert_false(conf_hours_cover(NULL, 0));
}

/* Those over midnight are of the day on which they began. */
static void a_span_ends_on_its_day_or_the_next(void **state)
{
	enum { TUE = 1, WED, THU };
	const int64_t hour = 3600;
	struct conf_hours h;

	(void)state;
	assert_int_equal(conf_hours_read("Wed 22:00-06:00", &h), 0);
	assert_int_equal(conf_hours_end(&h, WED, 22 * hour), 30 * hour);
	assert_int_equal(conf_hours_end(&h, WED, 22 * hour - 1), 0);
	assert_int_equal(conf_hours_end(&h, THU, 6 * hour - 1), 6 * hour);
	assert_int_equal(conf_hours_end(&h, THU, 6 * hour), 0);
	assert_int_equal(conf_hours_end(&h, WED, 5 * hour), 0);
	assert_int_equal(conf_hours_end(&h, TUE, 23 * hour), 0);
	assert_int_equal(conf_hours_read("Wed 08:00-20:00", &h), 0);
	assert_int_equal(conf_hours_end(&h, WED, 8 * hour), 20 * hour);
	assert_int_equal(conf_hours_end(&h, WED, 20 * hour), 0);
	assert_int_equal(conf_hours_end(&h, THU, 8 * hour), 0);
}

static void a_zone_is_an_offset_or_a_name(void **state)
{
	struct conf_zone z;

	(void)state;
	assert_int_equal(conf_zone_read("UTC", &z), 0);
	assert_true(z.is_fixed);
	assert_int_equal(z.minutes, 0);
	assert_int_equal(conf_zone_read("-05:30", &z), 0);
	assert_int_equal(z.minutes, -330);
	assert_int_equal(conf_zone_read("+14:00", &z), 0);
	assert_int_equal(z.minutes, 840);
	assert_int_equal(conf_zone_read("+14:01", &z), RC_BAD);
	assert_int_equal(conf_zone_read("+2", &z), RC_BAD);
	assert_int_equal(conf_zone_read("../etc/passwd", &z), RC_BAD);
	assert_int_equal(conf_zone_read("Mars/Olympus", &z), RC_NOT_FOUND);
	assert_false(z.is_fixed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_have_days_and_a_span),
		cmocka_unit_test(what_is_no_span_is_refused),
		cmocka_unit_test(spans_may_leave_no_minute_of_a_week),
		cmocka_unit_test(a_span_ends_on_its_day_or_the_next),
		cmocka_unit_test(a_zone_is_an_offset_or_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

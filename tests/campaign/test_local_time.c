/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/local_time.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct zones *zones;

static int make(void **state)
{
	(void)state;
	zones = zones_new();
	return 0;
}

static int drop(void **state)
{
	(void)state;
	zones_free(zones);
	return 0;
}

static void comes_at(const char *zone, const char *local, const char *utc)
{
	const struct zone *z = zones_find(zones, zone, strlen(zone));
	int64_t wall;
	usec at;

	assert_non_null(z);
	assert_int_equal(local_parse(local, strlen(local), &wall), 0);
	assert_int_equal(clock_parse(utc, &at), 0);
	assert_int_equal(local_instant(z, wall), at);
}

static void a_plain_time_is_that_of_the_zone(void **state)
{
	(void)state;
	comes_at("America/New_York", "2026-03-02T10:00:00",
	    "2026-03-02T15:00:00Z");
	comes_at("Asia/Tokyo", "2026-03-03T10:00:00", "2026-03-03T01:00:00Z");
	comes_at("Europe/Kyiv", "2026-03-03T10:00", "2026-03-03T08:00:00Z");
	comes_at("+02:00", "2026-03-03T10:00:30", "2026-03-03T08:00:30Z");
}

static void an_hour_that_is_left_out_is_the_instant_behind_it(void **state)
{
	(void)state;
	comes_at("America/New_York", "2026-03-08T02:30:00",
	    "2026-03-08T07:00:00Z");
	comes_at("Europe/Kyiv", "2026-03-29T03:15:00", "2026-03-29T01:00:00Z");
	comes_at("Australia/Lord_Howe", "2026-10-04T02:15:00",
	    "2026-10-03T15:30:00Z");
}

static void an_hour_that_comes_twice_is_the_first(void **state)
{
	(void)state;
	comes_at("America/New_York", "2026-11-01T01:30:00",
	    "2026-11-01T05:30:00Z");
	comes_at("Europe/Kyiv", "2026-10-25T03:30:00", "2026-10-25T00:30:00Z");
	/* Clocks go back by half an hour there. */
	comes_at("Australia/Lord_Howe", "2026-04-05T01:45:00",
	    "2026-04-04T14:45:00Z");
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = { "", "2026-03-02",
		"2026-03-02T10:00:00Z", "2026-03-02 10:00:00",
		"2026-13-02T10:00:00", "2026-02-30T10:00:00",
		"2026-03-02T24:00:01", "2026-03-02T10:00:0x",
		"+026-03-02T10:00:00", "2026-03-02T10:00+02:00",
		/* In New York that is the year 10000 by UTC. */
		"9999-12-31T23:59:59", "9999-12-31T00:00" };
	int64_t local;

	(void)state;
	assert_int_equal(local_parse("9999-12-30T23:59:59", 19, &local), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    local_parse(wrong[i], strlen(wrong[i]), &local), RC_BAD);
}

static void a_zone_is_read_once(void **state)
{
	const struct zone *z = zones_find(zones, "Asia/Tokyo", 10);

	(void)state;
	assert_non_null(z);
	assert_non_null(zones_find(zones, "America/Chicago", 15));
	assert_non_null(zones_find(zones, "Europe/Kyiv", 11));
	assert_ptr_equal(zones_find(zones, "Asia/Tokyo", 10), z);
	assert_null(zones_find(zones, "Asia/Atlantis", 13));
	assert_null(zones_find(zones, "Asia/Atlantis", 13));
	assert_null(zones_find(zones, "", 0));
	assert_null(zones_find(zones, "../../etc/passwd", 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_time_is_that_of_the_zone),
		cmocka_unit_test(
		    an_hour_that_is_left_out_is_the_instant_behind_it),
		cmocka_unit_test(an_hour_that_comes_twice_is_the_first),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_zone_is_read_once),
	};

	return cmocka_run_group_tests(tests, make, drop);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/apply.h"
#include "ledger/instant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define T0 (1772464800 * SECOND)

static void an_instant_is_its_millisecond_for_49_days(void **state)
{
	struct record r = { .accepted = T0 };

	(void)state;
	assert_int_equal(record_instant(&r, T0), 0);
	assert_int_equal(record_instant(&r, T0 + 999), 0);
	assert_int_equal(record_instant(&r, T0 + 1000), 1);
	assert_int_equal(record_not_before(&r, T0 + 1), 1);
	assert_int_equal(record_not_before(&r, T0 + 1000), 1);
	assert_int_equal(record_instant(&r, T0 - 5 * SECOND), 0);
	assert_int_equal(record_not_before(&r, INT64_MIN), 0);
	assert_int_equal(r.flags, 0);
	assert_int_equal(record_time(&r, RECORD_NEVER), 0);
	assert_int_equal(record_time(&r, 1001), T0 + 1001000);
}

/* The audit's case: 60 days in the queue, then forwarded. */
static void what_comes_later_is_kept_to_the_second(void **state)
{
	struct record r = { .accepted = T0,
		.final = RECORD_NEVER,
		.next = RECORD_NEVER };

	(void)state;
	r.forwarded = record_instant(&r, T0 + 1999000);
	assert_int_equal(record_time(&r, r.forwarded), T0 + 1999000);
	r.final = record_instant(&r, T0 + 60 * DAY + 1500000);
	assert_int_equal(r.flags, FLAG_COARSE);
	assert_int_equal(record_time(&r, r.final), T0 + 60 * DAY + SECOND);
	assert_int_equal(record_time(&r, r.forwarded), T0 + SECOND);
	assert_int_equal(record_time(&r, r.next), 0);
	r.next = record_not_before(&r, T0 + 60 * DAY + 1);
	assert_int_equal(record_time(&r, r.next), T0 + 60 * DAY + SECOND);
	r.next = record_not_before(&r, INT64_MAX);
	assert_int_equal(r.next, RECORD_LAST);
	assert_false(record_is_clipped(&r));
}

static void what_waits_for_an_instant_is_not_early_for_being_coarser(
    void **state)
{
	struct record r = { .accepted = T0 };

	(void)state;
	r.next = record_not_before(&r, T0 + 49 * DAY + 1500000);
	assert_int_equal(r.flags, 0);
	(void)record_instant(&r, T0 + 60 * DAY);
	assert_int_equal(r.flags, FLAG_COARSE);
	assert_int_equal(record_time(&r, r.next), T0 + 49 * DAY + 2 * SECOND);
}

/* As many seconds as those are milliseconds. */
static void a_second_is_no_millisecond(void **state)
{
	struct record r = { .accepted = T0 };

	(void)state;
	r.forwarded = record_instant(&r, T0 + 60 * DAY / 1000);
	assert_true(record_went_at(&r, T0 + 60 * DAY / 1000));
	assert_false(record_went_at(&r, T0 + 60 * DAY));
}

static void a_coarser_record_was_not_forwarded_anew(void **state)
{
	struct record before = { .accepted = T0 }, now;

	(void)state;
	before.forwarded = record_instant(&before, T0 + 1999000);
	now = before;
	now.final = record_instant(&now, T0 + 60 * DAY);
	assert_int_not_equal(now.forwarded, before.forwarded);
	assert_false(record_went_anew(&before, &now));
	assert_true(record_went_at(&before, T0 + 1999000));
	assert_false(record_went_at(&before, T0 + 60 * DAY));
	now.forwarded = record_instant(&now, T0 + 60 * DAY);
	assert_true(record_went_anew(&before, &now));
}

static void what_an_older_version_could_not_keep_is_not_known(void **state)
{
	const struct record r = { .accepted = T0,
		.forwarded = 7,
		.final = RECORD_LAST,
		.next = RECORD_NEVER };

	(void)state;
	assert_true(record_is_clipped(&r));
	assert_int_equal(record_time_known(&r, r.final), 0);
	assert_int_equal(record_time_known(&r, r.forwarded), T0 + 7000);
}

static void the_parts_of_a_message_have_a_bit_each(void **state)
{
	struct record one = { .parts = 1 }, most = { .parts = 32 };

	(void)state;
	assert_int_equal(record_all_parts(&one), 1);
	assert_int_equal(record_all_parts(&most), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_its_millisecond_for_49_days),
		cmocka_unit_test(what_comes_later_is_kept_to_the_second),
		cmocka_unit_test(
		    what_waits_for_an_instant_is_not_early_for_being_coarser),
		cmocka_unit_test(a_second_is_no_millisecond),
		cmocka_unit_test(a_coarser_record_was_not_forwarded_anew),
		cmocka_unit_test(
		    what_an_older_version_could_not_keep_is_not_known),
		cmocka_unit_test(the_parts_of_a_message_have_a_bit_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

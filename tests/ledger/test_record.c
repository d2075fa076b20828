/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/record.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define T0 (1772464800 * SECOND)

static void an_instant_is_its_millisecond_and_ends_after_49_days(void **state)
{
	struct record r = { .accepted = T0 };

	(void)state;
	assert_int_equal(record_instant(&r, T0), 0);
	assert_int_equal(record_instant(&r, T0 + 999), 0);
	assert_int_equal(record_instant(&r, T0 + 1000), 1);
	assert_int_equal(record_not_before(&r, T0 + 1), 1);
	assert_int_equal(record_not_before(&r, T0 + 1000), 1);
	assert_int_equal(record_instant(&r, T0 - 5 * SECOND), 0);
	assert_int_equal(record_instant(&r, T0 + 50 * 86400 * SECOND),
	    RECORD_NEVER - 1);
	assert_int_equal(record_not_before(&r, INT64_MIN), 0);
	assert_int_equal(record_not_before(&r, INT64_MAX), RECORD_NEVER - 1);
	assert_int_equal(record_time(&r, RECORD_NEVER), 0);
	assert_int_equal(record_time(&r, 1001), T0 + 1001000);
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
		cmocka_unit_test(
		    an_instant_is_its_millisecond_and_ends_after_49_days),
		cmocka_unit_test(the_parts_of_a_message_have_a_bit_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

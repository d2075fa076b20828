/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/avoid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void an_address_is_avoided_for_a_minute(void **state)
{
	struct avoid a = { .one = { { .until = 0 } } };

	(void)state;
	assert_false(avoid_has(&a, "192.0.2.7:2775", 10));
	avoid_put(&a, "192.0.2.7:2775", 10);
	assert_true(avoid_has(&a, "192.0.2.7:2775", 10 + AVOID_TIME - 1));
	assert_false(avoid_has(&a, "192.0.2.7:2775", 10 + AVOID_TIME));
	assert_false(avoid_has(&a, "192.0.2.7:2776", 10));
}

static void one_that_works_again_is_not_avoided(void **state)
{
	struct avoid a = { .one = { { .until = 0 } } };

	(void)state;
	avoid_put(&a, "a", 0);
	avoid_put(&a, "b", 0);
	avoid_del(&a, "a");
	avoid_del(&a, "unknown");
	assert_false(avoid_has(&a, "a", 1));
	assert_true(avoid_has(&a, "b", 1));
}

static void the_oldest_makes_room_for_a_new_one(void **state)
{
	struct avoid a = { .one = { { .until = 0 } } };
	char name[16];

	(void)state;
	for (int i = 0; i < AVOID_MAX + 1; i++) {
		snprintf(name, sizeof(name), "%d", i);
		avoid_put(&a, name, i);
	}
	assert_false(avoid_has(&a, "0", AVOID_MAX));
	assert_true(avoid_has(&a, "1", AVOID_MAX));
	assert_true(avoid_has(&a, name, AVOID_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_avoided_for_a_minute),
		cmocka_unit_test(one_that_works_again_is_not_avoided),
		cmocka_unit_test(the_oldest_makes_room_for_a_new_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

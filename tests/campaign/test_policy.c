/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned found(const char *text)
{
	struct body_text t = { text, strlen(text) };

	return policy_find(&t);
}

static void gambling_is_found_as_whole_words(void **state)
{
	(void)state;
	assert_int_equal(found("Casino night! Place your bets"), 1);
	assert_int_equal(found("POKER"), 1);
	assert_int_equal(found("free  spins today"), 1);
	assert_int_equal(found("Free-spins!"), 1);
	assert_int_equal(found("Win the jackpot"), 1);
	assert_int_equal(found("Hello from s1"), 0);
	assert_int_equal(found("Pokerface, alphabets and freespins"), 0);
	assert_int_equal(found("gratis lotteryx \xc3\xa4lotto"), 0);
	assert_int_equal(found(""), 0);
}

static void it_counts_for_numbers_of_its_country(void **state)
{
	(void)state;
	assert_int_equal(policy_for(1, 19175550001), 1);
	assert_int_equal(policy_for(1, 447700900001), 0);
	assert_int_equal(policy_for(1, 14165550001), 0); /* Toronto */
	assert_int_equal(policy_for(0, 19175550001), 0);
}

static void each_rule_has_a_name_and_a_text(void **state)
{
	(void)state;
	assert_string_equal(policy_row(0)->rule, "us_gambling");
	assert_string_equal(policy_row(0)->country, "US");
	for (unsigned i = 0; policy_row(i) != NULL; i++)
		assert_true(strlen(policy_row(i)->text) > 10);
	assert_null(policy_row(31));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gambling_is_found_as_whole_words),
		cmocka_unit_test(it_counts_for_numbers_of_its_country),
		cmocka_unit_test(each_rule_has_a_name_and_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

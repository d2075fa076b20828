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
	assert_int_equal(found("Place your bets now"), 1);
	assert_int_equal(found("New slot machines"), 1);
	/* Words that most people use for something else. */
	assert_int_equal(found("Book one of our open slots today"), 0);
	assert_int_equal(found("The bets are off"), 0);
	assert_int_equal(found("free  spins today"), 1);
	assert_int_equal(found("Free-spins!"), 1);
	assert_int_equal(found("Win the jackpot"), 1);
	assert_int_equal(found("Hello from s1"), 0);
	assert_int_equal(found("Pokerface, alphabets and freespins"), 0);
	assert_int_equal(found("gratis lotteryx \xc3\xa4lotto"), 0);
	assert_int_equal(found(""), 0);
}

static void what_the_eye_does_not_see_hides_no_word(void **state)
{
	(void)state;
	assert_int_equal(found("cas\xc2\xadino"), 1);     /* soft hyphen */
	assert_int_equal(found("ca\xe2\x80\x8bsino"), 1); /* zero width */
	assert_int_equal(found("c\xef\xbb\xbf"
			       "asino\xe2\x81\xa0"),
	    1);
	assert_int_equal(found("c\xd0\xb0sin\xd0\xbe"), 1); /* Cyrillic */
	assert_int_equal(found("\xd0\xa1\xd0\x90SINO"), 1);
	assert_int_equal(found("P\xce\x9f"
			       "KER p\xce\xbfker"),
	    1);                                       /* Greek */
	assert_int_equal(found("c\xc3\xa1sino"), 1);  /* a mark */
	assert_int_equal(found("ca\xcc\x81sino"), 1); /* the same */
	assert_int_equal(found("\xef\xbd\x83"
			       "asino"),
	    1); /* full width */
	assert_int_equal(found("p\xce\xbfkerface"), 0);
	assert_int_equal(found("\xd1\x80\xd0\xbe\xd0\xba\xd0\xb5\xd1\x80"),
	    0); /* a Russian rocker */
	assert_int_equal(found("\xd0\xb1"
			       "casino"),
	    0);
}

static void it_counts_for_numbers_of_its_country(void **state)
{
	(void)state;
	assert_int_equal(policy_for(1, 19175550001), 1);
	assert_int_equal(policy_for(1, 447700900001), 0);
	assert_int_equal(policy_for(1, 14165550001), 0); /* Toronto */
	assert_int_equal(policy_for(0, 19175550001), 0);
	assert_int_equal(
	    policy_broken(&(struct body_text){ "lotto", 5 }, 19175550001), 1);
	assert_int_equal(
	    policy_broken(&(struct body_text){ "lotto", 5 }, 447700900001), 0);
	assert_int_equal(
	    policy_broken(&(struct body_text){ "hello", 5 }, 19175550001), 0);
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
		cmocka_unit_test(what_the_eye_does_not_see_hides_no_word),
		cmocka_unit_test(it_counts_for_numbers_of_its_country),
		cmocka_unit_test(each_rule_has_a_name_and_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

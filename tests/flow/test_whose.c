/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/whose.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "conf/conf.h"

static void a_number_belongs_to_the_account_that_has_it(void **state)
{
	char *first[] = { (char[]){ "+12125550100" }, (char[]){ "12345" } };
	char *second[] = { (char[]){ "12125550101" }, (char[]){ "12345" } };
	struct conf_account accounts[] = { { .numbers = { NULL, 0 } },
		{ .numbers = { first, 2 } }, { .numbers = { second, 2 } } };
	struct conf conf = { .account = accounts, .accounts = 3 };
	struct whose *w = whose_new(&conf);
	size_t i;

	(void)state;
	assert_int_equal(whose_number(w, "+12125550100", &i), 0);
	assert_int_equal(i, 1);
	assert_int_equal(whose_number(w, "+12125550101", &i), 0);
	assert_int_equal(i, 2);
	assert_int_equal(whose_number(w, "12345", &i), 0);
	assert_int_equal(i, 1);
	assert_true(whose_has(w, "12345", 1));
	assert_true(whose_has(w, "12345", 2));
	assert_false(whose_has(w, "12345", 0));
	assert_true(whose_has(w, "12125550101", 2));
	assert_false(whose_has(w, "12125550101", 1));
	assert_false(whose_has(w, "12125550102", 1));
	assert_int_equal(whose_number(w, "+1212555010", &i), RC_NOT_FOUND);
	assert_int_equal(whose_number(w, "", &i), RC_NOT_FOUND);
	assert_int_equal(whose_number(w, "2", &i), RC_NOT_FOUND);
	assert_int_equal(whose_otherwise(w, &i), 0);
	assert_int_equal(i, 0);
	whose_free(w);
	conf.accounts = 0;
	w = whose_new(&conf);
	assert_int_equal(whose_number(w, "12345", &i), RC_NOT_FOUND);
	whose_free(w);
}

static void a_number_of_nobody_is_of_the_one_account_without_numbers(
    void **state)
{
	char *numbers[] = { (char[]){ "+12125550100" } };
	struct conf_account accounts[] = { { .numbers = { numbers, 1 } },
		{ .numbers = { NULL, 0 } }, { .numbers = { NULL, 0 } } };
	struct conf conf = { .account = accounts, .accounts = 3 };
	struct whose *w = whose_new(&conf);
	size_t i;

	(void)state;
	assert_int_equal(whose_otherwise(w, &i), RC_NOT_FOUND);
	whose_free(w);
	conf.accounts = 2;
	w = whose_new(&conf);
	assert_int_equal(whose_otherwise(w, &i), 0);
	assert_int_equal(i, 1);
	whose_free(w);
	conf.accounts = 1;
	w = whose_new(&conf);
	assert_int_equal(whose_otherwise(w, &i), RC_NOT_FOUND);
	whose_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_belongs_to_the_account_that_has_it),
		cmocka_unit_test(
		    a_number_of_nobody_is_of_the_one_account_without_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

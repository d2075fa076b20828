/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = { "acme", "beta", "gamma" };

static struct route_list list_of(uint8_t n, uint16_t a, uint16_t b)
{
	return (struct route_list){ .smsc = { a, b }, .n = n };
}

static void equal_lists_have_one_number_and_order_counts(void **state)
{
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list ab = list_of(2, 0, 1), ba = list_of(2, 1, 0),
			  a = list_of(1, 0, 1);
	uint16_t x, y, z, again;

	(void)state;
	assert_int_equal(route_set_find(s, &ab, &x), RC_NOT_FOUND);
	assert_int_equal(route_set_add(s, &ab, &x), 0);
	assert_int_equal(route_set_add(s, &ba, &y), 0);
	assert_int_equal(route_set_add(s, &a, &z), 0);
	assert_int_equal(route_set_add(s, &ab, &again), 0);
	assert_int_equal(again, x);
	assert_int_equal(route_set_find(s, &ba, &again), 0);
	assert_int_equal(again, y);
	assert_int_not_equal(x, y);
	assert_int_not_equal(x, z);
	assert_int_equal(route_set_count(s), 3);
	assert_string_equal(route_set_name(s, x), "acme,beta");
	assert_string_equal(route_set_name(s, y), "beta,acme");
	assert_int_equal(route_set_list(s, y)->smsc[0], 1);
	route_sets_free(s);
}

static void a_list_with_doubles_strangers_or_nothing_is_bad(void **state)
{
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list none = { 0 }, twice = list_of(2, 1, 1),
			  stranger = list_of(2, 0, 3);
	uint16_t set;

	(void)state;
	assert_int_equal(route_set_add(s, &none, &set), RC_BAD);
	assert_int_equal(route_set_add(s, &twice, &set), RC_BAD);
	assert_int_equal(route_set_add(s, &stranger, &set), RC_BAD);
	assert_int_equal(route_set_count(s), 0);
	route_sets_free(s);
}

static void a_name_gives_its_list_back_without_who_is_gone(void **state)
{
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list l;

	(void)state;
	assert_int_equal(route_set_parse(s, "gamma,acme", &l), 0);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.smsc[0], 2);
	assert_int_equal(l.smsc[1], 0);
	assert_int_equal(route_set_parse(s, "gone,beta", &l), 0);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.smsc[0], 1);
	assert_int_equal(route_set_parse(s, "acm,gone", &l), RC_NOT_FOUND);
	route_sets_free(s);
}

static void a_name_that_was_never_made_is_bad(void **state)
{
	static const char *const bad[] = { "", ",", "acme,", ",acme",
		"acme,,beta", "acme,acme",
		"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q" };
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list l;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(route_set_parse(s, bad[i], &l), RC_BAD);
	route_sets_free(s);
}

static void the_number_of_sets_is_bounded(void **state)
{
	char text[100][16];
	const char *many[100];
	struct route_sets *s;
	uint16_t set;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(text[i], sizeof(text[i]), "s%d", i);
		many[i] = text[i];
	}
	s = route_sets_new(many, 100);
	for (uint16_t i = 0; i < 100; i++) {
		for (uint16_t j = 0; j < 100; j++) {
			struct route_list l = list_of(2, i, j);
			int rc = i == j ? 0 : route_set_add(s, &l, &set);

			if (i != j && n++ < ROUTE_SETS_MAX)
				assert_int_equal(rc, 0);
			else if (i != j)
				assert_int_equal(rc, RC_FULL);
		}
	}
	assert_int_equal(route_set_count(s), ROUTE_SETS_MAX);
	route_sets_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_lists_have_one_number_and_order_counts),
		cmocka_unit_test(
		    a_list_with_doubles_strangers_or_nothing_is_bad),
		cmocka_unit_test(
		    a_name_gives_its_list_back_without_who_is_gone),
		cmocka_unit_test(a_name_that_was_never_made_is_bad),
		cmocka_unit_test(the_number_of_sets_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

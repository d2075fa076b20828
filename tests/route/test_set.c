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
	assert_int_equal(route_set_add(s, &ab, &x), 0);
	assert_int_equal(route_set_add(s, &ba, &y), 0);
	assert_int_equal(route_set_add(s, &a, &z), 0);
	assert_int_equal(route_set_add(s, &ab, &again), 0);
	assert_int_equal(again, x);
	assert_int_equal(route_set_add(s, &ba, &again), 0);
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

static void a_name_that_was_never_made_is_bad(void **state)
{
	static const char *const bad[] = { "", ",", "acme,", ",acme",
		"acme,,beta", "acme,acme", "spill:", "priority:acme",
		"spill:spill:acme", "weighted:acme", "weighted:acme=0",
		"weighted:acme=03", "weighted:acme=256",
		"weighted:acme=", "acme=1", "acme!", "acme!expired!rejected",
		"acme!rejected!", "acme!rejected!rejected", "!rejected",
		"acme,beta!down", "abcdefghijklmnopqrstuvwxyz0123456",
		"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q" };
	struct route_set_text t;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(route_set_read(bad[i], &t), RC_BAD);
}

static void weights_order_and_failover_make_another_set(void **state)
{
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list ab = list_of(2, 0, 1), spill = ab, heavy = ab,
			  light = ab, again = ab;
	uint16_t set[4], twin;

	(void)state;
	spill.order = ROUTE_SPILL;
	heavy.order = light.order = ROUTE_WEIGHTED;
	heavy.weight[0] = 3, heavy.weight[1] = 1;
	light.weight[0] = 1, light.weight[1] = 1;
	assert_int_equal(route_set_add(s, &ab, &set[0]), 0);
	assert_int_equal(route_set_add(s, &spill, &set[1]), 0);
	assert_int_equal(route_set_add(s, &heavy, &set[2]), 0);
	assert_int_equal(route_set_add(s, &light, &set[3]), 0);
	assert_int_equal(route_set_count(s), 4);
	assert_string_equal(route_set_name(s, set[1]), "spill:acme,beta");
	assert_string_equal(route_set_name(s, set[2]),
	    "weighted:acme=3,beta=1");

	/* What means nothing does not part two lists. */
	again.smsc[2] = 7;
	again.weight[0] = 9;
	assert_int_equal(route_set_add(s, &again, &twin), 0);
	assert_int_equal(twin, set[0]);
	again.failover = ROUTE_ON_REJECTED | ROUTE_ON_EXPIRED;
	assert_int_equal(route_set_add(s, &again, &twin), 0);
	assert_int_equal(twin, 4);
	assert_string_equal(route_set_name(s, twin),
	    "acme,beta!rejected!expired");
	route_sets_free(s);
}

static void a_list_of_unknown_order_failover_or_no_weight_is_bad(void **state)
{
	struct route_sets *s = route_sets_new(names, 3);
	struct route_list l = list_of(2, 0, 1);
	uint16_t set;

	(void)state;
	l.order = ROUTE_WEIGHTED;
	l.weight[0] = 1;
	assert_int_equal(route_set_add(s, &l, &set), RC_BAD);
	l.order = ROUTE_ORDERS;
	assert_int_equal(route_set_add(s, &l, &set), RC_BAD);
	l.order = ROUTE_PRIORITY;
	l.failover = 4;
	assert_int_equal(route_set_add(s, &l, &set), RC_BAD);
	assert_int_equal(route_set_count(s), 0);
	route_sets_free(s);
}

static void a_name_is_read_and_written_without_a_configuration(void **state)
{
	static const char *const good[] = { "acme", "acme,beta",
		"spill:a.b_c-D,beta", "least:acme,beta!expired",
		"weighted:acme=255,beta=1!rejected!expired", "least",
		"spill,weighted!rejected" };
	char name[ROUTE_SET_NAME_MAX];
	struct route_set_text t;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(route_set_read(good[i], &t), 0);
		assert_string_equal(route_set_write(&t, name), good[i]);
	}
	assert_int_equal(route_set_read(good[4], &t), 0);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.smsc[1], "beta");
	assert_int_equal(t.weight[0], 255);
	assert_int_equal(t.order, ROUTE_WEIGHTED);
	assert_int_equal(t.failover, ROUTE_ON_REJECTED | ROUTE_ON_EXPIRED);
}

static void the_rest_of_a_set_keeps_its_order_and_failover(void **state)
{
	char name[ROUTE_SET_NAME_MAX];
	struct route_set_text t;

	(void)state;
	assert_int_equal(route_set_read("weighted:a=3,b=2,c=1!rejected", &t),
	    0);
	memmove(t.smsc[0], t.smsc[1], sizeof(t.smsc[0]) * --t.n);
	memmove(t.weight, t.weight + 1, t.n);
	assert_string_equal(route_set_write(&t, name),
	    "weighted:b=2,c=1!rejected");
}

static void the_longest_name_fits(void **state)
{
	char name[ROUTE_SET_NAME_MAX];
	struct route_set_text t = { .n = ROUTE_SMSCS_MAX,
		.order = ROUTE_WEIGHTED,
		.failover = ROUTE_ON_REJECTED | ROUTE_ON_EXPIRED };

	(void)state;
	for (size_t i = 0; i < ROUTE_SMSCS_MAX; i++) {
		memset(t.smsc[i], 'a' + (int)i, ROUTE_NAME_MAX);
		t.weight[i] = 255;
	}
	assert_in_range(strlen(route_set_write(&t, name)), 600,
	    ROUTE_SET_NAME_MAX - 1);
	assert_int_equal(route_set_read(name, &t), 0);
	assert_int_equal(t.n, ROUTE_SMSCS_MAX);
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
		cmocka_unit_test(a_name_that_was_never_made_is_bad),
		cmocka_unit_test(weights_order_and_failover_make_another_set),
		cmocka_unit_test(
		    a_list_of_unknown_order_failover_or_no_weight_is_bad),
		cmocka_unit_test(
		    a_name_is_read_and_written_without_a_configuration),
		cmocka_unit_test(
		    the_rest_of_a_set_keeps_its_order_and_failover),
		cmocka_unit_test(the_longest_name_fits),
		cmocka_unit_test(the_number_of_sets_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

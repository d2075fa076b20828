/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "conf/conf.h"

static char acme[] = "acme", beta[] = "beta", first[] = "first",
	    second[] = "second";

static struct conf_smsc smscs[] = { { .name = acme }, { .name = beta } };
static char *both[] = { beta, acme };
static char *only[] = { acme };

static const struct conf_route routes[] = {
	{ .name = first, .smsc = { .v = both, .n = 2 } },
	{ .name = second, .smsc = { .v = only, .n = 1 } },
};

static struct route_table *table_of(size_t n)
{
	struct conf_route copy[ARRAY_LEN(routes)];
	struct conf c = { .smsc = smscs,
		.smscs = ARRAY_LEN(smscs),
		.route = copy,
		.routes = n };
	struct route_table *t;

	memcpy(copy, routes, sizeof(copy));
	assert_int_equal(route_table_new(&c, &t), 0);
	return t;
}

static void the_first_route_of_the_file_gives_the_list(void **state)
{
	struct route_table *t = table_of(2);
	struct route_query q = { .to = 19175550001, .smsc = ROUTE_NONE };
	struct route_answer a;

	(void)state;
	assert_int_equal(route_choose(t, &q, &a), 0);
	assert_int_equal(a.list.n, 2);
	assert_int_equal(a.list.smsc[0], 1);
	assert_int_equal(a.list.smsc[1], 0);
	assert_string_equal(a.reason, "route first: smsc beta, acme");
	assert_string_equal(route_set_name(route_table_sets(t), a.set),
	    "beta,acme");
	route_table_free(t);
}

static void who_asks_for_an_smsc_gets_that_one_alone(void **state)
{
	struct route_table *t = table_of(2);
	struct route_query q = { .smsc = 0 };
	struct route_answer a;

	(void)state;
	assert_int_equal(route_choose(t, &q, &a), 0);
	assert_int_equal(a.list.n, 1);
	assert_int_equal(a.list.smsc[0], 0);
	assert_string_equal(a.reason, "asked for: smsc acme");
	assert_string_equal(route_set_name(route_table_sets(t), a.set), "acme");

	q.smsc = 2;
	assert_int_equal(route_choose(t, &q, &a), RC_NOT_FOUND);
	assert_string_equal(a.reason,
	    "the smsc that was asked for does not exist");
	route_table_free(t);
}

static void without_a_route_nobody_carries_it(void **state)
{
	struct route_table *t = table_of(0);
	struct route_query q = { .smsc = ROUTE_NONE };
	struct route_answer a;

	(void)state;
	assert_int_equal(route_choose(t, &q, &a), RC_NOT_FOUND);
	assert_string_equal(a.reason, "there is no route");
	route_table_free(t);
}

static void sets_are_the_smscs_alone_and_then_the_routes(void **state)
{
	struct route_table *t = table_of(2);
	struct route_sets *s = route_table_sets_mutable(t);
	struct route_list l;
	uint16_t set;

	(void)state;
	assert_int_equal(route_set_count(s), 3);
	assert_string_equal(route_set_name(s, 0), "acme");
	assert_string_equal(route_set_name(s, 1), "beta");
	assert_string_equal(route_set_name(s, 2), "beta,acme");

	/* What a store names comes behind. */
	assert_int_equal(route_set_parse(s, "acme,beta", &l), 0);
	assert_int_equal(route_set_add(s, &l, &set), 0);
	assert_int_equal(set, 3);
	route_table_free(t);
}

static void a_route_to_nobody_is_refused(void **state)
{
	char ghost[] = "ghost", *list[] = { ghost };
	struct conf_route r = { .name = first, .smsc = { .v = list, .n = 1 } };
	struct conf c = { .smsc = smscs, .smscs = 2, .route = &r, .routes = 1 };
	struct route_table *t;

	(void)state;
	assert_int_equal(route_table_new(&c, &t), RC_BAD);
	assert_null(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_route_of_the_file_gives_the_list),
		cmocka_unit_test(who_asks_for_an_smsc_gets_that_one_alone),
		cmocka_unit_test(without_a_route_nobody_carries_it),
		cmocka_unit_test(sets_are_the_smscs_alone_and_then_the_routes),
		cmocka_unit_test(a_route_to_nobody_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

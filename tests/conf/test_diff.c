/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reload has to do, as data.
 */
#include "place.h"

#include "conf/changes.h"

#define SMSC_B  "smsc beta { host = h system_id = i }\n"
#define ROUTE_B "route s { smsc = acme prefix = 1 }\n"

/* The change of the n-th section of that kind in the old file. */
static const struct conf_change *of_old(const struct conf_changes *c,
    enum conf_section_id section, size_t old)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].section == section && c->v[i].old == old)
			return &c->v[i];
	}
	fail_msg("no entry for section %d", (int)section);
	return NULL;
}

static struct conf_changes changes(void **state, const char *old,
    const char *new)
{
	struct conf *a = place_load_good(*state, old);
	struct conf *b = place_load_good(*state, new);
	struct conf_changes c;

	conf_changes_find(a, b, NULL, &c);
	conf_free(a);
	conf_free(b);
	return c;
}

static void sections_are_told_by_their_names_wherever_they_stand(void **state)
{
	struct conf_changes c =
	    changes(state, SMSC "}\n" SMSC_B REST, SMSC_B SMSC "}\n" REST);
	const struct conf_change *first = of_old(&c, CONF_S_smsc, 0);

	assert_int_equal(first->kind, CONF_SAME);
	assert_int_equal(first->new, 1);
	assert_int_equal(of_old(&c, CONF_S_smsc, 1)->new, 0);
	assert_int_equal(of_old(&c, CONF_S_log, 0)->new, 0);
	assert_int_equal(c.restarts, 0);
	conf_changes_free(&c);
}

static void a_change_takes_what_the_most_of_its_keys_takes(void **state)
{
	struct conf_changes c = changes(state, SMSC "}\n" SMSC_B REST,
	    SMSC "window = 7 port = 1 }\n"
		 "smsc beta { host = h system_id = i window = 9 }\n"
		 "store { path = /x }\n" REST);

	assert_int_equal(of_old(&c, CONF_S_smsc, 0)->kind, CONF_CHANGED);
	assert_int_equal(of_old(&c, CONF_S_smsc, 0)->reload, CONF_REBIND);
	assert_int_equal(of_old(&c, CONF_S_smsc, 1)->reload, CONF_LIVE);
	assert_int_equal(of_old(&c, CONF_S_store, 0)->kind, CONF_CHANGED);
	assert_int_equal(of_old(&c, CONF_S_store, 0)->reload, CONF_RESTART);
	assert_int_equal(of_old(&c, CONF_S_account, 0)->kind, CONF_SAME);
	assert_int_equal(c.restarts, 1);
	conf_changes_free(&c);
}

static void what_comes_and_goes_has_no_index_on_the_other_side(void **state)
{
	struct conf_changes c = changes(state, SMSC "}\n" REST,
	    SMSC "}\n" SMSC_B ROUTE ACCOUNT "http x { listen = 127.0.0.1:81 }");

	assert_int_equal(of_old(&c, CONF_S_smsc, CONF_NONE)->kind, CONF_ADDED);
	assert_int_equal(of_old(&c, CONF_S_smsc, CONF_NONE)->new, 1);
	assert_int_equal(of_old(&c, CONF_S_smsc, CONF_NONE)->reload, CONF_LIVE);
	assert_int_equal(of_old(&c, CONF_S_http, 0)->kind, CONF_REMOVED);
	assert_int_equal(of_old(&c, CONF_S_http, 0)->new, CONF_NONE);
	assert_int_equal(of_old(&c, CONF_S_http, 0)->reload, CONF_RESTART);
	assert_int_equal(of_old(&c, CONF_S_http, CONF_NONE)->kind, CONF_ADDED);
	assert_int_equal(c.restarts, 2);
	conf_changes_free(&c);
}

static void routes_in_another_order_are_changed(void **state)
{
	struct conf_changes c =
	    changes(state, SMSC "}\n" ROUTE_B ROUTE HTTP ACCOUNT,
		SMSC "}\n" ROUTE ROUTE_B HTTP ACCOUNT);

	assert_int_equal(of_old(&c, CONF_S_route, 0)->new, 1);
	assert_int_equal(of_old(&c, CONF_S_route, 1)->kind, CONF_CHANGED);
	assert_int_equal(of_old(&c, CONF_S_route, 1)->reload, CONF_LIVE);
	conf_changes_free(&c);
	c = changes(state, SMSC "}\n" ROUTE_B ROUTE HTTP ACCOUNT,
	    SMSC "}\n" ROUTE HTTP ACCOUNT);
	assert_int_equal(of_old(&c, CONF_S_route, 0)->kind, CONF_REMOVED);
	assert_int_equal(of_old(&c, CONF_S_route, 1)->kind, CONF_SAME);
	assert_int_equal(of_old(&c, CONF_S_route, 1)->new, 0);
	conf_changes_free(&c);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sections_are_told_by_their_names_wherever_they_stand),
		CASE(a_change_takes_what_the_most_of_its_keys_takes),
		CASE(what_comes_and_goes_has_no_index_on_the_other_side),
		CASE(routes_in_another_order_are_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

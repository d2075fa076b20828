/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "route/lookup.h"
#include "world.h"

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
	const struct route_sets *s = route_table_sets(t);

	(void)state;
	assert_int_equal(route_set_count(s), 3);
	assert_string_equal(route_set_name(s, 0), "acme");
	assert_string_equal(route_set_name(s, 1), "beta");
	assert_string_equal(route_set_name(s, 2), "beta,acme");
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

/* ---- which of several -------------------------------------------------- */

static struct route_answer answer;

static const char *reason_of(const struct route_table *t,
    const struct route_query *q)
{
	(void)!route_choose(t, q, &answer);
	return answer.reason;
}

static void the_longest_prefix_wins_then_the_order_of_the_file(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("any", "acme");
	world_route("us", "acme")->prefix = world_list("1");
	world_route("ny", "beta")->prefix = world_list("1212;1917");
	world_route("ny2", "gamma")->prefix = world_list("1917");
	t = world_table();
	assert_string_equal(reason_of(t, &q),
	    "route ny (prefix 1917): smsc beta");
	q.to = 12135550001;
	assert_string_equal(reason_of(t, &q), "route us (prefix 1): smsc acme");
	q.to = 447911123456;
	assert_string_equal(reason_of(t, &q), "route any: smsc acme");
	route_table_free(t);
}

static void a_longer_prefix_loses_when_its_other_conditions_fail(void **state)
{
	struct route_query q = world_query();
	struct conf_route *ny;
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("us", "acme")->prefix = world_list("1");
	ny = world_route("ny", "beta");
	ny->prefix = world_list("1917");
	ny->class = world_list("otp");
	t = world_table();
	assert_string_equal(world_choice(t, &q), "us");
	q.class = ROUTE_OTP;
	assert_string_equal(world_choice(t, &q), "ny");
	q.to = 447911123456;
	assert_string_equal(reason_of(t, &q), "no route's conditions hold");
	assert_int_equal(route_choose(t, &q, &answer), RC_NOT_FOUND);
	assert_null(answer.route);
	route_table_free(t);
}

/* A table with these carriers. */
static struct route_table *table_with(const char *csv)
{
	char path[] = "/tmp/esmed-route-XXXXXX";
	struct route_table *t;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, csv, strlen(csv)), strlen(csv));
	close(fd);
	world.conf.lookup.carriers = path;
	t = world_table();
	world.conf.lookup.carriers = NULL;
	unlink(path);
	return t;
}

static void a_ported_numbers_carrier_wins_over_prefixes(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("uk", "acme")->prefix = world_list("44791");
	world_route("o2", "beta")->carrier = world_list("O2;EE");
	world_route("three", "gamma")->carrier = world_list("Three");
	world_route("rest", "acme");
	t = world_table();
	q.to = 447911123456;
	assert_string_equal(world_choice(t, &q), "uk");
	route_table_free(t);
	t = table_with("4479,Three\n447911123456,O2\n");
	assert_string_equal(reason_of(t, &q),
	    "route o2 (carrier O2, ported): smsc beta");

	/* What a prefix of the table says is no more than a prefix. */
	q.to = 447911123457;
	assert_string_equal(world_choice(t, &q), "uk");
	q.to = 447981123457;
	assert_string_equal(reason_of(t, &q),
	    "route three (carrier Three by prefix): smsc gamma");
	assert_int_equal(
	    lookup_learn(route_table_learning(t), 447911123457, "EE", NULL), 0);
	q.to = 447911123457;
	assert_string_equal(reason_of(t, &q),
	    "route o2 (carrier EE, learned): smsc beta");

	/* Unknown is no carrier at all. */
	q.to = 19175550001;
	assert_string_equal(world_choice(t, &q), "rest");
	route_table_free(t);
}

static void a_carriers_route_with_a_prefix_needs_both(void **state)
{
	struct route_query q = world_query();
	struct conf_route *r;
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("rest", "acme")->prefix = world_list("1;44791112345");
	r = world_route("o2", "beta");
	r->carrier = world_list("O2");
	r->prefix = world_list("447;4479");
	t = table_with("447911123456,O2\n19175550001,O2\n");
	assert_string_equal(world_choice(t, &q), "rest");
	q.to = 447911123456;
	assert_string_equal(reason_of(t, &q),
	    "route o2 (prefix 4479, carrier O2, ported): smsc beta");
	route_table_free(t);
}

static void a_table_inherits_what_the_one_before_has_learned(void **state)
{
	struct route_query q = world_query();
	struct route_table *old, *t;

	(void)state;
	world_reset();
	world_route("rest", "acme");
	world_route("ee", "beta")->carrier = world_list("EE");
	old = world_table();
	t = world_table();
	assert_int_equal(
	    lookup_learn(route_table_learning(old), q.to, "EE", NULL), 0);
	assert_string_equal(world_choice(t, &q), "rest");
	route_table_inherit(t, old);
	route_table_free(old);
	assert_string_equal(world_choice(t, &q), "ee");
	route_table_free(t);
}

static void carriers_with_faults_are_no_table(void **state)
{
	char path[] = "/tmp/esmed-route-XXXXXX";
	struct route_table *t;
	int fd = mkstemp(path);

	(void)state;
	world_reset();
	assert_int_equal(write(fd, "44;O2\n1,\n", 9), 9);
	close(fd);
	world.conf.lookup.carriers = path;
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	assert_null(t);
	unlink(path);
	assert_int_equal(route_table_new(&world.conf, &t), RC_SYSTEM);
	assert_null(t);
}

static void order_weights_failover_and_doubt_come_with_the_set(void **state)
{
	struct route_query q = world_query();
	struct conf_route *r;
	struct route_table *t;

	(void)state;
	world_reset();
	r = world_route("one", "acme;beta");
	r->order = CONF_WEIGHTED;
	r->weights = world_list("3;200");
	r->failover = world_list("expired;rejected");
	r->on_doubt = CONF_DOUBT_HOLD;
	t = world_table();
	assert_int_equal(route_choose(t, &q, &answer), 0);
	assert_int_equal(answer.list.order, ROUTE_WEIGHTED);
	assert_int_equal(answer.list.weight[1], 200);
	assert_int_equal(answer.on_doubt, CONF_DOUBT_HOLD);
	assert_string_equal(route_set_name(route_table_sets(t), answer.set),
	    "weighted:acme=3,beta=200!rejected!expired");
	route_table_free(t);

	/* Without weights all weigh the same. */
	r->weights.n = 0;
	t = world_table();
	assert_int_equal(route_choose(t, &q, &answer), 0);
	assert_string_equal(route_set_name(route_table_sets(t), answer.set),
	    "weighted:acme=1,beta=1!rejected!expired");
	q.smsc = 0;
	assert_int_equal(route_choose(t, &q, &answer), 0);
	assert_int_equal(answer.on_doubt, CONF_DOUBT_SMSC);
	route_table_free(t);
}

/* ---- exclusive smscs --------------------------------------------------- */

/* beta is exclusive. */
static void reset_exclusive(void)
{
	world_reset();
	world.smsc[1].tags = world_list("gold;exclusive");
}

static const char *set_of(const struct route_table *t,
    const struct route_query *q)
{
	if (route_choose(t, q, &answer) != 0)
		return "";
	return route_set_name(route_table_sets(t), answer.set);
}

static void an_exclusive_smsc_needs_a_route_that_names_the_sender(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	reset_exclusive();
	world_route("own", "beta;acme")->from = world_list("ACME");
	world_route("rest", "beta;acme;gamma");
	t = world_table();
	assert_string_equal(set_of(t, &q), "acme,gamma");
	q.from = "ACME";
	assert_string_equal(set_of(t, &q), "beta,acme");
	route_table_free(t);

	reset_exclusive();
	world_route("beta", "beta");
	world_route("rest", "gamma");
	t = world_table();
	assert_string_equal(set_of(t, &q), "gamma");
	route_table_free(t);
}

static void toll_free_senders_use_exclusive_smscs_only(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	reset_exclusive();
	world_route("rest", "beta;acme");
	world_route("tf", "acme;beta")->from_kind = world_list("toll_free");
	t = world_table();
	q.from = "+18005550100";
	assert_string_equal(set_of(t, &q), "beta");
	assert_string_equal(answer.route, "tf");
	q.from = "+12125550100";
	assert_string_equal(set_of(t, &q), "acme");
	route_table_free(t);

	reset_exclusive();
	world_route("rest", "beta;acme");
	t = world_table();
	q.from = "+18005550100";
	assert_string_equal(set_of(t, &q), "");
	route_table_free(t);

	/* Where nothing is exclusive they are senders as all others. */
	world_reset();
	world_route("rest", "beta;acme");
	t = world_table();
	assert_string_equal(set_of(t, &q), "beta,acme");
	route_table_free(t);
}

static void asking_for_an_smsc_opens_no_exclusive_one(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	reset_exclusive();
	world_route("own", "beta")->from = world_list("ACME");
	world_route("tf", "acme")->from_kind = world_list("toll_free");
	world_route("rest", "acme");
	t = world_table();
	q.smsc = 1;
	assert_string_equal(set_of(t, &q), "");
	assert_string_equal(answer.reason,
	    "the smsc that was asked for is exclusive, and no route of it "
	    "names this sender");
	q.from = "ACME";
	assert_string_equal(set_of(t, &q), "beta");
	q.smsc = 0;
	assert_string_equal(set_of(t, &q), "acme");
	q.from = "+18005550100";
	assert_string_equal(set_of(t, &q), "");
	assert_string_equal(answer.reason,
	    "the smsc that was asked for is not exclusive, and toll-free "
	    "senders use no other");
	q.smsc = 1;
	assert_string_equal(set_of(t, &q), "");
	route_table_free(t);
}

/* ---- explaining -------------------------------------------------------- */

static struct route_verdict told[16];
static size_t verdicts;

static void keep(void *arg, const struct route_verdict *v)
{
	(void)arg;
	told[verdicts++] = *v;
}

static void explain(const struct route_table *t, const struct route_query *q)
{
	verdicts = 0;
	route_explain(t, q, keep, NULL);
}

static void each_route_that_is_not_taken_says_why(void **state)
{
	static const char *const why[] = {
		"route ny (prefix 1917): smsc beta",
		"it holds, but route ny has a longer prefix",
		"it holds, but route ny stands before it",
		"the number begins with none of: 44, 4479",
		"the number does not match ^49",
		"the number is of US, wanted: GB, DE",
		"the carrier of the number is not known, wanted: O2, EE",
		"the sender is none of: ACME, Shop*, 1212*",
		"not for a sender of the kind long",
		"not for this account",
		"not for the class transactional",
		"the tag is none of: sale",
		"not open: it is Thu 00:00 in +00:00",
	};
	struct route_query q = world_query();
	struct conf_route *r;
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("ny", "beta")->prefix = world_list("1917");
	world_route("us", "acme")->prefix = world_list("1");
	world_route("ny2", "acme")->prefix = world_list("1917");
	world_route("uk", "acme")->prefix = world_list("4479;44");
	world_route("de", "acme")->regex = world_text("^49");
	world_route("eu", "acme")->country = world_list("GB;DE");
	world_route("o2", "acme")->carrier = world_list("O2;EE");
	world_route("own", "acme")->from = world_list("Shop*;ACME;+1212*");
	world_route("tf", "acme")->from_kind = world_list("short");
	world_route("other", "acme")->account = world_list("other");
	world_route("otp", "acme")->class = world_list("otp");
	world_route("tag", "acme")->tag = world_list("sale");
	r = world_route("day", "acme");
	r->hours = world_list("08:00-20:00");
	r->zone = world_text("+00:00");
	t = world_table();
	explain(t, &q);
	assert_int_equal(verdicts, ARRAY_LEN(why));
	for (size_t i = 0; i < verdicts; i++) {
		assert_string_equal(told[i].why, why[i]);
		assert_int_equal(told[i].holds, i < 3);
		assert_int_equal(told[i].is_taken, i == 0);
	}
	assert_string_equal(told[12].route, "day");
	route_table_free(t);
}

static void the_carrier_is_told_where_it_decides(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;

	(void)state;
	world_reset();
	world_route("uk", "acme")->prefix = world_list("44791");
	world_route("o2", "beta")->carrier = world_list("O2");
	world_route("o2too", "beta")->carrier = world_list("O2");
	t = table_with("447911123456,O2\n4478,Three\n");
	q.to = 447911123456;
	explain(t, &q);
	assert_string_equal(told[0].why,
	    "it holds, but route o2 names the carrier of the number");
	assert_true(told[1].is_taken);
	assert_string_equal(told[2].why,
	    "it holds, but route o2 stands before it");
	q.to = 447811123456;
	explain(t, &q);
	assert_string_equal(told[1].why,
	    "the carrier is Three (prefix), wanted: O2");
	route_table_free(t);
}

static void a_reason_is_cut_where_its_room_ends(void **state)
{
	struct route_query q = world_query();
	char text[512] = "";
	struct route_table *t;

	(void)state;
	world_reset();
	for (int i = 0; i < 100; i++)
		strcat(text, i != 0 ? ";49" : "49");
	world_route("de", "acme")->prefix = world_list(text);
	t = world_table();
	explain(t, &q);
	assert_int_equal(strlen(told[0].why), ROUTE_REASON_MAX - 1);
	assert_string_equal(told[0].why + ROUTE_REASON_MAX - 4, "...");
	route_table_free(t);
}

/* ---- many -------------------------------------------------------------- */

/* Each of a thousand prefixes is asked for by its own number, and so is what
 * lies between them. */
static void of_a_thousand_prefixes_each_finds_its_route(void **state)
{
	struct route_query q = world_query();
	struct route_table *t;
	char name[16], prefix[16];

	(void)state;
	world_reset();
	world_route("rest", "gamma");
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		snprintf(prefix, sizeof(prefix), "%u", 4400 + 7 * i);
		world_route(name, "acme")->prefix = world_list(prefix);
	}
	t = world_table();
	for (unsigned i = 0; i < 7000; i++) {
		snprintf(name, sizeof(name), "r%u", i / 7);
		q.to = (4400 + i) * UINT64_C(10000000) + i;
		assert_string_equal(world_choice(t, &q),
		    i % 7 == 0 ? name : "rest");
	}
	route_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_route_of_the_file_gives_the_list),
		cmocka_unit_test(who_asks_for_an_smsc_gets_that_one_alone),
		cmocka_unit_test(without_a_route_nobody_carries_it),
		cmocka_unit_test(sets_are_the_smscs_alone_and_then_the_routes),
		cmocka_unit_test(a_route_to_nobody_is_refused),
		cmocka_unit_test(
		    the_longest_prefix_wins_then_the_order_of_the_file),
		cmocka_unit_test(
		    a_longer_prefix_loses_when_its_other_conditions_fail),
		cmocka_unit_test(a_ported_numbers_carrier_wins_over_prefixes),
		cmocka_unit_test(a_carriers_route_with_a_prefix_needs_both),
		cmocka_unit_test(
		    a_table_inherits_what_the_one_before_has_learned),
		cmocka_unit_test(carriers_with_faults_are_no_table),
		cmocka_unit_test(
		    order_weights_failover_and_doubt_come_with_the_set),
		cmocka_unit_test(
		    an_exclusive_smsc_needs_a_route_that_names_the_sender),
		cmocka_unit_test(toll_free_senders_use_exclusive_smscs_only),
		cmocka_unit_test(asking_for_an_smsc_opens_no_exclusive_one),
		cmocka_unit_test(each_route_that_is_not_taken_says_why),
		cmocka_unit_test(the_carrier_is_told_where_it_decides),
		cmocka_unit_test(a_reason_is_cut_where_its_room_ends),
		cmocka_unit_test(of_a_thousand_prefixes_each_finds_its_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

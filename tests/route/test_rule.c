/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/rule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/clock.h"
#include "world.h"

/* One route with a condition, "rest" behind it for what that leaves. */
static struct conf_route *one(void)
{
	struct conf_route *r;

	world_reset();
	r = world_route("one", "acme");
	world_route("rest", "beta");
	return r;
}

static void expect(const struct route_query *q, const char *route)
{
	struct route_table *t = world_table();

	assert_string_equal(world_choice(t, q), route);
	route_table_free(t);
}

static void expect_to(uint64_t to, const char *route)
{
	struct route_query q = world_query();

	q.to = to;
	expect(&q, route);
}

static void expect_from(const char *from, const char *route)
{
	struct route_query q = world_query();

	q.from = from;
	expect(&q, route);
}

static void a_prefix_is_the_beginning_of_the_number(void **state)
{
	(void)state;
	one()->prefix = world_list("1917;44;4479");
	expect_to(19175550001, "one");
	expect_to(447911123456, "one");
	expect_to(12125550001, "rest");
	expect_to(191755500010, "one");
	expect_to(91917555000, "rest");
}

static void a_regex_looks_at_the_digits(void **state)
{
	(void)state;
	one()->regex = world_text("^1(917|646)|99$");
	expect_to(19175550001, "one");
	expect_to(16465550001, "one");
	expect_to(12125550099, "one");
	expect_to(12125550001, "rest");
}

static void a_country_is_the_numbers(void **state)
{
	(void)state;
	one()->country = world_list("CA;GB");
	expect_to(14165550001, "one");
	expect_to(442012345678, "one");
	expect_to(19175550001, "rest");
	expect_to(491711234567, "rest");
	expect_to(99912345678, "rest");
}

static void a_number_that_two_countries_share_fits_both(void **state)
{
	(void)state;
	one()->country = world_list("VA");
	expect_to(393311234567, "one");
	one()->country = world_list("IT");
	expect_to(393311234567, "one");
}

static void a_sender_is_exact_or_a_beginning(void **state)
{
	(void)state;
	one()->from = world_list("+12125550100;72975;ACME;+4420*;Shop*");
	expect_from("+12125550100", "one");
	expect_from("12125550100", "one");
	expect_from("72975", "one");
	expect_from("ACME", "one");
	expect_from("+442012345678", "one");
	expect_from("Shopping", "one");
	expect_from("+121255501001", "rest");
	expect_from("729", "rest");
	expect_from("Acme", "rest");
	expect_from("+443012345678", "rest");
	expect_from(NULL, "rest");
}

static void a_sender_is_of_one_kind(void **state)
{
	static const char *const kinds[] = { "long", "short", "alphanumeric",
		"toll_free" };
	static const struct {
		const char *from, *kind;
	} senders[] = { { "+442012345678", "long" }, { "+12125550100", "long" },
		{ "12125550100", "long" }, { "72975", "short" },
		{ "12345678", "short" }, { "ACME", "alphanumeric" },
		{ "24 hours", "alphanumeric" }, { "+18005550100", "toll_free" },
		{ "+18335550100", "toll_free" },
		{ "+18445550100", "toll_free" },
		{ "+18555550100", "toll_free" },
		{ "+18665550100", "toll_free" },
		{ "+18775550100", "toll_free" }, { "18885550100", "toll_free" },
		{ "+18225550100", "long" }, { "+188855501001", "long" },
		{ "+448005550100", "long" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(senders); i++) {
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			one()->from_kind = world_list(kinds[k]);
			expect_from(senders[i].from,
			    strcmp(kinds[k], senders[i].kind) == 0 ? "one"
								   : "rest");
		}
	}
	one()->from_kind = world_list("long;short;alphanumeric;toll_free");
	expect_from(NULL, "rest");
}

static void an_account_a_class_and_a_tag_are_the_messages(void **state)
{
	struct route_query q = world_query();

	(void)state;
	one()->account = world_list("other");
	expect(&q, "rest");
	q.account = 1;
	expect(&q, "one");

	one()->class = world_list("otp;transactional");
	expect(&q, "one");
	q.class = ROUTE_PROMOTIONAL;
	expect(&q, "rest");
	q.class = ROUTE_OTP;
	expect(&q, "one");

	one()->tag = world_list("spring;sale");
	expect(&q, "rest");
	q.tag = "sales";
	q.tag_len = 4;
	expect(&q, "one");
	q.tag_len = 5;
	expect(&q, "rest");
	q.tag_len = 0;
	expect(&q, "rest");
}

static void expect_at(const char *date, const char *route)
{
	struct route_query q = world_query();

	assert_int_equal(clock_parse(date, &q.now), 0);
	expect(&q, route);
}

/* 2 March 2026 was a Monday. */
static void hours_are_open_from_and_shut_at(void **state)
{
	(void)state;
	one()->hours = world_list("Mon-Fri 08:00-20:00;Sat 10:00-24:00");
	expect_at("2026-03-02T07:59:59Z", "rest");
	expect_at("2026-03-02T08:00:00Z", "one");
	expect_at("2026-03-02T19:59:59Z", "one");
	expect_at("2026-03-02T20:00:00Z", "rest");
	expect_at("2026-03-07T09:00:00Z", "rest");
	expect_at("2026-03-07T23:59:59Z", "one");
	expect_at("2026-03-08T12:00:00Z", "rest");
}

static void hours_of_a_night_belong_to_the_day_they_begin(void **state)
{
	(void)state;
	one()->hours = world_list("Sun 22:00-06:00");
	expect_at("2026-03-08T21:59:00Z", "rest");
	expect_at("2026-03-08T22:00:00Z", "one");
	expect_at("2026-03-09T05:59:00Z", "one");
	expect_at("2026-03-09T06:00:00Z", "rest");
	expect_at("2026-03-08T05:00:00Z", "rest");
}

static void hours_are_of_their_zone(void **state)
{
	struct conf_route *r = one();
	struct zone *z;

	(void)state;
	r->hours = world_list("Mon 08:00-20:00");
	r->zone = world_text("+05:30");
	expect_at("2026-03-02T02:29:59Z", "rest");
	expect_at("2026-03-02T02:30:00Z", "one");
	if (zone_load("America/New_York", &z) == RC_NOT_FOUND)
		skip(); /* a system without time zones */
	zone_free(z);
	r->zone = world_text("America/New_York");
	expect_at("2026-03-02T12:59:00Z", "rest");
	expect_at("2026-03-02T13:00:00Z", "one");
	/* A week later their clocks are an hour ahead. */
	expect_at("2026-03-09T12:00:00Z", "one");
}

static void all_conditions_must_hold(void **state)
{
	struct route_query q = world_query();
	struct conf_route *r = one();

	(void)state;
	r->prefix = world_list("1917");
	r->country = world_list("US");
	r->from_kind = world_list("long");
	r->class = world_list("otp");
	expect(&q, "rest");
	q.class = ROUTE_OTP;
	expect(&q, "one");
	q.to = 12125550001;
	expect(&q, "rest");
}

static void a_rule_that_says_nonsense_is_refused(void **state)
{
	struct route_table *t;

	(void)state;
	one()->prefix = world_list("44x");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->regex = world_text("(");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->hours = world_list("noon");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->from_kind = world_list("toll");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->account = world_list("ghost");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->class = world_list("spam");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	one()->country = world_list("1");
	assert_int_equal(route_table_new(&world.conf, &t), RC_BAD);
	assert_null(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prefix_is_the_beginning_of_the_number),
		cmocka_unit_test(a_regex_looks_at_the_digits),
		cmocka_unit_test(a_country_is_the_numbers),
		cmocka_unit_test(a_number_that_two_countries_share_fits_both),
		cmocka_unit_test(a_sender_is_exact_or_a_beginning),
		cmocka_unit_test(a_sender_is_of_one_kind),
		cmocka_unit_test(an_account_a_class_and_a_tag_are_the_messages),
		cmocka_unit_test(hours_are_open_from_and_shut_at),
		cmocka_unit_test(hours_of_a_night_belong_to_the_day_they_begin),
		cmocka_unit_test(hours_are_of_their_zone),
		cmocka_unit_test(all_conditions_must_hold),
		cmocka_unit_test(a_rule_that_says_nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

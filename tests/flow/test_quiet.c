/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quiet hours: 2026-03-02 is a Monday; New York's clocks go forward at 02:00
 * on Sunday 2026-03-08.
 */
#include "rig.h"

#include "conf/hours.h"
#include "flow/terms.h"
#include "model/status.h"

static const struct rig_keys keys = {
	.more =
	    "account night { sid = AC00000000000000000000000000000002\n"
	    "  token = \"bbbbbbbbbbbbbbbb\" quiet = { \"20:00-09:00\" }\n"
	    "  quiet_zone = \"America/New_York\" }\n"
	    "account week { sid = AC00000000000000000000000000000003\n"
	    "  token = \"cccccccccccccccc\"\n"
	    "  quiet = { \"Sat 18:00-24:00\", \"Sun 00:00-24:00\",\n"
	    "    \"22:00-06:00\" } }\n"
	    "account never { sid = AC00000000000000000000000000000004\n"
	    "  token = \"dddddddddddddddd\" quiet = { \"00:00-24:00\" } }\n",
};

enum account { FREE, NIGHT, WEEK, NEVER };

static int begin(void **state)
{
	(void)state;
	return rig_begin_with(&keys);
}

static usec date(const char *text)
{
	usec at;

	assert_int_equal(clock_parse(text, &at), 0);
	return at;
}

static void assert_over(enum account account, const char *at, const char *over)
{
	struct terms *t = terms_new(rig.conf);
	char text[CLOCK_TEXT_BYTES];

	assert_string_equal(
	    clock_format(terms_quiet_over(t, account, date(at)), text), over);
	terms_free(t);
}

static void hours_end_by_the_clocks_of_their_zone(void **state)
{
	(void)state;
	assert_over(FREE, "2026-03-02T03:00:00Z", "2026-03-02T03:00:00.000Z");
	/* 15:20Z is 10:20 in New York. */
	assert_over(NIGHT, "2026-03-02T15:20:00Z", "2026-03-02T15:20:00.000Z");
	assert_over(NIGHT, "2026-03-03T00:59:59Z", "2026-03-03T00:59:59.000Z");
	assert_over(NIGHT, "2026-03-03T01:00:00Z", "2026-03-03T14:00:00.000Z");
	assert_over(NIGHT, "2026-03-03T06:00:00Z", "2026-03-03T14:00:00.000Z");
	assert_over(NIGHT, "2026-03-03T13:59:59Z", "2026-03-03T14:00:00.000Z");
	assert_over(NIGHT, "2026-03-03T14:00:00Z", "2026-03-03T14:00:00.000Z");
	/* The night that is an hour shorter. */
	assert_over(NIGHT, "2026-03-08T02:00:00Z", "2026-03-08T13:00:00.000Z");
}

static void hours_that_follow_one_another_are_one(void **state)
{
	(void)state;
	assert_over(WEEK, "2026-03-07T17:59:00Z", "2026-03-07T17:59:00.000Z");
	assert_over(WEEK, "2026-03-07T18:00:00Z", "2026-03-09T06:00:00.000Z");
	assert_over(WEEK, "2026-03-08T12:00:00Z", "2026-03-09T06:00:00.000Z");
	assert_over(WEEK, "2026-03-09T12:00:00Z", "2026-03-09T12:00:00.000Z");
}

static void hours_that_never_end_hold_a_week(void **state)
{
	(void)state;
	assert_over(NEVER, "2026-03-02T15:20:00Z", "2026-03-09T15:20:00.000Z");
}

static void post(enum account account, const char *class, usec send_at)
{
	struct submission s = rig_submission("hi");

	s.account = account;
	s.class = rig_text(class);
	s.send_at = send_at;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
}

static void a_promotional_message_waits_for_the_morning(void **state)
{
	const struct message_view *v;

	(void)state;
	clock_advance(12 * 3600 * SECOND); /* 22:20 in New York */
	rig_settle();
	post(NIGHT, "promotional", 0);
	v = rig_show();
	assert_int_equal(v->state, STATUS_HELD);
	assert_true(v->next == date("2026-03-03T14:00:00Z"));
	post(NIGHT, "transactional", 0);
	assert_int_not_equal(rig_show()->state, STATUS_HELD);
	post(FREE, "promotional", 0);
	assert_int_not_equal(rig_show()->state, STATUS_HELD);
}

static void one_that_is_meant_for_the_night_waits_too(void **state)
{
	(void)state;
	post(NIGHT, "promotional", date("2026-03-03T02:00:00Z"));
	assert_true(rig_show()->next == date("2026-03-03T14:00:00Z"));
	post(NIGHT, "promotional", date("2026-03-03T16:00:00Z"));
	assert_true(rig_show()->next == date("2026-03-03T16:00:00Z"));
}

static void hours_that_an_account_has_set_count(void **state)
{
	struct conf_hours hours;
	const struct account_terms own = { .quiet = &hours,
		.quiets = 1,
		.zone = "Asia/Tokyo" };
	const struct account_terms none = { 0 };

	(void)state;
	/* It is Tuesday, 00:20 in Tokyo. */
	assert_int_equal(conf_hours_read("Tue 00:00-08:00", &hours), 0);
	flow_account_terms(rig.flow, FREE, &own);
	post(FREE, "promotional", 0);
	assert_int_equal(rig_show()->state, STATUS_HELD);
	assert_true(rig_show()->next == date("2026-03-02T23:00:00Z"));
	post(FREE, "transactional", 0);
	assert_int_not_equal(rig_show()->state, STATUS_HELD);
	flow_account_terms(rig.flow, NIGHT, &none);
	post(NIGHT, "promotional", date("2026-03-03T02:00:00Z"));
	assert_true(rig_show()->next == date("2026-03-03T02:00:00Z"));
}

static void countries_that_an_account_has_set_are_on_top(void **state)
{
	static const char wanted[][COUNTRY_TEXT] = { "GB", "CA" };
	const struct account_terms own = { .country = wanted, .countries = 2 };
	struct submission s = rig_submission("hi");

	(void)state;
	s.account = NIGHT;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	flow_account_terms(rig.flow, NIGHT, &own);
	assert_int_equal(rig_submit(&s), FAULT_COUNTRY);
	s.to = rig_text("+447700900123");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	/* The configuration allows this one the US alone. */
	s.account = FREE;
	flow_account_terms(rig.flow, FREE, &own);
	assert_int_equal(rig_submit(&s), FAULT_COUNTRY);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(hours_end_by_the_clocks_of_their_zone),
		CASE(hours_that_follow_one_another_are_one),
		CASE(hours_that_never_end_hold_a_week),
		CASE(a_promotional_message_waits_for_the_morning),
		CASE(one_that_is_meant_for_the_night_waits_too),
		CASE(hours_that_an_account_has_set_count),
		CASE(countries_that_an_account_has_set_are_on_top),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

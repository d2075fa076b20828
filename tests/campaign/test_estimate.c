/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#include "ledger/optout.h"

#define PAGE 1000 /* opt-outs that are read at once */

static const struct estimate *estimate_of(uint32_t id)
{
	struct asker who = shop_asker();

	campaigns_estimate(shop.campaigns, &who, id);
	rig_settle();
	assert_int_equal(shop.answers, 1);
	assert_int_equal(shop.answer.status, 200);
	return &shop.estimate;
}

static uint32_t draft_to(const char *text, const char *numbers)
{
	struct buf all = { 0 };
	uint32_t id;

	buf_printf(&all,
	    "{\"text\": \"%s\", " FROM ", \"audience\": {\"numbers\": [%s]}}",
	    text, numbers);
	id = shop_draft(buf_cstr(&all));
	buf_free(&all);
	return id;
}

static void opt_out(uint32_t scope, uint64_t number)
{
	const struct optout out = { .account = shop_account(),
		.scope = scope,
		.number = number,
		.set = true };

	ledger_optout(rig.ledger, 1, &out);
}

static void suppress(const char *number)
{
	ledger_keep(rig.ledger, 1,
	    &(struct thing){ .kind = THING_SUPPRESS,
		.account = shop_account(),
		.name = number,
		.value = "",
		.len = 0 });
}

/* Opt-outs of another scope are no business of campaigns, and the last of all
 * of them, by whose name the list ends, hides nobody of the next list. */
static void all_who_want_nothing_are_left_out(void **state)
{
	const struct estimate *e;

	(void)state;
	for (uint64_t i = 0; i <= PAGE; i++)
		opt_out(0, 19175551000 + i);
	opt_out(UINT32_MAX, 19175550002);
	suppress("19175550003");
	rig_settle();
	e = estimate_of(draft_to("Hi",
	    "\"+19175550001\", \"+19175550002\", \"+19175550003\", "
	    "\"+19175551000\", \"+19175552000\""));
	assert_int_equal(e->recipients, 5);
	assert_int_equal(e->opted_out, 2);
	assert_int_equal(e->suppressed, 1);
	assert_int_equal(e->sendable, 2);
}

/* Who is held is judged by smart sending when it is released. */
static void who_is_held_is_sendable(void **state)
{
	const struct estimate *e;
	uint32_t id;

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	assert_int_equal(shop_send(shop_draft(THREE)), 200);
	assert_int_equal(shop_taken(), 3);
	assert_int_equal(shop_set("{\"smart_sending_hours\": 8}"), 200);
	id = shop_draft(THREE);
	e = estimate_of(id);
	assert_int_equal(e->smart_sending, 3);
	assert_int_equal(e->held, 0);
	assert_int_equal(shop_set("{\"quiet_hours\": {\"start\": \"10:00\", "
				  "\"end\": \"11:00\"}}"),
	    200);
	e = estimate_of(id);
	assert_int_equal(e->smart_sending, 0);
	assert_int_equal(e->sendable, 3);
	assert_int_equal(e->held, 3);
}

static void what_a_trial_has_left_is_less_what_it_used(void **state)
{
	const struct estimate *e;

	(void)state;
	assert_int_equal(shop_set("{\"trial\": {\"limit\": 5}}"), 200);
	assert_int_equal(shop_send(shop_draft(THREE)), 200);
	assert_int_equal(shop_taken(), 3);
	e = estimate_of(shop_draft(THREE));
	assert_true(e->has_trial);
	assert_int_equal(e->trial_left, 2);
	assert_int_equal(e->sendable, 2);
	assert_int_equal(e->trial_limit_reached, 1);
}

/* Numbers of other countries may come before it. */
static void a_rule_of_any_recipients_country_is_told(void **state)
{
	const struct estimate *e;

	(void)state;
	e = estimate_of(
	    draft_to("Poker", "\"+442071838750\", \"+19175550001\""));
	assert_int_equal(e->policy, 1);
	assert_int_equal(e->content_policy, 1);
	assert_int_equal(e->country_not_supported, 1);
}

static void three_numbers_that_are_none_are_shown(void **state)
{
	const struct estimate *e;

	(void)state;
	e = estimate_of(
	    draft_to("Hi", "\"+1\", \"+19175550001\", \"12\", \"x\", \"13\""));
	assert_int_equal(e->notices.numbers, 4);
	assert_string_equal(e->notices.number[0], "+1");
	assert_string_equal(e->notices.number[2], "x");
	assert_int_equal(e->invalid_number, 4);
}

/* Of a payload too, which is one part. */
static void segments_are_what_costs(void **state)
{
	const struct estimate *e;
	struct buf long_text = { 0 };

	(void)state;
	for (int i = 0; i < 320; i++)
		buf_add_str(&long_text, "x");
	buf_printf(&long_text, "\", \"steps\": [{\"text\": \"short\", "
			       "\"delay\": \"1h\"}, {\"text\": \"");
	for (int i = 0; i < 161; i++)
		buf_add_str(&long_text, "y");
	buf_add_str(&long_text, "\", \"delay\": \"1h\"}], \"tag\": \"t");
	assert_int_equal(shop_set("{\"price\": \"0.01\"}"), 200);
	e = estimate_of(draft_to(buf_cstr(&long_text), "\"+19175550001\""));
	assert_int_equal(e->first.segments, 3);
	assert_int_equal(e->first.parts, 1);
	assert_int_equal(e->first.cost_millionths, 30000);
	assert_int_equal(e->follow_ups, 2);
	assert_int_equal(e->follow_up[0].segments, 1);
	assert_int_equal(e->follow_up[0].cost_millionths, 10000);
	assert_int_equal(e->follow_up[1].segments, 2);
	assert_int_equal(e->follow_up[1].parts, 1);
	assert_int_equal(e->follow_up[1].cost_millionths, 20000);
	buf_free(&long_text);
}

static int new_of_payloads(void **state)
{
	static const struct rig_keys keys = {
		.smsc = "query = off\nsplit = payload",
		.webhook = &shop_hooks,
		.events = &shop_events,
		.accepts = 10000
	};

	(void)state;
	shop = (struct shop){ 0 };
	rig_begin_with(&keys);
	return 0;
}

#define IT(name) cmocka_unit_test_setup_teardown(name, shop_new, shop_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(all_who_want_nothing_are_left_out),
		IT(who_is_held_is_sendable),
		IT(what_a_trial_has_left_is_less_what_it_used),
		IT(a_rule_of_any_recipients_country_is_told),
		IT(three_numbers_that_are_none_are_shown),
		cmocka_unit_test_setup_teardown(segments_are_what_costs,
		    new_of_payloads, shop_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

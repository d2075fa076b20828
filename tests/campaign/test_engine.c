/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#include "campaign/policy.h"
#include "flow/quota.h"
#include "ledger/optout.h"
#include "model/reason.h"

/* ---- it goes ----------------------------------------------------------- */

static void a_campaign_is_sent_to_all_of_its_numbers(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(rig.n_seen, 0);
	assert_int_equal(shop_send(id), 200);
	assert_int_equal(shop.answer.id, id);
	rig_settle();
	assert_int_equal(rig.n_seen, 3);
	assert_memory_equal(rig.seen[0].text, "Hello from s1", 13);
	assert_int_equal(shop_view(id)->recipients, 3);
	assert_int_equal(shop.view.checked, 3);
	assert_int_equal(shop.view.total.state[STATUS_SUBMITTING], 3);
}

static void a_contact_gets_its_own_text(void **state)
{
	uint32_t id;

	(void)state;
	shop_list(1);
	shop_contact(19175550001, "{\"name\": \"User 1\"}", 1);
	shop_contact(19175550002, "{}", 1);
	id = shop_draft(LIST);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 2);
	assert_memory_equal(rig.seen[0].text, "Hi User 1", 9);
	assert_memory_equal(rig.seen[1].text, "Hi there", 8);
}

static void a_typed_number_is_a_contacts_if_there_is_one(void **state)
{
	uint32_t id = shop_draft(
	    "{\"text\": \"Hi {{name}}\", " FROM ", \"audience\": {\"numbers\": "
	    "[\"(917) 555-0001\", \"+19175550002\"]}}");

	(void)state;
	shop_contact(19175550001, "{\"name\": \"User 1\"}", 0);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 1);
	assert_memory_equal(rig.seen[0].text, "Hi User 1", 9);
	shop_see(id);
	assert_int_equal(shop.state[1], STATUS_SKIPPED);
	assert_int_equal(shop.substate[1], SUBSTATE_MERGE_FIELD_MISSING);
}

static void numbers_that_are_none_fail_here(void **state)
{
	uint32_t id = shop_draft("{\"text\": \"Hi\", " FROM
				 ", \"audience\": {\"numbers\": [\"12345\", "
				 "\"+1917\", \"abcdefghij\", "
				 "\"+380501234567\", \"+19175550001\"]}}");

	(void)state;
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 1);
	shop_see(id);
	assert_int_equal(shop.recipients, 5);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(shop.state[i], STATUS_FAILED);
		assert_int_equal(shop.reason[i], REASON_BAD_NUMBER);
	}
	assert_int_equal(shop.reason[3], REASON_AT_SUBMIT);
	assert_int_equal(shop_view(id)->error_stage[STAGE_LOCAL], 4);
}

static void variants_are_shared_out(void **state)
{
	uint32_t id = shop_draft(
	    "{\"variants\": [{\"text\": \"Alpha\", \"weight\": 50}, "
	    "{\"text\": \"Beta!\", \"weight\": 50}], " FROM
	    ", \"audience\": {\"numbers\": [\"+19175550001\", "
	    "\"+19175550002\", \"+19175550003\", \"+19175550004\"]}}");
	int alpha = 0;

	(void)state;
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 4);
	for (int i = 0; i < 4; i++)
		alpha += memcmp(rig.seen[i].text, "Alpha", 5) == 0;
	assert_int_equal(alpha, 2);
	shop_view(id);
	assert_int_equal(campaign_total(&shop.view.variant[0]), 2);
	assert_int_equal(campaign_total(&shop.view.variant[1]), 2);
}

/* ---- it waits ---------------------------------------------------------- */

static void a_schedule_begins_by_the_sites_clocks(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	assert_int_equal(shop_begin(id, "2026-03-02T11:00:00", false), 200);
	assert_int_equal(shop.answer.start_at,
	    shop_date("2026-03-02T16:00:00Z"));
	assert_int_equal(shop_status(id), CAMPAIGN_SCHEDULED);
	shop_till("2026-03-02T15:59:59Z");
	assert_int_equal(rig.n_seen, 0);
	shop_till("2026-03-02T16:00:00Z");
	assert_int_equal(rig.n_seen, 3);
}

static void what_has_passed_is_refused(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	assert_int_equal(shop_begin(id, "2026-03-02T10:00:00", false), 400);
	assert_string_equal(shop.code, "schedule_in_past");
	assert_int_equal(shop_begin(id, "2026-03-02T10:00:00", true), 400);
	assert_string_equal(shop.code, "schedule_in_past");
	assert_int_equal(shop_begin(id, "tomorrow", false), 400);
	assert_string_equal(shop.code, "invalid_schedule");
	assert_int_equal(shop_status(id), CAMPAIGN_DRAFT);
}

static void each_zone_is_sent_at_its_own_time(void **state)
{
	uint32_t id;

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	shop_list(1);
	shop_contact(19175550001, "{\"timezone\": \"America/New_York\"}", 1);
	shop_contact(19175550002, "{\"timezone\": \"America/Chicago\"}", 1);
	shop_contact(19175550003, "{\"timezone\": \"America/Los_Angeles\"}", 1);
	shop_contact(19175550004, "{}", 1);
	id = shop_draft(LIST);
	assert_int_equal(shop_begin(id, "2026-03-02T11:00:00", true), 200);
	assert_int_equal(shop.answer.start_at,
	    shop_date("2026-03-02T16:00:00Z"));
	shop_till("2026-03-02T15:59:59Z");
	assert_int_equal(shop_status(id), CAMPAIGN_SCHEDULED);
	shop_till("2026-03-02T16:00:00Z");
	assert_int_equal(shop_status(id), CAMPAIGN_PROCESSING);
	assert_int_equal(shop_taken(), 2);
	shop_see(id);
	assert_int_equal(shop.state[1], STATUS_HELD);
	assert_int_equal(shop.substate[1], SUBSTATE_LOCAL_TIME);
	shop_till("2026-03-02T16:59:59Z");
	assert_int_equal(shop_taken(), 2);
	shop_till("2026-03-02T17:00:00Z");
	assert_int_equal(shop_taken(), 3);
	shop_till("2026-03-02T19:00:00Z");
	assert_int_equal(shop_taken(), 4);
}

static void a_zone_whose_time_has_gone_is_sent_at_once(void **state)
{
	uint32_t id;

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	shop_list(1);
	shop_contact(19175550001, "{\"timezone\": \"America/New_York\"}", 1);
	shop_contact(19175550002, "{\"timezone\": \"America/Chicago\"}", 1);
	id = shop_draft(LIST);
	assert_int_equal(shop_begin(id, "2026-03-02T10:00:00", true), 200);
	/* Its first hour has gone: it begins now. */
	assert_int_equal(shop.answer.start_at, clock_wall());
	rig_settle();
	assert_int_equal(shop_taken(), 1);
	shop_till("2026-03-02T16:00:00Z");
	assert_int_equal(shop_taken(), 2);
}

static void quiet_hours_hold_until_they_are_over(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(
	    shop_set("{\"timezone\": \"America/New_York\", \"quiet_hours\": "
		     "{\"start\": \"10:00\", \"end\": \"12:00\"}}"),
	    200);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(shop_taken(), 0);
	shop_see(id);
	assert_int_equal(shop.substate[0], SUBSTATE_QUIET_HOURS);
	assert_int_equal(shop.next[0], shop_date("2026-03-02T17:00:00Z"));
	assert_int_equal(shop_status(id), CAMPAIGN_PROCESSING);
	shop_till("2026-03-02T16:59:59Z");
	assert_int_equal(shop_taken(), 0);
	shop_till("2026-03-02T17:00:00Z");
	assert_int_equal(shop_taken(), 3);
}

/* ---- it is refused ----------------------------------------------------- */

static void what_cannot_be_sent_stays_a_draft(void **state)
{
	static const struct {
		const char *draft, *code, *field;
	} cases[] = {
		{ "{" FROM ", \"audience\": {\"numbers\": [\"1\"]}}",
		    "empty_text", "text" },
		{ "{\"text\": \"Hi\", \"audience\": {\"numbers\": "
		  "[\"1\"]}}",
		    "from_missing", "from" },
		{ "{\"text\": \"Hi\", " FROM "}", "empty_audience",
		    "audience" },
		{ "{\"text\": \"Hi\", " FROM ", " ONE_LIST "}",
		    "empty_audience", "audience" },
	};

	(void)state;
	shop_list(1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint32_t id = shop_draft(cases[i].draft);

		assert_int_equal(shop_send(id), 400);
		assert_string_equal(shop.code, cases[i].code);
		assert_string_equal(shop.field, cases[i].field);
		assert_int_equal(shop_status(id), CAMPAIGN_DRAFT);
	}
	assert_int_equal(shop_send(4711), 404);
}

static void gambling_is_not_sent_to_the_us(void **state)
{
	uint32_t id = shop_draft("{\"text\": \"Casino night! Place your "
				 "bets\", " FROM ", \"audience\": "
				 "{\"numbers\": [\"+447700900001\", "
				 "\"+19175550001\"]}}");

	(void)state;
	assert_int_equal(shop_send(id), 422);
	assert_string_equal(shop.code, "content_policy");
	assert_string_equal(shop.rule, "us_gambling");
	assert_int_equal(shop_status(id), CAMPAIGN_DRAFT);
	assert_int_equal(rig.n_seen, 0);
	id = shop_draft("{\"text\": \"Casino night! Place your bets\", " FROM
			", \"audience\": {\"numbers\": [\"+447700900001\"]}}");
	assert_int_equal(shop_send(id), 200);
}

static void what_was_sent_is_not_sent_again(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(shop_send(id), 200);
	assert_int_equal(shop_send(id), 409);
	assert_string_equal(shop.code, "campaign_locked");
}

static void pre_flight_fails_the_campaign(void **state)
{
	uint32_t id = shop_draft(THREE);

	(void)state;
	assert_int_equal(shop_set("{\"active\": false, "
				  "\"sms_subscription\": false}"),
	    200);
	assert_int_equal(campaigns_preflight(shop.campaigns, shop_account()),
	    PREFLIGHT_SITE_INACTIVE | PREFLIGHT_NO_SMS_SUBSCRIPTION);
	assert_int_equal(shop_send(id), 200);
	assert_int_equal(shop.answer.now, CAMPAIGN_FAILED);
	assert_int_equal(rig.n_seen, 0);
	assert_int_equal(shop_view(id)->preflight,
	    PREFLIGHT_SITE_INACTIVE | PREFLIGHT_NO_SMS_SUBSCRIPTION);
}

static void many_blocks_are_one_alert(void **state)
{
	struct campaigns_alert alert;
	char receipt[120];
	struct buf text = { 0 };
	uint32_t id;

	(void)state;
	buf_add_str(&text,
	    "{\"text\": \"Hi\", " FROM ", \"audience\": {\"numbers\": [\"1\"");
	for (int i = 0; i < 10; i++)
		buf_printf(&text, ", \"+1917555000%d\"", i);
	buf_add_str(&text, "]}}");
	id = shop_draft(buf_cstr(&text));
	buf_free(&text);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(shop_taken(), 10);
	for (int i = 0; i < 10; i++) {
		char from[24];

		assert_int_equal(campaigns_alerts(shop.campaigns, 0, &alert, 1),
		    i > 4);
		snprintf(from, sizeof(from), "1917555000%d", i);
		snprintf(receipt, sizeof(receipt),
		    "id:%d sub:001 dlvrd:000 submit date:2603021520 done "
		    "date:2603021520 stat:UNDELIV err:110 text:",
		    i + 1);
		rig_deliver_from(from, 4, receipt);
		rig_settle();
		loop_once(rig.loop, false);
	}
	assert_int_equal(campaigns_alerts(shop.campaigns, 0, &alert, 1), 1);
	assert_string_equal(alert.kind, "carrier_violation");
	assert_int_equal(alert.campaign, id);
	assert_int_equal(alert.count, 5);
	assert_int_equal(alert.of, 10);
}

/* ---- beside it --------------------------------------------------------- */

static void settings_are_changed_or_refused(void **state)
{
	(void)state;
	assert_int_equal(shop_set("{\"smart_sending_hours\": 168}"), 200);
	assert_int_equal(shop_set("{\"smart_sending_hours\": 169}"), 400);
	assert_string_equal(shop.code, "invalid_setting");
	assert_string_equal(shop.field, "smart_sending_hours");
	assert_int_equal(
	    campaigns_site(shop.campaigns, shop_account())->smart_hours, 168);
	assert_false(campaigns_site(shop.campaigns, 999)->active);
}

/* Judged as to be sent, and then the ledger knows better. */
static void what_is_not_sent_takes_no_share_of_a_limit(void **state)
{
	const struct optout out = { .account = shop_account(),
		.number = 19175550002,
		.set = true };
	struct quota_used used;

	(void)state;
	ledger_optout(rig.ledger, 1, &out);
	assert_int_equal(shop_send(shop_draft(THREE)), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 2);
	flow_account_used(rig.flow, 0, &used);
	assert_int_equal(used.segments, 2);
}

static void an_estimate_sends_nothing(void **state)
{
	struct asker who = shop_asker();
	const struct optout out = { .account = shop_account(),
		.number = 19175550002,
		.set = true };
	struct buf text = { 0 };
	uint32_t id;

	(void)state;
	assert_int_equal(shop_set("{\"price\": \"0.01\"}"), 200);
	ledger_optout(rig.ledger, 1, &out);
	buf_add_str(&text, "{\"text\": \"");
	for (int i = 0; i < 161; i++)
		buf_add_str(&text, "a");
	buf_add_str(&text, "\", " FROM ", \"audience\": {\"numbers\": ["
			   "\"+1917\", \"+380501234567\", "
			   "\"+19175550007\", \"+19175550007\"");
	for (int i = 1; i <= 6; i++)
		buf_printf(&text, ", \"+1917555000%d\"", i);
	buf_add_str(&text, "]}}");
	id = shop_draft(buf_cstr(&text));
	who = shop_asker();
	campaigns_estimate(shop.campaigns, &who, id);
	rig_settle();
	assert_int_equal(shop.answers, 1);
	assert_int_equal(shop.answer.status, 200);
	assert_int_equal(shop.estimate.recipients, 10);
	assert_int_equal(shop.estimate.sendable, 6);
	assert_int_equal(shop.estimate.first.segments, 12);
	assert_int_equal(shop.estimate.first.cost_millionths, 120000);
	assert_int_equal(shop.estimate.opted_out, 1);
	assert_int_equal(shop.estimate.invalid_number, 1);
	assert_int_equal(shop.estimate.country_not_supported, 1);
	assert_int_equal(shop.estimate.duplicate, 1);
	assert_int_equal(shop.estimate.policy, 0);
	assert_false(shop.estimate.has_duration);
	assert_int_equal(rig.n_seen, 0);
	assert_int_equal(shop_status(id), CAMPAIGN_DRAFT);
	buf_free(&text);
}

static void an_estimate_tells_of_rules_and_fields(void **state)
{
	struct asker who;
	uint32_t id = shop_draft("{\"text\": \"Poker for {{name}}\", " FROM
				 ", \"rate\": 2, \"audience\": {\"numbers\": "
				 "[\"+19175550001\"]}}");

	(void)state;
	who = shop_asker();
	campaigns_estimate(shop.campaigns, &who, id);
	rig_settle();
	assert_int_equal(shop.estimate.policy, 1);
	assert_int_equal(shop.estimate.merge_field_missing, 1);
	assert_string_equal(shop.estimate.missing, "name");
	assert_true(shop.estimate.has_duration);
}

/* A reload takes the account away while something is looked up for it. */
static void who_is_not_configured_any_more_is_told_so(void **state)
{
	uint32_t id = shop_draft(THREE);
	struct conf none = *rig.conf;
	struct asker who = shop_asker();

	(void)state;
	none.account = NULL;
	none.accounts = 0;
	campaigns_estimate(shop.campaigns, &who, id);
	campaigns_reconfigure(shop.campaigns, &none);
	rig_settle();
	assert_int_equal(shop.answers, 1);
	assert_int_equal(shop.answer.status, 404);
	campaigns_reconfigure(shop.campaigns, rig.conf);
	assert_int_equal(shop_send(id), 200);
	rig_settle();
	assert_int_equal(rig.n_seen, 3);
}

static void a_test_send_is_no_campaigns(void **state)
{
	const struct body_text to[] = { rig_text("+19175550001"),
		rig_text("12"), rig_text("+19175550002") };
	struct test_send t = { .to = to, .n = ARRAY_LEN(to) };
	struct asker who;

	(void)state;
	shop_contact(19175550001, "{\"name\": \"User 1\"}", 0);
	t.id =
	    shop_draft("{\"text\": \"Hi {{name}}\", " FROM ", " ONE_LIST "}");
	assert_int_equal(shop_set("{\"timezone\": \"America/New_York\", "
				  "\"quiet_hours\": {\"start\": \"10:00\", "
				  "\"end\": \"12:00\"}}"),
	    200);
	who = shop_asker();
	campaigns_test_send(shop.campaigns, &who, &t);
	rig_settle();
	assert_int_equal(shop.answers, 1);
	assert_int_equal(shop.answer.n_tried, 3);
	assert_null(shop.tried[0].code);
	assert_string_equal(shop.tried[1].code, "invalid_number");
	assert_null(shop.tried[2].code);
	assert_int_equal(rig.n_seen, 2);
	assert_memory_equal(rig.seen[0].text, "Hi User 1", 9);
	/* Braces are two septets each, GSM 03.38. */
	assert_memory_equal(rig.seen[1].text, "Hi \x1b(\x1b(name\x1b)\x1b)",
	    15);
	assert_int_equal(shop_status(t.id), CAMPAIGN_DRAFT);
	assert_int_equal(campaign_total(&shop.view.total), 0);
}

static void three_messages_that_nobody_knows_are_an_alert(void **state)
{
	struct campaigns_alert alert;

	(void)state;
	campaigns_missed(shop.campaigns, shop_account());
	rig_advance(25 * 3600 * SECOND);
	campaigns_missed(shop.campaigns, shop_account());
	campaigns_missed(shop.campaigns, shop_account());
	assert_int_equal(
	    campaigns_alerts(shop.campaigns, shop_account(), &alert, 1), 0);
	campaigns_missed(shop.campaigns, shop_account());
	campaigns_missed(shop.campaigns, shop_account());
	assert_int_equal(
	    campaigns_alerts(shop.campaigns, shop_account(), &alert, 1), 1);
	assert_string_equal(alert.kind, "status_fetch_failures");
	assert_int_equal(alert.count, 3);
	assert_int_equal(campaigns_alerts(shop.campaigns, 99, &alert, 1), 0);
}

static void what_was_not_known_before_a_restart_counts(void **state)
{
	struct campaigns_alert alert;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    campaigns_alerts(shop.campaigns, shop_account(), &alert, 1),
		    0);
		campaigns_missed(shop.campaigns, shop_account());
		rig_settle();
		rig_advance(11 * 3600 * SECOND);
		campaigns_close(shop.campaigns);
		rig_restart();
	}
	assert_int_equal(
	    campaigns_alerts(shop.campaigns, shop_account(), &alert, 1), 1);
	assert_int_equal(alert.count, 3);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, shop_new, shop_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(a_campaign_is_sent_to_all_of_its_numbers),
		IT(a_contact_gets_its_own_text),
		IT(a_typed_number_is_a_contacts_if_there_is_one),
		IT(numbers_that_are_none_fail_here),
		IT(variants_are_shared_out),
		IT(a_schedule_begins_by_the_sites_clocks),
		IT(what_has_passed_is_refused),
		IT(each_zone_is_sent_at_its_own_time),
		IT(a_zone_whose_time_has_gone_is_sent_at_once),
		IT(quiet_hours_hold_until_they_are_over),
		IT(what_cannot_be_sent_stays_a_draft),
		IT(gambling_is_not_sent_to_the_us),
		IT(what_was_sent_is_not_sent_again),
		IT(pre_flight_fails_the_campaign),
		IT(many_blocks_are_one_alert),
		IT(settings_are_changed_or_refused),
		IT(what_is_not_sent_takes_no_share_of_a_limit),
		IT(an_estimate_sends_nothing),
		IT(an_estimate_tells_of_rules_and_fields),
		IT(who_is_not_configured_any_more_is_told_so),
		IT(a_test_send_is_no_campaigns),
		IT(three_messages_that_nobody_knows_are_an_alert),
		IT(what_was_not_known_before_a_restart_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

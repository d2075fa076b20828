/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trials, the rate of a campaign, when it is complete, and many that are
 * scheduled.
 */
#include "rig.h"

#include "ledger/optout.h"

static void a_trial_that_is_used_up_fails_the_next(void **state)
{
	uint32_t first = shop_draft(THREE), next;

	(void)state;
	assert_int_equal(shop_set("{\"trial\": {\"limit\": 3}}"), 200);
	assert_int_equal(shop_send(first), 200);
	assert_int_equal(shop_taken(), 3);
	/* Nobody of it would be asked for: it fails before that. */
	next = shop_draft("{\"text\": \"Hi\", " FROM
			  ", \"audience\": {\"numbers\": [\"12\"]}}");
	assert_int_equal(shop_send(next), 200);
	assert_int_equal(shop.answer.now, CAMPAIGN_FAILED);
	assert_int_equal(shop_view(next)->preflight,
	    PREFLIGHT_TRIAL_LIMIT_REACHED);
}

static void a_trial_lets_follow_ups_of_what_it_sent_go(void **state)
{
	uint32_t id = shop_draft(
	    "{\"text\": \"Hi\", " FROM ", \"audience\": {\"numbers\": "
	    "[\"+19175550001\", \"+19175550002\"]}, "
	    "\"steps\": [{\"text\": \"again\", "
	    "\"delay\": \"1h\"}]}");

	(void)state;
	assert_int_equal(shop_set("{\"trial\": {\"limit\": 2}}"), 200);
	assert_int_equal(shop_send(id), 200);
	assert_int_equal(shop_taken(), 2);
	assert_int_equal(shop_status(id), CAMPAIGN_SENDING);
	rig_advance(3601 * SECOND);
	assert_int_equal(shop_taken(), 4);
	assert_int_equal(shop_view(id)->preflight, 0);
	assert_int_equal(shop.view.status, CAMPAIGN_SENDING);
}

/* When the last that may still go is opted out, an hour later. */
static void a_campaign_is_complete_when_its_last_message_left(void **state)
{
	const struct optout out = { .account = shop_account(),
		.number = 19175550002,
		.set = true };
	usec left;
	uint32_t id;

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	shop_list(1);
	shop_contact(19175550001, "{\"timezone\": \"America/New_York\"}", 1);
	shop_contact(19175550002, "{\"timezone\": \"America/Chicago\"}", 1);
	id = shop_draft(LIST);
	assert_int_equal(shop_begin(id, "2026-03-02T10:20:00", true), 200);
	left = clock_wall();
	assert_int_equal(shop_taken(), 1);
	assert_int_equal(shop_view(id)->completed_at, 0);
	rig_advance(600 * SECOND);
	ledger_optout(rig.ledger, 1, &out);
	rig_settle();
	shop_till("2026-03-02T16:20:00Z");
	assert_int_equal(shop_taken(), 1);
	assert_int_equal(shop_view(id)->completed_at, left);
}

static void an_estimate_lasts_as_the_campaigns_rate_says(void **state)
{
	struct asker who;
	uint32_t id = shop_draft("{\"text\": \"Hi\", " FROM
				 ", \"rate\": 2, \"audience\": {\"numbers\": "
				 "[\"+19175550001\", \"+19175550002\", "
				 "\"+19175550003\"]}}");

	(void)state;
	who = shop_asker();
	campaigns_estimate(shop.campaigns, &who, id);
	rig_settle();
	assert_int_equal(shop.estimate.first.segments, 3);
	assert_true(shop.estimate.has_duration);
	assert_int_equal(shop.estimate.duration, 3 * SECOND / 2);
}

/* The first has to see what is scheduled, so the second comes before it. */
static void a_change_does_not_undo_a_faster_one(void **state)
{
	struct asker who = shop_asker();
	struct json *slow = shop_json("{\"timezone\": \"America/Chicago\"}"),
		    *fast = shop_json("{\"smart_sending_hours\": 8}");
	const struct site *site;

	(void)state;
	campaigns_put_site(shop.campaigns, &who, json_root(slow));
	campaigns_put_site(shop.campaigns, &who, json_root(fast));
	rig_settle();
	assert_int_equal(shop.answers, 2);
	site = campaigns_site(shop.campaigns, shop_account());
	assert_int_equal(site->smart_hours, 8);
	assert_string_equal(site->timezone, "UTC");
	json_free(slow);
	json_free(fast);
}

#define IT(name) cmocka_unit_test_setup_teardown(name, shop_new, shop_free)

/* More than one page of them. */
static void all_that_is_scheduled_follows_another_zone(void **state)
{
	uint32_t id[CAMPAIGNS_LIMIT + 1];

	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	for (size_t i = 0; i < ARRAY_LEN(id); i++) {
		id[i] = shop_draft(THREE);
		assert_int_equal(
		    shop_begin(id[i], "2026-03-03T11:00:00", false), 200);
	}
	assert_int_equal(shop_zone("America/Chicago"), 200);
	for (size_t i = 0; i < ARRAY_LEN(id); i++)
		assert_int_equal(shop_view(id[i])->start_at,
		    shop_date("2026-03-03T17:00:00Z"));
}

/* Each needs its definition, of which few are kept. */
static void many_campaigns_begin_at_once(void **state)
{
	struct activation a = { .local = NULL };
	struct asker who = shop_asker();
	uint32_t id[60];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(id); i++)
		id[i] = shop_draft(
		    "{\"text\": \"Hi\", " FROM ", \"audience\": {\"numbers\": "
		    "[\"+19175550001\"]}}");
	for (size_t i = 0; i < ARRAY_LEN(id); i++) {
		a.id = id[i];
		campaigns_activate(shop.campaigns, &who, &a);
	}
	rig_settle();
	assert_int_equal(shop.answers, ARRAY_LEN(id));
	for (size_t i = 0; i < ARRAY_LEN(id); i++)
		assert_int_equal(shop_view(id[i])->checked, 1);
}

static size_t times_in(const char *word, const char *text)
{
	size_t n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

static void five_of_those_that_would_be_late_are_named(void **state)
{
	(void)state;
	assert_int_equal(shop_zone("America/New_York"), 200);
	for (size_t i = 1; i <= 6; i++) {
		uint32_t id = shop_draft(THREE);

		assert_int_equal(shop_begin(id, "2026-03-02T11:00:00", false),
		    200);
		if (i < 5)
			continue;
		assert_int_equal(shop_zone("UTC"), 409);
		assert_string_equal(shop.field, "timezone");
		assert_int_equal(times_in(" CP", shop.text), 5);
		assert_int_equal(times_in(" ...", shop.text), i - 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(a_trial_that_is_used_up_fails_the_next),
		IT(a_trial_lets_follow_ups_of_what_it_sent_go),
		IT(a_campaign_is_complete_when_its_last_message_left),
		IT(an_estimate_lasts_as_the_campaigns_rate_says),
		IT(many_campaigns_begin_at_once),
		IT(all_that_is_scheduled_follows_another_zone),
		IT(five_of_those_that_would_be_late_are_named),
		IT(a_change_does_not_undo_a_faster_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

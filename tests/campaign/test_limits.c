/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trials, the rate of a campaign, and when it is complete.
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

#define IT(name) cmocka_unit_test_setup_teardown(name, shop_new, shop_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IT(a_trial_that_is_used_up_fails_the_next),
		IT(a_trial_lets_follow_ups_of_what_it_sent_go),
		IT(a_campaign_is_complete_when_its_last_message_left),
		IT(an_estimate_lasts_as_the_campaigns_rate_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

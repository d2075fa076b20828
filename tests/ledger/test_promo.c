/* SPDX-License-Identifier: BSD-2-Clause */
/* Smart sending (statuses.md 4.3) and trials (B32). */
#include "crowd.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, crowd_setup, crowd_teardown)

/* A campaign of n, sent; returns how many of its messages passed. */
static uint32_t send(struct crowd *c, struct campaign_plan plan)
{
	size_t before = c->claims;

	crowd_begin(c, plan);
	crowd_pass(c);
	crowd_slots(c, 1000);
	crowd_answer(c, ANSWER_OK);
	return (uint32_t)(c->claims - before);
}

static void smart(struct crowd *c, usec window)
{
	crowd_site(c, (struct site_fact){ .smart = window });
}

static void within_the_window_one_is_skipped_and_at_its_end_not(void **state)
{
	struct crowd *c = *state;

	smart(c, 8 * HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
	crowd_wait(c, 8 * HOUR - SECOND);
	assert_int_equal(send(c, crowd_plan(c, 2)), 1);
	assert_int_equal(crowd_look(c)->skipped_rule[SUBSTATE_SMART_SENDING],
	    1);
	crowd_find(c, THEM(0));
	assert_int_equal(c->message.substate, SUBSTATE_SMART_SENDING);
	assert_int_equal(c->message.next, A_MONDAY + 8 * HOUR);
	crowd_wait(c, SECOND);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
}

static void without_it_all_are_sent_to(void **state)
{
	struct crowd *c = *state;

	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
	smart(c, 8 * HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 0);
	smart(c, 0);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
}

static void what_went_while_it_was_off_counts_when_it_is_on(void **state)
{
	struct crowd *c = *state;

	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
	crowd_reopen(c);
	crowd_wait(c, 8 * HOUR - SECOND);
	smart(c, 8 * HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 0);
	crowd_wait(c, SECOND);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
}

static void one_queued_while_it_was_off_has_the_slot(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 1));
	crowd_pass(c);
	smart(c, 8 * HOUR);
	crowd_begin(c, crowd_plan(c, 1));
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_SKIPPED), 1);
}

static void what_is_no_promotion_is_not_stopped(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 1);

	smart(c, 8 * HOUR);
	plan.promotional = false;
	assert_int_equal(send(c, plan), 1);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1); /* nor counts it */
	assert_int_equal(send(c, plan), 1);
}

static void one_that_is_queued_has_the_slot(void **state)
{
	struct crowd *c = *state;
	uint32_t first;

	smart(c, 8 * HOUR);
	crowd_begin(c, crowd_plan(c, 1));
	crowd_pass(c);
	first = c->id;
	assert_int_equal(send(c, crowd_plan(c, 1)), 1); /* of the first */
	assert_int_equal(crowd_count(c, STATUS_SKIPPED), 1);
	assert_int_equal(c->message.next, 0);
	c->id = first;
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 1);
}

static void what_is_refused_gives_it_back(void **state)
{
	struct crowd *c = *state;

	smart(c, 8 * HOUR);
	crowd_begin(c, crowd_plan(c, 1));
	crowd_pass(c);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_NEVER);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 1);
}

static void what_is_canceled_gives_it_back(void **state)
{
	struct crowd *c = *state;

	smart(c, 8 * HOUR);
	crowd_begin(c, crowd_plan(c, 1));
	crowd_pass(c);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
}

/* Nobody has come to its row yet. */
static void what_is_canceled_gives_it_back_at_once(void **state)
{
	struct crowd *c = *state;
	const struct campaign_fact cancel = { .token = CAMPAIGN,
		.account = c->shop->account,
		.id = 1,
		.what = CAMPAIGN_CANCEL };

	smart(c, 8 * HOUR);
	crowd_begin(c, crowd_plan(c, 1));
	assert_int_equal(c->id, cancel.id);
	crowd_pass(c);
	crowd_begin(c, crowd_plan(c, 1));
	crowd_ask(c, false, 1);
	assert_int_equal(c->works, 1);
	ledger_campaign(c->shop->ledger, &cancel);
	crowd_say(c, &c->work[0], (struct verdict){ 0 });
	crowd_run(c);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 1);
}

static void a_promotion_of_no_campaign_counts_too(void **state)
{
	struct crowd *c = *state;
	const struct accept a = { .account = c->shop->account,
		.set = c->shop->set,
		.parts = 1,
		.class = CLASS_PROMOTIONAL,
		.to = THEM(0),
		.body = "hello",
		.body_len = 5 };

	smart(c, 8 * HOUR);
	crowd_slots(c, 100);
	assert_int_equal(ledger_accept(c->shop->ledger, &a), 0);
	crowd_run(c);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(send(c, crowd_plan(c, 2)), 1);
	crowd_reopen(c);
	smart(c, 8 * HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 0);
}

static void follow_ups_are_exempt_and_count(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 1);

	smart(c, 8 * HOUR);
	plan.steps = 2;
	plan.delay[1] = HOUR;
	assert_int_equal(send(c, plan), 1);
	crowd_wait(c, HOUR);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 1);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(c->claims, 2);
	crowd_wait(c, 7 * HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 0);
	crowd_wait(c, HOUR);
	assert_int_equal(send(c, crowd_plan(c, 1)), 1);
}

/* ---- trials ------------------------------------------------------------ */

static void trial(struct crowd *c, uint64_t limit)
{
	crowd_site(c, (struct site_fact){ .trial = limit });
}

static void exactly_the_limit_is_no_failure(void **state)
{
	struct crowd *c = *state;

	trial(c, 100);
	assert_int_equal(send(c, crowd_plan(c, 100)), 100);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENDING);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    100);
	crowd_reopen(c);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    100);
	trial(c, 100);
	crowd_begin(c, crowd_plan(c, 1));
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_FAILED);
	assert_int_equal(c->view.preflight, PREFLIGHT_TRIAL_LIMIT_REACHED);
}

static void what_has_its_unit_goes_and_the_rest_is_canceled(void **state)
{
	struct crowd *c = *state;

	trial(c, 100);
	crowd_begin(c, crowd_plan(c, 150));
	crowd_check(c, false, (struct verdict){ 0 });
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_PROCESSING);
	assert_int_equal(c->view.preflight, PREFLIGHT_TRIAL_LIMIT_REACHED);
	crowd_slots(c, 1000);
	assert_int_equal(c->claims, 100);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_FAILED);
	assert_int_equal(c->view.preflight, PREFLIGHT_TRIAL_LIMIT_REACHED);
	assert_int_equal(c->view.total.state[STATUS_FORWARDED], 100);
	assert_int_equal(c->view.total.state[STATUS_CANCELED], 50);
	assert_int_equal(campaign_total(&c->view.total), 150);
}

static void a_message_of_no_campaign_uses_a_unit_once(void **state)
{
	struct crowd *c = *state;

	trial(c, 10);
	accept_some(c->shop, 1);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_LATER);
	crowd_wait(c, HOUR);
	assert_int_equal(c->claims, 2);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    1);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->other), 0);
}

/* One is refused, one canceled. */
static void a_unit_is_not_given_back(void **state)
{
	struct crowd *c = *state;

	trial(c, 2);
	crowd_begin(c, crowd_plan(c, 2));
	crowd_pass(c);
	crowd_slots(c, 1);
	crowd_answer(c, ANSWER_NEVER);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	assert_int_equal(crowd_count(c, STATUS_FAILED), 1);
	assert_int_equal(c->view.total.state[STATUS_CANCELED], 1);
	crowd_wait(c, HOUR);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    2);
	crowd_reopen(c);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(within_the_window_one_is_skipped_and_at_its_end_not),
		CASE(without_it_all_are_sent_to),
		CASE(what_went_while_it_was_off_counts_when_it_is_on),
		CASE(one_queued_while_it_was_off_has_the_slot),
		CASE(what_is_no_promotion_is_not_stopped),
		CASE(one_that_is_queued_has_the_slot),
		CASE(what_is_refused_gives_it_back),
		CASE(what_is_canceled_gives_it_back),
		CASE(what_is_canceled_gives_it_back_at_once),
		CASE(a_promotion_of_no_campaign_counts_too),
		CASE(follow_ups_are_exempt_and_count),
		CASE(exactly_the_limit_is_no_failure),
		CASE(what_has_its_unit_goes_and_the_rest_is_canceled),
		CASE(a_message_of_no_campaign_uses_a_unit_once),
		CASE(a_unit_is_not_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* statuses.md 5.5: what follows a message that was forwarded. */
#include "crowd.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, crowd_setup, crowd_teardown)

static void begin(struct crowd *c, size_t n)
{
	struct campaign_plan plan = crowd_plan(c, n);

	plan.steps = 3;
	plan.variants = 2;
	plan.delay[1] = DAY;
	plan.delay[2] = 2 * DAY;
	crowd_begin(c, plan);
	crowd_check(c, false, (struct verdict){ .scope = 5 });
}

/* All parts are confirmed. */
static void deliver(struct crowd *c)
{
	for (size_t i = 0; i < c->claims; i++) {
		struct receipt_fact r = { .smsc = c->shop->acme,
			.verdict = VERDICT_DELIVERED,
			.from = c->claim[i].to };

		snprintf(r.smsc_id, sizeof(r.smsc_id), "id%llu",
		    (unsigned long long)c->claim[i].id.key);
		ledger_receipt(c->shop->ledger, &r);
	}
	crowd_run(c);
}

static void each_that_was_forwarded_is_followed_up(void **state)
{
	struct crowd *c = *state;

	begin(c, 5);
	crowd_slots(c, 100);
	assert_int_equal(campaign_total(&crowd_look(c)->total), 5);
	crowd_wait(c, SECOND);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(campaign_total(&crowd_look(c)->total), 10);
	assert_int_equal(c->view.total.state[STATUS_HELD], 5);
	assert_int_equal(campaign_total(&c->view.step[1]), 5);
	assert_int_equal(c->view.next_release, A_MONDAY + SECOND + DAY);
	deliver(c);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENT);
	crowd_wait(c, DAY - 1);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 0);
	crowd_wait(c, 1);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 5);
	assert_int_equal(c->work[2].step, 1);
	assert_int_equal(c->work[2].index, 2);
	assert_int_equal(c->work[2].number, THEM(2));
	assert_int_equal(c->claims, 10);
	assert_string_equal(c->text[5], "1:0");
	crowd_answer(c, ANSWER_OK);
	deliver(c);
	crowd_wait(c, 2 * DAY);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENT);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 5);
	assert_string_equal(c->text[14], "2:4");
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENT);
	deliver(c);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_DONE);
	assert_int_equal(campaign_total(&c->view.total), 15);
	assert_int_equal(c->view.total.state[STATUS_DELIVERED], 15);
}

/* From now on there is beta too, for what acme fails to deliver. */
static uint16_t join_beta(struct crowd *c)
{
	struct ledger *l = c->shop->ledger;
	struct ledger_smsc conf = { .name = "beta", .doubt_wait = 60 * SECOND };
	uint16_t beta;

	assert_int_equal(ledger_intern(l, NAME_SMSC, "beta", &beta), 0);
	assert_int_equal(ledger_intern(l, NAME_SET,
			     "acme,beta!rejected!expired", &c->shop->set),
	    0);
	ledger_set_smsc(l, beta, &conf);
	ledger_smsc_up(l, beta, true);
	return beta;
}

/* Its first carrier took it and did not deliver it, so another one takes it. */
static void what_is_forwarded_twice_is_followed_up_once(void **state)
{
	struct crowd *c = *state;
	struct receipt_fact r = { .smsc = c->shop->acme,
		.verdict = VERDICT_FAILED,
		.reason = 30005 };
	uint16_t beta = join_beta(c);

	begin(c, 1);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 1);
	assert_int_equal(campaign_total(&c->view.total), 2);
	r.from = c->claim[0].to;
	snprintf(r.smsc_id, sizeof(r.smsc_id), "id%llu",
	    (unsigned long long)c->claim[0].id.key);
	ledger_receipt(c->shop->ledger, &r);
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 1);
	c->shop->acme = beta; /* that is who answers */
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 2);
	assert_int_equal(c->claim[1].id.key, c->claim[0].id.key);
	crowd_wait(c, SECOND);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 1);
	assert_int_equal(c->view.total.state[STATUS_HELD], 1);
	assert_int_equal(c->view.total.forwarded, 1);
	assert_int_equal(campaign_total(&c->view.total), 2);
}

static void nothing_follows_what_was_refused(void **state)
{
	struct crowd *c = *state;

	begin(c, 3);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_NEVER);
	assert_int_equal(campaign_total(&crowd_look(c)->total), 3);
	assert_int_equal(c->view.total.state[STATUS_FAILED], 3);
	assert_int_equal(c->view.status, CAMPAIGN_DONE);
}

static void a_stop_ends_what_is_held(void **state)
{
	struct crowd *c = *state;
	const struct optout other = { .account = c->shop->account,
		.number = THEM(2),
		.scope = 6,
		.set = true };
	struct optout own = { .account = c->shop->account,
		.number = THEM(1),
		.scope = 5,
		.set = true };

	begin(c, 4);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_OK);
	crowd_stop(c, THEM(0));
	ledger_optout(c->shop->ledger, 1, &own);
	ledger_optout(c->shop->ledger, 1, &other); /* of something else */
	crowd_wait(c, SECOND);
	assert_int_equal(crowd_look(c)->skipped_rule[SUBSTATE_OPTED_OUT], 2);
	assert_int_equal(c->view.total.state[STATUS_HELD], 2);
}

static void a_cancel_before_that_stops_it_too(void **state)
{
	struct crowd *c = *state;

	begin(c, 5);
	crowd_slots(c, 2);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(campaign_total(&crowd_look(c)->total), 7);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	assert_int_equal(crowd_count(c, STATUS_CANCELED), 5);
	assert_int_equal(c->view.total.state[STATUS_FORWARDED], 2);
	crowd_wait(c, 2 * DAY);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 0);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 2);
}

/* M16: forwarded by an answer that was on its way. */
static void a_late_forward_of_a_canceled_one_bears_nothing(void **state)
{
	struct crowd *c = *state;

	begin(c, 1);
	crowd_slots(c, 1);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(campaign_total(&crowd_look(c)->total), 1);
	assert_int_equal(c->view.total.state[STATUS_FORWARDED], 1);
}

static void a_follow_up_outlives_a_restart(void **state)
{
	struct crowd *c = *state;

	begin(c, 70);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_OK);
	crowd_reopen(c);
	crowd_wait(c, DAY);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 70);
	assert_int_equal(c->work[69].number, THEM(69));
	crowd_reopen(c);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 140);
	for (size_t i = 0; i < 70; i++)
		assert_int_equal(c->claim[70 + i].to, THEM(i));
}

static void none_is_judged_before_its_time(void **state)
{
	struct crowd *c = *state;
	struct work work;

	begin(c, 3);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_OK);
	crowd_ask_work(c,
	    (struct work_query){ .kind = WORK_HELD, .limit = 10 });
	assert_int_equal(c->works, 0);
	assert_false(c->more);
	assert_non_null(crowd_find(c, THEM(0)));
	work = (struct work){ .key = c->message.id.key, .step = 1 };
	crowd_say(c, &work, (struct verdict){ .early = true });
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_HELD), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_that_was_forwarded_is_followed_up),
		CASE(what_is_forwarded_twice_is_followed_up_once),
		CASE(nothing_follows_what_was_refused),
		CASE(a_stop_ends_what_is_held),
		CASE(a_cancel_before_that_stops_it_too),
		CASE(a_late_forward_of_a_canceled_one_bears_nothing),
		CASE(a_follow_up_outlives_a_restart),
		CASE(none_is_judged_before_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was queued before its quiet hours began (M3b). Quiet from 15:01 to 16:00
 * UTC; it is Monday, 15:00, and 07:00 in Los Angeles.
 */
#include "crowd.h"

#include "conf/hours.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, crowd_setup, crowd_teardown)

#define BEGINS MINUTE
#define ENDS   HOUR

static void quiet(struct crowd *c, const char *hours)
{
	struct conf_hours h;
	struct site_fact f = { .quiets = hours != NULL, .quiet = &h };

	if (hours != NULL)
		assert_int_equal(conf_hours_read(hours, &h), 0);
	crowd_site(c, f);
}

static void begin(struct crowd *c, struct campaign_plan plan)
{
	quiet(c, "15:01-16:00");
	crowd_begin(c, plan);
	crowd_pass(c);
}

/* All that is due is checked again and passes. */
static size_t check_again(struct crowd *c, struct verdict v)
{
	size_t n = 0, now;

	while ((now = crowd_check(c, true, v)) != 0)
		n += now;
	return n;
}

static void till(struct crowd *c, usec at)
{
	crowd_wait(c, A_MONDAY + at - clock_wall());
}

static void assert_counts(struct crowd *c, uint32_t queued, uint32_t held,
    uint32_t submitting)
{
	const struct campaign_view *v = crowd_look(c);

	assert_int_equal(v->total.state[STATUS_QUEUED], queued);
	assert_int_equal(v->total.state[STATUS_HELD], held);
	assert_int_equal(v->total.state[STATUS_SUBMITTING], submitting);
}

/* 100 at 1 a second: 60 go before, none in the hours, 40 after, each once. */
static void none_leaves_by_a_rate_once_they_have_begun(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 100);

	plan.rate = 1;
	begin(c, plan);
	crowd_slots(c, 1000);
	for (size_t n = 1; n < 60; n++)
		crowd_wait(c, SECOND);
	assert_counts(c, 40, 0, 60);
	crowd_wait(c, SECOND);
	assert_counts(c, 0, 40, 60);
	crowd_answer(c, ANSWER_OK);
	till(c, ENDS - 1);
	assert_int_equal(c->claims, 60);
	assert_int_equal(crowd_look(c)->next_release, A_MONDAY + ENDS);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENDING);
	assert_int_equal(check_again(c, (struct verdict){ 0 }), 0);
	crowd_wait(c, 1);
	assert_int_equal(check_again(c, (struct verdict){ 0 }), 40);
	for (size_t n = 0; n < 40; n++)
		crowd_wait(c, SECOND);
	assert_int_equal(c->claims, 100);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(c->claim[i].to, THEM(i));
	assert_counts(c, 0, 0, 40);
}

static void what_waits_for_a_slot_is_held_when_its_turn_comes(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 900));
	till(c, BEGINS - 1);
	crowd_slots(c, 3);
	till(c, BEGINS);
	/* Those that are in line already wait there. */
	assert_counts(c, 497, 400, 3);
	crowd_slots(c, 1000);
	assert_counts(c, 0, 897, 3);
	crowd_answer(c, ANSWER_OK); /* that was on its way */
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 3);
	crowd_verify(c);
	open_shop(c->shop);
	till(c, ENDS);
	assert_int_equal(check_again(c, (struct verdict){ 0 }), 897);
	crowd_slots(c, 2000);
	assert_int_equal(c->claims, 900);
}

static void a_crash_in_them_loses_and_doubles_none(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 10));
	till(c, BEGINS);
	crowd_slots(c, 1);
	assert_counts(c, 0, 10, 0);
	crowd_reopen(c);
	quiet(c, "15:01-16:00");
	crowd_slots(c, 100);
	assert_counts(c, 0, 10, 0);
	till(c, ENDS);
	crowd_reopen(c);
	quiet(c, "15:01-16:00");
	assert_int_equal(check_again(c, (struct verdict){ 0 }), 10);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 10);
}

static void a_resume_in_them_sends_nothing(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 20));
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	till(c, BEGINS);
	crowd_slots(c, 100);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	assert_counts(c, 0, 20, 0);
	till(c, ENDS);
	check_again(c, (struct verdict){ 0 });
	assert_int_equal(c->claims, 20);
}

/* It is not checked again: the carrier may have parts of it. */
static void a_retry_waits_for_their_end_in_the_queue(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 1));
	till(c, BEGINS - SECOND);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_LATER);
	till(c, BEGINS + 30 * SECOND);
	assert_counts(c, 1, 0, 0);
	crowd_reopen(c);
	quiet(c, "15:01-16:00");
	crowd_slots(c, 10);
	till(c, ENDS - 1);
	assert_int_equal(c->claims, 1);
	assert_int_equal(crowd_fetch(c, &c->claim[0].id)->next,
	    A_MONDAY + ENDS);
	till(c, ENDS);
	assert_int_equal(c->claims, 2);
	assert_int_equal(c->claim[1].attempt, 2);
}

static void each_has_the_clock_of_its_own_zone(void **state)
{
	struct crowd *c = *state;
	struct verdict v = { 0 };

	quiet(c, "15:01-16:00");
	assert_int_equal(ledger_intern(c->shop->ledger, NAME_ZONE,
			     "America/Los_Angeles", &v.zone),
	    0);
	crowd_begin(c, crowd_plan(c, 2));
	crowd_ask(c, false, WORK_LIMIT);
	crowd_say(c, &c->work[0], v);
	v.zone = 0;
	crowd_say(c, &c->work[1], v);
	crowd_run(c);
	till(c, BEGINS);
	crowd_slots(c, 10);
	assert_counts(c, 0, 1, 1);
	assert_int_equal(c->claim[0].to, THEM(0));
	crowd_answer(c, ANSWER_LATER);
	till(c, ENDS);
	check_again(c, (struct verdict){ 0 });
	assert_int_equal(c->claims, 3);
	/* The zone is that of the message after a start as well. */
	crowd_answer(c, ANSWER_LATER);
	crowd_reopen(c);
	quiet(c, "08:00-08:30");
	crowd_slots(c, 10);
	till(c, ENDS + MINUTE);
	assert_int_equal(c->claims, 4);
	assert_int_equal(c->claim[3].to, THEM(1));
	till(c, ENDS + 30 * MINUTE);
	assert_int_equal(c->claims, 5);
}

static void a_transactional_one_goes(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 5);

	plan.promotional = false;
	begin(c, plan);
	till(c, BEGINS);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 5);
}

static void what_is_set_counts_at_once(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 5));
	till(c, BEGINS);
	quiet(c, "15:30-16:00");
	crowd_slots(c, 2);
	assert_counts(c, 3, 0, 2);
	quiet(c, "15:00-16:00");
	crowd_slots(c, 1);
	assert_counts(c, 0, 3, 2);
	quiet(c, NULL);
	till(c, ENDS);
	check_again(c, (struct verdict){ 0 });
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 5);
}

/* It took its unit when it was queued first, and its charge. */
static void a_trial_counts_it_once(void **state)
{
	struct crowd *c = *state;
	struct conf_hours h;
	const struct site_fact f = { .quiets = 1, .quiet = &h, .trial = 3 };

	assert_int_equal(conf_hours_read("15:01-16:00", &h), 0);
	crowd_site(c, f);
	crowd_begin(c, crowd_plan(c, 4));
	crowd_ask(c, false, 3);
	for (size_t i = 0; i < 3; i++)
		crowd_say(c, &c->work[i], (struct verdict){ 0 });
	crowd_run(c);
	till(c, BEGINS);
	crowd_slots(c, 10);
	assert_int_equal(crowd_count(c, STATUS_HELD), 3);
	till(c, ENDS);
	crowd_ask(c, true, WORK_LIMIT);
	assert_int_equal(c->works, 3);
	assert_true(c->work[0].charged);
	assert_int_equal(check_again(c, (struct verdict){ 0 }), 3);
	assert_int_equal(c->claims, 3);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_PROCESSING);
	assert_int_equal(ledger_trial_used(c->shop->ledger, c->shop->account),
	    3);
}

static void who_says_stop_meanwhile_gets_nothing(void **state)
{
	struct crowd *c = *state;

	begin(c, crowd_plan(c, 2));
	till(c, BEGINS);
	crowd_slots(c, 10);
	crowd_stop(c, THEM(0));
	crowd_wait(c, SECOND);
	assert_counts(c, 0, 1, 0);
	assert_int_equal(crowd_count(c, STATUS_SKIPPED), 1);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	assert_int_equal(crowd_count(c, STATUS_CANCELED), 1);
}

/* ---- of no campaign ----------------------------------------------------- */

static const struct message_id *single(struct crowd *c,
    enum message_class class, uint32_t ttl)
{
	const struct accept a = { .token = 1,
		.account = c->shop->account,
		.set = c->shop->set,
		.parts = 1,
		.class = (uint8_t) class,
		.ttl = ttl,
		.to = THEM(0),
		.body = "hello",
		.body_len = 5 };

	assert_int_equal(ledger_accept(c->shop->ledger, &a), 0);
	crowd_run(c);
	return &c->shop->id[c->shop->accepted - 1];
}

static void one_of_no_campaign_is_held_and_released(void **state)
{
	struct crowd *c = *state;
	const struct message_id *id;

	quiet(c, "15:01-16:00");
	id = single(c, CLASS_PROMOTIONAL, 0);
	till(c, BEGINS);
	single(c, CLASS_TRANSACTIONAL, 0);
	single(c, CLASS_OTP, 0);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 2);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_HELD);
	assert_int_equal(c->shop->view.substate, SUBSTATE_QUIET_HOURS);
	assert_int_equal(c->shop->view.next, A_MONDAY + ENDS);
	crowd_verify(c);
	open_shop(c->shop);
	quiet(c, "15:01-16:00");
	crowd_slots(c, 10);
	till(c, ENDS - 1);
	assert_int_equal(c->claims, 2);
	till(c, ENDS);
	assert_int_equal(c->claims, 3);
	assert_int_equal(c->claim[2].id.key, id->key);
}

/* One that came with slots to spare, and one that waits into a second night. */
static void each_night_counts(void **state)
{
	struct crowd *c = *state;
	const struct message_id *id;

	quiet(c, "15:01-16:00");
	till(c, BEGINS);
	crowd_slots(c, 10);
	id = single(c, CLASS_PROMOTIONAL, 0);
	assert_int_equal(c->claims, 0);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_HELD);
	ledger_smsc_up(c->shop->ledger, c->shop->acme, false);
	till(c, ENDS);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_QUEUED);
	till(c, DAY + BEGINS);
	ledger_smsc_up(c->shop->ledger, c->shop->acme, true);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 0);
	assert_int_equal(crowd_fetch(c, id)->next, A_MONDAY + DAY + ENDS);
	till(c, DAY + ENDS);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 1);
}

/* Valid for two minutes, of which one is over when it is held. */
static void its_time_in_the_queue_stands_still(void **state)
{
	struct crowd *c = *state;
	const struct message_id *id;

	quiet(c, "15:01-16:00");
	id = single(c, CLASS_PROMOTIONAL, 120);
	till(c, BEGINS);
	crowd_slots(c, 1);
	till(c, ENDS - 1);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_HELD);
	ledger_smsc_up(c->shop->ledger, c->shop->acme, false);
	till(c, ENDS);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_QUEUED);
	till(c, ENDS + 59 * SECOND);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_QUEUED);
	till(c, ENDS + 60 * SECOND);
	assert_int_equal(crowd_fetch(c, id)->state, STATUS_FAILED);
	assert_int_equal(c->claims, 0);
}

static void the_time_of_a_retry_stands_still_too(void **state)
{
	struct crowd *c = *state;
	const struct message_id *id;

	quiet(c, "15:01-16:00");
	id = single(c, CLASS_PROMOTIONAL, 120);
	till(c, BEGINS - SECOND);
	crowd_slots(c, 10);
	crowd_answer(c, ANSWER_LATER);
	till(c, BEGINS + 10 * SECOND);
	assert_int_equal(crowd_fetch(c, id)->substate, SUBSTATE_RETRY_WAIT);
	till(c, ENDS);
	assert_int_equal(c->claims, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(none_leaves_by_a_rate_once_they_have_begun),
		CASE(what_waits_for_a_slot_is_held_when_its_turn_comes),
		CASE(a_crash_in_them_loses_and_doubles_none),
		CASE(a_resume_in_them_sends_nothing),
		CASE(a_retry_waits_for_their_end_in_the_queue),
		CASE(each_has_the_clock_of_its_own_zone),
		CASE(a_transactional_one_goes),
		CASE(what_is_set_counts_at_once),
		CASE(a_trial_counts_it_once),
		CASE(who_says_stop_meanwhile_gets_nothing),
		CASE(one_of_no_campaign_is_held_and_released),
		CASE(each_night_counts),
		CASE(its_time_in_the_queue_stands_still),
		CASE(the_time_of_a_retry_stands_still_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

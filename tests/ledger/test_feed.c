/* SPDX-License-Identifier: BSD-2-Clause */
/* What is queued of a campaign gets in line, and through the gate. */
#include "crowd.h"

#include "ledger/campaign_steps.h"
#include "ledger/inside.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, crowd_setup, crowd_teardown)

/* Each number once, in the order of the audience. */
static void assert_in_order(struct crowd *c, size_t n)
{
	assert_int_equal(c->claims, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(c->claim[i].to, THEM(i));
}

static void begin(struct crowd *c, size_t n, uint32_t rate)
{
	struct campaign_plan plan = crowd_plan(c, n);

	plan.rate = rate;
	crowd_begin(c, plan);
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), n);
}

static void a_pause_keeps_what_is_queued_and_a_resume_sends_it(void **state)
{
	struct crowd *c = *state;

	begin(c, 100, 0);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 10);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_slots(c, 50);
	crowd_wait(c, HOUR);
	assert_int_equal(c->claims, 10);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 90);
	crowd_answer(c, ANSWER_OK); /* what went goes on */
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 10);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	assert_in_order(c, 60);
	crowd_slots(c, 50);
	assert_in_order(c, 100);
}

/* In line when the pause came, without a slot all the time. */
static void a_short_pause_leaves_the_line_as_it_is(void **state)
{
	struct crowd *c = *state;

	begin(c, 100, 0);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_slots(c, 200);
	assert_in_order(c, 100);
}

static void a_pause_that_threw_out_some_keeps_the_order(void **state)
{
	struct crowd *c = *state;

	begin(c, 900, 0);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	/* As many looks as a commit has, or less. */
	ledger_slots(c->shop->ledger, c->shop->acme, 1);
	crowd_run(c);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_slots(c, 2000);
	assert_in_order(c, 900);
}

/* A commit looks at a thousand keys: those of the first two, and some of the
 * last. */
static void what_a_pause_has_not_thrown_out_waits_for_its_turn(void **state)
{
	struct crowd *c = *state;

	for (size_t n = 500; n >= 300; n -= 100) {
		begin(c, n, 0);
		crowd_do(c, CAMPAIGN_PAUSE, NULL);
	}
	ledger_slots(c->shop->ledger, c->shop->acme, 1000);
	settle(c->shop);
	assert_int_equal(c->claims, 0);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	assert_in_order(c, 300);
}

static void the_pause_of_one_stops_no_other(void **state)
{
	struct crowd *c = *state;
	uint32_t first;

	begin(c, 30, 0);
	first = c->id;
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	begin(c, 20, 0);
	assert_int_not_equal(c->id, first);
	assert_int_equal(offer(c->shop, 1), 0);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 21);
	c->id = first;
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 30);
}

static void a_retry_waits_while_it_is_paused(void **state)
{
	struct crowd *c = *state;

	begin(c, 1, 0);
	crowd_slots(c, 1);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_answer(c, ANSWER_LATER);
	crowd_slots(c, 10);
	crowd_wait(c, 20 * SECOND);
	assert_int_equal(c->claims, 1);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_wait(c, 10 * SECOND);
	assert_int_equal(c->claims, 2);
	assert_int_equal(c->claim[1].attempt, 2);
}

static void no_second_of_the_clock_has_more_than_the_rate(void **state)
{
	struct crowd *c = *state;

	begin(c, 40, 5);
	crowd_slots(c, 100);
	for (size_t n = 5; n < 40; n += 5) {
		assert_int_equal(c->claims, n);
		crowd_wait(c, SECOND - 1);
		assert_int_equal(c->claims, n);
		crowd_wait(c, 1);
	}
	assert_in_order(c, 40);
}

/* What its second had before is not known after it. */
static void the_second_of_a_start_is_no_second_one_for_the_rate(void **state)
{
	struct crowd *c = *state;

	begin(c, 40, 5);
	clock_advance(SECOND / 4);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 5);
	crowd_answer(c, ANSWER_OK);
	crowd_reopen(c);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 5);
	crowd_wait(c, SECOND * 3 / 4 - 1);
	assert_int_equal(c->claims, 5);
	crowd_wait(c, 1);
	assert_int_equal(c->claims, 10);
	crowd_wait(c, SECOND);
	assert_in_order(c, 15);
}

static void what_is_tried_again_counts_for_the_rate(void **state)
{
	struct crowd *c = *state;

	begin(c, 10, 5);
	crowd_slots(c, 5);
	crowd_answer(c, ANSWER_LATER);
	crowd_wait(c, 10 * SECOND);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 10);
	crowd_wait(c, SECOND - 1);
	assert_int_equal(c->claims, 10);
	crowd_wait(c, 1);
	assert_int_equal(c->claims, 15);
}

/* S-P105: 50 slots a second for both, of which the slow one may have 5. */
static void the_others_of_the_account_have_the_rest(void **state)
{
	struct crowd *c = *state;
	uint32_t slow, before = 0, now;

	begin(c, 40, 5);
	slow = c->id;
	begin(c, 100, 0);
	crowd_slots(c, 50);
	c->id = slow;
	assert_int_equal(c->claims, 50);
	assert_int_equal(crowd_count(c, STATUS_SUBMITTING), 5);
	for (int second = 0; second < 12 && before < 40; second++) {
		now = crowd_count(c, STATUS_SUBMITTING);
		assert_true(now - before <= 5);
		before = now;
		crowd_wait(c, SECOND);
		crowd_slots(c, 50);
	}
	assert_int_equal(c->claims, 140);
}

/* Three parts each: three of them are nine, a fourth would be over. */
static void parts_are_counted_and_not_messages(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 20);

	plan.rate = 10;
	crowd_begin(c, plan);
	crowd_check(c, false, (struct verdict){ .parts = 3 });
	crowd_slots(c, 1000);
	for (size_t n = 3; n <= 18; n += 3) {
		assert_in_order(c, n);
		crowd_wait(c, SECOND);
	}
	assert_in_order(c, 20);
}

/* Three parts each: the last part of a third would be the one too many. */
static void not_one_part_is_over_the_rate(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 6);

	plan.rate = 8;
	crowd_begin(c, plan);
	crowd_check(c, false, (struct verdict){ .parts = 3 });
	crowd_slots(c, 1000);
	for (size_t n = 2; n <= 4; n += 2) {
		assert_in_order(c, n);
		crowd_wait(c, SECOND);
	}
	assert_in_order(c, 6);
}

static void one_of_more_parts_than_the_rate_goes_alone(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 3);

	plan.rate = 2;
	crowd_begin(c, plan);
	crowd_check(c, false, (struct verdict){ .parts = 3 });
	crowd_slots(c, 1000);
	for (size_t n = 1; n <= 3; n++) {
		assert_in_order(c, n);
		crowd_wait(c, SECOND);
	}
}

/* More than are in line at once. */
static void numbers_of_lists_are_fed_as_the_line_moves(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 0);
	size_t n = 2500;

	crowd_keep(c, THING_LIST, "00000007");
	for (size_t i = 0; i < n; i++)
		ledger_contact(c->shop->ledger,
		    &(struct contact_fact){ .account = c->shop->account,
			.what = CONTACT_PUT,
			.number = THEM(i),
			.list = 7 });
	crowd_run(c);
	plan.list[0] = 7;
	plan.lists = 1;
	crowd_begin(c, plan);
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), n);
	crowd_slots(c, 2200);
	assert_in_order(c, 2200);
	crowd_slots(c, 1000);
	assert_in_order(c, n);
}

static void nobody_is_lost_or_doubled_by_a_restart_on_the_way(void **state)
{
	struct crowd *c = *state;

	begin(c, 900, 0);
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_OK);
	crowd_reopen(c);
	crowd_slots(c, 300);
	crowd_answer(c, ANSWER_OK);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_slots(c, 300);
	crowd_reopen(c);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_slots(c, 1000);
	crowd_answer(c, ANSWER_OK);
	assert_in_order(c, 900);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 900);
}

/* Only what was on its way is sent again, as a doubt says. */
static void a_crash_doubles_nothing_but_what_is_in_doubt(void **state)
{
	struct crowd *c = *state;
	size_t times[20] = { 0 };

	begin(c, 20, 0);
	crowd_slots(c, 5);
	assert_int_equal(c->claims, 5);
	crowd_reopen(c);
	c->answered = c->claims;
	crowd_slots(c, 100);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(c->claims, 20);
	crowd_wait(c, 60 * SECOND);
	crowd_answer(c, ANSWER_OK);
	for (size_t i = 0; i < c->claims; i++)
		times[c->claim[i].to - THEM(0)]++;
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(times[i], i < 5 ? 2 : 1);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 20);
}

/* ---- anything may happen ----------------------------------------------- */

#define WALK_STEPS 400
#define WALK_EACH  300

struct walk {
	struct crowd *crowd;
	uint32_t id[2];
	uint32_t random;
};

static uint32_t draw(struct walk *w, uint32_t below)
{
	w->random = w->random * 1664525 + 1013904223;
	return (w->random >> 8) % below;
}

static void check_some(struct walk *w)
{
	struct crowd *c = w->crowd;
	bool held = draw(w, 2);

	crowd_ask(c, held, 1 + draw(w, 60));
	for (size_t i = 0; i < c->works; i++)
		crowd_say(c, &c->work[i],
		    (struct verdict){ .parts = (uint8_t)(1 + draw(w, 2)),
			.decides = draw(w, 4) == 0 ? CHECK_QUIET : CHECK_PASSED,
			.release = clock_wall() + draw(w, 30) * SECOND });
	crowd_run(c);
}

static void step(struct walk *w)
{
	struct crowd *c = w->crowd;

	c->id = w->id[draw(w, 2)];
	switch (draw(w, 9)) {
	case 0:
		if (crowd_look(c)->status == CAMPAIGN_PROCESSING)
			crowd_do(c, CAMPAIGN_PAUSE, NULL);
		break;
	case 1:
	case 2:
		if (crowd_look(c)->paused)
			crowd_do(c, CAMPAIGN_RESUME, NULL);
		break;
	case 3:
		crowd_answer(c, ANSWER_OK);
		crowd_reopen(c);
		break;
	case 4: crowd_wait(c, draw(w, 3000) * (SECOND / 1000)); break;
	case 5: crowd_answer(c, ANSWER_OK); break;
	case 6: crowd_slots(c, (int)draw(w, 40)); break;
	default: check_some(w); break;
	}
}

static void finish(struct walk *w)
{
	struct crowd *c = w->crowd;

	for (int i = 0; i < 500; i++) {
		c->id = w->id[i % 2];
		if (crowd_look(c)->paused)
			crowd_do(c, CAMPAIGN_RESUME, NULL);
		crowd_check(c, true, (struct verdict){ 0 });
		crowd_pass(c);
		crowd_slots(c, 50);
		crowd_answer(c, ANSWER_OK);
		crowd_wait(c, SECOND);
	}
}

static void whatever_happens_each_gets_it_once(void **state)
{
	struct walk w = { .crowd = *state, .random = 4711 };
	struct crowd *c = *state;
	size_t times[2 * WALK_EACH] = { 0 };
	struct campaign_plan plan;

	for (size_t i = 0; i < 2; i++) {
		plan = crowd_plan(c, WALK_EACH);
		plan.number = c->number + i * WALK_EACH;
		plan.rate = i == 0 ? 7 : 0;
		crowd_begin(c, plan);
		w.id[i] = c->id;
	}
	for (int i = 0; i < WALK_STEPS; i++)
		step(&w);
	finish(&w);
	assert_int_equal(c->claims, 2 * WALK_EACH);
	for (size_t i = 0; i < c->claims; i++)
		times[c->claim[i].to - THEM(0)]++;
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		assert_int_equal(times[i], 1);
	for (size_t i = 0; i < 2; i++) {
		c->id = w.id[i];
		assert_int_equal(crowd_count(c, STATUS_FORWARDED), WALK_EACH);
	}
}

/* Behind the cursor by then. */
static void what_was_held_goes_when_it_is_released(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 50));
	crowd_ask(c, false, 50);
	for (size_t i = 0; i < 50; i++)
		crowd_say(c, &c->work[i],
		    (struct verdict){ .decides =
					  i % 2 ? CHECK_PASSED : CHECK_QUIET,
			.release = A_MONDAY + HOUR });
	crowd_run(c);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 25);
	crowd_wait(c, HOUR);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 25);
	assert_int_equal(c->claims, 25);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	assert_int_equal(c->claims, 50);
	for (size_t i = 0; i < 25; i++)
		assert_int_equal(c->claim[25 + i].to, THEM(2 * i));
}

/* Thrown out of the line by the pause; of a contact in two lists, and named. */
static void a_stop_reaches_what_is_queued_and_in_no_line(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 70);

	crowd_keep(c, THING_LIST, "00000007");
	crowd_keep(c, THING_LIST, "00000008");
	for (size_t i = 100; i < 170; i++) {
		crowd_contact(c, CONTACT_PUT, THEM(i), 7);
		crowd_contact(c, CONTACT_PUT, THEM(i), 8);
	}
	plan.list[0] = 7;
	plan.list[1] = 8;
	plan.lists = 2;
	crowd_begin(c, plan);
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 140);
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_slots(c, 100);
	crowd_stop(c, THEM(110));
	assert_int_equal(crowd_look(c)->skipped_rule[SUBSTATE_OPTED_OUT], 1);
	crowd_stop(c, THEM(69));
	assert_int_equal(crowd_look(c)->skipped_rule[SUBSTATE_OPTED_OUT], 2);
	crowd_stop(c, THEM(99));
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 138);
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 138);
}

static void a_cancel_stops_what_is_in_line(void **state)
{
	struct crowd *c = *state;

	begin(c, 100, 0);
	crowd_slots(c, 10);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 10);
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_count(c, STATUS_CANCELED), 90);
	assert_int_equal(c->view.total.state[STATUS_FORWARDED], 10);
}

static bool is_active(const struct crowd *c)
{
	return book_active_campaign(&c->shop->ledger->book, 0) != NULL;
}

static void one_that_waits_costs_the_commits_of_others_nothing(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 20);

	plan.start_at = clock_wall() + HOUR;
	crowd_begin(c, plan);
	assert_false(is_active(c)); /* for its hour */
	crowd_wait(c, HOUR);
	crowd_pass(c);
	assert_false(is_active(c)); /* all is in line: for slots */
	crowd_do(c, CAMPAIGN_PAUSE, NULL);
	crowd_slots(c, 10);
	assert_false(is_active(c)); /* for people */
	crowd_do(c, CAMPAIGN_RESUME, NULL);
	crowd_slots(c, 10);
	assert_in_order(c, 20);
	assert_false(is_active(c)); /* for answers */
}

static void one_that_a_rate_holds_back_is_looked_at(void **state)
{
	struct crowd *c = *state;

	begin(c, 20, 5);
	crowd_slots(c, 100);
	assert_true(is_active(c));
	for (int i = 0; i < 3; i++)
		crowd_wait(c, SECOND);
	assert_in_order(c, 20);
	assert_false(is_active(c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_pause_keeps_what_is_queued_and_a_resume_sends_it),
		CASE(a_short_pause_leaves_the_line_as_it_is),
		CASE(a_pause_that_threw_out_some_keeps_the_order),
		CASE(what_a_pause_has_not_thrown_out_waits_for_its_turn),
		CASE(the_pause_of_one_stops_no_other),
		CASE(a_retry_waits_while_it_is_paused),
		CASE(no_second_of_the_clock_has_more_than_the_rate),
		CASE(the_second_of_a_start_is_no_second_one_for_the_rate),
		CASE(what_is_tried_again_counts_for_the_rate),
		CASE(the_others_of_the_account_have_the_rest),
		CASE(parts_are_counted_and_not_messages),
		CASE(not_one_part_is_over_the_rate),
		CASE(one_of_more_parts_than_the_rate_goes_alone),
		CASE(numbers_of_lists_are_fed_as_the_line_moves),
		CASE(nobody_is_lost_or_doubled_by_a_restart_on_the_way),
		CASE(a_crash_doubles_nothing_but_what_is_in_doubt),
		CASE(whatever_happens_each_gets_it_once),
		CASE(what_was_held_goes_when_it_is_released),
		CASE(a_stop_reaches_what_is_queued_and_in_no_line),
		CASE(a_cancel_stops_what_is_in_line),
		CASE(one_that_waits_costs_the_commits_of_others_nothing),
		CASE(one_that_a_rate_holds_back_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

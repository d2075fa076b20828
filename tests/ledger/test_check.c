/* SPDX-License-Identifier: BSD-2-Clause */
/* statuses.md 4.3: who is sent to, step by step. */
#include "crowd.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, crowd_setup, crowd_teardown)
#define LIST    7

static void all_that_pass_are_queued_in_their_order(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 130));
	assert_int_equal(c->status, CAMPAIGN_PROCESSING);
	assert_int_equal(crowd_count(c, STATUS_NEW), 130);
	crowd_ask(c, false, 1000);
	assert_int_equal(c->works, 130);
	assert_int_equal(c->work[61].index, 61);
	assert_int_equal(c->work[61].number, THEM(61));
	assert_false(c->more);
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 130);
	assert_int_equal(c->view.checked, 130);
	assert_int_equal(c->view.status, CAMPAIGN_SENDING);
	crowd_slots(c, 1000);
	assert_int_equal(c->claims, 130);
	for (size_t i = 0; i < c->claims; i++)
		assert_int_equal(c->claim[i].to, THEM(i));
	assert_string_equal(c->text[129], "0:129");
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 130);
	assert_int_equal(c->view.total.forwarded, 130);
}

static void a_page_is_no_longer_than_asked_for(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 130));
	crowd_ask(c, false, 70);
	assert_int_equal(c->works, 70);
	assert_true(c->more);
}

/* What the ledger alone knows, each with a contact of its own. */
static void prepare(struct crowd *c)
{
	char name[32];

	crowd_keep(c, THING_LIST, "00000007");
	for (size_t i = 0; i < 4; i++)
		crowd_contact(c, CONTACT_PUT, THEM(i), LIST);
	snprintf(name, sizeof(name), "%llu", (unsigned long long)THEM(2));
	crowd_stop(c, THEM(1));
	crowd_keep(c, THING_SUPPRESS, name);
}

static void the_ledger_says_what_it_alone_knows(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 2);
	uint64_t named[] = { 0, THEM(3), THEM(9), THEM(9) };

	prepare(c);
	plan.list[0] = LIST;
	plan.lists = 1;
	plan.number = named;
	plan.numbers = 4;
	crowd_begin(c, plan);
	crowd_contact(c, CONTACT_DELETE, THEM(0), 0);
	crowd_pass(c);
	crowd_look(c);
	assert_int_equal(c->view.recipients, 8);
	assert_int_equal(c->view.total.state[STATUS_RECIPIENT_DELETED], 1);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_OPTED_OUT], 1);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_SUPPRESSED], 1);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_DUPLICATE], 2);
	assert_int_equal(c->view.total.state[STATUS_FAILED], 1);
	assert_int_equal(c->view.error_stage[STAGE_LOCAL], 1);
	assert_int_equal(c->view.error_reason[0].reason, 21211);
	assert_int_equal(c->view.total.state[STATUS_QUEUED], 2);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 2);
	assert_int_equal(c->claim[0].to, THEM(3));
	assert_int_equal(c->claim[1].to, THEM(9));
}

static void one_in_two_lists_gets_it_once(void **state)
{
	struct crowd *c = *state;
	struct campaign_plan plan = crowd_plan(c, 0);

	crowd_keep(c, THING_LIST, "00000007");
	crowd_keep(c, THING_LIST, "00000008");
	for (size_t i = 0; i < 3; i++) {
		crowd_contact(c, CONTACT_PUT, THEM(i), 7);
		crowd_contact(c, CONTACT_PUT, THEM(i), 8);
	}
	plan.list[0] = 7;
	plan.list[1] = 8;
	plan.lists = 2;
	crowd_begin(c, plan);
	crowd_ask(c, false, 100);
	assert_int_equal(c->works, 6);
	assert_int_equal(c->work[0].contact, c->work[1].contact);
	assert_int_equal(c->work[0].len, 4);
	crowd_pass(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 3);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_DUPLICATE], 3);
}

/* The number of one that has opted out stands twice; it names no number at
 * all; its contact is gone. */
static void the_first_step_that_decides_wins(void **state)
{
	static const enum check_step of_asker[] = { CHECK_MALFORMED,
		CHECK_COUNTRY, CHECK_MERGE, CHECK_LOCAL_TIME, CHECK_QUIET };
	struct crowd *c = *state;
	uint64_t named[] = { THEM(1), THEM(2), THEM(1), THEM(3), THEM(4) };
	struct campaign_plan plan = crowd_plan(c, 5);

	plan.number = named;
	crowd_stop(c, THEM(1));
	crowd_stop(c, THEM(2));
	crowd_stop(c, THEM(3));
	crowd_begin(c, plan);
	crowd_ask(c, false, 100);
	for (size_t i = 0; i < c->works; i++)
		crowd_say(c, &c->work[i],
		    (struct verdict){ .decides = of_asker[i],
			.release = clock_wall() + HOUR });
	crowd_run(c);
	crowd_look(c);
	/* 0: malformed comes first; 1: opted out before the country; 2: twice,
	 * before opted out; 3: opted out before its local time; 4: held. */
	assert_int_equal(c->view.total.state[STATUS_FAILED], 1);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_OPTED_OUT], 2);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_DUPLICATE], 1);
	assert_int_equal(c->view.total.state[STATUS_HELD], 1);
	assert_int_equal(c->view.skipped_rule[SUBSTATE_MERGE_FIELD_MISSING], 0);
}

static void what_is_held_is_checked_again_from_the_top(void **state)
{
	const struct verdict quiet = { .decides = CHECK_QUIET,
		.release = A_MONDAY + HOUR };
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 4));
	assert_int_equal(crowd_check(c, false, quiet), 4);
	assert_int_equal(crowd_count(c, STATUS_HELD), 4);
	assert_int_equal(c->view.status, CAMPAIGN_PROCESSING);
	assert_int_equal(c->view.next_release, A_MONDAY + HOUR);
	crowd_slots(c, 10);
	assert_int_equal(crowd_check(c, true, quiet), 0); /* not yet */
	crowd_stop(c, THEM(1));
	assert_int_equal(crowd_count(c, STATUS_SKIPPED), 1); /* at once */
	crowd_wait(c, HOUR - 1);
	assert_int_equal(crowd_check(c, true, quiet), 0);
	crowd_wait(c, 1);
	crowd_ask(c, true, 2);
	assert_int_equal(c->works, 2);
	assert_true(c->more);
	assert_int_equal(c->work[0].hold_over, A_MONDAY + HOUR);
	assert_int_equal(c->work[0].born, A_MONDAY);
	/* Held again; and the others go. */
	crowd_say(c, &c->work[0],
	    (struct verdict){ .decides = CHECK_QUIET,
		.release = A_MONDAY + 2 * HOUR });
	crowd_run(c);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 2);
	assert_int_equal(c->claims, 2);
	assert_int_equal(c->claim[0].to, THEM(2));
	assert_string_equal(c->text[1], "0:3");
	assert_int_equal(crowd_look(c)->next_release, A_MONDAY + 2 * HOUR);
	crowd_wait(c, HOUR);
	assert_int_equal(crowd_check(c, true, (struct verdict){ 0 }), 1);
	assert_int_equal(c->claims, 3);
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_SENDING);
	assert_int_equal(c->view.next_release, 0);
}

/* A page of those that are held, from there on; the same verdict for all. */
static size_t check_early(struct crowd *c, struct work_place from,
    struct verdict v)
{
	v.early = true;
	crowd_ask_work(c,
	    (struct work_query){ .kind = WORK_HELD, .from = from, .limit = 2 });
	for (size_t i = 0; i < c->works; i++)
		crowd_say(c, &c->work[i], v);
	crowd_run(c);
	return c->works;
}

static void what_is_held_may_be_judged_before_its_time(void **state)
{
	const struct verdict quiet = { .decides = CHECK_QUIET,
		.release = A_MONDAY + HOUR };
	const struct verdict longer = { .decides = CHECK_QUIET,
		.release = A_MONDAY + 2 * HOUR };
	const struct work_place first = { 0 };
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 4));
	crowd_check(c, false, quiet);
	crowd_slots(c, 10);
	crowd_stop(c, THEM(1));
	assert_int_equal(check_early(c, first, longer), 2);
	assert_int_equal(c->work[0].number, THEM(0));
	assert_int_equal(c->work[1].number, THEM(2));
	assert_true(c->more);
	assert_int_equal(check_early(c, c->next, (struct verdict){ 0 }), 2);
	assert_int_equal(c->work[0].number, THEM(3));
	assert_int_equal(c->work[1].number, THEM(0));
	assert_true(c->more);
	assert_int_equal(c->claims, 2);
	crowd_say(c, &c->work[0], (struct verdict){ .early = true });
	assert_int_equal(check_early(c, c->next, longer), 1);
	assert_false(c->more);
	assert_int_equal(c->claims, 2);
	assert_int_equal(crowd_look(c)->next_release, A_MONDAY + 2 * HOUR);
	crowd_wait(c, 2 * HOUR);
	assert_int_equal(check_early(c, first, (struct verdict){ 0 }), 1);
	assert_int_equal(crowd_count(c, STATUS_SUBMITTING), 3);
}

static void a_verdict_that_comes_too_late_does_nothing(void **state)
{
	struct crowd *c = *state;
	struct work held, ahead;

	crowd_begin(c, crowd_plan(c, 3));
	crowd_ask(c, false, 10);
	crowd_say(c, &c->work[0],
	    (struct verdict){ .decides = CHECK_QUIET,
		.release = A_MONDAY + HOUR });
	crowd_say(c, &c->work[0], (struct verdict){ 0 }); /* again */
	ahead = c->work[2];
	crowd_say(c, &ahead, (struct verdict){ 0 }); /* not its turn */
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_HELD), 1);
	assert_int_equal(c->view.checked, 1);
	crowd_wait(c, HOUR);
	crowd_ask(c, true, 10);
	held = c->work[0];
	crowd_say(c, &held,
	    (struct verdict){ .decides = CHECK_QUIET,
		.release = A_MONDAY + 2 * HOUR });
	crowd_say(c, &held, (struct verdict){ 0 }); /* not yet again */
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_HELD), 1);
	crowd_wait(c, HOUR);
	crowd_say(c, &held, (struct verdict){ 0 });
	crowd_say(c, &held, (struct verdict){ 0 });
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 1);
	crowd_do(c, CAMPAIGN_CANCEL, NULL);
	crowd_say(c, &held, (struct verdict){ 0 });
	crowd_say(c, &c->work[1], (struct verdict){ 0 });
	crowd_run(c);
	assert_int_equal(crowd_count(c, STATUS_CANCELED), 3);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 0);
}

static void a_message_without_a_text_is_read_and_forgotten(void **state)
{
	struct crowd *c = *state;
	struct message_id id;

	crowd_begin(c, crowd_plan(c, 1));
	crowd_check(c, false, (struct verdict){ .decides = CHECK_MERGE });
	assert_non_null(crowd_find(c, THEM(0)));
	id = c->message.id;
	assert_int_equal(c->message.body_len, 0);
	assert_int_equal(c->message.parts, 0);
	crowd_fetch(c, &id);
	assert_int_equal(c->shop->view.state, STATUS_SKIPPED);
	assert_int_equal(c->shop->view.substate, SUBSTATE_MERGE_FIELD_MISSING);
	assert_int_equal(c->shop->view.n_events, 2);
	assert_string_equal(c->shop->event[0].name, "born");
	assert_string_equal(c->shop->event[1].name, "checked");
	ledger_wish(c->shop->ledger, 1, 0, &id, WISH_REDACT);
	settle(c->shop);
	assert_true(crowd_fetch(c, &id)->flags & FLAG_REDACTED);
	ledger_wish(c->shop->ledger, 1, 0, &id, WISH_DELETE);
	settle(c->shop);
	assert_null(crowd_find(c, THEM(0)));
}

static void a_message_with_a_text_is_forgotten_from_its_birth_on(void **state)
{
	struct crowd *c = *state;
	struct message_id id;

	crowd_begin(c, crowd_plan(c, 1));
	crowd_check(c, false,
	    (struct verdict){ .decides = CHECK_QUIET,
		.release = A_MONDAY + HOUR });
	crowd_wait(c, HOUR);
	crowd_check(c, true, (struct verdict){ .ttl = 60 });
	crowd_slots(c, 1);
	crowd_answer(c, ANSWER_NEVER);
	id = c->claim[0].id;
	assert_true(crowd_knows(c, THEM(0)));
	crowd_fetch(c, &id);
	assert_int_equal(c->shop->view.state, STATUS_FAILED);
	assert_int_equal(c->shop->view.ttl, 60);
	assert_string_equal(c->shop->body, "0:0");
	ledger_wish(c->shop->ledger, 1, 0, &id, WISH_DELETE);
	settle(c->shop);
	assert_null(crowd_find(c, THEM(0)));
	assert_false(crowd_knows(c, THEM(0)));
}

static void a_held_message_has_all_its_time_when_it_is_queued(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 2));
	crowd_check(c, false,
	    (struct verdict){ .decides = CHECK_QUIET,
		.release = A_MONDAY + HOUR });
	crowd_wait(c, HOUR);
	crowd_check(c, true, (struct verdict){ .ttl = 60 });
	crowd_wait(c, 60 * SECOND - 1);
	assert_int_equal(crowd_count(c, STATUS_QUEUED), 2);
	crowd_wait(c, 1);
	assert_int_equal(crowd_count(c, STATUS_FAILED), 2); /* M20 */
}

static void a_campaign_is_checked_on_after_a_restart(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 300));
	crowd_ask(c, false, 100);
	for (size_t i = 0; i < c->works; i++)
		crowd_say(c, &c->work[i], (struct verdict){ 0 });
	crowd_run(c);
	crowd_reopen(c);
	crowd_ask(c, false, 1000);
	assert_int_equal(c->works, 200);
	assert_int_equal(c->work[0].index, 100);
	crowd_slots(c, 1000);
	crowd_pass(c);
	assert_int_equal(c->claims, 300);
	for (size_t i = 0; i < c->claims; i++)
		assert_int_equal(c->claim[i].to, THEM(i));
}

static void what_forbids_to_send_ends_it(void **state)
{
	struct crowd *c = *state;

	crowd_begin(c, crowd_plan(c, 10));
	crowd_ask(c, false, 4);
	for (size_t i = 0; i < c->works; i++)
		crowd_say(c, &c->work[i], (struct verdict){ 0 });
	crowd_run(c);
	crowd_site(c,
	    (struct site_fact){ .preflight = PREFLIGHT_SITE_INACTIVE });
	crowd_check(c, false, (struct verdict){ 0 });
	assert_int_equal(crowd_look(c)->status, CAMPAIGN_FAILED);
	assert_int_equal(c->view.preflight, PREFLIGHT_SITE_INACTIVE);
	assert_int_equal(c->view.total.state[STATUS_CANCELED], 10);
	crowd_slots(c, 100);
	assert_int_equal(c->claims, 0);
}

/* Texts as long as can be, until there is no room: then nobody more is born,
 * and all that were are whole (crowd_teardown). */
static void a_full_store_leaves_it_where_it_is(void **state)
{
	static const uint8_t text[LEDGER_BODY_MAX];
	struct crowd *c = *state;
	const struct verdict v = { .body = text, .body_len = sizeof(text) };
	uint64_t checked;

	crowd_verify(c);
	c->shop->options.map_bytes = 138u << 20; /* 128 are the reserve */
	open_shop(c->shop);
	crowd_begin(c, crowd_plan(c, 1000));
	do {
		checked = crowd_look(c)->checked;
		crowd_ask(c, false, 50);
		for (size_t i = 0; i < c->works; i++)
			crowd_say(c, &c->work[i], v);
		crowd_run(c);
	} while (crowd_look(c)->checked > checked && checked < 1000);
	assert_true(checked > 0 && checked < 1000);
	assert_int_equal(c->view.total.state[STATUS_QUEUED], checked);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 10);
	assert_int_equal(c->claim[9].body_len, sizeof(text));
	crowd_answer(c, ANSWER_OK);
	assert_int_equal(crowd_count(c, STATUS_FORWARDED), 10);
	crowd_reopen(c);
	crowd_slots(c, 10);
	assert_int_equal(c->claims, 20);
	assert_int_equal(c->claim[19].to, THEM(19));
	crowd_answer(c, ANSWER_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_that_pass_are_queued_in_their_order),
		CASE(a_page_is_no_longer_than_asked_for),
		CASE(the_ledger_says_what_it_alone_knows),
		CASE(one_in_two_lists_gets_it_once),
		CASE(the_first_step_that_decides_wins),
		CASE(what_is_held_is_checked_again_from_the_top),
		CASE(what_is_held_may_be_judged_before_its_time),
		CASE(a_verdict_that_comes_too_late_does_nothing),
		CASE(a_message_without_a_text_is_read_and_forgotten),
		CASE(a_message_with_a_text_is_forgotten_from_its_birth_on),
		CASE(a_held_message_has_all_its_time_when_it_is_queued),
		CASE(a_campaign_is_checked_on_after_a_restart),
		CASE(what_forbids_to_send_ends_it),
		CASE(a_full_store_leaves_it_where_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

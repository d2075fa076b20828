/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

static void a_free_slot_makes_accept_and_claim_one_commit(void **state)
{
	struct desk *d = *state;
	uint64_t commits;

	desk_commit(d);
	commits = d->book.totals.commits;
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .token = 7,
			   .account = 3,
			   .to = 33612345678u,
			   .ttl = 60,
			   .body = "hello",
			   .body_len = 5 });
	desk_commit(d);
	assert_int_equal(d->book.totals.commits, commits + 1);
	assert_int_equal(desk_outcome(d, OUTCOME_ACCEPTED, 0)->token, 7);
	assert_int_equal(
	    desk_outcome(d, OUTCOME_ACCEPTED, 0)->u.accepted.id.key, 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
	assert_int_equal(desk_claim(d, 0)->id.tail, book_id(&d->book, 1).tail);
	assert_int_equal(desk_claim(d, 0)->account, 3);
	assert_int_equal(desk_claim(d, 0)->smsc, ACME);
	assert_int_equal(desk_claim(d, 0)->attempt, 1);
	assert_int_equal(desk_claim(d, 0)->mask, 1);
	assert_int_equal(desk_claim(d, 0)->to, 33612345678u);
	assert_int_equal(desk_claim(d, 0)->ttl, 60);
	assert_int_equal(desk_claim(d, 0)->body_len, 5);
	assert_memory_equal(desk_body(d, 0), "hello", 5);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	assert_int_equal(d->book.smsc[ACME].credit, 0);
}

static void a_message_without_a_slot_waits_until_one_is_free(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_accept(d, (struct accept){ .body = "later", .body_len = 5 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 1);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	r = desk_look(d, 1);
	assert_int_equal(r.state, STATUS_QUEUED);
	assert_int_equal(r.substate, SUBSTATE_READY);

	desk_slots(d, BETA, 1);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_memory_equal(desk_body(d, 0), "later", 5);
}

static void a_message_takes_the_second_smsc_when_the_first_is_full(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 1);
	desk_slots(d, BETA, 1);
	desk_accept(d, (struct accept){ .set = BOTH });
	desk_accept(d, (struct accept){ .set = BOTH });
	desk_accept(d, (struct accept){ .set = BOTH });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 2);
	assert_int_equal(desk_claim(d, 0)->smsc, ACME);
	assert_int_equal(desk_claim(d, 1)->smsc, BETA);
}

static void a_long_message_runs_into_debt_that_later_slots_pay(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .parts = 3 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->mask, 7);
	assert_int_equal(d->book.smsc[ACME].credit, -2);

	desk_slots(d, ACME, 2);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
}

static void a_line_is_served_in_the_order_of_its_coming(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 700; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_accept(d, (struct accept){ 0 });
	desk_slots(d, ACME, 500);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 500);
	for (size_t i = 0; i < 500; i++)
		assert_int_equal(desk_claim(d, i)->id.key, i + 1);
	desk_slots(d, ACME, 500);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 201);
	for (size_t i = 0; i < 201; i++)
		assert_int_equal(desk_claim(d, i)->id.key, i + 501);
	desk_check_totals(d);
}

static void passwords_go_before_transactions_before_promotions(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .class = CLASS_PROMOTIONAL });
	desk_accept(d, (struct accept){ .class = CLASS_TRANSACTIONAL });
	desk_accept(d, (struct accept){ .class = CLASS_OTP });
	desk_commit(d);
	for (uint64_t key = 3; key > 0; key--) {
		desk_slots(d, ACME, 1);
		desk_commit(d);
		assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
		assert_int_equal(desk_claim(d, 0)->id.key, key);
	}
}

/* A slot and a new promotion come in one batch, again and again, while a
 * password waits: the password gets the first slot. */
static void no_new_promotion_pushes_in_before_a_password(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .class = CLASS_OTP });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .class = CLASS_PROMOTIONAL });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
}

static void who_waits_for_one_smsc_does_not_hold_up_another(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .set = ONLY_ACME });
	desk_commit(d);
	desk_slots(d, BETA, 1);
	desk_accept(d, (struct accept){ .set = ONLY_BETA });
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, 2);
	assert_int_equal(desk_claim(d, 0)->smsc, BETA);
}

static void a_throttled_one_is_at_the_head_after_that_second(void **state)
{
	struct desk *d = *state;

	d->now = A_MONDAY + 300000;
	desk_claim_messages(d, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_answer(d, desk_part(1, 0, 1), ANSWER_THROTTLE, "");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	assert_int_equal(desk_look(d, 1).substate, SUBSTATE_RETRY_WAIT);
	assert_int_equal(desk_look(d, 1).retries, 0);
	assert_int_equal(d->book.view.next_due, A_MONDAY + SECOND);

	desk_commit_at(d, A_MONDAY + SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(d->book.view.next_due, 0);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
	assert_int_equal(desk_claim(d, 0)->attempt, 2);
}

static void until_its_second_is_over_it_lets_others_pass(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_answer(d, desk_part(1, 0, 1), ANSWER_THROTTLE, "");
	desk_slots(d, ACME, 5);
	desk_commit_at(d, A_MONDAY + SECOND - 1);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 2);
	desk_commit_at(d, A_MONDAY + SECOND);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
}

/* In one batch the slot, a new message, and the retry's second is over. */
static void a_retry_that_is_due_goes_before_a_new_message(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_THROTTLE, "");
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_commit_at(d, A_MONDAY + SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
}

/* Its key is in the front chunk again, as the chunk was not done. */
static void a_retry_is_not_early_though_a_crash_brings_its_key_back(
    void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ 0 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	desk_slots(d, ACME, 9);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 2);
	desk_commit_at(d, d->now + 10 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 1);
	assert_int_equal(desk_claim(d, 0)->attempt, 2);
}

static void refusals_for_later_back_off_as_statuses_4_5_says(void **state)
{
	static const int wait[] = { 10, 30, 60, 120, 300, 300, 300 };
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_slots(d, ACME, 100);
	for (uint8_t i = 0; i < ARRAY_LEN(wait); i++) {
		usec due = d->now + wait[i] * SECOND;

		desk_answer(d, desk_part(1, 0, (uint8_t)(i + 1)), ANSWER_LATER,
		    "");
		desk_commit(d);
		assert_int_equal(d->book.view.next_due, due);
		desk_commit_at(d, due - 1);
		assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
		desk_commit_at(d, due);
		assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
		assert_int_equal(desk_claim(d, 0)->attempt, i + 2);
	}
}

static void three_parts_refused_at_once_are_one_refusal(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 6);
	desk_accept(d, (struct accept){ .parts = 3 });
	desk_commit(d);
	for (uint8_t part = 0; part < 3; part++)
		desk_answer(d, desk_part(1, part, 1), ANSWER_LATER, "");
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now + 10 * SECOND);
	desk_commit_at(d, d->now + 10 * SECOND);
	for (uint8_t part = 0; part < 3; part++)
		desk_answer(d, desk_part(1, part, 2), ANSWER_LATER, "");
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now + 30 * SECOND);
}

static void what_never_left_goes_again_at_once_and_unflagged(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_return(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 1000);
	assert_int_equal(desk_claim(d, 0)->attempt, 2);
	assert_int_equal(desk_look(d, 1).flags, 0);
}

static void P4_a_doubt_is_sent_again_after_its_wait_and_flagged(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_slots(d, ACME, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	assert_int_equal(d->book.view.next_due, d->now + 60 * SECOND);
	desk_commit_at(d, d->now + 60 * SECOND);
	assert_int_equal(desk_claim(d, 0)->attempt, 2);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING); /* of old */
}

static void P4_hold_never_sends_again_and_a_late_answer_forwards(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 10);
	desk_accept(d, (struct accept){ .on_doubt = DOUBT_HOLD });
	desk_commit(d);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_look(d, 1).flags, FLAG_IN_DOUBT);
	desk_commit_at(d, d->now + 100 * HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "77")->late = true;
	desk_receipt(d, VERDICT_DELIVERED, "77");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags & FLAG_IN_DOUBT, 0);
	desk_check_totals(d);
}

static void P4_the_smsc_decides_where_the_message_does_not(void **state)
{
	struct desk *d = *state;

	d->book.smsc[ACME].hold = true;
	desk_slots(d, ACME, 2);
	desk_accept(d, (struct accept){ 0 });
	desk_accept(d, (struct accept){ .on_doubt = DOUBT_RESEND });
	desk_commit(d);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_doubt(d, desk_part(2, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_state(d, 2), STATUS_QUEUED);
}

/* G10: after 61 s, before the resend. */
static void G10_a_late_answer_before_the_resend_is_no_double(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "1")->late = true;
	desk_slots(d, ACME, 5);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(desk_look(d, 1).flags, 0);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
}

static void G11_a_late_answer_after_the_resend_adds_an_id(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_commit_at(d, d->now + 60 * SECOND);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "aa")->late = true;
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "bb");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	assert_int_equal(desk_look(d, 1).pending, 0);
	desk_receipt(d, VERDICT_UNDERWAY, "bb");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_ENROUTE);
	desk_receipt(d, VERDICT_DELIVERED, "aa");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
}

/* The resend's own answer is lost after the first one's came late. */
static void a_doubt_about_a_forwarded_message_is_nothing(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_claim_messages(d, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_commit_at(d, d->now + 60 * SECOND);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "aa")->late = true;
	desk_commit(d);
	d->book.smsc[ACME].hold = true;
	desk_doubt(d, desk_part(1, 0, 2));
	desk_commit(d);
	r = desk_look(d, 1);
	assert_int_equal(r.state, STATUS_FORWARDED);
	assert_int_equal(r.flags, FLAG_DUPLICATE_RISK);
	assert_int_equal(r.pending, 0);
	assert_int_equal(r.next, RECORD_NEVER);
}

static void facts_about_no_message_are_left_alone(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(99, 0, 1), ANSWER_OK, "1");
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "1");
	desk_doubt(d, desk_part(99, 0, 1));
	desk_return(d, desk_part(99, 0, 1));
	desk_doubt(d, desk_part(1, 0, 7));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	desk_check_totals(d);
}

static void a_text_from_a_handset_is_stored_and_counted(void **state)
{
	struct desk *d = *state;
	char raw[5000];
	struct fact *f;

	memset(raw, 'x', sizeof(raw));
	f = batch_add(&d->batch, FACT_INBOUND, raw, sizeof(raw));
	f->u.inbound =
	    (struct inbound_fact){ .reply = { { 1, 2, 3 } }, .smsc = ACME };
	f->u.inbound.raw_len = sizeof(raw);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 1);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->rc, 0);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->u.reply.word[2],
	    3);
	assert_int_equal(d->book.totals.inbound, 1);
	desk_crash(d);
	desk_open(d);
	desk_commit(d);
	assert_int_equal(d->book.totals.inbound, 1);
}

static void a_body_of_any_length_comes_back_whole_from_the_backlog(void **state)
{
	static const size_t len[] = { 0, 1, 1836, 1837, 1900, 3736, 3737, 16384,
		16384, 100 };
	struct desk *d = *state;
	uint8_t body[16384];

	for (size_t i = 0; i < ARRAY_LEN(len); i++) {
		memset(body, (int)i + 1, sizeof(body));
		if (len[i] > 0)
			body[len[i] - 1] = 0xee;
		desk_accept(d,
		    (struct accept){ .body = body, .body_len = len[i] });
	}
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	desk_slots(d, ACME, ARRAY_LEN(len));
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), ARRAY_LEN(len));
	for (size_t i = 0; i < ARRAY_LEN(len); i++) {
		memset(body, (int)i + 1, sizeof(body));
		if (len[i] > 0)
			body[len[i] - 1] = 0xee;
		assert_int_equal(desk_claim(d, i)->body_len, len[i]);
		assert_memory_equal(desk_body(d, i), body, len[i]);
	}
}

/* Accepted and claimed in one transaction, but not in one step. */
static void a_body_comes_back_from_the_transaction_at_hand(void **state)
{
	struct desk *d = *state;
	uint8_t body[5000];

	memset(body, 7, sizeof(body));
	desk_accept(d,
	    (struct accept){ .body = body, .body_len = sizeof(body) });
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->body_len, sizeof(body));
	assert_memory_equal(desk_body(d, 0), body, sizeof(body));
}

static void P9_the_backlog_takes_no_more_memory_than_its_slots(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 1000; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(d->book.active.len, 64);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_check_totals(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

/* store_tick() says nothing; that it is called is seen by its clock. */
static void readers_that_died_are_looked_for_once_a_minute(void **state)
{
	struct desk *d = *state;
	usec first = d->now;

	desk_commit(d);
	assert_int_equal(d->book.ticked, first);
	desk_commit_at(d, first + 59 * SECOND);
	assert_int_equal(d->book.ticked, first);
	desk_commit_at(d, first + 60 * SECOND);
	assert_int_equal(d->book.ticked, first + 60 * SECOND);
	desk_commit_at(d, first); /* the clock was set back */
	assert_int_equal(d->book.ticked, first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(readers_that_died_are_looked_for_once_a_minute),
		CASE(a_free_slot_makes_accept_and_claim_one_commit),
		CASE(a_message_without_a_slot_waits_until_one_is_free),
		CASE(a_message_takes_the_second_smsc_when_the_first_is_full),
		CASE(a_long_message_runs_into_debt_that_later_slots_pay),
		CASE(a_line_is_served_in_the_order_of_its_coming),
		CASE(passwords_go_before_transactions_before_promotions),
		CASE(no_new_promotion_pushes_in_before_a_password),
		CASE(who_waits_for_one_smsc_does_not_hold_up_another),
		CASE(a_throttled_one_is_at_the_head_after_that_second),
		CASE(until_its_second_is_over_it_lets_others_pass),
		CASE(a_retry_that_is_due_goes_before_a_new_message),
		CASE(a_retry_is_not_early_though_a_crash_brings_its_key_back),
		CASE(refusals_for_later_back_off_as_statuses_4_5_says),
		CASE(three_parts_refused_at_once_are_one_refusal),
		CASE(what_never_left_goes_again_at_once_and_unflagged),
		CASE(P4_a_doubt_is_sent_again_after_its_wait_and_flagged),
		CASE(P4_hold_never_sends_again_and_a_late_answer_forwards),
		CASE(P4_the_smsc_decides_where_the_message_does_not),
		CASE(G10_a_late_answer_before_the_resend_is_no_double),
		CASE(G11_a_late_answer_after_the_resend_adds_an_id),
		CASE(a_doubt_about_a_forwarded_message_is_nothing),
		CASE(facts_about_no_message_are_left_alone),
		CASE(a_text_from_a_handset_is_stored_and_counted),
		CASE(a_body_of_any_length_comes_back_whole_from_the_backlog),
		CASE(a_body_comes_back_from_the_transaction_at_hand),
		CASE(P9_the_backlog_takes_no_more_memory_than_its_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

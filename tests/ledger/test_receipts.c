/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include "model/reason.h"

static void M11_a_receipt_after_the_answer_delivers(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	desk_receipt(d, VERDICT_DELIVERED, "4711")->reply.word[0] = 5;
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->rc, 0);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 0)->u.reply.word[0],
	    5);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(d->book.totals.parked, 0);
	desk_check_totals(d);
}

static void H1_a_receipt_before_the_answer_is_parked_and_applied(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 1);
	assert_int_equal(d->book.totals.parked, 1);
	assert_int_equal(desk_state(d, 1), STATUS_SUBMITTING);
	desk_crash(d);
	desk_open(d);
	d->book.resolving = false;
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(d->book.totals.parked, 0);
	desk_check_totals(d);
}

static void H1_a_receipt_before_the_answer_in_one_batch_is_applied(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_receipt(d, VERDICT_UNDERWAY, "4711");
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(d->book.totals.parked, 0);
}

static void H2_a_receipt_for_an_unknown_id_is_parked_for_72_hours(void **state)
{
	struct desk *d = *state;

	desk_receipt(d, VERDICT_DELIVERED, "nobody");
	desk_receipt(d, VERDICT_DELIVERED, "");
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_STORED, 1)->rc, 0);
	assert_int_equal(d->book.totals.parked, 2);
	assert_int_equal(d->book.view.next_due, d->now + 72 * HOUR);
	desk_commit_at(d, d->now + 72 * HOUR - 1);
	assert_int_equal(d->book.totals.parked, 2);
	desk_commit_at(d, d->now + 1);
	assert_int_equal(d->book.totals.parked, 0);
	assert_int_equal(d->book.view.next_due, 0);
}

static uint64_t end_of_journal(struct desk *d)
{
	return journal_next_place(&d->book.journal);
}

static void H3_the_same_receipt_a_thousand_times_is_one(void **state)
{
	struct desk *d = *state;
	uint64_t end;

	desk_forward(d, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	end = end_of_journal(d);
	for (int i = 0; i < 1000; i++)
		desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 1000);
	assert_int_equal(end_of_journal(d), end);
}

static void H3_the_same_contradiction_a_thousand_times_is_one(void **state)
{
	struct desk *d = *state;
	uint64_t end;

	desk_forward(d, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_receipt(d, VERDICT_FAILED, "1");
	desk_receipt(d, VERDICT_FAILED, "1")->reason = REASON_UNREACHABLE;
	desk_receipt(d, VERDICT_UNDERWAY, "1");
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).flags, FLAG_CONTRADICTED);
	end = end_of_journal(d);
	for (int i = 0; i < 1000; i++)
		desk_receipt(d, VERDICT_UNDERWAY, "1");
	desk_commit(d);
	assert_int_equal(end_of_journal(d), end);
	desk_receipt(d, VERDICT_FAILED, "1");
	desk_commit(d);
	assert_true(end_of_journal(d) > end);
}

/* R2, R3, R5. */
static void H4_of_contradicting_receipts_delivered_wins(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "a1");
	desk_forward(d, "a2");
	desk_receipt(d, VERDICT_DELIVERED, "a1");
	desk_receipt(d, VERDICT_FAILED, "a1");
	desk_receipt(d, VERDICT_FAILED, "a2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_CONTRADICTED);
	assert_int_equal(desk_state(d, 2), STATUS_FAILED);
	desk_receipt(d, VERDICT_FAILED, "a2")->reason = REASON_UNREACHABLE;
	desk_commit(d);
	assert_int_equal(desk_look(d, 2).reason, REASON_UNREACHABLE);
	desk_receipt(d, VERDICT_DELIVERED, "a2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 2).flags, FLAG_REVISED);
	desk_check_totals(d);
}

static void H5_underway_after_delivered_changes_nothing(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_receipt(d, VERDICT_UNDERWAY, "1");
	desk_receipt(d, VERDICT_NOTHING, "1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
}

static void H6_a_receipt_two_years_later_still_decides(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "1");
	desk_commit_at(d, d->now + 72 * HOUR);
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit_at(d, d->now + 2 * 365 * 24 * HOUR);
	r = desk_look(d, 1);
	assert_int_equal(r.state, STATUS_DELIVERED);
	assert_int_equal(r.flags, FLAG_LATE_RECEIPT | FLAG_COARSE);
	assert_int_equal(record_time(&r, r.final), d->now / SECOND * SECOND);
}

static void H7_ids_match_in_other_case_zeros_and_base(void **state)
{
	static const char *const form[][2] = { { "00aBc", "ABC" },
		{ "7B", "123" }, { "456", "1C8" }, { "0x0Ff1", "ff1" },
		{ "3039", "12345" } };
	struct desk *d = *state;

	for (uint64_t i = 0; i < ARRAY_LEN(form); i++) {
		desk_forward(d, form[i][0]);
		desk_receipt(d, VERDICT_DELIVERED, form[i][1]);
		desk_commit(d);
		assert_int_equal(desk_state(d, i + 1), STATUS_DELIVERED);
	}
}

static void H7_parked_receipts_match_in_other_forms_too(void **state)
{
	static const char *const form[][2] = { { "00aBc", "ABC" },
		{ "7B", "123" }, { "456", "1C8" } };
	struct desk *d = *state;

	for (uint64_t i = 0; i < ARRAY_LEN(form); i++) {
		desk_receipt(d, VERDICT_DELIVERED, form[i][1]);
		desk_commit(d);
		desk_forward(d, form[i][0]);
		assert_int_equal(desk_state(d, i + 1), STATUS_DELIVERED);
	}
	assert_int_equal(d->book.totals.parked, 0);
}

static void H12_delivered_is_all_parts_failed_is_one(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 4);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a");
	desk_receipt(d, VERDICT_DELIVERED, "a");
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "b");
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "c");
	desk_answer(d, desk_part(2, 1, 1), ANSWER_OK, "d");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_ENROUTE);
	desk_receipt(d, VERDICT_DELIVERED, "b");
	desk_receipt(d, VERDICT_DELIVERED, "c");
	desk_receipt(d, VERDICT_FAILED, "d");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_state(d, 2), STATUS_FAILED);
	assert_int_equal(desk_look(d, 2).stage, STAGE_NETWORK);
}

static void H14_a_receipt_from_another_smsc_is_no_match(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "1");
	desk_receipt(d, VERDICT_FAILED, "1")->smsc = BETA;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(d->book.totals.parked, 1);
}

static void a_receipt_of_another_recipient_is_no_match(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1")->from = 491711234568u;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(d->book.totals.parked, 1);
	/* Nor is it for a later message of that id and the first number. */
	desk_forward(d, "1");
	assert_int_equal(d->book.totals.parked, 1);
}

static void the_recipient_may_lack_its_country_code(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "1");
	desk_forward(d, "2");
	desk_forward(d, "3");
	desk_receipt(d, VERDICT_DELIVERED, "1")->from = 1711234567u;
	desk_receipt(d, VERDICT_DELIVERED, "2")->from = 0;
	desk_receipt(d, VERDICT_DELIVERED, "3")->from = 34567;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERED);
	assert_int_equal(desk_state(d, 3), STATUS_FORWARDED);
}

static void G2_without_an_id_the_time_ends_all_the_same(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "");
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_receipt(d, VERDICT_DELIVERED, "");
	desk_commit_at(d, d->now + 72 * HOUR);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
}

static void G2_without_an_id_the_reference_and_the_number_decide(void **state)
{
	struct desk *d = *state;
	struct receipt_fact *r;

	desk_slots(d, ACME, 2);
	desk_accept(d, (struct accept){ 0 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "")->reference = 32;
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "")->reference = 64;
	desk_commit(d);
	r = desk_receipt(d, VERDICT_DELIVERED, "");
	r->has_reference = true;
	r->reference = 64;
	r->from = 0;
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 1);
	desk_crash(d);
	desk_open(d);
	r = desk_receipt(d, VERDICT_DELIVERED, "");
	r->has_reference = true;
	r->reference = 64;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERED);
	assert_int_equal(d->book.totals.parked, 1);
}

static void B15_either_of_two_ids_finds_the_message(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "A1");
	desk_receipt(d, VERDICT_UNDERWAY, "B2");
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "B2")->again = true;
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 0);
	assert_int_equal(desk_state(d, 1), STATUS_ENROUTE);
	desk_receipt(d, VERDICT_DELIVERED, "B2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags, 0);
	desk_check_totals(d);
}

/* The recipient decides; of two to one number, what waits and is newest. */
static void G5_of_messages_of_one_id_the_newest_that_waits_is_meant(
    void **state)
{
	struct desk *d = *state;

	desk_forward(d, "1");
	desk_forward(d, "1");
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .to = 4915551234567u });
	desk_commit(d);
	desk_answer(d, desk_part(3, 0, 1), ANSWER_OK, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 3), STATUS_FORWARDED);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERED);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
}

static void a_carrier_that_gives_one_id_to_all_makes_nothing_slow(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 100; i++)
		desk_forward(d, "0");
	for (int i = 0; i < 100; i++)
		desk_receipt(d, VERDICT_DELIVERED, "0")->from = 33612345678u;
	desk_commit(d);
	assert_in_range(d->book.totals.parked, 30, 35);
	assert_int_equal(d->book.totals.state[STATUS_FORWARDED], 100);
	desk_commit_at(d, d->now + 72 * HOUR);
	assert_int_equal(d->book.totals.state[STATUS_FORWARDED], 0);
}

static void nor_does_one_that_refuses_all_with_one_id(void **state)
{
	struct desk *d = *state;

	for (uint64_t key = 1; key <= SAME_ID_MAX + 8; key++) {
		desk_slots(d, ACME, 1);
		desk_accept(d, (struct accept){ 0 });
		desk_commit(d);
		desk_answer(d, desk_part(key, 0, 1), ANSWER_NEVER, "0")
		    ->reason = REASON_AT_SUBMIT;
		desk_commit(d);
	}
	assert_int_equal(d->book.open->ids.len, SAME_ID_MAX);
}

static void a_receipt_finds_what_left_the_memory(void **state)
{
	struct desk *d = *state;
	char id[16];

	for (int i = 0; i < 200; i++) {
		snprintf(id, sizeof(id), "x%d", i);
		desk_forward(d, id);
	}
	desk_crash(d);
	desk_open(d);
	for (int i = 0; i < 200; i++) {
		snprintf(id, sizeof(id), "X%d", i);
		desk_receipt(d, VERDICT_DELIVERED, id);
	}
	desk_commit(d);
	assert_int_equal(d->book.totals.state[STATUS_DELIVERED], 200);
	desk_check_totals(d);
}

static void accept_one(struct desk *d)
{
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
}

static void F11_a_receipt_for_a_refused_id_cancels_the_retry(void **state)
{
	struct desk *d = *state;

	accept_one(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_THROTTLE, "TH1")->status =
	    0x58;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_crash(d);
	desk_open(d);
	desk_receipt(d, VERDICT_FAILED, "TH1"); /* that is no news */
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_receipt(d, VERDICT_DELIVERED, "TH1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags, 0);
	assert_int_equal(d->book.totals.parked, 0);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_look(d, 1).attempts, 1);
	desk_check_totals(d);
}

static void F11_the_receipt_may_come_before_the_refusal(void **state)
{
	struct desk *d = *state;

	accept_one(d);
	desk_receipt(d, VERDICT_DELIVERED, "TH1");
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "TH1")->status = 0x14;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(d->book.totals.parked, 0);
	desk_check_totals(d);
}

/* That it failed is no news: it goes again. */
static void F11_a_failure_from_before_the_refusal_ends_nothing(void **state)
{
	struct desk *d = *state;

	accept_one(d);
	desk_receipt(d, VERDICT_FAILED, "TH1");
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "TH1")->status = 0x14;
	desk_commit(d);
	assert_int_equal(d->book.totals.parked, 0);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + MINUTE);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_check_totals(d);
}

/* However new the refused one is. */
static void F11_of_one_id_what_was_taken_is_meant_first(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "S1");
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_LATER, "S1")->status = 8;
	desk_commit(d);
	desk_receipt(d, VERDICT_DELIVERED, "S1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_state(d, 2), STATUS_QUEUED);
	desk_check_totals(d);
}

static void F11_what_went_again_before_its_receipt_may_be_a_double(void **state)
{
	struct desk *d = *state;

	accept_one(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "TH1")->status = 8;
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + MINUTE);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "2");
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).flags, 0);
	desk_receipt(d, VERDICT_DELIVERED, "TH1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	desk_check_totals(d);
}

static void F11_what_is_underway_and_goes_again_is_flagged(void **state)
{
	struct desk *d = *state;

	accept_one(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "TH1")->status = 8;
	desk_receipt(d, VERDICT_UNDERWAY, "TH1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + MINUTE);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "2");
	desk_receipt(d, VERDICT_FAILED, "2");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
}

static void F11_what_was_refused_for_good_may_be_delivered(void **state)
{
	struct desk *d = *state;
	struct answer *no;

	accept_one(d);
	no = desk_answer(d, desk_part(1, 0, 1), ANSWER_NEVER, "N1");
	no->reason = REASON_AT_SUBMIT;
	no->status = 0x0b;
	desk_commit(d);
	desk_receipt(d, VERDICT_UNDERWAY, "N1");
	desk_receipt(d, VERDICT_FAILED, "N1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).reason, REASON_AT_SUBMIT);
	desk_receipt(d, VERDICT_DELIVERED, "N1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_REVISED);
	assert_int_equal(desk_look(d, 1).reason, 0);
	desk_check_totals(d);
}

/* R7: what was never forwarded cannot match. */
static void R7_a_parts_receipt_revives_no_refused_message(void **state)
{
	struct desk *d = *state;
	struct answer *no;

	desk_slots(d, ACME, 2);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a");
	no = desk_answer(d, desk_part(1, 1, 1), ANSWER_NEVER, "");
	no->reason = REASON_AT_SUBMIT;
	no->status = 0x45;
	desk_receipt(d, VERDICT_FAILED, "a");
	desk_receipt(d, VERDICT_DELIVERED, "a");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).stage, STAGE_SUBMIT);
	assert_int_equal(desk_look(d, 1).reason, REASON_AT_SUBMIT);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(M11_a_receipt_after_the_answer_delivers),
		CASE(H1_a_receipt_before_the_answer_is_parked_and_applied),
		CASE(H1_a_receipt_before_the_answer_in_one_batch_is_applied),
		CASE(H2_a_receipt_for_an_unknown_id_is_parked_for_72_hours),
		CASE(H3_the_same_receipt_a_thousand_times_is_one),
		CASE(H3_the_same_contradiction_a_thousand_times_is_one),
		CASE(H4_of_contradicting_receipts_delivered_wins),
		CASE(H5_underway_after_delivered_changes_nothing),
		CASE(H6_a_receipt_two_years_later_still_decides),
		CASE(H7_ids_match_in_other_case_zeros_and_base),
		CASE(H7_parked_receipts_match_in_other_forms_too),
		CASE(H12_delivered_is_all_parts_failed_is_one),
		CASE(H14_a_receipt_from_another_smsc_is_no_match),
		CASE(a_receipt_of_another_recipient_is_no_match),
		CASE(the_recipient_may_lack_its_country_code),
		CASE(F11_a_receipt_for_a_refused_id_cancels_the_retry),
		CASE(F11_the_receipt_may_come_before_the_refusal),
		CASE(F11_a_failure_from_before_the_refusal_ends_nothing),
		CASE(F11_of_one_id_what_was_taken_is_meant_first),
		CASE(F11_what_went_again_before_its_receipt_may_be_a_double),
		CASE(F11_what_is_underway_and_goes_again_is_flagged),
		CASE(F11_what_was_refused_for_good_may_be_delivered),
		CASE(B15_either_of_two_ids_finds_the_message),
		CASE(G2_without_an_id_the_reference_and_the_number_decide),
		CASE(G2_without_an_id_the_time_ends_all_the_same),
		CASE(G5_of_messages_of_one_id_the_newest_that_waits_is_meant),
		CASE(a_carrier_that_gives_one_id_to_all_makes_nothing_slow),
		CASE(nor_does_one_that_refuses_all_with_one_id),
		CASE(a_receipt_finds_what_left_the_memory),
		CASE(R7_a_parts_receipt_revives_no_refused_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

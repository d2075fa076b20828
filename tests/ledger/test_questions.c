/* SPDX-License-Identifier: BSD-2-Clause */
/* What an smsc says when it is asked, beside what receipts say. */
#include "facts.h"

#include "model/reason.h"

static struct record told(struct desk *d, uint8_t nth, enum told_class class,
    enum receipt_verdict verdict)
{
	struct told *t = desk_told(d, 1, nth, class);

	t->verdict = (uint8_t)verdict;
	if (verdict == VERDICT_FAILED)
		t->reason = REASON_UNREACHABLE;
	desk_commit(d);
	desk_check_totals(d);
	return desk_look(d, 1);
}

static struct record receipt(struct desk *d, enum receipt_verdict verdict)
{
	desk_receipt(d, verdict, "4711");
	desk_commit(d);
	desk_check_totals(d);
	return desk_look(d, 1);
}

/* As it is after a crash too. */
static void expect(struct desk *d, enum status state, uint16_t flags)
{
	for (int i = 0; i < 2; i++) {
		struct record r = desk_look(d, 1);

		assert_int_equal(r.state, state);
		assert_int_equal(r.flags, flags);
		desk_crash(d);
		desk_open(d);
		d->book.resolving = false;
	}
}

static void M12_a_final_status_answer_ends_it(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "4711");
	told(d, 1, TOLD_STATE, VERDICT_UNDERWAY);
	assert_int_equal(desk_state(d, 1), STATUS_ENROUTE);
	r = told(d, 2, TOLD_STATE, VERDICT_DELIVERED);
	assert_int_equal(r.delivered, 1);
	expect(d, STATUS_DELIVERED, FLAG_BY_QUERY);
}

static void M12_a_failure_has_its_reason(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "4711");
	r = told(d, 1, TOLD_STATE, VERDICT_FAILED);
	assert_int_equal(r.stage, STAGE_NETWORK);
	assert_int_equal(r.reason, REASON_UNREACHABLE);
	expect(d, STATUS_FAILED, FLAG_BY_QUERY);
}

static void R6_a_receipt_overrules_a_status_answer(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "4711");
	told(d, 1, TOLD_STATE, VERDICT_DELIVERED);
	r = receipt(d, VERDICT_FAILED);
	assert_int_equal(r.reason, REASON_UNKNOWN);
	assert_int_equal(r.delivered, 0);
	expect(d, STATUS_FAILED, FLAG_REVISED);
	receipt(d, VERDICT_DELIVERED); /* R3 */
	expect(d, STATUS_DELIVERED, FLAG_REVISED);
	receipt(d, VERDICT_FAILED); /* R2 */
	expect(d, STATUS_DELIVERED, FLAG_REVISED | FLAG_CONTRADICTED);
}

static void R6_a_receipts_reason_replaces_that_of_a_status_answer(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	told(d, 1, TOLD_STATE, VERDICT_FAILED);
	desk_receipt(d, VERDICT_FAILED, "4711")->reason = REASON_SENDER;
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).reason, REASON_SENDER);
	expect(d, STATUS_FAILED, 0);
}

/* Delivered by a receipt that says the same: from then on it is absorbing. */
static void R6_a_receipt_that_agrees_makes_it_certain(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	told(d, 1, TOLD_STATE, VERDICT_DELIVERED);
	receipt(d, VERDICT_DELIVERED);
	expect(d, STATUS_DELIVERED, 0);
	receipt(d, VERDICT_FAILED);
	expect(d, STATUS_DELIVERED, FLAG_CONTRADICTED);
}

static void R6_a_status_answer_changes_nothing_a_receipt_has_set(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	receipt(d, VERDICT_DELIVERED);
	told(d, 1, TOLD_STATE, VERDICT_DELIVERED);
	expect(d, STATUS_DELIVERED, 0);
	told(d, 2, TOLD_STATE, VERDICT_FAILED);
	expect(d, STATUS_DELIVERED, FLAG_CONTRADICTED);
}

static void R6_a_failure_by_receipt_is_contradicted_not_changed(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	receipt(d, VERDICT_FAILED);
	told(d, 1, TOLD_STATE, VERDICT_DELIVERED);
	expect(d, STATUS_FAILED, FLAG_CONTRADICTED);
}

static void M13_never_known_at_the_last_question_is_404(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "4711");
	for (uint8_t n = 1; n < QUESTIONS_MAX; n++)
		told(d, n, TOLD_NO_SUCH, VERDICT_NOTHING);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	r = told(d, QUESTIONS_MAX, TOLD_NO_SUCH, VERDICT_NOTHING);
	assert_int_equal(r.stage, STAGE_STATUS);
	assert_int_equal(r.reason, REASON_NO_STATUS);
	assert_int_equal(r.detail, DETAIL_STATUS_FETCH_FAILED);
	expect(d, STATUS_FAILED, 0);
	receipt(d, VERDICT_DELIVERED); /* R4 */
	expect(d, STATUS_DELIVERED, FLAG_LATE_RECEIPT);
}

static void R4_a_failure_after_404_is_that_failure(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_forward(d, "4711");
	told(d, QUESTIONS_MAX, TOLD_NO_SUCH, VERDICT_NOTHING);
	r = receipt(d, VERDICT_FAILED);
	assert_int_equal(r.stage, STAGE_NETWORK);
	assert_int_equal(r.reason, REASON_UNKNOWN);
	expect(d, STATUS_FAILED, FLAG_LATE_RECEIPT);
}

static void M13_not_if_anything_was_ever_told(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	told(d, 1, TOLD_STATE, VERDICT_NOTHING);
	told(d, QUESTIONS_MAX, TOLD_NO_SUCH, VERDICT_NOTHING);
	expect(d, STATUS_FORWARDED, 0);
}

static void M13_not_if_a_receipt_told_nothing_final(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	receipt(d, VERDICT_NOTHING);
	told(d, QUESTIONS_MAX, TOLD_NO_SUCH, VERDICT_NOTHING);
	expect(d, STATUS_FORWARDED, 0);
}

static void faults_and_silence_change_nothing(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	told(d, 1, TOLD_FAULT, VERDICT_NOTHING);
	told(d, QUESTIONS_MAX, TOLD_FAULT, VERDICT_NOTHING);
	told(d, QUESTIONS_MAX, TOLD_NOTHING, VERDICT_NOTHING);
	expect(d, STATUS_FORWARDED, 0);
}

/* 4.8: one part by a receipt, the other by its smsc's word. */
static void parts_are_told_one_by_one(void **state)
{
	struct desk *d = *state;
	struct told *t;

	desk_slots(d, ACME, 2);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a");
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "b");
	desk_receipt(d, VERDICT_DELIVERED, "a");
	desk_commit(d);
	t = desk_told(d, 1, 1, TOLD_STATE);
	t->part = 1;
	t->verdict = VERDICT_DELIVERED;
	desk_commit(d);
	expect(d, STATUS_DELIVERED, FLAG_BY_QUERY);
	desk_receipt(d, VERDICT_FAILED, "a"); /* R2 */
	desk_commit(d);
	expect(d, STATUS_DELIVERED, FLAG_BY_QUERY | FLAG_CONTRADICTED);
	desk_receipt(d, VERDICT_FAILED, "b"); /* R6 */
	desk_commit(d);
	expect(d, STATUS_FAILED,
	    FLAG_BY_QUERY | FLAG_CONTRADICTED | FLAG_REVISED);
}

static void an_answer_about_no_message_is_passed_over(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	desk_told(d, 99, 1, TOLD_STATE);
	desk_told(d, 1, 1, TOLD_STATE)->part = 7;
	desk_commit(d);
	expect(d, STATUS_FORWARDED, 0);
}

int main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
	const struct CMUnitTest tests[] = {
		TEST(M12_a_final_status_answer_ends_it),
		TEST(M12_a_failure_has_its_reason),
		TEST(R6_a_receipt_overrules_a_status_answer),
		TEST(R6_a_receipts_reason_replaces_that_of_a_status_answer),
		TEST(R6_a_receipt_that_agrees_makes_it_certain),
		TEST(R6_a_status_answer_changes_nothing_a_receipt_has_set),
		TEST(R6_a_failure_by_receipt_is_contradicted_not_changed),
		TEST(M13_never_known_at_the_last_question_is_404),
		TEST(R4_a_failure_after_404_is_that_failure),
		TEST(M13_not_if_anything_was_ever_told),
		TEST(M13_not_if_a_receipt_told_nothing_final),
		TEST(faults_and_silence_change_nothing),
		TEST(parts_are_told_one_by_one),
		TEST(an_answer_about_no_message_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

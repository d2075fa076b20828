/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages that are not to be sent, or sent once more, as somebody wishes. */
#include "facts.h"

#include "model/reason.h"

static const struct granted *wish(struct desk *d, enum wish w)
{
	desk_wish(d, 1, w);
	desk_commit(d);
	desk_check_totals(d);
	return &desk_outcome(d, OUTCOME_GRANTED, 0)->u.granted;
}

static void allow(struct desk *d)
{
	desk_configure(d, ACME,
	    (struct smsc_fact){ .cancel = true, .doubt_wait = SECOND });
}

/* As it is after a crash too. */
static void expect(struct desk *d, enum status state)
{
	assert_int_equal(desk_state(d, 1), state);
	desk_crash(d);
	desk_open(d);
	d->book.resolving = false;
	assert_int_equal(desk_state(d, 1), state);
}

static void M15_what_waits_is_canceled_at_once(void **state)
{
	struct desk *d = *state;
	const struct granted *g;

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	g = wish(d, WISH_CANCEL);
	assert_int_equal(g->rc, 0);
	assert_int_equal(g->state, STATUS_CANCELED);
	assert_int_equal(g->id.key, 1);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 120 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	expect(d, STATUS_CANCELED);
}

static void M15_what_waits_for_a_retry_too(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	assert_int_equal(wish(d, WISH_CANCEL)->state, STATUS_CANCELED);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	expect(d, STATUS_CANCELED);
}

static void M16_on_its_way_it_depends_on_the_answer(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	assert_int_equal(wish(d, WISH_CANCEL)->state, STATUS_SUBMITTING);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	expect(d, STATUS_CANCELED);
}

static void M16_a_doubt_cancels_it_and_it_is_not_sent_again(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	wish(d, WISH_CANCEL);
	desk_crash(d); /* which is a doubt */
	desk_open(d);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_CANCELED);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
}

static void M16_taken_it_is_forwarded(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	wish(d, WISH_CANCEL);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_QUESTION), 0);
	expect(d, STATUS_FORWARDED);
}

static void M17_taken_it_is_asked_back_where_that_is_allowed(void **state)
{
	struct desk *d = *state;

	allow(d);
	desk_claim_messages(d, 1);
	wish(d, WISH_CANCEL);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_QUESTION), 1);
	assert_int_equal(desk_outcome(d, OUTCOME_QUESTION, 0)->u.question.nth,
	    0);
	desk_told(d, 1, 0, TOLD_STATE);
	desk_commit(d);
	expect(d, STATUS_CANCELED);
}

static void M17_forwarded_it_is_too_late_where_that_is_not_allowed(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	assert_int_equal(wish(d, WISH_CANCEL)->rc, RC_DENIED);
	assert_int_equal(desk_look(d, 1).flags, 0);
}

static void M17_a_refusal_leaves_it_as_it_is(void **state)
{
	struct desk *d = *state;

	allow(d);
	desk_forward(d, "4711");
	assert_int_equal(wish(d, WISH_CANCEL)->rc, 0);
	desk_told(d, 1, 0, TOLD_FAULT);
	desk_commit(d);
	expect(d, STATUS_FORWARDED);
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_commit(d);
	expect(d, STATUS_DELIVERED);
}

static void M17_all_parts_must_be_given_back(void **state)
{
	struct desk *d = *state;

	allow(d);
	desk_slots(d, ACME, 2);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a");
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "b");
	desk_commit(d);
	wish(d, WISH_CANCEL);
	assert_int_equal(desk_count(d, OUTCOME_QUESTION), 2);
	desk_told(d, 1, 0, TOLD_STATE);
	desk_commit(d);
	expect(d, STATUS_FORWARDED);
	desk_told(d, 1, 0, TOLD_STATE)->part = 1;
	desk_commit(d);
	expect(d, STATUS_CANCELED);
}

/* The carrier's DELETED is what we asked for; its DELIVRD is what counts. */
static void R7_a_receipt_of_what_was_canceled(void **state)
{
	struct desk *d = *state;
	struct receipt_fact *r;

	allow(d);
	desk_forward(d, "4711");
	wish(d, WISH_CANCEL);
	r = desk_receipt(d, VERDICT_FAILED, "4711");
	r->detail = DETAIL_DELETED_BY_SMSC;
	desk_commit(d);
	expect(d, STATUS_CANCELED);
	desk_told(d, 1, 0, TOLD_STATE);
	desk_receipt(d, VERDICT_FAILED, "4711")->detail =
	    DETAIL_DELETED_BY_SMSC;
	desk_commit(d);
	expect(d, STATUS_CANCELED);
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_commit(d);
	expect(d, STATUS_DELIVERED);
}

static void what_has_ended_is_not_canceled(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_commit(d);
	assert_int_equal(wish(d, WISH_CANCEL)->rc, RC_DENIED);
	expect(d, STATUS_DELIVERED);
}

static void M9h_what_is_held_in_doubt_goes_again_when_told(void **state)
{
	struct desk *d = *state;

	desk_configure(d, ACME, (struct smsc_fact){ .hold = true });
	desk_claim_messages(d, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(wish(d, WISH_RESEND)->state, STATUS_QUEUED);
	assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	expect(d, STATUS_QUEUED);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_OK, "4711");
	desk_commit(d);
	expect(d, STATUS_FORWARDED);
}

static void nothing_else_goes_again(void **state)
{
	struct desk *d = *state;

	desk_forward(d, "4711");
	assert_int_equal(wish(d, WISH_RESEND)->rc, RC_DENIED);
	desk_commit_at(d, d->now + 72 * HOUR);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(wish(d, WISH_RESEND)->rc, RC_DENIED);
}

static void nobody_else_may_wish(void **state)
{
	struct desk *d = *state;
	struct wish_fact *w;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_wish(d, 1, WISH_CANCEL);
	w = &d->batch.fact[0].u.wish;
	w->account = 2;
	desk_wish(d, 1, WISH_CANCEL);
	d->batch.fact[1].u.wish.id.tail++;
	desk_wish(d, 99, WISH_CANCEL);
	desk_commit(d);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    desk_outcome(d, OUTCOME_GRANTED, i)->u.granted.rc,
		    RC_NOT_FOUND);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
}

int main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
	const struct CMUnitTest tests[] = {
		TEST(M15_what_waits_is_canceled_at_once),
		TEST(M15_what_waits_for_a_retry_too),
		TEST(M16_on_its_way_it_depends_on_the_answer),
		TEST(M16_a_doubt_cancels_it_and_it_is_not_sent_again),
		TEST(M16_taken_it_is_forwarded),
		TEST(M17_taken_it_is_asked_back_where_that_is_allowed),
		TEST(M17_forwarded_it_is_too_late_where_that_is_not_allowed),
		TEST(M17_a_refusal_leaves_it_as_it_is),
		TEST(M17_all_parts_must_be_given_back),
		TEST(R7_a_receipt_of_what_was_canceled),
		TEST(what_has_ended_is_not_canceled),
		TEST(M9h_what_is_held_in_doubt_goes_again_when_told),
		TEST(nothing_else_goes_again),
		TEST(nobody_else_may_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include "model/reason.h"

static void M14_without_a_receipt_a_message_is_unknown_after_72_hours(
    void **state)
{
	struct desk *d = *state;
	usec end;

	desk_forward(d, "1");
	end = d->now + 72 * HOUR;
	assert_int_equal(d->book.view.next_due, end);
	desk_commit_at(d, end - 1);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_commit_at(d, end);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(d->book.view.next_due, 0);
	desk_check_totals(d);
}

/* 60 days in the queue: its 72 hours begin when it was forwarded. */
static void M14_counts_from_when_it_went_however_long_it_waited(void **state)
{
	struct desk *d = *state;
	struct record r;
	usec end;

	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	d->now += 60 * 24 * HOUR;
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "1");
	desk_commit(d);
	r = desk_look(d, 1);
	assert_int_equal(record_time(&r, r.forwarded),
	    d->now / SECOND * SECOND);
	end = d->now / SECOND * SECOND + 72 * HOUR;
	desk_commit_at(d, end - 1);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_commit_at(d, end);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
	desk_check_totals(d);
}

static void flag(struct desk *d, uint64_t key, uint16_t flags)
{
	struct fact *f = batch_add(&d->batch, FACT_FLAG, NULL, 0);

	f->u.mark.key = key;
	f->u.mark.what = flags;
}

static void what_is_given_up_is_told_and_may_be_flagged(void **state)
{
	struct desk *d = *state;
	const struct outcome *o;

	desk_forward(d, "1");
	desk_commit_at(d, d->now + 72 * HOUR);
	assert_int_equal(desk_count(d, OUTCOME_GIVEN_UP), 1);
	o = desk_outcome(d, OUTCOME_GIVEN_UP, 0);
	assert_int_equal(o->u.given_up.key, 1);
	assert_int_equal(o->u.given_up.to, desk_look(d, 1).to);
	flag(d, 1, FLAG_SUSPECTED_FILTERED | FLAG_REVISED);
	flag(d, 4711, FLAG_SUSPECTED_FILTERED);
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).flags, FLAG_SUSPECTED_FILTERED);
	desk_check_totals(d);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(desk_look(d, 1).flags, FLAG_SUSPECTED_FILTERED);
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_DELIVERED);
	flag(d, 1, FLAG_CARRIER_NO_RECEIPTS);
	desk_commit(d);
	assert_false(desk_look(d, 1).flags & FLAG_CARRIER_NO_RECEIPTS);
}

/* Part 0 is taken at once, part 1 hours later: that must not keep those
 * behind it waiting. */
static void M14_a_message_whose_parts_took_long_holds_up_nobody(void **state)
{
	struct desk *d = *state;
	usec start = d->now;

	desk_forward(d, "first");
	desk_slots(d, ACME, 3);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "1");
	desk_answer(d, desk_part(3, 0, 1), ANSWER_OK, "2");
	desk_answer(d, desk_part(2, 1, 1), ANSWER_FAULT, "");
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, start + 10 * HOUR);
	assert_int_equal(desk_claim(d, 0)->mask, 2);
	desk_answer(d, desk_part(2, 1, 2), ANSWER_OK, "3");
	desk_commit(d);
	assert_int_equal(desk_state(d, 2), STATUS_FORWARDED);
	desk_commit_at(d, start + 72 * HOUR);
	assert_int_equal(desk_state(d, 3), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_state(d, 2), STATUS_FORWARDED);
	desk_commit_at(d, start + 82 * HOUR);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERY_UNKNOWN);
}

static void M20_a_message_expires_in_line_though_no_slot_comes(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now + 60 * SECOND);
	desk_commit_at(d, d->now + 60 * SECOND);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).stage, STAGE_LOCAL);
	assert_int_equal(desk_look(d, 1).reason, REASON_EXPIRED);
	desk_slots(d, ACME, 5);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 2);
	desk_check_totals(d);
}

static void M20_a_slot_that_comes_too_late_finds_it_expired(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_accept(d, (struct accept){ .ttl = 5 });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 5 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 2), STATUS_FAILED);
}

static void M20_waiting_for_a_retry_ends_with_the_validity(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 9);
	desk_accept(d, (struct accept){ .ttl = 8 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now + 8 * SECOND);
	desk_commit_at(d, d->now + 8 * SECOND);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(d->book.view.next_due, 0);
}

static void the_validity_of_what_was_forwarded_does_not_count(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "1");
	desk_commit(d);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
}

/* A thousand a commit, then again at once. */
static void a_thousand_messages_expire_a_commit(void **state)
{
	struct desk *d = *state;
	const uint64_t *failed = &d->book.totals.state[STATUS_FAILED];

	for (int i = 0; i < 2500; i++)
		desk_accept(d, (struct accept){ .ttl = 1 });
	desk_commit(d);
	desk_commit_at(d, d->now + 2 * SECOND);
	assert_int_equal(*failed, 1000);
	assert_in_range(d->book.view.next_due, 1, d->now);
	desk_commit(d);
	assert_int_equal(*failed, 2000);
	desk_commit(d);
	assert_int_equal(*failed, 2500);
	assert_int_equal(d->book.view.next_due, 0);
	desk_check_totals(d);
}

/* A line of 2,500 keys that come to nothing, and one that does. */
static void a_long_dead_line_is_passed_by_in_slices(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 2500; i++)
		desk_accept(d, (struct accept){ .ttl = 1 });
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	d->now += 2 * SECOND;
	for (int i = 0; i < 3; i++)
		desk_commit(d);
	desk_slots(d, ACME, 1);
	for (int i = 0; i < 2; i++) {
		desk_commit(d);
		assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
		assert_int_equal(d->book.view.next_due, d->now);
	}
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, 2501);
	assert_int_equal(d->book.view.next_due, 0);
}

/* More expire at once than a commit takes, and the first in line is not among
 * them: it must not be sent though its turn to expire has not come. */
static void M20_what_is_over_is_not_sent_before_it_is_expired(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .ttl = 2 });
	for (int i = 0; i < 1000; i++)
		desk_accept(d, (struct accept){ .ttl = 1 });
	desk_commit(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 3 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
	assert_int_equal(desk_look(d, 1).reason, REASON_EXPIRED);
}

static void a_tick_with_nothing_to_do_costs_no_commit(void **state)
{
	struct desk *d = *state;
	uint64_t commits;

	desk_forward(d, "1");
	commits = d->book.totals.commits;
	batch_add(&d->batch, FACT_TICK, NULL, 0);
	desk_slots(d, BETA, 3);
	desk_commit(d);
	assert_int_equal(d->book.totals.commits, commits);
	assert_int_equal(d->book.smsc[BETA].credit, 3);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(M14_without_a_receipt_a_message_is_unknown_after_72_hours),
		CASE(M14_counts_from_when_it_went_however_long_it_waited),
		CASE(what_is_given_up_is_told_and_may_be_flagged),
		CASE(M14_a_message_whose_parts_took_long_holds_up_nobody),
		CASE(M20_a_message_expires_in_line_though_no_slot_comes),
		CASE(M20_a_slot_that_comes_too_late_finds_it_expired),
		CASE(M20_waiting_for_a_retry_ends_with_the_validity),
		CASE(the_validity_of_what_was_forwarded_does_not_count),
		CASE(a_thousand_messages_expire_a_commit),
		CASE(a_long_dead_line_is_passed_by_in_slices),
		CASE(M20_what_is_over_is_not_sent_before_it_is_expired),
		CASE(a_tick_with_nothing_to_do_costs_no_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

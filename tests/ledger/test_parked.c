/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receipts that fit no message, as people see them, and how many there are.
 */
#include "facts.h"

#include "ledger/parked.h"
#include "ledger/read.h"
#include "ledger/unmatched.h"

static void the_newest_is_read_first_with_all_it_says(void **state)
{
	struct desk *d = *state;
	struct reading r = { 0 };

	desk_receipt(d, VERDICT_DELIVERED, "one");
	desk_commit(d);
	desk_commit_at(d, d->now + MINUTE);
	desk_receipt(d, VERDICT_FAILED, "two")->reason = 30003;
	desk_commit(d);
	assert_int_equal(read_parked(&d->book, 10, &r), 0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.next, 0);
	assert_string_equal(r.parked[0].smsc_id, "two");
	assert_int_equal(r.parked[0].verdict, VERDICT_FAILED);
	assert_int_equal(r.parked[0].reason, 30003);
	assert_int_equal(r.parked[0].arrived, d->now);
	assert_int_equal(r.parked[0].expires, d->now + 72 * HOUR);
	assert_string_equal(r.parked[1].smsc_id, "one");
	assert_int_equal(r.parked[1].arrived, d->now - MINUTE);
	assert_true(r.parked[1].from != 0);
	reading_fini(&r);
}

static void a_page_says_that_there_are_more(void **state)
{
	struct desk *d = *state;
	struct reading r = { 0 };

	assert_int_equal(read_parked(&d->book, 10, &r), 0);
	assert_int_equal(r.n, 0);
	reading_fini(&r);
	for (int i = 0; i < 3; i++)
		desk_receipt(d, VERDICT_DELIVERED, "");
	desk_commit(d);
	assert_int_equal(read_parked(&d->book, 2, &r), 0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.next, 1);
	reading_fini(&r);
	assert_int_equal(read_parked(&d->book, 3, &r), 0);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.next, 0);
	reading_fini(&r);
}

static uint64_t unmatched(const struct desk *d, usec later)
{
	return unmatched_count(d->book.view.unmatched, d->now + later);
}

static void an_hour_of_them_is_counted_but_for_the_last_minutes(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 11; i++)
		desk_receipt(d, VERDICT_DELIVERED, "nobody");
	desk_commit(d);
	assert_int_equal(unmatched(d, 0), 0);
	assert_int_equal(unmatched(d, MINUTE), 0);
	assert_int_equal(unmatched(d, 2 * MINUTE), 11);
	assert_int_equal(unmatched(d, 61 * MINUTE), 11);
	assert_int_equal(unmatched(d, 62 * MINUTE), 0);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(unmatched(d, 2 * MINUTE), 11);
}

static void one_that_finds_its_message_counts_no_more(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 1);
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_receipt(d, VERDICT_DELIVERED, "nobody");
	desk_commit(d);
	assert_int_equal(unmatched(d, 2 * MINUTE), 2);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	assert_int_equal(unmatched(d, 2 * MINUTE), 1);
}

static void a_minute_makes_room_for_the_one_that_comes_after(void **state)
{
	struct unmatched u = { 0 };

	(void)state;
	unmatched_add(&u, A_MONDAY);
	unmatched_add(&u, A_MONDAY + UNMATCHED_MINUTES * MINUTE);
	unmatched_add(&u, A_MONDAY);
	unmatched_del(&u, A_MONDAY);
	assert_int_equal(
	    unmatched_count(&u, A_MONDAY + (UNMATCHED_MINUTES + 2) * MINUTE),
	    1);
	unmatched_del(&u, A_MONDAY + UNMATCHED_MINUTES * MINUTE);
	assert_int_equal(
	    unmatched_count(&u, A_MONDAY + (UNMATCHED_MINUTES + 2) * MINUTE),
	    0);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_newest_is_read_first_with_all_it_says),
		CASE(a_page_says_that_there_are_more),
		CASE(an_hour_of_them_is_counted_but_for_the_last_minutes),
		CASE(one_that_finds_its_message_counts_no_more),
		cmocka_unit_test(
		    a_minute_makes_room_for_the_one_that_comes_after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

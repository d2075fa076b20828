/* SPDX-License-Identifier: BSD-2-Clause */
/* P7: the same Idempotency-Key never sends twice. */
#include "handset.h"

#include "ledger/idem.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
#define SMALL(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_small, desk_teardown)

static struct accept keyed(uint64_t key, uint64_t request)
{
	return (struct accept){ .idem = { key, ~key }, .request = request };
}

static const struct accepted *accepted(const struct desk *d, size_t n)
{
	return &desk_outcome(d, OUTCOME_ACCEPTED, n)->u.accepted;
}

/* Rows that are in the table. */
static size_t count_rows(struct desk *d)
{
	struct store_txn t;
	struct store_row row;
	struct idem i;
	size_t n = 0;
	int rc;

	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	rc = store_seek(&t, STORE_IDEM, "\0", 1, &row);
	for (; rc == 0; rc = store_next(&row)) {
		assert_int_equal(idem_read(&row, &i), 0);
		n++;
	}
	store_end_read(&t);
	return n;
}

/* The message of key 1 is the first of all. */
static void expect_replay(struct desk *d, uint64_t key)
{
	struct message_id id = book_id(&d->book, key);

	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 0);
	assert_int_equal(accepted(d, 0)->id.key, key);
	assert_int_equal(accepted(d, 0)->id.tail, id.tail);
	assert_true(accepted(d, 0)->replayed);
}

static void W19_a_hundred_times_in_one_batch_are_one_message(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 100; i++)
		desk_accept(d, keyed(5, 9));
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 100);
	assert_false(accepted(d, 0)->replayed);
	for (size_t i = 1; i < 100; i++) {
		assert_true(accepted(d, i)->replayed);
		assert_int_equal(accepted(d, i)->id.key, 1);
		assert_int_equal(accepted(d, i)->at, d->now);
	}
	assert_int_equal(d->book.next_key, 2);
	assert_int_equal(d->book.totals.state[STATUS_QUEUED], 1);
	desk_check_totals(d);
}

static void W19_over_a_crash_it_is_the_same_message(void **state)
{
	struct desk *d = *state;
	usec first = d->now;

	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	d->now += HOUR;
	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	expect_replay(d, 1);
	assert_int_equal(accepted(d, 0)->at, first);
	assert_int_equal(d->book.next_key, 2);
}

static void W19_another_request_under_the_key_is_refused(void **state)
{
	struct desk *d = *state;

	desk_accept(d, keyed(5, 9));
	desk_accept(d, keyed(5, 10));
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_EXISTS);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 1);
	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	expect_replay(d, 1);
	assert_int_equal(d->book.next_key, 2);
}

static void without_a_key_or_with_another_each_is_a_message(void **state)
{
	struct desk *d = *state;
	struct accept half = keyed(5, 9);

	half.idem[1]++;
	desk_accept(d, (struct accept){ .request = 9 });
	desk_accept(d, (struct accept){ .request = 9 });
	desk_accept(d, keyed(5, 9));
	desk_accept(d, keyed(6, 9));
	desk_accept(d, half);
	desk_commit(d);
	for (size_t i = 0; i < 5; i++)
		assert_false(accepted(d, i)->replayed);
	assert_int_equal(d->book.next_key, 6);
	assert_int_equal(count_rows(d), 3);
}

static void W19_a_key_counts_for_a_day_and_not_longer(void **state)
{
	struct desk *d = *state;
	usec first = d->now + 23 * HOUR;

	desk_commit_at(d, first);
	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	desk_accept(d, keyed(5, 9));
	desk_commit_at(d, first + DAY - 1);
	expect_replay(d, 1);
	desk_accept(d, keyed(5, 10));
	desk_commit_at(d, first + DAY);
	assert_false(accepted(d, 0)->replayed);
	assert_int_equal(accepted(d, 0)->id.key, 2);
	desk_accept(d, keyed(5, 10));
	desk_commit_at(d, first + 2 * DAY - 1);
	expect_replay(d, 2);
}

static void a_clock_set_back_over_midnight_forgets_no_key(void **state)
{
	struct desk *d = *state;
	usec midnight = (d->now / DAY + 1) * DAY;

	desk_accept(d, keyed(5, 9));
	desk_commit_at(d, midnight + SECOND);
	desk_accept(d, keyed(5, 9));
	desk_commit_at(d, midnight - SECOND);
	expect_replay(d, 1);
}

static void a_request_that_was_refused_binds_no_key(void **state)
{
	struct desk *d = *state;

	desk_optout(d, HANDSET, 0, true);
	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_OPTED_OUT);
	assert_int_equal(count_rows(d), 0);
	desk_optout(d, HANDSET, 0, false);
	desk_accept(d, keyed(5, 10));
	desk_optout(d, HANDSET, 0, true);
	desk_accept(d, keyed(5, 10));
	desk_commit(d);
	assert_false(accepted(d, 0)->replayed);
	assert_true(accepted(d, 1)->replayed); /* it was taken before */
}

static void a_held_message_is_told_as_held_again(void **state)
{
	struct desk *d = *state;
	struct accept a = keyed(5, 9);

	a.send_at = d->now + HOUR;
	desk_accept(d, a);
	desk_commit(d);
	desk_accept(d, a);
	desk_commit(d);
	expect_replay(d, 1);
	assert_true(accepted(d, 0)->held);
	desk_commit_at(d, a.send_at);
	desk_accept(d, a);
	desk_commit(d);
	assert_true(accepted(d, 0)->replayed);
	assert_false(accepted(d, 0)->held);
}

static void P8_a_failed_commit_binds_no_key_and_a_full_store_replays(
    void **state)
{
	struct desk *d = *state;

	desk_accept(d, keyed(4, 9));
	desk_commit(d);
	desk_accept(d, keyed(5, 9));
	desk_overfill(d);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_NO_SPACE);
	assert_int_equal(count_rows(d), 1);
	desk_accept(d, keyed(4, 9));
	desk_commit(d);
	assert_true(d->book.totals.full);
	expect_replay(d, 1);
}

static void keys_are_purged_by_days_in_slices(void **state)
{
	struct desk *d = *state;
	usec day = d->now / DAY * DAY, gone = day + 3 * DAY;

	for (uint64_t i = 1; i <= 2500; i++)
		desk_accept(d, keyed(i, 9));
	desk_commit_at(d, day + 23 * HOUR);
	desk_accept(d, keyed(9999, 9));
	desk_commit_at(d, day + DAY);
	assert_int_equal(count_rows(d), 2501);
	assert_int_equal(d->book.view.next_due, gone);

	desk_commit_at(d, gone - 1);
	assert_int_equal(count_rows(d), 2501);
	for (size_t left = 2501; left > 501; left -= IDEM_SLICE) {
		desk_commit_at(d, gone);
		assert_int_equal(count_rows(d), left - IDEM_SLICE);
		assert_int_equal(d->book.view.next_due, gone);
	}
	desk_commit(d);
	assert_int_equal(count_rows(d), 1);
	assert_int_equal(d->book.view.next_due, gone + DAY);
	desk_commit_at(d, gone + DAY);
	assert_int_equal(count_rows(d), 0);
	assert_int_equal(d->book.view.next_due, 0);
}

static void put_row(struct desk *d, const struct idem *i)
{
	struct store_txn t;

	store_begin(d->book.store, &t);
	idem_put(&t, i);
	assert_int_equal(store_end(&t), 0);
}

static void verify_knows_the_keys(void **state)
{
	struct desk *d = *state;

	desk_accept(d, keyed(5, 9));
	desk_commit(d);
	desk_verify(d, "");
	desk_open(d);
	put_row(d,
	    &(struct idem){ .key = { 1, 1 }, .message = 7, .at = d->now });
	desk_verify(d, "there is no message 7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(W19_a_hundred_times_in_one_batch_are_one_message),
		CASE(W19_over_a_crash_it_is_the_same_message),
		CASE(W19_another_request_under_the_key_is_refused),
		CASE(without_a_key_or_with_another_each_is_a_message),
		CASE(W19_a_key_counts_for_a_day_and_not_longer),
		CASE(a_clock_set_back_over_midnight_forgets_no_key),
		CASE(a_request_that_was_refused_binds_no_key),
		CASE(a_held_message_is_told_as_held_again),
		SMALL(P8_a_failed_commit_binds_no_key_and_a_full_store_replays),
		CASE(keys_are_purged_by_days_in_slices),
		CASE(verify_knows_the_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many messages an account may have waiting for an instant.
 */
#include "facts.h"

#include "ledger/due.h"

enum { MINE = 1, OTHERS = 2 };

#define FIRST 1 /* key */

static void later(struct desk *d, uint16_t account, uint32_t most)
{
	desk_accept(d, (struct accept){ .account = account,
			   .scheduled_max = most,
			   .send_at = d->now + HOUR });
}

static void commit_and_check(struct desk *d, size_t accepted, size_t refused)
{
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), accepted);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), refused);
	for (size_t i = 0; i < refused; i++)
		assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, i)->rc,
		    RC_FULL);
	desk_check_totals(d);
}

static void the_one_above_the_most_is_refused_in_one_batch_too(void **state)
{
	struct desk *d = *state;

	later(d, MINE, 2);
	commit_and_check(d, 1, 0);
	later(d, MINE, 2);
	later(d, MINE, 2);
	later(d, OTHERS, 2);
	commit_and_check(d, 2, 1);
	assert_int_equal(book_scheduled(&d->book, MINE), 2);
	assert_int_equal(book_scheduled(&d->book, OTHERS), 1);
	/* What goes at once is no concern of it. */
	desk_accept(d, (struct accept){ .scheduled_max = 2 });
	desk_accept(d,
	    (struct accept){ .scheduled_max = 2, .send_at = d->now });
	commit_and_check(d, 2, 0);
}

static void the_most_may_change_and_be_none(void **state)
{
	struct desk *d = *state;

	later(d, MINE, 1);
	later(d, MINE, 3);
	later(d, MINE, 0);
	later(d, MINE, 0);
	later(d, MINE, 3);
	commit_and_check(d, 4, 1);
	assert_int_equal(book_scheduled(&d->book, MINE), 4);
}

/* A second request of a key is the first one's message, whatever waits. */
static void one_that_is_asked_for_again_takes_no_other_place(void **state)
{
	struct desk *d = *state;
	const struct accept again = { .account = MINE,
		.scheduled_max = 1,
		.send_at = d->now + HOUR,
		.idem = { 7, 8 } };

	desk_accept(d, again);
	desk_accept(d, again);
	later(d, MINE, 1);
	commit_and_check(d, 2, 1);
}

static void what_goes_or_is_canceled_makes_room(void **state)
{
	struct desk *d = *state;

	later(d, MINE, 2);
	later(d, MINE, 2);
	commit_and_check(d, 2, 0);
	desk_wish(d, FIRST, WISH_CANCEL);
	later(d, MINE, 2);
	later(d, MINE, 2);
	commit_and_check(d, 1, 1);
	/* Those of the next hour come in when those of this one have gone. */
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(book_scheduled(&d->book, MINE), 0);
	desk_check_totals(d);
	later(d, MINE, 2);
	later(d, MINE, 2);
	later(d, MINE, 2);
	commit_and_check(d, 2, 1);
}

/* More than the memory has slots for. */
static void a_crash_changes_nothing(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 100; i++)
		later(d, MINE, 100);
	later(d, OTHERS, 100);
	commit_and_check(d, 101, 0);
	desk_wish(d, FIRST, WISH_CANCEL);
	commit_and_check(d, 0, 0);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(book_scheduled(&d->book, MINE), 99);
	assert_int_equal(book_scheduled(&d->book, OTHERS), 1);
	later(d, MINE, 100);
	later(d, MINE, 100);
	commit_and_check(d, 1, 1);
}

static void a_row_of_an_older_version_is_counted_too(void **state)
{
	struct desk *d = *state;
	struct store_txn t;
	struct due due;

	later(d, MINE, 1);
	commit_and_check(d, 1, 0);
	store_begin(d->book.store, &t);
	assert_int_equal(due_first(&t, DUE_HELD, &due), 0);
	assert_int_equal(due.account, MINE);
	due.account = 0;
	due_put(&t, &due);
	assert_int_equal(due_first(&t, DUE_HELD, &due), 0);
	assert_int_equal(due.account, 0);
	assert_int_equal(store_end(&t), 0);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(book_scheduled(&d->book, MINE), 1);
	later(d, MINE, 1);
	commit_and_check(d, 0, 1);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(book_scheduled(&d->book, MINE), 0);
	desk_check_totals(d);
}

/* More than the map holds: nothing of the batch has happened. */
static void a_commit_that_fails_takes_no_place(void **state)
{
	uint8_t body[LEDGER_BODY_MAX] = { 1 };
	struct desk *d = *state;

	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	later(d, MINE, 2);
	commit_and_check(d, 1, 0);
	desk_wish(d, FIRST, WISH_CANCEL);
	for (int i = 0; i < 300; i++)
		desk_accept(d, (struct accept){ .account = MINE,
				   .send_at = d->now + HOUR,
				   .body = body,
				   .body_len = sizeof(body) });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(book_scheduled(&d->book, MINE), 1);
	desk_check_totals(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_one_above_the_most_is_refused_in_one_batch_too),
		CASE(the_most_may_change_and_be_none),
		CASE(one_that_is_asked_for_again_takes_no_other_place),
		CASE(what_goes_or_is_canceled_makes_room),
		CASE(a_crash_changes_nothing),
		CASE(a_row_of_an_older_version_is_counted_too),
		CLOSED_CASE(a_commit_that_fails_takes_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long messages are kept: by account, in slices, over crashes.
 */
#include "facts.h"

#include "base/cursor.h"
#include "ledger/due.h"
#include "ledger/forget.h"
#include "ledger/steps.h"
#include "ledger/verify.h"
#include "store/record.h"

enum { SHOP = 1, BANK = 2, OTHER = 3 };

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

/* Of all others: texts a day, records a week. The bank keeps all. */
static void keep(struct desk *d)
{
	static const struct retention_fact facts[] = {
		{ .body_for = DAY, .record_for = 7 * DAY },
		{ .account = BANK },
		{ .account = SHOP, .body_for = HOUR },
	};

	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		retention_set(d->book.retention, &facts[i]);
}

static void crash_and_verify(struct desk *d)
{
	const struct verify_options o = { .path = d->path,
		.found = note_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	desk_open(d);
	keep(d);
}

static int setup_keeping(void **state)
{
	int rc = desk_setup_open(state);

	keep(*state);
	return rc;
}

static uint64_t accept_of(struct desk *d, uint16_t account)
{
	uint64_t key = d->book.next_key;

	desk_accept(d, (struct accept){ .account = account,
			   .body = "text",
			   .body_len = 4 });
	desk_commit(d);
	return key;
}

/* One that is final at once. */
static uint64_t cancel_of(struct desk *d, uint16_t account)
{
	uint64_t key = accept_of(d, account);

	desk_wish(d, key, WISH_CANCEL);
	desk_commit(d);
	assert_int_equal(desk_state(d, key), STATUS_CANCELED);
	return key;
}

static bool has_text(struct desk *d, uint64_t key)
{
	return !(desk_look(d, key).flags & FLAG_REDACTED);
}

static bool has_record(struct desk *d, uint64_t key)
{
	return !(desk_look(d, key).flags & FLAG_ERASED);
}

static void texts_go_first_and_then_records(void **state)
{
	struct desk *d = *state;
	uint64_t key = cancel_of(d, OTHER);
	usec began = d->now;

	desk_commit_at(d, began + DAY - SECOND);
	assert_true(has_text(d, key));
	desk_commit_at(d, began + DAY + RETENTION_SLACK);
	assert_false(has_text(d, key));
	assert_true(has_record(d, key));
	desk_commit_at(d, began + 7 * DAY - SECOND);
	assert_true(has_record(d, key));
	desk_commit_at(d, began + 7 * DAY + RETENTION_SLACK);
	assert_false(has_record(d, key));
	desk_check_totals(d);
	crash_and_verify(d);
}

static void each_account_has_its_own_times(void **state)
{
	struct desk *d = *state;
	uint64_t shop = cancel_of(d, SHOP), bank = cancel_of(d, BANK),
		 other = cancel_of(d, OTHER);

	desk_commit_at(d, d->now + HOUR + RETENTION_SLACK);
	assert_false(has_text(d, shop));
	assert_true(has_text(d, other));
	desk_commit_at(d, d->now + 30 * DAY);
	assert_false(has_record(d, other));
	assert_true(has_record(d, shop));
	assert_true(has_text(d, bank));
	crash_and_verify(d);
}

/* They are waked for it, though nothing else happens. */
static void the_next_one_is_in_the_calendar(void **state)
{
	struct desk *d = *state;
	uint64_t key = cancel_of(d, SHOP);

	for (int i = 0; i < 10 && has_text(d, key); i++) {
		assert_in_range(d->book.view.next_due, d->now + 1,
		    A_MONDAY + HOUR + RETENTION_SLACK);
		desk_commit_at(d, d->book.view.next_due);
	}
	assert_false(has_text(d, key));
	assert_true(d->now >= A_MONDAY + HOUR);
}

/* Queued for long: it is looked at too early, and again in time. */
static void what_is_final_late_is_kept_from_then_on(void **state)
{
	struct desk *d = *state;
	uint64_t key = accept_of(d, SHOP), young;
	usec final;

	desk_commit_at(d, d->now + 3 * HOUR);
	young = cancel_of(d, SHOP);
	assert_true(has_text(d, key));
	desk_wish(d, key, WISH_CANCEL);
	desk_commit(d);
	final = d->now;
	crash_and_verify(d);
	desk_commit_at(d, final + HOUR - SECOND);
	assert_true(has_text(d, key));
	desk_commit_at(d, final + HOUR + RETENTION_SLACK);
	assert_false(has_text(d, key));
	assert_false(has_text(d, young));
	crash_and_verify(d);
}

static void what_is_not_final_is_never_touched(void **state)
{
	struct desk *d = *state;
	uint64_t key = accept_of(d, SHOP);

	for (int i = 0; i < 100; i++)
		desk_commit_at(d, d->now + HOUR);
	assert_true(has_text(d, key));
	crash_and_verify(d);
}

static uint64_t count_texts(struct desk *d)
{
	uint64_t n = 0;

	for (uint64_t key = 1; key < d->book.next_key; key++)
		n += has_text(d, key);
	return n;
}

/* Messages 1 .. n of the shop, all canceled. */
static void cancel_many(struct desk *d, uint64_t n)
{
	for (uint64_t i = 1; i <= n; i++) {
		desk_accept(d, (struct accept){ .account = SHOP,
				   .body = "text",
				   .body_len = 4 });
		desk_wish(d, i, WISH_CANCEL);
	}
	desk_commit(d);
}

static void a_commit_takes_200_the_oldest_first(void **state)
{
	struct desk *d = *state;

	cancel_many(d, 450);
	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(count_texts(d), 250);
	assert_false(has_text(d, 200));
	assert_true(has_text(d, 201));
	assert_in_range(d->book.view.next_due, d->now + 1, d->now + SECOND);
	crash_and_verify(d);
	desk_commit_at(d, d->now + SECOND);
	assert_int_equal(count_texts(d), 50);
	desk_commit_at(d, d->now + SECOND);
	assert_int_equal(count_texts(d), 0);
	desk_check_totals(d);
	crash_and_verify(d);
}

/* The next key of the walk for texts that are kept an hour; 0: it has none. */
static uint64_t stored_place(struct desk *d)
{
	static const char key[] = "keepbody3600000000";
	struct store_txn t;
	struct store_bytes v;
	uint64_t at = 0;

	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	if (store_get(&t, STORE_META, key, sizeof(key) - 1, &v) == 0) {
		struct cursor c = cursor_reading(v.data, v.len);

		(void)cursor_take(&c, STORE_HEAD);
		at = cursor_get(&c, 8);
	}
	store_end_read(&t);
	return at;
}

static void a_start_goes_on_where_it_was(void **state)
{
	struct desk *d = *state;

	cancel_many(d, 300);
	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(stored_place(d), 201);
	crash_and_verify(d);
	(void)cancel_of(d, BANK);
	assert_int_equal(stored_place(d), 301);
}

/* What others do with their times does not matter. */
static void another_time_begins_with_the_first_message(void **state)
{
	struct desk *d = *state;
	uint64_t old = cancel_of(d, BANK), key = cancel_of(d, SHOP);

	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(stored_place(d), key + 1);
	batch_add(&d->batch, FACT_RETENTION, NULL, 0)->u.retention =
	    (struct retention_fact){ .account = OTHER, .body_for = 2 * DAY };
	desk_commit(d);
	assert_int_equal(stored_place(d), key + 1);
	assert_true(has_text(d, old));

	batch_add(&d->batch, FACT_RETENTION, NULL, 0)->u.retention =
	    (struct retention_fact){ .account = BANK, .body_for = HOUR };
	desk_commit(d);
	assert_false(has_text(d, old));
	assert_int_equal(stored_place(d), key + 1);
}

/* A place that was reached by a rule that is no more is no place. */
static void a_rule_that_went_and_came_back_forgets_nothing(void **state)
{
	const struct retention_fact none = { .account = SHOP },
				    hour = { .account = SHOP,
					    .body_for = HOUR };
	struct desk *d = *state;
	uint64_t late = accept_of(d, SHOP);

	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(stored_place(d), late + 1);
	retention_set(d->book.retention, &none);
	desk_wish(d, late, WISH_CANCEL);
	desk_commit_at(d, d->now + 9 * HOUR);
	assert_int_equal(stored_place(d), 0);
	assert_true(has_text(d, late));
	retention_set(d->book.retention, &hour);
	desk_commit_at(d, d->now + HOUR);
	assert_false(has_text(d, late));
}

static void with_nothing_to_do_nothing_is_written(void **state)
{
	struct desk *d = *state;
	struct store_figures before, after;

	(void)cancel_of(d, BANK);
	desk_commit_at(d, d->now + 30 * DAY);
	store_figures(d->book.store, &before);
	desk_commit_at(d, d->now + DAY);
	store_figures(d->book.store, &after);
	assert_int_equal(after.commits, before.commits);
}

static void a_commit_that_fails_forgets_nothing(void **state)
{
	struct desk *d = *state;

	d->map_bytes = 2u << 20;
	desk_open(d);
	keep(d);
	log_set_level((enum log_level) - 1);
	cancel_many(d, 20);
	d->now += 2 * HOUR;
	desk_flood(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(count_texts(d), 20);
	assert_int_equal(stored_place(d), 0);
	for (int i = 0; i < 3; i++)
		desk_commit_at(d, d->now + 2 * 60 * SECOND);
	assert_int_equal(count_texts(d), 0);
	crash_and_verify(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, setup_keeping, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(texts_go_first_and_then_records),
		CASE(each_account_has_its_own_times),
		CASE(the_next_one_is_in_the_calendar),
		CASE(what_is_final_late_is_kept_from_then_on),
		CASE(what_is_not_final_is_never_touched),
		CASE(a_commit_takes_200_the_oldest_first),
		CASE(a_start_goes_on_where_it_was),
		CASE(another_time_begins_with_the_first_message),
		CASE(a_rule_that_went_and_came_back_forgets_nothing),
		CASE(with_nothing_to_do_nothing_is_written),
		CLOSED_CASE(a_commit_that_fails_forgets_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock is set: what takes a while takes no longer, and no less; what waits
 * for a date waits for that. Each is tried by as much as clocks are set, either
 * way.
 */
#include "handset.h"

#include "ledger/forget.h"
#include "ledger/leap.h"
#include "model/reason.h"

static const usec leaps[] = { HOUR, DAY, 3652 * DAY, -HOUR, -DAY, -3652 * DAY };

/* Time goes on. */
static void pass(struct desk *d, usec by)
{
	d->now += by;
	d->steady += by;
}

static void pass_and_commit(struct desk *d, usec by)
{
	pass(d, by);
	desk_commit(d);
}

/* The clock is set back after a second. */
static void leap(struct desk *d, usec by)
{
	pass(d, SECOND);
	d->now -= by;
	desk_commit(d);
}

/* A desk anew, whose clock has been seen. */
static struct desk *begin(void **state)
{
	struct desk *d = *state;

	if (d->open) {
		desk_verify(d, "");
		(void)desk_teardown(state);
		(void)desk_setup(state);
		d = *state;
	}
	d->steady = 1000 * SECOND;
	desk_open(d);
	desk_commit(d);
	return d;
}

/* Nothing is claimed for so long, and then it is. */
static void expect_claim_after(struct desk *d, uint64_t key, usec by)
{
	desk_slots(d, ACME, 1);
	pass_and_commit(d, by - SECOND / 1000);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	pass_and_commit(d, SECOND / 1000);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, key);
}

static void a_retry_comes_when_its_wait_is_over(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
		desk_commit(d);
		leap(d, leaps[i]);
		expect_claim_after(d, 1, 9 * SECOND);
	}
}

/* The two clocks are read one after the other. */
static void a_leap_is_the_nearest_second(void **state)
{
	static const usec off[] = { -300, 300, -SECOND / 3, SECOND / 3 };

	for (size_t i = 0; i < ARRAY_LEN(leaps) * ARRAY_LEN(off); i++) {
		usec by = off[i % ARRAY_LEN(off)];
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
		desk_commit(d);
		leap(d, leaps[i / ARRAY_LEN(off)] + by);
		expect_claim_after(d, 1, 9 * SECOND + by);
	}
}

static void a_doubt_goes_again_when_its_wait_is_over(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		desk_doubt(d, desk_part(1, 0, 1));
		desk_commit(d);
		leap(d, leaps[i]);
		expect_claim_after(d, 1, 59 * SECOND);
		assert_int_equal(desk_look(d, 1).flags, FLAG_DUPLICATE_RISK);
	}
}

/* It was on its way: its dates are those of the other clock. */
static void what_is_refused_after_the_leap_backs_off_as_ever(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		leap(d, leaps[i]);
		desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
		desk_commit(d);
		expect_claim_after(d, 1, 10 * SECOND);
		desk_answer(d, desk_part(1, 0, 2), ANSWER_LATER, "");
		desk_commit(d);
		expect_claim_after(d, 1, 30 * SECOND);
	}
}

static void what_is_throttled_goes_in_the_next_second(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		leap(d, leaps[i]);
		desk_answer(d, desk_part(1, 0, 1), ANSWER_THROTTLE, "");
		desk_commit(d);
		expect_claim_after(d, 1, SECOND);
	}
}

static void M20_what_is_in_line_expires_when_its_time_is_over(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_accept(d, (struct accept){ .ttl = 60 });
		desk_commit(d);
		leap(d, leaps[i]);
		assert_int_equal(d->book.view.next_due, d->now + 59 * SECOND);
		pass_and_commit(d, 59 * SECOND - 1);
		assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
		pass_and_commit(d, 1);
		assert_int_equal(desk_state(d, 1), STATUS_FAILED);
		assert_int_equal(desk_look(d, 1).reason, REASON_EXPIRED);
		desk_check_totals(d);
	}
}

/* The claim knows when its validity ends: it goes to the carrier. */
/* Those that wait for their sender's turn, and one that comes then. */
static void a_sender_is_over_its_rate_for_no_longer(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);
		struct accept a = { .set = ONLY_BETA, .sender = 7 };
		size_t claims = 0;

		desk_configure(d, BETA, (struct smsc_fact){ .sender_rate = 1 });
		desk_slots(d, BETA, 9);
		for (int n = 0; n < 3; n++)
			desk_accept(d, a);
		desk_commit(d);
		assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
		leap(d, leaps[i]);
		desk_accept(d, a);
		for (int n = 0; n < 5; n++) {
			claims += desk_count(d, OUTCOME_CLAIMED);
			pass_and_commit(d, SECOND);
		}
		claims += desk_count(d, OUTCOME_CLAIMED);
		assert_int_equal(claims, 3);
	}
}

static void a_claim_has_lived_as_long_as_it_has(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_accept(d, (struct accept){ .ttl = 60 });
		desk_commit(d);
		leap(d, leaps[i]);
		desk_slots(d, ACME, 1);
		desk_commit(d);
		assert_int_equal(desk_claim(d, 0)->accepted, d->now - SECOND);
		assert_int_equal(desk_claim(d, 0)->ttl, 60);
	}
}

static void M14_no_receipt_came_for_72_hours_of_any_clock(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_forward(d, "1");
		leap(d, leaps[i]);
		desk_forward(d, "2");
		pass_and_commit(d, 72 * HOUR - SECOND - 1);
		assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
		pass_and_commit(d, 1);
		assert_int_equal(desk_state(d, 1), STATUS_DELIVERY_UNKNOWN);
		assert_int_equal(desk_state(d, 2), STATUS_FORWARDED);
		pass_and_commit(d, SECOND);
		assert_int_equal(desk_state(d, 2), STATUS_DELIVERY_UNKNOWN);
		desk_check_totals(d);
	}
}

static void what_is_held_until_a_date_follows_the_clock(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);
		usec date = d->now + 2 * HOUR;

		desk_accept(d, (struct accept){ .send_at = date });
		desk_commit(d);
		leap(d, leaps[i]);
		if (d->now < date) {
			assert_int_equal(desk_state(d, 1), STATUS_HELD);
			pass_and_commit(d, date - d->now - 1);
			assert_int_equal(desk_state(d, 1), STATUS_HELD);
			pass_and_commit(d, 1);
		}
		assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
		desk_check_totals(d);
	}
}

static void a_receipt_stays_parked_for_its_72_hours(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_receipt(d, VERDICT_DELIVERED, "nobody's");
		desk_commit(d);
		leap(d, leaps[i]);
		pass_and_commit(d, 72 * HOUR - SECOND - 1);
		assert_int_equal(d->book.totals.parked, 1);
		pass_and_commit(d, 1);
		assert_int_equal(d->book.totals.parked, 0);
	}
}

static bool is_replayed(struct desk *d)
{
	desk_accept(d, (struct accept){ .idem = { 1, 5 }, .request = 9 });
	desk_commit(d);
	return desk_outcome(d, OUTCOME_ACCEPTED, 0)->u.accepted.replayed;
}

static void P7_a_key_is_known_for_its_24_hours(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		assert_false(is_replayed(d));
		leap(d, leaps[i]);
		assert_true(is_replayed(d));
		pass(d, DAY - SECOND - 1);
		assert_true(is_replayed(d));
		pass_and_commit(d, 6 * DAY);
		assert_true(d->book.view.next_due == 0 ||
			    d->book.view.next_due > d->now);
	}
}

/* 5 minutes after it was forwarded it is asked about. */
static void what_nobody_heard_of_is_asked_about_in_time(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		desk_configure(d, ACME,
		    (struct smsc_fact){ .query = LEDGER_QUERY_ON });
		desk_commit(d);
		desk_forward(d, "1");
		desk_commit(d);
		leap(d, leaps[i]);
		pass_and_commit(d, 5 * MINUTE - SECOND - 1);
		assert_int_equal(desk_count(d, OUTCOME_QUESTION), 0);
		pass_and_commit(d, 2 * SECOND);
		assert_int_equal(desk_count(d, OUTCOME_QUESTION), 1);
	}
}

static void texts_are_kept_for_as_long_as_they_are(void **state)
{
	static const struct retention_fact rule = { .body_for = DAY };

	for (size_t i = 0; i < ARRAY_LEN(leaps); i++) {
		struct desk *d = begin(state);

		batch_add(&d->batch, FACT_RETENTION, NULL, 0)->u.retention =
		    rule;
		desk_accept(d, (struct accept){ .ttl = 60 });
		desk_commit(d);
		pass_and_commit(d, MINUTE);
		assert_int_equal(desk_state(d, 1), STATUS_FAILED);
		leap(d, leaps[i]);
		pass_and_commit(d, DAY - MINUTE - SECOND);
		assert_false(desk_look(d, 1).flags & FLAG_REDACTED);
		pass_and_commit(d, RETENTION_SLACK);
		pass_and_commit(d, RETENTION_SLACK);
		assert_true(desk_look(d, 1).flags & FLAG_REDACTED);
	}
}

static void a_start_sees_that_the_clock_was_set_back(void **state)
{
	for (size_t i = 0; leaps[i] > 0; i++) {
		struct desk *d = begin(state);

		desk_claim_messages(d, 1);
		desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
		desk_accept(d, (struct accept){ .set = ONLY_BETA, .ttl = 60 });
		desk_commit(d);
		desk_crash(d);
		d->steady = 0;
		d->now -= leaps[i];
		desk_open(d);
		desk_commit(d);
		expect_claim_after(d, 1, 10 * SECOND);
		pass_and_commit(d, 50 * SECOND);
		assert_int_equal(desk_state(d, 2), STATUS_FAILED);
	}
}

/* Nobody knows of time that passed while nobody ran. */
static void a_start_takes_what_passed_for_time(void **state)
{
	struct desk *d = begin(state);

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	desk_crash(d);
	d->now += DAY;
	desk_open(d);
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FAILED);
}

/* Then some wait longer: that stops nobody. */
static void a_start_goes_on_without_what_cannot_be_read(void **state)
{
	struct desk *d = begin(state);
	struct store_txn t;

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	leap(d, HOUR);
	store_begin(d->book.store, &t);
	store_put(&t, STORE_META, "leaps", 5, "leaps", 5);
	assert_int_equal(store_end(&t), 0);
	desk_verify(d, "how the clock was set cannot be read");
	log_set_level((enum log_level) - 1);
	desk_open(d);
	desk_commit(d);
	assert_int_equal(d->book.leaps->n, 0);
	assert_int_equal(desk_state(d, 1), STATUS_QUEUED);
}

static void a_clock_that_is_set_a_little_moves_nothing(void **state)
{
	struct desk *d = begin(state);
	uint64_t last;

	desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	last = desk_look(d, 1).last;
	leap(d, SECOND - 1);
	leap(d, 1 - SECOND);
	assert_int_equal(desk_look(d, 1).last, last);
}

static void one_that_met_many_leaps_is_moved_once(void **state)
{
	struct desk *d = begin(state);
	struct record r;
	usec came = d->now;

	desk_forward(d, "1");
	for (int i = 0; i < 100; i++)
		leap(d, i % 2 == 0 ? DAY : -HOUR);
	r = desk_look(d, 1);
	assert_int_equal(r.accepted, came - 50 * (DAY - HOUR));
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	r = desk_look(d, 1);
	assert_int_equal(r.accepted, came - 50 * (DAY - HOUR));
	assert_int_equal(record_time(&r, r.final), d->now);
	desk_verify(d, "");
}

/* Each thousand rows a commit; a crash on the way costs nothing. */
static void a_walk_over_what_waits_goes_on_after_a_crash(void **state)
{
	struct desk *d = begin(state);
	struct record r;

	for (int i = 0; i < 2500; i++)
		desk_accept(d, (struct accept){ .ttl = 60 });
	desk_commit(d);
	leap(d, DAY);
	assert_int_equal(d->book.view.next_due, d->now);
	desk_verify(d, "");
	desk_open(d);
	for (int i = 0; i < 4; i++)
		desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now + 59 * SECOND);
	for (uint64_t key = 1; key <= 2500; key++) {
		r = desk_look(d, key);
		assert_int_equal(r.accepted, d->now - SECOND);
	}
	for (int i = 0; i < 3; i++)
		pass_and_commit(d, i == 0 ? 59 * SECOND : 0);
	assert_int_equal(d->book.totals.state[STATUS_FAILED], 2500);
	desk_check_totals(d);
	desk_verify(d, "");
}

static void a_leap_in_a_commit_that_fails_is_seen_by_the_next(void **state)
{
	struct desk *d = *state;

	d->steady = 1000 * SECOND;
	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	desk_overfill(d);
	leap(d, DAY);
	assert_true(desk_count(d, OUTCOME_REFUSED) != 0);
	expect_claim_after(d, 1, 9 * SECOND);
	desk_verify(d, "");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_retry_comes_when_its_wait_is_over),
		CASE(a_leap_is_the_nearest_second),
		CASE(a_doubt_goes_again_when_its_wait_is_over),
		CASE(what_is_refused_after_the_leap_backs_off_as_ever),
		CASE(what_is_throttled_goes_in_the_next_second),
		CASE(M20_what_is_in_line_expires_when_its_time_is_over),
		CASE(a_sender_is_over_its_rate_for_no_longer),
		CASE(a_claim_has_lived_as_long_as_it_has),
		CASE(M14_no_receipt_came_for_72_hours_of_any_clock),
		CASE(what_is_held_until_a_date_follows_the_clock),
		CASE(a_receipt_stays_parked_for_its_72_hours),
		CASE(P7_a_key_is_known_for_its_24_hours),
		CASE(what_nobody_heard_of_is_asked_about_in_time),
		CASE(texts_are_kept_for_as_long_as_they_are),
		CASE(a_start_goes_on_without_what_cannot_be_read),
		CASE(a_start_sees_that_the_clock_was_set_back),
		CASE(a_start_takes_what_passed_for_time),
		CASE(a_clock_that_is_set_a_little_moves_nothing),
		CASE(one_that_met_many_leaps_is_moved_once),
		CASE(a_walk_over_what_waits_goes_on_after_a_crash),
		cmocka_unit_test_setup_teardown(
		    a_leap_in_a_commit_that_fails_is_seen_by_the_next,
		    desk_setup_small, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include "ledger/pace.h"
#include "ledger/read.h"
#include "ledger/views.h"

static bool take(struct pace *p, uint32_t sender, usec now, usec *at)
{
	struct pace_query q = { .smsc = ACME,
		.sender = sender,
		.rate = 4,
		.parts = 1 };

	return pace_take(p, &q, now, at);
}

static void so_many_go_in_a_second_and_no_more(void **state)
{
	struct pace *p = pace_new();
	usec at;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(take(p, 7, A_MONDAY, &at));
	assert_false(take(p, 7, A_MONDAY + 100, &at));
	assert_true(take(p, 8, A_MONDAY + 100, &at));
	pace_free(p);
}

/* Whoever asks whenever: no second has more than four. */
static void no_second_has_more(void **state)
{
	struct pace *p = pace_new();
	usec went[4000], now = A_MONDAY, at;
	int n = 0;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct pace_query q = { .smsc = ACME,
			.sender = 7,
			.rate = 4,
			.parts = 1,
			.again = true };

		if (pace_take(p, &q, now, &at))
			went[n++] = now;
		now += 1 + i * 7919 % 60000;
	}
	assert_in_range(n, 110, 4 * 121);
	for (int i = 4; i < n; i++)
		assert_true(went[i] - went[i - 4] >= SECOND);
	pace_free(p);
}

static void instants_are_given_one_behind_the_other(void **state)
{
	struct pace *p = pace_new();
	usec first, at, last;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(take(p, 7, A_MONDAY, &at));
	assert_false(take(p, 7, A_MONDAY, &first));
	assert_in_range(first, A_MONDAY + SECOND,
	    A_MONDAY + SECOND + SECOND / 10);
	last = first;
	for (int i = 0; i < 100; i++) {
		assert_false(take(p, 7, A_MONDAY, &at));
		assert_in_range(at - last, SECOND / 4, SECOND * 27 / 100);
		last = at;
	}
	/* Who comes later stands behind them though a permit is free. */
	assert_false(take(p, 7, A_MONDAY + 2 * SECOND, &at));
	assert_true(at > last);
	pace_free(p);
}

static void a_fraction_is_fewer_in_a_longer_time(void **state)
{
	struct pace_query q = { .smsc = ACME,
		.sender = 7,
		.rate = 0.5,
		.parts = 1,
		.again = true };
	struct pace *p = pace_new();
	usec at;

	(void)state;
	assert_true(pace_take(p, &q, A_MONDAY, &at));
	assert_false(pace_take(p, &q, A_MONDAY + 1999 * 1000, &at));
	assert_true(pace_take(p, &q, A_MONDAY + 2200 * 1000, &at));
	pace_free(p);
}

static void a_text_longer_than_the_rate_goes_alone(void **state)
{
	struct pace_query q = { .smsc = ACME,
		.sender = 7,
		.rate = 4,
		.parts = 10,
		.again = true };
	struct pace *p = pace_new();
	usec at;

	(void)state;
	assert_true(take(p, 7, A_MONDAY, &at));
	assert_false(pace_take(p, &q, A_MONDAY + SECOND / 2, &at));
	assert_true(pace_take(p, &q, A_MONDAY + 2 * SECOND, &at));
	pace_free(p);
}

static void a_clock_set_back_stops_nobody(void **state)
{
	struct pace *p = pace_new();
	usec at;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_true(take(p, 7, A_MONDAY, &at));
	assert_true(take(p, 7, A_MONDAY - HOUR, &at));
	pace_free(p);
}

static void more_senders_than_have_room_are_served(void **state)
{
	struct pace *p = pace_new();
	usec at;

	(void)state;
	for (uint32_t i = 1; i <= 2 * PACE_SENDERS; i++)
		assert_true(take(p, i, A_MONDAY + i, &at));
	pace_free(p);
}

/* ---- in the ledger ----------------------------------------------------- */

static void limit(struct desk *d, double rate)
{
	const struct smsc_fact set = { .doubt_wait = 60 * SECOND,
		.sender_rate = rate };

	desk_configure(d, ACME, set);
	desk_slots(d, ACME, 1000);
}

static void accept_from(struct desk *d, uint64_t sender, int n)
{
	for (int i = 0; i < n; i++)
		desk_accept(d, (struct accept){ .sender = sender });
}

static void who_is_over_blocks_nobody(void **state)
{
	struct desk *d = *state;
	struct record r;

	limit(d, 5);
	accept_from(d, 77, 20);
	accept_from(d, 88, 3);
	accept_from(d, 0, 3); /* of no sender: no limit */
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 5 + 3 + 3);
	r = desk_look(d, 6);
	assert_int_equal(r.state, STATUS_QUEUED);
	assert_int_equal(r.substate, SUBSTATE_SENDER_WAIT);
	assert_int_equal(r.tries, 0);
	assert_in_range(d->book.view.next_due, d->now + SECOND,
	    d->now + 1100 * 1000);
	desk_check_totals(d);
}

static size_t events_of(struct desk *d, uint64_t key)
{
	struct message_id id = book_id(&d->book, key);
	struct reading r = { 0 };
	size_t n;

	assert_int_equal(read_message(&d->book, 0, &id, &r), 0);
	n = r.message[0].n_events;
	reading_fini(&r);
	return n;
}

/* Ticks at the instants that the ledger asks for, and no others. */
static void all_go_at_the_rate_and_each_is_deferred_once(void **state)
{
	struct desk *d = *state;
	uint64_t sent = 0;
	usec began = d->now;

	limit(d, 5);
	accept_from(d, 77, 100);
	desk_commit(d);
	sent = desk_count(d, OUTCOME_CLAIMED);
	for (int i = 0; i < 400 && sent < 100; i++) {
		assert_int_not_equal(d->book.view.next_due, 0);
		desk_commit_at(d, d->book.view.next_due);
		sent += desk_count(d, OUTCOME_CLAIMED);
		assert_true(
		    sent <= 5 * (uint64_t)((d->now - began) / SECOND + 1));
	}
	assert_int_equal(sent, 100);
	assert_in_range(d->now - began, 19 * SECOND, 22 * SECOND);
	for (uint64_t key = 6; key <= 100; key++) {
		assert_int_equal(desk_look(d, key).tries, 1);
		assert_int_equal(events_of(d, key), 3);
	}
}

/* After a pause of the link they come together, and go at the rate. */
static void a_pause_does_not_let_them_go_at_once(void **state)
{
	struct desk *d = *state;
	uint64_t sent = 0;
	usec back;

	limit(d, 5);
	accept_from(d, 77, 50);
	desk_commit(d);
	desk_up(d, ACME, false);
	desk_commit(d);
	d->now += 60 * SECOND;
	desk_up(d, ACME, true);
	back = d->now;
	for (int i = 0; i < 200 && sent < 45; i++) {
		desk_commit(d);
		sent += desk_count(d, OUTCOME_CLAIMED);
		assert_true(
		    sent <= 5 * (uint64_t)((d->now - back) / SECOND + 1));
		if (sent < 45)
			d->now = d->book.view.next_due;
	}
	assert_int_equal(sent, 45);
	assert_in_range(d->now - back, 0, 10 * SECOND);
}

static void one_time_passwords_pass_the_backlog_of_their_sender(void **state)
{
	struct desk *d = *state;

	limit(d, 1);
	accept_from(d, 77, 50);
	desk_commit(d);
	desk_accept(d, (struct accept){ .sender = 77, .class = CLASS_OTP });
	desk_commit(d);
	desk_commit_at(d, d->now + SECOND + SECOND / 10);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->id.key, 51);
}

/* The sender is in the journal, so a start knows it. */
static void a_backlog_is_limited_after_a_crash_too(void **state)
{
	struct desk *d = *state;

	accept_from(d, 77, 20);
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	limit(d, 5);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 5);
	desk_crash(d);
	desk_open(d);
	limit(d, 0);
	desk_commit_at(d, d->now + 10 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 15);
}

static void a_message_that_waits_for_its_sender_expires(void **state)
{
	struct desk *d = *state;

	limit(d, 1);
	for (int i = 0; i < 10; i++)
		desk_accept(d, (struct accept){ .sender = 77, .ttl = 5 });
	desk_commit(d);
	desk_commit_at(d, d->now + 5 * SECOND);
	assert_int_equal(d->book.totals.state[STATUS_FAILED], 9);
	assert_int_equal(d->book.totals.queued, 0);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_go_in_a_second_and_no_more),
		cmocka_unit_test(no_second_has_more),
		cmocka_unit_test(instants_are_given_one_behind_the_other),
		cmocka_unit_test(a_fraction_is_fewer_in_a_longer_time),
		cmocka_unit_test(a_text_longer_than_the_rate_goes_alone),
		cmocka_unit_test(a_clock_set_back_stops_nobody),
		cmocka_unit_test(more_senders_than_have_room_are_served),
		CASE(who_is_over_blocks_nobody),
		CASE(all_go_at_the_rate_and_each_is_deferred_once),
		CASE(a_pause_does_not_let_them_go_at_once),
		CASE(one_time_passwords_pass_the_backlog_of_their_sender),
		CASE(a_backlog_is_limited_after_a_crash_too),
		CASE(a_message_that_waits_for_its_sender_expires),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

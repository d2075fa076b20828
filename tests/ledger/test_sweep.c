/* SPDX-License-Identifier: BSD-2-Clause */
/* After a STOP what waits for that number ends soon, slot or no slot. */
#include "handset.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
#define SMALL(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_small, desk_teardown)

#define OTHER   (HANDSET + 1)
#define BACKLOG 10000
#define LOOKS   1000

static void stop(struct desk *d, uint64_t number)
{
	desk_text(d, "stop",
	    (struct inbound_fact){ .keyword = MO_STOP, .from = number });
}

static void tick(struct desk *d)
{
	batch_add(&d->batch, FACT_TICK, NULL, 0);
	desk_commit(d);
}

/* Ticks when the ledger wants them, while it wants them soon. */
static int run(struct desk *d)
{
	usec at;
	int n = 0;

	for (; (at = d->book.view.next_due) != 0 && at < d->now + SECOND; n++) {
		assert_true(n < 1000);
		if (at > d->now)
			d->now = at;
		tick(d);
	}
	return n;
}

static size_t count_to(struct desk *d, uint64_t to, enum status state)
{
	size_t n = 0;

	for (uint64_t key = 1; key < d->book.next_key; key++) {
		struct record r = desk_look(d, key);

		n += r.to == to && r.state == state;
	}
	return n;
}

/* Every tenth one is for the handset; they are of several lines. */
static void queue_many(struct desk *d, int n)
{
	for (int i = 0; i < n; i++) {
		desk_accept(d,
		    (struct accept){ .to = i % 10 == 0 ? HANDSET : OTHER,
			.set = i % 3 == 0 ? ONLY_BETA : ONLY_ACME,
			.class = (uint8_t)(i % 2) });
		if (i % 500 == 499)
			desk_commit(d);
	}
	desk_commit(d);
}

static void ten_thousand_that_are_queued_are_swept_without_an_smsc(void **state)
{
	struct desk *d = *state;
	int commits;

	desk_up(d, ACME, false);
	desk_up(d, BETA, false);
	queue_many(d, BACKLOG);
	stop(d, HANDSET);
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, d->now);
	commits = run(d);
	/* It looks at all of them, in slices. */
	assert_in_range(commits, BACKLOG / LOOKS, BACKLOG / LOOKS + 2);
	assert_int_equal(count_to(d, HANDSET, STATUS_SKIPPED), BACKLOG / 10);
	assert_int_equal(count_to(d, OTHER, STATUS_QUEUED), BACKLOG * 9 / 10);
	assert_int_equal(d->book.totals.queued, BACKLOG * 9 / 10);
	desk_check_totals(d);
	desk_verify(d, "");
}

/* Wall clocks jump. */
static void it_goes_on_when_the_clock_is_set_back(void **state)
{
	struct desk *d = *state;

	desk_up(d, ACME, false);
	desk_up(d, BETA, false);
	queue_many(d, 4000);
	stop(d, HANDSET);
	desk_commit(d);
	tick(d);
	d->now -= 24 * HOUR;
	for (int i = 0; i < 10; i++, d->now += SECOND)
		tick(d);
	assert_int_equal(count_to(d, HANDSET, STATUS_SKIPPED), 400);
}

static void a_slice_looks_at_a_thousand(void **state)
{
	struct desk *d = *state;
	uint64_t writes;

	for (int i = 0; i < 3000; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	stop(d, HANDSET);
	desk_commit(d);
	writes = d->book.totals.queued;
	tick(d);
	assert_in_range(writes - d->book.totals.queued, LOOKS - 20, LOOKS);
	/* The next one is not at once. */
	assert_true(d->book.view.next_due > d->now);
	tick(d);
	assert_true(writes - d->book.totals.queued <= LOOKS);
}

static void what_is_held_and_what_waits_for_a_retry_are_swept_too(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_accept(d, (struct accept){ .send_at = d->now + HOUR });
	desk_accept(d,
	    (struct accept){ .to = OTHER, .send_at = d->now + HOUR });
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).substate, SUBSTATE_RETRY_WAIT);
	stop(d, HANDSET);
	desk_commit(d);
	run(d);
	assert_int_equal(desk_look(d, 1).state, STATUS_SKIPPED);
	assert_int_equal(desk_look(d, 2).state, STATUS_SKIPPED);
	assert_int_equal(desk_look(d, 3).state, STATUS_HELD);
	desk_verify(d, "");
}

static void scope_exemption_and_account_count_as_they_do_at_a_claim(
    void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .scope = 7 });
	desk_accept(d, (struct accept){ .scope = 8 });
	desk_accept(d, (struct accept){ .scope = 7, .exempt = true });
	desk_accept(d, (struct accept){ .scope = 7, .account = 2 });
	desk_commit(d);
	desk_optout(d, HANDSET, 7, true);
	desk_commit(d);
	run(d);
	assert_int_equal(desk_look(d, 1).state, STATUS_SKIPPED);
	for (uint64_t key = 2; key <= 4; key++)
		assert_int_equal(desk_look(d, key).state, STATUS_QUEUED);
}

static void one_walk_is_enough_for_all_that_came_before_it(void **state)
{
	struct desk *d = *state;
	int commits;

	queue_many(d, 5000);
	for (uint64_t i = 0; i < 100; i++)
		desk_optout(d, OTHER + 100 + i, 0, true);
	stop(d, HANDSET);
	desk_commit(d);
	commits = run(d);
	assert_in_range(commits, 5, 7);
	assert_int_equal(count_to(d, HANDSET, STATUS_SKIPPED), 500);
}

static void one_that_comes_meanwhile_gets_a_walk_of_its_own(void **state)
{
	struct desk *d = *state;
	int commits;

	queue_many(d, 5000);
	stop(d, HANDSET);
	desk_commit(d);
	for (int i = 0; i < 3; i++) {
		tick(d);
		d->now = d->book.view.next_due;
	}
	stop(d, OTHER);
	desk_commit(d);
	commits = run(d);
	assert_in_range(commits, 6, 10);
	assert_int_equal(d->book.totals.queued, 0);
}

static void it_costs_nothing_when_nothing_waits(void **state)
{
	struct desk *d = *state;

	stop(d, HANDSET);
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, 0);
	/* Nor does one that changes nothing, or an end of one. */
	desk_accept(d, (struct accept){ .to = OTHER });
	desk_commit(d);
	stop(d, HANDSET);
	desk_text(d, "start", (struct inbound_fact){ .keyword = MO_START });
	desk_optout(d, HANDSET, 0, false);
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, 0);
}

static void after_a_crash_the_claim_holds_them_back(void **state)
{
	struct desk *d = *state;

	queue_many(d, 3000);
	stop(d, HANDSET);
	desk_commit(d);
	tick(d);
	desk_crash(d);
	desk_open(d);
	run(d);
	assert_true(count_to(d, HANDSET, STATUS_QUEUED) > 0);
	for (int i = 0; i < 10; i++) {
		desk_slots(d, ACME, 2000);
		desk_slots(d, BETA, 2000);
		desk_commit(d);
		for (size_t n = desk_count(d, OUTCOME_CLAIMED); n-- > 0;)
			assert_int_equal(desk_claim(d, n)->to, OTHER);
	}
	assert_int_equal(count_to(d, HANDSET, STATUS_SKIPPED), 300);
	desk_verify(d, "");
}

static void a_failed_commit_lets_it_begin_anew(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < 1500; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	stop(d, HANDSET);
	desk_commit(d);
	d->now += SECOND;
	desk_overfill(d);
	desk_commit(d); /* of which nothing is left but the refusals */
	assert_int_equal(d->book.totals.state[STATUS_SKIPPED], 0);
	for (int i = 0; i < 20; i++) {
		d->now += 10 * SECOND;
		tick(d);
	}
	assert_int_equal(d->book.totals.state[STATUS_SKIPPED], 1500);
}

static void one_that_is_released_meanwhile_is_not_queued(void **state)
{
	struct desk *d = *state;

	desk_accept(d, (struct accept){ .send_at = d->now + HOUR });
	desk_commit(d);
	stop(d, HANDSET);
	desk_commit(d);
	desk_crash(d);
	desk_open(d);
	desk_commit_at(d, d->now + HOUR);
	tick(d);
	assert_int_equal(desk_look(d, 1).state, STATUS_SKIPPED);
	desk_verify(d, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(ten_thousand_that_are_queued_are_swept_without_an_smsc),
		CASE(it_goes_on_when_the_clock_is_set_back),
		CASE(a_slice_looks_at_a_thousand),
		CASE(what_is_held_and_what_waits_for_a_retry_are_swept_too),
		CASE(scope_exemption_and_account_count_as_they_do_at_a_claim),
		CASE(one_walk_is_enough_for_all_that_came_before_it),
		CASE(one_that_comes_meanwhile_gets_a_walk_of_its_own),
		CASE(it_costs_nothing_when_nothing_waits),
		CASE(after_a_crash_the_claim_holds_them_back),
		SMALL(a_failed_commit_lets_it_begin_anew),
		CASE(one_that_is_released_meanwhile_is_not_queued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

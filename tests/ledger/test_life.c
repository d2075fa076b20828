/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message that begins later than it came, and crashes meanwhile.
 */
#include "facts.h"

#include "ledger/due.h"
#include "ledger/life.h"
#include "ledger/read.h"
#include "ledger/verify.h"

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	fail_msg("%s %s: %s", table, key, what);
}

/* As it is on disk, sound; then it is opened again. */
static void crash_and_verify(struct desk *d)
{
	const struct verify_options o = { .path = d->path,
		.found = note_finding };
	struct verify_counts counts;
	struct ledger_problem why;

	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	desk_open(d);
}

static uint64_t schedule(struct desk *d, usec after, uint32_t ttl)
{
	uint64_t key = d->book.next_key;

	desk_accept(d, (struct accept){ .send_at = d->now + after,
			   .ttl = ttl,
			   .body = "later",
			   .body_len = 5 });
	desk_commit(d);
	return key;
}

static void a_message_for_later_is_held_and_goes_at_its_instant(void **state)
{
	struct desk *d = *state;
	usec at = d->now + HOUR;
	uint64_t key;
	struct record r;

	desk_slots(d, ACME, 1);
	key = schedule(d, HOUR, 0);
	assert_true(desk_outcome(d, OUTCOME_ACCEPTED, 0)->u.accepted.held);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	r = desk_look(d, key);
	assert_int_equal(r.state, STATUS_HELD);
	assert_int_equal(r.substate, SUBSTATE_SCHEDULED);
	assert_true(record_time(&r, r.next) == at);
	assert_true(d->book.view.next_due == at);
	desk_check_totals(d);

	desk_commit_at(d, at - 1000);
	assert_int_equal(desk_state(d, key), STATUS_HELD);
	desk_commit_at(d, at);
	assert_int_equal(desk_state(d, key), STATUS_SUBMITTING);
	assert_memory_equal(desk_body(d, 0), "later", 5);
	assert_int_equal(desk_claim(d, 0)->body_len, 5);
	desk_check_totals(d);
	crash_and_verify(d);
}

static void without_a_slot_it_waits_in_line_as_any_other(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 0);

	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_state(d, key), STATUS_QUEUED);
	assert_int_equal(desk_look(d, key).substate, SUBSTATE_READY);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, key);
}

static void an_instant_that_is_past_holds_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, 0, 0);

	assert_int_equal(desk_state(d, key), STATUS_QUEUED);
	assert_false(desk_outcome(d, OUTCOME_ACCEPTED, 0)->u.accepted.held);
	key = schedule(d, -HOUR, 0);
	assert_int_equal(desk_state(d, key), STATUS_QUEUED);
}

static void an_instant_too_far_ahead_is_refused(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, LIFE_LATER_MAX, 0);

	assert_int_equal(desk_state(d, key), STATUS_HELD);
	(void)schedule(d, LIFE_LATER_MAX + 1, 0);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_TOO_LONG);
	assert_int_equal(d->book.next_key, key + 1);
}

static void one_that_is_held_can_be_canceled(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 60);
	struct due due;

	desk_wish(d, key, WISH_CANCEL);
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_GRANTED, 0)->u.granted.rc, 0);
	assert_int_equal(desk_state(d, key), STATUS_CANCELED);
	store_begin(d->book.store, &d->book.txn);
	assert_int_equal(due_first(&d->book.txn, DUE_HELD, &due), RC_NOT_FOUND);
	store_abort(&d->book.txn);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_check_totals(d);
}

static void its_validity_counts_from_its_release(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 60);

	desk_commit_at(d, d->now + HOUR + SECOND / 2);
	assert_int_equal(desk_state(d, key), STATUS_QUEUED);
	desk_commit_at(d, d->now + 60 * SECOND - 1);
	assert_int_equal(desk_state(d, key), STATUS_QUEUED);
	crash_and_verify(d);
	desk_commit_at(d, d->now + SECOND);
	assert_int_equal(desk_state(d, key), STATUS_FAILED);
	desk_check_totals(d);
}

static void a_claim_says_what_is_left_of_its_validity(void **state)
{
	struct desk *d = *state;
	const struct claim *c;

	(void)schedule(d, HOUR, 60);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + HOUR);
	c = desk_claim(d, 0);
	assert_true(c->accepted + c->ttl * SECOND == d->now + 60 * SECOND);
}

static void those_who_ask_see_the_validity_that_was_asked_for(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 60);
	struct message_id id = book_id(&d->book, key);
	struct reading page = { 0 };

	assert_int_equal(read_message(&d->book, 0, &id, &page), 0);
	assert_int_equal(page.message->ttl, 60);
	assert_true(page.message->next == d->now + HOUR);
	reading_fini(&page);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(read_message(&d->book, 0, &id, &page), 0);
	assert_int_equal(page.message->ttl, 60);
	assert_string_equal(page.event[page.events - 1].name, "released");
	reading_fini(&page);
}

static void a_crash_while_it_is_held_loses_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 0);

	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_state(d, key), STATUS_HELD);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + 2 * HOUR);
	assert_int_equal(desk_claim(d, 0)->id.key, key);
}

/* 64 records are in memory. */
static void one_that_left_the_memory_is_released_all_the_same(void **state)
{
	struct desk *d = *state;
	uint64_t key = schedule(d, HOUR, 0);

	for (int i = 0; i < 100; i++)
		desk_accept(d, (struct accept){ .set = ONLY_BETA });
	desk_commit(d);
	crash_and_verify(d);
	desk_slots(d, ACME, 1);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_claim(d, 0)->id.key, key);
	crash_and_verify(d);
}

/* More than a commit releases. */
static void many_of_one_instant_go_in_slices(void **state)
{
	struct desk *d = *state;
	usec at = d->now + HOUR;

	for (int i = 0; i < 1500; i++)
		desk_accept(d, (struct accept){ .send_at = at });
	desk_commit(d);
	assert_int_equal(d->book.totals.state[STATUS_HELD], 1500);
	desk_commit_at(d, at);
	assert_int_equal(d->book.totals.state[STATUS_HELD], 500);
	assert_true(d->book.view.next_due <= at);
	desk_commit_at(d, at);
	assert_int_equal(d->book.totals.state[STATUS_HELD], 0);
	assert_int_equal(d->book.totals.state[STATUS_QUEUED], 1500);
	crash_and_verify(d);
}

/* More than the map holds. */
static void fail_a_commit(struct desk *d)
{
	uint8_t body[LEDGER_BODY_MAX] = { 1 };

	for (int i = 0; i < 300; i++)
		desk_accept(d, (struct accept){ .set = ONLY_BETA,
				   .body = body,
				   .body_len = sizeof(body) });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
}

static void a_commit_that_fails_releases_it_later(void **state)
{
	struct desk *d = *state;
	usec at = d->now + HOUR;
	uint64_t key;

	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	key = schedule(d, HOUR, 0);
	d->now = at;
	fail_a_commit(d);
	assert_int_equal(desk_state(d, key), STATUS_HELD);
	desk_check_totals(d);
	desk_slots(d, ACME, 1);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->id.key, key);
	desk_check_totals(d);
	crash_and_verify(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_for_later_is_held_and_goes_at_its_instant),
		CASE(without_a_slot_it_waits_in_line_as_any_other),
		CASE(an_instant_that_is_past_holds_nothing),
		CASE(an_instant_too_far_ahead_is_refused),
		CASE(one_that_is_held_can_be_canceled),
		CASE(its_validity_counts_from_its_release),
		CASE(a_claim_says_what_is_left_of_its_validity),
		CASE(those_who_ask_see_the_validity_that_was_asked_for),
		CASE(a_crash_while_it_is_held_loses_nothing),
		CASE(one_that_left_the_memory_is_released_all_the_same),
		CASE(many_of_one_instant_go_in_slices),
		CLOSED_CASE(a_commit_that_fails_releases_it_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

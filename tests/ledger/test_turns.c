/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose message goes next when more wait than there are slots.
 */
#include "facts.h"

#include "ledger/due.h"
#include "ledger/verify.h"

enum { HOG = 1, SMALL = 2, THIRD = 3 };

static void accept_of(struct desk *d, uint16_t account, struct accept a, int n)
{
	a.account = account;
	for (int i = 0; i < n; i++)
		desk_accept(d, a);
}

static int claims_of(const struct desk *d, uint16_t account)
{
	int n = 0;

	for (size_t i = desk_count(d, OUTCOME_CLAIMED); i-- > 0;)
		n += desk_claim(d, i)->account == account;
	return n;
}

static void give(struct desk *d, int slots)
{
	desk_slots(d, ACME, slots);
	desk_commit(d);
}

/* J9: a window's worth of slots serves both. */
static void a_large_backlog_delays_no_other_account(void **state)
{
	struct desk *d = *state;

	accept_of(d, HOG, (struct accept){ 0 }, 20000);
	desk_commit(d);
	give(d, 50);
	assert_int_equal(claims_of(d, HOG), 50);
	accept_of(d, SMALL, (struct accept){ 0 }, 10);
	give(d, 20);
	assert_int_equal(claims_of(d, SMALL), 10);
	assert_int_equal(claims_of(d, HOG), 10);
	give(d, 20);
	assert_int_equal(claims_of(d, HOG), 20);
}

/* Slots one by one, so each commit stands for a turn. */
static void turns_go_round(void **state)
{
	struct desk *d = *state;
	int n[4] = { 0 };

	accept_of(d, HOG, (struct accept){ 0 }, 300);
	accept_of(d, SMALL, (struct accept){ 0 }, 300);
	accept_of(d, THIRD, (struct accept){ 0 }, 300);
	for (int i = 0; i < 30; i++) {
		give(d, 1);
		n[desk_claim(d, 0)->account]++;
	}
	assert_int_equal(n[HOG], 10);
	assert_int_equal(n[SMALL], 10);
	assert_int_equal(n[THIRD], 10);
}

/* Who sends long texts gets no more of the link. */
static void turns_are_counted_in_parts(void **state)
{
	struct desk *d = *state;
	int parts[3] = { 0 };

	accept_of(d, HOG, (struct accept){ .parts = 7 }, 200);
	accept_of(d, SMALL, (struct accept){ 0 }, 600);
	for (int i = 0; i < 40; i++) {
		give(d, 10);
		for (size_t c = desk_count(d, OUTCOME_CLAIMED); c-- > 0;)
			parts[desk_claim(d, c)->account] +=
			    desk_claim(d, c)->parts;
	}
	assert_in_range(parts[HOG], 200 - 14, 200 + 14);
	assert_in_range(parts[SMALL], 200 - 14, 200 + 14);
}

/* Lines of sets that overlap take turns too, and a line whose smsc has no slot
 * keeps its place before those that were served meanwhile. */
static void lines_of_other_sets_take_turns_too(void **state)
{
	struct desk *d = *state;
	int n[3] = { 0 };

	accept_of(d, HOG, (struct accept){ .set = ONLY_ACME }, 300);
	accept_of(d, SMALL, (struct accept){ .set = BOTH }, 300);
	desk_slots(d, BETA, 40);
	desk_commit(d);
	assert_int_equal(claims_of(d, SMALL), 40);
	for (int i = 0; i < 20; i++) {
		give(d, 1);
		n[desk_claim(d, 0)->account]++;
	}
	assert_int_equal(n[HOG], 10);
	assert_int_equal(n[SMALL], 10);
}

/* F15: classes go before turns. */
static void a_one_time_password_waits_for_no_turn(void **state)
{
	struct desk *d = *state;

	accept_of(d, HOG, (struct accept){ .class = CLASS_PROMOTIONAL }, 5000);
	accept_of(d, THIRD, (struct accept){ 0 }, 100);
	desk_commit(d);
	accept_of(d, SMALL, (struct accept){ .class = CLASS_OTP }, 3);
	give(d, 4);
	assert_int_equal(claims_of(d, SMALL), 3);
	assert_int_equal(claims_of(d, THIRD), 1);
}

static void retries_of_one_account_delay_no_other(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 500);
	accept_of(d, HOG, (struct accept){ 0 }, 500);
	desk_commit(d);
	for (uint64_t key = 1; key <= 500; key++)
		desk_answer(d, desk_part(key, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	accept_of(d, SMALL, (struct accept){ 0 }, 5);
	desk_commit(d);
	d->now += 11 * SECOND;
	give(d, 10);
	assert_int_equal(claims_of(d, SMALL), 5);
	assert_int_equal(claims_of(d, HOG), 5);
}

/* P9: lines of nothing cost nothing. */
static void empty_lines_are_freed(void **state)
{
	struct desk *d = *state;

	for (uint16_t account = 1; account <= 1000; account++)
		accept_of(d, account, (struct accept){ 0 }, 1);
	desk_commit(d);
	assert_int_equal(d->book.queue.len, 1000);
	give(d, 1000);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1000);
	accept_of(d, 1001, (struct accept){ 0 }, 1);
	desk_commit(d);
	assert_in_range(d->book.queue.len, 1, 300);
}

/* Beyond the bound accounts share a line; none of their messages is lost. */
static void too_many_lines_are_shared(void **state)
{
	struct desk *d = *state;
	const int per_set = 4096;

	for (uint16_t set = ONLY_ACME; set <= BOTH; set++) {
		for (int i = 1; i <= per_set; i++)
			accept_of(d, (uint16_t)i, (struct accept){ .set = set },
			    1);
	}
	desk_commit(d);
	assert_int_equal(d->book.queue.len, QUEUE_LINES + 1);
	desk_crash(d);
	desk_open(d);
	assert_int_equal(d->book.queue.len, QUEUE_LINES + 1);
	desk_slots(d, ACME, 2 * per_set);
	desk_slots(d, BETA, 2 * per_set);
	for (int i = 0; i < 20; i++)
		desk_commit(d);
	assert_int_equal(d->book.totals.queued, 0);
}

/* ---- rows of versions that knew no accounts ---------------------------- */

/* Its line as it was: set and class, and then account 0. */
static uint32_t old_line(const struct record *r)
{
	return queue_shared_id(queue_line_id(r->set, record_class(r), 1));
}

static void age_queue(struct desk *d, const struct record *r)
{
	struct store_row row;
	struct store_bytes v;
	uint8_t copy[64], key[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct store_txn t;

	key[2] = (uint8_t)r->set;
	key[3] = record_class(r);
	store_begin(d->book.store, &t);
	assert_int_equal(store_seek(&t, STORE_QUEUE, NULL, 0, &row), 0);
	v = row.value;
	assert_in_range(v.len, 1, sizeof(copy));
	memcpy(copy, v.data, v.len);
	store_del(&t, STORE_QUEUE, row.key, row.key_len);
	store_put(&t, STORE_QUEUE, key, sizeof(key), copy, v.len);
	assert_int_equal(store_end(&t), 0);
}

static void age_due(struct desk *d, uint64_t id, const struct record *r)
{
	struct due due = { .line = queue_line_id(r->set, record_class(r),
			       r->account),
		.at = record_time(r, r->next),
		.key = id };
	struct store_txn t;

	store_begin(d->book.store, &t);
	due_del(&t, &due);
	due.line = old_line(r);
	due_put(&t, &due);
	assert_int_equal(store_end(&t), 0);
}

static void verify(struct desk *d)
{
	const struct verify_options o = { .path = d->path };
	struct verify_counts n;
	struct ledger_problem why;

	assert_int_equal(ledger_verify(&o, &n, &why), 0);
	assert_int_equal(n.findings, 0);
}

static void a_backlog_of_an_older_version_goes_on(void **state)
{
	struct desk *d = *state;
	struct record r;

	accept_of(d, HOG, (struct accept){ .set = BOTH }, 3);
	desk_commit(d);
	r = desk_look(d, 1);
	age_queue(d, &r);
	desk_crash(d);
	verify(d);
	desk_open(d);
	accept_of(d, HOG, (struct accept){ .set = BOTH }, 1);
	desk_commit(d);
	give(d, 4);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 4);
	assert_int_equal(d->book.totals.queued, 0);
}

static void a_retry_of_an_older_version_goes_once(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	r = desk_look(d, 1);
	age_due(d, 1, &r);
	desk_crash(d);
	verify(d);
	desk_open(d);
	d->now += 10 * SECOND;
	give(d, 2);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	desk_answer(d, desk_part(1, 0, 2), ANSWER_LATER, "");
	desk_commit(d);
	desk_crash(d);
	verify(d);
	desk_open(d);
	d->now += 30 * SECOND;
	give(d, 2);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
}

/* A late answer cancels it; no row is left behind. */
static void a_retry_of_an_older_version_is_cancelled(void **state)
{
	struct desk *d = *state;
	struct record r;

	desk_claim_messages(d, 1);
	desk_doubt(d, desk_part(1, 0, 1));
	desk_commit(d);
	r = desk_look(d, 1);
	age_due(d, 1, &r);
	desk_crash(d);
	desk_open(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "77")->late = true;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	desk_crash(d);
	verify(d);
	desk_open(d);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_large_backlog_delays_no_other_account),
		CASE(turns_go_round),
		CASE(turns_are_counted_in_parts),
		CASE(lines_of_other_sets_take_turns_too),
		CASE(a_one_time_password_waits_for_no_turn),
		CASE(retries_of_one_account_delay_no_other),
		CASE(empty_lines_are_freed),
		CASE(too_many_lines_are_shared),
		CASE(a_backlog_of_an_older_version_goes_on),
		CASE(a_retry_of_an_older_version_goes_once),
		CASE(a_retry_of_an_older_version_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an account used on a day: counted once, whatever fails.
 */
#include "handset.h"

#include "ledger/thing.h"
#include "ledger/thing_row.h"
#include "ledger/usage.h"

#define ACCOUNT 1

/* As the store has it. */
static struct usage_sum used_at(struct desk *d, usec at, enum usage_own own)
{
	char name[USAGE_NAME_BYTES];
	struct thing t = { .kind = THING_ACCOUNT,
		.account = ACCOUNT,
		.name = usage_name(at / DAY, name) };
	struct usage_day day = { 0 };
	struct store_txn txn;
	int rc;

	store_begin(d->book.store, &txn);
	rc = thing_get(&txn, &t);
	if (rc == 0)
		rc = usage_read(&t, &day);
	store_abort(&txn);
	if (rc == RC_NOT_FOUND)
		return (struct usage_sum){ 0 };
	assert_int_equal(rc, 0);
	assert_int_equal(day.account, ACCOUNT);
	return day.own[own];
}

static void expect_sent(struct desk *d, uint64_t messages, uint64_t segments,
    int64_t price)
{
	struct usage_sum sum = used_at(d, d->now, USAGE_LONG);

	assert_int_equal(sum.messages, messages);
	assert_int_equal(sum.segments, segments);
	assert_int_equal(sum.price, price);
}

/* By a part of its own price. */
static void take(struct desk *d, uint64_t key, uint8_t part, int64_t price)
{
	struct answer *a =
	    desk_answer(d, desk_part(key, part, 1), ANSWER_OK, "id");

	snprintf(a->smsc_id, sizeof(a->smsc_id), "id%u-%u", (unsigned)key,
	    part);
	a->own = USAGE_LONG;
	a->segments = 3;
	a->price = price;
}

static const struct usage_day *told(const struct desk *d)
{
	static struct usage_day day;

	assert_int_equal(desk_count(d, OUTCOME_USED), 1);
	memcpy(&day,
	    buf_bytes(&d->done.out) + desk_outcome(d, OUTCOME_USED, 0)->data,
	    sizeof(day));
	return &day;
}

static void it_counts_when_its_carrier_has_all_of_it(void **state)
{
	struct desk *d = *state;

	desk_slots(d, ACME, 3);
	desk_accept(d, (struct accept){ .parts = 2 });
	desk_accept(d, (struct accept){ .account = 2 });
	desk_commit(d);
	take(d, 1, 0, 500);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_USED), 0);
	expect_sent(d, 0, 0, 0);
	take(d, 1, 1, 700);
	desk_commit(d);
	expect_sent(d, 1, 3, 2100);
	assert_int_equal(told(d)->account, ACCOUNT);
	assert_int_equal(told(d)->day, A_MONDAY / DAY);
	assert_int_equal(told(d)->own[USAGE_LONG].messages, 1);
	/* The other account's. */
	take(d, 2, 0, 1);
	desk_commit(d);
	expect_sent(d, 1, 3, 2100);
	assert_int_equal(told(d)->account, 2);
}

static void what_is_refused_or_in_doubt_is_not_used(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 3);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_NEVER, "")->price = 9;
	desk_answer(d, desk_part(2, 0, 1), ANSWER_LATER, "")->price = 9;
	desk_doubt(d, desk_part(3, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_USED), 0);
	/* A late answer ends the doubt. */
	take(d, 3, 0, 10);
	desk_commit(d);
	expect_sent(d, 1, 3, 30);
}

/* One row, many messages. */
static void a_commit_puts_one_row(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 50);
	for (uint64_t key = 1; key <= 50; key++)
		take(d, key, 0, 2);
	desk_commit(d);
	expect_sent(d, 50, 150, 300);
	assert_int_equal(told(d)->own[USAGE_LONG].messages, 50);
}

static void each_commit_puts_what_it_counts(void **state)
{
	struct desk *d = *state;

	desk_claim_messages(d, 3);
	for (uint64_t key = 1; key <= 3; key++) {
		take(d, key, 0, 4);
		desk_commit(d);
		expect_sent(d, key, 3 * key, 12 * (int64_t)key);
		assert_int_equal(told(d)->own[USAGE_LONG].messages, key);
	}
}

static void one_that_goes_to_another_smsc_is_used_once(void **state)
{
	struct desk *d = *state;
	struct answer *a;

	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .set = FAILOVER });
	desk_commit(d);
	take(d, 1, 0, 5);
	desk_commit(d);
	desk_receipt(d, VERDICT_EXPIRED, "id1-0");
	desk_slots(d, BETA, 1);
	desk_commit(d);
	desk_commit(d);
	assert_int_equal(desk_look(d, 1).smsc, BETA);
	a = desk_answer(d,
	    (struct claim_part){ .key = 1, .smsc = BETA, .attempt = 2 },
	    ANSWER_OK, "other");
	a->own = USAGE_LONG;
	a->price = 5;
	desk_commit(d);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	expect_sent(d, 1, 3, 15);
}

static void a_crash_loses_and_doubles_nothing(void **state)
{
	struct desk *d = *state;

	for (uint64_t key = 1; key <= 3; key++) {
		desk_claim_messages(d, 1);
		take(d, key, 0, 4);
		desk_commit(d);
		desk_crash(d);
		desk_open(d);
		expect_sent(d, key, 3 * key, 12 * (int64_t)key);
	}
	/* Another day is another row. */
	d->now += DAY;
	desk_claim_messages(d, 1);
	take(d, 4, 0, 4);
	desk_commit(d);
	expect_sent(d, 1, 3, 12);
	assert_int_equal(used_at(d, A_MONDAY, USAGE_LONG).messages, 3);
}

/* More than the map holds: the answer is carried into the next. */
static void a_commit_that_fails_counts_nothing_twice(void **state)
{
	uint8_t body[LEDGER_BODY_MAX] = { 1 };
	struct desk *d = *state;

	d->map_bytes = 2u << 20;
	desk_open(d);
	log_set_level((enum log_level) - 1);
	desk_claim_messages(d, 1);
	take(d, 1, 0, 4);
	for (int i = 0; i < 300; i++)
		desk_accept(d, (struct accept){ .set = ONLY_BETA,
				   .body = body,
				   .body_len = sizeof(body) });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_REFUSED), 300);
	assert_int_equal(desk_count(d, OUTCOME_USED), 0);
	expect_sent(d, 0, 0, 0);
	desk_commit(d);
	expect_sent(d, 1, 3, 12);
}

static void what_comes_in_counts_when_it_is_complete(void **state)
{
	struct desk *d = *state;
	struct usage_sum sum;

	d->options.join = join_text;
	desk_crash(d);
	desk_open(d);
	desk_text(d, "hello", (struct inbound_fact){ .own = USAGE_SHORT });
	desk_piece(d, "one", 1, 2)->own = USAGE_TOLL_FREE;
	desk_commit(d);
	sum = used_at(d, d->now, USAGE_SHORT);
	assert_int_equal(sum.received, 1);
	assert_int_equal(sum.parts, 1);
	assert_int_equal(sum.messages, 0);
	assert_int_equal(used_at(d, d->now, USAGE_TOLL_FREE).received, 0);
	desk_crash(d);
	desk_open(d);
	desk_piece(d, "two", 2, 2)->own = USAGE_TOLL_FREE;
	desk_commit(d);
	sum = used_at(d, d->now, USAGE_TOLL_FREE);
	assert_int_equal(sum.received, 1);
	assert_int_equal(sum.parts, 2);
	/* What came to nobody's number is nobody's. */
	desk_text(d, "hello", (struct inbound_fact){ 0 })->account = 0;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_USED), 0);
}

static int read_text(const char *name, const char *value, struct usage_day *d)
{
	return usage_read(&(struct thing){ .kind = THING_ACCOUNT,
			      .account = 7,
			      .name = name,
			      .value = value,
			      .len = strlen(value) },
	    d);
}

static void a_row_is_read_as_it_was_written(void **state)
{
	struct usage_day d = { .day = 20514, .account = 7 }, again;
	char value[USAGE_VALUE_BYTES], name[USAGE_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < USAGE_OWNS; i++)
		d.own[i] = (struct usage_sum){ UINT64_MAX - i, UINT64_MAX,
			UINT64_MAX, UINT64_MAX, INT64_MAX };
	assert_int_equal(
	    read_text(usage_name(d.day, name), usage_write(&d, value), &again),
	    0);
	assert_memory_equal(&d.own, &again.own, sizeof(d.own));
	assert_int_equal(again.day, d.day);
	assert_int_equal(again.account, d.account);
	/* An older version's. */
	assert_int_equal(read_text("usage/20514", "4 5 6", &d), 0);
	assert_int_equal(d.own[USAGE_OTHER].messages, 4);
	assert_int_equal(d.own[USAGE_OTHER].segments, 5);
	assert_int_equal(d.own[USAGE_OTHER].received, 6);
	assert_int_equal(d.own[USAGE_OTHER].price, 0);
	/* Others' things, and what is none. */
	assert_int_equal(read_text("settings", "4 5 6", &d), RC_NOT_FOUND);
	assert_int_equal(read_text("usage/x", "4 5 6", &d), RC_NOT_FOUND);
	assert_int_equal(read_text("usage/20514", "4 5", &d), RC_CORRUPT);
	assert_int_equal(read_text("usage/20514", "4 5 x", &d), RC_CORRUPT);
	assert_int_equal(read_text("usage/20514", "", &d), RC_CORRUPT);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)
#define CLOSED_CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_counts_when_its_carrier_has_all_of_it),
		CASE(what_is_refused_or_in_doubt_is_not_used),
		CASE(a_commit_puts_one_row),
		CASE(each_commit_puts_what_it_counts),
		CASE(one_that_goes_to_another_smsc_is_used_once),
		CASE(a_crash_loses_and_doubles_nothing),
		CLOSED_CASE(a_commit_that_fails_counts_nothing_twice),
		CASE(what_comes_in_counts_when_it_is_complete),
		CASE(a_row_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

static void configure(struct desk *d, enum ledger_query query)
{
	desk_configure(d, ACME,
	    (struct smsc_fact){ .query = (uint8_t)query,
		.doubt_wait = 60 * SECOND });
}

static const struct question *asked(const struct desk *d, size_t n)
{
	return &desk_outcome(d, OUTCOME_QUESTION, n)->u.question;
}

static size_t count(const struct desk *d)
{
	return desk_count(d, OUTCOME_QUESTION);
}

/* Whatever the ledger wants to do until then, in order of time; the minutes
 * after `start` at which something was asked. */
static const char *run(struct desk *d, usec start, usec until)
{
	static char text[400];
	size_t len = 0;
	usec at;

	text[0] = '\0';
	while ((at = d->book.view.next_due) != 0 && at <= until) {
		desk_commit_at(d, at > d->now ? at : d->now);
		if (count(d) != 0)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%zux%lld ", count(d),
			    (long long)((d->now - start) / MINUTE));
	}
	desk_commit_at(d, until);
	return text;
}

static void SP64_a_part_without_answer_is_asked_about_eleven_times(void **state)
{
	struct desk *d = *state;
	usec start = d->now;

	configure(d, LEDGER_QUERY_ON);
	desk_forward(d, "4711");
	assert_string_equal(run(d, start, start + 49 * HOUR),
	    "1x5 1x10 1x20 1x40 1x80 1x160 1x320 1x560 1x800 1x1120 1x1440 ");
}

static void a_question_carries_the_id_and_the_text_of_its_message(void **state)
{
	struct desk *d = *state;

	configure(d, LEDGER_QUERY_ON);
	desk_slots(d, ACME, 1);
	desk_accept(d, (struct accept){ .body = "hello", .body_len = 5 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "4711");
	desk_commit(d);
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 1);
	assert_int_equal(asked(d, 0)->id.key, 1);
	assert_int_equal(asked(d, 0)->smsc, ACME);
	assert_int_equal(asked(d, 0)->nth, 1);
	assert_string_equal(asked(d, 0)->smsc_id, "4711");
	assert_int_equal(asked(d, 0)->body_len, 5);
	assert_memory_equal(buf_bytes(&d->done.out) +
				desk_outcome(d, OUTCOME_QUESTION, 0)->data,
	    "hello", 5);
}

static void SP65_a_final_receipt_ends_the_questions(void **state)
{
	struct desk *d = *state;
	usec start = d->now;

	configure(d, LEDGER_QUERY_ON);
	desk_forward(d, "4711");
	assert_string_equal(run(d, start, start + 30 * MINUTE),
	    "1x5 1x10 1x20 ");
	desk_receipt(d, VERDICT_DELIVERED, "4711");
	desk_commit(d);
	assert_string_equal(run(d, start, start + 49 * HOUR), "");
}

static void only_parts_without_an_answer_are_asked_about(void **state)
{
	struct desk *d = *state;

	configure(d, LEDGER_QUERY_ON);
	desk_slots(d, ACME, 3);
	desk_accept(d, (struct accept){ .parts = 3 });
	desk_commit(d);
	desk_answer(d, desk_part(1, 0, 1), ANSWER_OK, "a");
	desk_answer(d, desk_part(1, 1, 1), ANSWER_OK, "b");
	desk_answer(d, desk_part(1, 2, 1), ANSWER_OK, "");
	desk_commit(d);
	desk_receipt(d, VERDICT_DELIVERED, "a");
	desk_commit(d);
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 1); /* the third has no id to ask by */
	assert_int_equal(asked(d, 0)->part, 1);
}

static void nobody_is_asked_where_it_is_off(void **state)
{
	struct desk *d = *state;

	configure(d, LEDGER_QUERY_OFF);
	desk_forward(d, "4711");
	assert_int_equal(d->book.view.next_due, d->now + 72 * HOUR);
	desk_commit_at(d, d->now + 24 * HOUR);
	assert_int_equal(count(d), 0);
}

static void auto_asks_who_sends_no_receipts_at_all(void **state)
{
	struct desk *d = *state;

	configure(d, LEDGER_QUERY_AUTO);
	desk_forward(d, "1");
	desk_forward(d, "2");
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 2);
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	assert_int_equal(d->book.view.next_due,
	    d->now - 5 * MINUTE + 72 * HOUR);
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 0);
}

static void auto_asks_again_who_has_fallen_silent(void **state)
{
	struct desk *d = *state;
	char id[16];

	configure(d, LEDGER_QUERY_AUTO);
	desk_forward(d, "1");
	desk_receipt(d, VERDICT_DELIVERED, "1");
	desk_commit(d);
	for (int i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "a%d", i);
		desk_forward(d, id);
	}
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 0); /* they may be late */
	desk_commit_at(d, d->now + 5 * MINUTE);
	assert_int_equal(count(d), 100);
}

static void a_crash_loses_no_question_for_ever(void **state)
{
	struct desk *d = *state;
	usec start = d->now;

	configure(d, LEDGER_QUERY_ON);
	desk_forward(d, "4711");
	desk_crash(d);
	d->now = start + 45 * MINUTE; /* four were missed */
	desk_open(d);
	configure(d, LEDGER_QUERY_ON);
	desk_commit(d);
	assert_int_equal(count(d), 1);
	assert_int_equal(asked(d, 0)->nth, 4);
	assert_string_equal(run(d, start, start + 49 * HOUR),
	    "1x80 1x160 1x320 1x560 1x800 1x1120 1x1440 ");
}

static void nothing_is_asked_after_a_day(void **state)
{
	struct desk *d = *state;
	usec start = d->now;

	configure(d, LEDGER_QUERY_ON);
	desk_forward(d, "4711");
	desk_crash(d);
	d->now = start + 26 * HOUR;
	desk_open(d);
	configure(d, LEDGER_QUERY_ON);
	desk_commit(d);
	assert_int_equal(count(d), 0);
	assert_string_equal(run(d, start, start + 49 * HOUR), "");
}

/* More than a row of the list and a commit's looks, over hours: each is asked
 * about once at a time, and the walks begin where they must. */
static void many_are_asked_about_once_each(void **state)
{
	enum { N = 480 };
	struct desk *d = *state;
	usec start = d->now;
	uint8_t seen[N + 1] = { 0 };
	char id[16];

	for (int i = 1; i <= N; i++) {
		d->now = start + i * SECOND;
		snprintf(id, sizeof(id), "m%d", i);
		desk_forward(d, id);
	}
	d->now = start + 8 * MINUTE; /* 1 to 180 are due for the first time */
	configure(d, LEDGER_QUERY_ON);
	for (int i = 0; i < 5; i++) {
		desk_commit(d);
		for (size_t n = 0; n < count(d); n++)
			seen[asked(d, n)->id.key]++;
	}
	for (int i = 1; i <= N; i++)
		assert_int_equal(seen[i], i <= 180);
	assert_int_equal(d->book.view.next_due, d->now + SECOND);
}

int main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_open, desk_teardown)
	const struct CMUnitTest tests[] = {
		TEST(SP64_a_part_without_answer_is_asked_about_eleven_times),
		TEST(a_question_carries_the_id_and_the_text_of_its_message),
		TEST(SP65_a_final_receipt_ends_the_questions),
		TEST(only_parts_without_an_answer_are_asked_about),
		TEST(nobody_is_asked_where_it_is_off),
		TEST(auto_asks_who_sends_no_receipts_at_all),
		TEST(auto_asks_again_who_has_fallen_silent),
		TEST(a_crash_loses_no_question_for_ever),
		TEST(nothing_is_asked_after_a_day),
		TEST(many_are_asked_about_once_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

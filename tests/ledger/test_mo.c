/* SPDX-License-Identifier: BSD-2-Clause */
/* P5: a text from a handset is a message before it is answered. */
#include "handset.h"

#include "ledger/entry.h"
#include "ledger/pieces.h"
#include "ledger/talks.h"

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, desk_teardown)
#define SMALL(f) \
	cmocka_unit_test_setup_teardown(f, desk_setup_small, desk_teardown)

static int setup(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->options.join = join_text;
	desk_open(d);
	return rc;
}

static void reopen(struct desk *d)
{
	desk_crash(d);
	desk_open(d);
	desk_commit(d);
}

/* The parts are answered, and nothing was received yet. */
static void expect_waiting(const struct desk *d, size_t parts)
{
	assert_int_equal(desk_count(d, OUTCOME_STORED), parts);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 0);
}

static size_t count_rows(struct desk *d)
{
	struct store_txn t;
	struct store_row row;
	size_t n = 0;
	int rc;

	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	rc = store_seek(&t, STORE_MOPART, "\0", 1, &row);
	for (; rc == 0; rc = store_next(&row)) {
		assert_int_equal(pieces_check(&row), 0);
		n++;
	}
	store_end_read(&t);
	return n;
}

static void a_text_is_a_message_of_its_account(void **state)
{
	struct desk *d = *state;
	const struct received_text *m;
	struct store_txn t;
	struct record r;
	uint32_t sender;

	desk_accept(d, (struct accept){ 0 });
	desk_text(d, "hello", (struct inbound_fact){ .hooked = true })
	    ->reply.word[2] = 3;
	desk_commit(d);
	m = desk_received(d, 0);
	assert_int_equal(m->id.key, 2);
	assert_int_equal(m->id.tail, book_id(&d->book, 2).tail);
	assert_int_equal(m->account, 1);
	assert_int_equal(m->smsc, ACME);
	assert_int_equal(m->from, HANDSET);
	assert_int_equal(m->at, d->now);
	assert_true(m->whole && m->hooked);
	desk_expect_text(d, 0, "hello");

	r = desk_look(d, 2);
	assert_int_equal(r.state, STATUS_RECEIVED);
	assert_int_equal(r.to, HANDSET);
	assert_int_equal(r.account, 1);
	assert_int_equal(r.smsc, ACME);
	assert_int_equal(r.accepted, d->now);
	assert_int_equal(record_time(&r, r.final), d->now);
	assert_true(r.policy & POLICY_HOOKED);
	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	assert_int_equal(body_sender(&t, NULL, r.body, &sender), 0);
	store_end_read(&t);
	assert_int_equal(sender, entry_sender(OUR_HASH));
	assert_int_equal(d->book.totals.inbound, 1);
	desk_check_totals(d);
}

/* What came to nobody's number; returns whose it is. */
static uint16_t say_to_nobody(struct desk *d, uint8_t keyword,
    uint16_t otherwise)
{
	struct inbound_fact *f =
	    desk_text(d, "STOP", (struct inbound_fact){ .keyword = keyword });

	f->account = 0;
	f->otherwise = otherwise;
	desk_commit(d);
	assert_int_equal(desk_received(d, 0)->hooked,
	    desk_received(d, 0)->account != 0);
	return desk_received(d, 0)->account;
}

static void write_to_handset(struct desk *d, uint16_t account, uint64_t sender)
{
	desk_accept(d, (struct accept){ .account = account, .sender = sender });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 1);
}

static void a_text_to_nobodys_number_is_of_who_wrote_from_there_last(
    void **state)
{
	struct desk *d = *state;

	assert_int_equal(say_to_nobody(d, MO_TEXT, 0), 0);
	assert_int_equal(say_to_nobody(d, MO_TEXT, 9), 9);
	assert_int_equal(say_to_nobody(d, MO_TEXT, 8), 8);
	write_to_handset(d, 7, OUR_HASH);
	write_to_handset(d, 6, OUR_HASH + 1);
	assert_int_equal(say_to_nobody(d, MO_TEXT, 9), 7);
	write_to_handset(d, 5, OUR_HASH);
	assert_int_equal(say_to_nobody(d, MO_TEXT, 9), 5);
	reopen(d);
	assert_int_equal(say_to_nobody(d, MO_TEXT, 9), 5);
}

/* A place holds four: of as many as there is room for few are forgotten, and
 * whoever writes again is as good as new. */
static void of_many_talks_the_last_are_known(void **state)
{
	const struct hash_key key = { 1, 2 };
	struct talks_pair p = { &key, 1, 1 };
	struct talks *t = talks_new();
	size_t known = 0;

	(void)state;
	talks_note(t, &p, 7);
	for (p.handset = 2; p.handset <= TALKS_MAX; p.handset++) {
		talks_note(t, &p, (uint16_t)(p.handset % 100 + 1));
		if (p.handset % 4096 == 0)
			talks_note(t, &(struct talks_pair){ &key, 1, 1 }, 7);
	}
	for (p.handset = 2; p.handset <= TALKS_MAX; p.handset++) {
		uint16_t of = talks_find(t, &p);

		known += of != 0;
		assert_true(of == 0 || of == p.handset % 100 + 1);
	}
	assert_true(known > TALKS_MAX / 4 * 3);
	p.handset = 1;
	assert_int_equal(talks_find(t, &p), 7);
	talks_free(t);
}

static void a_stop_to_nobodys_number_stops_who_wrote_from_there(void **state)
{
	struct desk *d = *state;

	write_to_handset(d, 7, OUR_HASH);
	assert_int_equal(say_to_nobody(d, MO_STOP, 0), 7);
	assert_true(desk_received(d, 0)->changed);
	desk_accept(d, (struct accept){ .account = 7, .sender = OUR_HASH });
	desk_commit(d);
	assert_int_equal(desk_outcome(d, OUTCOME_REFUSED, 0)->rc, RC_OPTED_OUT);
	write_to_handset(d, 6, OUR_HASH + 1);
}

static void it_is_answered_before_it_is_told(void **state)
{
	struct desk *d = *state;

	desk_text(d, "hello", (struct inbound_fact){ 0 })->reply.word[2] = 3;
	desk_commit(d);
	assert_int_equal(d->done.outcomes, 3);
	assert_int_equal(d->done.outcome[2].type, OUTCOME_USED);
	assert_int_equal(d->done.outcome[0].type, OUTCOME_STORED);
	assert_int_equal(d->done.outcome[0].u.reply.word[2], 3);
	assert_int_equal(d->done.outcome[1].type, OUTCOME_RECEIVED);
}

/* With two records in memory, the others come from the store. */
static void texts_survive_a_crash(void **state)
{
	struct desk *d = *state;
	char text[5000];

	d->options.active_slots = 2;
	desk_crash(d);
	desk_open(d);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 1; i <= 5; i++)
		desk_text(d, i == 3 ? text : "hello",
		    (struct inbound_fact){ 0 });
	desk_commit(d);
	reopen(d);
	assert_int_equal(d->book.totals.inbound, 5);
	for (uint64_t key = 1; key <= 5; key++) {
		assert_int_equal(desk_state(d, key), STATUS_RECEIVED);
		desk_expect_body(d, key, key == 3 ? text : "hello");
	}
	desk_check_totals(d);
	desk_verify(d, "");
}

static void who_says_yes_twice_has_said_it_twice(void **state)
{
	struct desk *d = *state;

	desk_text(d, "yes", (struct inbound_fact){ 0 });
	desk_text(d, "yes", (struct inbound_fact){ 0 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 2);
	assert_int_equal(d->book.next_key, 3);
}

static void parts_in_any_order_are_one_message(void **state)
{
	static const uint8_t order[][3] = { { 1, 2, 3 }, { 1, 3, 2 },
		{ 2, 1, 3 }, { 2, 3, 1 }, { 3, 1, 2 }, { 3, 2, 1 } };
	static const char *const text[] = { "one", "two", "three" };
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		for (size_t k = 0; k < 3; k++) {
			uint8_t part = order[i][k];

			desk_piece(d, text[part - 1], part, 3)->ref =
			    (uint32_t)i;
			desk_commit(d);
			if (k < 2)
				expect_waiting(d, 1);
		}
		assert_int_equal(desk_count(d, OUTCOME_STORED), 1);
		desk_expect_text(d, 0, "one|two|three");
		assert_true(desk_received(d, 0)->whole);
		assert_int_equal(desk_received(d, 0)->parts, 3);
		desk_expect_body(d, i + 1, "one|two|three");
	}
	assert_int_equal(d->book.totals.inbound, ARRAY_LEN(order));
	assert_int_equal(pieces_len(d->book.pieces), 0);
	desk_verify(d, "");
}

static void parts_of_one_batch_are_one_message(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "two", 2, 2);
	desk_piece(d, "two", 2, 2);
	desk_piece(d, "one", 1, 2);
	desk_piece(d, "one", 1, 2);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 4);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 1);
	desk_expect_text(d, 0, "one|two");
}

static void parts_that_wait_survive_a_crash(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "two", 2, 3);
	desk_commit(d);
	reopen(d);
	assert_int_equal(pieces_len(d->book.pieces), 1);
	desk_piece(d, "two", 2, 3); /* its answer was lost */
	desk_piece(d, "three", 3, 3);
	desk_commit(d);
	expect_waiting(d, 2);
	reopen(d);
	desk_piece(d, "one", 1, 3);
	desk_commit(d);
	desk_expect_text(d, 0, "one|two|three");
	assert_int_equal(desk_received(d, 0)->account, 1);
	assert_int_equal(desk_received(d, 0)->from, HANDSET);
}

static void a_double_of_a_complete_text_changes_nothing(void **state)
{
	struct desk *d = *state;
	usec done = d->now;

	desk_piece(d, "one", 1, 2);
	desk_piece(d, "two", 2, 2);
	desk_commit(d);
	reopen(d);
	desk_piece(d, "two", 2, 2);
	desk_piece(d, "one", 1, 2);
	desk_commit_at(d, done + MO_DONE_TTL - 1);
	expect_waiting(d, 2);
	assert_int_equal(pieces_len(d->book.pieces), 0);
	assert_int_equal(d->book.view.next_due, done + MO_DONE_TTL);

	desk_commit_at(d, done + MO_DONE_TTL);
	assert_int_equal(count_rows(d), 0);
	assert_int_equal(d->book.view.next_due, 0);
	desk_piece(d, "two", 2, 2);
	desk_commit(d);
	assert_int_equal(pieces_len(d->book.pieces), 1);
}

/* The handset has begun anew with its references. */
static void a_used_reference_begins_another_text(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "one", 1, 2);
	desk_commit(d);
	desk_piece(d, "ONE", 1, 2);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 1);
	desk_expect_text(d, 0, "one|?");
	assert_false(desk_received(d, 0)->whole);
	desk_piece(d, "TWO", 2, 2);
	desk_commit(d);
	desk_expect_text(d, 0, "ONE|TWO");
	desk_piece(d, "2", 2, 2); /* and again, of one that is complete */
	desk_commit(d);
	expect_waiting(d, 1);
	desk_piece(d, "1", 1, 2);
	desk_commit(d);
	desk_expect_text(d, 0, "1|2");
	desk_verify(d, "");
}

static void what_is_there_after_a_day_is_a_message(void **state)
{
	struct desk *d = *state;
	usec first = d->now, end = first + 24 * HOUR;

	desk_piece(d, "two", 2, 4);
	desk_commit(d);
	assert_int_equal(d->book.view.next_due, end);
	desk_piece(d, "four", 4, 4);
	desk_commit_at(d, first + HOUR);
	desk_crash(d);
	desk_open(d);
	desk_commit_at(d, end - 1);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 0);
	assert_int_equal(d->book.view.next_due, end);
	desk_commit_at(d, end);
	desk_expect_text(d, 0, "?|two|?|four");
	assert_false(desk_received(d, 0)->whole);
	assert_int_equal(desk_received(d, 0)->parts, 4);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 0);
	assert_int_equal(pieces_len(d->book.pieces), 0);
	desk_piece(d, "one", 1, 4); /* too late: the beginning of another */
	desk_commit(d);
	expect_waiting(d, 1);
}

static void beyond_ten_thousand_the_oldest_ends_early(void **state)
{
	struct desk *d = *state;

	for (uint32_t i = 0; i < MO_TEXTS_MAX; i++) {
		desk_piece(d, "one", 1, 2)->ref = i;
		if (i % 5000 == 0)
			desk_commit_at(d, d->now + SECOND);
	}
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 0);
	desk_crash(d);
	desk_open(d);
	desk_piece(d, "new", 1, 2)->ref = MO_TEXTS_MAX;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 1);
	desk_expect_text(d, 0, "one|?");
	assert_int_equal(pieces_len(d->book.pieces), MO_TEXTS_MAX);
	desk_piece(d, "two", 2, 2)->ref = 1; /* the second is there */
	desk_commit(d);
	desk_expect_text(d, 0, "one|two");
}

/* More than are remembered, all complete. */
static void what_is_remembered_of_complete_ones_is_bounded(void **state)
{
	struct desk *d = *state;

	for (uint32_t i = 0; i < MO_TEXTS_MAX + 100; i++) {
		desk_piece(d, "one", 1, 2)->ref = i;
		desk_piece(d, "two", 2, 2)->ref = i;
	}
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), MO_TEXTS_MAX + 100);
	assert_int_equal(count_rows(d), MO_TEXTS_MAX);
	reopen(d);
	desk_piece(d, "one", 1, 2)->ref = MO_TEXTS_MAX;
	desk_commit(d);
	assert_int_equal(pieces_len(d->book.pieces), 0);
}

static void parts_of_different_texts_stay_apart(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "one", 1, 2);
	desk_piece(d, "two", 2, 2)->account = 2;
	desk_piece(d, "two", 2, 2)->smsc = BETA;
	desk_piece(d, "two", 2, 2)->from++;
	desk_piece(d, "two", 2, 2)->to_hash++;
	desk_piece(d, "two", 2, 2)->ref++;
	desk_piece(d, "two", 2, 3);
	desk_commit(d);
	expect_waiting(d, 7);
	assert_int_equal(pieces_len(d->book.pieces), 7);
}

static void what_cannot_be_a_part_is_a_message(void **state)
{
	char long_text[MO_PIECE_MAX + 1];
	struct desk *d = *state;

	memset(long_text, 'x', MO_PIECE_MAX);
	long_text[MO_PIECE_MAX] = '\0';
	desk_piece(d, "none", 0, 2);
	desk_piece(d, "beyond", 3, 2);
	desk_piece(d, "alone", 1, 1);
	desk_piece(d, "many", 1, LEDGER_PARTS_MAX + 1);
	desk_piece(d, long_text, 1, 2);
	desk_piece(d, "wrong", 1, 2)->text_len++;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 6);
	desk_expect_text(d, 1, "beyond");
	desk_expect_text(d, 4, long_text);
	assert_int_equal(pieces_len(d->book.pieces), 0);
}

static void a_text_of_all_parts_that_may_be_is_joined(void **state)
{
	struct desk *d = *state;
	char text[MO_PIECE_MAX];

	memset(text, 'x', sizeof(text));
	text[MO_PIECE_MAX - TEXT_AT] = '\0';
	for (uint8_t part = LEDGER_PARTS_MAX; part >= 1; part--)
		desk_piece(d, text, part, LEDGER_PARTS_MAX);
	desk_commit(d);
	assert_int_equal(desk_received(d, 0)->body_len,
	    TEXT_AT + LEDGER_PARTS_MAX * strlen(text) + LEDGER_PARTS_MAX - 1);
	reopen(d);
	assert_int_equal(desk_state(d, 1), STATUS_RECEIVED);
	desk_verify(d, "");
}

static void without_a_way_to_join_each_part_is_a_message(void **state)
{
	struct desk *d = *state;

	desk_crash(d);
	d->options.join = NULL;
	desk_open(d);
	desk_piece(d, "one", 1, 2);
	desk_commit(d);
	desk_expect_text(d, 0, "one");
}

static void a_keyword_of_a_part_does_not_count(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "stop", 1, 2)->keyword = MO_STOP;
	desk_piece(d, "it", 2, 2)->keyword = MO_STOP;
	desk_commit(d);
	assert_false(desk_received(d, 0)->changed);
	assert_int_equal(desk_received(d, 0)->keyword, MO_TEXT);
	desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_ACCEPTED), 1);
}

static void P8_a_failed_commit_answers_so_and_keeps_nothing(void **state)
{
	struct desk *d = *state;

	desk_piece(d, "one", 1, 3);
	desk_commit(d);
	desk_piece(d, "two", 2, 3);
	desk_piece(d, "three", 3, 3);
	desk_text(d, "hello", (struct inbound_fact){ 0 });
	desk_overfill(d);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_STORED), 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(desk_outcome(d, OUTCOME_STORED, i)->rc,
		    RC_NO_SPACE);
	assert_int_equal(desk_count(d, OUTCOME_RECEIVED), 0);
	assert_int_equal(d->book.totals.inbound, 0);
	assert_int_equal(pieces_len(d->book.pieces), 1);
	desk_piece(d, "three", 3, 3); /* the SMSC tries again */
	desk_commit(d);
	expect_waiting(d, 1);
	desk_piece(d, "two", 2, 3);
	desk_commit(d);
	desk_expect_text(d, 0, "one|two|three");
	desk_verify(d, "");
}

static void damage_row(struct desk *d, size_t at)
{
	struct store_txn t;
	struct store_row row;
	uint8_t copy[200];

	store_begin(d->book.store, &t);
	assert_int_equal(store_seek(&t, STORE_MOPART, "\0", 1, &row), 0);
	assert_in_range(row.value.len, at + 1, sizeof(copy));
	memcpy(copy, row.value.data, row.value.len);
	copy[at]++;
	store_put(&t, STORE_MOPART, row.key, row.key_len, copy, row.value.len);
	assert_int_equal(store_end(&t), 0);
}

static void a_damaged_part_is_a_missing_one(void **state)
{
	struct desk *d = *state;

	log_set_level((enum log_level) - 1);
	desk_piece(d, "one", 1, 3);
	desk_piece(d, "three", 3, 3);
	desk_commit(d);
	damage_row(d, 40);
	desk_verify(d, "mopart");
	desk_open(d);
	desk_piece(d, "two", 2, 3);
	desk_commit(d);
	expect_waiting(d, 1);
	desk_commit_at(d, d->now + MO_PART_TTL);
	desk_expect_text(d, 0, "?|two|three");
	desk_verify(d, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_text_is_a_message_of_its_account),
		CASE(a_text_to_nobodys_number_is_of_who_wrote_from_there_last),
		cmocka_unit_test(of_many_talks_the_last_are_known),
		CASE(a_stop_to_nobodys_number_stops_who_wrote_from_there),
		CASE(it_is_answered_before_it_is_told),
		CASE(texts_survive_a_crash),
		CASE(who_says_yes_twice_has_said_it_twice),
		CASE(parts_in_any_order_are_one_message),
		CASE(parts_of_one_batch_are_one_message),
		CASE(parts_that_wait_survive_a_crash),
		CASE(a_double_of_a_complete_text_changes_nothing),
		CASE(a_used_reference_begins_another_text),
		CASE(what_is_there_after_a_day_is_a_message),
		CASE(beyond_ten_thousand_the_oldest_ends_early),
		CASE(what_is_remembered_of_complete_ones_is_bounded),
		CASE(parts_of_different_texts_stay_apart),
		CASE(what_cannot_be_a_part_is_a_message),
		CASE(a_text_of_all_parts_that_may_be_is_joined),
		CASE(without_a_way_to_join_each_part_is_a_message),
		CASE(a_keyword_of_a_part_does_not_count),
		SMALL(P8_a_failed_commit_answers_so_and_keeps_nothing),
		CASE(a_damaged_part_is_a_missing_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

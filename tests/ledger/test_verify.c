/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store with a bit of everything, then one thing in it is made wrong, by
 * hand and with good checksums: verify finds it and says where.
 */
#include "facts.h"

#include "base/cursor.h"
#include "ledger/body.h"
#include "ledger/due.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"
#include "ledger/verify.h"
#include "store/record.h"

/* Messages of the scene, by key. */
enum {
	SAVED_FIRST = 1, /* delivered; its record left the memory */
	CLAIMED = 3,
	FORWARDED = 4,
	RETRYING = 5,
	WAITING = 6,
	NEXT_KEY = 7
};

static struct {
	struct store *store;
	struct store_txn txn;
	struct verify_counts counts;
	char said[4096];
} t;

static void note_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	size_t len = strlen(t.said);

	(void)arg;
	snprintf(t.said + len, sizeof(t.said) - len, "%s %s: %s\n", table, key,
	    what);
}

static int try_verify(struct desk *d, struct ledger_problem *why)
{
	const struct verify_options o = { .path = d->path,
		.found = note_finding };

	t.said[0] = '\0';
	return ledger_verify(&o, &t.counts, why);
}

static void verify(struct desk *d)
{
	struct ledger_problem why;

	assert_int_equal(try_verify(d, &why), 0);
}

static void finds(struct desk *d, const char *what)
{
	verify(d);
	if (strstr(t.said, what) == NULL)
		fail_msg("\"%s\" is not in:\n%s", what, t.said);
	assert_int_not_equal(t.counts.findings, 0);
}

static void answer_ok(struct desk *d, uint64_t key, const char *id)
{
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, id);
}

/* Two records in memory, so four are in the store. */
static int make_scene(void **state)
{
	struct desk *d;

	if (desk_setup(state) != 0)
		return -1;
	d = *state;
	d->options.active_slots = 2;
	desk_open(d);
	desk_slots(d, ACME, 5);
	for (int i = 1; i <= 5; i++)
		desk_accept(d, (struct accept){ .ttl = 3600 });
	desk_commit(d);
	answer_ok(d, SAVED_FIRST, "one");
	answer_ok(d, 2, "two");
	answer_ok(d, FORWARDED, "four");
	desk_receipt(d, VERDICT_DELIVERED, "one");
	desk_receipt(d, VERDICT_DELIVERED, "nobody");
	desk_answer(d, desk_part(RETRYING, 0, 1), ANSWER_LATER, "");
	desk_commit(d);
	desk_slots(d, ACME, -10);
	desk_accept(d, (struct accept){ .ttl = 3600 });
	desk_commit(d);
	desk_crash(d);
	return 0;
}

static void tamper_begin(struct desk *d)
{
	struct store_options o = { .path = d->path };
	struct store_problem why;

	assert_int_equal(store_open(&t.store, &o, &why), 0);
	store_begin(t.store, &t.txn);
}

static void tamper_end(void)
{
	assert_int_equal(store_end(&t.txn), 0);
	store_close(t.store);
}

static void drop(struct desk *d, enum store_table table, const void *key,
    size_t len)
{
	struct store_bytes v;

	tamper_begin(d);
	assert_int_equal(store_get(&t.txn, table, key, len, &v), 0);
	store_del(&t.txn, table, key, len);
	tamper_end();
}

/* The first row of the table, its value with one byte changed. */
static void spoil(struct desk *d, enum store_table table, bool seal)
{
	struct store_row row;
	uint8_t value[2048];
	size_t len;

	tamper_begin(d);
	assert_int_equal(store_seek(&t.txn, table, NULL, 0, &row), 0);
	len = row.value.len;
	assert_in_range(len, STORE_HEAD, sizeof(value));
	memcpy(value, row.value.data, len);
	value[len - 1] ^= 1;
	if (seal)
		store_seal(value, len, value[4], 0);
	store_put(&t.txn, table, row.key, row.key_len, value, len);
	tamper_end();
}

static void a_sound_store_is_counted(void **state)
{
	verify(*state);
	assert_string_equal(t.said, "");
	assert_int_equal(t.counts.findings, 0);
	assert_int_equal(t.counts.messages, NEXT_KEY - 1);
	assert_int_equal(t.counts.queued, 2);
	assert_int_equal(t.counts.retrying, 1);
	assert_int_equal(t.counts.forwarded, 2);
	assert_int_equal(t.counts.parked, 1);
	assert_true(t.counts.unsaved >= 1);
}

static void it_changes_nothing(void **state)
{
	verify(*state);
	desk_open(*state);
	desk_commit(*state);
	assert_int_equal(desk_state(*state, SAVED_FIRST), STATUS_DELIVERED);
}

static void a_wrong_checksum_is_found_in_every_table(void **state)
{
	static const struct {
		enum store_table table;
		const char *said;
	} cases[] = {
		{ STORE_JOURNAL, "journal 1: the chunk cannot be read" },
		{ STORE_MESSAGE, "message 1: the record cannot be read" },
		{ STORE_OPEN, "open 000000000000000001: its checksum" },
		{ STORE_QUEUE, "queue 01000100" },
		{ STORE_DUE, "due " },
		{ STORE_PARKED, "parked 1: its checksum is wrong" },
		{ STORE_STRAY, "stray 3: its checksum is wrong" },
		{ STORE_NAME, "name " },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		spoil(*state, cases[i].table, false);
		finds(*state, cases[i].said);
		spoil(*state, cases[i].table, false);
	}
	verify(*state);
	assert_string_equal(t.said, "");
}

/* The value is a string; NULL: it is taken away. */
static void put_thing(struct desk *d, struct thing thing)
{
	thing.len = thing.value != NULL ? strlen(thing.value) : 0;
	tamper_begin(d);
	thing_put(&t.txn, &thing);
	tamper_end();
}

static void a_thing_that_says_nothing_is_found(void **state)
{
	static const struct thing bad[] = {
		{ .kind = THING_ACCOUNT, .name = "usage/1", .value = "1 2" },
		{ .kind = THING_LEARNED, .name = "4477", .value = "1" },
		{ .kind = THING_LEARNED, .name = "+44", .value = "1 26202" },
		{ .kind = THING_FORGET, .name = "+44", .value = "" },
	};
	static const struct thing good[] = {
		{ .kind = THING_ACCOUNT, .name = "usage/1", .value = "1 2 3" },
		{ .kind = THING_ACCOUNT, .name = "other", .value = "1" },
		{ .kind = THING_LEARNED, .name = "4477", .value = "1 26202" },
		{ .kind = THING_FORGET, .name = "4477", .value = "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		put_thing(*state, bad[i]);
		finds(*state, "thing ");
		put_thing(*state,
		    (struct thing){ .kind = bad[i].kind, .name = bad[i].name });
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		put_thing(*state, good[i]);
	verify(*state);
	assert_string_equal(t.said, "");
}

static void a_record_that_its_timeline_does_not_make_is_found(void **state)
{
	spoil(*state, STORE_MESSAGE, true);
	finds(*state,
	    "message 1: the record is not what its timeline makes of it");
}

static void a_record_that_is_gone_is_found(void **state)
{
	uint8_t key[STORE_KEY64];

	drop(*state, STORE_MESSAGE, store_key(SAVED_FIRST, key), sizeof(key));
	finds(*state, "message 1: ");
}

static void a_record_that_was_never_accepted_is_found(void **state)
{
	struct record r = { 0 };
	uint8_t key[STORE_KEY64];

	tamper_begin(*state);
	store_seal(&r, sizeof(r), RECORD_VERSION, 0);
	store_put(&t.txn, STORE_MESSAGE, store_key(99, key), sizeof(key), &r,
	    sizeof(r));
	tamper_end();
	finds(*state, "message 99: no such message was ever accepted");
}

static void a_chunk_that_is_gone_is_found(void **state)
{
	uint8_t key[STORE_KEY64];

	drop(*state, STORE_JOURNAL, store_key(2, key), sizeof(key));
	finds(*state, "journal 1: the next chunk is 3");
}

static void a_claim_without_its_mark_is_found(void **state)
{
	uint8_t key[STORE_KEY64];

	drop(*state, STORE_STRAY, store_key(CLAIMED, key), sizeof(key));
	finds(*state, "message 3: it is claimed and has no mark in stray");
}

static void a_queued_message_in_no_line_is_found(void **state)
{
	struct store_row row;

	tamper_begin(*state);
	assert_int_equal(store_seek(&t.txn, STORE_QUEUE, NULL, 0, &row), 0);
	store_del(&t.txn, STORE_QUEUE, row.key, row.key_len);
	tamper_end();
	finds(*state, "message 6: it is queued and in no line");
}

/* A chunk of these keys in the line of acme, as older versions wrote it. */
static void put_line(const uint64_t *keys, size_t n)
{
	uint8_t value[STORE_LONG_HEAD + 8 * 8], key[12];
	struct cursor c = cursor_over(value, sizeof(value));
	struct cursor k = cursor_over(key, sizeof(key));

	cursor_put(&k, 4, ONLY_ACME << 8 | CLASS_TRANSACTIONAL);
	cursor_put(&k, 8, 99);
	(void)cursor_take(&c, STORE_LONG_HEAD);
	for (size_t i = 0; i < n; i++)
		cursor_put(&c, 8, keys[i]);
	store_seal_long(value, (size_t)(c.at - value), 1, 0);
	store_put(&t.txn, STORE_QUEUE, key, sizeof(key), value,
	    (size_t)(c.at - value));
}

static void a_message_twice_in_line_is_found(void **state)
{
	const uint64_t keys[] = { WAITING };

	tamper_begin(*state);
	put_line(keys, 1);
	tamper_end();
	finds(*state, "message 6: it is in line 2 times");
}

static void a_retry_without_a_row_and_a_row_without_a_retry_are_found(
    void **state)
{
	const struct due stranger = { .line = queue_line_id(ONLY_ACME,
					  CLASS_TRANSACTIONAL, 1),
		.at = A_MONDAY,
		.key = FORWARDED };
	struct due d;

	tamper_begin(*state);
	assert_int_equal(due_next_line(&t.txn, 0, &d), 0);
	assert_int_equal(d.key, RETRYING);
	due_del(&t.txn, &d);
	due_put(&t.txn, &stranger);
	tamper_end();
	finds(*state, "message 5: it waits for a retry in 0 rows of due");
	finds(*state, "message 4: it has a row in due and waits for no retry");
}

/* In the scene: message 7, for later; nothing else has a row like its own. */
static struct due hold_one(struct desk *d)
{
	struct due due = { .line = DUE_HELD,
		.at = A_MONDAY + HOUR,
		.key = NEXT_KEY };

	desk_open(d);
	desk_accept(d, (struct accept){ .send_at = due.at });
	desk_commit(d);
	desk_crash(d);
	verify(d);
	assert_string_equal(t.said, "");
	return due;
}

static void a_held_message_without_its_row_is_found(void **state)
{
	struct due due = hold_one(*state);

	tamper_begin(*state);
	due_del(&t.txn, &due);
	tamper_end();
	finds(*state, "message 7: it is held and would never be sent");
	tamper_begin(*state);
	due.at++;
	due_put(&t.txn, &due);
	tamper_end();
	finds(*state, "message 7: it has a row in due and is not held until");
}

static void a_held_message_that_counts_for_another_is_found(void **state)
{
	struct due due = hold_one(*state);

	verify(*state);
	assert_string_equal(t.said, "");
	tamper_begin(*state);
	due.account = 1234;
	due_put(&t.txn, &due);
	tamper_end();
	finds(*state, "message 7: it counts as held for another account");
}

/* In the journal the body of the first message is zeroed; here it is back. */
static void an_erased_message_with_a_text_is_found(void **state)
{
	struct desk *d = *state;
	struct journal j;
	uint64_t body;

	desk_open(d);
	desk_accept(d, (struct accept){ .body = "text", .body_len = 4 });
	desk_wish(d, NEXT_KEY, WISH_CANCEL);
	desk_wish(d, NEXT_KEY, WISH_DELETE);
	desk_commit(d);
	body = desk_look(d, NEXT_KEY).body;
	desk_crash(d);
	verify(d);
	assert_string_equal(t.said, "");
	tamper_begin(d);
	assert_int_equal(journal_init(&j, &t.txn), 0);
	journal_begin(&j, &t.txn);
	assert_int_equal(body_overwrite(&j, body, "text"), 0);
	tamper_end();
	finds(d, "message 7: it is erased and its text is still there");
}

static void an_end_of_validity_that_is_gone_is_found(void **state)
{
	struct due d = { .line = DUE_EXPIRY,
		.at = A_MONDAY + 3600 * SECOND,
		.key = WAITING };

	tamper_begin(*state);
	due_del(&t.txn, &d);
	tamper_end();
	finds(*state, "message 6: it would never expire");
}

static void a_receipt_that_would_find_nobody_is_found(void **state)
{
	struct store_row row;

	tamper_begin(*state);
	while (store_seek(&t.txn, STORE_OPEN, "\0", 1, &row) == 0)
		store_del(&t.txn, STORE_OPEN, row.key, row.key_len);
	tamper_end();
	finds(*state, "message 4: a receipt of it would find nobody");
	assert_null(strstr(t.said, "message 1:")); /* it has its receipt */
}

/* The counter of delivered messages, one more than there are. */
static void a_wrong_counter_is_found(void **state)
{
	uint8_t value[1024];
	struct store_bytes v;

	tamper_begin(*state);
	assert_int_equal(store_get(&t.txn, STORE_META, "totals", 6, &v), 0);
	assert_in_range(v.len, STORE_LONG_HEAD, sizeof(value));
	memcpy(value, v.data, v.len);
	value[STORE_LONG_HEAD + 8 * (4 + STATUS_DELIVERED) + 7]++;
	store_seal_long(value, v.len, value[4], 0);
	store_put(&t.txn, STORE_META, "totals", 6, value, v.len);
	tamper_end();
	finds(*state,
	    "meta totals: delivered: 2 by the counter, 1 by counting");
	assert_int_equal(t.counts.findings, 1);
}

/* LMDB does not tell a row that is lost from one that never was. */
static void a_start_without_counters_or_secret_is_refused(void **state)
{
	static const char *const words[] = { "totals", "secret" };
	struct desk *d = *state;
	struct store_options o = { .path = d->path };
	struct store_problem problem;
	struct ledger_problem why;
	struct store_bytes v;
	uint8_t kept[1024];

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		tamper_begin(d);
		assert_int_equal(store_get(&t.txn, STORE_META, words[i], 6, &v),
		    0);
		assert_in_range(v.len, 1, sizeof(kept));
		memcpy(kept, v.data, v.len);
		store_del(&t.txn, STORE_META, words[i], 6);
		tamper_end();
		finds(d, "meta ");

		book_init(&d->book, &d->options);
		assert_int_equal(store_open(&d->book.store, &o, &problem), 0);
		assert_int_equal(book_recover(&d->book, &why), RC_CORRUPT);
		book_fini(&d->book);
		tamper_begin(d);
		store_put(&t.txn, STORE_META, words[i], 6, kept, v.len);
		tamper_end();
	}
}

static void a_store_in_use_is_left_alone_and_its_user_named(void **state)
{
	struct desk *d = *state;
	struct ledger_problem why;
	char pid[32];

	desk_open(d);
	assert_int_equal(try_verify(d, &why), RC_BUSY);
	snprintf(pid, sizeof(pid), "process %d", (int)getpid());
	assert_non_null(strstr(why.text, pid));
}

static void a_folder_without_a_store_stays_as_it_is(void **state)
{
	struct desk *d = *state;
	struct ledger_problem why;
	char path[sizeof(d->path)], lock[400];

	memcpy(path, d->path, sizeof(path));
	snprintf(d->path, sizeof(d->path), "%s", d->root);
	assert_int_equal(try_verify(d, &why), RC_NOT_FOUND);
	memcpy(d->path, path, sizeof(path));
	snprintf(lock, sizeof(lock), "%s/store.lock", d->root);
	assert_int_not_equal(access(lock, F_OK), 0);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, make_scene, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_sound_store_is_counted),
		CASE(it_changes_nothing),
		CASE(a_wrong_checksum_is_found_in_every_table),
		CASE(a_thing_that_says_nothing_is_found),
		CASE(a_record_that_its_timeline_does_not_make_is_found),
		CASE(a_record_that_is_gone_is_found),
		CASE(a_record_that_was_never_accepted_is_found),
		CASE(a_chunk_that_is_gone_is_found),
		CASE(a_claim_without_its_mark_is_found),
		CASE(a_queued_message_in_no_line_is_found),
		CASE(a_message_twice_in_line_is_found),
		CASE(a_retry_without_a_row_and_a_row_without_a_retry_are_found),
		CASE(a_held_message_without_its_row_is_found),
		CASE(a_held_message_that_counts_for_another_is_found),
		CASE(an_erased_message_with_a_text_is_found),
		CASE(an_end_of_validity_that_is_gone_is_found),
		CASE(a_receipt_that_would_find_nobody_is_found),
		CASE(a_wrong_counter_is_found),
		CASE(a_start_without_counters_or_secret_is_refused),
		CASE(a_store_in_use_is_left_alone_and_its_user_named),
		CASE(a_folder_without_a_store_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of messages: which are in, and where a page ends. */
#include "facts.h"

#include "ledger/read.h"

#define ANY -1

enum { FIRST_NUMBER = 100 }; /* of the messages of the scene */

/* A message each minute: keys 1 .. n. Each third is acme's and is forwarded
 * half an hour later; sender and number go round by twos and by fives. */
static void make_scene(struct desk *d, int n)
{
	char id[16];
	uint64_t key;

	for (int i = 0; i < n; i++) {
		d->now += 60 * SECOND;
		if (i % 3 == 0)
			desk_slots(d, ACME, 1);
		desk_accept(d,
		    (struct accept){ .set = i % 3 == 0 ? ONLY_ACME : ONLY_BETA,
			.sender = (uint64_t)(1 + i % 2) << 32,
			.to = (uint64_t)(FIRST_NUMBER + i % 5),
			.body = "hello",
			.body_len = 5 });
		desk_commit(d);
	}
	d->now += HOUR;
	for (int i = 0; i < n; i += 3) {
		key = (uint64_t)i + 1;
		snprintf(id, sizeof(id), "%d", i);
		d->now = A_MONDAY + (i + 31) * 60 * SECOND;
		desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, id);
		desk_commit(d);
	}
	d->now = A_MONDAY + 2 * HOUR + n * 60 * SECOND;
}

/* The instant at which a key came. */
static usec came(int key)
{
	return A_MONDAY + key * 60 * SECOND;
}

/* The keys that are listed, page by page: "30 29 ...". */
static const char *keys_of(struct desk *d, struct list_query q)
{
	static char text[4096];
	size_t len = 0;

	if (q.limit == 0)
		q.limit = 4;
	text[0] = '\0';
	do {
		struct reading page = { 0 };

		assert_int_equal(read_list(&d->book, &q, &page), 0);
		assert_in_range(page.n, 0, q.limit);
		for (size_t i = 0; i < page.n; i++) {
			const struct message_view *v = &page.message[i];

			assert_memory_equal(v->body, "hello", 5);
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%d", len == 0 ? "" : " ", (int)v->id.key);
		}
		q.before = page.next;
		reading_fini(&page);
	} while (q.before != 0);
	return text;
}

static int setup_scene(void **state)
{
	int rc = desk_setup_open(state);

	make_scene(*state, 12);
	return rc;
}

static void all_are_listed_the_newest_first(void **state)
{
	assert_string_equal(
	    keys_of(*state, (struct list_query){ .state = ANY }),
	    "12 11 10 9 8 7 6 5 4 3 2 1");
}

static void by_state_one_or_several(void **state)
{
	const uint32_t forwarded = 1u << STATUS_FORWARDED,
		       queued = 1u << STATUS_QUEUED;
	struct list_query q = { .state = ANY, .states = forwarded };

	assert_string_equal(keys_of(*state, q), "10 7 4 1");
	q.states = forwarded | queued;
	assert_string_equal(keys_of(*state, q), "12 11 10 9 8 7 6 5 4 3 2 1");
	q.state = STATUS_QUEUED;
	assert_string_equal(keys_of(*state, q), "12 11 9 8 6 5 3 2");
	q.states = 1u << STATUS_FAILED;
	q.state = ANY;
	assert_string_equal(keys_of(*state, q), "");
}

static void by_the_day_on_which_they_came(void **state)
{
	struct list_query q = { .state = ANY,
		.from_date = came(4),
		.to_date = came(9) };

	assert_string_equal(keys_of(*state, q), "8 7 6 5 4");
	q.to_date = 0;
	assert_string_equal(keys_of(*state, q), "12 11 10 9 8 7 6 5 4");
	q.from_date = 0;
	q.to_date = came(3);
	assert_string_equal(keys_of(*state, q), "2 1");
	q.to_date = came(1);
	assert_string_equal(keys_of(*state, q), "");
}

static void by_the_day_on_which_they_were_sent(void **state)
{
	struct list_query q = { .state = ANY,
		.sent_from = came(4) + 30 * 60 * SECOND,
		.sent_to = came(10) + 30 * 60 * SECOND };

	assert_string_equal(keys_of(*state, q), "7 4");
	q.sent_from = 0;
	assert_string_equal(keys_of(*state, q), "7 4 1");
	q.sent_from = q.sent_to;
	q.sent_to = 0;
	assert_string_equal(keys_of(*state, q), "10");
}

static void by_number_and_sender(void **state)
{
	struct list_query q = { .state = ANY, .to = FIRST_NUMBER + 1 };

	assert_string_equal(keys_of(*state, q), "12 7 2");
	q.sender = (uint64_t)2 << 32;
	assert_string_equal(keys_of(*state, q), "12 2");
	q.to = 0;
	assert_string_equal(keys_of(*state, q), "12 10 8 6 4 2");
	q.sender = 99;
	assert_string_equal(keys_of(*state, q), "");
}

/* As a customer says it; all of these went out. */
static void by_who_wrote_and_to_whom(void **state)
{
	struct list_query q = { .state = ANY,
		.to_whom = { true, FIRST_NUMBER + 1, 99 } };

	assert_string_equal(keys_of(*state, q), "12 7 2");
	q.from_whom =
	    (struct list_party){ true, FIRST_NUMBER, (uint64_t)2 << 32 };
	assert_string_equal(keys_of(*state, q), "12 2");
	q.to_whom.given = false;
	assert_string_equal(keys_of(*state, q), "12 10 8 6 4 2");
	q.from_whom.sender = 0;
	assert_string_equal(keys_of(*state, q), "");
}

static void all_of_these_go_out(void **state)
{
	struct list_query q = { .state = ANY, .outbound_only = true };

	assert_string_equal(keys_of(*state, q), "12 11 10 9 8 7 6 5 4 3 2 1");
	q.outbound_only = false;
	q.inbound_only = true;
	assert_string_equal(keys_of(*state, q), "");
}

static void a_page_begins_below_the_key_that_is_asked_for(void **state)
{
	struct list_query q = { .state = ANY, .before = 5 };

	assert_string_equal(keys_of(*state, q), "4 3 2 1");
	q.to_date = came(3);
	assert_string_equal(keys_of(*state, q), "2 1");
	q.before = 1;
	assert_string_equal(keys_of(*state, q), "");
}

/* Those from a key on, the oldest of them, the newest first as ever. */
static void a_page_may_lead_back_to_what_is_newer(void **state)
{
	static const struct {
		uint64_t after, next;
		uint32_t states;
		const char *keys;
	} rows[] = {
		{ 5, 9, 0, "8 7 6 5 " },
		{ 9, 0, 0, "12 11 10 9 " },
		{ 11, 0, 0, "12 11 " },
		{ 13, 0, 0, "" },
		{ 2, 0, 1u << STATUS_FORWARDED, "10 7 4 " },
		{ 1, 11, 1u << STATUS_FORWARDED, "10 7 4 1 " },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct list_query q = { .limit = 4,
			.state = ANY,
			.states = rows[i].states,
			.after = rows[i].after };
		struct reading page = { 0 };
		char keys[64] = "";

		assert_int_equal(read_list(&d->book, &q, &page), 0);
		for (size_t k = 0; k < page.n; k++) {
			assert_memory_equal(page.message[k].body, "hello", 5);
			snprintf(keys + strlen(keys), 8, "%d ",
			    (int)page.message[k].id.key);
		}
		assert_string_equal(keys, rows[i].keys);
		assert_int_equal(page.next, rows[i].next);
		reading_fini(&page);
	}
}

/* 30,000 messages, most of them long before the date and none that fits: a page
 * looks at some and says where to go on, or begins where the date is. */
static void a_page_ends_after_so_many_looks_and_skips_what_is_newer(
    void **state)
{
	struct desk *d = *state;
	struct list_query q = { .limit = 10, .state = ANY, .to = 77 };
	struct reading page = { 0 };

	desk_accept(d,
	    (struct accept){ .to = 77, .body = "hello", .body_len = 5 });
	for (int i = 0; i < 30000; i++)
		desk_accept(d, (struct accept){ .to = 1 });
	desk_commit(d);
	d->now += 24 * HOUR;
	for (int i = 0; i < 30000; i++)
		desk_accept(d, (struct accept){ .to = 1 });
	desk_commit(d);

	assert_int_equal(read_list(&d->book, &q, &page), 0);
	assert_int_equal(page.n, 0);
	assert_in_range(page.next, 30000, 50000);
	reading_fini(&page);
	assert_string_equal(keys_of(d, q), "1");
	q.to_date = A_MONDAY + HOUR;
	q.sender = 5; /* dearer: no page sees them all */
	assert_int_equal(read_list(&d->book, &q, &page), 0);
	assert_int_equal(page.n, 0);
	assert_in_range(page.next, 2, 30001);
	reading_fini(&page);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, setup_scene, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_are_listed_the_newest_first),
		CASE(by_state_one_or_several),
		CASE(by_the_day_on_which_they_came),
		CASE(by_the_day_on_which_they_were_sent),
		CASE(by_number_and_sender),
		CASE(by_who_wrote_and_to_whom),
		CASE(all_of_these_go_out),
		CASE(a_page_begins_below_the_key_that_is_asked_for),
		CASE(a_page_may_lead_back_to_what_is_newer),
		cmocka_unit_test_setup_teardown(
		    a_page_ends_after_so_many_looks_and_skips_what_is_newer,
		    desk_setup_open, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

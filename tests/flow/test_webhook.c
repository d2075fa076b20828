/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is told, in which order, and what a restart makes of it.
 */
#include "hooks.h"

static void a_message_is_told_of_in_order_and_once(void **state)
{
	struct sink k;
	uint64_t key;

	(void)state;
	open_sink(&k, YES);
	key = post(url_of(&k));
	settle();
	rig_answer(0, 0, "77");
	receipt("77");
	settle();
	pass(2 * SECOND);
	assert_int_equal(letters(&k), 3);
	assert_state(letter(&k, 0), key, "queued");
	assert_state(letter(&k, 1), key, "forwarded");
	assert_state(letter(&k, 2), key, "delivered");
	assert_int_equal(figures().sent, 3);
	reopen();
	pass(HOUR);
	assert_int_equal(letters(&k), 3); /* the cursor was durable */
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
}

/* X10. The answer came; the cursor is written no more than once a second. */
static void what_was_told_just_before_a_crash_is_told_again(void **state)
{
	struct sink k;
	char first[80];

	(void)state;
	open_sink(&k, YES);
	post_held(url_of(&k));
	settle();
	pass(SECOND); /* the cursor is told */
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 2);
	snprintf(first, sizeof(first), "%s", letter(&k, 1));
	reopen();
	settle();
	assert_int_equal(letters(&k), 3);
	assert_string_equal(letter(&k, 2), first);
	sink_close(&k);
}

static void a_sink_that_was_down_hears_all_in_order_after_a_restart(
    void **state)
{
	unsigned port = closed_port();
	char addr[40];
	struct sink k;
	uint64_t key[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char id[8];

		snprintf(id, sizeof(id), "7%zu", i);
		key[i] = post(url_at(port));
		settle();
		rig_answer(i, 0, id);
		settle();
	}
	pass(10 * SECOND);
	assert_int_equal(figures().sent, 0);
	reopen();
	assert_int_equal(figures().lanes, 1);
	snprintf(addr, sizeof(addr), "127.0.0.1:%u", port);
	pass(10 * SECOND);
	sink_open_at(&k, addr, SINK_ANSWER, YES);
	receipt("71");
	pass(HOUR);
	assert_int_equal(letters(&k), 7);
	for (size_t i = 0; i < 3; i++) {
		size_t n = 0;

		/* Those of one message: queued, forwarded, delivered. */
		for (size_t j = 0; j < 7; j++) {
			static const char *const states[] = { "queued",
				"forwarded", "delivered" };
			unsigned long long of = 0;

			sscanf(letter(&k, j), "<%llx", &of);
			if (of == key[i])
				assert_state(letter(&k, j), key[i],
				    states[n++]);
		}
		assert_int_equal(n, i == 1 ? 3 : 2);
	}
	pass(2 * SECOND);
	reopen();
	pass(HOUR);
	assert_int_equal(letters(&k), 7);
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
}

/* X11. */
static void an_event_waits_for_the_one_before_of_its_message(void **state)
{
	struct sink k;
	uint64_t key, other;

	(void)state;
	open_sink(&k, NO("404"));
	key = post(url_of(&k));
	settle();
	k.says = YES;
	rig_answer(0, 0, "77");
	settle();
	assert_int_equal(k.requests, 1);
	other = post_held(url_of(&k));
	settle();
	assert_state(letter(&k, 1), other, "held");
	pass(10 * SECOND);
	assert_int_equal(letters(&k), 4);
	assert_state(letter(&k, 2), key, "queued");
	assert_state(letter(&k, 3), key, "forwarded");
	sink_close(&k);
}

/* At the crash the first event is under way, without a row; the second has
 * one, as the lane is full. */
static void rows_do_not_overtake_what_had_none_at_a_crash(void **state)
{
	struct sink k;
	uint64_t key;
	size_t told = 0;

	(void)state;
	sink_open(&k, SINK_SILENT, "");
	key = post(url_of(&k));
	await(k.requests == 1);
	for (size_t i = 0; i < LANE_LETTERS + 10; i++)
		post_held(url_of(&k));
	rig_answer(0, 0, "77");
	rig_settle();
	buf_clear(&k.got);
	k.way = SINK_ANSWER;
	k.says = YES;
	reopen();
	settle();
	assert_int_equal(letters(&k), LANE_LETTERS + 12);
	for (size_t i = 0; i < LANE_LETTERS + 12; i++) {
		unsigned long long of = 0;

		sscanf(letter(&k, i), "<%llx", &of);
		if (of == key)
			assert_state(letter(&k, i), key,
			    told++ == 0 ? "queued" : "forwarded");
	}
	assert_int_equal(told, 2);
	sink_close(&k);
}

static void a_slow_sink_delays_nobody_and_has_ten_calls_at_most(void **state)
{
	struct sink slow, other;
	char url[100];

	(void)state;
	sink_open(&slow, SINK_SILENT, "");
	open_sink(&other, YES);
	snprintf(url, sizeof(url), "%s", url_of(&slow));
	for (size_t i = 0; i < 100; i++)
		post_held(url);
	await(slow.requests == 10);
	for (size_t i = 0; i < 20; i++)
		post_held(url_of(&other));
	await(letters(&other) == 20);
	assert_int_equal(slow.requests, 10);
	assert_int_equal(slow.accepted, 10);
	assert_in_range(figures().letters, 10, LANE_LETTERS);
	/* It answers at last, and gets all that waits. */
	slow.way = SINK_ANSWER;
	slow.says = YES;
	for (size_t i = 0; i < slow.accepted; i++)
		guest_say(&slow.guest[i], YES);
	loop_again(rig.loop);
	await(letters(&slow) == 100);
	for (size_t i = 1; i < 100; i++) {
		unsigned long long one = 0, two = 0;

		sscanf(letter(&slow, i - 1), "<%llx", &one);
		sscanf(letter(&slow, i), "<%llx", &two);
		assert_int_not_equal(one, two);
	}
	sink_close(&slow);
	sink_close(&other);
}

static void a_host_that_fails_rests_and_one_letter_finds_it_well(void **state)
{
	struct webhook_rest rest[2];
	struct sink k;
	size_t before;

	(void)state;
	open_sink(&k, NO("503"));
	for (size_t i = 0; i < 40; i++)
		post_held(url_of(&k));
	settle();
	assert_int_equal(figures().resting, 1);
	assert_int_equal(webhook_resting(hooks, rest, ARRAY_LEN(rest)), 1);
	assert_int_equal(rest[0].account, flow_account_id(rig.flow, 0));
	assert_in_range(rest[0].failures, 5, 10);
	assert_true(rest[0].until > clock_wall());
	assert_string_equal(rest[0].why, "status 503");
	before = k.requests;
	assert_in_range(before, 5, 14); /* of ten at a time the fifth */
	assert_in_range(figures().letters, 1, 10);
	pass(SECOND / 2);
	assert_int_equal(k.requests, before);
	pass(6 * SECOND); /* one a time, after 1 to 5 s, then 1 to 10 s */
	assert_in_range(k.requests, before + 1, before + 2);
	before = k.requests;
	k.says = YES;
	pass(HOUR);
	assert_int_equal(letters(&k), before + 40);
	assert_int_equal(figures().resting, 0);
	assert_int_equal(webhook_resting(hooks, rest, ARRAY_LEN(rest)), 0);
	assert_int_equal(figures().sent, 40);
	sink_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		hooked(a_message_is_told_of_in_order_and_once),
		hooked(what_was_told_just_before_a_crash_is_told_again),
		hooked(a_sink_that_was_down_hears_all_in_order_after_a_restart),
		hooked(an_event_waits_for_the_one_before_of_its_message),
		hooked(rows_do_not_overtake_what_had_none_at_a_crash),
		hooked(a_slow_sink_delays_nobody_and_has_ten_calls_at_most),
		hooked(a_host_that_fails_rests_and_one_letter_finds_it_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receivers that refuse, redirect, are slow or gone.
 */
#include "hooks.h"

static void a_url_that_is_gone_is_not_called_again(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, NO("410"));
	post_held(url_of(&k));
	settle();
	post_held(url_of(&k));
	settle();
	assert_int_equal(k.requests, 1);
	find_dead();
	assert_int_equal(n_dead, 2);
	assert_int_equal(dead[0].dead, DEATH_GONE);
	assert_string_equal(dead[0].why, "status 410");
	assert_int_equal(dead[1].dead, DEATH_GONE);
	/* An hour later it may have thought better of it. */
	k.says = YES;
	pass(HOUR);
	post_held(url_of(&k));
	settle();
	assert_int_equal(k.requests, 2);
	assert_int_equal(figures().sent, 1);
	sink_close(&k);
}

static void a_refusal_is_tried_eight_times_and_rests_nobody(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, NO("404"));
	post_held(url_of(&k));
	pass(30 * HOUR);
	assert_int_equal(k.requests, 8);
	find_dead();
	assert_int_equal(n_dead, 1);
	assert_int_equal(dead[0].dead, DEATH_REFUSED);
	assert_int_equal(dead[0].attempts, 8);
	assert_string_equal(dead[0].why, "status 404");
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
}

/* X4. */
static void a_redirect_is_a_failure_and_not_followed(void **state)
{
	struct sink k, other;
	char says[200];

	(void)state;
	open_sink(&other, YES);
	snprintf(says, sizeof(says),
	    "HTTP/1.1 307 x\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
	    url_of(&other));
	open_sink(&k, says);
	post_held(url_of(&k));
	pass(30 * HOUR);
	assert_int_equal(other.accepted, 0);
	assert_int_equal(k.requests, 8);
	find_dead();
	assert_int_equal(n_dead, 1);
	assert_string_equal(dead[0].why,
	    "status 307: redirects are not followed");
	sink_close(&k);
	sink_close(&other);
}

/* X1. */
static void a_private_address_is_not_called_and_the_reason_is_kept(void **state)
{
	(void)state;
	post_held("http://10.0.0.1:8080/");
	settle();
	find_dead();
	assert_int_equal(n_dead, 1);
	assert_int_equal(dead[0].dead, DEATH_URL);
	assert_non_null(strstr(dead[0].why, "10.0.0.1"));
	assert_int_equal(figures().lanes, 0);
}

/* X5: garbage may be somebody's bad hour. */
static void an_answer_that_is_no_http_is_tried_again(void **state)
{
	struct sink k;

	(void)state;
	sink_open(&k, SINK_CLOSE, "SSH-2.0-OpenSSH\r\n");
	post_held(url_of(&k));
	settle();
	assert_int_equal(figures().failed, 1);
	assert_int_equal(figures().dead, 0);
	k.way = SINK_ANSWER;
	k.says = YES;
	pass(HOUR);
	assert_int_equal(figures().sent, 1);
	sink_close(&k);
}

static void retry_after_is_heeded_up_to_an_hour(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, "HTTP/1.1 429 x\r\nRetry-After: 1000\r\n"
		      "Content-Length: 0\r\n\r\n");
	post_held(url_of(&k));
	settle();
	post_held(url_of(&k)); /* it waits, too */
	pass(999 * SECOND);
	assert_int_equal(k.requests, 1);
	k.says = "HTTP/1.1 429 x\r\nRetry-After: 100000\r\n"
		 "Content-Length: 0\r\n\r\n";
	pass(2 * SECOND);
	assert_int_equal(k.requests, 2);
	k.says = YES;
	pass(HOUR - 10 * SECOND);
	assert_int_equal(k.requests, 2);
	pass(10 * SECOND);
	assert_int_equal(k.requests, 4);
	assert_int_equal(figures().sent, 2);
	sink_close(&k);
}

/* Nobody's letters wait longer for it, nor are they given up. */
static void a_clock_that_is_set_holds_up_no_letter(void **state)
{
	static const usec leap[] = { -HOUR, -3652 * DAY, 4 * DAY };
	struct sink k;

	(void)state;
	open_sink(&k, NO("500"));
	for (size_t i = 0; i < ARRAY_LEN(leap); i++) {
		k.says = NO("500");
		post_held(url_of(&k));
		settle();
		clock_freeze(clock_wall() + leap[i]);
		pass(0);
		k.says = YES;
		pass(5 * SECOND);
		assert_int_equal(figures().sent, i + 1);
	}
	assert_int_equal(figures().dead, 0);
	sink_close(&k);
}

/* Its row has a date that is ten years away. */
static void after_a_start_it_is_held_up_for_an_hour_at_most(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, NO("500"));
	post_held(url_of(&k));
	settle();
	pass(SECOND);
	clock_freeze(clock_wall() - 3652 * DAY);
	reopen();
	k.says = YES;
	pass(HOUR);
	assert_int_equal(figures().sent, 1);
	sink_close(&k);
}

static void after_three_days_letters_are_dead_and_can_be_replayed(void **state)
{
	unsigned port = closed_port();
	char addr[40];
	struct sink k;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		post_held(url_at(port));
		post_held(url_at(port)); /* most are not tried at all */
	}
	pass(71 * HOUR);
	find_dead();
	assert_int_equal(n_dead, 0);
	pass(3 * HOUR);
	find_dead();
	assert_int_equal(n_dead, 20);
	assert_int_equal(figures().dead, 20);
	for (size_t i = 0; i < 16; i++) {
		assert_int_equal(dead[i].dead, DEATH_TIME);
		assert_non_null(strstr(dead[i].why, "no_connection"));
	}
	snprintf(addr, sizeof(addr), "127.0.0.1:%u", port);
	sink_open_at(&k, addr, SINK_ANSWER, YES);
	pass(HOUR);
	assert_int_equal(letters(&k), 0);
	webhook_replay(hooks, &dead[7]);
	webhook_replay(hooks, &dead[3]);
	settle();
	assert_int_equal(letters(&k), 2);
	find_dead();
	assert_int_equal(n_dead, 18);
	/* It is a new life: of another 72 h, and over a restart. */
	sink_close(&k);
	webhook_replay(hooks, &dead[0]);
	pass(71 * HOUR);
	reopen();
	assert_int_equal(figures().lanes, 1);
	pass(2 * HOUR);
	find_dead();
	assert_int_equal(n_dead, 18);
}

static void a_dead_sink_with_many_events_costs_no_memory_and_no_time(
    void **state)
{
	unsigned port = closed_port();
	struct sink k;
	struct submission s = rig_submission("hi");

	(void)state;
	s.callback = rig_text(url_at(port));
	s.send_at = clock_wall() + 30 * 24 * HOUR;
	for (size_t i = 0; i < 10; i++) {
		for (size_t j = 0; j < 1000; j++)
			assert_int_equal(rig_submit(&s), FAULT_NONE);
		rig_settle();
	}
	settle();
	assert_int_equal(rig.n_accepted, 10000);
	assert_in_range(figures().letters, 1, 11);
	open_sink(&k, YES);
	for (size_t i = 0; i < 5; i++)
		post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 5);
	reopen();
	post_held(url_of(&k));
	settle();
	assert_in_range(letters(&k), 6, 11);
	assert_in_range(figures().letters, 1, 11);
	sink_close(&k);
}

/* What an answer asks for could not be done: it must be asked again. */
static void an_answer_that_cannot_be_used_is_asked_for_again(void **state)
{
	struct sink k;

	(void)state;
	open_sink(&k, YES);
	holds_replies = true;
	post_held(url_of(&k));
	settle();
	assert_int_equal(letters(&k), 1);
	holds_replies = false;
	reopen();
	pass(HOUR);
	assert_int_equal(letters(&k), 2);
	assert_string_equal(letter(&k, 0), letter(&k, 1));
	assert_int_equal(figures().lanes, 0);
	sink_close(&k);
}

static void each_second_attempt_goes_to_the_spare_url_at_once(void **state)
{
	struct sink k, spare;

	(void)state;
	open_sink(&k, NO("500"));
	open_sink(&spare, NO("500"));
	snprintf(spare_url, sizeof(spare_url), "%s", url_of(&spare));
	post_held(url_of(&k));
	settle();
	assert_int_equal(k.requests, 1);
	assert_int_equal(spare.requests, 1);
	spare.says = YES;
	pass(HOUR);
	assert_int_equal(k.requests, 2);
	assert_int_equal(spare.requests, 2);
	assert_int_equal(figures().sent, 1);
	sink_close(&k);
	sink_close(&spare);
}

static void a_stop_lets_calls_end_and_keeps_what_they_brought(void **state)
{
	struct sink k;

	(void)state;
	sink_open(&k, SINK_SILENT, "");
	post_held(url_of(&k));
	await(k.requests == 1);
	webhook_stop(hooks);
	rig_settle();
	assert_false(webhook_is_drained(hooks));
	guest_say(&k.guest[0], YES);
	loop_again(rig.loop);
	await(webhook_is_drained(hooks));
	k.way = SINK_ANSWER;
	k.says = YES;
	reopen();
	pass(HOUR);
	assert_int_equal(k.requests, 1);
	sink_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		hooked(a_url_that_is_gone_is_not_called_again),
		hooked(a_refusal_is_tried_eight_times_and_rests_nobody),
		hooked(a_redirect_is_a_failure_and_not_followed),
		hooked(a_private_address_is_not_called_and_the_reason_is_kept),
		hooked(an_answer_that_is_no_http_is_tried_again),
		hooked(retry_after_is_heeded_up_to_an_hour),
		hooked(a_clock_that_is_set_holds_up_no_letter),
		hooked(after_a_start_it_is_held_up_for_an_hour_at_most),
		hooked(after_three_days_letters_are_dead_and_can_be_replayed),
		hooked(
		    a_dead_sink_with_many_events_costs_no_memory_and_no_time),
		hooked(an_answer_that_cannot_be_used_is_asked_for_again),
		hooked(each_second_attempt_goes_to_the_spare_url_at_once),
		hooked(a_stop_lets_calls_end_and_keeps_what_they_brought),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

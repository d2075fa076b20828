/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Peers that say nothing, read nothing or say too much; clocks that jump.
 */
#include "talk.h"

static void with_options(const struct session_options *opt)
{
	session_set_options(rig.s, opt);
}

static void e5_half_open_both_ways_is_seen_in_60_s(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.response_timeout = 600 * SECOND;
	with_options(&opt);
	stream_pair_limit(rig.ours, 0);
	stream_pair_limit(rig.peer, 0);
	rig_submit(1);
	for (int i = 0; i < 60; i++)
		rig_advance(SECOND);
	assert_int_equal(session_state(rig.s), SESSION_CLOSED);
	/* Not a byte of it left us. */
	assert_string_equal(rig_log(), "returned 1;");
}

static void e5_a_peer_that_is_not_heard_is_seen_in_60_s(void **state)
{
	(void)state;
	stream_pair_limit(rig.peer, 0);
	rig_submit(1);
	rig_settle();
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	for (int i = 0; i < 60; i++)
		rig_advance(SECOND);
	rig_assert_closed("silent");
	assert_non_null(strstr(rig_log(), "doubt 1"));
}

static void e5_a_peer_that_does_not_hear_us_is_seen(void **state)
{
	(void)state;
	stream_pair_limit(rig.ours, 0);
	rig_submit(1);
	for (int i = 0; i < 61; i++) {
		rig_advance(SECOND);
		if (rig.peer != NULL)
			rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	}
	rig_assert_closed("broken");
	/* It waited its 30 s without a byte having left us; it is in doubt by
	 * then, as an answer in time would have been possible. */
	assert_string_equal(rig_log(), "doubt 1 no_answer;");
}

static void f4_a_peer_that_reads_nothing_gets_a_window_at_most(void **state)
{
	const struct session_token tok = { .msg = 11 };
	struct smpp_pdu p;

	(void)state;
	stream_pair_limit(rig.ours, 0);
	for (unsigned i = 0; i < 10; i++)
		rig_submit(i);
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(session_send(rig.s, &tok, &p), RC_FULL);
	rig_settle();
	assert_in_range(stream_pending(rig.ours), 1, 10 * 100);
	rig_settle(); /* or it would never be quiet */
}

static void f4_what_a_stalled_peer_got_in_part_is_in_doubt(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.response_timeout = 600 * SECOND;
	with_options(&opt);
	rig_submitted(1);
	stream_pair_limit(rig.ours, 1);
	rig_submit(2);
	rig_turns(1);
	stream_pair_limit(rig.ours, 0);
	rig_submit(3);
	for (int i = 0; i < 62; i++) {
		rig_advance(SECOND);
		if (rig.peer != NULL)
			rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	}
	rig_assert_closed("broken");
	assert_string_equal(rig_log(),
	    "doubt 1 broken;doubt 2 broken;returned 3;");
}

static void f3_answers_in_bursts_of_the_window_do_not_stall(void **state)
{
	uint32_t seq[10];

	(void)state;
	for (unsigned burst = 0; burst < 100; burst++) {
		struct buf b = { 0 };

		for (unsigned i = 0; i < 10; i++)
			rig_submit(burst * 10 + i);
		rig_settle();
		for (unsigned i = 0; i < 10; i++) {
			seq[i] = rig_expect(SMPP_SUBMIT_SM, 0);
			rig_header(&b, SMPP_SUBMIT_SM | SMPP_ANSWER, 0, seq[i]);
		}
		rig_peer_sends(buf_bytes(&b), b.len);
		assert_int_equal(session_room(rig.s), 10);
		buf_free(&b);
	}
	assert_int_equal(session_counts(rig.s)->answers, 1000);
}

static void f2_answers_in_random_order_find_their_requests(void **state)
{
	uint32_t seq[10];
	unsigned order[10] = { 3, 9, 0, 7, 1, 8, 2, 6, 5, 4 };

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		seq[i] = rig_submitted(i);
	for (unsigned i = 0; i < 10; i++)
		rig_peer_accepts(seq[order[i]], "x");
	assert_string_equal(rig_log(),
	    "answered 3 0x0;answered 9 0x0;answered 0 0x0;answered 7 0x0;"
	    "answered 1 0x0;answered 8 0x0;answered 2 0x0;answered 6 0x0;"
	    "answered 5 0x0;answered 4 0x0;");
}

static void e1_an_enquire_is_answered_with_a_full_window(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 10; i++)
		rig_submitted(i);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 77);
	assert_int_equal(rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0), 77);
}

static void e3_a_silent_peer_leaves_its_requests_in_doubt(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.response_timeout = 600 * SECOND;
	with_options(&opt);
	rig_submitted(1);
	rig_advance(30 * SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
	rig_advance(30 * SECOND - 1);
	assert_true(session_is_bound(rig.s));
	rig_advance(1);
	rig_assert_closed("silent");
	assert_string_equal(rig_log(), "doubt 1 silent;");
}

/* 2,000 in one segment are handled 64 a turn, so others have their turns. */
static void e7_a_flood_of_enquires_yields_to_others(void **state)
{
	struct buf b = { 0 };
	int turns = 0;

	(void)state;
	for (uint32_t i = 1; i <= 2000; i++)
		rig_header(&b, SMPP_ENQUIRE_LINK, 0, i);
	stream_write(rig.peer, buf_bytes(&b), b.len);
	while (session_counts(rig.s)->pdus_in < 2001) {
		uint64_t before = session_counts(rig.s)->pdus_in;

		rig_turns(1);
		assert_in_range(session_counts(rig.s)->pdus_in - before, 0, 64);
		assert_true(turns++ < 1000);
	}
	rig_settle();
	for (uint32_t i = 1; i <= 2000; i++)
		assert_int_equal(rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0),
		    i);
	buf_free(&b);
}

/* The process stood still for a minute while answers came. */
static void e8_after_a_stop_what_came_is_read_before_timers_judge(void **state)
{
	struct buf b = { 0 };
	uint32_t seq[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		seq[i] = rig_submitted(i);
	for (unsigned i = 0; i < 3; i++)
		rig_header(&b, SMPP_SUBMIT_SM | SMPP_ANSWER, 0, seq[i]);
	stream_pause_reading(rig.ours);
	rig_peer_sends(buf_bytes(&b), b.len);
	stream_resume_reading(rig.ours);
	clock_advance(60 * SECOND);
	rig_settle();
	assert_true(session_is_bound(rig.s));
	assert_string_equal(rig_log(),
	    "answered 0 0x0;answered 1 0x0;answered 2 0x0;");
	assert_int_equal(session_counts(rig.s)->timeouts, 0);
	buf_free(&b);
}

static void e9_a_wall_clock_that_jumps_ten_years_has_no_effect(void **state)
{
	const usec ten_years = (usec)3652 * 24 * 3600 * SECOND;
	usec wall = clock_wall();

	(void)state;
	rig_submitted(1);
	clock_freeze(wall + ten_years);
	rig_settle();
	rig_advance(10 * SECOND);
	clock_freeze(wall > ten_years ? wall - ten_years : 0);
	rig_settle();
	rig_advance(10 * SECOND);
	assert_true(session_is_bound(rig.s));
	assert_string_equal(rig_log(), "");
	rig_advance(10 * SECOND);
	assert_string_equal(rig_log(), "doubt 1 no_answer;");
}

static void e10_each_session_has_its_own_times(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.enquire_interval = SECOND;
	opt.enquire_timeout = 2 * SECOND;
	with_options(&opt); /* at once */
	rig_advance(SECOND);
	rig_peer_header(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0,
	    rig_expect(SMPP_ENQUIRE_LINK, 0));
	opt.enquire_interval = 300 * SECOND;
	with_options(&opt);
	rig_advance(299 * SECOND);
	rig_expect_nothing();
	rig_advance(SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
	rig_advance(2 * SECOND);
	rig_assert_closed("silent");
}

static void i13_an_end_without_goodbye_is_not_clean(void **state)
{
	(void)state;
	rig_submitted(1);
	/* As net/tls.h says of a cut: RC_SYSTEM, here from a failed write. */
	stream_pause_reading(rig.ours);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	stream_resume_reading(rig.ours);
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_submit(2);
	rig_settle();
	rig_assert_closed("broken");
	assert_string_equal(rig_log(), "doubt 1 broken;returned 2;");
}

static void an_idle_session_unbinds(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.inactivity_timeout = 50 * SECOND;
	with_options(&opt);
	rig_advance(30 * SECOND);
	rig_peer_header(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0,
	    rig_expect(SMPP_ENQUIRE_LINK, 0));
	rig_peer_accepts(rig_submitted(1), "x");
	rig_advance(30 * SECOND); /* the next enquire_link */
	rig_peer_header(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0,
	    rig_expect(SMPP_ENQUIRE_LINK, 0));
	rig_advance(20 * SECOND - 1);
	rig_expect_nothing();
	rig_advance(1);
	rig_peer_header(SMPP_UNBIND | SMPP_ANSWER, 0,
	    rig_expect(SMPP_UNBIND, 0));
	rig_assert_closed("inactive");
}

static void a_session_that_awaits_an_answer_is_not_idle(void **state)
{
	struct session_options opt = rig_options();

	(void)state;
	opt.inactivity_timeout = 5 * SECOND;
	with_options(&opt);
	rig_submitted(1);
	rig_advance(29 * SECOND);
	assert_true(session_is_bound(rig.s));
}

static void a_window_may_grow_and_shrink_while_in_use(void **state)
{
	struct session_options opt = rig_options();
	uint32_t seq[25];

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		seq[i] = rig_submitted(i);
	opt.window = 25;
	with_options(&opt);
	assert_int_equal(session_room(rig.s), 15);
	for (unsigned i = 10; i < 25; i++)
		seq[i] = rig_submitted(i);
	assert_int_equal(session_room(rig.s), 0);
	session_limit_window(rig.s, 5);
	for (unsigned i = 0; i < 20; i++)
		rig_peer_accepts(seq[i], "x");
	assert_int_equal(session_room(rig.s), 0);
	rig_peer_accepts(seq[20], "x");
	assert_int_equal(session_room(rig.s), 1);
	assert_int_equal(session_counts(rig.s)->answers, 21);
	assert_int_equal(session_counts(rig.s)->stray, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin_bound, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(e1_an_enquire_is_answered_with_a_full_window),
		CASE(e3_a_silent_peer_leaves_its_requests_in_doubt),
		CASE(e5_half_open_both_ways_is_seen_in_60_s),
		CASE(e5_a_peer_that_is_not_heard_is_seen_in_60_s),
		CASE(e5_a_peer_that_does_not_hear_us_is_seen),
		CASE(e7_a_flood_of_enquires_yields_to_others),
		CASE(e8_after_a_stop_what_came_is_read_before_timers_judge),
		CASE(e9_a_wall_clock_that_jumps_ten_years_has_no_effect),
		CASE(e10_each_session_has_its_own_times),
		CASE(f2_answers_in_random_order_find_their_requests),
		CASE(f3_answers_in_bursts_of_the_window_do_not_stall),
		CASE(f4_a_peer_that_reads_nothing_gets_a_window_at_most),
		CASE(f4_what_a_stalled_peer_got_in_part_is_in_doubt),
		CASE(i13_an_end_without_goodbye_is_not_clean),
		CASE(an_idle_session_unbinds),
		CASE(a_session_that_awaits_an_answer_is_not_idle),
		CASE(a_window_may_grow_and_shrink_while_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

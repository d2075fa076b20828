/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The binds of an smsc: back-off, answers, deliveries, the drain.
 */
#include "centre.h"

static void a_dropped_link_is_dialled_with_growing_waits(void **state)
{
	struct smsc_options opt = defaults();
	usec previous = 0;

	(void)state;
	listener_close(ln);
	open_smsc(&opt);
	for (unsigned i = 0; i < 12; i++) {
		struct smsc_bind_status st = bind_of(0);
		usec wait = st.next_try - clock_wall();
		usec limit = i < 5 ? SECOND << (i + 1) : 60 * SECOND;

		assert_int_equal(st.state, SESSION_CLOSED);
		assert_int_equal(st.reason, SESSION_CLOSE_CONNECT_FAILED);
		assert_int_equal(st.failures, i + 1);
		assert_in_range(wait, SECOND, limit);
		previous += wait;
		clock_advance(wait);
		settle();
	}
	assert_true(previous > 60 * SECOND);
	assert_int_equal(stream_listen(l, "memory:acme", &accepting, NULL, &ln),
	    0);
	advance(60 * SECOND);
	assert_int_equal(status().bound, 1);
}

static void d11_only_a_stable_bind_resets_the_wait(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	for (unsigned i = 0; i < 5; i++) {
		advance(3 * SECOND);
		session_stop(peers[peers_len - 1].s, SESSION_CLOSE_STOPPED);
		settle();
		assert_int_equal(bind_of(0).failures, i + 1);
		while (status().bound == 0)
			advance(SECOND);
	}
	advance(61 * SECOND);
	session_stop(peers[peers_len - 1].s, SESSION_CLOSE_STOPPED);
	settle();
	assert_int_equal(bind_of(0).failures, 1);
}

static void d1_refused_credentials_are_tried_slowly(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	bind_status = SMPP_RINVPASWD;
	open_smsc(&opt);
	assert_int_equal(bind_of(0).bind_status, SMPP_RINVPASWD);
	advance(299 * SECOND);
	assert_int_equal(peers_len, 1);
	bind_status = 0;
	advance(301 * SECOND);
	assert_int_equal(peers_len, 2);
	assert_int_equal(status().bound, 1);
}

static void d2_already_bound_is_tried_after_30_to_60_s(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	bind_status = SMPP_RALYBND;
	open_smsc(&opt);
	advance(29 * SECOND);
	assert_int_equal(peers_len, 1);
	bind_status = 0;
	advance(31 * SECOND);
	assert_int_equal(status().bound, 1);
}

static void g9_an_answer_of_wrong_bind_state_binds_again(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	answer_status = SMPP_RINVBNDSTS;
	send_one(1);
	settle();
	assert_int_equal(status().bound, 0);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_NOT_BOUND);
	assert_string_equal(bind_of(0).why,
	    "a request was answered with 0x00000004 ESME_RINVBNDSTS");
	answer_status = 0;
	advance(3 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_int_equal(balance, 10);
}

static void g2_what_is_taken_without_an_id_is_counted(void **state)
{
	struct smsc_options opt = defaults();
	struct smpp_pdu r;

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 3; i++) {
		send_one(i);
		settle();
		smpp_pdu_init(&r, SMPP_SUBMIT_SM | SMPP_ANSWER, 0);
		r.status = i == 2 ? SMPP_RSYSERR : 0;
		session_reply(peers[0].s, peers[0].open[--peers[0].open_len],
		    &r);
		settle();
	}
	assert_int_equal(status().answers->nameless, 2);
}

static void a_late_answer_is_marked(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	advance(30 * SECOND);
	assert_string_equal(logged(), "slots 10;doubt 1;slots 1;");
	answer_all(&peers[0]);
	assert_string_equal(logged(), "answered 1 ok id-1 late;");
}

static void a_deliver_is_replied_to_by_its_handle(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	logged();
	peer_delivers(&peers[0]);
	assert_int_equal(delivered, 1);
	assert_string_equal(logged(), "");
	smsc_reply(c, &last_delivery, SMPP_RSYSERR);
	settle();
	assert_string_equal(logged(), "deliver_sm_resp 0x8;");
}

/* Those that are refused here, as too many wait for their answer, count too. */
static void a_deliver_beyond_the_window_counts_as_refused(void **state)
{
	struct smsc_options opt = defaults();
	struct smsc_inbound in;

	(void)state;
	opt.inbound_window = 2;
	open_smsc(&opt);
	for (int i = 0; i < 5; i++)
		peer_delivers(&peers[0]);
	in = status().inbound;
	assert_int_equal(delivered, 2);
	assert_int_equal(in.taken, 5);
	assert_int_equal(in.refused, 3);
	assert_int_equal(in.beyond, 3);
	assert_int_equal(in.waiting, 2);
}

static void a_reply_to_a_session_that_is_gone_is_dropped(void **state)
{
	struct smsc_options opt = defaults();
	struct reply_handle old;

	(void)state;
	open_smsc(&opt);
	peer_delivers(&peers[0]);
	old = last_delivery;
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	advance(3 * SECOND);
	assert_int_equal(peers_len, 2);
	peer_delivers(&peers[1]);
	logged();
	smsc_reply(c, &old, 0);
	settle();
	assert_string_equal(logged(), "");
	smsc_reply(c, &last_delivery, 0);
	settle();
	assert_string_equal(logged(), "deliver_sm_resp 0x0;");
}

static void d13_a_drain_waits_for_answers_and_unbinds(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 2;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	logged();
	smsc_stop(c);
	settle();
	assert_string_equal(logged(), "slots -19;");
	assert_false(smsc_is_closed(c));
	assert_int_equal(status().bound, 1);
	send_one(2);
	settle();
	assert_string_equal(logged(), "returned 2;slots 1;");
	for (size_t i = 0; i < peers_len; i++)
		answer_all(&peers[i]);
	assert_string_equal(logged(), "answered 1 ok id-1;");
	assert_true(smsc_is_closed(c));
	advance(120 * SECOND);
	assert_int_equal(peers_len, 2);
}

static void d13_a_drain_gives_up_after_30_s(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.response_timeout = 100 * SECOND;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	smsc_stop(c);
	advance(30 * SECOND - 1);
	assert_int_equal(status().bound, 1);
	advance(1);
	assert_true(smsc_is_closed(c));
	assert_int_equal(doubted, 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_dropped_link_is_dialled_with_growing_waits),
		CASE(d11_only_a_stable_bind_resets_the_wait),
		CASE(d1_refused_credentials_are_tried_slowly),
		CASE(d2_already_bound_is_tried_after_30_to_60_s),
		CASE(g9_an_answer_of_wrong_bind_state_binds_again),
		CASE(g2_what_is_taken_without_an_id_is_counted),
		CASE(a_late_answer_is_marked),
		CASE(a_deliver_is_replied_to_by_its_handle),
		CASE(a_deliver_beyond_the_window_counts_as_refused),
		CASE(a_reply_to_a_session_that_is_gone_is_dropped),
		CASE(d13_a_drain_waits_for_answers_and_unbinds),
		CASE(d13_a_drain_gives_up_after_30_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

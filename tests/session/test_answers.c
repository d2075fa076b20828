/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ESME that is bound: cases B, D, E, F and G of the robustness list, and
 * the doubt windows W0 to W3.
 */
#include "talk.h"

#include <esmed/list.h>

#define ENQUIRE_RESP (SMPP_ENQUIRE_LINK | SMPP_ANSWER)
#define SUBMIT_RESP  (SMPP_SUBMIT_SM | SMPP_ANSWER)
#define DELIVER_RESP (SMPP_DELIVER_SM | SMPP_ANSWER)

static void b1_an_unknown_request_is_nacked(void **state)
{
	(void)state;
	rig_peer_header(0x000000ff, 0, 5);
	assert_int_equal(rig_expect(SMPP_GENERIC_NACK, SMPP_RINVCMDID), 5);
	rig_peer_header(0x00010200, 0, 6);
	assert_int_equal(rig_expect(SMPP_GENERIC_NACK, SMPP_RINVCMDID), 6);
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_counts(rig.s)->unknown, 2);
}

static void b2_an_unknown_answer_is_ignored(void **state)
{
	(void)state;
	rig_peer_header(0x800000ff, 0, rig_submitted(1));
	rig_expect_nothing();
	assert_string_equal(rig_log(), "");
	assert_int_equal(session_unanswered(rig.s), 1);
}

static void b3_a_nack_ends_its_request_with_its_status(void **state)
{
	(void)state;
	rig_peer_header(SMPP_GENERIC_NACK, 0x58, rig_submitted(1));
	rig_peer_header(SMPP_GENERIC_NACK, 0x03, rig_submitted(2));
	rig_peer_header(SMPP_GENERIC_NACK, 0x00, rig_submitted(3));
	assert_string_equal(rig_log(), "answered 1 0x58 nack;"
				       "answered 2 0x3 nack;"
				       "answered 3 0xff nack;");
	assert_true(session_is_bound(rig.s));
}

static void b4_three_nacks_for_nothing_in_a_minute_end_it(void **state)
{
	(void)state;
	rig_submitted(1);
	rig_peer_header(SMPP_GENERIC_NACK, 3, 0);
	rig_peer_header(SMPP_GENERIC_NACK, 3, 0);
	rig_advance(25 * SECOND);
	assert_true(session_is_bound(rig.s));
	rig_peer_header(SMPP_GENERIC_NACK, 3, 0);
	rig_assert_closed("stray_nacks");
	assert_string_equal(rig_log(), "doubt 1 stray_nacks;");
}

static void b5_a_nack_is_never_answered(void **state)
{
	(void)state;
	for (uint32_t i = 100; i < 200; i++)
		rig_peer_header(SMPP_GENERIC_NACK, 3, i);
	rig_expect_nothing();
	assert_true(session_is_bound(rig.s));
}

static void b6_the_status_of_a_request_is_ignored(void **state)
{
	(void)state;
	rig_peer_header(SMPP_ENQUIRE_LINK, 0x58, 3);
	assert_int_equal(rig_expect(ENQUIRE_RESP, 0), 3);
}

static void b7_number_0_is_echoed_in_answers_and_answers_nothing(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_submitted(1);
	rig_message(&p, SMPP_DELIVER_SM, 0);
	rig_peer_pdu(&p);
	assert_int_equal(rig_expect(DELIVER_RESP, 0), 0);
	rig_peer_header(SUBMIT_RESP, 0x45, 0);
	assert_string_equal(rig_log(), "deliver_sm 0;");
	assert_int_equal(session_counts(rig.s)->stray, 1);
}

static void b8_the_highest_numbers_are_echoed(void **state)
{
	(void)state;
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 0x80000000u);
	assert_true(rig_expect(ENQUIRE_RESP, 0) == 0x80000000u);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 0xffffffffu);
	assert_true(rig_expect(ENQUIRE_RESP, 0) == 0xffffffffu);
}

static void b10_a_number_used_twice_is_served_twice(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig.mute = true;
	rig_message(&p, SMPP_DELIVER_SM, 9);
	rig_peer_pdu(&p);
	rig_peer_pdu(&p);
	assert_string_equal(rig_log(), "deliver_sm 9;deliver_sm 9;");
	session_reply_status(rig.s, 9, SMPP_DELIVER_SM, 0);
	session_reply_status(rig.s, 9, SMPP_DELIVER_SM, 0);
	rig_settle();
	assert_int_equal(rig_expect(DELIVER_RESP, 0), 9);
	assert_int_equal(rig_expect(DELIVER_RESP, 0), 9);
}

static void b12_both_directions_may_use_the_same_number(void **state)
{
	struct smpp_pdu p;
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_message(&p, SMPP_DELIVER_SM, seq);
	rig_peer_pdu(&p);
	assert_int_equal(rig_expect(DELIVER_RESP, 0), seq);
	rig_peer_accepts(seq, "x");
	assert_string_equal(rig_log(), "deliver_sm 2;answered 1 0x0;");
}

static void b13_an_answer_to_nothing_is_ignored(void **state)
{
	(void)state;
	rig_peer_accepts(4711, "x");
	rig_peer_header(ENQUIRE_RESP, 0, 4712);
	rig_peer_header(SMPP_UNBIND | SMPP_ANSWER, 0, 4713);
	rig_expect_nothing();
	assert_string_equal(rig_log(), "");
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_counts(rig.s)->stray, 3);
}

static void b14_an_answer_of_the_wrong_type_keeps_the_request(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_peer_header(ENQUIRE_RESP, 0, seq);
	rig_peer_header(SMPP_QUERY_SM | SMPP_ANSWER, 8, seq);
	assert_string_equal(rig_log(), "");
	rig_peer_accepts(seq, "x");
	assert_string_equal(rig_log(), "answered 1 0x0;");
	rig_peer_header(ENQUIRE_RESP, 0, rig_submitted(2));
	rig_assert_closed("wrong_answers");
	assert_string_equal(rig_log(), "doubt 2 wrong_answers;");
}

static void c_a_malformed_request_is_refused_and_the_session_stays(void **state)
{
	uint8_t bytes[20] = { [3] = 20, [7] = 5, [15] = 8, [16] = 'x' };
	struct smpp_pdu p;

	(void)state;
	memset(bytes + 16, 'x', 4);
	rig_peer_sends(bytes, sizeof(bytes));
	assert_true(rig_peer_got(&p));
	assert_int_equal(p.id, DELIVER_RESP);
	assert_int_equal(p.sequence, 8);
	assert_int_not_equal(p.status, 0);
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_counts(rig.s)->malformed, 1);
}

/* C22, C23: the commands that we know and do not serve. */
static void c23_what_is_not_served_is_refused_in_its_own_answer(void **state)
{
	static const uint32_t ids[] = { SMPP_REPLACE_SM, SMPP_SUBMIT_MULTI,
		SMPP_BROADCAST_SM, SMPP_QUERY_BROADCAST_SM,
		SMPP_CANCEL_BROADCAST_SM };
	const struct smpp_dest to = { .flag = SMPP_DEST_LIST };
	uint8_t keep[8];
	struct smpp_pdu p;

	(void)state;
	for (uint32_t i = 0; i < ARRAY_LEN(ids); i++) {
		smpp_pdu_init(&p, ids[i], i);
		if (ids[i] == SMPP_SUBMIT_MULTI)
			assert_int_equal(
			    smpp_dest_put(&p.body.multi.destinations, keep,
				sizeof(keep), &to),
			    0);
		rig_peer_pdu(&p);
		assert_int_equal(
		    rig_expect(ids[i] | SMPP_ANSWER, SMPP_RINVCMDID), i);
	}
	assert_string_equal(rig_log(), "");
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_counts(rig.s)->unknown, ARRAY_LEN(ids));
}

static void c23_what_has_no_answer_gets_none_whole_or_damaged(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_ALERT_NOTIFICATION, 7);
	rig_peer_pdu(&p);
	rig_peer_header(SMPP_ALERT_NOTIFICATION, 0, 8);
	rig_peer_header(SMPP_OUTBIND, 0, 9);
	rig_expect_nothing();
	assert_string_equal(rig_log(), "");
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_counts(rig.s)->malformed, 2);
}

static void d12_answers_still_count_after_the_peers_unbind(void **state)
{
	struct smpp_pdu p;
	const struct session_token tok = { .msg = 9 };
	uint32_t one = rig_submitted(1);

	(void)state;
	rig_submitted(2);
	rig_peer_header(SMPP_UNBIND, 0, 50);
	assert_int_equal(rig_expect(SMPP_UNBIND | SMPP_ANSWER, 0), 50);
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(session_send(rig.s, &tok, &p), RC_CLOSED);
	rig_peer_accepts(one, "x");
	assert_string_equal(rig_log(), "answered 1 0x0;");
	rig_advance(5 * SECOND);
	rig_assert_closed("peer_unbind");
	assert_string_equal(rig_log(), "doubt 2 peer_unbind;");
}

static void d12_an_unbind_with_nothing_open_closes_at_once(void **state)
{
	(void)state;
	rig_peer_header(SMPP_UNBIND, 0, 50);
	rig_expect(SMPP_UNBIND | SMPP_ANSWER, 0);
	rig_assert_closed("peer_unbind");
}

static void d13_an_unbind_of_ours_without_answer_closes_after_5_s(void **state)
{
	(void)state;
	rig_submitted(1);
	session_unbind(rig.s);
	rig_settle();
	rig_expect(SMPP_UNBIND, 0);
	rig_advance(5 * SECOND - 1);
	assert_int_equal(session_state(rig.s), SESSION_UNBINDING);
	rig_advance(1);
	rig_assert_closed("unbind_timeout");
	assert_string_equal(rig_log(), "doubt 1 unbind_timeout;");
}

static void d14_crossed_unbinds_are_both_answered(void **state)
{
	uint32_t seq;

	(void)state;
	session_unbind(rig.s);
	rig_peer_header(SMPP_UNBIND, 0, 50);
	seq = rig_expect(SMPP_UNBIND, 0);
	assert_int_equal(rig_expect(SMPP_UNBIND | SMPP_ANSWER, 0), 50);
	assert_int_equal(session_state(rig.s), SESSION_UNBINDING);
	rig_peer_header(SMPP_UNBIND | SMPP_ANSWER, 0, seq);
	rig_assert_closed("unbound");
	rig_expect_nothing();
}

static void d15_answers_before_the_end_count_the_rest_is_in_doubt(void **state)
{
	uint32_t one = rig_submitted(1);

	(void)state;
	rig_submitted(2);
	rig_header(&rig.got, SUBMIT_RESP, 0x45, one);
	stream_write(rig.peer, buf_bytes(&rig.got), rig.got.len);
	stream_close(rig.peer);
	rig.peer = NULL;
	rig_settle();
	assert_string_equal(rig_log(), "answered 1 0x45;doubt 2 peer_closed;");
}

static void w0_what_never_left_us_is_returned(void **state)
{
	struct stream *peer = rig.peer;

	(void)state;
	rig_submitted(1);
	rig_submit(2); /* queued in this turn */
	session_stop(rig.s, SESSION_CLOSE_STOPPED);
	assert_ptr_equal(peer, rig.peer);
	assert_string_equal(rig_log(), "doubt 1 stopped;returned 2;");
}

static void w1_of_what_one_byte_left_is_in_doubt(void **state)
{
	(void)state;
	rig_submitted(1);
	stream_pair_limit(rig.ours, 1);
	rig_submit(2);
	rig_submit(3);
	rig_turns(1);
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_settle();
	assert_string_equal(rig_log(),
	    "doubt 1 peer_closed;doubt 2 peer_closed;returned 3;");
}

static void w3_a_failed_write_reads_the_answers_first(void **state)
{
	struct buf b = { 0 };

	(void)state;
	rig_header(&b, SUBMIT_RESP, 0x45, rig_submitted(1));
	rig_submitted(2);
	stream_write(rig.peer, buf_bytes(&b), b.len);
	rig_turns(1);
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_submit(3);
	rig_settle();
	assert_string_equal(rig_log(),
	    "answered 1 0x45;doubt 2 broken;returned 3;");
	buf_free(&b);
}

static void w2_no_answer_in_time_is_a_doubt_and_a_late_one_counts(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	rig_advance(15 * SECOND);
	rig_submitted(2);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	rig_advance(15 * SECOND - 1);
	assert_string_equal(rig_log(), "");
	rig_advance(1);
	assert_string_equal(rig_log(), "doubt 1 no_answer;");
	assert_int_equal(session_unanswered(rig.s), 1);
	rig_peer_accepts(seq, "x");
	assert_string_equal(rig_log(), "answered 1 0x0 late;");
	rig_peer_accepts(seq, "x");
	assert_string_equal(rig_log(), "");
	assert_int_equal(session_counts(rig.s)->late, 1);
}

static void g10_an_answer_after_ten_minutes_is_ignored(void **state)
{
	uint32_t seq = rig_submitted(1);

	(void)state;
	for (int i = 0; i < 64; i++) {
		rig_advance(10 * SECOND);
		rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	}
	assert_string_equal(rig_log(), "doubt 1 no_answer;");
	rig_peer_accepts(seq, "x");
	assert_string_equal(rig_log(), "");
}

static void e1_an_enquire_link_is_answered(void **state)
{
	(void)state;
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 3);
	assert_int_equal(rig_expect(ENQUIRE_RESP, 0), 3);
}

static void e2_any_pdu_is_a_sign_of_life(void **state)
{
	(void)state;
	rig_advance(30 * SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
	rig_advance(20 * SECOND);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 3);
	rig_expect(ENQUIRE_RESP, 0);
	rig_advance(10 * SECOND);
	rig_advance(20 * SECOND - 1);
	assert_true(session_is_bound(rig.s));
	rig_expect_nothing();
	rig_advance(1);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
}

static void e2_an_answered_enquire_link_is_repeated_after_silence(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		rig_advance(30 * SECOND - 1);
		rig_expect_nothing();
		rig_advance(1);
		rig_peer_header(ENQUIRE_RESP, 0,
		    rig_expect(SMPP_ENQUIRE_LINK, 0));
	}
	assert_true(session_is_bound(rig.s));
}

static void e3_silence_after_an_enquire_link_ends_it(void **state)
{
	(void)state;
	rig_advance(30 * SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
	rig_submitted(1);
	rig_advance(30 * SECOND - 1);
	assert_true(session_is_bound(rig.s));
	rig_advance(1);
	rig_assert_closed("silent");
}

static void e4_three_requests_in_a_row_without_answer_end_it(void **state)
{
	(void)state;
	rig_submitted(1);
	rig_submitted(2);
	rig_advance(20 * SECOND);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	rig_expect(ENQUIRE_RESP, 0);
	rig_submitted(3);
	rig_submitted(4);
	rig_advance(10 * SECOND);
	assert_true(session_is_bound(rig.s));
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	rig_advance(20 * SECOND);
	rig_assert_closed("no_answers");
	assert_string_equal(rig_log(), "doubt 1 no_answer;doubt 2 no_answer;"
				       "doubt 3 no_answer;doubt 4 no_answer;");
}

static void f1_no_more_than_the_window_is_unanswered(void **state)
{
	const struct session_token tok = { .msg = 99 };
	struct smpp_pdu p;

	(void)state;
	for (uint64_t i = 0; i < 10; i++)
		rig_submit(i);
	assert_int_equal(session_room(rig.s), 0);
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(session_send(rig.s, &tok, &p), RC_FULL);
}

static void f2_answers_in_reverse_order_find_their_requests(void **state)
{
	uint32_t seq[5];

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		seq[i] = rig_submitted(i);
	for (uint32_t i = 5; i-- > 0;)
		rig_peer_header(SUBMIT_RESP, i + 1, seq[i]);
	assert_string_equal(rig_log(),
	    "answered 4 0x5;answered 3 0x4;answered 2 0x3;"
	    "answered 1 0x2;answered 0 0x1;");
}

static void g2_an_answer_without_body_or_id_is_an_answer(void **state)
{
	(void)state;
	rig_peer_header(SUBMIT_RESP, 0, rig_submitted(1));
	rig_peer_accepts(rig_submitted(2), "");
	assert_string_equal(rig_log(), "answered 1 0x0;answered 2 0x0;");
}

static void g3_an_error_answer_may_have_no_body_or_an_id(void **state)
{
	uint8_t odd[17] = { [3] = 17, [4] = 0x80, [7] = 4, [11] = 0x45 };
	struct smpp_pdu p;

	(void)state;
	rig_peer_header(SUBMIT_RESP, 0x0b, rig_submitted(1));
	smpp_pdu_init(&p, SUBMIT_RESP, rig_submitted(2));
	p.status = 0x58;
	strcpy(p.body.message_resp.message_id, "id");
	rig_peer_pdu(&p);
	odd[15] = (uint8_t)rig_submitted(3);
	rig_peer_sends(odd, sizeof(odd));
	assert_string_equal(rig_log(),
	    "answered 1 0xb;answered 2 0x58;answered 3 0x45;");
}

static void a_flood_beyond_the_inbound_window_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig.mute = true;
	for (uint32_t i = 1; i <= 1001; i++) {
		rig_message(&p, SMPP_DELIVER_SM, i);
		rig_peer_pdu(&p);
	}
	assert_int_equal(rig_expect(DELIVER_RESP, SMPP_RMSGQFUL), 1001);
	rig_expect_nothing();
	session_reply_status(rig.s, 1, SMPP_DELIVER_SM, 0);
	rig_message(&p, SMPP_DELIVER_SM, 1002);
	rig_peer_pdu(&p);
	rig_expect(DELIVER_RESP, 0);
	rig_expect_nothing();
}

static void a_pdu_too_long_is_refused_before_it_takes_a_slot(void **state)
{
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu p;

	(void)state;
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	p.body.message.sm_length = 255;
	assert_int_equal(session_send(rig.s, &tok, &p), RC_TOO_LONG);
	assert_int_equal(session_unanswered(rig.s), 0);
	rig_settle();
	rig_expect_nothing();
}

#define BOUND(f) cmocka_unit_test_setup_teardown(f, rig_begin_bound, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOUND(b1_an_unknown_request_is_nacked),
		BOUND(b2_an_unknown_answer_is_ignored),
		BOUND(b3_a_nack_ends_its_request_with_its_status),
		BOUND(b4_three_nacks_for_nothing_in_a_minute_end_it),
		BOUND(b5_a_nack_is_never_answered),
		BOUND(b6_the_status_of_a_request_is_ignored),
		BOUND(b7_number_0_is_echoed_in_answers_and_answers_nothing),
		BOUND(b8_the_highest_numbers_are_echoed),
		BOUND(b10_a_number_used_twice_is_served_twice),
		BOUND(b12_both_directions_may_use_the_same_number),
		BOUND(b13_an_answer_to_nothing_is_ignored),
		BOUND(b14_an_answer_of_the_wrong_type_keeps_the_request),
		BOUND(c_a_malformed_request_is_refused_and_the_session_stays),
		BOUND(c23_what_is_not_served_is_refused_in_its_own_answer),
		BOUND(c23_what_has_no_answer_gets_none_whole_or_damaged),
		BOUND(d12_answers_still_count_after_the_peers_unbind),
		BOUND(d12_an_unbind_with_nothing_open_closes_at_once),
		BOUND(d13_an_unbind_of_ours_without_answer_closes_after_5_s),
		BOUND(d14_crossed_unbinds_are_both_answered),
		BOUND(d15_answers_before_the_end_count_the_rest_is_in_doubt),
		BOUND(w0_what_never_left_us_is_returned),
		BOUND(w1_of_what_one_byte_left_is_in_doubt),
		BOUND(w2_no_answer_in_time_is_a_doubt_and_a_late_one_counts),
		BOUND(w3_a_failed_write_reads_the_answers_first),
		BOUND(g10_an_answer_after_ten_minutes_is_ignored),
		BOUND(e1_an_enquire_link_is_answered),
		BOUND(e2_any_pdu_is_a_sign_of_life),
		BOUND(e2_an_answered_enquire_link_is_repeated_after_silence),
		BOUND(e3_silence_after_an_enquire_link_ends_it),
		BOUND(e4_three_requests_in_a_row_without_answer_end_it),
		BOUND(f1_no_more_than_the_window_is_unanswered),
		BOUND(f2_answers_in_reverse_order_find_their_requests),
		BOUND(g2_an_answer_without_body_or_id_is_an_answer),
		BOUND(g3_an_error_answer_may_have_no_body_or_an_id),
		BOUND(a_flood_beyond_the_inbound_window_is_refused),
		BOUND(a_pdu_too_long_is_refused_before_it_takes_a_slot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

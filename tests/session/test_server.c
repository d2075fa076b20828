/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SMSC's side against bytes: what comes before, in and after the bind.
 */
#include "talk.h"

#define BIND_RESP (SMPP_BIND_TRANSCEIVER | SMPP_ANSWER)

static int begin(void **state)
{
	(void)state;
	rig_begin(SESSION_SMSC);
	return 0;
}

static void peer_binds(uint32_t command)
{
	struct smpp_pdu p;

	smpp_pdu_init(&p, command, 1);
	strcpy(p.body.bind.system_id, "client");
	strcpy(p.body.bind.password, "secret");
	p.body.bind.interface_version = 0x34;
	rig_peer_pdu(&p);
}

static int begin_bound(void **state)
{
	begin(state);
	peer_binds(SMPP_BIND_TRANSCEIVER);
	rig_expect(BIND_RESP, 0);
	return 0;
}

static void a_bind_is_answered_with_our_name_and_version(void **state)
{
	struct smpp_pdu p;

	(void)state;
	peer_binds(SMPP_BIND_TRANSCEIVER);
	assert_true(rig_peer_got(&p));
	assert_int_equal(p.id, BIND_RESP);
	assert_int_equal(p.status, 0);
	assert_string_equal(p.body.bind_resp.system_id, "esmed");
	assert_int_equal(p.tlv_count, 1);
	assert_int_equal(p.tlv[0].tag, 0x0210);
	assert_true(session_is_bound(rig.s));
	assert_string_equal(session_system_id(rig.s), "client");
}

static void d19_a_request_before_the_bind_is_refused_three_end_it(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_message(&p, SMPP_SUBMIT_SM, 7);
	for (int i = 0; i < 3; i++) {
		rig_peer_pdu(&p);
		assert_int_equal(
		    rig_expect(SMPP_SUBMIT_SM | SMPP_ANSWER, SMPP_RINVBNDSTS),
		    7);
	}
	rig_assert_closed("not_bound");
	assert_string_equal(rig_log(), "");
}

static void d19_two_early_requests_do_not_prevent_a_bind(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_message(&p, SMPP_SUBMIT_SM, 7);
	rig_peer_pdu(&p);
	rig_peer_pdu(&p);
	rig_expect(SMPP_SUBMIT_SM | SMPP_ANSWER, SMPP_RINVBNDSTS);
	rig_expect(SMPP_SUBMIT_SM | SMPP_ANSWER, SMPP_RINVBNDSTS);
	peer_binds(SMPP_BIND_TRANSCEIVER);
	rig_expect(BIND_RESP, 0);
}

static void d20_a_submit_in_the_segment_of_the_bind_waits_for_it(void **state)
{
	struct buf b = { 0 };
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_BIND_TRANSCEIVER, 1);
	strcpy(p.body.bind.system_id, "client");
	rig_encode(&b, &p);
	rig_message(&p, SMPP_SUBMIT_SM, 2);
	rig_encode(&b, &p);
	rig_peer_sends(buf_bytes(&b), b.len);
	rig_expect(BIND_RESP, 0);
	rig_expect(SMPP_SUBMIT_SM | SMPP_ANSWER, 0);
	assert_string_equal(rig_log(), "submit_sm 2;");
	buf_free(&b);
}

static void d21_a_second_bind_is_refused_and_the_session_stays(void **state)
{
	(void)state;
	peer_binds(SMPP_BIND_TRANSCEIVER);
	rig_expect(BIND_RESP, SMPP_RALYBND);
	assert_true(session_is_bound(rig.s));
}

static void d22_a_deliver_from_a_client_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_message(&p, SMPP_DELIVER_SM, 2);
	rig_peer_pdu(&p);
	rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, SMPP_RINVBNDSTS);
	assert_true(session_is_bound(rig.s));
}

static void d22_a_submit_on_a_receiver_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	peer_binds(SMPP_BIND_RECEIVER);
	rig_expect(SMPP_BIND_RECEIVER | SMPP_ANSWER, 0);
	rig_message(&p, SMPP_SUBMIT_SM, 2);
	rig_peer_pdu(&p);
	rig_expect(SMPP_SUBMIT_SM | SMPP_ANSWER, SMPP_RINVBNDSTS);
	assert_int_equal(session_room(rig.s), 10);
}

static void d22_a_transmitter_is_delivered_nothing(void **state)
{
	(void)state;
	peer_binds(SMPP_BIND_TRANSMITTER);
	rig_expect(SMPP_BIND_TRANSMITTER | SMPP_ANSWER, 0);
	assert_int_equal(session_room(rig.s), 0);
}

static void d23_a_refused_bind_is_answered_and_closed(void **state)
{
	(void)state;
	rig.bind_status = SMPP_RINVPASWD;
	peer_binds(SMPP_BIND_TRANSCEIVER);
	rig_expect(BIND_RESP, SMPP_RINVPASWD);
	rig_assert_closed("bind_refused");
	assert_null(rig.peer);
}

static void d26_one_that_never_binds_is_closed_after_10_s(void **state)
{
	(void)state;
	rig_advance(5 * SECOND);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 3); /* E6: buys no time */
	rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0);
	rig_advance(5 * SECOND);
	rig_assert_closed("bind_timeout");
}

static void d27_a_client_that_vanished_is_closed_after_60_s(void **state)
{
	(void)state;
	rig_advance(30 * SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0);
	rig_advance(30 * SECOND);
	rig_assert_closed("silent");
}

static void before_the_bind_512_bytes_are_the_limit(void **state)
{
	(void)state;
	rig_peer_sends("\0\0\x02\x01", 4);
	rig_expect(SMPP_GENERIC_NACK, SMPP_RINVCMDLEN);
	rig_assert_closed("framing");
}

static void f5_a_client_that_reads_nothing_is_not_read(void **state)
{
	struct smpp_pdu p;
	struct buf b = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 64; i++)
		rig_header(&b, SMPP_ENQUIRE_LINK, 0, i);
	stream_pair_limit(rig.ours, 0);
	for (int i = 0; i < 1000; i++)
		rig_peer_sends(buf_bytes(&b), b.len);
	assert_true(stream_pending(rig.ours) < 300 * 1024);
	assert_true(stream_pending(rig.peer) > 300 * 1024);
	stream_pair_limit(rig.ours, SIZE_MAX);
	rig_settle();
	for (int i = 0; i < 64000; i++)
		assert_true(rig_peer_got(&p));
	rig_expect_nothing();
	buf_free(&b);
}

static void a_pause_by_the_owner_of_the_stream_stays(void **state)
{
	(void)state;
	stream_pause_reading(rig.ours);
	rig_advance(30 * SECOND);
	rig_expect(SMPP_ENQUIRE_LINK, 0); /* written and drained */
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 1);
	rig_expect_nothing();
}

static void a_bad_bind_is_refused_by_its_answer(void **state)
{
	uint8_t bytes[40] = { [3] = 40, [7] = 9, [15] = 1 };
	struct smpp_pdu p;

	(void)state;
	memset(bytes + 16, 'x', 24); /* a system_id without an end */
	rig_peer_sends(bytes, sizeof(bytes));
	assert_true(rig_peer_got(&p));
	assert_int_equal(p.id, BIND_RESP);
	assert_int_not_equal(p.status, 0);
	assert_false(session_is_bound(rig.s));
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, begin, rig_end)
#define BOUND(f) cmocka_unit_test_setup_teardown(f, begin_bound, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_bind_is_answered_with_our_name_and_version),
		FRESH(d19_a_request_before_the_bind_is_refused_three_end_it),
		FRESH(d19_two_early_requests_do_not_prevent_a_bind),
		FRESH(d20_a_submit_in_the_segment_of_the_bind_waits_for_it),
		BOUND(d21_a_second_bind_is_refused_and_the_session_stays),
		BOUND(d22_a_deliver_from_a_client_is_refused),
		FRESH(d22_a_submit_on_a_receiver_is_refused),
		FRESH(d22_a_transmitter_is_delivered_nothing),
		FRESH(d23_a_refused_bind_is_answered_and_closed),
		FRESH(d26_one_that_never_binds_is_closed_after_10_s),
		BOUND(d27_a_client_that_vanished_is_closed_after_60_s),
		FRESH(before_the_bind_512_bytes_are_the_limit),
		BOUND(f5_a_client_that_reads_nothing_is_not_read),
		BOUND(a_pause_by_the_owner_of_the_stream_stays),
		FRESH(a_bad_bind_is_refused_by_its_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

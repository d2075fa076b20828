/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cases A of the robustness list: where PDUs begin and end.
 */
#include "talk.h"

static void lost_by(uint32_t length)
{
	uint8_t bytes[16] = { 0 };
	struct cursor c = cursor_over(bytes, 4);

	rig_submitted(1);
	rig_submitted(2);
	cursor_put(&c, 4, length);
	bytes[7] = 0x15;
	rig_peer_sends(bytes, sizeof(bytes));
	assert_int_equal(rig_expect(SMPP_GENERIC_NACK, SMPP_RINVCMDLEN), 0);
	rig_expect_nothing();
	rig_assert_closed("framing");
	assert_null(rig.peer);
	assert_string_equal(rig_log(), "doubt 1 framing;doubt 2 framing;");
}

static void a1_a_length_of_zero_loses_framing(void **state)
{
	(void)state;
	lost_by(0);
}

static void a2_a_length_of_15_loses_framing(void **state)
{
	(void)state;
	lost_by(15);
}

static void a2_a_length_of_8_loses_framing(void **state)
{
	(void)state;
	lost_by(8);
}

static void a3_the_greatest_length_loses_framing(void **state)
{
	(void)state;
	lost_by(0xffffffffu);
}

static void a3_a_negative_length_loses_framing(void **state)
{
	(void)state;
	lost_by(0x80000000u);
}

static void a4_a_length_above_the_limit_loses_framing(void **state)
{
	(void)state;
	lost_by(SMPP_LIMIT_BOUND + 1);
}

static void a4_a_pdu_of_the_limit_is_read(void **state)
{
	uint8_t *big = calloc(1, SMPP_LIMIT_BOUND);
	struct cursor c = cursor_over(big, 16);

	(void)state;
	cursor_put(&c, 4, SMPP_LIMIT_BOUND);
	cursor_put(&c, 4, 0x00010200);
	cursor_put(&c, 4, 0);
	cursor_put(&c, 4, 9);
	rig_peer_sends(big, SMPP_LIMIT_BOUND);
	assert_int_equal(rig_expect(SMPP_GENERIC_NACK, SMPP_RINVCMDID), 9);
	assert_true(session_is_bound(rig.s));
	free(big);
}

static void a5_a_huge_length_is_judged_by_its_four_bytes(void **state)
{
	(void)state;
	rig_peer_sends("\x7f\xff\xff\xff", 4);
	rig_assert_closed("framing");
}

static void a6_another_protocol_loses_framing(void **state)
{
	(void)state;
	rig_peer_sends("GET / HTTP/1.1\r\n\r\n", 18);
	rig_assert_closed("framing");
}

static void a7_a_pdu_never_completed_ends_after_10_s(void **state)
{
	struct buf b = { 0 };

	(void)state;
	rig_submitted(1);
	rig_header(&b, SMPP_ENQUIRE_LINK, 0, 1);
	rig_peer_sends(buf_bytes(&b), 8);
	rig_advance(6 * SECOND);
	rig_peer_sends(buf_bytes(&b) + 8, 4); /* does not buy more time */
	rig_advance(4 * SECOND - 1);
	assert_true(session_is_bound(rig.s));
	rig_advance(1);
	rig_assert_closed("pdu_timeout");
	assert_string_equal(rig_log(), "doubt 1 pdu_timeout;");
	buf_free(&b);
}

static void a7_a_pdu_completed_in_time_is_handled(void **state)
{
	struct buf b = { 0 };

	(void)state;
	rig_header(&b, SMPP_ENQUIRE_LINK, 0, 1);
	rig_peer_sends(buf_bytes(&b), 15);
	rig_advance(9 * SECOND);
	rig_peer_sends(buf_bytes(&b) + 15, 1);
	rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0);
	rig_advance(2 * SECOND);
	assert_true(session_is_bound(rig.s));
	buf_free(&b);
}

static void a10_a_dialogue_of_single_bytes_is_the_same(void **state)
{
	struct smpp_pdu p;

	(void)state;
	stream_pair_limit(rig.peer, 1);
	rig_peer_accepts(rig_submitted(1), "id-1");
	rig_message(&p, SMPP_DELIVER_SM, 77);
	rig_peer_pdu(&p);
	assert_int_equal(rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, 0), 77);
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 78);
	assert_int_equal(rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0), 78);
	rig_peer_header(SMPP_SUBMIT_SM | SMPP_ANSWER, 0x58, rig_submitted(2));
	assert_string_equal(rig_log(),
	    "answered 1 0x0;deliver_sm 77;answered 2 0x58;");
}

static void a11_a_thousand_pdus_of_one_segment_are_handled_in_order(
    void **state)
{
	struct buf b = { 0 }, expected = { 0 };
	struct smpp_pdu p;

	(void)state;
	for (uint32_t i = 1; i <= 1000; i++) {
		rig_message(&p, SMPP_DELIVER_SM, i);
		rig_encode(&b, &p);
		buf_printf(&expected, "deliver_sm %u;", i);
	}
	rig_peer_sends(buf_bytes(&b), b.len);
	assert_string_equal(rig_log(), buf_cstr(&expected));
	for (uint32_t i = 1; i <= 1000; i++)
		assert_int_equal(rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, 0),
		    i);
	assert_in_range(rig.max_a_turn, 1, 64);
	buf_free(&b);
	buf_free(&expected);
}

static void a12_every_split_of_three_pdus_is_the_same(void **state)
{
	struct buf b = { 0 };
	struct smpp_pdu p;

	(void)state;
	rig_message(&p, SMPP_DELIVER_SM, 1);
	rig_encode(&b, &p);
	rig_header(&b, SMPP_ENQUIRE_LINK, 0, 2);
	rig_message(&p, SMPP_DELIVER_SM, 3);
	rig_encode(&b, &p);
	for (size_t at = 0; at <= b.len; at++) {
		rig_peer_sends(buf_bytes(&b), at);
		rig_peer_sends(buf_bytes(&b) + at, b.len - at);
		assert_string_equal(rig_log(), "deliver_sm 1;deliver_sm 3;");
		rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, 0);
		rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0);
		rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, 0);
		rig_expect_nothing();
	}
	buf_free(&b);
}

static void ends_after(size_t bytes, const char *reason)
{
	struct buf b = { 0 };

	rig_header(&b, SMPP_ENQUIRE_LINK, 0, 1);
	rig_header(&b, SMPP_ENQUIRE_LINK, 0, 2);
	rig_peer_sends(buf_bytes(&b), bytes);
	stream_close(rig.peer);
	rig.peer = NULL;
	rig_settle();
	rig_assert_closed(reason);
	buf_free(&b);
}

static void a13_an_end_inside_a_header_is_not_clean(void **state)
{
	(void)state;
	ends_after(20, "broken");
}

static void a13_an_end_between_pdus_is_clean(void **state)
{
	(void)state;
	ends_after(32, "peer_closed");
}

static void a15_garbage_after_the_unbind_resp_is_ignored(void **state)
{
	uint8_t bytes[26] = { [3] = 16, [4] = 0x80, [7] = 6 };

	(void)state;
	session_unbind(rig.s);
	rig_settle();
	bytes[15] = (uint8_t)rig_expect(SMPP_UNBIND, 0);
	memset(bytes + 16, 0xff, 10);
	rig_peer_sends(bytes, sizeof(bytes));
	rig_assert_closed("unbound");
	rig_expect_nothing();
}

static const uint32_t known[] = { SMPP_BIND_RECEIVER, SMPP_BIND_TRANSMITTER,
	SMPP_QUERY_SM, SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_UNBIND,
	SMPP_CANCEL_SM, SMPP_BIND_TRANSCEIVER, SMPP_OUTBIND, SMPP_ENQUIRE_LINK,
	SMPP_DATA_SM };

/* A bound session with one request open gets this header; then it is stopped.
 * However it was taken, the request comes back once. */
static void takes(uint32_t id, unsigned bit)
{
	struct buf b = { 0 };
	void *none = NULL;
	const char *text;
	unsigned ends = 0;

	rig_begin_bound(&none);
	rig_header(&b, id, 0, rig_submitted(1));
	buf_bytes(&b)[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
	rig_peer_sends(buf_bytes(&b), b.len);
	session_stop(rig.s, SESSION_CLOSE_STOPPED);
	text = rig_log();
	ends += strstr(text, "answered 1 ") != NULL;
	ends += strstr(text, "doubt 1 ") != NULL;
	assert_int_equal(ends, 1);
	buf_free(&b);
	rig_end(&none);
}

static void b17_every_flipped_bit_of_a_header_has_a_defined_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		for (unsigned bit = 0; bit < 128; bit++) {
			takes(known[i], bit);
			takes(known[i] | SMPP_ANSWER, bit);
		}
	}
}

#define BOUND(f) cmocka_unit_test_setup_teardown(f, rig_begin_bound, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOUND(a1_a_length_of_zero_loses_framing),
		BOUND(a2_a_length_of_15_loses_framing),
		BOUND(a2_a_length_of_8_loses_framing),
		BOUND(a3_the_greatest_length_loses_framing),
		BOUND(a3_a_negative_length_loses_framing),
		BOUND(a4_a_length_above_the_limit_loses_framing),
		BOUND(a4_a_pdu_of_the_limit_is_read),
		BOUND(a5_a_huge_length_is_judged_by_its_four_bytes),
		BOUND(a6_another_protocol_loses_framing),
		BOUND(a7_a_pdu_never_completed_ends_after_10_s),
		BOUND(a7_a_pdu_completed_in_time_is_handled),
		BOUND(a10_a_dialogue_of_single_bytes_is_the_same),
		BOUND(a11_a_thousand_pdus_of_one_segment_are_handled_in_order),
		BOUND(a12_every_split_of_three_pdus_is_the_same),
		BOUND(a13_an_end_inside_a_header_is_not_clean),
		BOUND(a13_an_end_between_pdus_is_clean),
		BOUND(a15_garbage_after_the_unbind_resp_is_ignored),
		cmocka_unit_test(
		    b17_every_flipped_bit_of_a_header_has_a_defined_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

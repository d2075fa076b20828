/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/frame.h>

#include "base/base.h"
#include "base/cursor.h"

static enum smpp_frame judge(uint32_t claimed, size_t have, size_t limit)
{
	uint8_t bytes[64] = { 0 };
	struct cursor c = cursor_over(bytes, sizeof(bytes));
	size_t pdu_len;

	assert_true(have <= sizeof(bytes));
	cursor_put(&c, 4, claimed);
	return smpp_frame(bytes, have, limit, &pdu_len);
}

static void a_length_below_the_header_loses_the_framing(void **state)
{
	static const uint32_t bad[] = { 0, 1, 4, 8, 15 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(judge(bad[i], 4, 70000), SMPP_FRAME_LOST);
	assert_int_equal(judge(16, 16, 70000), SMPP_FRAME_PDU);
}

static void a_length_over_the_limit_loses_the_framing_at_once(void **state)
{
	(void)state;
	assert_int_equal(judge(SMPP_LIMIT_BOUND, 4, SMPP_LIMIT_BOUND),
	    SMPP_FRAME_MORE);
	assert_int_equal(judge(SMPP_LIMIT_BOUND + 1, 4, SMPP_LIMIT_BOUND),
	    SMPP_FRAME_LOST);
	assert_int_equal(judge(SMPP_LIMIT_UNBOUND + 1, 4, SMPP_LIMIT_UNBOUND),
	    SMPP_FRAME_LOST);
	assert_int_equal(judge(0x80000000, 4, 70000), SMPP_FRAME_LOST);
	assert_int_equal(judge(0xFFFFFFFF, 4, 70000), SMPP_FRAME_LOST);
}

static void fewer_than_four_bytes_are_not_judged(void **state)
{
	(void)state;
	for (size_t have = 0; have < 4; have++)
		assert_int_equal(judge(0xFFFFFFFF, have, 70000),
		    SMPP_FRAME_MORE);
}

static void a_pdu_is_whole_only_with_its_last_byte(void **state)
{
	uint8_t bytes[20] = { 0, 0, 0, 17 };
	size_t pdu_len;

	(void)state;
	assert_int_equal(smpp_frame(bytes, 16, 70000, &pdu_len),
	    SMPP_FRAME_MORE);
	assert_int_equal(pdu_len, 17);
	assert_int_equal(smpp_frame(bytes, 17, 70000, &pdu_len),
	    SMPP_FRAME_PDU);
	assert_int_equal(smpp_frame(bytes, 20, 70000, &pdu_len),
	    SMPP_FRAME_PDU);
	assert_int_equal(pdu_len, 17);
}

static void another_protocol_loses_the_framing_and_is_named(void **state)
{
	static const struct {
		const char *name, *start;
		size_t len;
	} others[] = {
		{ "HTTP", "GET / HTTP/1.1\r\n", 16 },
		{ "HTTP", "POST /Messages", 14 },
		{ "HTTP", "HTTP/1.1 400", 12 },
		{ "TLS", "\x16\x03\x01\x02\0\x01", 6 },
		{ "SSH", "SSH-2.0-OpenSSH", 15 },
		{ "AMQP", "AMQP\0\0\x09\x01", 8 },
		{ "RDP", "\x03\0\0\x2f\x2a\xe0", 6 },
	};
	size_t pdu_len;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_int_equal(smpp_frame(others[i].start, others[i].len,
				     SMPP_LIMIT_BOUND, &pdu_len),
		    SMPP_FRAME_LOST);
		assert_string_equal(
		    smpp_frame_hint(others[i].start, others[i].len),
		    others[i].name);
	}
	assert_null(smpp_frame_hint("\0\0\0\x10", 4));
	assert_null(smpp_frame_hint("GE", 2));
	assert_null(smpp_frame_hint("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_length_below_the_header_loses_the_framing),
		cmocka_unit_test(
		    a_length_over_the_limit_loses_the_framing_at_once),
		cmocka_unit_test(fewer_than_four_bytes_are_not_judged),
		cmocka_unit_test(a_pdu_is_whole_only_with_its_last_byte),
		cmocka_unit_test(
		    another_protocol_loses_the_framing_and_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/pdu.h>
#include <esmed/status.h>
#include <esmed/tlv.h>

#include "base/base.h"
#include "smpp/table.h"

static const uint8_t long_text[SMPP_TEXT_MAX] = { 'a', 0, 0xFF };

/* As long as the field may be, every byte another than its neighbours'. */
static void fill_field(const struct field *f, char *body)
{
	const uint8_t *text = long_text;
	char *to = body + f->offset;

	switch (f->kind) {
	case KIND_BYTE: *to = (char)(f->offset | 0x80); break;
	case KIND_CSTR:
		for (int i = 0; i < f->max - 1; i++)
			to[i] = (char)('a' + (i + f->offset) % 26);
		break;
	case KIND_TIME: memcpy(to, "260302152000000+", 17); break;
	case KIND_TEXT:
		body[f->count] = (char)SMPP_TEXT_MAX;
		memcpy(to, &text, sizeof(text));
		break;
	case KIND_END: break;
	}
}

static void check_round_trip(uint32_t id)
{
	const struct field *f = smpp_command_body(smpp_command_row(id), id);
	struct smpp_pdu p, q;
	uint8_t bytes[1024];
	size_t len, left;

	smpp_pdu_init(&p, id, 0xFFFFFFFE);
	for (; f->kind != KIND_END; f++)
		fill_field(f, (char *)&p.body);
	assert_int_equal(smpp_pdu_add(&p, 0x1400, "v", 1), 0);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(smpp_decode(bytes, len, &q), 0);
	assert_int_equal(q.id, id);
	assert_int_equal(q.sequence, 0xFFFFFFFE);
	assert_int_equal(q.odd, 0);
	assert_int_equal(q.tlv_count, 1);
	assert_int_equal(q.tlv[0].value[0], 'v');
	if (q.body.message.short_message != NULL &&
	    smpp_command_row(id)->body ==
		smpp_command_row(SMPP_SUBMIT_SM)->body &&
	    !smpp_is_answer(id)) {
		assert_memory_equal(q.body.message.short_message, long_text,
		    sizeof(long_text));
		q.body.message.short_message = long_text;
	}
	assert_memory_equal(&q.body, &p.body, sizeof(p.body));

	/* No byte of room less is enough, and none behind it is touched. */
	for (left = 0; left < len; left++) {
		bytes[left] = 0x5A;
		assert_int_equal(smpp_encode(&p, bytes, left, &len), RC_SHORT);
		assert_int_equal(bytes[left], 0x5A);
	}
}

static void every_body_comes_back_at_its_longest(void **state)
{
	static const uint32_t ids[] = { 1, 2, 3, 4, 5, 6, 8, 9, 0x15, 0x103 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		check_round_trip(ids[i]);
		check_round_trip(ids[i] | SMPP_ANSWER);
	}
	check_round_trip(SMPP_OUTBIND);
	check_round_trip(SMPP_GENERIC_NACK);
}

static int write(const struct smpp_pdu *p)
{
	uint8_t bytes[512];
	size_t len;

	return smpp_encode(p, bytes, sizeof(bytes), &len);
}

static void a_string_that_fills_its_array_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	memset(p.body.message.destination.digits, '1', 21);
	assert_int_equal(write(&p), RC_TOO_LONG);
	p.body.message.destination.digits[20] = '\0';
	assert_int_equal(write(&p), 0);
}

static void a_text_of_255_bytes_is_refused(void **state)
{
	static const uint8_t text[255] = { 0 };
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	p.body.message.short_message = text;
	p.body.message.sm_length = 255;
	assert_int_equal(write(&p), RC_TOO_LONG);
	p.body.message.sm_length = 254;
	assert_int_equal(write(&p), 0);
}

static void two_texts_are_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	assert_int_equal(smpp_pdu_add(&p, SMPP_TLV_MESSAGE_PAYLOAD, "hello", 5),
	    0);
	assert_int_equal(write(&p), 0);
	p.body.message.short_message = long_text;
	p.body.message.sm_length = 1;
	assert_int_equal(write(&p), RC_BAD);
}

static void a_time_must_be_one(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	memcpy(p.body.message.validity_period, "tomorrow", 9);
	assert_int_equal(write(&p), RC_BAD);
	memcpy(p.body.message.validity_period, "000001000000000R", 17);
	assert_int_equal(write(&p), 0);
}

static int write_tlv(uint16_t tag, const char *value, uint16_t len)
{
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 1);
	assert_int_equal(smpp_pdu_add(&p, tag, value, len), 0);
	return write(&p);
}

static void a_known_tlv_must_have_its_length(void **state)
{
	char id[66] = { 0 };

	(void)state;
	assert_int_equal(write_tlv(SMPP_TLV_MESSAGE_STATE, "\0\2", 2),
	    RC_TOO_LONG);
	assert_int_equal(write_tlv(SMPP_TLV_SOURCE_PORT, "\0", 1), RC_BAD);
	memset(id, '1', 65);
	assert_int_equal(write_tlv(SMPP_TLV_RECEIPTED_MESSAGE_ID, id, 66),
	    RC_TOO_LONG);
	assert_int_equal(write_tlv(SMPP_TLV_RECEIPTED_MESSAGE_ID, id + 1, 65),
	    0);
	assert_int_equal(write_tlv(SMPP_TLV_RECEIPTED_MESSAGE_ID, "77", 2),
	    RC_BAD);
	assert_int_equal(write_tlv(SMPP_TLV_RECEIPTED_MESSAGE_ID, "7\0\0", 3),
	    RC_BAD);
	assert_int_equal(write_tlv(0x1400, "", 0), 0);
}

static void a_number_is_added_in_the_width_of_its_tag(void **state)
{
	uint8_t keep[4];
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	assert_int_equal(
	    smpp_pdu_add_number(&p, SMPP_TLV_SAR_MSG_REF_NUM, 0x1234, keep), 0);
	assert_int_equal(p.tlv[0].len, 2);
	assert_memory_equal(keep, "\x12\x34", 2);
	assert_int_equal(
	    smpp_pdu_add_number(&p, SMPP_TLV_SAR_MSG_REF_NUM, 0x10000, keep),
	    RC_BAD);
	assert_int_equal(
	    smpp_pdu_add_number(&p, SMPP_TLV_MESSAGE_PAYLOAD, 1, keep), RC_BAD);
	assert_int_equal(smpp_pdu_add_number(&p, SMPP_TLV_QOS_TIME_TO_LIVE,
			     UINT32_MAX, keep),
	    0);
	assert_int_equal(p.tlv_count, 2);
}

static void the_65th_tlv_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	for (int i = 0; i < SMPP_TLVS_MAX; i++)
		assert_int_equal(smpp_pdu_add(&p, 0x1400, "", 0), 0);
	assert_int_equal(smpp_pdu_add(&p, 0x1400, "", 0), RC_FULL);
}

static void an_error_answer_has_a_body_only_if_it_says_something(void **state)
{
	uint8_t bytes[128];
	struct smpp_pdu p;
	size_t len;

	(void)state;
	smpp_pdu_init(&p, SMPP_SUBMIT_SM | SMPP_ANSWER, 1);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(len, 17);
	p.status = SMPP_RTHROTTLED;
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(len, 16);
	memcpy(p.body.message_resp.message_id, "77", 3);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(len, 19);

	/* A TLV needs the body before it, or it is taken for the body. */
	p.body.message_resp.message_id[0] = '\0';
	assert_int_equal(smpp_pdu_add(&p, 0x1400, "v", 1), 0);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(len, 16 + 1 + 5);
}

static void an_unknown_command_is_not_written(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, 0xFF, 1);
	assert_int_equal(write(&p), RC_UNSUPPORTED);
	smpp_pdu_init(&p, SMPP_OUTBIND | SMPP_ANSWER, 1);
	assert_int_equal(write(&p), RC_UNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_body_comes_back_at_its_longest),
		cmocka_unit_test(a_string_that_fills_its_array_is_refused),
		cmocka_unit_test(a_text_of_255_bytes_is_refused),
		cmocka_unit_test(two_texts_are_refused),
		cmocka_unit_test(a_time_must_be_one),
		cmocka_unit_test(a_known_tlv_must_have_its_length),
		cmocka_unit_test(a_number_is_added_in_the_width_of_its_tag),
		cmocka_unit_test(the_65th_tlv_is_refused),
		cmocka_unit_test(
		    an_error_answer_has_a_body_only_if_it_says_something),
		cmocka_unit_test(an_unknown_command_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

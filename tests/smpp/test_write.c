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
static uint8_t long_list[SMPP_UNSUCCESS_ROOM];

/* As long as the field may be, every byte another than its neighbours'. */
static void fill_string(const struct field *f, char *to)
{
	for (int i = 0; i < f->max - 1; i++)
		to[i] = (char)('a' + (i + f->offset) % 26);
}

static void fill_field(const struct field *f, char *body);

/* All items that fit, each as long as it may be. */
static void fill_list(const struct field *f, char *to)
{
	const struct field *rows = f->items[0].fields;
	struct cursor c = cursor_over(long_list, sizeof(long_list));
	struct smpp_list list = { .count = SMPP_LIST_MAX, .bytes = long_list };
	union item item = { 0 };

	for (const struct field *row = rows; row->kind != KIND_END; row++)
		fill_field(row, (char *)&item);
	if (f->items[0].flag != ANY_FLAG)
		*(uint8_t *)&item = (uint8_t)f->items[0].flag;
	for (int i = 0; i < SMPP_LIST_MAX; i++)
		smpp_fields_write(&c, rows, &item);
	assert_int_equal(c.rc, 0);
	list.len = (uint16_t)(c.at - long_list);
	memcpy(to, &list, sizeof(list));
}

static void fill_field(const struct field *f, char *body)
{
	static const uint32_t word = 0x81828384;
	const uint8_t *text = long_text;
	char *to = body + f->offset;

	switch (f->kind) {
	case KIND_BYTE: *to = (char)(f->offset | 0x80); break;
	case KIND_CSTR: fill_string(f, to); break;
	case KIND_TIME: memcpy(to, "260302152000000+", 17); break;
	case KIND_TEXT:
		body[f->count] = (char)SMPP_TEXT_MAX;
		memcpy(to, &text, sizeof(text));
		break;
	case KIND_WORD: memcpy(to, &word, sizeof(word)); break;
	case KIND_LIST: fill_list(f, to); break;
	case KIND_END: break;
	}
}

/* What was read points into the PDU; let it point to what was written. */
static void compare_borrowed(const struct field *f, char *body)
{
	for (; f->kind != KIND_END; f++) {
		char *at = body + f->offset;
		struct smpp_list *list = (void *)at;
		const uint8_t **text = (void *)at;

		if (f->kind == KIND_TEXT) {
			assert_memory_equal(*text, long_text, SMPP_TEXT_MAX);
			*text = long_text;
		}
		if (f->kind == KIND_LIST) {
			assert_memory_equal(list->bytes, long_list, list->len);
			list->bytes = long_list;
		}
	}
}

static void check_round_trip(uint32_t id)
{
	const struct field *f = smpp_command_body(smpp_command_row(id), id);
	static uint8_t bytes[8192];
	struct smpp_pdu p, q;
	size_t len, left;

	smpp_pdu_init(&p, id, 0xFFFFFFFE);
	for (const struct field *row = f; row->kind != KIND_END; row++)
		fill_field(row, (char *)&p.body);
	assert_int_equal(smpp_pdu_add(&p, 0x1400, "v", 1), 0);
	assert_int_equal(smpp_encode(&p, bytes, sizeof(bytes), &len), 0);
	assert_int_equal(smpp_decode(bytes, len, &q), 0);
	assert_int_equal(q.id, id);
	assert_int_equal(q.sequence, 0xFFFFFFFE);
	assert_int_equal(q.odd, 0);
	assert_int_equal(q.tlv_count, 1);
	assert_int_equal(q.tlv[0].value[0], 'v');
	compare_borrowed(f, (char *)&q.body);
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
	static const uint32_t ids[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x15, 0x21,
		0x103, 0x111, 0x112, 0x113 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		check_round_trip(ids[i]);
		check_round_trip(ids[i] | SMPP_ANSWER);
	}
	check_round_trip(SMPP_ALERT_NOTIFICATION);
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

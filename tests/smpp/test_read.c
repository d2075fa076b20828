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

/* A PDU under construction. */
struct wire {
	uint8_t bytes[4096];
	struct cursor c;
};

static void begin(struct wire *w, uint32_t id, uint32_t status)
{
	w->c = cursor_over(w->bytes, sizeof(w->bytes));
	cursor_put(&w->c, 4, 0);
	cursor_put(&w->c, 4, id);
	cursor_put(&w->c, 4, status);
	cursor_put(&w->c, 4, 7);
}

static void put(struct wire *w, const void *bytes, size_t len)
{
	cursor_put_bytes(&w->c, bytes, len);
}

static void put_tlv(struct wire *w, unsigned tag, const void *value, size_t len)
{
	cursor_put(&w->c, 2, tag);
	cursor_put(&w->c, 2, len);
	put(w, value, len);
}

static int end(struct wire *w, struct smpp_pdu *p)
{
	size_t len = (size_t)(w->c.at - w->bytes);
	struct cursor head = cursor_over(w->bytes, 4);

	assert_int_equal(w->c.rc, 0);
	cursor_put(&head, 4, len);
	return smpp_decode(w->bytes, len, p);
}

/* A body of which every field is 0 or empty takes a byte a field. */
static void put_empty_fields(struct wire *w, const struct field *f)
{
	for (; f->kind != KIND_END; f++)
		cursor_put(&w->c, 1, 0);
}

/* A message with this text and the rest empty, so far without TLVs. */
static void begin_message(struct wire *w, uint32_t id, uint8_t esm_class,
    const char *text)
{
	begin(w, id, 0);
	put(w,
	    "\0\1\1"
	    "123\0"
	    "\1\1"
	    "456\0",
	    13);
	cursor_put(&w->c, 1, esm_class);
	put(w, "\0\0\0\0\0\0\0\0", 8);
	cursor_put(&w->c, 1, strlen(text));
	put(w, text, strlen(text));
}

static int read_message(struct wire *w, uint32_t id, const char *text,
    struct smpp_pdu *p)
{
	begin_message(w, id, 0, text);
	return end(w, p);
}

static void refused_with(const struct smpp_pdu *p, int rc, uint32_t status)
{
	assert_int_equal(rc, RC_BAD);
	assert_int_equal(p->problem.status, status);
	assert_non_null(p->problem.text);
	assert_int_equal(p->sequence, 7);
}

/* C2: of each string of each request, max bytes with the NUL and one more. */
static void check_maxima(uint32_t id, const struct field *body, size_t which)
{
	const struct field *f = &body[which];
	struct smpp_pdu p;
	struct wire w;
	char text[256];

	memset(text, '1', sizeof(text));
	for (size_t len = f->max - 2u; len <= f->max; len++) {
		int rc;

		begin(&w, id, 0);
		for (size_t i = 0; i < which; i++)
			cursor_put(&w.c, 1, 0);
		put(&w, text, len);
		cursor_put(&w.c, 1, 0);
		put_empty_fields(&w, f + 1);
		rc = end(&w, &p);
		if (len < f->max) {
			assert_int_equal(rc, 0);
			assert_int_equal(strlen((char *)&p.body + f->offset),
			    len);
			continue;
		}
		refused_with(&p, rc, f->status);
		assert_string_equal(p.problem.where, f->name);
		assert_int_equal(p.problem.at, SMPP_HEADER_BYTES + which);
	}
}

static void a_string_is_taken_up_to_its_maximum(void **state)
{
	static const uint32_t ids[] = { 1, 2, 3, 4, 5, 8, 9, 0xB, 0x103 };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(ids); n++) {
		const struct field *body = smpp_command_row(ids[n])->body;

		for (size_t i = 0; body[i].kind != KIND_END; i++) {
			if (body[i].kind == KIND_CSTR ||
			    body[i].kind == KIND_TIME)
				check_maxima(ids[n], body, i);
		}
	}
}

static void a_string_without_nul_is_a_wrong_length(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin(&w, SMPP_SUBMIT_SM, 0);
	put(&w,
	    "\0\1\1"
	    "123",
	    6);
	refused_with(&p, end(&w, &p), SMPP_RINVCMDLEN);
	assert_string_equal(p.problem.where, "source_addr");
	assert_int_equal(p.problem.at, 19);
}

static void a_text_longer_than_the_pdu_or_254_is_refused(void **state)
{
	struct smpp_pdu p;
	struct wire w;
	char text[256];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[254] = '\0';
	assert_int_equal(read_message(&w, SMPP_SUBMIT_SM, text, &p), 0);
	assert_int_equal(p.body.message.sm_length, 254);
	text[254] = 'x';
	text[255] = '\0';
	refused_with(&p, read_message(&w, SMPP_SUBMIT_SM, text, &p),
	    SMPP_RINVMSGLEN);

	begin_message(&w, SMPP_SUBMIT_SM, 0, "hello");
	w.c.at--;
	refused_with(&p, end(&w, &p), SMPP_RINVMSGLEN);
	assert_string_equal(p.problem.where, "sm_length");
}

static void an_empty_message_is_taken(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	assert_int_equal(read_message(&w, SMPP_DELIVER_SM, "", &p), 0);
	assert_int_equal(p.body.message.sm_length, 0);
	assert_int_equal(p.tlv_count, 0);
}

static void text_in_two_places_is_refused_but_not_of_a_receipt(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin_message(&w, SMPP_SUBMIT_SM, 0, "");
	put_tlv(&w, SMPP_TLV_MESSAGE_PAYLOAD, "hello", 5);
	assert_int_equal(end(&w, &p), 0);

	begin_message(&w, SMPP_SUBMIT_SM, 0, "hi");
	put_tlv(&w, SMPP_TLV_MESSAGE_PAYLOAD, "hello", 5);
	refused_with(&p, end(&w, &p), SMPP_RINVOPTPARAMVAL);

	begin_message(&w, SMPP_DELIVER_SM, 4, "hi");
	put_tlv(&w, SMPP_TLV_MESSAGE_PAYLOAD, "hello", 5);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_TEXTS);
}

static void up_to_three_stray_bytes_are_passed_over(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	for (size_t n = 1; n <= 3; n++) {
		begin_message(&w, SMPP_SUBMIT_SM, 0, "hi");
		put_tlv(&w, SMPP_TLV_USER_MESSAGE_REFERENCE, "\0\1", 2);
		put(&w, "\xff\xff\xff", n);
		assert_int_equal(end(&w, &p), 0);
		assert_int_equal(p.odd, SMPP_ODD_STRAY);
		assert_int_equal(p.tlv_count, 1);
	}
}

static void a_tlv_that_runs_over_the_end_is_refused(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin_message(&w, SMPP_SUBMIT_SM, 0, "hi");
	put_tlv(&w, 0x1400, "abc", 3);
	w.c.at--;
	refused_with(&p, end(&w, &p), SMPP_RINVOPTPARSTREAM);
}

static void a_number_of_another_width_is_refused_or_left_out(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin_message(&w, SMPP_DELIVER_SM, 0, "hi");
	put_tlv(&w, SMPP_TLV_MESSAGE_STATE, "\0\2", 2);
	refused_with(&p, end(&w, &p), SMPP_RINVPARLEN);
	assert_string_equal(p.problem.where, "message_state");

	begin_message(&w, SMPP_DELIVER_SM, 4, "hi");
	put_tlv(&w, SMPP_TLV_MESSAGE_STATE, "\0\2", 2);
	put_tlv(&w, SMPP_TLV_RECEIPTED_MESSAGE_ID, "77\0", 3);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_TLV);
	assert_int_equal(p.tlv_count, 1);
	assert_non_null(smpp_pdu_tlv(&p, SMPP_TLV_RECEIPTED_MESSAGE_ID));

	begin_message(&w, SMPP_SUBMIT_SM, 0, "hi");
	put_tlv(&w, SMPP_TLV_CALLBACK_NUM, "", 0);
	refused_with(&p, end(&w, &p), SMPP_RINVPARLEN);
}

static void a_receipt_in_data_sm_is_not_refused_for_a_tlv(void **state)
{
	static const char receipt[] = "\0\1\1"
				      "491\0\1\1"
				      "492\0\4\0";
	static const char text[] = "\0\1\1"
				   "491\0\1\1"
				   "492\0\0\0";
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin(&w, SMPP_DATA_SM, 0);
	put(&w, receipt, sizeof(receipt)); /* its NUL: data_coding */
	put_tlv(&w, SMPP_TLV_MESSAGE_STATE, "\0\2", 2);
	put_tlv(&w, SMPP_TLV_RECEIPTED_MESSAGE_ID, "77\0", 3);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_TLV);
	assert_non_null(smpp_pdu_tlv(&p, SMPP_TLV_RECEIPTED_MESSAGE_ID));
	begin(&w, SMPP_DATA_SM, 0);
	put(&w, text, sizeof(text));
	put_tlv(&w, SMPP_TLV_MESSAGE_STATE, "\0\2", 2);
	refused_with(&p, end(&w, &p), SMPP_RINVPARLEN);
}

static void no_more_than_64_tlvs_are_taken(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin_message(&w, SMPP_SUBMIT_SM, 0, "hi");
	for (int i = 0; i < SMPP_TLVS_MAX; i++)
		put_tlv(&w, SMPP_TLV_SOURCE_PORT, "\0\1", 2);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.tlv_count, 64);
	put_tlv(&w, SMPP_TLV_SOURCE_PORT, "\0\1", 2);
	refused_with(&p, end(&w, &p), SMPP_RINVOPTPARSTREAM);
}

static void unknown_tlvs_are_kept_in_any_order(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin_message(&w, SMPP_DELIVER_SM, 0, "hi");
	put_tlv(&w, 0x3FFF, "x", 1);
	put_tlv(&w, 0x1400, "", 0);
	put_tlv(&w, SMPP_TLV_SOURCE_PORT, "\0\1", 2);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.tlv_count, 3);
	assert_int_equal(p.tlv[0].tag, 0x3FFF);
	assert_int_equal(p.tlv[1].len, 0);
	assert_int_equal(p.odd, 0);
}

static void an_unknown_command_is_told_from_a_bad_one(void **state)
{
	static const uint32_t ids[] = { 0, 0xFF, 0x00010200, 0x800000FF };
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		begin(&w, ids[i], 0);
		put(&w, "whatever", 8);
		assert_int_equal(end(&w, &p), RC_UNSUPPORTED);
		assert_int_equal(p.problem.status, SMPP_RINVCMDID);
		assert_int_equal(p.id, ids[i]);
		assert_int_equal(p.sequence, 7);
	}
}

/* D7, G3 */
static void an_error_answer_is_read_whatever_its_body(void **state)
{
	static const uint32_t ids[] = { 0x80000001, 0x80000004, 0x80000005 };
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		begin(&w, ids[i], 0x58);
		assert_int_equal(end(&w, &p), 0);
		assert_int_equal(p.odd, 0);

		put(&w, "", 1);
		assert_int_equal(end(&w, &p), 0);
		assert_int_equal(p.odd, 0);

		begin(&w, ids[i], 0x58);
		put(&w, "x", 1);
		assert_int_equal(end(&w, &p), 0);
		assert_int_equal(p.odd, SMPP_ODD_BODY);
		assert_int_equal(p.status, 0x58);
	}
}

static void an_error_answer_keeps_its_id_and_tlvs(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin(&w, 0x80000004, 0x58);
	put(&w, "a1", 3);
	put_tlv(&w, SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT, "slow", 5);
	assert_int_equal(end(&w, &p), 0);
	assert_string_equal(p.body.message_resp.message_id, "a1");
	assert_int_equal(p.tlv_count, 1);

	/* the same without a body before the TLV */
	begin(&w, 0x80000004, 0x58);
	put_tlv(&w, SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT, "slow", 5);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_BARE);
	assert_int_equal(p.status, 0x58);
	assert_string_equal(p.body.message_resp.message_id, "");
	assert_int_equal(p.tlv_count, 1);
	assert_null(p.problem.text);
}

static void an_id_may_lack_its_nul_but_not_be_too_long(void **state)
{
	struct smpp_pdu p;
	struct wire w;
	char id[70];

	(void)state;
	memset(id, '7', sizeof(id));
	begin(&w, 0x80000004, 0);
	put(&w, id, 64);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_BODY);
	assert_int_equal(strlen(p.body.message_resp.message_id), 64);

	put(&w, id, 1);
	assert_int_equal(end(&w, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_BODY);
	assert_string_equal(p.body.message_resp.message_id, "");
}

/* D8 */
static void a_bind_answer_may_lack_or_spoil_its_version(void **state)
{
	struct smpp_pdu p;
	struct wire w;

	(void)state;
	begin(&w, 0x80000009, 0);
	put(&w, "SMSC", 5);
	assert_int_equal(end(&w, &p), 0);
	assert_null(smpp_pdu_tlv(&p, SMPP_TLV_SC_INTERFACE_VERSION));

	put_tlv(&w, SMPP_TLV_SC_INTERFACE_VERSION, "\0\x34", 2);
	assert_int_equal(end(&w, &p), 0);
	assert_null(smpp_pdu_tlv(&p, SMPP_TLV_SC_INTERFACE_VERSION));
	assert_int_equal(p.odd, SMPP_ODD_TLV);
	assert_string_equal(p.body.bind_resp.system_id, "SMSC");
}

static void a_length_that_is_not_the_pdus_is_refused(void **state)
{
	const uint8_t bytes[] = { 0, 0, 0, 17, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0,
		0, 7 };
	struct smpp_pdu p;

	(void)state;
	refused_with(&p, smpp_decode(bytes, sizeof(bytes), &p),
	    SMPP_RINVCMDLEN);
	assert_int_equal(p.id, SMPP_ENQUIRE_LINK);
	assert_int_equal(smpp_decode(bytes, 15, &p), RC_BAD);
	assert_int_equal(p.id, 0);
	assert_int_equal(p.sequence, 0);
	assert_int_equal(smpp_decode(NULL, 0, &p), RC_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_string_is_taken_up_to_its_maximum),
		cmocka_unit_test(a_string_without_nul_is_a_wrong_length),
		cmocka_unit_test(a_text_longer_than_the_pdu_or_254_is_refused),
		cmocka_unit_test(an_empty_message_is_taken),
		cmocka_unit_test(
		    text_in_two_places_is_refused_but_not_of_a_receipt),
		cmocka_unit_test(up_to_three_stray_bytes_are_passed_over),
		cmocka_unit_test(a_tlv_that_runs_over_the_end_is_refused),
		cmocka_unit_test(
		    a_number_of_another_width_is_refused_or_left_out),
		cmocka_unit_test(a_receipt_in_data_sm_is_not_refused_for_a_tlv),
		cmocka_unit_test(no_more_than_64_tlvs_are_taken),
		cmocka_unit_test(unknown_tlvs_are_kept_in_any_order),
		cmocka_unit_test(an_unknown_command_is_told_from_a_bad_one),
		cmocka_unit_test(an_error_answer_is_read_whatever_its_body),
		cmocka_unit_test(an_error_answer_keeps_its_id_and_tlvs),
		cmocka_unit_test(an_id_may_lack_its_nul_but_not_be_too_long),
		cmocka_unit_test(a_bind_answer_may_lack_or_spoil_its_version),
		cmocka_unit_test(a_length_that_is_not_the_pdus_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

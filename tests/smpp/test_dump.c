/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/dump.h>
#include <esmed/status.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/hex.h"

static void print_field(void *arg, const char *name, const struct smpp_value *v)
{
	struct buf *b = arg;
	char hex[128];

	buf_printf(b, "%u %s=", v->at, name);
	switch (v->kind) {
	case SMPP_VALUE_NUMBER: buf_printf(b, "%u", v->number); break;
	case SMPP_VALUE_TEXT:
		buf_printf(b, "'%.*s'", (int)v->len, (const char *)v->data);
		break;
	case SMPP_VALUE_BYTES:
		assert_true(v->len < sizeof(hex) / 2);
		buf_add_str(b, hex_format(v->data, v->len, hex));
		break;
	}
	if (v->meaning != NULL)
		buf_printf(b, " (%s)", v->meaning);
	buf_add_str(b, "\n");
}

static int dump(const char *hex, struct buf *b, struct smpp_problem *problem)
{
	uint8_t bytes[256];
	size_t len = strlen(hex) / 2;

	buf_clear(b);
	assert_true(len <= sizeof(bytes));
	assert_int_equal(hex_parse(hex, strlen(hex), bytes, len), 0);
	return smpp_dump(bytes, len, print_field, b, problem);
}

#define DELIVER                                          \
	"000000050000000000000007"                       \
	"0001013132330001013435360004000000000000000002" \
	"6869"

static void every_field_and_tlv_is_named(void **state)
{
	struct buf b = { 0 };
	struct smpp_problem problem;

	(void)state;
	assert_int_equal(dump("00000041" DELIVER "0427000102"
			      "001e0003373700"
			      "1400000161"
			      "0423000303000b",
			     &b, &problem),
	    0);
	assert_null(problem.text);
	assert_string_equal(buf_cstr(&b), "0 command_length=65\n"
					  "4 command_id=5 (deliver_sm)\n"
					  "8 command_status=0 (ESME_ROK)\n"
					  "12 sequence_number=7\n"
					  "16 service_type=''\n"
					  "17 source_addr_ton=1\n"
					  "18 source_addr_npi=1\n"
					  "19 source_addr='123'\n"
					  "23 dest_addr_ton=1\n"
					  "24 dest_addr_npi=1\n"
					  "25 destination_addr='456'\n"
					  "29 esm_class=4\n"
					  "30 protocol_id=0\n"
					  "31 priority_flag=0\n"
					  "32 schedule_delivery_time=''\n"
					  "33 validity_period=''\n"
					  "34 registered_delivery=0\n"
					  "35 replace_if_present_flag=0\n"
					  "36 data_coding=0\n"
					  "37 sm_default_msg_id=0\n"
					  "38 sm_length=2\n"
					  "39 short_message=6869\n"
					  "41 message_state=2 (DELIVERED)\n"
					  "46 receipted_message_id='77'\n"
					  "53 0x1400=61\n"
					  "58 network_error_code=03000b\n");
	buf_free(&b);
}

static void the_fields_before_the_damage_are_told(void **state)
{
	struct buf b = { 0 };
	struct smpp_problem problem;

	(void)state;
	assert_int_equal(dump("0000001c"
			      "00000004"
			      "00000000"
			      "00000007"
			      "000101"
			      "313233"
			      "34"
			      "35"
			      "36373839",
			     &b, &problem),
	    RC_BAD);
	assert_int_equal(problem.at, 19);
	assert_string_equal(problem.where, "source_addr");
	assert_int_equal(problem.status, SMPP_RINVCMDLEN);
	assert_string_equal(buf_cstr(&b), "0 command_length=28\n"
					  "4 command_id=4 (submit_sm)\n"
					  "8 command_status=0 (ESME_ROK)\n"
					  "12 sequence_number=7\n"
					  "16 service_type=''\n"
					  "17 source_addr_ton=1\n"
					  "18 source_addr_npi=1\n"
					  "19 rest=313233343536373839\n");
	buf_free(&b);
}

static void a_damaged_tlv_is_the_rest(void **state)
{
	struct buf b = { 0 };
	struct smpp_problem problem;

	(void)state;
	/* a receipt, so the fault is passed over but told */
	assert_int_equal(dump("00000033" DELIVER "0427000102"
			      "001e00413737",
			     &b, &problem),
	    RC_BAD);
	assert_int_equal(dump("00000034" DELIVER "0427000102"
			      "001e00413737",
			     &b, &problem),
	    0);
	assert_int_equal(problem.at, 46);
	assert_string_equal(problem.where, "receipted_message_id");
	assert_non_null(strstr(buf_cstr(&b),
	    "41 message_state=2 (DELIVERED)\n46 rest=001e00413737\n"));
	buf_free(&b);
}

static void an_answer_without_body_and_an_unknown_one_are_told(void **state)
{
	struct buf b = { 0 };
	struct smpp_problem problem;

	(void)state;
	assert_int_equal(dump("00000010"
			      "80000004"
			      "00000058"
			      "00000007",
			     &b, &problem),
	    0);
	assert_string_equal(buf_cstr(&b),
	    "0 command_length=16\n"
	    "4 command_id=2147483652 (submit_sm_resp)\n"
	    "8 command_status=88 (ESME_RTHROTTLED)\n"
	    "12 sequence_number=7\n");
	assert_int_equal(dump("00000012"
			      "000000ff"
			      "00000000"
			      "00000007"
			      "abcd",
			     &b, &problem),
	    RC_UNSUPPORTED);
	assert_int_equal(problem.at, 4);
	assert_non_null(strstr(buf_cstr(&b), "16 rest=abcd\n"));
	buf_free(&b);
}

static void fewer_bytes_than_a_header_are_told(void **state)
{
	struct buf b = { 0 };
	struct smpp_problem problem;

	(void)state;
	assert_int_equal(dump("00000010"
			      "0000",
			     &b, &problem),
	    RC_BAD);
	assert_string_equal(buf_cstr(&b), "0 command_length=16\n4 rest=0000\n");
	assert_int_equal(dump("", &b, &problem), RC_BAD);
	assert_string_equal(buf_cstr(&b), "");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_and_tlv_is_named),
		cmocka_unit_test(the_fields_before_the_damage_are_told),
		cmocka_unit_test(a_damaged_tlv_is_the_rest),
		cmocka_unit_test(
		    an_answer_without_body_and_an_unknown_one_are_told),
		cmocka_unit_test(fewer_bytes_than_a_header_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

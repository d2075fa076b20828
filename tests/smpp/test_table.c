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

static const uint32_t statuses[] = {
#define STATUS(value, name, class, text) (value),
#include "smpp/status.def"
#undef STATUS
};

static const struct {
	uint16_t tag, min, max;
	enum smpp_tlv_type type;
} tlvs[] = {
#define TLV(tag, name, type, min, max) { tag, min, max, SMPP_TLV_##type },
#include "smpp/tlv.def"
#undef TLV
};

static void statuses_are_in_order_and_found(void **state)
{
	uint32_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		const char *name = smpp_status_name(statuses[i]);

		if (i != 0)
			assert_true(statuses[i - 1] < statuses[i]);
		assert_non_null(name);
		assert_int_equal(smpp_status_parse(name, &value), 0);
		assert_int_equal(value, statuses[i]);
	}
}

static void a_status_has_the_class_of_the_specification(void **state)
{
	(void)state;
	assert_int_equal(smpp_status_class(0x00), SMPP_CLASS_OK);
	assert_int_equal(smpp_status_class(0x58), SMPP_CLASS_THROTTLE);
	assert_int_equal(smpp_status_class(0x14), SMPP_CLASS_LATER);
	assert_int_equal(smpp_status_class(0x08), SMPP_CLASS_LATER);
	assert_int_equal(smpp_status_class(0x64), SMPP_CLASS_LATER);
	assert_int_equal(smpp_status_class(0x04), SMPP_CLASS_FAULT);
	assert_int_equal(smpp_status_class(0x0B), SMPP_CLASS_NEVER);
	assert_int_equal(smpp_status_class(0x45), SMPP_CLASS_NEVER);
	assert_string_equal(smpp_class_name(SMPP_CLASS_THROTTLE), "throttle");
}

static void an_unknown_status_is_never_and_has_a_text(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(smpp_status_class(0x09), SMPP_CLASS_NEVER);
	assert_int_equal(smpp_status_class(0xFFFFFFFF), SMPP_CLASS_NEVER);
	assert_null(smpp_status_name(0x400));
	assert_string_equal(smpp_status_text(0x4FF), "vendor's own status");
	assert_string_equal(smpp_status_text(0x500), "unknown status");
	assert_int_equal(smpp_status_parse("ESME_RNOSUCH", &value),
	    RC_NOT_FOUND);
	assert_int_equal(smpp_status_parse("RTHROTTLED", &value), 0);
	assert_int_equal(value, SMPP_RTHROTTLED);
}

static void tlvs_are_in_order_and_found(void **state)
{
	static const uint16_t width
	    [] = { [SMPP_TLV_U8] = 1, [SMPP_TLV_U16] = 2, [SMPP_TLV_U32] = 4 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tlvs); i++) {
		const struct smpp_tlv_info *row = smpp_tlv_info(tlvs[i].tag);

		if (i != 0)
			assert_true(tlvs[i - 1].tag < tlvs[i].tag);
		assert_non_null(row);
		assert_ptr_equal(smpp_tlv_named(row->name), row);
		assert_true(row->min <= row->max);
		if (row->type <= SMPP_TLV_U32) {
			assert_int_equal(row->min, width[row->type]);
			assert_int_equal(row->max, width[row->type]);
		}
	}
	assert_null(smpp_tlv_info(0x1400));
	assert_null(smpp_tlv_info(0));
	assert_null(smpp_tlv_info(0xFFFF));
	assert_null(smpp_tlv_named("no_such"));
}

static void the_header_and_the_table_have_the_same_tags(void **state)
{
	static const struct {
		uint16_t tag;
		const char *name;
	} known[] = {
		{ SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT,
		    "additional_status_info_text" },
		{ SMPP_TLV_RECEIPTED_MESSAGE_ID, "receipted_message_id" },
		{ SMPP_TLV_USER_MESSAGE_REFERENCE, "user_message_reference" },
		{ SMPP_TLV_SAR_MSG_REF_NUM, "sar_msg_ref_num" },
		{ SMPP_TLV_SAR_TOTAL_SEGMENTS, "sar_total_segments" },
		{ SMPP_TLV_SAR_SEGMENT_SEQNUM, "sar_segment_seqnum" },
		{ SMPP_TLV_SC_INTERFACE_VERSION, "sc_interface_version" },
		{ SMPP_TLV_NETWORK_ERROR_CODE, "network_error_code" },
		{ SMPP_TLV_MESSAGE_PAYLOAD, "message_payload" },
		{ SMPP_TLV_MESSAGE_STATE, "message_state" },
		{ SMPP_TLV_CONGESTION_STATE, "congestion_state" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_int_equal(smpp_tlv_named(known[i].name)->tag,
		    known[i].tag);
}

static void commands_are_found_by_number_and_name(void **state)
{
	static const uint32_t ids[] = { 1, 2, 3, 4, 5, 6, 8, 9, 0x15, 0x103 };
	uint32_t id;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		const char *name = smpp_command_name(ids[i]);
		const char *answer = smpp_command_name(ids[i] | SMPP_ANSWER);

		assert_non_null(name);
		assert_non_null(answer);
		assert_memory_equal(name, answer, strlen(name));
		assert_string_equal(answer + strlen(name), "_resp");
		assert_int_equal(smpp_command_parse(name, &id), 0);
		assert_int_equal(id, ids[i]);
		assert_int_equal(smpp_command_parse(answer, &id), 0);
		assert_int_equal(id, ids[i] | SMPP_ANSWER);
	}
	assert_int_equal(smpp_command_parse("submit", &id), RC_NOT_FOUND);
}

static void what_is_not_answered_has_no_answer(void **state)
{
	(void)state;
	assert_string_equal(smpp_command_name(0x0B), "outbind");
	assert_null(smpp_command_name(0x8000000B));
	assert_string_equal(smpp_command_name(0x80000000), "generic_nack");
	assert_null(smpp_command_name(0));
	assert_null(smpp_command_name(0xFF));
}

/* SMPP 3.4, 4 and 5.2 */
static size_t maximum_of(const char *name)
{
	static const struct {
		const char *name;
		size_t max;
	} maxima[] = {
		{ "system_id", 16 },
		{ "password", 9 },
		{ "system_type", 13 },
		{ "address_range", 41 },
		{ "service_type", 6 },
		{ "source_addr", 21 },
		{ "destination_addr", 21 },
		{ "message_id", 65 },
		{ "schedule_delivery_time", 17 },
		{ "validity_period", 17 },
		{ "final_date", 17 },
		{ "short_message", 254 },
	};

	for (size_t i = 0; i < ARRAY_LEN(maxima); i++) {
		if (strcmp(maxima[i].name, name) == 0)
			return maxima[i].max;
	}
	return 1;
}

static void the_maxima_are_those_of_the_specification(void **state)
{
	static const uint32_t ids[] = { 1, 2, 3, 4, 5, 8, 9, 0xB, 0x103,
		0x80000001, 0x80000002, 0x80000003, 0x80000004, 0x80000005,
		0x80000009, 0x80000103 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		const struct field *f =
		    smpp_command_body(smpp_command_row(ids[i]), ids[i]);

		assert_int_not_equal(f->kind, KIND_END);
		for (; f->kind != KIND_END; f++)
			assert_int_equal(f->max, maximum_of(f->name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_are_in_order_and_found),
		cmocka_unit_test(a_status_has_the_class_of_the_specification),
		cmocka_unit_test(an_unknown_status_is_never_and_has_a_text),
		cmocka_unit_test(tlvs_are_in_order_and_found),
		cmocka_unit_test(the_header_and_the_table_have_the_same_tags),
		cmocka_unit_test(commands_are_found_by_number_and_name),
		cmocka_unit_test(what_is_not_answered_has_no_answer),
		cmocka_unit_test(the_maxima_are_those_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a native message says of its way: TLVs in, the route out.
 */
#include "rig.h"

#define MESSAGE(more) \
	"{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\"" more "}"

static void post(const char *body)
{
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = BEARER,
	    .more = JSON_TYPE,
	    .body = body });
}

/* The message that was posted last. */
static struct json *get(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = BEARER });
	return rig_json();
}

static const struct wrong {
	const char *tlvs, *code;
} wrongs[] = {
	{ "[]", "invalid_tlv" },
	{ "\"entity\"", "invalid_tlv" },
	{ "{\"entity\":true}", "invalid_tlv" },
	{ "{\"entity\":null}", "invalid_tlv" },
	{ "{\"entity\":1101}", "invalid_tlv" },
	{ "{\"entity\":\"12345678901234567890\"}", "invalid_tlv" },
	{ "{\"weight\":65536}", "invalid_tlv" },
	{ "{\"weight\":-1}", "invalid_tlv" },
	{ "{\"weight\":1.5}", "invalid_tlv" },
	{ "{\"0x1401\":\"hex:0\"}", "invalid_tlv" },
	{ "{\"entity\":\"1\",\"0x1400\":\"1\"}", "invalid_tlv" },
	{ "{\"entiti\":\"1\"}", "unknown_tlv" },
	{ "{\"message_payload\":\"x\"}", "unknown_tlv" },
	{ "{\"destination_port\":2948}", "unknown_tlv" },
	{ "{\"0x10000\":\"x\"}", "unknown_tlv" },
	{ "{\"\":\"x\"}", "unknown_tlv" },
};

static void each_wrong_tlv_has_its_code(void **state)
{
	char body[256];
	struct json *j;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
		snprintf(body, sizeof(body), MESSAGE(",\"tlvs\":%s"),
		    wrongs[i].tlvs);
		post(body);
		assert_int_equal(rig_status(), 400);
		j = rig_json();
		rig_assert_text(j, "error/code", wrongs[i].code);
		rig_assert_text(j, "error/field", "tlvs");
		json_free(j);
	}
}

static void more_than_sixteen_tlvs_are_refused(void **state)
{
	struct buf b = { 0 };
	struct json *j;

	(void)state;
	buf_add_str(&b, "{\"to\":\"+19175550001\",\"from\":\"esmed\","
			"\"text\":\"x\",\"tlvs\":{\"0x1601\":\"\"");
	for (unsigned i = 2; i <= 17; i++)
		buf_printf(&b, ",\"0x16%02x\":\"\"", i);
	buf_add_str(&b, "}}");
	post(buf_cstr(&b));
	buf_free(&b);
	j = rig_json();
	rig_assert_text(j, "error/code", "too_many_tlvs");
	json_free(j);
}

static void no_tlvs_at_all_may_be_said_in_words(void **state)
{
	struct json *j;

	(void)state;
	post(MESSAGE(",\"tlvs\":{}"));
	assert_int_equal(rig_status(), 201);
	post(MESSAGE(",\"tlvs\":null"));
	assert_int_equal(rig_status(), 201);
	j = get();
	rig_assert_text(j, "tlvs", "null");
	json_free(j);
}

static void tlvs_are_shown_as_they_may_be_given(void **state)
{
	struct json *j;

	(void)state;
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	     "\"tlvs\":{\"entity\":\"1101\",\"weight\":258,"
	     "\"0x1601\":\"hex:00FF\",\"0x1602\":\"plain\"}}");
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	rig_assert_text(j, "tlvs/entity", "1101");
	json_free(j);
	j = get();
	rig_assert_text(j, "tlvs", "[4]");
	rig_assert_text(j, "tlvs/entity", "1101");
	rig_assert_text(j, "tlvs/weight", "258");
	rig_assert_text(j, "tlvs/0x1601", "hex:00ff");
	rig_assert_text(j, "tlvs/0x1602", "plain");
	json_free(j);
}

static void an_unknown_tlv_is_told_the_known_ones(void **state)
{
	struct json *j;

	(void)state;
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	     "\"tlvs\":{\"entiti\":\"1\"}}");
	j = rig_json();
	rig_assert_text(j, "error/message",
	    "'tlvs': 'entiti' is not known; give a tag such as \"0x1400\" or "
	    "one of: entity, weight");
	json_free(j);
}

static void a_message_says_which_route_it_takes(void **state)
{
	char why[256];
	struct json *j;

	(void)state;
	rig_bind();
	post(MESSAGE(""));
	j = rig_json();
	snprintf(why, sizeof(why), "%s", rig_text(j, "route"));
	assert_non_null(strstr(why, "all"));
	assert_non_null(strstr(why, "acme"));
	json_free(j);
	j = get();
	rig_assert_text(j, "route", why);
	rig_assert_text(j, "events/0/event", "accepted");
	rig_assert_text(j, "events/0/text", why);
	rig_assert_text(j, "events/1/event", "claimed");
	rig_assert_text(j, "events/1/smsc", "acme");
	rig_assert_text(j, "events/1/text", "null");
	json_free(j);
}

static const struct odd {
	const char *body, *code, *field;
} odds[] = {
	{ MESSAGE(",\"smart\":1"), "invalid_smart", "smart" },
	{ MESSAGE(",\"smart\":\"never\""), "invalid_smart", "smart" },
	{ MESSAGE(",\"flash\":1"), "invalid_message_class", "message_class" },
	{ MESSAGE(",\"message_class\":4"), "invalid_message_class",
	    "message_class" },
	{ MESSAGE(",\"message_class\":1,\"flash\":true"),
	    "invalid_message_class", "message_class" },
	{ MESSAGE(",\"message_class\":2"), "right_missing", "null" },
	{ MESSAGE(",\"protocol_id\":256"), "invalid_protocol_id",
	    "protocol_id" },
	{ MESSAGE(",\"protocol_id\":64"), "right_missing", "null" },
	{ MESSAGE(",\"binary\":\"00\""), "invalid_binary", "binary" },
	{ MESSAGE(",\"binary\":7"), "invalid_binary", "binary" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"a\\u0000b\"}",
	    "invalid_json", "null" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"a\xC3(\"}",
	    "invalid_json", "null" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"\\ud800\"}",
	    "invalid_json", "null" },
};

static void each_wrong_way_of_a_text_has_its_code(void **state)
{
	struct json *j;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odds); i++) {
		post(odds[i].body);
		assert_int_equal(rig_status(), 400);
		j = rig_json();
		rig_assert_text(j, "error/code", odds[i].code);
		rig_assert_text(j, "error/field", odds[i].field);
		json_free(j);
	}
}

static void how_a_message_is_shown_is_told_with_it(void **state)
{
	struct json *j;

	(void)state;
	post(MESSAGE(",\"flash\":true,\"smart\":\"always\""));
	assert_int_equal(rig_status(), 201);
	j = get();
	rig_assert_text(j, "message_class", "0");
	rig_assert_text(j, "segments", "1");
	json_free(j);
	post("{\"to\":\"+19175550001\",\"from\":\"esmed\","
	     "\"binary\":\"0aff\"}");
	assert_int_equal(rig_status(), 201);
	j = get();
	rig_assert_text(j, "binary", "0aff");
	rig_assert_text(j, "text", "null");
	json_free(j);
}

static void a_payload_is_one_part_of_several_segments(void **state)
{
	char body[600];
	struct json *j;

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"to\":\"+19175550001\",\"from\":\"esmed\","
	    "\"smsc\":\"beta\",\"text\":\"%0*d\"}",
	    320, 7);
	post(body);
	assert_int_equal(rig_status(), 201);
	j = get();
	rig_assert_text(j, "parts", "1");
	rig_assert_text(j, "segments", "3");
	json_free(j);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_wrong_tlv_has_its_code),
		TEST(more_than_sixteen_tlvs_are_refused),
		TEST(no_tlvs_at_all_may_be_said_in_words),
		TEST(tlvs_are_shown_as_they_may_be_given),
		TEST(an_unknown_tlv_is_told_the_known_ones),
		TEST(a_message_says_which_route_it_takes),
		TEST(each_wrong_way_of_a_text_has_its_code),
		TEST(how_a_message_is_shown_is_told_with_it),
		TEST(a_payload_is_one_part_of_several_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

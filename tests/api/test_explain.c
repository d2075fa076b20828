/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

static void post(const char *body)
{
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/explain/text",
	    .auth = BEARER,
	    .more = "Content-Type: application/json\r\n",
	    .body = body });
}

static void a_text_is_explained_and_nothing_is_sent(void **state)
{
	struct json *j;

	(void)state;
	post("{\"text\":\"it\xE2\x80\x99s\",\"smsc\":\"acme\"}");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "encoding", "UCS-2");
	rig_assert_text(j, "segments", "1");
	rig_assert_text(j, "parts/0/octets", "8");
	rig_assert_text(j, "forces_ucs2/0/code_point", "U+2019");
	rig_assert_text(j, "transliterated/text", "it's");
	rig_assert_text(j, "cost/expensive/0/instead", "'");
	json_free(j);
}

static void what_smart_would_send_is_explained(void **state)
{
	struct json *j;

	(void)state;
	post("{\"text\":\"it\xE2\x80\x99s\",\"smart\":true}");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "text", "it's");
	rig_assert_text(j, "encoding", "GSM-7");
	rig_assert_text(j, "replaced/0/at", "2");
	json_free(j);
}

#define HATS "\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA\xC3\xAA"

static void a_text_is_explained_by_the_rules_of_its_way(void **state)
{
	struct json *j;

	(void)state;
	post("{\"text\":\"" HATS "\",\"smsc\":\"beta\"}");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "encoding", "Latin-1");
	rig_assert_text(j, "parts/0/octets", "8");
	json_free(j);
	post("{\"text\":\"" HATS "\",\"to\":\"+19175550001\"}");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "encoding", "UCS-2");
	json_free(j);
}

static void always_is_a_kind_of_smart(void **state)
{
	struct json *j;

	(void)state;
	post("{\"text\":\"\xE2\x80\x99\xD0\x9F\",\"smart\":\"always\"}");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "text", "'\xD0\x9F");
	json_free(j);
}

static void a_wrong_question_is_refused_by_its_name(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"text\":1}", "invalid_type" }, { "{}", "invalid_type" },
		{ "[]", "invalid_json" }, { "{\"text\"", "invalid_json" },
		{ "{\"text\":\"a\",\"smart\":1}", "invalid_type" },
		{ "{\"text\":\"a\",\"form\":\"b\"}", "unknown_field" },
		{ "{\"text\":\"a\",\"smart\":\"x\"}", "invalid_type" },
		{ "{\"text\":\"a\",\"to\":\"x\"}", "invalid_number" },
		{ "{\"text\":\"a\",\"smsc\":\"nobody\"}", "unknown_smsc" }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json *j;

		post(rows[i][0]);
		assert_int_equal(rig_status(),
		    strcmp(rows[i][1], "unknown_field") == 0 ? 422 : 400);
		j = rig_json();
		rig_assert_text(j, "error/code", rows[i][1]);
		json_free(j);
	}
}

static void what_is_no_utf8_is_told_by_its_place(void **state)
{
	struct json *j;

	(void)state;
	post("{\"text\":\"a\xff\"}");
	assert_int_equal(rig_status(), 400);
	j = rig_json();
	rig_assert_text(j, "error/message",
	    "not JSON: byte 11: invalid UTF-8 encoding in string");
	json_free(j);
}

static void a_text_beyond_all_parts_is_refused(void **state)
{
	char body[8000] = "{\"text\":\"";
	struct json *j;

	(void)state;
	memset(body + strlen(body), 'a', 5000);
	strcat(body, "\"}");
	post(body);
	assert_int_equal(rig_status(), 400);
	j = rig_json();
	rig_assert_text(j, "error/code", "text_too_long");
	json_free(j);
}

static void nobody_asks_without_credentials(void **state)
{
	(void)state;
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/explain/text",
	    .body = "{\"text\":\"a\"}" });
	assert_int_equal(rig_status(), 401);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_text_is_explained_and_nothing_is_sent, rig_begin,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    what_smart_would_send_is_explained, rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(
		    a_text_is_explained_by_the_rules_of_its_way, rig_begin,
		    rig_end),
		cmocka_unit_test_setup_teardown(always_is_a_kind_of_smart,
		    rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(
		    a_wrong_question_is_refused_by_its_name, rig_begin,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    what_is_no_utf8_is_told_by_its_place, rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(
		    a_text_beyond_all_parts_is_refused, rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(nobody_asks_without_credentials,
		    rig_begin, rig_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

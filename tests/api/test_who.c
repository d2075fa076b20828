/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reliability.md W12, in both faces.
 */
#include "rig.h"

#include "http/auth.h"

#define NATIVE "/v1/messages"
#define TWILIO "/2010-04-01/Accounts/" SID "/Messages.json"

static int status_with(const char *path, const char *auth)
{
	rig_send(&(
	    struct rig_request){ .method = "GET", .path = path, .auth = auth });
	return rig_status();
}

/* "Basic " and the pair in base64. */
static const char *basic(const char *user, const char *secret)
{
	static char header[512];
	char pair[300];

	snprintf(pair, sizeof(pair), "%s:%s", user, secret);
	strcpy(header, "Basic ");
	base64_format(pair, strlen(pair), header + strlen(header));
	return header;
}

static void sid_or_name_with_the_token_or_the_token_alone_let_in(void **state)
{
	(void)state;
	assert_int_equal(status_with(NATIVE, BASIC), 200);
	assert_int_equal(status_with(NATIVE, basic(SID, TOKEN)), 200);
	assert_int_equal(status_with(NATIVE, basic("one", TOKEN)), 200);
	assert_int_equal(status_with(NATIVE, BEARER), 200);
	assert_int_equal(status_with(TWILIO, BASIC), 200);
	assert_int_equal(status_with(TWILIO, BEARER), 200);
}

static void each_way_to_be_wrong_gets_the_same_answer(void **state)
{
	const char *const wrong[] = { NULL, "", "Basic", "Basic !!!!", "Bearer",
		"Digest x", "Bearer " TOKEN "0", "Bearer 0123456789" };
	const char *const pairs[][2] = { { SID, "wrong" }, { SID, "" },
		{ "nobody", TOKEN }, { "", TOKEN }, { OTHER, TOKEN },
		{ "two", TOKEN }, { SID, TOKEN "\n" } };
	char first[1024];

	(void)state;
	assert_int_equal(status_with(NATIVE, "Bearer wrong"), 401);
	snprintf(first, sizeof(first), "%s", rig_body());
	assert_non_null(strstr(first, "\"unauthorized\""));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(status_with(NATIVE, wrong[i]), 401);
		assert_string_equal(rig_body(), first);
	}
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		assert_int_equal(
		    status_with(NATIVE, basic(pairs[i][0], pairs[i][1])), 401);
		assert_string_equal(rig_body(), first);
	}
}

static void a_token_in_the_query_is_no_credential(void **state)
{
	(void)state;
	assert_int_equal(status_with(NATIVE "?token=" TOKEN "&user=" SID, NULL),
	    401);
	assert_non_null(strstr(rig_body(), "never in the URL"));
}

static void each_face_says_how_to_authenticate(void **state)
{
	struct json *j;

	(void)state;
	assert_int_equal(status_with(NATIVE, NULL), 401);
	assert_string_equal(rig_header("WWW-Authenticate"),
	    "Basic realm=\"esmed\", Bearer realm=\"esmed\"");
	assert_int_equal(status_with(TWILIO, basic(SID, "wrong")), 401);
	assert_string_equal(rig_header("WWW-Authenticate"),
	    "Basic realm=\"Twilio API\"");
	j = rig_json();
	rig_assert_text(j, "code", "20003");
	rig_assert_text(j, "status", "401");
	json_free(j);
}

static void the_account_in_the_path_must_be_the_one_who_asks(void **state)
{
	static const char *const paths[] = { OTHER, "AC1", "one",
		"AC00000000000000000000000000000009" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct json *j;

		snprintf(path, sizeof(path),
		    "/2010-04-01/Accounts/%s/Messages.json", paths[i]);
		assert_int_equal(status_with(path, BASIC), 404);
		j = rig_json();
		rig_assert_text(j, "code", "20404");
		json_free(j);
		assert_int_equal(status_with(path, basic(SID, "no")), 401);
	}
}

static void a_body_is_not_read_from_who_may_not_send(void **state)
{
	static const char head[] =
	    "POST /v1/messages HTTP/1.1\r\nHost: x\r\n" JSON_TYPE
	    "Content-Length: 1000000\r\n\r\n";

	(void)state;
	rig_connect();
	rig_say(head, strlen(head));
	assert_int_equal(rig_status(), 401);
}

static void a_batch_is_not_begun_by_who_may_not_send(void **state)
{
	(void)state;
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages:batch",
	    .auth = "Bearer no",
	    .more = JSON_TYPE,
	    .body = "{}\n" });
	assert_int_equal(rig_status(), 401);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sid_or_name_with_the_token_or_the_token_alone_let_in),
		TEST(each_way_to_be_wrong_gets_the_same_answer),
		TEST(a_token_in_the_query_is_no_credential),
		TEST(each_face_says_how_to_authenticate),
		TEST(the_account_in_the_path_must_be_the_one_who_asks),
		TEST(a_body_is_not_read_from_who_may_not_send),
		TEST(a_batch_is_not_begun_by_who_may_not_send),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define AC "/2010-04-01/Accounts/AC1"

static bool is_text(const struct body_text *t, const char *text)
{
	return t->len == strlen(text) && memcmp(t->s, text, t->len) == 0;
}

static struct endpoint_match find(enum http_method method, const char *path)
{
	struct endpoint_match m;

	endpoint_find(method, path, &m);
	return m;
}

static void names_in_a_path_stand_for_what_is_between_their_neighbours(
    void **state)
{
	struct endpoint_match m;

	(void)state;
	m = find(HTTP_METHOD_GET, AC "/Messages/SM2.json");
	assert_non_null(m.endpoint);
	assert_ptr_equal(m.endpoint->handle, twilio_fetch);
	assert_true(is_text(&m.parts.account, "AC1"));
	assert_true(is_text(&m.parts.id, "SM2"));
	m = find(HTTP_METHOD_GET, "/v1/Services/MG1/PhoneNumbers/PN1");
	assert_ptr_equal(m.endpoint->handle, twilio_sender);
	assert_true(is_text(&m.parts.id, "MG1"));
	assert_true(is_text(&m.parts.sub, "PN1"));
	m = find(HTTP_METHOD_GET, "/v1/messages/SM3.json");
	assert_ptr_equal(m.endpoint->handle, native_fetch);
	assert_true(is_text(&m.parts.id, "SM3.json"));
}

static void a_path_is_matched_whole(void **state)
{
	static const char *const none[] = { "/v1", "/v1/message",
		"/v1/messages/", "/v1/messages/a/b", "/v1/messagesx",
		"/V1/messages", "/healthz/", AC "/Messages",
		AC "/Messages/.json", AC "/Messages/SM2",
		AC "/Messages/SM2.json/x",
		"/2010-04-01/Accounts//Messages.json", "/2010-04-01/x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		struct endpoint_match m = find(HTTP_METHOD_GET, none[i]);

		if (m.endpoint != NULL || m.allow[0] != '\0')
			fail_msg("%s", none[i]);
	}
}

static void a_known_path_says_which_methods_it_takes(void **state)
{
	struct endpoint_match m = find(HTTP_METHOD_DELETE, "/v1/messages");

	(void)state;
	assert_null(m.endpoint);
	assert_string_equal(m.allow, "POST, GET, HEAD");
	m = find(HTTP_METHOD_PUT, AC "/Messages/SM2.json");
	assert_null(m.endpoint);
	assert_string_equal(m.allow, "GET, HEAD, POST, DELETE");
	assert_int_equal(m.face, FACE_TWILIO);
	m = find(HTTP_METHOD_PUT, "/v1/Services/MG1/PhoneNumbers/PN1");
	assert_string_equal(m.allow, "GET, HEAD, DELETE");
	assert_int_equal(m.face, FACE_TWILIO);
}

static void head_is_answered_by_the_handler_of_get(void **state)
{
	(void)state;
	assert_ptr_equal(find(HTTP_METHOD_HEAD, "/healthz").endpoint->handle,
	    health_live);
}

static void the_batch_is_not_a_message_id(void **state)
{
	struct endpoint_match m = find(HTTP_METHOD_POST, "/v1/messages:batch");

	(void)state;
	assert_ptr_equal(m.endpoint->handle, bulk_begin);
	assert_int_equal(m.endpoint->body, HTTP_BODY_LINES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    names_in_a_path_stand_for_what_is_between_their_neighbours),
		cmocka_unit_test(a_path_is_matched_whole),
		cmocka_unit_test(a_known_path_says_which_methods_it_takes),
		cmocka_unit_test(head_is_answered_by_the_handler_of_get),
		cmocka_unit_test(the_batch_is_not_a_message_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char date[] = "Thu, 24 Aug 2023 05:01:45 GMT";

#define ALWAYS_SAID                                     \
	"Cache-Control: no-store\r\n"                   \
	"X-Content-Type-Options: nosniff\r\n"           \
	"Content-Security-Policy: default-src 'none'; " \
	"frame-ancestors 'none'\r\n"

static const char *written(struct buf *b, const struct http_answer *a,
    struct answer_form f)
{
	f.date = date;
	buf_clear(b);
	buf_added(b, answer_write(a, &f, buf_reserve(b, answer_bound(a))));
	return buf_cstr(b);
}

static void a_date_is_written_as_http_wants_it(void **state)
{
	char text[ANSWER_DATE_BYTES];

	(void)state;
	assert_string_equal(answer_date(1692853305 * SECOND + 7, text), date);
	assert_string_equal(answer_date(0, text),
	    "Thu, 01 Jan 1970 00:00:00 GMT");
}

static void fields_are_written_and_unused_ones_are_not(void **state)
{
	struct buf b = { 0 };
	struct http_answer a = { .status = 401,
		.type = HTTP_TYPE_JSON,
		.body = "{}",
		.len = 2 };

	(void)state;
	a.field[1] = (struct http_field){ HTTP_HEADER_AUTHENTICATE,
		"Basic realm=\"x\"" };
	assert_string_equal(
	    written(&b, &a, (struct answer_form){ .closes = true }),
	    "HTTP/1.1 401 Unauthorized\r\n"
	    "Date: Thu, 24 Aug 2023 05:01:45 GMT\r\n"
	    "Content-Type: application/json; charset=utf-8\r\n"
	    "WWW-Authenticate: Basic realm=\"x\"\r\n" ALWAYS_SAID
	    "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
	buf_free(&b);
}

static void w23_a_value_with_a_control_byte_is_left_out(void **state)
{
	static const char *const bad[] = { "a\r\nSet-Cookie: x", "a\nb", "a\rb",
		"\x01", "\x7f" };
	struct buf b = { 0 };
	struct http_answer a = { .status = 200 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		a.field[0] =
		    (struct http_field){ HTTP_HEADER_LOCATION, bad[i] };
		assert_null(strstr(written(&b, &a, (struct answer_form){ 0 }),
		    "Location"));
	}
	buf_free(&b);
}

static void no_content_has_neither_type_nor_length(void **state)
{
	struct buf b = { 0 };
	struct http_answer a = { .status = 204, .type = HTTP_TYPE_JSON };

	(void)state;
	assert_string_equal(written(&b, &a, (struct answer_form){ 0 }),
	    "HTTP/1.1 204 No Content\r\n"
	    "Date: Thu, 24 Aug 2023 05:01:45 GMT\r\n" ALWAYS_SAID "\r\n");
	buf_free(&b);
}

static void what_an_answer_says_itself_is_not_said_twice(void **state)
{
	struct buf b = { 0 };
	struct http_answer a = { .status = 204 };

	(void)state;
	a.field[2] = (struct http_field){ HTTP_HEADER_CACHE, "max-age=60" };
	assert_string_equal(written(&b, &a, (struct answer_form){ 0 }),
	    "HTTP/1.1 204 No Content\r\n"
	    "Date: Thu, 24 Aug 2023 05:01:45 GMT\r\n"
	    "Cache-Control: max-age=60\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Content-Security-Policy: default-src 'none'; "
	    "frame-ancestors 'none'\r\n\r\n");
	buf_free(&b);
}

static void an_answer_bears_the_id_of_its_request(void **state)
{
	static const char id[] = "0123456789abcdef0123456789abcdef";
	struct buf b = { 0 };
	struct http_answer a = { .status = 204 };
	struct answer_form f = { .id = id };

	(void)state;
	assert_non_null(strstr(written(&b, &a, f),
	    "\r\nX-Request-Id: 0123456789abcdef0123456789abcdef\r\n"));
	assert_null(strstr(buf_cstr(&b), "Twilio-Request-Id"));
	f.twilio_id = true;
	assert_non_null(strstr(written(&b, &a, f),
	    "\r\nTwilio-Request-Id: RQ0123456789abcdef0123456789abcdef\r\n"));
	assert_null(strstr(buf_cstr(&b), "Strict-Transport-Security"));
	f.tls = true;
	assert_non_null(strstr(written(&b, &a, f),
	    "\r\nStrict-Transport-Security: max-age="));
	buf_free(&b);
}

/* The bound holds for the longest of everything. */
static void no_answer_is_longer_than_its_bound(void **state)
{
	struct buf b = { 0 };
	struct answer_form f = { .closes = true,
		.id = "0123456789abcdef0123456789abcdef",
		.twilio_id = true,
		.tls = true };

	(void)state;
	for (int type = 0; type < HTTP_TYPES; type++) {
		struct http_answer a = { .status = 431,
			.type = (enum http_type)type,
			.body = "x",
			.len = 1 };

		for (size_t i = 0; i < HTTP_FIELDS_MAX; i++)
			a.field[i] =
			    (struct http_field){ HTTP_HEADER_TWILIO_REQUEST_ID,
				    "value" };
		written(&b, &a, f);
		assert_true(b.len <= answer_bound(&a));
	}
	buf_free(&b);
}

static void statuses_have_words(void **state)
{
	(void)state;
	assert_string_equal(http_status_word(404), "not_found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_written_as_http_wants_it),
		cmocka_unit_test(fields_are_written_and_unused_ones_are_not),
		cmocka_unit_test(w23_a_value_with_a_control_byte_is_left_out),
		cmocka_unit_test(no_content_has_neither_type_nor_length),
		cmocka_unit_test(no_answer_is_longer_than_its_bound),
		cmocka_unit_test(what_an_answer_says_itself_is_not_said_twice),
		cmocka_unit_test(an_answer_bears_the_id_of_its_request),
		cmocka_unit_test(no_answer_is_longer_than_its_bound),
		cmocka_unit_test(statuses_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

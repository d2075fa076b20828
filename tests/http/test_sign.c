/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct url url_of(const char *text)
{
	struct url u;
	const char *why;

	assert_int_equal(url_parse(&u, text, strlen(text), &why), 0);
	return u;
}

static struct form_pair pair_of(const char *name, const char *value)
{
	return (struct form_pair){ .name = name,
		.name_len = strlen(name),
		.value = value,
		.value_len = strlen(value) };
}

#define KNOWN_URL "example.com/myapp.php?foo=1&bar=2"

/* http-api.md 5.2, checked there against the validators of two SDKs. */
static void the_known_answer_of_twilio_comes_out(void **state)
{
	const struct form_pair field[] = { pair_of("To", "+18005551212"),
		pair_of("Caller", "+14158675310"), pair_of("Digits", "1234"),
		pair_of("CallSid", "CA1234567890ABCDE"),
		pair_of("From", "+14158675310") };
	static const char *const same[] = { "https://" KNOWN_URL,
		"https://user:secret@" KNOWN_URL, "https://" KNOWN_URL "#rc=2",
		"https://u@" KNOWN_URL "#ct=1000&rp=all" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct url u = url_of(same[i]);
		const struct sign_twilio s = { .token = "12345",
			.url = &u,
			.field = field,
			.fields = ARRAY_LEN(field) };
		char text[SIGN_TWILIO_BYTES];

		assert_string_equal(sign_twilio(&s, text),
		    "L/OH5YylLD5NRKLltdqwSvS0BnU=");
	}
}

/* Against python's hmac over
 * "http://h.example:8080/?q=1" "A" "B" "a" "1" "a" "2" "a" "Zz"
 * "n" and U+00E9. */
static void names_sort_by_byte_and_equal_values_count_once(void **state)
{
	const struct form_pair field[] = { pair_of("n", "\xc3\xa9"),
		pair_of("a", "Zz"), pair_of("a", "2"), pair_of("a", "1"),
		pair_of("a", "2"), pair_of("A", "B") };
	struct url u = url_of("http://h.example:8080/?q=1");
	const struct sign_twilio s = { .token = "t0ken",
		.url = &u,
		.field = field,
		.fields = ARRAY_LEN(field) };
	char text[SIGN_TWILIO_BYTES];

	(void)state;
	assert_string_equal(sign_twilio(&s, text),
	    "zeIN7rJOp7aDvRYC7JlI+MVGriM=");
}

static void a_url_without_fields_is_signed_alone(void **state)
{
	struct url u = url_of("https://h.example");
	const struct sign_twilio s = { .token = "t0ken", .url = &u };
	char text[SIGN_TWILIO_BYTES];

	(void)state;
	assert_string_equal(sign_twilio(&s, text),
	    "HYAqgzEEuhm7nodi1hYzK/iIuik=");
}

static const char body[] = "{\"type\":\"message.delivered\"}";

/* The vector of the Standard Webhooks libraries. */
static void the_known_answer_of_standard_webhooks_comes_out(void **state)
{
	static const char text[] = "{\"test\": 2432232314}";
	struct sign_key k;
	struct buf out = { 0 };
	struct sign_webhook s = { .id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
		.at = 1614265330 * SECOND + 999999,
		.body = text,
		.len = sizeof(text) - 1,
		.key = &k,
		.keys = 1 };

	(void)state;
	assert_int_equal(
	    sign_key_parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &k), 0);
	sign_webhook(&s, &out);
	assert_string_equal(buf_cstr(&out),
	    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	buf_free(&out);
}

/* Against python's hmac. */
static void x12_old_and_new_secret_sign_side_by_side(void **state)
{
	struct sign_key k[2];
	struct buf out = { 0 };
	const struct sign_webhook s = { .id = "evt_1",
		.at = 1772464800 * SECOND,
		.body = body,
		.len = sizeof(body) - 1,
		.key = k,
		.keys = 2 };

	(void)state;
	assert_int_equal(
	    sign_key_parse("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		&k[0]),
	    0);
	assert_int_equal(
	    sign_key_parse("ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7", &k[1]), 0);
	sign_webhook(&s, &out);
	assert_string_equal(buf_cstr(&out),
	    "v1,JhlfL08oOwcCPCK9tS19OSnmpiqWUo6s49MVbKb4DO0= "
	    "v1,VOdS3WQMix84KYU0y9I61cjjVYjxav3EdOl/Gg7HXY8=");
	buf_free(&out);
}

static void a_secret_is_of_24_to_64_bytes(void **state)
{
	static const char *const bad[] = { "", "whsec_",
		"whsec_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=", "whsec_!",
		"Whsec_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7" };
	char text[100] = { 0 };
	struct sign_key k;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(sign_key_parse(bad[i], &k), RC_BAD);
	memset(text, 'A', 88); /* 66 bytes */
	assert_int_equal(sign_key_parse(text, &k), RC_BAD);
	memset(text + 84, 0, 4);
	assert_int_equal(sign_key_parse(text, &k), 0);
	assert_int_equal(k.len, 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_known_answer_of_twilio_comes_out),
		cmocka_unit_test(
		    names_sort_by_byte_and_equal_values_count_once),
		cmocka_unit_test(a_url_without_fields_is_signed_alone),
		cmocka_unit_test(
		    the_known_answer_of_standard_webhooks_comes_out),
		cmocka_unit_test(x12_old_and_new_secret_sign_side_by_side),
		cmocka_unit_test(a_secret_is_of_24_to_64_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

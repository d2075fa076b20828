/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/auth.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void w12_basic_is_a_user_and_a_secret(void **state)
{
	struct auth a;

	(void)state;
	assert_int_equal(auth_parse("Basic QUMxOnNlOmNyZXQ=", &a), 0);
	assert_int_equal(a.scheme, AUTH_BASIC);
	assert_string_equal(a.user, "AC1");
	assert_string_equal(a.secret, "se:cret");
	assert_int_equal(auth_parse("bAsIc   Og==", &a), 0);
	assert_string_equal(a.user, "");
	assert_string_equal(a.secret, "");
}

static void w12_bearer_is_a_token(void **state)
{
	struct auth a;

	(void)state;
	assert_int_equal(auth_parse("Bearer abc-._~+/123==", &a), 0);
	assert_int_equal(a.scheme, AUTH_BEARER);
	assert_string_equal(a.user, "");
	assert_string_equal(a.secret, "abc-._~+/123==");
}

static void w12_what_is_missing_unknown_or_malformed_is_told_apart(void **state)
{
	static const char *const bad[] = { "Basic ", "Basic QUMx",
		"Basic QUMxOnNlY3JldA", "Basic QUMxOnNlY3JldB==",
		"Basic QUMxOnNl Y3JldA==", "Basic QUMxOnNlY3JldA==x",
		"Basic QU=xOnNlY3JldA==", "Basic AAA6YQ==", "Basic ====",
		"Bearer ", "Bearer a b", "Bearer \xff", "Bearer a\"" };
	struct auth a;

	(void)state;
	assert_int_equal(auth_parse(NULL, &a), RC_NOT_FOUND);
	assert_int_equal(auth_parse("Digest x", &a), RC_UNSUPPORTED);
	assert_int_equal(auth_parse("Basically x", &a), RC_UNSUPPORTED);
	assert_int_equal(auth_parse("", &a), RC_UNSUPPORTED);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(auth_parse(bad[i], &a), RC_BAD);
}

/* "Basic " and the base64 of user ':' secret of these lengths. */
static int parse_sizes(size_t user, size_t secret)
{
	char pair[1024], text[2048] = "Basic ";
	struct auth a;

	memset(pair, 'u', user);
	pair[user] = ':';
	memset(pair + user + 1, 's', secret);
	base64_format(pair, user + 1 + secret, text + 6);
	return auth_parse(text, &a);
}

static void users_and_secrets_are_bounded(void **state)
{
	(void)state;
	assert_int_equal(parse_sizes(AUTH_USER_MAX, AUTH_SECRET_MAX), 0);
	assert_int_equal(parse_sizes(AUTH_USER_MAX + 1, AUTH_SECRET_MAX - 1),
	    RC_BAD);
	assert_int_equal(parse_sizes(AUTH_USER_MAX - 1, AUTH_SECRET_MAX + 1),
	    RC_BAD);
	assert_int_equal(parse_sizes(500, 500), RC_BAD);
}

/* RFC 4648, 10. */
static void base64_goes_both_ways(void **state)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" },
		{ "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char text[16], back[16];
		size_t len = sizeof(back), n = strlen(pairs[i][0]);

		assert_string_equal(base64_format(pairs[i][0], n, text),
		    pairs[i][1]);
		assert_int_equal(base64_parse(text, strlen(text), back, &len),
		    0);
		assert_int_equal(len, n);
		assert_memory_equal(back, pairs[i][0], n);
	}
}

static void w13_a_secret_matches_itself_only(void **state)
{
	struct auth_digest d =
	    auth_digest_of("0123456789abcdef0123456789abcdef");

	(void)state;
	assert_true(auth_matches(&d, "0123456789abcdef0123456789abcdef"));
	assert_false(auth_matches(&d, "0123456789abcdef0123456789abcdee"));
	assert_false(auth_matches(&d, "0123456789abcdef0123456789abcde"));
	assert_false(auth_matches(&d, ""));
	assert_false(auth_matches(NULL, "0123456789abcdef0123456789abcdef"));
}

static int by_size(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static long time_of(const struct auth_digest *d, const char *secret)
{
	struct timespec from, to;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	for (int i = 0; i < 10; i++)
		(void)auth_matches(d, secret);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	return (to.tv_sec - from.tv_sec) * 1000000000 + to.tv_nsec -
	       from.tv_nsec;
}

/* The median of many, taken in turns, so that all see the same weather. */
static void w13_time_does_not_follow_the_right_leading_characters(void **state)
{
	static const char right[] = "0123456789abcdef0123456789abcdef";
	enum { WAYS = 33, TIMES = 301 };
	static long took[WAYS][TIMES];
	struct auth_digest d = auth_digest_of(right);
	long least = LONG_MAX, most = 0;

	(void)state;
	for (int n = 0; n < TIMES; n++) {
		for (int way = 0; way < WAYS - 1; way++) {
			char secret[WAYS];

			memset(secret, 'x', WAYS - 1);
			memcpy(secret, right, (size_t)way);
			secret[WAYS - 1] = '\0';
			took[way][n] = time_of(&d, secret);
		}
		took[WAYS - 1][n] = time_of(NULL, right);
	}
	for (int way = 0; way < WAYS; way++) {
		qsort(took[way], TIMES, sizeof(long), by_size);
		if (took[way][TIMES / 2] < least)
			least = took[way][TIMES / 2];
		if (took[way][TIMES / 2] > most)
			most = took[way][TIMES / 2];
	}
	assert_true(most < least + least / 4);
}

/* SHA-256 of "abc", FIPS 180-2, B.1. */
static void secrets_are_hashed_by_sha_256(void **state)
{
	static const uint8_t begin[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01 };
	struct auth_digest d = auth_digest_of("abc");

	(void)state;
	assert_memory_equal(d.sha256, begin, sizeof(begin));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w12_basic_is_a_user_and_a_secret),
		cmocka_unit_test(w12_bearer_is_a_token),
		cmocka_unit_test(
		    w12_what_is_missing_unknown_or_malformed_is_told_apart),
		cmocka_unit_test(users_and_secrets_are_bounded),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(w13_a_secret_matches_itself_only),
		cmocka_unit_test(
		    w13_time_does_not_follow_the_right_leading_characters),
		cmocka_unit_test(secrets_are_hashed_by_sha_256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

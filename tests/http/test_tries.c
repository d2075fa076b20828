/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/tries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void fail_try(struct tries *t, const char *key, usec now)
{
	tries_add(t, key, strlen(key), now);
}

static usec wait_of(const struct tries *t, const char *key, usec now)
{
	return tries_wait(t, key, strlen(key), now);
}

static void w14_the_eleventh_within_a_minute_has_to_wait(void **state)
{
	struct tries *t = tries_new();

	(void)state;
	for (int i = 0; i < TRIES_MOST; i++) {
		assert_int_equal(wait_of(t, "a", i * SECOND), 0);
		fail_try(t, "a", i * SECOND);
	}
	assert_int_equal(wait_of(t, "a", 9 * SECOND), 51 * SECOND);
	assert_int_equal(wait_of(t, "a", 60 * SECOND - 1), 1);
	assert_int_equal(wait_of(t, "a", 60 * SECOND), 0);
	assert_int_equal(wait_of(t, "b", 9 * SECOND), 0);
	tries_free(t);
}

static void w14_no_minute_has_more_than_ten(void **state)
{
	struct tries *t = tries_new();
	usec at[200] = { 0 };
	size_t n = 0;

	(void)state;
	for (usec now = 0; now < 600 * SECOND; now += 3700000) {
		if (wait_of(t, "a", now) != 0)
			continue;
		fail_try(t, "a", now);
		at[n++] = now;
		if (n > TRIES_MOST)
			assert_true(now - at[n - 1 - TRIES_MOST] >= TRIES_TIME);
	}
	assert_in_range(n, 90, 100);
	tries_free(t);
}

static void w14_many_names_neither_grow_it_nor_hide_the_last(void **state)
{
	struct tries *t = tries_new();
	char key[16];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		snprintf(key, sizeof(key), "%d", i);
		fail_try(t, key, i);
	}
	for (int i = 0; i < TRIES_MOST; i++)
		fail_try(t, "a", 100000);
	assert_int_equal(wait_of(t, "a", 100000), TRIES_TIME);
	tries_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w14_the_eleventh_within_a_minute_has_to_wait),
		cmocka_unit_test(w14_no_minute_has_more_than_ten),
		cmocka_unit_test(
		    w14_many_names_neither_grow_it_nor_hide_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

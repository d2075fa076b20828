/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/reference.h"

#define NOON (1000 * 86400 * SECOND + 43200 * SECOND)

static uint64_t hash_of(uint64_t n)
{
	n ^= n >> 31;
	n *= 0x9E3779B97F4A7C15u;
	return n ^ n >> 29;
}

static void a_destination_gets_all_numbers_before_one_comes_again(void **state)
{
	struct reference *r = reference_new(64);
	bool *had = calloc(65536, sizeof(*had));

	(void)state;
	assert_non_null(had);
	for (unsigned i = 0; i < 65536; i++) {
		uint16_t n = reference_take(r, 77, 16, NOON + i);

		assert_false(had[n]);
		had[n] = true;
	}
	for (unsigned i = 0; i < 256; i++)
		assert_true(reference_take(r, 78, 8, NOON) < 256);
	free(had);
	reference_free(r);
}

static void eight_bits_hold_for_256_messages(void **state)
{
	struct reference *r = reference_new(4);
	bool had[256] = { false };

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		uint16_t n = reference_take(r, 5, 8, NOON + i * 60 * SECOND);

		assert_true(n < 256);
		assert_false(had[n]);
		had[n] = true;
	}
	reference_free(r);
}

/* Forgotten in between, each destination's hourly messages of a day differ. */
static void what_was_forgotten_goes_on_with_the_time_of_day(void **state)
{
	struct reference *r = reference_new(4);
	bool had[65536] = { false };

	(void)state;
	for (unsigned hour = 0; hour < 24; hour++) {
		usec now = NOON + hour * 3600 * SECOND;
		uint16_t n = reference_take(r, hash_of(1), 16, now);

		assert_false(had[n]);
		had[n] = true;
		for (uint64_t d = 2; d < 100; d++)
			reference_take(r, hash_of(d), 16, now + 1);
	}
	reference_free(r);
}

/* Whoever was asked about last makes room last. */
static void a_busy_destination_is_not_forgotten(void **state)
{
	struct reference *r = reference_new(4);
	uint16_t last = reference_take(r, 1, 16, NOON);

	(void)state;
	for (unsigned i = 1; i < 50; i++) {
		usec now = NOON + i * 10 * SECOND;

		reference_take(r, (uint64_t)(100 + i) << 32, 16, now);
		last++;
		assert_int_equal(reference_take(r, 1, 16, now + 4 * SECOND),
		    last);
	}
	reference_free(r);
}

static void destinations_count_on_their_own(void **state)
{
	struct reference *r = reference_new(REFERENCE_SLOTS);
	uint16_t first[50];

	(void)state;
	for (uint64_t d = 0; d < 50; d++)
		first[d] = reference_take(r, hash_of(d), 16, NOON);
	for (uint64_t d = 0; d < 50; d++)
		assert_int_equal(reference_take(r, hash_of(d), 16, NOON + 9),
		    (uint16_t)(first[d] + 1));
	reference_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_destination_gets_all_numbers_before_one_comes_again),
		cmocka_unit_test(eight_bits_hold_for_256_messages),
		cmocka_unit_test(
		    what_was_forgotten_goes_on_with_the_time_of_day),
		cmocka_unit_test(a_busy_destination_is_not_forgotten),
		cmocka_unit_test(destinations_count_on_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

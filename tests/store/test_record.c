/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "base/random.h"
#include "store/record.h"

static void a_sealed_record_tells_its_version_and_body_key(void **state)
{
	uint8_t r[96] = { 0 };
	struct store_head h;

	(void)state;
	store_seal(r, sizeof(r), 3, 512);
	assert_int_equal(store_check(r, sizeof(r), &h), 0);
	assert_int_equal(h.version, 3);
	assert_int_equal(h.body_key, 512);
	assert_int_equal(h.size, STORE_HEAD);

	store_seal_long(r, 77, 200, 65535);
	assert_int_equal(store_check(r, 77, &h), 0);
	assert_int_equal(h.version, 200);
	assert_int_equal(h.body_key, 65535);
	assert_int_equal(h.size, STORE_LONG_HEAD);
}

static void what_was_sealed_is_read_behind_its_header(void **state)
{
	uint8_t r[16] = { [8] = 1, [12] = 2 };
	struct cursor c;

	(void)state;
	store_seal(r, 16, 1, 0);
	assert_int_equal(store_unseal(r, 16, &c), 0);
	assert_int_equal(cursor_left(&c), 8);
	assert_int_equal(cursor_get(&c, 1), 1);
	store_seal_long(r, 15, 1, 0);
	assert_int_equal(store_unseal(r, 15, &c), 0);
	assert_int_equal(cursor_left(&c), 3);
	assert_int_equal(cursor_get(&c, 1), 2);
	r[14] ^= 1;
	assert_int_equal(store_unseal(r, 15, &c), RC_CORRUPT);
}

static void a_record_of_another_length_is_damaged(void **state)
{
	uint8_t r[2048] = { 0 };

	(void)state;
	store_seal(r, 2040, 1, 0);
	assert_int_equal(store_check(r, 2040, NULL), 0);
	for (size_t len = 0; len < sizeof(r); len++)
		if (len != 2040)
			assert_int_equal(store_check(r, len, NULL), RC_CORRUPT);
	store_seal_long(r, 100, 1, 0);
	for (size_t len = 0; len < sizeof(r); len++)
		if (len != 100)
			assert_int_equal(store_check(r, len, NULL), RC_CORRUPT);
}

static void zeroes_are_no_record(void **state)
{
	uint8_t r[512] = { 0 };

	(void)state;
	for (size_t len = 0; len <= sizeof(r); len++)
		assert_int_equal(store_check(r, len, NULL), RC_CORRUPT);
}

static void every_flipped_byte_is_found(void **state)
{
	uint8_t r[1998];

	(void)state;
	random_seed(7);
	for (int i = 0; i < 1000; i++) {
		size_t len = STORE_LONG_HEAD + random_below(1980);
		size_t at;

		random_fill(r, sizeof(r));
		if (i % 2 == 0) {
			len = 96;
			store_seal(r, len, 1, 0);
		} else {
			store_seal_long(r, len, 1, 0);
		}
		assert_int_equal(store_check(r, len, NULL), 0);
		at = random_below(len);
		r[at] ^= (uint8_t)(1 + random_below(255));
		assert_int_equal(store_check(r, len, NULL), RC_CORRUPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_sealed_record_tells_its_version_and_body_key),
		cmocka_unit_test(what_was_sealed_is_read_behind_its_header),
		cmocka_unit_test(a_record_of_another_length_is_damaged),
		cmocka_unit_test(zeroes_are_no_record),
		cmocka_unit_test(every_flipped_byte_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

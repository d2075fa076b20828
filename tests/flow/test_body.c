/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct buf bytes;

static void encode_one(void)
{
	struct body b = { 0 };

	b.field[BODY_FROM] = (struct body_text){ "+1212", 5 };
	b.field[BODY_TEXT] = (struct body_text){ "hello", 5 };
	buf_clear(&bytes);
	body_encode(&b, &bytes);
}

static void what_was_encoded_is_decoded(void **state)
{
	struct body b;

	(void)state;
	encode_one();
	assert_int_equal(body_decode(&b, buf_bytes(&bytes), bytes.len), 0);
	assert_int_equal(b.field[BODY_TEXT].len, 5);
	assert_memory_equal(b.field[BODY_TEXT].s, "hello", 5);
	assert_int_equal(b.field[BODY_REF].len, 0);
}

static void a_field_of_a_later_version_is_passed_over(void **state)
{
	struct body b;

	(void)state;
	encode_one();
	buf_add(&bytes, "\xc8\x00\x02xy", 5);
	assert_int_equal(body_decode(&b, buf_bytes(&bytes), bytes.len), 0);
	assert_memory_equal(b.field[BODY_FROM].s, "+1212", 5);
}

static void every_truncation_inside_a_field_is_corrupt(void **state)
{
	struct body b;

	(void)state;
	encode_one();
	for (size_t n = 1; n < bytes.len; n++) {
		int want = n == 8 ? 0 : RC_CORRUPT; /* between two fields */

		assert_int_equal(body_decode(&b, buf_bytes(&bytes), n), want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_encoded_is_decoded),
		cmocka_unit_test(a_field_of_a_later_version_is_passed_over),
		cmocka_unit_test(every_truncation_inside_a_field_is_corrupt),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&bytes);
	return failed;
}

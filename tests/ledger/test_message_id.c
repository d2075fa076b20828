/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger/types.h"

static void an_id_is_SM_and_32_hex_digits_and_comes_back(void **state)
{
	struct message_id id = { 0x0123456789abcdef, 0xfedcba9876543210 }, back;
	char text[MESSAGE_ID_TEXT];

	(void)state;
	assert_string_equal(message_id_format(&id, text),
	    "SM0123456789abcdeffedcba9876543210");
	assert_int_equal(message_id_parse(text, &back), 0);
	assert_int_equal(back.key, id.key);
	assert_int_equal(back.tail, id.tail);
}

static void what_is_no_id_is_refused(void **state)
{
	static const char *const bad[] = { "", "S", "SM", "SM0",
		"SM0123456789abcdeffedcba987654321",
		"SM0123456789abcdeffedcba98765432100",
		"MM0123456789abcdeffedcba9876543210",
		"SM0123456789abcdeffedcba987654321g",
		"SM 123456789abcdeffedcba9876543210" };
	struct message_id id;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(message_id_parse(bad[i], &id), RC_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_SM_and_32_hex_digits_and_comes_back),
		cmocka_unit_test(what_is_no_id_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

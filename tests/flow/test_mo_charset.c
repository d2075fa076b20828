/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts of handsets in alphabets that we do not send.
 */
#include "handset.h"

/* The octets are those of Python's codecs. */
static void alphabets_that_only_handsets_send_are_read(void **state)
{
	(void)state;
	TAKE(6, 0, "\xBF\xE0\xD8\xD2\xD5\xE2, \xF0\x35!");
	expect_text("Привет, №5!");
	assert_int_equal(coding.alphabet, TEXT_CYRILLIC);
	assert_int_equal(coding.flags, 0);
	expect_octets("", 0);
	TAKE(7, 0, "\xF9\xEC\xE5\xED");
	expect_text("שלום");
	TAKE(5, 0, "\x93\x8C\x8B\x9E");
	expect_text("東京");
	TAKE(10, 0, "\x1B$BEl5~\x1B(B");
	expect_text("東京");
	TAKE(13, 0, "\x8F\xB0\xA1\xA4\xC8");
	expect_text("丂と");
	TAKE(14, 0, "\xBE\xC8\xB3\xE7");
	expect_text("안녕");
	TAKE(14, 0, "STOP");
	assert_int_equal(mo.keyword, KEYWORD_STOP);
	TAKE(5, 0, "STOP");
	assert_int_equal(mo.keyword, KEYWORD_STOP);
	smsc.dcs_ucs2 = 14; /* what is configured goes first */
	TAKE(14, 0, "\x04\x1F");
	expect_text("П");
}

static void what_is_hardly_one_of_them_is_hexadecimal(void **state)
{
	(void)state;
	TAKE(5, 0, "\x06\x05\x04\xA0\xFF\x01");
	expect_text("060504a0ff01");
	assert_int_equal(coding.flags, MO_BINARY);
	expect_octets("\x06\x05\x04\xA0\xFF\x01", 6);
	TAKE(7, 0, "\xF9\xEC\xE5\xED\xFF");
	expect_text("שלום\xEF\xBF\xBD");
	assert_int_equal(coding.flags, MO_UNREADABLE);
	expect_octets("\xF9\xEC\xE5\xED\xFF", 5);
	TAKE(9, 0, "ab"); /* pictograms, and what is nobody's */
	expect_text("6162");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(alphabets_that_only_handsets_send_are_read),
		CASE(what_is_hardly_one_of_them_is_hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, unsigned code, uint64_t number)
{
	uint64_t n = 0;

	assert_int_equal(e164_parse(text, strlen(text), code, &n), 0);
	assert_int_equal(n, number);
}

static void expect_bad(const char *text, unsigned code)
{
	uint64_t n;

	assert_int_equal(e164_parse(text, strlen(text), code, &n), RC_BAD);
}

static void separators_and_00_are_taken_away(void **state)
{
	(void)state;
	expect("+19175550001", 0, 19175550001);
	expect("+1 (917) 555-00.01", 0, 19175550001);
	expect("0019175550001", 0, 19175550001);
	expect("00 44 7700 900001", 0, 447700900001);
	expect("+447700900001", 1, 447700900001);
}

static void a_national_number_needs_a_calling_code(void **state)
{
	(void)state;
	expect_bad("9175550001", 0);
	expect("(917) 555-0001", 1, 19175550001);
	expect("1-917-555-0001", 1, 19175550001);
	expect("07700 900001", 44, 447700900001);
	expect("0612345678", 39, 390612345678);
}

static void malformed_numbers_are_refused(void **state)
{
	static const char *const bad[] = { "", "+", "12345", "+1917",
		"abcdefghij", "+1917555000a", "++19175550001", "+1+9175550001",
		"+1234567", "+1234567890123456", "+0123456789",
		"00012345678901", "+1917555000\xD9\xA1",
		"+99999999999999999999", "+1917555/0001" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		expect_bad(bad[i], 0);
	expect_bad("", 1);
	expect_bad("99999999999999999", 999);
}

static void eight_to_fifteen_digits_are_well_formed(void **state)
{
	(void)state;
	expect("+29012345", 0, 29012345);
	expect("+999123456789012", 0, 999123456789012);
	assert_false(e164_is_valid(0));
	assert_false(e164_is_valid(9999999));
	assert_false(e164_is_valid(1000000000000000));
}

static void north_american_codes_begin_with_2_to_9(void **state)
{
	(void)state;
	expect_bad("+11175550001", 0);
	expect_bad("+10175550001", 0);
	expect_bad("+19171550001", 0);
	expect_bad("+1917555001", 0);
	expect_bad("+191755500011", 0);
	expect("+12002000000", 0, 12002000000);
}

static void a_number_formats_back(void **state)
{
	char text[E164_TEXT];

	(void)state;
	assert_string_equal(e164_format(19175550001, text), "+19175550001");
	assert_string_equal(e164_format(999999999999999, text),
	    "+999999999999999");
	assert_string_equal(e164_mask(19175550001, text), "+1917555XXXX");
	assert_string_equal(e164_mask(12, text), "+XX");
}

static void expect_sender(const char *text, enum sender_kind kind, int ton_npi,
    const char *address)
{
	struct sender s;

	assert_int_equal(sender_parse(text, strlen(text), &s), 0);
	assert_int_equal(s.kind, kind);
	assert_int_equal(s.ton << 4 | s.npi, ton_npi);
	assert_string_equal(s.text, address);
}

static void senders_have_their_type_of_number(void **state)
{
	(void)state;
	expect_sender("+12125550100", SENDER_LONG, 0x11, "12125550100");
	expect_sender("+1 212-555-0100", SENDER_LONG, 0x11, "12125550100");
	expect_sender("12125550100", SENDER_LONG, 0x11, "12125550100");
	expect_sender("12345", SENDER_SHORT, 0x30, "12345");
	expect_sender("012", SENDER_SHORT, 0x30, "012");
	expect_sender("87654321", SENDER_SHORT, 0x30, "87654321");
	expect_sender("ACME Shop 1", SENDER_ALPHA, 0x50, "ACME Shop 1");
	expect_sender("4you", SENDER_ALPHA, 0x50, "4you");
}

static void what_is_no_sender_is_refused(void **state)
{
	static const char *const bad[] = { "", "12", "+12345", "TwelveLetter",
		" acme", "acme ", "acm\xC3\xA9", "a`b", "a[b", "a\nb", "!!!",
		"1234567890123456" };
	struct sender s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(sender_parse(bad[i], strlen(bad[i]), &s),
		    RC_BAD);
}

static void the_plus_of_a_bare_number_may_be_left_out(void **state)
{
	static const char *const good[] = { "+19175550001", "19175550001",
		"0019175550001", "1 (917) 555-0001" };
	static const char *const bad[] = { "", "09175550001", "1917", "ESMED",
		"191755500010001",
		("1111111111111111111111111111111111111111111111111111111111111"
		 "111111") };
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(
		    e164_parse_bare(good[i], strlen(good[i]), &number), 0);
		assert_int_equal(number, 19175550001);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    e164_parse_bare(bad[i], strlen(bad[i]), &number), RC_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(separators_and_00_are_taken_away),
		cmocka_unit_test(a_national_number_needs_a_calling_code),
		cmocka_unit_test(malformed_numbers_are_refused),
		cmocka_unit_test(eight_to_fifteen_digits_are_well_formed),
		cmocka_unit_test(north_american_codes_begin_with_2_to_9),
		cmocka_unit_test(a_number_formats_back),
		cmocka_unit_test(senders_have_their_type_of_number),
		cmocka_unit_test(what_is_no_sender_is_refused),
		cmocka_unit_test(the_plus_of_a_bare_number_may_be_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void blanks_around_an_id_are_no_part_of_it(void **state)
{
	char a[ID_ROOM], b[ID_ROOM];

	(void)state;
	assert_string_equal(id_fold("  x ", a), id_fold("x", b));
	assert_string_equal(id_fold(" 0x1F", a), "1f");
	assert_string_equal(id_fold("   ", a), "");
}

static void expect(const char *resp, const char *receipt, enum id_mode mode)
{
	enum id_mode found = ID_MODE_COUNT;

	assert_int_equal(id_match(resp, receipt, &found), 0);
	assert_int_equal(found, mode);
}

static void expect_none(const char *resp, const char *receipt)
{
	enum id_mode found;

	assert_int_equal(id_match(resp, receipt, &found), RC_NOT_FOUND);
}

static void one_id_in_two_spellings_matches(void **state)
{
	(void)state;
	expect("00B8BE19", "00B8BE19", ID_EQUAL);
	expect("1101c1-c9d03d-f000", "1101C1-C9D03D-F000", ID_CASE);
	expect("AB12", "0000AB12", ID_ZEROS);
	expect("1A2B3C4D", "0x1A2B3C4D", ID_ZEROS);
	expect("04062581461565934000241", "4062581461565934000241", ID_ZEROS);
	expect("38601fa", "0059113978", ID_HEX_DEC);
	expect("812FC7470000001B", "9308878062554710043", ID_HEX_DEC);
	expect("04000000086ECD50", "288230376293190992", ID_HEX_DEC);
	expect("59113978", "038601FA", ID_DEC_HEX);
	/* Beyond 64 bits. */
	expect("1FFFFFFFFFFFFFFFF", "36893488147419103231", ID_HEX_DEC);
	expect("126e85a6edeac1a02020099312479564",
	    "24499967364551330131427018079426024804", ID_HEX_DEC);
	expect("340282366920938463463374607431768211455",
	    "ffffffffffffffffffffffffffffffff", ID_DEC_HEX);
}

static void siblings_and_strangers_do_not_match(void **state)
{
	(void)state;
	expect_none("04062581461644996000241", "04062581461644996000141");
	expect_none("abc", "abcd");
	expect_none("ns:1", "ns:01");
	expect_none("", "");
	expect_none("", "0");
	expect_none("0x", "0");
	expect_none("0e999f21-81ef", "e999f21-81e0");
	expect_none("1FFFFFFFFFFFFFFFF", "36893488147419103232");
}

static void folded_ids_are_keys(void **state)
{
	char to[ID_ROOM], longest[100];

	(void)state;
	assert_string_equal(id_fold("0x00AB12", to), "ab12");
	assert_string_equal(id_fold("000", to), "0");
	assert_string_equal(id_fold("", to), "");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(id_fold(longest, to), "");
	assert_int_equal(id_hex_to_dec("0038601FA", to), 0);
	assert_string_equal(to, "59113978");
	assert_int_equal(id_dec_to_hex("0059113978", to), 0);
	assert_string_equal(to, "38601fa");
	assert_int_equal(id_dec_to_hex("38601fa", to), RC_BAD);
	assert_int_equal(id_hex_to_dec("-1", to), RC_BAD);
}

/* 64 digits are the most an id has; 64 hexadecimal ones need 78. */
static void numbers_end_where_ids_do(void **state)
{
	char id[70], to[ID_ROOM];

	(void)state;
	memset(id, '9', sizeof(id));
	id[64] = '\0';
	assert_int_equal(id_dec_to_hex(id, to), 0);
	assert_string_equal(to,
	    "184f03e93ff9f4daa797ed6e38ed64bf6a1f00ffffffffffffffff");
	assert_int_equal(id_hex_to_dec(id, to), RC_BAD);
	id[64] = '9';
	id[65] = '\0';
	assert_int_equal(id_dec_to_hex(id, to), RC_BAD);
	assert_int_equal(id_dec_to_hex("", to), RC_BAD);
	assert_int_equal(id_hex_to_dec("0", to), 0);
	assert_string_equal(to, "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_id_in_two_spellings_matches),
		cmocka_unit_test(siblings_and_strangers_do_not_match),
		cmocka_unit_test(folded_ids_are_keys),
		cmocka_unit_test(blanks_around_an_id_are_no_part_of_it),
		cmocka_unit_test(numbers_end_where_ids_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

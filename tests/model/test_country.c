/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/country.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void expect(uint64_t number, const char *country)
{
	char iso2[COUNTRY_TEXT];

	assert_int_equal(country_of(number, iso2), 0);
	assert_string_equal(iso2, country);
	assert_true(country_may_be(country, number));
}

static void expect_none(uint64_t number)
{
	char iso2[COUNTRY_TEXT];

	assert_int_equal(country_of(number, iso2), RC_NOT_FOUND);
	assert_false(country_may_be("US", number));
}

static void the_calling_code_tells_the_country(void **state)
{
	(void)state;
	expect(33612345678, "FR");
	expect(4915112345678, "DE");
	expect(919876543210, "IN");
	expect(8613800138000, "CN");
	expect(5511961234567, "BR");
	expect(2348021234567, "NG");
	expect(35699123456, "MT");
	expect(38344123456, "XK");
	expect(2901234567, "SH");
	assert_false(country_may_be("DE", 33612345678));
}

static void north_america_is_told_apart_by_area_code(void **state)
{
	(void)state;
	expect(19175550001, "US");
	expect(12045550001, "CA");
	expect(16475550001, "CA");
	expect(12425550001, "BS");
	expect(18765550001, "JM");
	expect(16585550001, "JM");
	expect(17875550001, "PR");
	expect(18495550001, "DO");
	assert_false(country_may_be("CA", 19175550001));
	assert_false(country_may_be("US", 12045550001));
	assert_false(country_may_be("US", 12425550001));
	assert_true(country_may_be("CA", 18005550001));
	assert_true(country_may_be("VI", 18885550001));
	expect(18005550001, "US");
}

static void shared_codes_fit_each_of_their_countries(void **state)
{
	(void)state;
	expect(590690001234, "GP");
	assert_true(country_may_be("BL", 590690001234));
	assert_true(country_may_be("MF", 590690001234));
	expect(212650123456, "MA");
	assert_true(country_may_be("EH", 212650123456));
	expect(358412345678, "FI");
	assert_true(country_may_be("AX", 358412345678));
	expect(4740612345, "NO");
	assert_true(country_may_be("SJ", 4740612345));
	expect(61412345678, "AU");
	assert_true(country_may_be("CX", 61412345678));
	assert_false(country_may_be("NZ", 61412345678));
}

static void shared_codes_are_split_by_what_follows(void **state)
{
	(void)state;
	expect(79123456789, "RU");
	expect(77710009998, "KZ");
	assert_false(country_may_be("RU", 77710009998));
	expect(447400123456, "GB");
	expect(447781123456, "GG");
	expect(441481256789, "GG");
	expect(447797712345, "JE");
	expect(447924123456, "IM");
	assert_false(country_may_be("GB", 447624123456));
	expect(390669812345, "VA");
	expect(393123456789, "IT");
	expect(262692123456, "RE");
	expect(262639012345, "YT");
	expect(59995181234, "CW");
	expect(5993181234, "BQ");
	expect(61891621234, "CC");
	expect(358181234567, "AX");
	expect(972591234567, "PS");
	assert_true(country_may_be("IL", 972591234567));
	expect(390549912345, "SM");
	assert_true(country_may_be("IT", 390549912345));
	expect(24740123, "SH");
}

static void unassigned_and_worldwide_codes_have_no_country(void **state)
{
	(void)state;
	expect_none(0);
	expect_none(2101234567);
	expect_none(9991234567);
	expect_none(6841234567);
	expect_none(80012345678);
	expect_none(870773111632);
	expect_none(881612345678);
	expect_none(99912345678901234U);
}

static void known_countries_are_two_capital_letters(void **state)
{
	static const char *const bad[] = { "", "U", "us", "USA", "U ", " U",
		"S ", "ZZ", "EU", "UK", "US UM" };

	(void)state;
	assert_true(country_is_known("US"));
	assert_true(country_is_known("UM"));
	assert_true(country_is_known("GB"));
	assert_true(country_is_known("VI"));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(country_is_known(bad[i]));
		assert_false(country_may_be(bad[i], 19175550001));
	}
}

/* 249 of ISO 3166-1, and Kosovo. */
static void all_countries_are_there(void **state)
{
	int n = 0;

	(void)state;
	for (char a = 'A'; a <= 'Z'; a++)
		for (char b = 'A'; b <= 'Z'; b++)
			n += country_is_known((char[]){ a, b, '\0' });
	assert_int_equal(n, 250);
}

static void all_countries_of_a_shared_code_are_listed(void **state)
{
	(void)state;
	assert_string_equal(country_all(393311234567), "IT VA");
	assert_string_equal(country_all(442012345678), "GB");
	assert_null(country_all(881612345678));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_calling_code_tells_the_country),
		cmocka_unit_test(north_america_is_told_apart_by_area_code),
		cmocka_unit_test(shared_codes_fit_each_of_their_countries),
		cmocka_unit_test(shared_codes_are_split_by_what_follows),
		cmocka_unit_test(
		    unassigned_and_worldwide_codes_have_no_country),
		cmocka_unit_test(known_countries_are_two_capital_letters),
		cmocka_unit_test(all_countries_are_there),
		cmocka_unit_test(all_countries_of_a_shared_code_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

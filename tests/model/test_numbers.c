/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void expect(uint64_t number, const char *region, enum number_type type)
{
	struct number_facts f;

	assert_int_equal(number_look(number, &f), 0);
	assert_string_equal(f.region, region);
	assert_int_equal(f.type, type);
	assert_memory_equal(f.countries, region, strlen(region));
}

static void a_number_has_its_region_and_type(void **state)
{
	(void)state;
	expect(447400123456, "GB", NUMBER_MOBILE);
	expect(442079460123, "GB", NUMBER_LANDLINE);
	expect(19175550001, "US", NUMBER_MIXED);
	expect(12045550001, "CA", NUMBER_MIXED);
	expect(18885550100, "US", NUMBER_TOLL_FREE);
	expect(19005550100, "US", NUMBER_PREMIUM);
	expect(491801234567, "DE", NUMBER_SHARED_COST);
	expect(445612345678, "GB", NUMBER_VOIP);
	expect(447012345678, "GB", NUMBER_PERSONAL);
	expect(447640123456, "GB", NUMBER_PAGER);
	expect(443012345678, "GB", NUMBER_UAN);
	expect(49177123, "DE", NUMBER_UNKNOWN);
	expect(491771234567, "DE", NUMBER_MOBILE);
	expect(4930123456, "DE", NUMBER_LANDLINE);
	expect(919876543210, "IN", NUMBER_MOBILE);
	expect(33612345678, "FR", NUMBER_MOBILE);
	expect(33142345678, "FR", NUMBER_LANDLINE);
	expect(41860123456789, "CH", NUMBER_VOICEMAIL);
}

static void toll_free_codes_of_north_america_are_toll_free(void **state)
{
	static const uint64_t codes[] = { 800, 833, 844, 855, 866, 877, 888 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		expect(10005550100 + codes[i] * 10000000, "US",
		    NUMBER_TOLL_FREE);
}

static void codes_of_no_country_are_of_the_world(void **state)
{
	(void)state;
	expect(80012345678, REGION_WORLD, NUMBER_TOLL_FREE);
	expect(881612345678, REGION_WORLD, NUMBER_MOBILE);
	expect(8001, REGION_WORLD, NUMBER_UNKNOWN);
}

static void a_region_is_told_by_the_digits_behind_a_shared_code(void **state)
{
	(void)state;
	expect(79123456789, "RU", NUMBER_MOBILE);
	expect(77710009998, "KZ", NUMBER_MOBILE);
	expect(447797712345, "JE", NUMBER_MOBILE);
	expect(447924123456, "IM", NUMBER_MOBILE);
	expect(390669812345, "VA", NUMBER_LANDLINE);
	expect(18764123456, "JM", NUMBER_MOBILE);
}

static void a_number_of_no_plan_is_where_its_beginning_is(void **state)
{
	(void)state;
	expect(447700900001, "GB", NUMBER_UNKNOWN); /* made up for films */
	expect(44770090000, "GB", NUMBER_UNKNOWN);
	expect(4474001234567, "GB", NUMBER_UNKNOWN);
	expect(447924123, "IM", NUMBER_UNKNOWN);
	expect(18761234567, "JM", NUMBER_UNKNOWN);
	expect(33, "FR", NUMBER_UNKNOWN);
	expect(1, "US", NUMBER_UNKNOWN);
}

/* 644 and the like: of Canada's plans for later. */
static void an_unassigned_area_code_is_of_the_us(void **state)
{
	static const uint64_t codes[] = { 200, 211, 222, 237, 271, 299, 311,
		370, 387, 391, 411, 421, 499, 511, 590, 611, 644, 655, 677, 688,
		699, 711, 722, 790, 811, 880, 881, 892, 911, 922, 950, 960, 988,
		999 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		expect(10005550100 + codes[i] * 10000000, "US", NUMBER_UNKNOWN);
}

static void an_unassigned_calling_code_is_not_found(void **state)
{
	static const uint64_t bad[] = { 0, 2, 21, 2101234567, 2801234567,
		6841234567, 9991234567, 999123456789012 };
	struct number_facts f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(number_look(bad[i], &f), RC_NOT_FOUND);
}

static void more_digits_than_a_number_has_are_not_found(void **state)
{
	struct number_facts f;

	(void)state;
	expect(491771234567890, "DE", NUMBER_UNKNOWN);
	assert_int_equal(number_look(10000000000000000, &f), RC_NOT_FOUND);
	assert_int_equal(number_look(UINT64_MAX, &f), RC_NOT_FOUND);
}

static void all_countries_of_a_number_are_listed(void **state)
{
	struct number_facts f;

	(void)state;
	assert_int_equal(number_look(61412345678, &f), 0);
	assert_string_equal(f.countries, "AU CC CX");
	assert_int_equal(number_look(972591234567, &f), 0);
	assert_string_equal(f.countries, "PS IL");
	assert_int_equal(number_look(19175550001, &f), 0);
	assert_string_equal(f.countries, "US UM");
	assert_int_equal(number_look(18005550001, &f), 0);
	assert_non_null(strstr(f.countries, "CA"));
}

/* Codes of two letters with a space between them, or the world. */
static void each_fact_has_well_formed_countries(void **state)
{
	const char *at;
	size_t n = 0;

	(void)state;
	for (; (at = number_countries(n)) != NULL; n++) {
		if (at[0] == '\0' || strcmp(at, REGION_WORLD) == 0)
			continue;
		assert_int_equal(strlen(at) % 3, 2);
		for (size_t i = 0; at[i] != '\0'; i++) {
			if (i % 3 == 2)
				assert_int_equal(at[i], ' ');
			else
				assert_in_range(at[i], 'A', 'Z');
		}
	}
	assert_true(n > 1000);
}

#define STATES 65536

/* So nothing runs in circles: each way leads to a state of the table, never
 * to the root, and each state but root and dead end is reached. */
static void each_state_is_reached_and_each_way_ends(void **state)
{
	static const uint16_t next[][11] = {
#define STATE(...) { __VA_ARGS__ },
#include "model/numbers.def"
#undef STATE
	};
	static bool is_reached[STATES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(next); i++) {
		assert_non_null(number_countries(next[i][0]));
		for (size_t d = 1; d < ARRAY_LEN(next[i]); d++) {
			assert_true(next[i][d] < ARRAY_LEN(next));
			is_reached[next[i][d]] = true;
		}
	}
	assert_false(is_reached[1]);
	for (size_t i = 2; i < ARRAY_LEN(next); i++)
		assert_true(is_reached[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_has_its_region_and_type),
		cmocka_unit_test(
		    toll_free_codes_of_north_america_are_toll_free),
		cmocka_unit_test(codes_of_no_country_are_of_the_world),
		cmocka_unit_test(
		    a_region_is_told_by_the_digits_behind_a_shared_code),
		cmocka_unit_test(a_number_of_no_plan_is_where_its_beginning_is),
		cmocka_unit_test(an_unassigned_area_code_is_of_the_us),
		cmocka_unit_test(an_unassigned_calling_code_is_not_found),
		cmocka_unit_test(more_digits_than_a_number_has_are_not_found),
		cmocka_unit_test(all_countries_of_a_number_are_listed),
		cmocka_unit_test(each_fact_has_well_formed_countries),
		cmocka_unit_test(each_state_is_reached_and_each_way_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

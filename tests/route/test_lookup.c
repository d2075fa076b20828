/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct lookup_report report;

static FILE *file_of(const char *text)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	fputs(text, f);
	rewind(f);
	return f;
}

static int read_text(const char *text, struct lookup **l)
{
	FILE *f = file_of(text);
	int rc = lookup_read(f, l, &report);

	fclose(f);
	return rc;
}

static struct lookup *table_of(const char *text)
{
	struct lookup *l;

	if (read_text(text, &l) != 0)
		fail_msg("line %lu: %s", report.fault[0].line,
		    report.fault[0].text);
	return l;
}

static void assert_found(const struct lookup *l, uint64_t number,
    enum lookup_source source, const char *carrier)
{
	struct lookup_answer a;

	lookup_find(l, number, &a);
	assert_int_equal(a.source, source);
	if (carrier == NULL)
		assert_null(a.carrier);
	else
		assert_string_equal(a.carrier, carrier);
}

static void the_longest_prefix_wins_and_a_whole_number_over_all(void **state)
{
	struct lookup *l = table_of("4479,Three,GB,mobile\n"
				    "44,BT,GB,fixed\n"
				    "447911,Vodafone,GB,mobile\n"
				    "447911123456,O2,GB,mobile\n");
	struct lookup_answer a;

	(void)state;
	assert_found(l, 447911123456, LOOKUP_PORTED, "O2");
	assert_found(l, 447911123457, LOOKUP_PREFIX, "Vodafone");
	assert_found(l, 447912123456, LOOKUP_PREFIX, "Three");
	assert_found(l, 442012345678, LOOKUP_PREFIX, "BT");
	lookup_find(l, 442012345678, &a);
	assert_string_equal(a.country, "GB");
	assert_string_equal(a.type, "fixed");
	lookup_free(l);
}

static void what_no_row_tells_is_unknown(void **state)
{
	struct lookup *l = table_of("4479,Three\n");
	struct lookup *none = lookup_new();

	(void)state;
	assert_found(l, 19175550001, LOOKUP_UNKNOWN, NULL);
	assert_found(l, 447811123456, LOOKUP_UNKNOWN, NULL);
	assert_found(l, 447, LOOKUP_UNKNOWN, NULL);
	assert_found(l, 0, LOOKUP_UNKNOWN, NULL);
	assert_found(l, UINT64_MAX, LOOKUP_UNKNOWN, NULL);
	assert_found(none, 447911123456, LOOKUP_UNKNOWN, NULL);
	lookup_free(none);
	lookup_free(l);
}

static void a_row_that_was_learned_stands_between(void **state)
{
	struct lookup *l = table_of("4479,Three\n447911123456,O2\n");

	(void)state;
	assert_int_equal(lookup_learn(l, 447911123456, "EE", NULL), 0);
	assert_int_equal(lookup_learn(l, 447911123457, "EE", NULL), 0);
	assert_found(l, 447911123456, LOOKUP_PORTED, "O2");
	assert_found(l, 447911123457, LOOKUP_LEARNED, "EE");
	assert_found(l, 447911123458, LOOKUP_PREFIX, "Three");
	assert_int_equal(lookup_learn(l, 447911123457, "Three", NULL), 0);
	assert_found(l, 447911123457, LOOKUP_LEARNED, "Three");
	assert_int_equal(lookup_learn(l, 0, "EE", NULL), RC_BAD);
	assert_int_equal(lookup_learn(l, 1000000000000000, "EE", NULL), RC_BAD);
	assert_int_equal(lookup_learn(l, 447911123457, "", NULL), RC_BAD);
	assert_int_equal(lookup_learn(l, 447911123457, "E\x01", NULL), RC_BAD);
	assert_int_equal(lookup_learn(l, 447911123457, "E\xff", NULL), RC_BAD);
	lookup_free(l);
}

static void learning_is_bounded_and_forgets_what_is_old(void **state)
{
	struct lookup *l = lookup_new();
	struct lookup_answer a;
	size_t known = 0;

	(void)state;
	for (uint64_t i = 0; i < 2 * LOOKUP_LEARNED_MAX; i++)
		assert_int_equal(lookup_learn(l, 447900000000 + i, "EE", NULL),
		    0);
	for (uint64_t i = 0; i < 2 * LOOKUP_LEARNED_MAX; i++) {
		lookup_find(l, 447900000000 + i, &a);
		known += a.source == LOOKUP_LEARNED;
	}
	assert_in_range(known, LOOKUP_LEARNED_MAX / 2, LOOKUP_LEARNED_MAX);
	assert_found(l, 447900000000 + 2 * LOOKUP_LEARNED_MAX - 1,
	    LOOKUP_LEARNED, "EE");
	lookup_free(l);
}

static void whoever_is_forgotten_for_another_is_told(void **state)
{
	struct lookup *l = lookup_new();
	uint64_t out = 0, number = 447900000000, places = 1;

	(void)state;
	for (; out == 0; number++)
		assert_int_equal(lookup_learn(l, number, "EE", &out), 0);
	assert_true(out < number - 1);
	assert_null(lookup_learned(l, out));
	assert_string_equal(lookup_learned(l, number - 1), "EE");
	for (uint64_t i = 447900000000; i < number; i++)
		places += lookup_learned(l, i) != NULL;
	assert_int_equal(places, number - 447900000000);
	assert_int_equal(lookup_learn(l, number - 1, "O2", &out), 0);
	assert_int_equal(out, 0); /* it has its place */
	lookup_free(l);
}

static void a_number_can_be_forgotten(void **state)
{
	struct lookup *l = table_of("4479,Three\n");

	(void)state;
	assert_false(lookup_forget(l, 447911123456));
	assert_int_equal(lookup_learn(l, 447911123456, "EE", NULL), 0);
	assert_int_equal(lookup_learn(l, 447911123457, "EE", NULL), 0);
	assert_false(lookup_forget(l, 447911123458));
	assert_true(lookup_forget(l, 447911123456));
	assert_false(lookup_forget(l, 447911123456));
	assert_false(lookup_forget(l, 0));
	assert_null(lookup_learned(l, 447911123456));
	assert_found(l, 447911123456, LOOKUP_PREFIX, "Three");
	assert_found(l, 447911123457, LOOKUP_LEARNED, "EE");
	lookup_free(l);
}

static void a_code_is_the_carrier_that_its_row_names(void **state)
{
	struct lookup *l = table_of("mccmnc:310260,T-Mobile,US,mobile\n"
				    "1,AT&T,US\n"
				    "mccmnc:31026,Other\n"
				    "mccmnc:310260,T-Mobile US,US,mobile\n");
	struct lookup *next = table_of("mccmnc:310410,Cricket\n");
	struct lookup_answer a;

	(void)state;
	assert_int_equal(report.rows, 1);
	assert_found(l, 310260, LOOKUP_UNKNOWN, NULL);
	assert_found(l, 12025550100, LOOKUP_PREFIX, "AT&T");
	assert_int_equal(lookup_learn(l, 12025550100, "310260", NULL), 0);
	assert_found(l, 12025550100, LOOKUP_LEARNED, "T-Mobile US");
	lookup_find(l, 12025550100, &a);
	assert_string_equal(a.country, "US");
	assert_string_equal(a.type, "mobile");
	assert_string_equal(lookup_learned(l, 12025550100), "310260");
	assert_int_equal(lookup_learn(l, 12025550101, "31026", NULL), 0);
	assert_found(l, 12025550101, LOOKUP_LEARNED, "Other");
	assert_int_equal(lookup_learn(l, 12025550102, "310410", NULL), 0);
	assert_found(l, 12025550102, LOOKUP_LEARNED, "310410");
	assert_string_equal(lookup_network(l, "310260"), "T-Mobile US");
	assert_null(lookup_network(l, "310410"));
	assert_null(lookup_network(l, "T-Mobile US"));
	lookup_inherit(next, l);
	assert_found(next, 12025550100, LOOKUP_LEARNED, "310260");
	assert_found(next, 12025550102, LOOKUP_LEARNED, "Cricket");
	lookup_free(next);
	lookup_free(l);
}

static void a_new_table_inherits_what_was_learned(void **state)
{
	struct lookup *old = table_of("1,Old\n"), *l = table_of("44,New\n");

	(void)state;
	lookup_inherit(l, old);
	assert_found(l, 447911123456, LOOKUP_PREFIX, "New");
	assert_int_equal(lookup_learn(old, 447911123456, "EE", NULL), 0);
	assert_int_equal(lookup_learn(old, 447911123457, "O2", NULL), 0);
	lookup_inherit(l, old);
	lookup_free(old);
	assert_found(l, 447911123456, LOOKUP_LEARNED, "EE");
	assert_found(l, 447911123457, LOOKUP_LEARNED, "O2");
	assert_found(l, 447911123458, LOOKUP_PREFIX, "New");
	lookup_free(l);
}

static void a_file_may_look_as_programs_write_it(void **state)
{
	struct lookup *l = table_of("\xef\xbb\xbf# from the exchange\r\n"
				    "\r\n"
				    "prefix,carrier,country,type\r\n"
				    "\"+4479\", \"Three, \"\"UK\"\"\" ,GB\r\n"
				    "  # more\n"
				    " 49171 , Telekom \t, DE , mobile \n"
				    "336,Orange,,\n"
				    "1,Last without a line end");

	(void)state;
	assert_int_equal(report.rows, 4);
	assert_found(l, 447911123456, LOOKUP_PREFIX, "Three, \"UK\"");
	assert_found(l, 491711234567, LOOKUP_PREFIX, "Telekom");
	assert_found(l, 33612345678, LOOKUP_PREFIX, "Orange");
	assert_found(l, 19175550001, LOOKUP_PREFIX, "Last without a line end");
	lookup_free(l);
}

static void the_later_of_two_rows_holds_and_is_counted(void **state)
{
	struct lookup *l = table_of("4479,A\n"
				    "33,X\n"
				    "4479,B\n"
				    "447911123456,P\n"
				    "+4479,C\n"
				    "447911123456,P\n");

	(void)state;
	assert_int_equal(report.rows, 3);
	assert_int_equal(report.duplicates, 3);
	assert_found(l, 447900000000, LOOKUP_PREFIX, "C");
	assert_found(l, 447911123456, LOOKUP_PORTED, "P");
	lookup_free(l);
}

static void each_fault_has_its_line_and_no_half_table_is_given(void **state)
{
	static const struct {
		const char *line, *text;
	} bad[] = {
		{ "4479", "the carrier is missing" },
		{ "4479,", "the carrier is missing" },
		{ "44x9,A", "a number or prefix has 1 to 15 digits" },
		{ ",A", "a number or prefix has 1 to 15 digits" },
		{ "0044,A", "a number or prefix has 1 to 15 digits" },
		{ "1234567890123456,A", "a number or prefix has" },
		{ "mccmnc:3102,A", "behind mccmnc: are five or six digits" },
		{ "mccmnc:3102600,A", "behind mccmnc: are five or six digits" },
		{ "mccmnc:310-260,A", "behind mccmnc: are five or six digits" },
		{ "mccmnc:310260,", "the carrier is missing" },
		{ "4479,A,gb", "a country is two capital letters" },
		{ "4479,A,GBR", "a country is two capital letters" },
		{ "4479,A,GB,mobile,x", "more than 4 fields" },
		{ "4479,\"A", "quotes that do not end" },
		{ "4479,\"A\"B", "quotes that do not end" },
		{ "4479,A\xff", "a field is at most 64 bytes of UTF-8" },
		{ "4479,A\x01", "a field is at most 64 bytes of UTF-8" },
		{ "4479,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaa",
		    "a field is at most 64 bytes of UTF-8" },
	};
	char text[256];
	struct lookup *l;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(text, sizeof(text), "44,Good\n%s\n33,Good\n",
		    bad[i].line);
		assert_int_equal(read_text(text, &l), RC_BAD);
		assert_null(l);
		assert_int_equal(report.faults, 1);
		assert_int_equal(report.fault[0].line, 2);
		assert_memory_equal(report.fault[0].text, bad[i].text,
		    strlen(bad[i].text));
	}
}

static void a_file_of_garbage_tells_of_some_and_counts_all(void **state)
{
	FILE *f = tmpfile();
	struct lookup *l;

	(void)state;
	assert_non_null(f);
	fputs("44,Good\n", f);
	for (int i = 0; i < 1000; i++)
		fputs("garbage\n", f);
	for (int i = 0; i < 100000; i++)
		putc('1', f);
	fputs("\n44,Good\n\n", f);
	rewind(f);
	assert_int_equal(lookup_read(f, &l, &report), RC_BAD);
	fclose(f);
	assert_int_equal(report.faults, 1001);
	assert_int_equal(report.fault[LOOKUP_FAULTS_MAX - 1].line,
	    LOOKUP_FAULTS_MAX + 1);
	assert_null(l);
}

static void too_many_carriers_are_a_fault_not_a_mixture(void **state)
{
	FILE *f = tmpfile();
	struct lookup *l;

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < LOOKUP_CARRIERS_MAX; i++)
		fprintf(f, "%d,Carrier %d\n", i + 1, i);
	rewind(f);
	assert_int_equal(lookup_read(f, &l, &report), 0);
	assert_int_equal(report.carriers, LOOKUP_CARRIERS_MAX);
	assert_found(l, 16382, LOOKUP_PORTED, "Carrier 16381");
	assert_int_equal(lookup_learn(l, 447911123456, "New", NULL), RC_FULL);
	assert_int_equal(lookup_learn(l, 447911123456, "Carrier 7", NULL), 0);
	lookup_free(l);

	fprintf(f, "99,One more\n");
	rewind(f);
	assert_int_equal(lookup_read(f, &l, &report), RC_BAD);
	assert_int_equal(report.fault[0].line, LOOKUP_CARRIERS_MAX + 1);
	fclose(f);
}

static void no_file_is_no_table(void **state)
{
	struct lookup *l;

	(void)state;
	assert_int_equal(lookup_load("/nonexistent/carriers.csv", &l, &report),
	    RC_SYSTEM);
	assert_null(l);
	assert_int_equal(read_text("", &l), 0);
	assert_int_equal(report.rows, 0);
	assert_found(l, 447911123456, LOOKUP_UNKNOWN, NULL);
	lookup_free(l);
}

/* A step that is prime to the number of rows visits each once. */
static uint64_t nth_number(uint64_t i, uint64_t rows)
{
	return 19170000000 + i * 77773 % rows;
}

static void a_row_takes_eight_bytes_in_any_order(void **state)
{
	enum { ROWS = 200000, CARRIERS = 500 };
	struct lookup_report small;
	struct lookup *l;
	FILE *f = tmpfile();
	char name[16];

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < CARRIERS; i++)
		fprintf(f, "%d,C%d\n", 2000 + i, i);
	rewind(f);
	assert_int_equal(lookup_read(f, &l, &small), 0);
	lookup_free(l);

	for (uint64_t i = 0; i < ROWS; i++) {
		uint64_t number = nth_number(i, ROWS);

		fprintf(f, "%llu,C%d\n", (unsigned long long)number,
		    (int)(number % CARRIERS));
	}
	rewind(f);
	assert_int_equal(lookup_read(f, &l, &report), 0);
	fclose(f);
	assert_int_equal(report.rows, CARRIERS + ROWS);
	assert_int_equal(report.duplicates, 0);
	assert_int_equal(report.bytes - small.bytes, 8 * ROWS);
	for (uint64_t number = 19170000000; number < 19170000000 + ROWS;
	     number++) {
		snprintf(name, sizeof(name), "C%d", (int)(number % CARRIERS));
		assert_found(l, number, LOOKUP_PORTED, name);
	}
	assert_found(l, 19170000000 + ROWS, LOOKUP_UNKNOWN, NULL);
	lookup_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_longest_prefix_wins_and_a_whole_number_over_all),
		cmocka_unit_test(what_no_row_tells_is_unknown),
		cmocka_unit_test(a_row_that_was_learned_stands_between),
		cmocka_unit_test(learning_is_bounded_and_forgets_what_is_old),
		cmocka_unit_test(whoever_is_forgotten_for_another_is_told),
		cmocka_unit_test(a_number_can_be_forgotten),
		cmocka_unit_test(a_code_is_the_carrier_that_its_row_names),
		cmocka_unit_test(a_new_table_inherits_what_was_learned),
		cmocka_unit_test(a_file_may_look_as_programs_write_it),
		cmocka_unit_test(the_later_of_two_rows_holds_and_is_counted),
		cmocka_unit_test(
		    each_fault_has_its_line_and_no_half_table_is_given),
		cmocka_unit_test(
		    a_file_of_garbage_tells_of_some_and_counts_all),
		cmocka_unit_test(too_many_carriers_are_a_fault_not_a_mixture),
		cmocka_unit_test(no_file_is_no_table),
		cmocka_unit_test(a_row_takes_eight_bytes_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/numbers_file.h"

static FILE *file_of(const char *text)
{
	FILE *f = fmemopen(NULL, strlen(text) + 1, "w+");

	assert_non_null(f);
	fputs(text, f);
	rewind(f);
	return f;
}

/* What the lines have, "-" for a bad one: "12025550100 - ". */
static const char *read_all(const char *text)
{
	static char out[512];
	struct numbers_file f;
	FILE *from = file_of(text);
	uint64_t number;
	int rc = numbers_file_init(&f, from);
	size_t len = 0;

	out[0] = '\0';
	if (rc != 0)
		strcpy(out, "refused");
	while (rc == 0 && len < sizeof(out) - 32) {
		rc = numbers_file_next(&f, &number);
		if (rc == RC_NOT_FOUND)
			break;
		if (rc == 0)
			len += (size_t)snprintf(out + len, 32, "%llu ",
			    (unsigned long long)number);
		else
			len += (size_t)snprintf(out + len, 32, "-%llu ",
			    (unsigned long long)f.line);
		rc = 0;
	}
	numbers_file_fini(&f);
	fclose(from);
	return out;
}

static void a_line_is_a_number(void **state)
{
	(void)state;
	assert_string_equal(read_all("+12025550100\n12025550101"),
	    "12025550100 12025550101 ");
	assert_string_equal(
	    read_all(" +1 (202) 555-0100 \r\n\n  \r\n+12025550101\r\n"),
	    "12025550100 12025550101 ");
	assert_string_equal(read_all(""), "");
}

static void a_bad_line_is_known_by_its_number(void **state)
{
	(void)state;
	assert_string_equal(read_all("+12025550100\n\nnobody\n+12025550101\n"),
	    "12025550100 -3 12025550101 ");
}

static void one_title_is_passed_by(void **state)
{
	(void)state;
	assert_string_equal(read_all("phone\n+12025550100\n"), "12025550100 ");
	assert_string_equal(read_all("\xEF\xBB\xBFNumber\n+12025550100\n"),
	    "12025550100 ");
}

static void the_column_called_number_is_read(void **state)
{
	(void)state;
	assert_string_equal(read_all(
				"id,\"Number\",name\n"
				"12025550999,\"+12025550100\",\"Doe, John\"\n"
				"\"a,b\",+12025550101,x\n"
				"12025550999\n"),
	    "12025550100 12025550101 -4 ");
}

/* Else ids of customers would be taken for their numbers. */
static void of_several_columns_none_is_guessed(void **state)
{
	(void)state;
	assert_string_equal(read_all("id,phone\n12025550999,+12025550100\n"),
	    "refused");
	assert_string_equal(read_all("+12025550100,2026-03-02,stop\n"),
	    "12025550100 ");
}

static void a_row_may_go_over_lines(void **state)
{
	(void)state;
	assert_string_equal(read_all(
				"name,number\n\"A\n\"\"B\n\",+12025550100\n"
				"x,+12025550101\n\"y\n+12025550102\n"),
	    "12025550100 12025550101 -6 ");
	assert_string_equal(read_all("\"A\n\"B,+12025550100\n+12025550101\n"),
	    "-1 12025550101 ");
}

static void a_cr_alone_ends_a_line(void **state)
{
	(void)state;
	assert_string_equal(read_all("12025550100\r12025550101"),
	    "12025550100 12025550101 ");
	assert_string_equal(read_all("number,name\r+12025550100,a\r\r\n12\r"),
	    "12025550100 -4 ");
}

static void what_is_not_utf8_is_refused(void **state)
{
	(void)state;
	assert_string_equal(read_all("number,name\n+12025550100,M\xFCller\n"
				     "+12025550101,M\xC3\xBCller\n"),
	    "-2 12025550101 ");
	assert_string_equal(read_all("\xFF\xFEn\n"), "refused");
	assert_string_equal(read_all("\xFE\xFFn\n"), "refused");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_number),
		cmocka_unit_test(a_bad_line_is_known_by_its_number),
		cmocka_unit_test(one_title_is_passed_by),
		cmocka_unit_test(the_column_called_number_is_read),
		cmocka_unit_test(of_several_columns_none_is_guessed),
		cmocka_unit_test(a_row_may_go_over_lines),
		cmocka_unit_test(a_cr_alone_ends_a_line),
		cmocka_unit_test(what_is_not_utf8_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_row(const char *line, const char *fields)
{
	struct csv_row r = { .n = 0 };
	struct buf all = { 0 };

	assert_int_equal(csv_read(&r, line, strlen(line)), 0);
	for (size_t i = 0; i < r.n; i++) {
		assert_int_equal(strlen(r.field[i].s), r.field[i].len);
		buf_printf(&all, "[%s]", r.field[i].s);
	}
	assert_string_equal(buf_cstr(&all), fields);
	buf_free(&all);
	csv_fini(&r);
}

static void a_line_of_csv_is_split_at_its_commas(void **state)
{
	struct csv_row r = { .n = 0 };

	(void)state;
	assert_row("a,b", "[a][b]");
	assert_row("", "[]");
	assert_row(",", "[][]");
	assert_row(" a b ,\t\"c, d\" ,e\r", "[a b][c, d][e]");
	assert_row("\"a\"\"b\",\"\"", "[a\"b][]");
	assert_row("\" a \",b", "[ a ][b]");
	assert_int_equal(csv_read(&r, "a,\"b", 4), RC_BAD);
	csv_fini(&r);
}

static void what_parts_the_fields_is_seen_in_the_titles(void **state)
{
	struct csv_row r = { .comma = csv_comma("a;b", 3) },
		       tabs = { .comma = '\t' };

	(void)state;
	assert_int_equal(r.comma, ';');
	assert_int_equal(csv_comma("a;b,c", 5), ',');
	assert_int_equal(csv_comma("a,b;c", 5), ',');
	assert_int_equal(csv_comma("a;b\tc", 5), ';');
	assert_int_equal(csv_comma("a\tb", 3), '\t');
	assert_int_equal(csv_comma("a", 1), ',');
	assert_int_equal(csv_comma("\"a,b\";c", 7), ';');
	assert_int_equal(csv_read(&r, "1,5 ; 2", 7), 0);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.field[0].s, "1,5");
	csv_fini(&r);
	assert_int_equal(csv_read(&tabs, "a\t \tb", 5), 0);
	assert_int_equal(tabs.n, 3);
	assert_int_equal(tabs.field[1].len, 0);
	assert_string_equal(tabs.field[2].s, "b");
	csv_fini(&tabs);
}

static void assert_bad(const char *line)
{
	struct csv_row r = { .n = 0 };

	assert_int_equal(csv_read(&r, line, strlen(line)), RC_BAD);
	csv_fini(&r);
}

static void behind_a_closing_quote_stands_nothing(void **state)
{
	(void)state;
	assert_bad("\"a\"b,c");
	assert_bad("x,\"a\" \"b\"");
	assert_row("\"a\" ,b", "[a][b]");
	assert_row("\"a\nb\",c", "[a\nb][c]");
}

static bool is_open(bool was_open, const char *line)
{
	return csv_is_open(',', was_open, line, strlen(line));
}

static void a_row_goes_on_behind_a_line_within_quotes(void **state)
{
	(void)state;
	assert_true(is_open(false, "a, \"b"));
	assert_true(is_open(false, "\"a\"\""));
	assert_true(is_open(true, "a\"\",\"\""));
	assert_true(is_open(true, ""));
	assert_true(is_open(true, "a\",\"b"));
	assert_false(is_open(true, "a\",b"));
	assert_false(is_open(false, "3\" pipe,\"\""));
	assert_false(is_open(false, "\"a\"b\""));
	assert_false(is_open(false, ""));
}

static void three_things_end_a_line(void **state)
{
	static const char text[] = "ab\r\nc\rd\n\r";
	static const size_t lens[] = { 2, 1, 1, 0 };
	size_t at = 0, next;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		assert_int_equal(csv_line(text + at, strlen(text) - at, &next),
		    lens[i]);
		at += next;
	}
	assert_int_equal(at, strlen(text));
	assert_int_equal(csv_line("a", 1, &next), 1);
	assert_int_equal(next, 1);
}

static bool is_title(const char *line)
{
	return csv_is_title(line, strlen(line));
}

static void titles_have_no_digit_in_their_first_field(void **state)
{
	(void)state;
	assert_true(is_title("number,field 1"));
	assert_true(is_title(" \"Full, name\" ;x"));
	assert_false(is_title("+12025550100,Doe"));
	assert_false(is_title("\"a, 1\",Doe"));
	assert_false(is_title("{\"number\":null}"));
	assert_false(is_title(",name"));
	assert_false(is_title(""));
	assert_false(is_title("name,\"x"));
}

static void a_file_may_begin_with_a_mark(void **state)
{
	(void)state;
	assert_int_equal(csv_mark("\xef\xbb\xbfnumber", 9), 3);
	assert_int_equal(csv_mark("\xef\xbb\xbf", 3), 3);
	assert_int_equal(csv_mark("\xef\xbb", 2), 0);
	assert_int_equal(csv_mark("number", 6), 0);
	assert_true(csv_is_utf16("\xff\xfe", 2));
	assert_true(csv_is_utf16("\xfe\xff\0n", 4));
	assert_false(csv_is_utf16("\xfe", 1));
	assert_false(csv_is_utf16("\xef\xbb\xbf", 3));
}

static void a_column_is_found_by_its_title(void **state)
{
	struct csv_row r = { .n = 0 };
	size_t column = 0;

	(void)state;
	assert_int_equal(csv_read(&r, "id,\"Number\"", 11), 0);
	assert_true(csv_column(&r, "number", &column));
	assert_int_equal(column, 1);
	assert_false(csv_column(&r, "name", &column));
	csv_fini(&r);
}

static void a_line_has_so_many_fields(void **state)
{
	struct csv_row r = { .n = 0 };
	char line[CSV_FIELDS];

	(void)state;
	memset(line, ',', sizeof(line));
	assert_int_equal(csv_read(&r, line, CSV_FIELDS - 1), 0);
	assert_int_equal(r.n, CSV_FIELDS);
	assert_int_equal(csv_read(&r, line, CSV_FIELDS), RC_BAD);
	csv_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_csv_is_split_at_its_commas),
		cmocka_unit_test(what_parts_the_fields_is_seen_in_the_titles),
		cmocka_unit_test(behind_a_closing_quote_stands_nothing),
		cmocka_unit_test(a_row_goes_on_behind_a_line_within_quotes),
		cmocka_unit_test(three_things_end_a_line),
		cmocka_unit_test(titles_have_no_digit_in_their_first_field),
		cmocka_unit_test(a_file_may_begin_with_a_mark),
		cmocka_unit_test(a_column_is_found_by_its_title),
		cmocka_unit_test(a_line_has_so_many_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

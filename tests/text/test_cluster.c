/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "text/cluster.h"
#include "text/utf8.h"

#define FAMILY                                                     \
	"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D" \
	"\xF0\x9F\x91\xA7"
#define GERMANY "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA"
#define FRANCE  "\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7"

/* No cut within `text` is left where it is, and one behind it is. */
static void expect_one(const char *text)
{
	char two[128];
	size_t len = strlen(text);
	const char *end = two + 2 * len;

	strcpy(two, text);
	strcat(two, text);
	for (const char *at = two; at < two + len;) {
		uint32_t cp;

		assert_ptr_equal(cluster_begin(two, at, end), two);
		at += utf8_next(at, end, &cp);
	}
	assert_ptr_equal(cluster_begin(two, two + len, end), two + len);
}

static void what_looks_like_one_character_is_one(void **state)
{
	(void)state;
	expect_one("a");
	expect_one("e\xCC\x81");
	expect_one("n\xCC\x83\xCC\xA3");
	expect_one("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD");
	expect_one("\xE2\x9D\xA4\xEF\xB8\x8F");
	expect_one("1\xEF\xB8\x8F\xE2\x83\xA3");
	expect_one(FAMILY);
	expect_one(GERMANY);
	/* England: a black flag and five tags with their end */
	expect_one("\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2"
		   "\xF3\xA0\x81\xA5\xF3\xA0\x81\xAE\xF3\xA0\x81\xA7"
		   "\xF3\xA0\x81\xBF");
}

static void indian_conjuncts_are_one(void **state)
{
	(void)state;
	expect_one("\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7"); /* ksha */
	expect_one("\xE0\xA4\x95\xE0\xA4\xBF");             /* ki */
	expect_one("\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7");
	expect_one("\xE0\xB0\x95\xE0\xB1\x8D\xE0\xB0\xB0");
}

static void flags_are_pairs_from_the_first(void **state)
{
	const char *text = GERMANY FRANCE, *end = text + strlen(text);

	(void)state;
	assert_ptr_equal(cluster_begin(text, text + 12, end), text + 8);
	assert_ptr_equal(cluster_begin(text, text + 8, end), text + 8);
	assert_ptr_equal(cluster_begin(text, text + 4, end), text);
}

static void letters_side_by_side_are_apart(void **state)
{
	const char *text = "\xE0\xA4\x95\xE0\xA4\xB7\xD0\xB0\xD0\xB1";

	(void)state;
	assert_ptr_equal(cluster_begin(text, text + 3, text + 10), text + 3);
	assert_ptr_equal(cluster_begin(text, text + 8, text + 10), text + 8);
}

static void nothing_before_the_beginning_is_looked_at(void **state)
{
	const char *text = "e\xCC\x81\xCC\x81";

	(void)state;
	assert_ptr_equal(cluster_begin(text + 3, text + 3, text + 5), text + 3);
	assert_ptr_equal(cluster_begin(text + 1, text + 3, text + 5), text + 1);
}

static void the_table_is_in_order(void **state)
{
	enum { EXTENDS, VIRAMA, CONSONANT, PICTURE };
	static const struct {
		uint32_t first, last;
		int kind;
	} rows[] = {
#define CLUSTER(first, last, kind) { first, last, kind },
#include "text/cluster.def"
#undef CLUSTER
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(rows[i].first <= rows[i].last);
		assert_true(i == 0 || rows[i - 1].last < rows[i].first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_looks_like_one_character_is_one),
		cmocka_unit_test(indian_conjuncts_are_one),
		cmocka_unit_test(flags_are_pairs_from_the_first),
		cmocka_unit_test(letters_side_by_side_are_apart),
		cmocka_unit_test(nothing_before_the_beginning_is_looked_at),
		cmocka_unit_test(the_table_is_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

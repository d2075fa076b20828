/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every cell of every table against those of another implementation, in
 * tests/data/gsm_tables.tsv.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text_rules.h>
#include <esmed/text_udh.h>

#include "base/base.h"
#include "text/gsm7.h"
#include "text/national.h"
#include "text/utf8.h"

#define LANGUAGES (TEXT_LANGUAGE_LAST + 1)

struct table {
	bool is_there;
	uint32_t cell[128];
};

static struct table locking[LANGUAGES], single[LANGUAGES];

static FILE *open_tables(void)
{
	const char *source = getenv("srcdir");
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/data/gsm_tables.tsv",
	    source != NULL ? source : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	return f;
}

static int load(void **state)
{
	char line[256], kind[16];
	unsigned language, septet, cp;
	FILE *f = open_tables();

	(void)state;
	while (fgets(line, sizeof(line), f) != NULL) {
		struct table *t;

		if (line[0] == '#')
			continue;
		assert_int_equal(sscanf(line, "%15s %u %x %x", kind, &language,
				     &septet, &cp),
		    4);
		assert_true(language < LANGUAGES && septet < 128);
		t = strcmp(kind, "locking") == 0 ? locking : single;
		t[language].is_there = true;
		t[language].cell[septet] = cp;
	}
	fclose(f);
	return 0;
}

static void the_same_tables_are_there(void **state)
{
	(void)state;
	for (unsigned i = 1; i < LANGUAGES; i++) {
		assert_true(national_has_locking(i) == locking[i].is_there);
		assert_true(national_has_single(i) == single[i].is_there);
	}
	assert_false(national_has_locking(2)); /* Spanish */
	assert_false(national_has_single(LANGUAGES));
}

static void every_septet_is_the_same_character(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LANGUAGES; i++) {
		struct national basic = { (uint8_t)i, 0 };

		if (!locking[i].is_there)
			continue;
		for (unsigned s = 0; s < 128; s++)
			if (s != GSM7_ESCAPE)
				assert_int_equal(
				    national_basic(basic, (uint8_t)s),
				    locking[i].cell[s]);
	}
}

/* Behind an escape; what is not in a table is the basic character. */
static void every_escaped_septet_is_the_same_character(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LANGUAGES; i++) {
		struct national n = { 0, (uint8_t)i };

		for (unsigned s = 0; s < 128; s++) {
			uint32_t cp = single[i].cell[s];

			if (s == GSM7_ESCAPE)
				cp = ' ';
			else if (cp == 0)
				cp = locking[0].cell[s];
			assert_int_equal(national_extra(n, (uint8_t)s), cp);
		}
	}
}

/* A text of one character by these tables, there and back. */
static void expect_both_ways(unsigned lock, unsigned shift, uint32_t cp)
{
	struct text_plan p = { .locking = (uint8_t)lock,
		.single = (uint8_t)shift,
		.is_septets = true };
	char text[4], back[16];
	uint32_t choice = text_choice_pack(&p);
	struct text_coded c = { 0 };
	struct text_part part;
	struct text_udh udh;
	size_t len = utf8_put(cp, text), used = sizeof(back);

	assert_int_equal(text_plan_again(choice, text, len, &p), 0);
	text_part(&p, 0, 0, &part);
	c.octets = part.octets;
	c.len = part.len;
	c.has_udh = part.udh;
	assert_int_equal(text_read(&c, back, &used, &udh), 0);
	assert_int_equal(udh.locking, lock);
	assert_int_equal(udh.single, shift);
	assert_int_equal(used, len);
	assert_memory_equal(back, text, len);
}

static void every_character_goes_there_and_back(void **state)
{
	unsigned count = 0;

	(void)state;
	for (unsigned i = 0; i < LANGUAGES; i++) {
		for (unsigned s = 0; s < 128; s++) {
			if (locking[i].cell[s] != 0 && ++count)
				expect_both_ways(i, 0, locking[i].cell[s]);
			if (single[i].cell[s] != 0 && ++count)
				expect_both_ways(0, i, single[i].cell[s]);
		}
	}
	assert_true(count > 2400);
}

/* No table has a character that it does not have in the file. */
static void no_character_is_there_by_chance(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LANGUAGES; i++) {
		for (uint32_t cp = 0; cp < 0x11000; cp++) {
			unsigned lock = 0, mark;

			if (i == 0 || national_has_locking(i))
				lock = national_locking_mark(i, cp);
			if (lock != 0)
				assert_int_equal(locking[i].cell[lock - 1], cp);
			mark = national_single_mark(i, cp);
			if (mark != 0)
				assert_int_equal(
				    single[i].cell[mark - GSM7_PAIR - 1], cp);
		}
	}
}

static void languages_have_names(void **state)
{
	(void)state;
	assert_string_equal(text_language_name(1), "Turkish");
	assert_string_equal(text_language_name(13), "Urdu");
	assert_string_equal(text_language_name(0), "");
	assert_string_equal(text_language_name(14), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_tables_are_there),
		cmocka_unit_test(every_septet_is_the_same_character),
		cmocka_unit_test(every_escaped_septet_is_the_same_character),
		cmocka_unit_test(every_character_goes_there_and_back),
		cmocka_unit_test(no_character_is_there_by_chance),
		cmocka_unit_test(languages_have_names),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text.h>

#include "base/base.h"
#include "text/utf8.h"

static void expect_smart(const char *text, const char *smart)
{
	char to[256];
	size_t n;

	assert_int_equal(text_smart(text, strlen(text), to, &n), 0);
	assert_int_equal(n, strlen(smart));
	assert_memory_equal(to, smart, n);
}

static void typographic_characters_get_look_alikes(void **state)
{
	(void)state;
	expect_smart("“It’s” — 5–6…", "\"It's\" - 5-6...");
	expect_smart("a\xC2\xA0"
		     "b\xE2\x80\xAF"
		     "c",
	    "a b c");
	expect_smart("\xEF\xBB\xBFhi", "hi");
}

static void a_text_that_stays_ucs2_is_left_alone(void **state)
{
	(void)state;
	expect_smart("“привет”", "“привет”");
	expect_smart("plain", "plain");
}

static void every_look_alike_is_gsm_and_no_longer(void **state)
{
	static const struct {
		uint32_t cp;
		const char *like;
	} rows[] = {
#define LOOK(cp, like) { cp, like },
#include "text/look.def"
#undef LOOK
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char one[4];
		struct text_plan p;
		size_t len = strlen(rows[i].like);

		assert_true(len <= utf8_put(rows[i].cp, one));
		assert_int_equal(text_plan(rows[i].like, len, 1, &p), 0);
		assert_int_equal(p.alphabet, TEXT_GSM7);
		if (i > 0)
			assert_true(rows[i - 1].cp < rows[i].cp);
	}
}

static void explain_lists_what_forces_ucs2(void **state)
{
	const char *text = "é “x” 😀";
	struct text_explain e;
	char scratch[64];

	(void)state;
	assert_int_equal(text_explain(text, strlen(text), scratch, &e), 0);
	assert_int_equal(e.plan.alphabet, TEXT_UCS2);
	assert_int_equal(e.plan.units, 8);
	assert_int_equal(e.characters, 7);
	assert_int_equal(e.odd_count, 3);
	assert_int_equal(e.odd[0].code_point, 0x201C);
	assert_int_equal(e.odd[0].character, 2);
	assert_int_equal(e.odd[0].byte, 3);
	assert_string_equal(e.odd[0].instead, "\"");
	assert_int_equal(e.odd[2].code_point, 0x1F600);
	assert_null(e.odd[2].instead);
	assert_false(e.has_smart);
}

static void explain_offers_the_cheaper_text(void **state)
{
	const char *text = "It’s fine";
	struct text_explain e;
	char scratch[64];

	(void)state;
	assert_int_equal(text_explain(text, strlen(text), scratch, &e), 0);
	assert_true(e.has_smart);
	assert_int_equal(e.smart.alphabet, TEXT_GSM7);
	assert_int_equal(e.smart.len, 9);
	assert_memory_equal(e.smart.utf8, "It's fine", 9);
}

static void explain_says_why_a_text_is_refused(void **state)
{
	static char text[5000], scratch[5000];
	struct text_explain e;

	(void)state;
	assert_int_equal(text_explain("a\xFF", 2, scratch, &e), RC_BAD);
	assert_string_equal(text_problem_name(e.plan.problem),
	    "not valid UTF-8");
	memset(text, 'x', sizeof(text));
	assert_int_equal(text_explain(text, sizeof(text), scratch, &e),
	    RC_TOO_LONG);
	assert_int_equal(e.plan.parts, 33);
	assert_int_equal(e.characters, 5000);
}

static void explain_counts_more_than_it_lists(void **state)
{
	char text[2 * 100], scratch[2 * 100];
	struct text_explain e;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "я", 2);
	assert_int_equal(text_explain(text, sizeof(text), scratch, &e), 0);
	assert_int_equal(e.odd_count, 100);
	assert_int_equal(e.odd[TEXT_MAX_ODD - 1].character, TEXT_MAX_ODD - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typographic_characters_get_look_alikes),
		cmocka_unit_test(a_text_that_stays_ucs2_is_left_alone),
		cmocka_unit_test(every_look_alike_is_gsm_and_no_longer),
		cmocka_unit_test(explain_lists_what_forces_ucs2),
		cmocka_unit_test(explain_offers_the_cheaper_text),
		cmocka_unit_test(explain_says_why_a_text_is_refused),
		cmocka_unit_test(explain_counts_more_than_it_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

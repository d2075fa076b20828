/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text_smart.h>

#include "base/base.h"
#include "text/utf8.h"

static void expect_smart(const char *text, const char *smart)
{
	char to[256];
	size_t n = sizeof(to);

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

static void spaces_and_what_is_not_seen_go(void **state)
{
	static const char *const spaces[] = { "\xC2\xA0", "\xE1\x9A\x80",
		"\xE2\x80\x80", "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE2\x81\x9F",
		"\xE3\x80\x80" };
	static const char *const unseen[] = { "\xE2\x80\x8B", "\xE2\x80\x8D",
		"\xE2\x81\xA0", "\xEF\xB8\x8F", "\xC2\xAD" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
		expect_smart(spaces[i], " ");
	for (size_t i = 0; i < ARRAY_LEN(unseen); i++)
		expect_smart(unseen[i], "");
}

static void letters_and_signs_in_other_forms_are_written_plainly(void **state)
{
	(void)state;
	expect_smart("\xEF\xAC\x81sh", "fish");
	expect_smart("\xEF\xBC\xA1\xEF\xBC\x91\xEF\xBC\x92", "A12");
	expect_smart("\xC2\xA9 \xE2\x84\xA2", "(c) TM");
	expect_smart("\xCE\x91\xCE\x98\xCE\x97\xCE\x9D\xCE\x91",
	    "A\xCE\x98HNA");
	/* Their replacement would make another word of it. */
	expect_smart("s\xC3\xAD", "s\xC3\xAD");
	expect_smart("\xC3\xA7", "\xC3\xA7");
}

static void a_fraction_behind_a_digit_stays_one(void **state)
{
	(void)state;
	expect_smart("\xC2\xBD", "1/2");
	expect_smart("1\xC2\xBD cups", "1 1/2 cups");
	expect_smart("\xE2\x85\x92\xE2\x85\x92", "1/10 1/10");
}

static void letters_written_in_two_become_one(void **state)
{
	(void)state;
	expect_smart("caf"
		     "e\xCC\x80",
	    "caf\xC3\xA8");
	expect_smart("n\xCC\x83u\xCC\x88", "\xC3\xB1\xC3\xBC");
	/* GSM 03.38 has no i with an acute accent. */
	expect_smart("i\xCC\x81", "i\xCC\x81");
	expect_smart("\xCC\x81", "\xCC\x81");
}

static void always_replaces_what_it_can(void **state)
{
	const char *text = "\xE2\x80\x9C\xD0\xBF\xE2\x80\x9D "
			   "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";
	const char *want = "\"\xD0\xBF\" "
			   "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";
	struct text_list done;
	char to[64];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(
	    text_smart_by(TEXT_SMART_ALWAYS, text, strlen(text), to, &n, &done),
	    0);
	assert_int_equal(n, strlen(want));
	assert_memory_equal(to, want, n);
	assert_int_equal(done.count, 2);
	assert_int_equal(done.odd[1].code_point, 0x201D);
	assert_int_equal(done.odd[1].character, 2);
	assert_int_equal(done.odd[1].byte, 5);
	assert_string_equal(done.odd[1].instead, "\"");
}

static void a_text_left_alone_reports_nothing(void **state)
{
	struct text_list done;
	char to[8];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_smart_by(TEXT_SMART_IF_FITS,
			     "\xE2\x80\x9C\xD0\xBF", 5, to, &n, &done),
	    0);
	assert_int_equal(done.count, 0);
	n = 3;
	assert_int_equal(text_smart("abcd", 4, to, &n), RC_TOO_LONG);
	n = sizeof(to);
	assert_int_equal(text_smart("a\xFF", 2, to, &n), RC_BAD);
}

static void every_look_alike_is_gsm_and_fits_the_room(void **state)
{
	static const struct {
		uint32_t cp;
		const char *like;
	} rows[] = {
#define LOOK(cp, like) { cp, like },
#define TIE(cp)        { cp, "" },
#include "text/look.def"
#undef LOOK
#undef TIE
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[8] = "1", to[TEXT_SMART_ROOM(8)];
		struct text_plan p;
		size_t n = sizeof(to), len = utf8_put(rows[i].cp, text + 1);

		assert_int_equal(text_plan(text + 1, len, 1, &p), 0);
		assert_int_equal(p.alphabet, TEXT_UCS2);
		assert_int_equal(
		    text_plan(rows[i].like, strlen(rows[i].like), 1, &p), 0);
		assert_int_equal(p.alphabet, TEXT_GSM7);
		assert_int_equal(text_smart(text, 1 + len, to, &n), 0);
		assert_true(n - 1 <= TEXT_SMART_ROOM(len));
		assert_true(n >= 1 + strlen(rows[i].like));
		if (i > 0)
			assert_true(rows[i - 1].cp < rows[i].cp);
	}
}

static int explain(const char *text, size_t len, char *scratch,
    struct text_explain *e)
{
	struct text_rules r = text_rules_default();

	return text_explain(&r, text, len, scratch, e);
}

static void explain_lists_what_forces_ucs2(void **state)
{
	const char *text = "é “x” 😀";
	struct text_explain e;
	char scratch[TEXT_SMART_ROOM(64)];

	(void)state;
	assert_int_equal(explain(text, strlen(text), scratch, &e), 0);
	assert_int_equal(e.plan.alphabet, TEXT_UCS2);
	assert_int_equal(e.plan.units, 8);
	assert_int_equal(e.characters, 7);
	assert_int_equal(e.odd.count, 3);
	assert_int_equal(e.odd.odd[0].code_point, 0x201C);
	assert_int_equal(e.odd.odd[0].character, 2);
	assert_int_equal(e.odd.odd[0].byte, 3);
	assert_string_equal(e.odd.odd[0].instead, "\"");
	assert_int_equal(e.odd.odd[2].code_point, 0x1F600);
	assert_null(e.odd.odd[2].instead);
	assert_false(e.has_smart);
}

static void explain_offers_the_cheaper_text(void **state)
{
	const char *text = "It’s fine";
	struct text_explain e;
	char scratch[TEXT_SMART_ROOM(64)];

	(void)state;
	assert_int_equal(explain(text, strlen(text), scratch, &e), 0);
	assert_true(e.has_smart);
	assert_int_equal(e.smart.alphabet, TEXT_GSM7);
	assert_int_equal(e.smart.len, 9);
	assert_memory_equal(e.smart.utf8, "It's fine", 9);
}

static void explain_says_why_a_text_is_refused(void **state)
{
	static char text[5000], scratch[TEXT_SMART_ROOM(5000)];
	struct text_explain e;

	(void)state;
	assert_int_equal(explain("a\xFF", 2, scratch, &e), RC_BAD);
	assert_string_equal(text_problem_name(e.plan.problem),
	    "not valid UTF-8");
	memset(text, 'x', sizeof(text));
	assert_int_equal(explain(text, sizeof(text), scratch, &e), RC_TOO_LONG);
	assert_int_equal(e.plan.segments, 33);
	assert_int_equal(e.characters, 5000);
}

static void explain_counts_more_than_it_lists(void **state)
{
	char text[2 * 100], scratch[TEXT_SMART_ROOM(2 * 100)];
	struct text_explain e;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "я", 2);
	assert_int_equal(explain(text, sizeof(text), scratch, &e), 0);
	assert_int_equal(e.odd.count, 100);
	assert_int_equal(e.odd.odd[TEXT_MAX_ODD - 1].character,
	    TEXT_MAX_ODD - 1);
}

static void explain_counts_what_the_expensive_ones_cost(void **state)
{
	char text[400], scratch[TEXT_SMART_ROOM(400)];
	struct text_explain e;

	(void)state;
	memset(text, 'a', 158);
	memcpy(text + 158, "[x", 3);
	assert_int_equal(explain(text, 160, scratch, &e), 0);
	assert_int_equal(e.plan.segments, 2);
	assert_int_equal(e.least, 1);
	assert_int_equal(e.wide.count, 1);
	assert_int_equal(e.wide.odd[0].character, 158);
	assert_int_equal(e.odd.count, 0);
	memcpy(text + 100, "\xE2\x80\xA6", 3);
	assert_int_equal(explain(text, 158, scratch, &e), 0);
	assert_int_equal(e.plan.segments, 3);
	assert_int_equal(e.least, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typographic_characters_get_look_alikes),
		cmocka_unit_test(a_text_that_stays_ucs2_is_left_alone),
		cmocka_unit_test(spaces_and_what_is_not_seen_go),
		cmocka_unit_test(
		    letters_and_signs_in_other_forms_are_written_plainly),
		cmocka_unit_test(a_fraction_behind_a_digit_stays_one),
		cmocka_unit_test(letters_written_in_two_become_one),
		cmocka_unit_test(always_replaces_what_it_can),
		cmocka_unit_test(a_text_left_alone_reports_nothing),
		cmocka_unit_test(every_look_alike_is_gsm_and_fits_the_room),
		cmocka_unit_test(explain_lists_what_forces_ucs2),
		cmocka_unit_test(explain_offers_the_cheaper_text),
		cmocka_unit_test(explain_says_why_a_text_is_refused),
		cmocka_unit_test(explain_counts_what_the_expensive_ones_cost),
		cmocka_unit_test(explain_counts_more_than_it_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

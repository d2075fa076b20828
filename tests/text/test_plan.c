/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text.h>

#include "base/base.h"

/* `n` times `what`, then `tail`; the caller frees it. */
static char *repeat(const char *what, size_t n, const char *tail)
{
	char *text = malloc(n * strlen(what) + strlen(tail) + 1);
	char *at = text;

	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, what);
	strcpy(at, tail);
	return text;
}

/* All parts together say the text again. */
static void expect_whole(const struct text_plan *p)
{
	char back[TEXT_MAX_PARTS * TEXT_UTF8_ROOM(TEXT_PART_ROOM)];
	size_t used = 0;

	for (unsigned i = 0; i < p->parts; i++) {
		struct text_part part;
		size_t n = sizeof(back) - used, head;

		text_part(p, i, 7, &part);
		assert_true(part.udh == (p->parts > 1));
		head = part.udh ? 6 : 0;
		assert_int_equal(text_decode(p->alphabet, part.octets + head,
				     part.len - head, back + used, &n),
		    0);
		used += n;
	}
	assert_int_equal(used, p->len);
	assert_memory_equal(back, p->utf8, used);
}

static void expect_parts(const char *what, size_t n, const char *tail,
    uint32_t units, uint32_t parts)
{
	char *text = repeat(what, n, tail);
	struct text_plan p;

	assert_int_equal(text_plan(text, strlen(text), TEXT_MAX_PARTS, &p), 0);
	assert_int_equal(p.units, units);
	assert_int_equal(p.parts, parts);
	expect_whole(&p);
	free(text);
}

static uint8_t part_len(const char *text, unsigned nth)
{
	struct text_plan p;
	struct text_part part;

	assert_int_equal(text_plan(text, strlen(text), TEXT_MAX_PARTS, &p), 0);
	text_part(&p, nth, 0, &part);
	return part.len;
}

static void gsm_texts_split_at_160_then_153(void **state)
{
	(void)state;
	expect_parts("a", 1, "", 1, 1);
	expect_parts("a", 160, "", 160, 1);
	expect_parts("a", 161, "", 161, 2);
	expect_parts("a", 306, "", 306, 2);
	expect_parts("a", 307, "", 307, 3);
	expect_parts("é", 160, "", 160, 1);
	expect_parts("€", 80, "", 160, 1);
}

static void ucs2_texts_split_at_70_then_67(void **state)
{
	(void)state;
	expect_parts("я", 70, "", 70, 1);
	expect_parts("я", 71, "", 71, 2);
	expect_parts("я", 134, "", 134, 2);
	expect_parts("я", 135, "", 135, 3);
	expect_parts("a", 69, "я", 70, 1);
	expect_parts("😀", 35, "", 70, 1);
}

static void an_escape_pair_is_never_split(void **state)
{
	char *text = repeat("a", 152, "€aaaaaaaaaa");

	(void)state;
	assert_int_equal(part_len(text, 0), 6 + 152);
	assert_int_equal(part_len(text, 1), 6 + 2 + 10);
	free(text);
	expect_parts("a", 152, "€aaaaaaaaaa", 164, 2);
	/* 306 septets, but the pair at the border makes a third part. */
	expect_parts("€", 153, "", 306, 3);
}

static void a_surrogate_pair_is_never_split(void **state)
{
	char *text = repeat("я", 66, "😀яяяя");

	(void)state;
	assert_int_equal(part_len(text, 0), 6 + 2 * 66);
	assert_int_equal(part_len(text, 1), 6 + 2 * 6);
	free(text);
	expect_parts("я", 66, "😀яяяя", 72, 2);
}

static void parts_bear_reference_total_and_number(void **state)
{
	char *text = repeat("a", 307, "");
	struct text_plan p;

	(void)state;
	assert_int_equal(text_plan(text, 307, TEXT_MAX_PARTS, &p), 0);
	for (unsigned i = 0; i < 3; i++) {
		struct text_part part;
		uint8_t head[] = { 5, 0, 3, 0xAB, 3, (uint8_t)(i + 1) };

		text_part(&p, i, 0xAB, &part);
		assert_true(part.udh);
		assert_memory_equal(part.octets, head, sizeof(head));
		assert_int_equal(part.len, 6 + (i < 2 ? 153 : 1));
	}
	free(text);
}

static void one_part_has_no_header(void **state)
{
	struct text_plan p;
	struct text_part part;

	(void)state;
	assert_int_equal(text_plan("hi @", 4, 1, &p), 0);
	assert_int_equal(p.data_coding, 0);
	text_part(&p, 0, 9, &part);
	assert_false(part.udh);
	assert_int_equal(part.len, 4);
	assert_memory_equal(part.octets, "hi \0", 4);
}

static void one_character_outside_gsm_makes_it_ucs2(void **state)
{
	struct text_plan p;
	struct text_part part;

	(void)state;
	assert_int_equal(text_plan("a`", 2, 1, &p), 0);
	assert_int_equal(p.alphabet, TEXT_UCS2);
	assert_int_equal(p.data_coding, 8);
	text_part(&p, 0, 9, &part);
	assert_int_equal(part.len, 4);
	assert_memory_equal(part.octets, "\0a\0`", 4);
}

static void an_empty_text_is_one_empty_part(void **state)
{
	struct text_plan p;
	struct text_part part;

	(void)state;
	assert_int_equal(text_plan("", 0, 1, &p), 0);
	assert_int_equal(p.parts, 1);
	assert_int_equal(p.units, 0);
	text_part(&p, 0, 9, &part);
	assert_int_equal(part.len, 0);
}

static void too_many_parts_are_refused_and_counted(void **state)
{
	char *text = repeat("a", 33 * 153, "");
	struct text_plan p;

	(void)state;
	assert_int_equal(text_plan(text, 32 * 153, 32, &p), 0);
	assert_int_equal(p.parts, 32);
	expect_whole(&p);
	assert_int_equal(text_plan(text, 32 * 153 + 1, 32, &p), RC_TOO_LONG);
	assert_int_equal(p.problem, TEXT_TOO_LONG);
	assert_int_equal(p.parts, 33);
	assert_int_equal(text_plan(text, 161, 1, &p), RC_TOO_LONG);
	assert_int_equal(p.parts, 2);
	free(text);
}

static void no_nul_and_no_broken_utf8_passes(void **state)
{
	struct text_plan p;

	(void)state;
	assert_int_equal(text_plan("ab\0c", 4, 1, &p), RC_BAD);
	assert_int_equal(p.problem, TEXT_HAS_NUL);
	assert_int_equal(p.problem_at, 2);
	assert_int_equal(text_plan("яb\xED\xA0\x80", 6, 1, &p), RC_BAD);
	assert_int_equal(p.problem, TEXT_NOT_UTF8);
	assert_int_equal(p.problem_at, 3);
	assert_int_equal(text_plan("abc\xE2\x82", 5, 1, &p), RC_BAD);
	assert_int_equal(p.problem_at, 3);
}

static void any_mixture_comes_together_again(void **state)
{
	static const char *const what[] = { "a", "€", "[", "é", "\n", "b" };
	static const char *const odd[] = { "a", "я", "😀", "€", "\xE2\x80\x94" };

	(void)state;
	srand(7);
	for (int i = 0; i < 300; i++) {
		bool wide = i % 2;
		char text[4000] = "";
		struct text_plan p;

		for (int n = rand() % 700; n > 0; n--)
			strcat(text, wide ? odd[rand() % 5] : what[rand() % 6]);
		assert_int_equal(
		    text_plan(text, strlen(text), TEXT_MAX_PARTS, &p), 0);
		expect_whole(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gsm_texts_split_at_160_then_153),
		cmocka_unit_test(ucs2_texts_split_at_70_then_67),
		cmocka_unit_test(an_escape_pair_is_never_split),
		cmocka_unit_test(a_surrogate_pair_is_never_split),
		cmocka_unit_test(parts_bear_reference_total_and_number),
		cmocka_unit_test(one_part_has_no_header),
		cmocka_unit_test(one_character_outside_gsm_makes_it_ucs2),
		cmocka_unit_test(an_empty_text_is_one_empty_part),
		cmocka_unit_test(too_many_parts_are_refused_and_counted),
		cmocka_unit_test(no_nul_and_no_broken_utf8_passes),
		cmocka_unit_test(any_mixture_comes_together_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

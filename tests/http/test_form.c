/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int parse(struct form *f, enum form_kind kind, const char *text)
{
	return form_parse(f, kind, text, strlen(text));
}

static void names_and_values_are_decoded_once(void **state)
{
	struct form f = { 0 };

	(void)state;
	assert_int_equal(
	    parse(&f, FORM_TEXT, "To=%2B1212&Body=a+b%26c%3dd%2525&Flag&=x&E="),
	    0);
	assert_int_equal(f.count, 5);
	assert_string_equal(form_get(&f, "To"), "+1212");
	assert_string_equal(form_get(&f, "Body"), "a b&c=d%25");
	assert_string_equal(form_get(&f, "Flag"), "");
	assert_string_equal(form_get(&f, ""), "x");
	assert_string_equal(form_get(&f, "E"), "");
	assert_null(form_get(&f, "to"));
	form_fini(&f);
}

static void a_name_may_repeat(void **state)
{
	struct form f = { 0 };
	const struct form_pair *p;

	(void)state;
	assert_int_equal(parse(&f, FORM_TEXT, "M=1&N=2&M=3&&M=4=5"), 0);
	p = form_find(&f, "M");
	assert_string_equal(p->value, "1");
	p = form_find_next(&f, p);
	assert_string_equal(p->value, "3");
	p = form_find_next(&f, p);
	assert_string_equal(p->value, "4=5");
	assert_null(form_find_next(&f, p));
	form_fini(&f);
}

static void bad_escapes_are_refused(void **state)
{
	static const char *const bad[] = { "a=%", "a=%2", "a=%zz", "a=%2g",
		"%=a" };
	struct form f = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(parse(&f, FORM_TEXT, bad[i]), RC_BAD);
		assert_int_equal(f.count, 0);
	}
	form_fini(&f);
}

static void w8_text_must_be_utf8_without_nul_and_bytes_need_not(void **state)
{
	static const char *const bad[] = { "a=%00", "a=%C0%80", "a=%ED%A0%80",
		"a=%F5%80%80%80", "a=%E2%82", "%FF=a" };
	struct form f = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(parse(&f, FORM_TEXT, bad[i]), RC_BAD);
		assert_int_equal(parse(&f, FORM_BYTES, bad[i]), 0);
	}
	assert_int_equal(parse(&f, FORM_BYTES, "udh=%05%00%03x"), 0);
	assert_int_equal(f.pair[0].value_len, 4);
	assert_memory_equal(f.pair[0].value, "\x05\0\x03x", 5);
	form_fini(&f);
}

static void the_number_of_pairs_is_bounded(void **state)
{
	struct form f = { 0 };
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < FORM_PAIRS_MAX; i++)
		buf_add_str(&b, "=&");
	assert_int_equal(form_parse(&f, FORM_TEXT, buf_bytes(&b), b.len), 0);
	assert_int_equal(f.count, FORM_PAIRS_MAX);
	buf_add_str(&b, "a");
	assert_int_equal(form_parse(&f, FORM_TEXT, buf_bytes(&b), b.len),
	    RC_FULL);
	buf_free(&b);
	form_fini(&f);
}

static void an_empty_text_has_no_pairs(void **state)
{
	struct form f = { 0 };

	(void)state;
	assert_int_equal(form_parse(&f, FORM_TEXT, NULL, 0), 0);
	assert_int_equal(f.count, 0);
	assert_int_equal(parse(&f, FORM_TEXT, "&&"), 0);
	assert_int_equal(f.count, 0);
	form_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_values_are_decoded_once),
		cmocka_unit_test(a_name_may_repeat),
		cmocka_unit_test(bad_escapes_are_refused),
		cmocka_unit_test(
		    w8_text_must_be_utf8_without_nul_and_bytes_need_not),
		cmocka_unit_test(the_number_of_pairs_is_bounded),
		cmocka_unit_test(an_empty_text_has_no_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

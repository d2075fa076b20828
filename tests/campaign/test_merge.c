/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/merge.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ANNA                                                         \
	"{\"name\": \"Anna\", \"timezone\": \"Europe/Kyiv\","        \
	" \"fields\": {\"city\": \"Kyiv\", \"points\": 12, \"no\": " \
	"\"\"}, \"other\": 1}"

static struct buf out;

static int empty(void **state)
{
	(void)state;
	buf_free(&out);
	out = (struct buf){ 0 };
	return 0;
}

static int merged(const char *text, const char *person, char *missing)
{
	struct body_text t = { text, strlen(text) }, field = { 0 };
	struct person p;
	int rc;

	buf_clear(&out);
	person_read(&p, person, strlen(person));
	rc = merge_text(&t, &p, &out, &field);
	if (rc != 0 && missing != NULL) {
		memcpy(missing, field.s, field.len);
		missing[field.len] = '\0';
	}
	person_end(&p);
	return rc;
}

static void says(const char *text, const char *person, const char *want)
{
	assert_int_equal(merged(text, person, NULL), 0);
	assert_string_equal(buf_cstr(&out), want);
}

static void a_name_or_its_default_is_put_in(void **state)
{
	(void)state;
	says("Hi {{name|there}}", "{\"name\": \"User 1\"}", "Hi User 1");
	says("Hi {{name|there}}", "", "Hi there");
	says("Hi {{name|there}}", "{\"name\": \"\"}", "Hi there");
	says("{{name}}", ANNA, "Anna");
}

static void fields_of_the_contact_are_put_in(void **state)
{
	(void)state;
	says("{{name}} of {{ city }} has {{points}}{{no|!}}", ANNA,
	    "Anna of Kyiv has 12!");
	says("{{city|}}.", "{}", ".");
	says("a{{x|b|c}}d", "{}", "ab|cd");
}

static void what_is_missing_is_named(void **state)
{
	char missing[100];

	(void)state;
	assert_int_equal(merged("Hi {{ unknown }}!", ANNA, missing),
	    RC_NOT_FOUND);
	assert_string_equal(missing, "unknown");
	assert_int_equal(merged("{{name}} {{no}}", ANNA, missing),
	    RC_NOT_FOUND);
	assert_string_equal(missing, "no");
}

static void braces_that_are_no_field_stay(void **state)
{
	static const char *const plain[] = { "{{", "}}", "{{}}", "{ {name} }",
		"a {{name b", "{{ | x }}", "100 {%} {name}" };

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		says(plain[i], ANNA, plain[i]);
	says("{{{name}}}", ANNA, "{Anna}");
	says("{{{{name}}", ANNA, "{{Anna");
}

static void a_link_stays_as_it_is(void **state)
{
	(void)state;
	says("https://shop.example/x?y=1", ANNA, "https://shop.example/x?y=1");
}

static void to_show_what_is_missing_stays(void **state)
{
	struct body_text t = { "Hi {{name}} {{x|y}}", 19 };
	struct person p;

	(void)state;
	person_read(&p, "not json", 8);
	buf_clear(&out);
	merge_show(&t, &p, &out);
	person_end(&p);
	assert_string_equal(buf_cstr(&out), "Hi {{name}} y");
}

static void strays(const char *text, int at)
{
	struct body_text t = { text, strlen(text) };
	size_t found;

	assert_int_equal(merge_stray(&t, &found) ? (int)found : -1, at);
}

static void braces_that_begin_no_field_are_found(void **state)
{
	(void)state;
	strays("", -1);
	strays("{", -1);
	strays("Hi {{name}} and {{city|}}!", -1);
	strays("{{{name}}}", -1);
	strays("a { b {c}} }}", -1);
	strays("Hi {{first_name", 3);
	strays("Hi {{first_name}", 3);
	strays("Hi {{first_name, {{city}} is fine", 3);
	strays("Hi {{name}}, {{ ", 13);
	strays("{{{{", 2);
	strays("{{{ name", 1);
	strays("{{name}} {{}}", 9);
	strays("{{", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_or_its_default_is_put_in),
		cmocka_unit_test(fields_of_the_contact_are_put_in),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(braces_that_are_no_field_stay),
		cmocka_unit_test(a_link_stays_as_it_is),
		cmocka_unit_test(to_show_what_is_missing_stays),
		cmocka_unit_test(braces_that_begin_no_field_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, empty);
}

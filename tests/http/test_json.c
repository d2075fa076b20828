/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/json.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct json *parsed(const char *text)
{
	struct json_error err;
	struct json *j = NULL;

	assert_int_equal(json_parse(text, strlen(text), &j, &err), 0);
	return j;
}

struct bad {
	const char *text;
	size_t at;
};

static void check_bad(const struct bad *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct json_error err = { 0 };
		struct json *j;

		assert_int_equal(
		    json_parse(b[i].text, strlen(b[i].text), &j, &err), RC_BAD);
		if (err.at != b[i].at)
			print_error("%s: %s\n", b[i].text, err.why);
		assert_int_equal(err.at, b[i].at);
		assert_non_null(err.why);
	}
}

static void w7_what_is_not_json_is_refused_with_its_place(void **state)
{
	static const struct bad bad[] = {
		{ "", 0 },
		{ "\xef\xbb\xbf{}", 0 },
		{ "{} {}", 3 },
		{ "{\"a\":1,}", 6 },
		{ "[1,]", 2 },
		{ "// x\n{}", 0 },
		{ "{/*x*/}", 1 },
		{ "{\"a\":NaN}", 5 },
		{ "{\"a\":Infinity}", 5 },
		{ "{\"a\":1e999}", 5 },
		{ "{\"a\":01}", 5 },
		{ "{\"a\":+1}", 5 },
		{ "{'a':1}", 1 },
		{ "{a:1}", 1 },
		{ "{\"a\":\"\t\"}", 6 },
		{ "{\"a\":\"\\x\"}", 7 },
	};

	(void)state;
	check_bad(bad, ARRAY_LEN(bad));
}

static void w7_a_key_given_twice_is_refused(void **state)
{
	static const struct bad bad[] = {
		{ "{\"a\":1,\"b\":2,\"a\":3}", 13 },
		{ "{\"a\":{\"b\":1,\"\\u0062\":2}}", 12 },
		{ "[{\"\":1,\"\":2}]", 7 },
	};

	(void)state;
	check_bad(bad, ARRAY_LEN(bad));
	json_free(parsed("[{\"a\":1},{\"a\":{\"a\":1}}]"));
}

static void w7_a_text_cut_anywhere_is_refused(void **state)
{
	static const char text[] =
	    "{\"a\":[1,-2.5e1,true,null],\"b\":\"\\u00e9\"}";

	(void)state;
	json_free(parsed(text));
	for (size_t n = 0; n < strlen(text); n++) {
		struct json_error err = { .at = SIZE_MAX };
		struct json *j;

		assert_int_equal(json_parse(text, n, &j, &err), RC_BAD);
		assert_true(err.at <= n);
	}
}

static void w7_the_depth_is_bounded_by_16(void **state)
{
	char text[64];
	struct json_error err;
	struct json *j;
	size_t n = 100000;
	char *deep = malloc(n);

	(void)state;
	memset(text, '[', 17);
	memset(text + 16, ']', 16);
	assert_int_equal(json_parse(text, 32, &j, &err), 0);
	json_free(j);
	memset(text, '[', 17);
	memset(text + 17, ']', 17);
	assert_int_equal(json_parse(text, 34, &j, &err), RC_BAD);
	assert_int_equal(err.at, 16);
	memset(deep, '[', n);
	assert_int_equal(json_parse(deep, n, &j, &err), RC_BAD);
	assert_int_equal(err.at, 16);
	free(deep);
	json_free(parsed("[\"[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"]"));
}

static int parse_keys(size_t count)
{
	struct buf b = { 0 };
	struct json_error err;
	struct json *j;
	int rc;

	buf_add_str(&b, "{");
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s\"k%zu\":%zu", i ? "," : "", i, i);
	buf_add_str(&b, "}");
	rc = json_parse(buf_bytes(&b), b.len, &j, &err);
	if (rc == 0)
		json_free(j);
	buf_free(&b);
	return rc;
}

static void w7_the_keys_of_an_object_are_bounded(void **state)
{
	(void)state;
	assert_int_equal(parse_keys(JSON_KEYS_MAX), 0);
	assert_int_equal(parse_keys(JSON_KEYS_MAX + 1), RC_BAD);
	assert_int_equal(parse_keys(80000), RC_BAD);
}

static void w8_strings_must_be_utf8_without_nul(void **state)
{
	static const struct bad bad[] = {
		{ "[\"\xc0\x80\"]", 2 },
		{ "[\"\xe0\x80\x80\"]", 2 },
		{ "[\"\xed\xa0\x80\"]", 2 },
		{ "[\"\xf5\x80\x80\x80\"]", 2 },
		{ "[\"\xf4\x90\x80\x80\"]", 2 },
		{ "[\"\xe2\x82\"]", 2 },
		{ "[\"\x80\"]", 2 },
		{ "[\"ab\\u0000\"]", 1 },
		{ "{\"a\":1,\"b\\u0000\":1}", 7 },
	};
	static const char *const lone[] = { "[\"\\ud800\"]", "[\"\\udc00\"]",
		"[\"\\ud800\\ud800\"]", "[\"\\ud83d x\"]" };

	(void)state;
	check_bad(bad, ARRAY_LEN(bad));
	for (size_t i = 0; i < ARRAY_LEN(lone); i++) {
		struct json_error err;
		struct json *j;

		assert_int_equal(json_parse(lone[i], strlen(lone[i]), &j, &err),
		    RC_BAD);
	}
}

static void w8_odd_but_valid_characters_stay(void **state)
{
	struct json *j = parsed("[\"\\ud83d\\ude00\xef\xbb\xbf\xef\xbf\xbf\"]");
	struct json_iter i = { 0 };
	size_t len;

	(void)state;
	assert_true(json_next(json_root(j), &i));
	assert_string_equal(json_str_of(i.value, &len),
	    "\xf0\x9f\x98\x80\xef\xbb\xbf\xef\xbf\xbf");
	assert_int_equal(len, 10);
	json_free(j);
}

static void getters_tell_absent_from_wrong(void **state)
{
	struct json *j = parsed("{\"s\":\"x\",\"i\":7,\"b\":true,\"n\":null,"
				"\"o\":{},\"a\":[],\"r\":1.5}");
	const struct json_value *v = json_root(j), *sub;
	const char *s;
	size_t len;
	bool b;

	(void)state;
	assert_int_equal(json_get_str(v, "s", &s, &len), 0);
	assert_string_equal(s, "x");
	assert_int_equal(len, 1);
	assert_int_equal(json_get_str(v, "i", &s, &len), RC_BAD);
	assert_int_equal(json_get_str(v, "n", &s, &len), RC_NOT_FOUND);
	assert_int_equal(json_get_str(v, "z", &s, &len), RC_NOT_FOUND);
	assert_int_equal(json_get_bool(v, "b", &b), 0);
	assert_true(b);
	assert_int_equal(json_get_bool(v, "i", &b), RC_BAD);
	assert_int_equal(json_get_object(v, "o", &sub), 0);
	assert_int_equal(json_count(sub), 0);
	assert_int_equal(json_get_object(v, "a", &sub), RC_BAD);
	assert_int_equal(json_get_array(v, "a", &sub), 0);
	assert_int_equal(json_get_array(v, "o", &sub), RC_BAD);
	assert_true(json_real_of(json_get(v, "r")) > 1.4);
	assert_int_equal(json_kind(json_get(v, "r")), JSON_REAL);
	json_free(j);
}

static void w7_integers_are_whole_and_in_range(void **state)
{
	static const struct json_range all = { INT64_MIN, INT64_MAX };
	struct json *j = parsed("{\"max\":9223372036854775807,"
				"\"over\":9223372036854775808,"
				"\"min\":-9223372036854775808,\"e\":1e3,"
				"\"f\":1.0,\"zero\":-0,\"s\":\"1\"}");
	const struct json_value *v = json_root(j);
	int64_t i;

	(void)state;
	assert_int_equal(json_get_int(v, "max", all, &i), 0);
	assert_true(i == INT64_MAX);
	assert_int_equal(json_get_int(v, "min", all, &i), 0);
	assert_true(i == INT64_MIN);
	assert_int_equal(json_get_int(v, "over", all, &i), RC_BAD);
	assert_int_equal(json_get_int(v, "e", all, &i), RC_BAD);
	assert_int_equal(json_get_int(v, "f", all, &i), RC_BAD);
	assert_int_equal(json_get_int(v, "s", all, &i), RC_BAD);
	assert_int_equal(
	    json_get_int(v, "max", (struct json_range){ 0, 9 }, &i), RC_BAD);
	json_free(j);
}

static void what_is_no_object_has_no_keys(void **state)
{
	static const char *const texts[] = { "null", "[]", "\"a\"", "1",
		"true" };
	static const char *const known[] = { NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct json *j = parsed(texts[i]);
		const struct json_value *v;
		struct json_iter at = { 0 };

		assert_int_equal(json_get_object(json_root(j), "a", &v),
		    RC_NOT_FOUND);
		assert_null(json_unknown_key(json_root(j), known));
		assert_false(json_next(json_root(j), &at));
		json_free(j);
	}
}

static void an_iterator_meets_all_in_order(void **state)
{
	struct json *j =
	    parsed("{\"a\":[1,[2,3],{\"x\":4}],\"b\":{\"c\":5},\"d\":6}");
	struct json_iter i = { 0 }, k = { 0 };
	const struct json_value *a = json_get(json_root(j), "a");

	(void)state;
	assert_true(json_next(json_root(j), &i));
	assert_string_equal(i.key, "a");
	assert_true(json_next(json_root(j), &i));
	assert_string_equal(i.key, "b");
	assert_int_equal(i.key_len, 1);
	assert_true(json_next(json_root(j), &i));
	assert_string_equal(i.key, "d");
	assert_int_equal(json_int_of(i.value), 6);
	assert_false(json_next(json_root(j), &i));

	assert_true(json_next(a, &k));
	assert_null(k.key);
	assert_int_equal(json_int_of(k.value), 1);
	assert_true(json_next(a, &k));
	assert_int_equal(json_kind(k.value), JSON_ARRAY);
	assert_true(json_next(a, &k));
	assert_int_equal(json_kind(k.value), JSON_OBJECT);
	assert_false(json_next(a, &k));
	json_free(j);
}

static void w16_the_first_unknown_key_is_named(void **state)
{
	static const char *const known[] = { "to", "from", NULL };
	struct json *j = parsed("{\"from\":1,\"price\":2,\"to\":3}");

	(void)state;
	assert_string_equal(json_unknown_key(json_root(j), known), "price");
	json_free(j);
}

static void a_writer_puts_commas_and_nests(void **state)
{
	struct buf b = { 0 };
	struct json_out o = json_writing(&b);

	(void)state;
	json_open_object(&o, NULL);
	json_text(&o, "s", "x");
	json_text(&o, "none", NULL);
	json_open_array(&o, "a");
	json_int(&o, NULL, INT64_MIN);
	json_uint(&o, NULL, UINT64_MAX);
	json_open_object(&o, NULL);
	json_close_object(&o);
	json_open_array(&o, NULL);
	json_close_array(&o);
	json_close_array(&o);
	json_bool(&o, "t", true);
	json_bool(&o, "f", false);
	json_real(&o, "r", 0.25);
	json_real(&o, "inf", (double)INFINITY);
	json_raw(&o, "raw", "[1]", 3);
	json_close_object(&o);
	assert_string_equal(buf_cstr(&b),
	    "{\"s\":\"x\",\"none\":null,\"a\":[-9223372036854775808,"
	    "18446744073709551615,{},[]],\"t\":true,\"f\":false,\"r\":0.25,"
	    "\"inf\":null,\"raw\":[1]}");
	json_free(parsed(buf_cstr(&b)));
	buf_free(&b);
}

static void a_real_is_read_as_it_was_written(void **state)
{
	static const double values[] = { 0.1, 1.0 / 3, -1e-300, 12.5, DBL_MAX,
		-DBL_MIN };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct buf b = { 0 };
		struct json_out o = json_writing(&b);
		struct json *j;

		json_real(&o, NULL, values[i]);
		j = parsed(buf_cstr(&b));
		assert_true(json_real_of(json_root(j)) == values[i]);
		if (i == 0)
			assert_string_equal(buf_cstr(&b), "0.1");
		json_free(j);
		buf_free(&b);
	}
}

static void strings_are_escaped_and_bad_bytes_replaced(void **state)
{
	struct buf b = { 0 };
	struct json_out o = json_writing(&b);
	static const char text[] =
	    "\"\\\b\t\n\v\f\r\x01\x7f/\xc3\xa9\xff\xe2\x82";

	(void)state;
	json_str(&o, NULL, text, sizeof(text)); /* its NUL too */
	assert_string_equal(buf_cstr(&b),
	    "\"\\\"\\\\\\b\\t\\n\\u000b\\f\\r\\u0001\\u007f/\xc3\xa9"
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\u0000\"");
	buf_free(&b);
}

static void what_is_written_reads_back_the_same(void **state)
{
	struct buf b = { 0 };
	struct json_out o = json_writing(&b);
	struct json_iter i = { 0 };
	struct json *j;
	char all[126];
	size_t len;

	(void)state;
	for (size_t c = 0; c < sizeof(all); c++)
		all[c] = (char)(c + 1);
	json_open_array(&o, NULL);
	json_str(&o, NULL, all, sizeof(all));
	json_close_array(&o);
	j = parsed(buf_cstr(&b));
	assert_true(json_next(json_root(j), &i));
	assert_memory_equal(json_str_of(i.value, &len), all, sizeof(all));
	assert_int_equal(len, sizeof(all));
	json_free(j);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w7_what_is_not_json_is_refused_with_its_place),
		cmocka_unit_test(w7_a_key_given_twice_is_refused),
		cmocka_unit_test(w7_a_text_cut_anywhere_is_refused),
		cmocka_unit_test(w7_the_depth_is_bounded_by_16),
		cmocka_unit_test(w7_the_keys_of_an_object_are_bounded),
		cmocka_unit_test(w8_strings_must_be_utf8_without_nul),
		cmocka_unit_test(w8_odd_but_valid_characters_stay),
		cmocka_unit_test(getters_tell_absent_from_wrong),
		cmocka_unit_test(w7_integers_are_whole_and_in_range),
		cmocka_unit_test(what_is_no_object_has_no_keys),
		cmocka_unit_test(an_iterator_meets_all_in_order),
		cmocka_unit_test(w16_the_first_unknown_key_is_named),
		cmocka_unit_test(a_writer_puts_commas_and_nests),
		cmocka_unit_test(a_real_is_read_as_it_was_written),
		cmocka_unit_test(strings_are_escaped_and_bad_bytes_replaced),
		cmocka_unit_test(what_is_written_reads_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

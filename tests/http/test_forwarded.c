/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/forwarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A line of a head. */
static void add(struct head *h, const char *name, const char *value)
{
	struct head_field *f = &h->field[h->fields++];

	f->name = (uint16_t)h->bytes.len;
	f->name_len = (uint16_t)strlen(name);
	buf_add_str(&h->bytes, name);
	f->value = (uint16_t)h->bytes.len;
	f->value_len = (uint16_t)strlen(value);
	buf_add(&h->bytes, value, strlen(value) + 1);
}

static void check(const char *first, const char *second, const char *want)
{
	struct head h = { 0 };
	struct nets trusted = { 0 };
	char client[FORWARDED_BYTES];

	assert_int_equal(nets_add(&trusted, "127.0.0.1"), 0);
	assert_int_equal(nets_add(&trusted, "10.0.0.0/8"), 0);
	assert_int_equal(nets_add(&trusted, "fd00::/8"), 0);
	if (first != NULL)
		add(&h, "X-Forwarded-For", first);
	add(&h, "Forwarded", "for=192.0.2.99");
	if (second != NULL)
		add(&h, "x-forwarded-for", second);
	if (forwarded_client(&h, &trusted, client))
		assert_string_equal(client, want);
	else
		assert_null(want);
	head_fini(&h);
}

static void w29_the_last_that_is_not_trusted_is_the_client(void **state)
{
	(void)state;
	check(NULL, NULL, NULL);
	check("192.0.2.1", NULL, "192.0.2.1:0");
	check("198.51.100.9, 192.0.2.1", NULL, "192.0.2.1:0");
	check("198.51.100.9,192.0.2.1,10.2.3.4, 127.0.0.1", NULL,
	    "192.0.2.1:0");
	check("2001:db8::1, fd00::1", NULL, "[2001:db8::1]:0");
}

/* Some proxies add a line of their own. */
static void w29_the_last_line_counts(void **state)
{
	(void)state;
	check("198.51.100.9", "192.0.2.1", "192.0.2.1:0");
	check("198.51.100.9", "10.0.0.1", "198.51.100.9:0");
	check("198.51.100.9", "", "198.51.100.9:0");
}

static void of_trusted_ones_the_first_is_the_client(void **state)
{
	(void)state;
	check("10.0.0.7, 10.0.0.1", NULL, "10.0.0.7:0");
	check(" , ,", NULL, NULL);
}

static void an_address_may_have_a_port(void **state)
{
	(void)state;
	check("192.0.2.1:4711", NULL, "192.0.2.1:0");
	check("[2001:db8::1]:4711", NULL, "[2001:db8::1]:0");
	check("[2001:db8::1]", NULL, "[2001:db8::1]:0");
	check("::ffff:192.0.2.1", NULL, "192.0.2.1:0");
	check("\t192.0.2.1 \t", NULL, "192.0.2.1:0");
}

/* Nor is somebody before it believed. */
static void what_is_no_address_is_unknown(void **state)
{
	static const char many[] =
	    "11111111111111111111111111111111111111111111111111111111111111111"
	    "1111111111111111111111111111111111111111111111111111";
	static const char *const bad[] = { "unknown", "_hidden", "192.0.2",
		"192.0.2.1.5", "1", "[", "]", "[]", "[]:1", "[192.0.2.1", ":",
		"::1]", "[::1", "127.0.0.1\"",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999", many };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char list[200] = "192.0.2.1, ";

		strcat(list, bad[i]);
		check(list, NULL, "unknown");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    w29_the_last_that_is_not_trusted_is_the_client),
		cmocka_unit_test(w29_the_last_line_counts),
		cmocka_unit_test(of_trusted_ones_the_first_is_the_client),
		cmocka_unit_test(an_address_may_have_a_port),
		cmocka_unit_test(what_is_no_address_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

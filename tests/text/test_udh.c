/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text_udh.h>

#include "base/base.h"
#include "text/septets.h"

/* From the heap, so that a read beyond the end is seen. */
static int parse(const char *octets, size_t len, struct text_udh *u)
{
	char *copy = malloc(len + (len == 0));
	int rc;

	assert_non_null(copy);
	memcpy(copy, octets, len);
	rc = text_udh_parse(copy, len, u);
	free(copy);
	return rc;
}

#define PARSE(octets, u) parse(octets, sizeof(octets) - 1, u)

static void parts_are_told_apart_in_8_and_16_bits(void **state)
{
	struct text_udh u;

	(void)state;
	assert_int_equal(PARSE("\5\0\3\xAB\3\2text", &u), 0);
	assert_true(u.is_concat && !u.is_ref16);
	assert_int_equal(u.len, 6);
	assert_int_equal(u.ref, 0xAB);
	assert_int_equal(u.total, 3);
	assert_int_equal(u.number, 2);
	assert_int_equal(PARSE("\6\x8\4\xAB\xCD\2\2text", &u), 0);
	assert_true(u.is_concat && u.is_ref16);
	assert_int_equal(u.ref, 0xABCD);
}

static void tables_ports_and_others_are_read(void **state)
{
	struct text_udh u;

	(void)state;
	assert_int_equal(
	    PARSE("\x10\x24\1\1\x25\1\6\5\4\x0B\x84\x23\xF0\x70\0\xA\0x", &u),
	    0);
	assert_int_equal(u.single, 1);
	assert_int_equal(u.locking, 6);
	assert_true(u.has_ports && u.has_sim);
	assert_int_equal(u.to_port, 2948);
	assert_int_equal(u.from_port, 9200);
	assert_int_equal(u.others, 2);
	assert_int_equal(PARSE("\4\4\2\xF5\xF4", &u), 0);
	assert_int_equal(u.to_port, 0xF5);
}

static void of_an_element_that_is_there_twice_the_last_counts(void **state)
{
	struct text_udh u;

	(void)state;
	assert_int_equal(PARSE("\xB\0\3\1\2\1\x8\4\2\3\2\2", &u), 0);
	assert_true(u.is_ref16);
	assert_int_equal(u.ref, 0x203);
	assert_int_equal(PARSE("\xA\0\3\1\2\1\0\3\7\2\2", &u), 0);
	assert_int_equal(u.ref, 7);
	assert_int_equal(u.number, 2);
}

static void what_makes_no_sense_is_left_out(void **state)
{
	struct text_udh u;

	(void)state;
	assert_int_equal(PARSE("\5\0\3\1\2\3", &u), 0); /* part 3 of 2 */
	assert_false(u.is_concat);
	assert_int_equal(PARSE("\5\0\3\1\0\0", &u), 0);
	assert_false(u.is_concat);
	assert_int_equal(PARSE("\4\0\2\1\2", &u), 0); /* too short */
	assert_false(u.is_concat);
	assert_int_equal(PARSE("\x6\x24\1\x0E\x25\1\2", &u), 0);
	assert_int_equal(u.single, 0);
	assert_int_equal(u.locking, 0); /* Spanish has none */
	assert_int_equal(u.len, 7);
}

static void a_header_that_lies_is_refused(void **state)
{
	struct text_udh u;

	(void)state;
	assert_int_equal(PARSE("", &u), RC_BAD);
	assert_int_equal(PARSE("\5\0\3\1\2", &u), RC_BAD); /* one short */
	assert_int_equal(PARSE("\xFF\0\3\1\2\1", &u), RC_BAD);
	assert_int_equal(PARSE("\1\0text", &u), RC_BAD);
	assert_int_equal(PARSE("\5\0\4\1\2\1text", &u), RC_BAD);
	assert_int_equal(u.len, 0);
	assert_int_equal(PARSE("\0text", &u), 0); /* empty, but there */
	assert_int_equal(u.len, 1);
}

/* No octets make it read beyond them; elements add up to the header. */
static void any_octets_are_survived(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint8_t octets[40];
		struct text_ie_iter it = { 0 };
		size_t len = (seed >> 8) % sizeof(octets), sum = 0;
		struct text_udh u;

		for (size_t n = 0; n < len; n++) {
			seed = seed * 1664525 + 1013904223;
			octets[n] = (uint8_t)(seed >> 24) & 0x2F;
		}
		seed = seed * 1664525 + 1013904223;
		if (parse((char *)octets, len, &u) != 0)
			continue;
		while (text_udh_next(octets, &it))
			sum += 2u + it.len;
		assert_int_equal(sum, octets[0]);
		assert_true(u.len <= len);
	}
}

static void expect_read(const struct text_coded *c, int rc, const char *text)
{
	struct text_udh u;
	char to[64];
	size_t n = sizeof(to);

	assert_int_equal(text_read(c, to, &n, &u), rc);
	if (rc != 0)
		return;
	assert_int_equal(n, strlen(text));
	assert_memory_equal(to, text, n);
}

static void what_came_is_read_by_its_coding_and_its_tables(void **state)
{
	struct text_coded c = { .octets = "\3\x24\1\1\x1B\x67@", .len = 7 };

	(void)state;
	c.has_udh = true;
	expect_read(&c, 0, "\xC4\x9F\xC2\xA1");
	c = (struct text_coded){ .octets = "\xE9", .len = 1 };
	c.default_alphabet = TEXT_LATIN1;
	expect_read(&c, 0, "\xC3\xA9");
	c.default_alphabet = TEXT_ASCII;
	expect_read(&c, 0, "\xEF\xBF\xBD");
	c = (struct text_coded){ .octets = "\xC3\xA9\xC3", .len = 3 };
	c.default_alphabet = TEXT_UTF8;
	expect_read(&c, 0, "\xC3\xA9\xEF\xBF\xBD");
	c = (struct text_coded){ .octets = "ab", .len = 2, .data_coding = 4 };
	expect_read(&c, RC_UNSUPPORTED, "");
	c = (struct text_coded){ .octets = "\7ab", .len = 3, .has_udh = true };
	expect_read(&c, RC_BAD, "");
}

static void septets_are_packed_as_the_standard_says(void **state)
{
	/* 3GPP TS 23.038, 6.1.2.1.1, of "hello" */
	static const uint8_t hello[] = { 0xE8, 0x32, 0x9B, 0xFD, 0x06 };
	uint8_t to[16], back[16];
	struct text_coded c = { .octets = hello,
		.len = sizeof(hello),
		.is_packed = true };

	(void)state;
	assert_int_equal(septets_pack((const uint8_t *)"hello", 5, 0, to), 5);
	assert_memory_equal(to, hello, 5);
	expect_read(&c, 0, "hello");
	/* Behind six octets one bit fills up to the next septet. */
	assert_int_equal(septets_pack((const uint8_t *)"hello", 5, 6, to), 5);
	assert_int_equal(to[0], (uint8_t)(0xE8 << 1));
	memmove(to + 6, to, 5);
	assert_int_equal(septets_unpack(to, 11, 6, back), 5);
	assert_memory_equal(back, "hello", 5);
}

static void seven_bits_left_over_are_no_commercial_at(void **state)
{
	uint8_t to[16], back[16];

	(void)state;
	assert_int_equal(septets_pack((const uint8_t *)"abcdefg", 7, 0, to), 7);
	assert_int_equal(to[6] >> 1, 0x0D);
	assert_int_equal(septets_unpack(to, 7, 0, back), 7);
	/* A commercial at that is meant stays. */
	assert_int_equal(septets_pack((const uint8_t *)"abcdefg\0", 8, 0, to),
	    7);
	assert_int_equal(septets_unpack(to, 7, 0, back), 8);
}

static void every_length_is_unpacked_behind_every_header(void **state)
{
	(void)state;
	for (size_t head = 0; head < 15; head++) {
		for (size_t n = 0; n <= 100; n++) {
			uint8_t septets[100], to[140], back[140];
			size_t len;

			for (size_t i = 0; i < n; i++)
				septets[i] = (uint8_t)(i * 37 + n) & 0x7F;
			if (n > 0)
				septets[n - 1] = 'x';
			len = septets_pack(septets, n, head, to + head);
			assert_int_equal(len, septets_packed(n, head));
			assert_int_equal(
			    septets_unpack(to, head + len, head, back), n);
			assert_memory_equal(back, septets, n);
		}
	}
}

static void coding_groups_name_their_alphabet(void **state)
{
	static const struct {
		uint8_t data_coding;
		enum text_alphabet alphabet;
	} rows[] = { { 0x00, TEXT_LATIN1 }, { 0x03, TEXT_LATIN1 },
		{ 0x11, TEXT_GSM7 }, { 0x15, TEXT_BINARY }, { 0x1A, TEXT_UCS2 },
		{ 0x20, TEXT_BINARY }, { 0x48, TEXT_UCS2 }, { 0x50, TEXT_GSM7 },
		{ 0x80, TEXT_BINARY }, { 0xC8, TEXT_GSM7 }, { 0xD0, TEXT_GSM7 },
		{ 0xE0, TEXT_UCS2 }, { 0xF1, TEXT_GSM7 },
		{ 0xF6, TEXT_BINARY } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(
		    text_alphabet_by(rows[i].data_coding, TEXT_LATIN1),
		    rows[i].alphabet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_told_apart_in_8_and_16_bits),
		cmocka_unit_test(tables_ports_and_others_are_read),
		cmocka_unit_test(
		    of_an_element_that_is_there_twice_the_last_counts),
		cmocka_unit_test(what_makes_no_sense_is_left_out),
		cmocka_unit_test(a_header_that_lies_is_refused),
		cmocka_unit_test(any_octets_are_survived),
		cmocka_unit_test(
		    what_came_is_read_by_its_coding_and_its_tables),
		cmocka_unit_test(septets_are_packed_as_the_standard_says),
		cmocka_unit_test(seven_bits_left_over_are_no_commercial_at),
		cmocka_unit_test(every_length_is_unpacked_behind_every_header),
		cmocka_unit_test(coding_groups_name_their_alphabet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

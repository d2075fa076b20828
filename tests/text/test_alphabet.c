/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text.h>

#include "base/base.h"
#include "text/utf8.h"

/* A second writing of the alphabet, as a text in the order of its septets. */
static const char *const basics[128] = { "@", "£", "$", "¥", "è", "é", "ù", "ì",
	"ò", "Ç", "\n", "Ø", "ø", "\r", "Å", "å", "Δ", "_", "Φ", "Γ", "Λ", "Ω",
	"Π", "Ψ", "Σ", "Θ", "Ξ", NULL, "Æ", "æ", "ß", "É", " ", "!", "\"", "#",
	"¤", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/", "0", "1",
	"2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?",
	"¡", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
	"N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "Ä",
	"Ö", "Ñ", "Ü", "§", "¿", "a", "b", "c", "d", "e", "f", "g", "h", "i",
	"j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w",
	"x", "y", "z", "ä", "ö", "ñ", "ü", "à" };

static const struct {
	uint8_t septet;
	const char *text;
} extras[] = { { 0x0A, "\f" }, { 0x14, "^" }, { 0x28, "{" }, { 0x29, "}" },
	{ 0x2F, "\\" }, { 0x3C, "[" }, { 0x3D, "~" }, { 0x3E, "]" },
	{ 0x40, "|" }, { 0x65, "€" } };

static void expect_both_ways(enum text_alphabet a, const char *text,
    const char *octets, size_t len)
{
	uint8_t there[64];
	char back[64];
	size_t n = sizeof(there);

	assert_int_equal(text_encode(a, text, strlen(text), there, &n), 0);
	assert_int_equal(n, len);
	assert_memory_equal(there, octets, len);
	n = sizeof(back);
	assert_int_equal(text_decode(a, octets, len, back, &n), 0);
	assert_int_equal(n, strlen(text));
	assert_memory_equal(back, text, n);
}

static void expect_decoded(enum text_alphabet a, const char *octets, size_t len,
    const char *text)
{
	char to[64];
	size_t n = sizeof(to);

	assert_int_equal(text_decode(a, octets, len, to, &n), 0);
	assert_int_equal(n, strlen(text));
	assert_memory_equal(to, text, n);
}

static void all_septets_go_there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(basics); i++) {
		char septet = (char)i;

		if (basics[i] != NULL)
			expect_both_ways(TEXT_GSM7, basics[i], &septet, 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(extras); i++) {
		char pair[2] = { 0x1B, (char)extras[i].septet };

		expect_both_ways(TEXT_GSM7, extras[i].text, pair, 2);
	}
}

static void only_these_137_characters_are_gsm(void **state)
{
	unsigned count = 0;

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		char one[4];
		uint8_t to[4];
		size_t n = sizeof(to);

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		if (text_encode(TEXT_GSM7, one, utf8_put(cp, one), to, &n) == 0)
			count++;
	}
	assert_int_equal(count, 127 + 10);
}

static void an_escape_without_a_known_character_is_survived(void **state)
{
	(void)state;
	expect_decoded(TEXT_GSM7, "a\x1B", 2, "a\xEF\xBF\xBD");
	expect_decoded(TEXT_GSM7,
	    "\x1B"
	    "a",
	    2, "a");
	expect_decoded(TEXT_GSM7, "\x1B\x1B", 2, " ");
	expect_decoded(TEXT_GSM7, "\xFF", 1, "\xEF\xBF\xBD");
	expect_decoded(TEXT_GSM7, "\x1B\x80", 2, "\xEF\xBF\xBD");
}

static void ucs2_goes_there_and_back(void **state)
{
	(void)state;
	expect_both_ways(TEXT_UCS2, "Aя", "\0A\x04\x4F", 4);
	expect_both_ways(TEXT_UCS2, "😀", "\xD8\x3D\xDE\x00", 4);
	expect_both_ways(TEXT_UCS2, "\xF4\x8F\xBF\xBF", "\xDB\xFF\xDF\xFF", 4);
}

static void broken_utf16_becomes_replacement_characters(void **state)
{
	(void)state;
	expect_decoded(TEXT_UCS2, "\0A\0", 3, "A\xEF\xBF\xBD");
	expect_decoded(TEXT_UCS2, "\xD8\x3D\0A", 4,
	    "\xEF\xBF\xBD"
	    "A");
	expect_decoded(TEXT_UCS2, "\xDE\x00\0A", 4,
	    "\xEF\xBF\xBD"
	    "A");
	expect_decoded(TEXT_UCS2, "\xD8\x3D", 2, "\xEF\xBF\xBD");
}

static void latin1_goes_there_and_back(void **state)
{
	uint8_t to[4];
	size_t n = sizeof(to);

	(void)state;
	expect_both_ways(TEXT_LATIN1, "aéÿ", "a\xE9\xFF", 3);
	assert_int_equal(text_encode(TEXT_LATIN1, "€", 3, to, &n),
	    RC_UNSUPPORTED);
}

static void no_alphabet_writes_beyond_its_room(void **state)
{
	char to[2];
	uint8_t octets[3];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_decode(TEXT_GSM7, "ab", 2, to, &n), 0);
	n = sizeof(to);
	assert_int_equal(text_decode(TEXT_GSM7, "a\x04", 2, to, &n),
	    RC_TOO_LONG);
	n = sizeof(octets);
	assert_int_equal(text_encode(TEXT_UCS2, "ab", 2, octets, &n),
	    RC_TOO_LONG);
	n = sizeof(octets);
	assert_int_equal(text_encode(TEXT_GSM7, "€€", 6, octets, &n),
	    RC_TOO_LONG);
}

static void the_worst_octets_fit_the_promised_room(void **state)
{
	uint8_t worst[255];
	char to[TEXT_UTF8_ROOM(sizeof(worst))];

	(void)state;
	memset(worst, 0xFF, sizeof(worst));
	for (int a = TEXT_GSM7; a <= TEXT_LATIN1; a++) {
		size_t n = sizeof(to);

		assert_int_equal(text_decode((enum text_alphabet)a, worst,
				     sizeof(worst), to, &n),
		    0);
	}
}

static void octets_that_are_no_text_are_not_decoded(void **state)
{
	char to[8];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_decode(TEXT_BINARY, "ab", 2, to, &n),
	    RC_UNSUPPORTED);
}

static void data_coding_names_the_alphabet(void **state)
{
	static const struct {
		uint8_t data_coding;
		enum text_alphabet alphabet;
	} rows[] = { { 0, TEXT_GSM7 }, { 1, TEXT_LATIN1 }, { 2, TEXT_BINARY },
		{ 3, TEXT_LATIN1 }, { 4, TEXT_BINARY }, { 8, TEXT_UCS2 },
		{ 0x10, TEXT_GSM7 }, { 0x18, TEXT_UCS2 }, { 0xF0, TEXT_GSM7 },
		{ 0xF5, TEXT_BINARY }, { 0x05, TEXT_JIS },
		{ 0x06, TEXT_CYRILLIC }, { 0x07, TEXT_HEBREW },
		{ 0x09, TEXT_BINARY }, { 0x0A, TEXT_ISO2022_JP },
		{ 0x0B, TEXT_BINARY }, { 0x0C, TEXT_BINARY },
		{ 0x0D, TEXT_JIS_EXTENDED }, { 0x0E, TEXT_KOREAN },
		{ 0x0F, TEXT_BINARY } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(text_alphabet_of(rows[i].data_coding),
		    rows[i].alphabet);
}

static void invalid_utf8_is_refused_where_it_begins(void **state)
{
	static const char *const bad[] = { "\x80", "\xBF", "\xC0\x80",
		"\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE0\x9F\xBF",
		"\xE2\x82", "\xE2(\xA1", "\xED\xA0\x80", "\xED\xBF\xBF",
		"\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98",
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",
		"\xF8\x88\x80\x80\x80" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char text[16] = "ok";
		size_t at = 0;

		strcat(text, bad[i]);
		assert_false(text_is_utf8(text, strlen(text), &at));
		assert_int_equal(at, 2);
	}
}

static void every_code_point_goes_through_utf8(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		bool valid = cp < 0xD800 || cp > 0xDFFF;
		char one[4];
		uint32_t back = 0;
		unsigned n = utf8_put(cp, one);

		assert_int_equal(utf8_next(one, one + n, &back), valid ? n : 0);
		if (valid)
			assert_int_equal(back, cp);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_septets_go_there_and_back),
		cmocka_unit_test(only_these_137_characters_are_gsm),
		cmocka_unit_test(
		    an_escape_without_a_known_character_is_survived),
		cmocka_unit_test(ucs2_goes_there_and_back),
		cmocka_unit_test(broken_utf16_becomes_replacement_characters),
		cmocka_unit_test(latin1_goes_there_and_back),
		cmocka_unit_test(no_alphabet_writes_beyond_its_room),
		cmocka_unit_test(the_worst_octets_fit_the_promised_room),
		cmocka_unit_test(octets_that_are_no_text_are_not_decoded),
		cmocka_unit_test(data_coding_names_the_alphabet),
		cmocka_unit_test(invalid_utf8_is_refused_where_it_begins),
		cmocka_unit_test(every_code_point_goes_through_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

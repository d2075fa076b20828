/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The octets were made by the codecs of Python 3, the pairs of seven bits from
 * its EUC.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/text.h>

#include "base/base.h"

struct row {
	enum text_alphabet alphabet;
	const char *octets;
	size_t len;
	const char *text;
};

/* clang-format off */
#define ROW(alphabet, octets, text) \
	{ TEXT_##alphabet, octets, sizeof(octets) - 1, text }
static const struct row rows[] = {
	ROW(CYRILLIC, "\xBF\xE0\xD8\xD2\xD5\xE2, \xF0\x35!",
	    "Привет, №5!"),
	ROW(HEBREW, "\xF9\xEC\xE5\xED, \xAA\x32",
	    "שלום, ×2"),
	ROW(JIS, "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81\x41\x90"
	    "\xA2\x8A\x45\x81\x42\x8C\xB3\x8B\x43\x82\xC5\x82\xB7"
	    "\x82\xA9\x81H",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS, "\xC3\xBD\xC4 OK \x95\x5C\x83\x5C",
	    "ﾃｽﾄ OK 表ソ"),
	ROW(JIS, "\x87@\x87\x8A\xEE\xE0",
	    "①㈱髙"),
	ROW(JIS, "\x1B$B$3$s$K$A$O!\x22@$3&!#855$$G$9$+!)\x1B(B",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS, "OK: \x1B$B>5CN\x1B(B ok",
	    "OK: 承知 ok"),
	ROW(JIS, "$3$s$K$A$O!\x22@$3&!#855$$G$9$+!)",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS, "$\x22$j$,$H$&\x0A$^$\x3F",
	    "ありがとう\nまた"),
	ROW(JIS, "F|K\x5C\x45l5~",
	    "日本東京"),
	ROW(JIS, "STOP",
	    "STOP"),
	ROW(JIS, "HELP",
	    "HELP"),
	ROW(JIS, "US$5 ok",
	    "US$5 ok"),
	ROW(JIS, "http://a.example/\x3Fq=1",
	    "http://a.example/?q=1"),
	ROW(ISO2022_JP, "\x1B$B$3$s$K$A$O!\x22@$3&!#855$$G$9$+!)\x1B(B",
	    "こんにちは、世界。元気ですか？"),
	ROW(ISO2022_JP, "A \x1B(IC=D\x1B(B B",
	    "A ﾃｽﾄ B"),
	ROW(ISO2022_JP, "$5 $7",
	    "$5 $7"),
	ROW(ISO2022_JP, "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81\x41\x90"
	    "\xA2\x8A\x45\x81\x42\x8C\xB3\x8B\x43\x82\xC5\x82\xB7"
	    "\x82\xA9\x81H",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS_EXTENDED, "0!0~",
	    "丂侄"),
	ROW(JIS_EXTENDED, "\x8F\xB0\xA1\xA4\xC8\x8F\xB0\xFE",
	    "丂と侄"),
	ROW(JIS_EXTENDED, "\x1B$(D0!\x1B$B$H\x1B$(D0~\x1B(B",
	    "丂と侄"),
	ROW(JIS_EXTENDED, "$3$s$K$A$O!\x22@$3&!#855$$G$9$+!)",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS_EXTENDED, "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81\x41\x90"
	    "\xA2\x8A\x45\x81\x42\x8C\xB3\x8B\x43\x82\xC5\x82\xB7"
	    "\x82\xA9\x81H",
	    "こんにちは、世界。元気ですか？"),
	ROW(JIS_EXTENDED, "STOP",
	    "STOP"),
	ROW(KOREAN, "\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4! OK",
	    "안녕하세요! OK"),
	ROW(KOREAN, "\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4! \x8C\x63"
	    "\xB9\xE6\xB0\xA2\xC7\xCF OK",
	    "안녕하세요! 똠방각하 OK"),
	ROW(KOREAN, "\x1B$)C\x0E>H3gGO<<\x3F\x64\x0F! OK",
	    "안녕하세요! OK"),
	ROW(KOREAN, ">H3gGO<<\x3F\x64",
	    "안녕하세요"),
	ROW(KOREAN, "STOP",
	    "STOP"),
	ROW(KOREAN, "HELP!!",
	    "HELP!!"),
};
/* clang-format on */

static void expect(enum text_alphabet from, const char *octets, size_t len,
    const char *text)
{
	char to[256];
	size_t n = TEXT_UTF8_ROOM(len) - 1; /* all that was promised */

	assert_true(n <= sizeof(to));
	assert_int_equal(text_decode(from, octets, len, to, &n), 0);
	assert_int_equal(n, strlen(text));
	assert_memory_equal(to, text, n);
}

#define EXPECT(from, octets, text) \
	expect(TEXT_##from, octets, sizeof(octets) - 1, text)

static void expect_none(enum text_alphabet from, const char *octets, size_t len)
{
	char to[256];
	size_t n = sizeof(to);

	assert_int_equal(text_decode(from, octets, len, to, &n),
	    RC_UNSUPPORTED);
	assert_int_equal(n, 0);
}

#define EXPECT_NONE(from, octets) \
	expect_none(TEXT_##from, octets, sizeof(octets) - 1)

static void the_octets_say_how_they_are_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect(rows[i].alphabet, rows[i].octets, rows[i].len,
		    rows[i].text);
}

static void half_a_character_costs_no_other(void **state)
{
	(void)state;
	EXPECT(JIS, "\x82\xB1\x82\xF1\x82\xC9\x82", "こんに\xEF\xBF\xBD");
	EXPECT(JIS, "abc\x82 de", "abc\xEF\xBF\xBD de");
	EXPECT(KOREAN,
	    "abcd\xC9\xA1"
	    "e",
	    "abcd\xEF\xBF\xBD"
	    "e");
	EXPECT(JIS, "ok \x1B$B$3$s$K$A\x1B(B", "ok こんにち");
	EXPECT(JIS, "ok \x1B$B$3$s$K$\x1B(B!", "ok こんに\xEF\xBF\xBD!");
	EXPECT(HEBREW, "\xF9\xEC\xE5\xED\xFF", "שלום\xEF\xBF\xBD");
}

static void what_is_hardly_a_text_is_none(void **state)
{
	(void)state;
	EXPECT_NONE(HEBREW, "\xF9\xFF\xFC\xBF");
	EXPECT_NONE(JIS, "\x06\x05\x04\x80\xA0\xFF");
	EXPECT_NONE(KOREAN, "\x01\x00\xFF\x80");
	EXPECT_NONE(CYRILLIC, "\x01\x00\x02\x10");
	EXPECT_NONE(BINARY, "ab");
	EXPECT(CYRILLIC, "", "");
}

static void a_nul_behind_it_takes_no_text_away(void **state)
{
	char to[16];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_decode(TEXT_CYRILLIC, "\xBF\0\0", 3, to, &n), 0);
	assert_memory_equal(to, "П\0\0", n);
}

/* Whatever octets there are, what comes is UTF-8 that fits. */
static void any_octets_fit_the_promised_room(void **state)
{
	(void)state;
	for (int from = TEXT_CYRILLIC; from <= TEXT_KOREAN; from++) {
		for (unsigned i = 0; i < 0x10000; i += 7) {
			const uint8_t o[5] = { 0x1B, '$', 'B',
				(uint8_t)(i >> 8), (uint8_t)i };
			unsigned at = i % 4;
			char to[TEXT_UTF8_ROOM(5) - 1];
			size_t n = 3 * (5 - at), bad;
			int rc = text_decode((enum text_alphabet)from, o + at,
			    5 - at, to, &n);

			assert_true(rc == 0 || rc == RC_UNSUPPORTED);
			assert_true(text_is_utf8(to, n, &bad));
		}
	}
}

static void too_little_room_is_said(void **state)
{
	char to[4];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_decode(TEXT_JIS, "\x82\xB1\x82\xF1", 4, to, &n),
	    RC_TOO_LONG);
}

static void nothing_is_sent_in_them(void **state)
{
	char to[16];
	size_t n = sizeof(to);

	(void)state;
	assert_int_equal(text_encode(TEXT_CYRILLIC, "a", 1, to, &n),
	    RC_UNSUPPORTED);
	assert_true(text_is_readable(TEXT_KOREAN));
	assert_true(text_is_readable(TEXT_GSM7));
	assert_false(text_is_readable(TEXT_BINARY));
	assert_string_equal(text_alphabet_name(TEXT_KOREAN), "KS C 5601");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_octets_say_how_they_are_written),
		cmocka_unit_test(half_a_character_costs_no_other),
		cmocka_unit_test(what_is_hardly_a_text_is_none),
		cmocka_unit_test(a_nul_behind_it_takes_no_text_away),
		cmocka_unit_test(any_octets_fit_the_promised_room),
		cmocka_unit_test(too_little_room_is_said),
		cmocka_unit_test(nothing_is_sent_in_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/keyword.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "flow/body.h"
#include "flow/reply.h"
#include "flow/twiml.h"

static enum keyword word(const char *text)
{
	size_t len = strlen(text);
	char *exact = mem_new(1, len);
	enum keyword k;

	memcpy(exact, text, len); /* one byte too many is seen */
	k = keyword_of(exact, len);
	free(exact);
	return k;
}

static void the_words_of_the_carriers_are_known(void **state)
{
	static const char *const stop[] = { "STOP", "STOPALL", "UNSUBSCRIBE",
		"CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "OPT OUT",
		"STOP ALL" };
	static const char *const start[] = { "START", "YES", "UNSTOP" };
	static const char *const help[] = { "HELP", "INFO" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stop); i++)
		assert_int_equal(word(stop[i]), KEYWORD_STOP);
	for (size_t i = 0; i < ARRAY_LEN(start); i++)
		assert_int_equal(word(start[i]), KEYWORD_START);
	for (size_t i = 0; i < ARRAY_LEN(help); i++)
		assert_int_equal(word(help[i]), KEYWORD_HELP);
}

static void case_blanks_and_a_full_stop_do_not_matter(void **state)
{
	static const char *const stop[] = { "stop ", "Stop.", " stop ", "sToP!",
		"\r\n\tstop\r\n", "stop . ", "STOP!!", "stop  all.",
		"\xC2\xA0Stop\xC2\xA0", "\"STOP\"",
		"\xE2\x80\x9CStop\xE2\x80\x9D.", "\xEF\xBB\xBFstop" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stop); i++)
		assert_int_equal(word(stop[i]), KEYWORD_STOP);
}

static void accents_do_not_matter(void **state)
{
	(void)state;
	assert_int_equal(word("Arr\xC3\xAAt"), KEYWORD_STOP);
	assert_int_equal(word("ARR\xC3\x8AT"), KEYWORD_STOP);
	assert_int_equal(word("ARRET"), KEYWORD_STOP);
	assert_int_equal(word("arre\xCC\x82t."), KEYWORD_STOP);
}

static void only_the_whole_text_counts(void **state)
{
	static const char *const none[] = { "", " ", ".", "!", "STOP please",
		"please stop", "stop?", "don't stop", "stopp it", "yes please",
		"st op", "nonstop", "s", "stopstopstopstopstop", "stop.now",
		"\xC3\x98", "stop\xF0\x9F\x98\x80", "\xCC\x82" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_int_equal(word(none[i]), KEYWORD_NONE);
}

static void bytes_that_are_no_text_are_no_keyword(void **state)
{
	(void)state;
	assert_int_equal(word("stop\xFF"), KEYWORD_NONE);
	assert_int_equal(word("\x80stop"), KEYWORD_NONE);
	assert_int_equal(word("stop\xE2\x80"), KEYWORD_NONE);
	assert_int_equal(keyword_of("stop\0", 5), KEYWORD_NONE);
	assert_int_equal(keyword_of("st\0op", 5), KEYWORD_NONE);
}

static void words_have_the_names_of_a_webhook(void **state)
{
	(void)state;
	assert_string_equal(keyword_name(KEYWORD_STOP), "STOP");
	assert_string_equal(keyword_name(KEYWORD_START), "START");
	assert_string_equal(keyword_name(KEYWORD_HELP), "HELP");
	assert_string_equal(keyword_name(KEYWORD_NONE), "");
}

/* ---- replies ----------------------------------------------------------- */

static struct buf bytes;

static struct reply_to inbound(const char *from, enum keyword k, bool changed)
{
	struct body b = { 0 };

	b.field[BODY_FROM] = (struct body_text){ from, strlen(from) };
	b.field[BODY_TO] = (struct body_text){ "+12125550100", 12 };
	buf_clear(&bytes);
	body_encode(&b, &bytes);
	return (struct reply_to){ .account = 3,
		.keyword = (uint8_t)k,
		.changed = changed,
		.body = buf_bytes(&bytes),
		.body_len = bytes.len };
}

static bool is(const struct body_text *t, const char *s)
{
	return t->len == strlen(s) && memcmp(t->s, s, t->len) == 0;
}

static void a_stop_is_confirmed_once_and_to_its_sender(void **state)
{
	const struct reply_texts texts = { 0 };
	struct reply_to to = inbound("+19175550001", KEYWORD_STOP, true);
	struct submission s;

	(void)state;
	assert_int_equal(reply_confirm(&texts, &to, &s), 0);
	assert_int_equal(s.account, 3);
	assert_true(is(&s.to, "+19175550001"));
	assert_true(is(&s.from, "+12125550100"));
	assert_true(is(&s.text, reply_default(KEYWORD_STOP)));
	assert_true(s.exempt);
	to.changed = false;
	assert_int_equal(reply_confirm(&texts, &to, &s), RC_NOT_FOUND);
}

static void help_is_answered_though_nothing_changes(void **state)
{
	const struct reply_texts texts = { .help = "Ask us: example.com" };
	struct reply_to to = inbound("+19175550001", KEYWORD_HELP, false);
	struct submission s;

	(void)state;
	assert_int_equal(reply_confirm(&texts, &to, &s), 0);
	assert_true(is(&s.text, "Ask us: example.com"));
	to = inbound("+19175550001", KEYWORD_NONE, false);
	assert_int_equal(reply_confirm(&texts, &to, &s), RC_NOT_FOUND);
}

static void an_empty_text_says_that_none_is_sent(void **state)
{
	const struct reply_texts texts = { .stop = "", .start = "" };
	struct reply_to to = inbound("+19175550001", KEYWORD_STOP, true);
	struct submission s;

	(void)state;
	assert_int_equal(reply_confirm(&texts, &to, &s), RC_NOT_FOUND);
}

static void a_name_is_not_answered(void **state)
{
	const struct reply_texts texts = { 0 };
	const struct twiml_message m = { "hi", "", "", "", "", false };
	const struct twiml_message other = { "hi", "+19175550002",
		"+12125550101", "https://example.com/", "", false };
	struct reply_to to = inbound("ACME", KEYWORD_STOP, true);
	struct submission s;

	(void)state;
	assert_int_equal(reply_confirm(&texts, &to, &s), RC_NOT_FOUND);
	assert_int_equal(reply_message(&m, &to, &s), RC_NOT_FOUND);
	assert_int_equal(reply_message(&other, &to, &s), 0);
	assert_true(is(&s.to, "+19175550002"));
	to = (struct reply_to){ .body = "\1", .body_len = 1 };
	assert_int_equal(reply_message(&m, &to, &s), RC_NOT_FOUND);
}

static void a_webhooks_reply_may_say_to_whom_and_is_not_exempt(void **state)
{
	struct twiml_message m = { "hi", "", "", "https://example.com/", "",
		false };
	struct reply_to to = inbound("+19175550001", KEYWORD_NONE, false);
	struct submission s;

	(void)state;
	assert_int_equal(reply_message(&m, &to, &s), 0);
	assert_true(is(&s.to, "+19175550001"));
	assert_true(is(&s.from, "+12125550100"));
	assert_true(is(&s.text, "hi"));
	assert_true(is(&s.callback, "https://example.com/"));
	assert_false(s.exempt);
	m.from = "+12125550101";
	assert_int_equal(reply_message(&m, &to, &s), 0);
	assert_true(is(&s.to, "+19175550001"));
	assert_true(is(&s.from, "+12125550101"));
}

static int end(void **state)
{
	(void)state;
	buf_free(&bytes);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_words_of_the_carriers_are_known),
		cmocka_unit_test(case_blanks_and_a_full_stop_do_not_matter),
		cmocka_unit_test(accents_do_not_matter),
		cmocka_unit_test(only_the_whole_text_counts),
		cmocka_unit_test(bytes_that_are_no_text_are_no_keyword),
		cmocka_unit_test(words_have_the_names_of_a_webhook),
		cmocka_unit_test(a_stop_is_confirmed_once_and_to_its_sender),
		cmocka_unit_test(help_is_answered_though_nothing_changes),
		cmocka_unit_test(an_empty_text_says_that_none_is_sent),
		cmocka_unit_test(a_name_is_not_answered),
		cmocka_unit_test(
		    a_webhooks_reply_may_say_to_whom_and_is_not_exempt),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}

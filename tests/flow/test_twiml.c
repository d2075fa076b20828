/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers of customers' programs: what they ask for, and what is refused.
 */
#include "flow/twiml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static struct twiml t;

static int parse_bytes(const char *type, const char *body, size_t len)
{
	char *exact = mem_new(1, len); /* one byte too many is seen */
	int rc;

	twiml_fini(&t);
	memcpy(exact, body, len);
	rc = twiml_parse(&t, type, exact, len);
	free(exact);
	return rc;
}

static int parse(const char *type, const char *body)
{
	return parse_bytes(type, body, strlen(body));
}

static void expect(const char *type, const char *body, const char *text)
{
	assert_int_equal(parse(type, body), 0);
	assert_int_equal(t.n, 1);
	assert_string_equal(t.message[0].text, text);
}

static void refused(const char *type, const char *body, int code)
{
	assert_int_equal(parse(type, body), RC_BAD);
	assert_int_equal(t.code, code);
	assert_int_equal(t.n, 0);
	assert_true(t.why[0] != '\0');
	assert_string_equal(t.redirect, "");
}

#define XML "text/xml"

/* ---- TwiML ------------------------------------------------------------- */

static void a_message_has_a_text_and_may_say_more(void **state)
{
	const struct twiml_message *m = &t.message[0];

	(void)state;
	expect("text/xml; charset=utf-8",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n"
	    "  <Message to=\"+19175550001\" from='+12125550100' method=\"get\""
	    " action=\"/done\" statusCallback=\" https://example.com/s \">\n"
	    "    Hello, w\xC3\xB6rld\n  </Message>\n</Response>\n",
	    "Hello, w\xC3\xB6rld");
	assert_string_equal(m->to, "+19175550001");
	assert_string_equal(m->from, "+12125550100");
	assert_string_equal(m->action, "/done");
	assert_true(m->action_is_get);
	assert_string_equal(m->callback, "https://example.com/s");
	assert_int_equal(t.note, 0);
	expect(XML, "<Response><Sms>old</Sms></Response>", "old");
	assert_string_equal(m->to, "");
	assert_string_equal(m->callback, "");
	assert_false(m->action_is_get);
}

static void a_body_goes_before_the_text_around_it(void **state)
{
	(void)state;
	expect("application/xml",
	    "<Response><Message> x <Body>one </Body><Media>http://e/</Media>"
	    "<Body>two</Body> y </Message></Response>",
	    "one two");
	assert_int_equal(t.note, 12200); /* of the medium */
}

static void cdata_entities_and_comments_are_read(void **state)
{
	(void)state;
	expect("text/html",
	    "  <!-- hi --><Response><Message>a<![CDATA[ < b & ]]><!-- no -->"
	    "&lt;&amp;&#x20AC;&#128512;</Message></Response>",
	    "a < b & <&\xE2\x82\xAC\xF0\x9F\x98\x80");
	expect(XML,
	    "<?xml version='1.0' encoding='ISO-8859-1'?>"
	    "<Response><Message>\xFC</Message></Response>",
	    "\xC3\xBC");
}

static void an_empty_answer_asks_for_nothing(void **state)
{
	(void)state;
	assert_int_equal(parse(XML, "<Response/>"), 0);
	assert_int_equal(t.n, 0);
	assert_int_equal(t.note, 0);
	assert_int_equal(parse(XML, " \r\n"), 0);
	assert_int_equal(parse(NULL, ""), 0);
	twiml_fini(&t);
	assert_int_equal(twiml_parse(&t, "image/png", NULL, 0), 0);
	assert_string_equal(t.redirect, "");
}

static void a_redirect_is_the_end(void **state)
{
	(void)state;
	expect(XML,
	    "<Response><Message>one</Message><Redirect method='GET'> "
	    "/next?a=1&amp;b=2 </Redirect><Message>two</Message></Response>",
	    "one");
	assert_string_equal(t.redirect, "/next?a=1&b=2");
	assert_true(t.redirect_is_get);
}

static void unknown_verbs_are_passed_over_and_noted(void **state)
{
	(void)state;
	expect(XML,
	    "<Response>words<Say>no<Message>no</Message></Say>"
	    "<Message>yes<b>no<Body>no</Body></b></Message><Hangup/>"
	    "</Response>",
	    "yes");
	assert_int_equal(t.note, 12200);
	assert_string_equal(t.why, "<Say> was passed over");
	assert_int_equal(t.code, 0);
}

static void a_message_that_says_nothing_is_noted(void **state)
{
	(void)state;
	expect(XML,
	    "<Response><Message> </Message><Message><Body/></Message>"
	    "<Message>x</Message></Response>",
	    "x");
	assert_int_equal(t.note, 14103);
}

static void ten_messages_are_enough(void **state)
{
	char body[1024] = "<Response>";

	(void)state;
	for (int i = 0; i < 10; i++)
		strcat(body, "<Message>m</Message>");
	strcat(body, "</Response>");
	assert_int_equal(parse(XML, body), 0);
	assert_int_equal(t.n, 10);
	assert_string_equal(t.message[9].text, "m");
	strcpy(strstr(body, "</Response>"), "<Message>m</Message></Response>");
	refused(XML, body, 14109);
}

static void what_is_no_twiml_is_refused(void **state)
{
	(void)state;
	refused(XML, "hello", 12100);
	refused(XML, "<Response><Message>x</Response>", 12100);
	refused(XML, "<Response><Message>x", 12100);
	refused(XML, "<Response>&nbsp;</Response>", 12100);
	refused(XML, "<Response><Message>\xFF</Message></Response>", 12100);
	refused(XML, "<html><Response/></html>", 12102);
	refused(XML, "<response/>", 12102);
	refused(XML, "<Response/><Response/>", 12100);
	refused("image/png", "<Response/>", 12300);
	refused(NULL, "<Response/>", 12300);
	refused("text/xmlish", "<Response/>", 12300);
}

static void nothing_expands_and_nothing_is_fetched(void **state)
{
	(void)state;
	refused(XML,
	    "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>"
	    "<Response><Message>&b;</Message></Response>",
	    12100);
	assert_non_null(strstr(t.why, "declarations"));
	refused(XML,
	    "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
	    "<Response><Message>&f;</Message></Response>",
	    12100);
	refused(XML,
	    "<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://127.0.0.1/x\">%p;]>"
	    "<Response/>",
	    12100);
	assert_int_equal(parse(XML,
			     "<!DOCTYPE Response SYSTEM \"http://127.0.0.1/x\">"
			     "<Response><Message>&f;</Message></Response>"),
	    0);
	assert_int_equal(t.n, 0); /* the entity is nothing */
}

static void the_size_is_limited(void **state)
{
	size_t len = TWIML_BYTES_MAX;
	char *body = mem_new(1, len + 1);

	(void)state;
	memset(body, 'x', len + 1);
	assert_int_equal(parse_bytes("text/plain", body, len), 0);
	assert_int_equal(strlen(t.message[0].text), len);
	assert_int_equal(parse_bytes("text/plain", body, len + 1), RC_BAD);
	assert_int_equal(t.code, 11750);
	for (size_t i = 0; i + 3 <= len; i += 3)
		memcpy(body + i, "<a>", 3);
	assert_int_equal(parse_bytes(XML, body, len / 3 * 3), RC_BAD);
	assert_int_equal(t.code, 12102);
	memcpy(body, "<Response>    ", 12);
	assert_int_equal(parse_bytes(XML, body, len / 3 * 3), RC_BAD);
	assert_int_equal(t.code, 12100);
	free(body);
}

/* ---- plain text and JSON ----------------------------------------------- */

static void plain_text_is_the_reply(void **state)
{
	(void)state;
	expect("text/plain", " Thanks <b>\n", "Thanks <b>");
	expect("Text/Plain;charset=latin1", "gr\xFC\xDF", "gr\xC3\xBC\xC3\x9F");
	assert_int_equal(parse_bytes("text/plain", "a\0b", 3), RC_BAD);
	assert_int_equal(t.code, 14103);
}

static void json_has_a_reply_or_messages(void **state)
{
	(void)state;
	expect("application/json", "{\"reply\": \"hi\", \"x\": 1}", "hi");
	assert_int_equal(parse("application/json; charset=utf-8",
			     "{\"messages\": [{\"text\": \"one\"},"
			     "{\"to\": \"+19175550001\", \"from\": \"ACME\","
			     " \"text\": \"two\"}]}"),
	    0);
	assert_int_equal(t.n, 2);
	assert_string_equal(t.message[0].to, "");
	assert_string_equal(t.message[1].to, "+19175550001");
	assert_string_equal(t.message[1].from, "ACME");
	assert_string_equal(t.message[1].text, "two");
	assert_int_equal(parse("application/json", "{}"), 0);
	assert_int_equal(parse("application/json", "{\"reply\": null}"), 0);
	assert_int_equal(t.n, 0);
	assert_int_equal(t.note, 0);
}

static void other_json_is_refused(void **state)
{
	(void)state;
	refused("application/json", "{\"reply\": 1}", 12100);
	refused("application/json", "{\"reply\": \"x\"", 12100);
	refused("application/json", "[]", 12100);
	refused("application/json", "{\"messages\": {}}", 12100);
	refused("application/json", "{\"messages\": [\"x\"]}", 12100);
	refused("application/json",
	    "{\"messages\": [{\"text\": \"a\"},"
	    "{\"text\": \"b\", \"to\": 1}]}",
	    12100);
	refused("application/json",
	    "{\"reply\": \"0\", \"messages\": [{\"text\":\"1\"},"
	    "{\"text\":\"2\"},{\"text\":\"3\"},{\"text\":\"4\"},"
	    "{\"text\":\"5\"},{\"text\":\"6\"},{\"text\":\"7\"},"
	    "{\"text\":\"8\"},{\"text\":\"9\"},{\"text\":\"10\"}]}",
	    14109);
}

static int end(void **state)
{
	(void)state;
	twiml_fini(&t);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_has_a_text_and_may_say_more),
		cmocka_unit_test(a_body_goes_before_the_text_around_it),
		cmocka_unit_test(cdata_entities_and_comments_are_read),
		cmocka_unit_test(an_empty_answer_asks_for_nothing),
		cmocka_unit_test(a_redirect_is_the_end),
		cmocka_unit_test(unknown_verbs_are_passed_over_and_noted),
		cmocka_unit_test(a_message_that_says_nothing_is_noted),
		cmocka_unit_test(ten_messages_are_enough),
		cmocka_unit_test(what_is_no_twiml_is_refused),
		cmocka_unit_test(nothing_expands_and_nothing_is_fetched),
		cmocka_unit_test(the_size_is_limited),
		cmocka_unit_test(plain_text_is_the_reply),
		cmocka_unit_test(json_has_a_reply_or_messages),
		cmocka_unit_test(other_json_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}

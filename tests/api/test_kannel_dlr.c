/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports by dlr-url: what is told of events as the journal has them.
 */
#include "kannel.h"

#include "api/letter_form.h"
#include "api/wait.h"
#include "http/escape.h"
#include "ledger/follow.h"
#include "ledger/optout.h"

/* ---- what the dlr-url gets --------------------------------------------- */

static struct buf reports; /* URLs, each with a line end */

static bool report_all(struct api *a, struct wait *w, uint64_t token,
    const struct follow_page *p)
{
	(void)w;
	(void)token;
	for (size_t i = 0; i < p->n; i++) {
		struct letter l = { .post = true };

		if (api_letters.write(a, &p->event[i], 0, &l) == 0) {
			assert_int_equal(l.kind, LETTER_KANNEL);
			assert_false(l.post);
			buf_add(&reports, buf_bytes(&l.url), l.url.len);
			buf_add_str(&reports, "\n");
		}
		buf_free(&l.url);
		buf_free(&l.body);
		buf_free(&l.context);
	}
	return false;
}

/* All that was reported so far. */
static const char *reported(void)
{
	static const struct wait_then then = { .followed = report_all };
	struct call c = { .face = FACE_NATIVE };
	uint64_t token;

	buf_clear(&reports);
	wait_take(rig.api, &c, &token)->then = &then;
	ledger_follow(rig.ledger, token,
	    &(struct follow_query){ .limit = 100, .hooked = true });
	rig_settle();
	return buf_cstr(&reports);
}

static void escaped(const char *text, struct buf *to)
{
	buf_add_str(to, GOOD "&dlr-url=");
	escape(text, strlen(text), to);
}

/* A message with this dlr-url and mask. */
static void send_with(const char *url, unsigned mask)
{
	struct buf b = { 0 };

	escaped(url, &b);
	buf_printf(&b, "&dlr-mask=%u", mask);
	expect(buf_cstr(&b), 202, ACCEPTED);
	buf_free(&b);
}

/* ---- dlr-url ----------------------------------------------------------- */

static void each_event_that_was_asked_for_is_one_report(void **state)
{
	(void)state;
	bind_carrier();
	send_with("http://u:p@h.example/?s=%d&a=%A&f=%F", 31);
	assert_string_equal(reported(),
	    "http://u:p@h.example/?s=8&a=ACK%2F&f=id1\n");
	rig_receipt(1, "19175550001", "DELIVRD");
	assert_non_null(strstr(reported(),
	    "\nhttp://u:p@h.example/?s=1&a=id%3Aid1%20sub%3A001%20dlvrd%3A001"
	    "%20submit%20date%3A2603021520%20done%20date%3A2603021520%20"
	    "stat%3ADELIVRD%20err%3A000%20text%3Ahello&f=id1\n"));
}

static void a_mask_leaves_others_out(void **state)
{
	(void)state;
	bind_carrier();
	send_with("http://h.example/1?%d", 1);
	send_with("http://h.example/2?%d", 2);
	send_with("http://h.example/3?%d", 4);
	send_with("http://h.example/4?%d", 32);
	send_with("http://h.example/5?%d", 0);
	assert_string_equal(reported(), "");
	for (unsigned n = 1; n <= 4; n++)
		rig_receipt(n, "19175550001", "ENROUTE");
	assert_string_equal(reported(),
	    "http://h.example/3?4\nhttp://h.example/4?32\n");
	for (unsigned n = 1; n <= 5; n++)
		rig_receipt(n, "19175550001", n == 1 ? "DELIVRD" : "UNDELIV");
	assert_string_equal(reported(),
	    "http://h.example/3?4\nhttp://h.example/4?32\n"
	    "http://h.example/1?1\nhttp://h.example/2?2\n");
}

/* 16 is told to those who ask for 2 only. */
static void a_refusal_is_a_nack(void **state)
{
	(void)state;
	rig.submit_status = SMPP_RINVDSTADR;
	bind_carrier();
	send_with("http://h.example/a?%d&%A&%k&%B", 2);
	send_with("http://h.example/b?%d", 9);
	assert_string_equal(reported(),
	    "http://h.example/a?16&NACK%2F0x0000000b%2FInvalid%20Destination"
	    "%20Address&NACK%2F0x0000000b%2FInvalid&\n");
}

static void what_was_never_sent_is_a_nack_with_its_word(void **state)
{
	const struct optout out = { .account = flow_account_id(rig.flow, 0),
		.number = 19175550001,
		.set = true };

	(void)state;
	send_with("http://h.example/a?%d&%A", 2);
	ledger_optout(rig.ledger, TOKEN_NOBODY, &out);
	rig_settle();
	assert_string_equal(reported(),
	    "http://h.example/a?16&NACK%2Fopted_out\n");
}

static void numbers_are_as_they_were_written(void **state)
{
	(void)state;
	bind_carrier();
	expect(LOGIN "&to=0019175550001&from=12125550100&text=x&dlr-mask=8&"
		     "dlr-url=http://h/?%25p%26%25q%26%25P%26%25Q",
	    202, ACCEPTED);
	expect(LOGIN "&to=19175550001&from=%2B12125550100&text=x&dlr-mask=8&"
		     "dlr-url=http://h/?%25p%26%25q%26%25P%26%25Q",
	    202, ACCEPTED);
	expect(LOGIN "&to=+19175550001&from=esmed&text=x&dlr-mask=8&"
		     "dlr-url=http://h/?%25p%26%25q%26%25P%26%25Q",
	    202, ACCEPTED);
	assert_string_equal(reported(),
	    "http://h/?0019175550001&%2B19175550001&12125550100&12125550100\n"
	    "http://h/?19175550001&19175550001&%2B12125550100&%2B12125550100\n"
	    "http://h/?19175550001&19175550001&esmed&esmed\n");
}

static void each_escape_has_its_value(void **state)
{
	static const char head[] = "http://h/?I=SM";
	const char *got;

	(void)state;
	bind_carrier();
	send_with("http://h/?I=%I&i=%i&t=%t&T=%T&n=%n&o=%o&m=%m&M=%M&c=%c&C=%C"
		  "&O=%O&u=%u&D=%D%#smpp#x#&f=%f&v=%v&V=%V&a=%a&b=%b&k=%k&"
		  "s=%s&r=%r&B=%B&p=100%%&x=%x&e=%",
	    8);
	got = reported();
	assert_memory_equal(got, head, strlen(head));
	assert_string_equal(got + strlen(head) + 32,
	    "&i=acme&t=2026-03-02+15:20:00&T=1772464800&n=tester&o=&m=-1&M=-1&"
	    "c=0&C=UTF-8&O=00&u=&D=&f=&v=-1&V=-1&a=ACK%2F&b=ACK%2F&k=ACK%2F&"
	    "s=&r=&B=&p=100%&x=%x&e=%\n");
}

static void words_of_a_receipt_are_told_apart(void **state)
{
	(void)state;
	bind_carrier();
	send_with("http://h/?%k&%s&%S&%r&%B", 1);
	rig_receipt(1, "19175550001", "DELIVRD");
	assert_string_equal(reported(),
	    "http://h/?id%3Aid1&sub%3A001&dlvrd%3A001&submit+date%3A2603021520"
	    "+done+date%3A2603021520+stat%3ADELIVRD+err%3A000+text%3Ahello&"
	    "000\n");
}

/* The Twilio face and the native one have letters of their own. */
static void a_message_without_a_mask_has_no_callback(void **state)
{
	(void)state;
	expect(GOOD "&dlr-url=http://h/%25d", 202, ACCEPTED);
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/messages",
	    .auth = BEARER });
	assert_non_null(strstr(rig_body(), "\"status_callback\":null"));
}

static int end(void **state)
{
	buf_free(&reports);
	reports = (struct buf){ 0 };
	return rig_end(state);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_event_that_was_asked_for_is_one_report),
		CASE(a_mask_leaves_others_out),
		CASE(a_refusal_is_a_nack),
		CASE(what_was_never_sent_is_a_nack_with_its_word),
		CASE(numbers_are_as_they_were_written),
		CASE(each_escape_has_its_value),
		CASE(words_of_a_receipt_are_told_apart),
		CASE(a_message_without_a_mask_has_no_callback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to sendsms. Reports are in test_kannel_dlr.c.
 */
#include "kannel.h"

#include "api/wait.h"
#include "ledger/optout.h"

/* ---- requests ---------------------------------------------------------- */

/* As wget and curl send it. */
static void requests_of_kannels_users_are_taken(void **state)
{
	static const char wget[] =
	    "GET /cgi-bin/sendsms?username=tester&password=foobar&"
	    "to=19175550001&from=12125550100&text=Hello+world HTTP/1.1\r\n"
	    "User-Agent: Wget/1.21.3\r\nAccept: */*\r\n"
	    "Accept-Encoding: identity\r\nHost: localhost:13013\r\n"
	    "Connection: Keep-Alive\r\n\r\n";
	static const char curl[] =
	    "GET /cgi-bin/sendsms?user=tester&pass=foobar&from=esmed&"
	    "to=0019175550001&text=Hello%20world&dlrmask=31&dlrurl=http%3A%2F%"
	    "2F"
	    "127.0.0.1%2Fdlr%3Ft%3D%25d HTTP/1.1\r\n"
	    "Host: localhost:13013\r\nUser-Agent: curl/7.88.1\r\n"
	    "Accept: */*\r\n\r\n";

	(void)state;
	bind_carrier();
	rig_connect();
	rig_say(wget, strlen(wget));
	assert_ptr_equal(strstr(rig_got(), "HTTP/1.1 202 Accepted\r\n"),
	    rig_got());
	assert_string_equal(rig_header("Content-Type"),
	    "text/html; charset=utf-8");
	assert_string_equal(rig_body(), ACCEPTED);
	assert_string_equal(M->destination.digits, "19175550001");
	assert_string_equal(M->source.digits, "12125550100");
	assert_octets("Hello world", 11);
	rig_disconnect();
	rig_settle();
	rig_connect();
	rig_say(curl, strlen(curl));
	assert_string_equal(rig_body(), ACCEPTED);
	assert_string_equal(M->destination.digits, "19175550001");
	assert_string_equal(M->source.digits, "esmed");
	assert_int_equal(rig.submits, 2);
}

static void nothing_is_accepted_before_the_commit(void **state)
{
	(void)state;
	rig.hold = true;
	get(LOGIN FROM "&text=x&to=19175550001+19175550002");
	rig_turns(50);
	assert_string_equal(rig_got(), "");
	rig.hold = false;
	rig_settle();
	assert_string_equal(rig_body(), ACCEPTED);
}

static void without_a_user_there_is_no_such_path(void **state)
{
	size_t users = rig.conf->sendsms_users;

	(void)state;
	rig.conf->sendsms_users = 0;
	get(GOOD);
	rig.conf->sendsms_users = users;
	assert_int_equal(rig_status(), 404);
	assert_non_null(strstr(rig_body(), "\"not_found\""));
	expect(GOOD, 202, ACCEPTED);
}

static void the_path_is_the_configurations(void **state)
{
	(void)state;
	free(rig.conf->kannel.path);
	rig.conf->kannel.path = mem_strdup("/sms");
	expect("/sms?username=tester&password=foobar" TO FROM "&text=hi", 202,
	    ACCEPTED);
	get(GOOD);
	assert_int_equal(rig_status(), 404);
}

static const struct {
	const char *target;
	int status;
	const char *body;
} bad[] = {
	{ LOGIN FROM "&text=x", 400, "Missing receiver number, rejected" },
	{ LOGIN FROM "&text=x&to=", 400,
	    "Empty receiver number not allowed, rejected" },
	{ LOGIN FROM "&text=x&to=peter", 400,
	    "Number(s) has/have been denied by white- and/or "
	    "black-lists." },
	{ LOGIN FROM "&text=x&to=+", 400,
	    "Number(s) has/have been denied by white- and/or "
	    "black-lists." },
	{ LOGIN TO "&text=x", 400,
	    "Sender missing and no global set, rejected" },
	{ LOGIN TO FROM "&text=x&udh=%05%00%03", 400,
	    "UDH field misformed, rejected" },
	{ GOOD "&account=a%5Bb", 400,
	    "Account field misformed or too long, rejected" },
	{ GOOD "&dlr-url=ftp://x/", 400, "DLR-URL field misformed, rejected" },
	{ GOOD "&dlr-mask=64", 400, "DLR-Mask field misformed, rejected" },
	{ GOOD "&mclass=4", 400, "MClass field misformed, rejected" },
	{ GOOD "&pid=256", 400, "PID field misformed, rejected" },
	{ GOOD "&rpi=3", 400, "RPI field misformed, rejected" },
	{ GOOD "&alt-dcs=2", 400, "Alt-DCS field misformed, rejected" },
	{ GOOD "&mwi=8", 400, "MWI field misformed, rejected" },
	{ GOOD "&mwi=1", 400, "MWI field misformed, rejected" },
	{ GOOD "&coding=3", 400, "Coding field misformed, rejected" },
	{ GOOD "&compress=2", 400, "Compress field misformed, rejected" },
	{ GOOD "&validity=-2", 400, "Validity field misformed, rejected" },
	{ GOOD "&deferred=-2", 400, "Deferred field misformed, rejected" },
	{ GOOD "&priority=4", 400, "Priority field misformed, rejected" },
	{ GOOD "&charset=no-such", 400, "Charset or body misformed, rejected" },
	{ GOOD "&charset=/etc/passwd", 400,
	    "Charset or body misformed, rejected" },
	{ LOGIN TO FROM "&text=%FF", 400,
	    "Charset or body misformed, rejected" },
	{ LOGIN TO FROM, 400, "Charset or body misformed, rejected" },
	{ GOOD "&smsc=nobody", 403, "Not routable. Do not try again." },
	{ GOOD "&pid=65", 403, "Not routable. Do not try again." },
	{ LOGIN FROM "&text=x&to=%2B447700900123", 403,
	    "Not routable. Do not try again." },
	{ SENDSMS "?username=tester&password=foo" TO, 403,
	    "Authorization failed for sendsms" },
	{ SENDSMS "?username=nobody&password=foobar" TO, 403,
	    "Authorization failed for sendsms" },
	{ SENDSMS "?username=tester&password=foobar%00" TO, 403,
	    "Authorization failed for sendsms" },
	{ SENDSMS, 403, "Authorization failed for sendsms" },
};

static void each_mistake_has_kannels_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		expect(bad[i].target, bad[i].status, bad[i].body);
	rig_send(&(struct rig_request){ .method = "DELETE", .path = GOOD });
	assert_int_equal(rig_status(), 404);
	assert_string_equal(rig_body(), "Unknown request.");
	assert_int_equal(rig.submits, 0);
}

/* As sscanf() leaves them. */
static void numbers_that_are_none_count_as_not_given(void **state)
{
	(void)state;
	bind_carrier();
	expect(GOOD "&mclass=&pid=x&coding=&priority=-1&validity=", 202,
	    ACCEPTED);
	assert_int_equal(M->data_coding, 0);
	assert_int_equal(M->protocol_id, 0);
}

static void a_user_has_the_rights_and_sender_of_his_account(void **state)
{
	(void)state;
	bind_carrier();
	expect(SENDSMS "?username=fester&password=wrong" TO "&text=x", 403,
	    "Authorization failed for sendsms");
	expect(SENDSMS "?username=fester&password=" SUMMED TO "&text=x", 202,
	    ACCEPTED);
	assert_string_equal(M->source.digits, "ACME");
	expect(SENDSMS "?username=fester&password=" SUMMED TO
		       "&text=x&mclass=0",
	    403, "Not routable. Do not try again.");
}

static void too_many_guesses_are_refused_in_the_same_words(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 11; i++) {
		expect(SENDSMS "?username=tester&password=guess" TO, 403,
		    "Authorization failed for sendsms");
	}
	assert_string_not_equal(rig_header("Retry-After"), "");
	expect(GOOD, 202, ACCEPTED);
}

static void several_receivers_get_a_message_each(void **state)
{
	(void)state;
	bind_carrier();
	expect(LOGIN FROM
	    "&text=x&to=19175550001+19175550002%20%2B19175550001++19175550003",
	    202, ACCEPTED);
	assert_int_equal(rig.submits, 3);
	expect(LOGIN FROM "&text=x&to=19175550001+%3Cb%3E+447700900123", 202,
	    ACCEPTED " Denied receivers are: ??? 447700900123");
	assert_int_equal(rig.submits, 4);
	expect(LOGIN FROM "&text=x&to=447700900123+447700900124", 400,
	    "Number(s) has/have been denied by white- and/or black-lists.");
}

static void one_who_opted_out_is_on_the_black_list(void **state)
{
	(void)state;
	bind_carrier();
	ledger_optout(rig.ledger, TOKEN_NOBODY,
	    &(struct optout){ .account = 1,
		.number = 19175550001,
		.set = true });
	rig_settle();
	expect(GOOD, 400,
	    "Number(s) has/have been denied by white- and/or black-lists.");
	expect(LOGIN FROM "&text=x&to=19175550001+19175550002", 202,
	    ACCEPTED " Denied receivers are: 19175550001");
}

/* No more than four fit in this ledger at once. */
static void those_that_must_be_tried_again_are_named(void **state)
{
	(void)state;
	rig.hold = true;
	get(LOGIN FROM "&text=x&to=19175550001+19175550002+19175550003+"
		       "19175550004+19175550005");
	rig.hold = false;
	rig_settle();
	assert_int_equal(rig_status(), 500);
	assert_string_equal(rig_body(),
	    "Sending failed. Failed receivers are: 19175550005");
}

static void a_full_store_is_a_temporal_failure(void **state)
{
	(void)state;
	expect(GOOD, 503, "Temporal failure, try again later.");
	expect(LOGIN FROM "&text=x&to=19175550001+19175550002", 503,
	    "Temporal failure, try again later.");
}

/* ---- parameters -------------------------------------------------------- */

static void parameters_have_their_fields(void **state)
{
	(void)state;
	bind_carrier();
	expect(GOOD "&mclass=0&priority=2&rpi=1&binfo=CMT&validity=60&"
		    "account=marketing&compress=0&alt-dcs=1&pid=0",
	    202, ACCEPTED);
	assert_int_equal(M->data_coding, 0xF0);
	assert_int_equal(M->priority_flag, 2);
	assert_int_equal(M->esm_class, 0x80);
	assert_string_equal(M->service_type, "CMT");
	assert_string_equal(M->validity_period, "000000010000000R");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/messages",
	    .auth = BEARER });
	assert_non_null(strstr(rig_body(), "\"tag\":\"marketing\""));
}

static void a_text_is_read_in_its_charset(void **state)
{
	(void)state;
	bind_carrier();
	expect(LOGIN TO FROM "&text=%E9t%E9&charset=ISO-8859-1", 202, ACCEPTED);
	assert_octets("\x05t\x05", 3);
	expect(LOGIN TO FROM "&text=%C3%A9t%C3%A9&charset=utf-8", 202,
	    ACCEPTED);
	assert_octets("\x05t\x05", 3);
	expect(LOGIN TO FROM "&coding=2&text=%04%16%20%AC", 202, ACCEPTED);
	assert_int_equal(M->data_coding, 8);
	assert_octets("\x04\x16\x20\xac", 4);
	expect(LOGIN TO FROM "&coding=2&charset=windows-1251&text=%C6", 202,
	    ACCEPTED);
	assert_octets("\x04\x16", 2);
	expect(LOGIN TO FROM "&coding=2&text=%04%16%20", 400,
	    "Charset or body misformed, rejected");
}

static void octets_go_as_they_are(void **state)
{
	(void)state;
	bind_carrier();
	expect(LOGIN TO FROM "&udh=%05%00%03%01%02%01&text=%00%FFab", 202,
	    ACCEPTED);
	assert_int_equal(M->esm_class, 0x40);
	assert_int_equal(M->data_coding, 4);
	assert_octets("\x05\x00\x03\x01\x02\x01\x00\xff"
		      "ab",
	    10);
	expect(LOGIN TO FROM "&coding=1&text=%01%02", 202, ACCEPTED);
	assert_octets("\x01\x02", 2);
	expect(LOGIN TO FROM "&coding=0&udh=%05%00%03%01%02%01&text=ab", 400,
	    "UDH field misformed, rejected");
}

static void meta_data_becomes_tlvs(void **state)
{
	const struct smpp_tlv *t;

	(void)state;
	bind_carrier();
	for (size_t i = 0; i < rig.conf->tlvs; i++)
		rig.conf->tlv[i].per_message = true;
	expect(GOOD "&meta-data=%3Fsmpp%3Fentity%3D12%252B3%26weight%3D258"
		    "%3Fhttp%3Fa%3Db",
	    202, ACCEPTED);
	t = smpp_pdu_tlv(&last, 0x1400);
	assert_non_null(t);
	assert_int_equal(t->len, 5); /* with its NUL */
	t = smpp_pdu_tlv(&last, 0x1402);
	assert_non_null(t);
	assert_int_equal(t->len, 2);
	expect(GOOD "&meta-data=%3Fsmpp%3Fnobody%3D1", 400,
	    "Meta-Data field misformed, rejected");
}

static void a_deferred_message_waits(void **state)
{
	(void)state;
	bind_carrier();
	expect(GOOD "&deferred=10", 202, ACCEPTED);
	assert_int_equal(rig.submits, 0);
	clock_advance(601 * SECOND);
	rig_settle();
	assert_int_equal(rig.submits, 1);
}

/* ---- POST -------------------------------------------------------------- */

#define X_LOGIN "X-Kannel-Username: tester\r\nX-Kannel-Password: foobar\r\n"
#define X_GOOD                                 \
	X_LOGIN "X-Kannel-To: 19175550001\r\n" \
		"X-Kannel-From: +12125550100\r\n"

static void post(const char *headers, const char *body)
{
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = SENDSMS,
	    .more = headers,
	    .body = body });
}

static void a_post_has_its_parameters_in_headers(void **state)
{
	(void)state;
	bind_carrier();
	post("Content-Type: text/plain; charset=\"iso-8859-1\"\r\n" X_GOOD
	     "X-Kannel-MClass: 1\r\n",
	    "\xe9");
	assert_int_equal(rig_status(), 202);
	assert_string_equal(rig_body(), ACCEPTED);
	assert_octets("\x05", 1);
	assert_int_equal(M->data_coding, 0xF1);
	post("Content-Type: application/octet-stream\r\n" X_GOOD
	     "X-Kannel-UDH: 050003010201\r\n",
	    "ab");
	assert_string_equal(rig_body(), ACCEPTED);
	assert_octets("\x05\x00\x03\x01\x02\x01"
		      "ab",
	    8);
	post(FORM_TYPE, "username=tester&password=foobar&to=1&text=x");
	assert_int_equal(rig_status(), 400);
	assert_string_equal(rig_body(), "Invalid content-type");
	post("Content-Type: text/plain\r\n" X_LOGIN, "x");
	assert_string_equal(rig_body(),
	    "Missing receiver(s) number(s), rejected");
	post("Content-Type: text/plain\r\nX-Kannel-To: 1\r\n", "x");
	assert_int_equal(rig_status(), 403);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(requests_of_kannels_users_are_taken),
		CASE(nothing_is_accepted_before_the_commit),
		CASE(without_a_user_there_is_no_such_path),
		CASE(the_path_is_the_configurations),
		CASE(each_mistake_has_kannels_words),
		CASE(numbers_that_are_none_count_as_not_given),
		CASE(a_user_has_the_rights_and_sender_of_his_account),
		CASE(too_many_guesses_are_refused_in_the_same_words),
		CASE(several_receivers_get_a_message_each),
		CASE(one_who_opted_out_is_on_the_black_list),
		cmocka_unit_test_setup_teardown(
		    those_that_must_be_tried_again_are_named, rig_begin_narrow,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    a_full_store_is_a_temporal_failure, rig_begin_full,
		    rig_end),
		CASE(parameters_have_their_fields),
		CASE(a_text_is_read_in_its_charset),
		CASE(octets_go_as_they_are),
		CASE(meta_data_becomes_tlvs),
		CASE(a_deferred_message_waits),
		CASE(a_post_has_its_parameters_in_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What carriers said that fits nothing: parked receipts, unlisted codes, and
 * the alert about them.
 */
#include "centre.h"
#include "client.h"

static void deliver(const char *text)
{
	static const struct session_token token;
	struct smpp_pdu p;
	struct smpp_message *m = &p.body.message;

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(m->source.digits, "12025550100");
	m->esm_class = 4;
	m->short_message = (const uint8_t *)text;
	m->sm_length = (uint8_t)strlen(text);
	assert_int_equal(session_send(rig.peer, &token, &p), 0);
	rig_settle();
}

static void parked_receipts_are_shown_the_newest_first(void **state)
{
	const struct json_value *v, *r;
	bool more = true;

	(void)state;
	rig_connect();
	deliver("id:77 stat:DELIVRD err:000");
	clock_advance(MINUTE);
	deliver("id:78 stat:UNDELIV err:027");
	v = rig_ask("{\"command\":\"receipts parked\"}");
	assert_int_equal(rig_int(v, "parked"), 2);
	assert_int_equal(rig_count(v, "receipts"), 2);
	r = rig_item(v, "receipts", 0);
	assert_string_equal(rig_text(r, "id"), "78");
	assert_string_equal(rig_text(r, "smsc"), "acme");
	assert_string_equal(rig_text(r, "from"), "+12025550100");
	assert_string_equal(rig_text(r, "stat"), "UNDELIV");
	assert_string_equal(rig_text(r, "err"), "027");
	assert_string_equal(rig_text(r, "arrived"), "2026-03-02T15:21:00.000Z");
	assert_string_equal(rig_text(r, "expires"), "2026-03-02T16:21:00.000Z");
	assert_string_equal(rig_text(r, "text"), "id:78 stat:UNDELIV err:027");
	v = rig_ask("{\"command\":\"receipts parked\",\"limit\":1}");
	assert_int_equal(rig_count(v, "receipts"), 1);
	assert_int_equal(json_get_bool(v, "more", &more), 0);
	assert_true(more);
}

static void a_limit_out_of_range_is_refused(void **state)
{
	const struct json_value *v;

	(void)state;
	v = rig_ask("{\"command\":\"receipts parked\",\"limit\":0}");
	assert_string_equal(rig_text(v, "error"),
	    "\"limit\" is a number up to 1000");
}

static void unmapped_codes_come_with_the_row_that_would_list_them(void **state)
{
	const struct json_value *v, *r;

	(void)state;
	rig_connect();
	deliver("id:77 stat:UNDELIV err:777");
	deliver("id:78 stat:UNDELIV err:777");
	deliver("id:79 stat:BWLISTS err:000");
	v = rig_ask("{\"command\":\"errors unmapped\"}");
	assert_int_equal(rig_int(v, "unmapped"), 3);
	assert_int_equal(rig_int(v, "others"), 0);
	assert_int_equal(rig_count(v, "codes"), 2);
	r = rig_item(v, "codes", 0);
	assert_string_equal(rig_text(r, "smsc"), "acme");
	assert_string_equal(rig_text(r, "kind"), "err");
	assert_string_equal(rig_text(r, "code"), "777");
	assert_int_equal(rig_int(r, "count"), 2);
	assert_string_equal(rig_text(r, "last"), "2026-03-02T15:20:00.000Z");
	assert_string_equal(rig_text(r, "suggestion"),
	    "acme err 777 MEANING unknown REASON own");
	r = rig_item(v, "codes", 1);
	assert_string_equal(rig_text(r, "kind"), "stat");
	assert_string_equal(rig_text(r, "suggestion"),
	    "if it is a failure, receipt_states = { \"BWLISTS=UNDELIV\" }");
}

static void more_than_ten_unmatched_in_an_hour_are_an_alert(void **state)
{
	const struct json_value *v, *alert;
	char text[32];

	(void)state;
	rig_connect();
	for (int i = 0; i < 10; i++) {
		snprintf(text, sizeof(text), "id:%d stat:DELIVRD", 100 + i);
		deliver(text);
	}
	clock_advance(2 * MINUTE);
	rig_settle(); /* an idle client is dropped, and dials anew */
	v = rig_ask("{\"command\":\"status\"}");
	assert_int_equal(rig_count(v, "alerts"), 0);
	deliver("id:200 stat:DELIVRD");
	clock_advance(2 * MINUTE);
	rig_settle(); /* an idle client is dropped, and dials anew */
	rig_ask("{\"command\":\"status\"}"); /* a turn looks */
	alert = rig_item(rig_ask("{\"command\":\"status\"}"), "alerts", 0);
	assert_string_equal(rig_text(alert, "alert"), "unmatched_receipts");
	assert_string_equal(rig_text(alert, "since"),
	    "2026-03-02T15:24:00.000Z");
	assert_int_equal(strncmp(rig_text(alert, "text"), "11 receipts", 11),
	    0);
	clock_advance(60 * MINUTE);
	rig_settle();
	rig_ask("{\"command\":\"status\"}");
	v = rig_ask("{\"command\":\"status\"}");
	assert_int_equal(rig_count(v, "alerts"), 0);
}

static const struct json_value *wish(const char *command, const char *id)
{
	char request[128];

	snprintf(request, sizeof(request),
	    "{\"command\":\"message %s\",\"id\":\"%s\"}", command, id);
	return rig_ask(request);
}

static void a_message_is_canceled_by_its_id(void **state)
{
	const struct json_value *v;
	const char *id = rig_submit("+12025550100");

	(void)state;
	v = wish("resend", id);
	assert_non_null(strstr(rig_text(v, "error"), "in no state for that"));
	v = wish("cancel", id);
	assert_string_equal(rig_text(v, "id"), id);
	assert_string_equal(rig_text(v, "state"), "canceled");
	v = wish("cancel", "SM1");
	assert_non_null(strstr(rig_text(v, "error"), "not an id"));
	v = wish("cancel", "SM00000000000000ff00000000000000ff");
	assert_non_null(strstr(rig_text(v, "error"), "no message"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(parked_receipts_are_shown_the_newest_first),
		CASE(a_limit_out_of_range_is_refused),
		CASE(unmapped_codes_come_with_the_row_that_would_list_them),
		CASE(a_message_is_canceled_by_its_id),
		CASE(more_than_ten_unmatched_in_an_hour_are_an_alert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

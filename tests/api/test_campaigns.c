/* SPDX-License-Identifier: BSD-2-Clause */
/* Campaigns from a draft to the last receipt, as the native face has them. */
#include "camp.h"

#include "api/usage.h"

/* ---- drafts ------------------------------------------------------------ */

/* S-P14 */
static void a_draft_is_kept_and_edited_and_sends_nothing(void **state)
{
	(void)state;
	rig_bind();
	draft(3, "\"name\":\"Spring\",");
	assert_string_equal(rig_header("Location"), at(""));
	send_json("PATCH", at(""), "{\"text\":\"Hi\"}");
	assert_int_equal(rig_status(), 200);
	get(at(""));
	assert_at("text", "Hi");
	assert_at("name", "Spring");
	assert_at("status", "draft");
	assert_at("words/flow7", "Draft");
	assert_at("words/bulk", "null");
	assert_at("audience/numbers", "[3]");
	assert_at("counts/total", "0");
	assert_int_equal(rig.submits, 0);
	call("DELETE", at(""));
	assert_int_equal(rig_status(), 204);
	get(at(""));
	assert_error(404, "not_found", "null");
}

static void what_is_wrong_with_a_draft_is_told(void **state)
{
	(void)state;
	send_json("POST", "/v1/campaigns", "{\"text\":1}");
	assert_int_equal(rig_status(), 400);
	assert_at("error/code", "invalid_field");
	assert_at("error/field", "text");
	send_json("POST", "/v1/campaigns",
	    "{\"audience\":{\"lists\":[\"LS00000077\"]}}");
	assert_error(400, "unknown_list", "lists");
	send_json("POST", "/v1/campaigns", "x");
	assert_error(400, "invalid_json", "null");
	get("/v1/campaigns/CP000000ff");
	assert_error(404, "not_found", "null");
	get("/v1/campaigns/x");
	assert_error(404, "not_found", "null");
}

/* S-P102: a field that is not closed is text, and so are numbers that are none
 * no reason to refuse; but hardly anybody means it so. */
static void what_is_hardly_meant_in_a_draft_is_told(void **state)
{
	(void)state;
	send_json("POST", "/v1/campaigns",
	    "{\"from\":\"+12125550100\",\"text\":\"\xc3\x9c {{name|you}}, "
	    "{{x\","
	    "\"steps\":[{\"text\":\"{{name}}\",\"delay\":\"1h\"},"
	    "{\"text\":\"{{}}\",\"delay\":\"1h\"}],"
	    "\"audience\":{\"numbers\":[\"12\",\"+19175550001\",\"x\","
	    "\"(917) 555-0002\",\"\",\"+1\"]}}");
	assert_int_equal(rig_status(), 201);
	keep_id();
	assert_string_equal(column("warnings", "code"),
	    "invalid_number merge_field merge_field ");
	assert_string_equal(column("warnings", "field"),
	    "audience text steps ");
	assert_at("warnings/0/count", "4");
	assert_at("warnings/0/numbers", "[3]");
	assert_at("warnings/0/numbers/1", "x");
	assert_at("warnings/1/character", "17");
	assert_at("warnings/2/step", "2");
	act("/estimate", NULL);
	assert_at("warnings", "[3]");
	assert_at("excluded/invalid_number", "4");
	rig_disconnect();
	get("/v1/campaigns");
	assert_at("campaigns/0/warnings", "(none)");
	send_json("PATCH", at(""),
	    "{\"variants\":[{\"text\":\"Hi\"},{\"text\":\"Hi {{\"}],"
	    "\"steps\":[],\"audience\":{\"numbers\":[\"+19175550001\"]}}");
	assert_string_equal(column("warnings", "field"), "variants ");
	assert_at("warnings/0/variant", "1");
	send_json("PATCH", at(""), "{\"text\":\"Hi\"}");
	assert_at("warnings", "[0]");
}

static void a_campaign_without_text_or_audience_does_not_begin(void **state)
{
	(void)state;
	send_json("POST", "/v1/campaigns", "{\"from\":\"+12125550100\"}");
	keep_id();
	act("/send", "{}");
	assert_int_equal(rig_status(), 400);
	assert_at("error/code", "empty_text");
	send_json("PATCH", at(""), "{\"text\":\"Hi\"}");
	act("/send", "{}");
	assert_int_equal(rig_status(), 400);
	assert_at("error/code", "empty_audience");
	assert_status("draft");
}

/* S-P62 */
static void a_text_that_breaks_a_rule_is_told_which(void **state)
{
	(void)state;
	draft(1, "");
	send_json("PATCH", at(""),
	    "{\"text\":\"Casino night! Place your bets\"}");
	act("/estimate", NULL);
	assert_at("policy/0/rule", "us_gambling");
	act("/send", "{}");
	assert_int_equal(rig_status(), 422);
	assert_at("error/code", "content_policy");
	assert_at("error/rule", "us_gambling");
	assert_status("draft");
}

/* ---- on its way -------------------------------------------------------- */

/* S-P01, S-P22, S-P26 */
static void a_campaign_goes_from_sending_to_done(void **state)
{
	(void)state;
	rig_bind();
	sent(3);
	assert_int_equal(rig.submits, 3);
	assert_status("sending");
	assert_at("words/bulk", "In progress");
	assert_counts("outbox 3");
	for (unsigned n = 1; n <= 3; n++) {
		char to[16];

		snprintf(to, sizeof(to), "1917555%04u", n);
		rig_receipt(n, to, "DELIVRD");
	}
	assert_status("done");
	assert_at("cause", "confirmed");
	assert_at("delivery_rate", "1");
	assert_counts("sent 3");
	get(at("/chart"));
	assert_at("delivered", "3");
	assert_at("not_sent", "0");
	get(at("/events"));
	assert_string_equal(column("events", "to"),
	    "draft processing sending sent done ");
	send_json("PATCH", at(""), "{\"text\":\"Hi\"}");
	assert_error(409, "campaign_locked", "null");
	act("/cancel", "{}");
	assert_error(409, "campaign_not_cancelable", "null");
	act("/resume", NULL);
	assert_error(409, "campaign_not_running", "null");
}

/* S-P35, S-P36 */
static void what_waits_is_canceled_and_the_reason_is_kept(void **state)
{
	(void)state;
	sent(5);
	assert_counts("in_queue 5");
	act("/cancel", "{\"reason\":\"typo\"}");
	assert_int_equal(rig_status(), 200);
	assert_status("canceled");
	assert_counts("canceled 5");
	rig_disconnect();
	get(at(""));
	assert_at("audit/2/action", "cancel");
	assert_at("audit/2/actor", "one");
	assert_at("audit/2/reason", "typo");
	act("/cancel", "{\"reason\":7}");
	assert_error(400, "invalid_reason", "reason");
}

/* S-P15, S-P34 */
static void a_schedule_is_by_the_account_s_clocks(void **state)
{
	(void)state;
	rig_bind();
	send_json("PUT", "/v1/accounts/self",
	    "{\"timezone\":\"America/New_York\"}");
	draft(2, "");
	act("/schedule", "{\"local\":\"2026-03-02T09:00:00\"}");
	assert_int_equal(rig_status(), 400);
	assert_at("error/code", "schedule_in_past");
	act("/schedule", "{\"local\":\"2026-03-02T11:00:00\",\"mode\":\"x\"}");
	assert_error(400, "invalid_schedule", "mode");
	act("/schedule", "{\"local\":\"2026-03-02T11:00:00\"}");
	assert_int_equal(rig_status(), 200);
	assert_at("status", "scheduled");
	assert_at("starts_at_utc", "2026-03-02T16:00:00.000Z");
	assert_at("schedule/local", "2026-03-02T11:00:00");
	assert_counts("in_queue 2");
	act("/cancel", NULL);
	assert_at("status", "draft");
	assert_at("schedule", "null");
	assert_at("starts_at_utc", "null");
	assert_counts("");
	act("/schedule",
	    "{\"local\":\"2026-03-02T11:30:00\",\"mode\":\"site\"}");
	pass(69 * 60 * SECOND);
	assert_int_equal(rig.submits, 0);
	pass(60 * SECOND);
	assert_int_equal(rig.submits, 2);
}

/* S-P31 */
static void a_failure_says_why_and_whom_to_ask(void **state)
{
	(void)state;
	send_json("PUT", "/v1/accounts/self",
	    "{\"active\":false,\"sms_subscription\":false,"
	    "\"support_contact\":\"support@example.test\"}");
	sent(3);
	assert_status("failed");
	assert_at("failure/codes/0", "site_inactive");
	assert_at("failure/codes/1", "no_sms_subscription");
	assert_at("failure/support_contact", "support@example.test");
	assert_counts("canceled 3");
}

/* S-P40 */
static void a_duplicate_is_a_draft_of_its_own(void **state)
{
	char first[32];

	(void)state;
	sent(2);
	act("/cancel", NULL);
	snprintf(first, sizeof(first), "%s", id);
	act("/duplicate", "{\"name\":\"Again\"}");
	assert_int_equal(rig_status(), 201);
	assert_at("duplicated_from", first);
	assert_at("name", "Again");
	assert_at("status", "draft");
	assert_at("counts/total", "0");
	assert_at("audience/numbers", "[2]");
	act("/duplicate", "{\"text\":\"x\"}");
	assert_int_equal(rig_status(), 400);
	act("/send", NULL);
	assert_error(409, "campaign_locked", "null");
}

/* S-P99 */
static void a_paused_campaign_sends_nothing(void **state)
{
	(void)state;
	sent(3);
	act("/pause", NULL);
	assert_int_equal(rig_status(), 200);
	assert_at("paused", "true");
	rig_bind();
	pass(60 * SECOND);
	assert_int_equal(rig.submits, 0);
	act("/resume", NULL);
	assert_at("paused", "false");
	pass(60 * SECOND);
	assert_int_equal(rig.submits, 3);
}

/* ---- recipients -------------------------------------------------------- */

/* S-P81 */
static void a_number_is_found_among_the_recipients(void **state)
{
	(void)state;
	rig_bind();
	sent(5);
	get(at("/recipients?to=%2B19175550003"));
	assert_at("targeted", "true");
	assert_string_equal(column("recipients", "number"), "+19175550003 ");
	assert_at("recipients/0/state", "forwarded");
	get(at("/recipients?to=(917)%20555-0003"));
	assert_at("targeted", "true");
	get(at("/recipients?to=%2B19175550009"));
	assert_at("targeted", "false");
	get(at("/recipients?page_size=2"));
	assert_at("targeted", "null");
	assert_string_equal(column("recipients", "index"), "0 1 ");
	get(at("/recipients?page_size=9&cursor=2"));
	assert_string_equal(column("recipients", "index"), "2 3 4 ");
	assert_at("next", "null");
	get(at("/recipients?state=delivered"));
	assert_at("recipients", "[0]");
	get(at("/recipients?vocab=crm&status=Forwarded%20to%20the%20operator"));
	assert_at("recipients", "[5]");
	get(at("/recipients?cursor=x"));
	assert_error(400, "invalid_cursor", "cursor");
}

/* S-P52, S-P77 */
static void who_is_not_sent_to_has_a_reason_or_a_rule(void **state)
{
	(void)state;
	rig_bind();
	call("POST", "/v1/contacts/+19175550002/opt-out");
	send_json("POST", "/v1/campaigns",
	    "{\"text\":\"Hi\",\"from\":\"+12125550100\",\"audience\":{"
	    "\"numbers\":[\"12345\",\"+19175550001\",\"+19175550002\","
	    "\"+19175550001\"]}}");
	keep_id();
	act("/send", NULL);
	assert_counts("outbox 1 error 1 skipped 2");
	rig_disconnect();
	get(at("/recipients"));
	assert_at("recipients/0/reason", "21211");
	assert_at("recipients/0/stage", "local");
	assert_at("recipients/0/words/simple", "Failed");
	assert_at("recipients/2/rule", "opted_out");
	assert_at("recipients/3/rule", "duplicate");
	assert_at("recipients/3/words/bulk", "Skipped");
	get(at("/counts"));
	assert_at("error_by_stage/local", "1");
	assert_at("error_by_reason/21211", "1");
	assert_at("skipped_by_rule/opted_out", "1");
	get("/v1/messages?status=skipped");
	assert_string_equal(column("messages", "campaign"),
	    strcat(strcat(strcat(strcpy((char[80]){ "" }, id), " "), id), " "));
}

/* S-P19, S-P43, S-P45 */
static void a_rule_says_until_when_it_holds(void **state)
{
	(void)state;
	rig_bind();
	send_json("PUT", "/v1/accounts/self",
	    "{\"timezone\":\"America/New_York\",\"smart_sending_hours\":8,"
	    "\"quiet_hours\":{\"start\":\"20:00\",\"end\":\"09:00\"}}");
	sent(1);
	pass(3600 * SECOND);
	call_with("POST", "/v1/contacts", JSON_TYPE,
	    "{\"number\":\"+19175550002\",\"name\":\"User 2\","
	    "\"tz\":\"Asia/Tokyo\"}");
	sent(2);
	rig_disconnect();
	get(at("/recipients"));
	assert_at("recipients/0/rule", "smart_sending");
	assert_at("recipients/0/window_ends_at", "2026-03-02T23:20:00.000Z");
	assert_at("recipients/0/release_at", "null");
	assert_at("recipients/1/rule", "quiet_hours");
	assert_at("recipients/1/name", "User 2");
	assert_at("recipients/1/release_at", "2026-03-03T00:00:00.000Z");
	assert_at("recipients/1/words/flow7", "scheduled (Quiet Hours)");
	assert_at("recipients/1/words/crm", "In the queue for sending");
	get("/v1/messages?status=held");
	assert_at("messages/0/release_at", "2026-03-03T00:00:00.000Z");
	assert_at("messages/0/explanation",
	    "It is held back: quiet hours are in effect where the recipient "
	    "is, and it is checked again when they end.");
	get("/v1/messages?status=skipped");
	assert_at("messages/0/rule", "smart_sending");
	assert_at("messages/0/window_ends_at", "2026-03-02T23:20:00.000Z");
	assert_at("messages/0/step", "0");
}

/* S-P93 */
static void failures_are_exported_for_their_carrier(void **state)
{
	(void)state;
	rig_bind();
	sent(2);
	rig_receipt(1, "19175550001", "UNDELIV");
	rig_disconnect();
	get(at("/escalation.csv?reason=30008"));
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_header("Content-Type"),
	    "text/csv; charset=utf-8");
	assert_non_null(strstr(rig_got(), "message,smsc_id,smsc,number,"));
	assert_non_null(strstr(rig_got(), ",\"id1\",\"acme\","
					  "\"+19175550001\",\"\","));
	assert_non_null(strstr(rig_got(), ",30008,\"UNDELIV\",\"000\",\"id:"));
	assert_null(strstr(rig_got(), "+19175550002"));
	rig_disconnect();
	get(at("/escalation.csv?reason=30007"));
	assert_null(strstr(rig_got(), "acme"));
	rig_disconnect();
	get("/v1/campaigns/CP000000ff/escalation.csv");
	assert_error(404, "not_found", "null");
}

/* ---- what it would be -------------------------------------------------- */

/* S-P101 */
static void an_estimate_says_who_is_left_out(void **state)
{
	(void)state;
	call("POST", "/v1/contacts/+19175550002/opt-out");
	send_json("POST", "/v1/campaigns",
	    "{\"text\":\"Hi\",\"from\":\"+12125550100\",\"audience\":{"
	    "\"numbers\":[\"12345\",\"+19175550001\",\"+19175550002\","
	    "\"+19175550001\",\"+380501234567\"]}}");
	keep_id();
	act("/estimate", NULL);
	assert_int_equal(rig_status(), 200);
	assert_at("recipients", "5");
	assert_at("sendable", "1");
	assert_at("segments", "1");
	assert_at("excluded/opted_out", "1");
	assert_at("excluded/invalid_number", "1");
	assert_at("excluded/duplicate", "1");
	assert_at("excluded/country_not_supported", "1");
	assert_counts("");
}

/* S-P100 */
static void a_test_counts_nowhere(void **state)
{
	(void)state;
	rig_bind();
	draft(3, "");
	act("/test-send", "{\"to\":[\"+19175550008\",\"+19175550009\"]}");
	assert_int_equal(rig_status(), 200);
	assert_at("messages", "[2]");
	assert_int_equal(rig.submits, 2);
	assert_status("draft");
	assert_counts("");
	act("/test-send", "{\"to\":[]}");
	assert_error(400, "invalid_number", "to");
}

/* ---- lists ------------------------------------------------------------- */

/* S-P17, S-P85 */
static void the_list_has_one_word_for_each(void **state)
{
	(void)state;
	draft(1, "\"name\":\"Alpha sale\",");
	draft(1, "\"name\":\"Beta news\",");
	act("/send", NULL);
	get("/v1/campaigns?vocab=flow7");
	assert_string_equal(column("campaigns", "word"), "Sending Draft ");
	get("/v1/campaigns?vocab=flow4&status=Sending");
	assert_string_equal(column("campaigns", "name"), "Beta news ");
	get("/v1/campaigns?status=draft,scheduled");
	assert_at("campaigns", "[1]");
	get("/v1/campaigns?q=ALPHA");
	assert_at("campaigns/0/name", "Alpha sale");
	assert_at("campaigns", "[1]");
	get("/v1/campaigns?page_size=1");
	assert_at("campaigns/0/name", "Beta news");
	get(path_of("/v1/campaigns?page_size=1&cursor=", id));
	assert_at("campaigns/0/name", "Alpha sale");
	assert_at("next", "null");
	get("/v1/campaigns?from=2026-03-03");
	assert_at("campaigns", "[0]");
	get("/v1/campaigns?vocab=x");
	assert_error(400, "invalid_vocab", "vocab");
	get("/v1/campaigns?status=Sending");
	assert_at("campaigns", "[1]");
	get("/v1/campaigns?status=gone");
	assert_error(400, "invalid_state", "status");
}

/* S-P41 */
static void a_viewer_reads_and_cancels_nothing(void **state)
{
	(void)state;
	sent(1);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = at("/cancel"),
	    .auth = "Bearer viewerviewerview",
	    .more = JSON_TYPE,
	    .body = "{}" });
	assert_int_equal(rig_status(), 403);
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = at("/cancel"),
	    .auth = "Bearer operatoroperator",
	    .more = JSON_TYPE,
	    .body = "{}" });
	assert_int_equal(rig_status(), 200);
	get(at(""));
	assert_at("audit/2/actor", "otto");
}

/* A number stands twice, and gets one. */
static void what_it_sends_is_usage_of_its_account(void **state)
{
	const int64_t today = clock_wall() / ((usec)86400 * SECOND);
	const struct usage_span span = { today, today };
	uint16_t account = flow_account_id(rig.flow, 0);
	struct usage_sum sum;

	(void)state;
	rig_bind();
	draft(3, "");
	send_json("PATCH", at(""),
	    "{\"audience\":{\"numbers\":[\"+19175550001\","
	    "\"+19175550001\",\"+19175550002\"]}}");
	act("/send", "{}");
	assert_int_equal(rig.submits, 2);
	sum = usage_total(rig.api, account, &span);
	assert_int_equal(sum.messages, 2);
	assert_int_equal(sum.segments, 2);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_draft_is_kept_and_edited_and_sends_nothing),
		CASE(what_is_wrong_with_a_draft_is_told),
		CASE(what_is_hardly_meant_in_a_draft_is_told),
		CASE(a_campaign_without_text_or_audience_does_not_begin),
		CASE(a_text_that_breaks_a_rule_is_told_which),
		CASE(a_campaign_goes_from_sending_to_done),
		CASE(what_waits_is_canceled_and_the_reason_is_kept),
		CASE(a_schedule_is_by_the_account_s_clocks),
		CASE(a_failure_says_why_and_whom_to_ask),
		CASE(a_duplicate_is_a_draft_of_its_own),
		CASE(a_paused_campaign_sends_nothing),
		CASE(a_number_is_found_among_the_recipients),
		CASE(who_is_not_sent_to_has_a_reason_or_a_rule),
		CASE(a_rule_says_until_when_it_holds),
		CASE(failures_are_exported_for_their_carrier),
		CASE(an_estimate_says_who_is_left_out),
		CASE(a_test_counts_nowhere),
		CASE(the_list_has_one_word_for_each),
		CASE(a_viewer_reads_and_cancels_nothing),
		CASE(what_it_sends_is_usage_of_its_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

static void post(const char *body)
{
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = BEARER,
	    .more = JSON_TYPE,
	    .body = body });
}

static void get(const char *path)
{
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = BEARER });
}

#define GOOD                                                           \
	"{\"to\":\"+19175550001\",\"from\":\"+12125550100\",\"text\":" \
	"\"hello\"}"

static void a_message_is_answered_with_all_that_is_known_of_it(void **state)
{
	struct json *j;

	(void)state;
	post("{\"to\":\"+1 917 555 0001\",\"from\":\"esmed\","
	     "\"text\":\"gr\\u00fc\\u00df\",\"class\":\"otp\",\"tag\":\"t\","
	     "\"ref\":\"r\",\"validity\":60,\"on_doubt\":\"hold\","
	     "\"status_callback\":\"https://example.test/cb\"}");
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	assert_int_equal(strncmp(rig_text(j, "id"), "SM", 2), 0);
	assert_int_equal(strlen(rig_text(j, "id")), 34);
	rig_assert_text(j, "to", "+19175550001");
	rig_assert_text(j, "from", "esmed");
	rig_assert_text(j, "text", "gr\xc3\xbc\xc3\x9f");
	rig_assert_text(j, "account", "one");
	rig_assert_text(j, "class", "otp");
	rig_assert_text(j, "tag", "t");
	rig_assert_text(j, "ref", "r");
	rig_assert_text(j, "validity", "60");
	rig_assert_text(j, "on_doubt", "hold");
	rig_assert_text(j, "status_callback", "https://example.test/cb");
	rig_assert_text(j, "smsc", "null");
	rig_assert_text(j, "tlvs", "null");
	rig_assert_text(j, "state", "queued");
	rig_assert_text(j, "substate", "ready");
	rig_assert_text(j, "reason", "null");
	rig_assert_text(j, "flags", "[0]");
	rig_assert_text(j, "parts", "1");
	rig_assert_text(j, "timings/accepted_at", "2026-03-02T15:20:00.000Z");
	rig_assert_text(j, "timings/submitted_at", "null");
	assert_string_equal(rig_header("Location") + strlen("/v1/messages/"),
	    rig_text(j, "id"));
	json_free(j);
}

static void nothing_is_answered_before_the_commit(void **state)
{
	(void)state;
	rig.hold = true;
	post(GOOD);
	rig_turns(50);
	assert_string_equal(rig_got(), "");
	rig.hold = false;
	rig_settle();
	assert_int_equal(rig_status(), 201);
}

static void what_was_answered_can_be_fetched(void **state)
{
	char path[512];
	struct json *j;

	(void)state;
	post(GOOD);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	get(path);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_string_equal(rig_text(j, "id"), path + strlen("/v1/messages/"));
	rig_assert_text(j, "text", "hello");
	rig_assert_text(j, "state", "queued");
	rig_assert_text(j, "timings/accepted_at", "2026-03-02T15:20:00.000Z");
	rig_assert_text(j, "events", "[1]");
	rig_assert_text(j, "events/0/event", "accepted");
	rig_assert_text(j, "events/0/state", "queued");
	rig_assert_text(j, "events/0/part", "null");
	json_free(j);
}

static void cancel(const char *path)
{
	char cancel[600];

	snprintf(cancel, sizeof(cancel), "%s:cancel", path);
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = cancel,
	    .auth = BEARER });
}

static void M15_a_message_that_waits_is_canceled(void **state)
{
	char path[512];
	struct json *j;

	(void)state;
	post(GOOD);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	cancel(path);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_string_equal(rig_text(j, "id"), path + strlen("/v1/messages/"));
	rig_assert_text(j, "state", "canceled");
	rig_assert_text(j, "events/1/event", "cancel");
	json_free(j);
	cancel(path);
	assert_int_equal(rig_status(), 200);
}

/* S-P01, S-P03. */
static void the_timeline_leads_from_accepted_to_delivered(void **state)
{
	char path[512];
	struct json *j;

	(void)state;
	rig_bind();
	post(GOOD);
	assert_int_equal(rig_status(), 201);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	clock_advance(3 * SECOND / 2);
	rig_receipt(1, "19175550001", "DELIVRD");
	get(path);
	j = rig_json();
	rig_assert_text(j, "state", "delivered");
	rig_assert_text(j, "smsc", "acme");
	rig_assert_text(j, "attempts", "1");
	rig_assert_text(j, "timings/submitted_at", "2026-03-02T15:20:00.000Z");
	rig_assert_text(j, "timings/forwarded_at", "2026-03-02T15:20:00.000Z");
	rig_assert_text(j, "timings/final_at", "2026-03-02T15:20:01.500Z");
	rig_assert_text(j, "timings/queue_to_submit_ms", "0");
	rig_assert_text(j, "timings/end_to_end_ms", "1500");
	rig_assert_text(j, "events", "[4]");
	rig_assert_text(j, "events/1/event", "claimed");
	rig_assert_text(j, "events/1/state", "submitting");
	rig_assert_text(j, "events/1/smsc", "acme");
	rig_assert_text(j, "events/1/attempt", "1");
	rig_assert_text(j, "events/2/event", "answered");
	rig_assert_text(j, "events/2/state", "forwarded");
	rig_assert_text(j, "events/2/status", "0");
	rig_assert_text(j, "events/2/status_name", "ESME_ROK");
	rig_assert_text(j, "events/2/smsc_id", "id1");
	rig_assert_text(j, "events/2/part", "1");
	rig_assert_text(j, "events/3/event", "receipt");
	rig_assert_text(j, "events/3/state", "delivered");
	rig_assert_text(j, "events/3/at", "2026-03-02T15:20:01.500Z");
	assert_non_null(strstr(rig_text(j, "events/3/text"), "stat:DELIVRD"));
	json_free(j);
}

static void a_refusal_of_the_carrier_shows_its_status_and_reason(void **state)
{
	char path[512];
	struct json *j;

	(void)state;
	rig.submit_status = SMPP_RINVDSTADR;
	rig_bind();
	post(GOOD);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	get(path);
	j = rig_json();
	rig_assert_text(j, "state", "failed");
	rig_assert_text(j, "stage", "submit");
	rig_assert_text(j, "reason", "400");
	rig_assert_text(j, "reason_text",
	    "HTTP 400 error - Unable to create record");
	rig_assert_text(j, "timings/end_to_end_ms", "null");
	rig_assert_text(j, "events/2/status", "11");
	rig_assert_text(j, "events/2/status_name", "ESME_RINVDSTADR");
	json_free(j);
}

static void assert_error(int status, const char *code, const char *field)
{
	struct json *j;
	char number[8];

	assert_int_equal(rig_status(), status);
	snprintf(number, sizeof(number), "%d", status);
	j = rig_json();
	rig_assert_text(j, "error/status", number);
	rig_assert_text(j, "error/code", code);
	rig_assert_text(j, "error/field", field);
	assert_true(strlen(rig_text(j, "error/message")) > 10);
	json_free(j);
}

static void what_its_carrier_has_is_not_canceled(void **state)
{
	char path[512];

	(void)state;
	rig_bind();
	post(GOOD);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	cancel(path);
	assert_error(409, "message_forwarded", "null");
	cancel("/v1/messages/SM00000000000000ff00000000000000ff");
	assert_error(404, "not_found", "null");
	cancel("/v1/messages/SM1");
	assert_error(404, "not_found", "null");
}

static const struct wrong {
	const char *body;
	int status;
	const char *code, *field;
} wrongs[] = {
	{ "{\"from\":\"esmed\",\"text\":\"x\"}", 400, "to_missing", "to" },
	{ "{\"to\":\"12\",\"from\":\"esmed\",\"text\":\"x\"}", 400,
	    "invalid_number", "to" },
	{ "{\"to\":[\"+19175550001\"],\"from\":\"esmed\",\"text\":\"x\"}", 400,
	    "invalid_number", "to" },
	{ "{\"to\":\"+447700900123\",\"from\":\"esmed\",\"text\":\"x\"}", 400,
	    "country_not_supported", "to" },
	{ "{\"to\":\"+19175550001\",\"text\":\"x\"}", 400, "from_missing",
	    "from" },
	{ "{\"to\":\"+19175550001\",\"from\":\"!\",\"text\":\"x\"}", 400,
	    "invalid_sender", "from" },
	{ "{\"to\":\"+19175550001\",\"from\":\"+12125550199\",\"text\":\"x\"}",
	    400, "sender_not_owned", "from" },
	{ "{\"to\":\"+12125550100\",\"from\":\"12125550100\",\"text\":\"x\"}",
	    400, "to_is_from", "to" },
	{ "{\"to\":\"12345\",\"from\":\"esmed\",\"text\":\"x\"}", 400,
	    "invalid_number", "to" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\"}", 400, "empty_text",
	    "text" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":7}", 400,
	    "invalid_text", "text" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"class\":\"spam\"}",
	    400, "invalid_class", "class" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"on_doubt\":\"drop\"}",
	    400, "invalid_on_doubt", "on_doubt" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"validity\":0}",
	    400, "invalid_validity", "validity" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"validity\":604801}",
	    400, "invalid_validity", "validity" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"validity\":\"60\"}",
	    400, "invalid_validity", "validity" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"smsc\":\"nobody\"}",
	    400, "unknown_smsc", "smsc" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"tag\":true}",
	    400, "invalid_type", "tag" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"status_callback\":\"ftp://a/\"}",
	    400, "invalid_callback", "status_callback" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"send_at\":\"soon\"}",
	    400, "invalid_send_at", "send_at" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"send_at\":\"2026-03-02T15:20:00Z\"}",
	    400, "schedule_in_past", "send_at" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	  "\"send_at\":\"2026-04-06T15:20:01Z\"}",
	    400, "invalid_send_at", "send_at" },
	{ "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"texts\":\"x\"}", 422,
	    "unknown_field", "texts" },
	{ "[]", 400, "invalid_json", "null" },
	{ "{\"to\":", 400, "invalid_json", "null" },
	{ "{\"to\":\"1\",\"to\":\"2\"}", 400, "invalid_json", "null" },
};

static void each_mistake_has_its_code_and_names_its_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
		post(wrongs[i].body);
		assert_error(wrongs[i].status, wrongs[i].code, wrongs[i].field);
	}
	assert_int_equal(rig_status(), 400);
}

static void an_unknown_field_is_told_the_nearest_known_one(void **state)
{
	struct json *j;

	(void)state;
	post("{\"to\":\"+19175550001\",\"form\":\"esmed\",\"text\":\"x\"}");
	j = rig_json();
	rig_assert_text(j, "error/message",
	    "'form' is no field of a message; did you mean 'from'?");
	json_free(j);
}

static void a_json_mistake_says_where_it_is(void **state)
{
	struct json *j;

	(void)state;
	post("{\"to\":,}");
	j = rig_json();
	assert_non_null(strstr(rig_text(j, "error/message"), "byte 7"));
	json_free(j);
}

static void a_long_text_is_refused_by_its_characters(void **state)
{
	char body[2048];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"%01601d\"}",
	    0);
	post(body);
	assert_error(400, "text_too_long", "text");
	snprintf(body, sizeof(body),
	    "{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"x\","
	    "\"ref\":\"%0256d\"}",
	    0);
	post(body);
	assert_error(400, "too_long", "null");
}

/* reliability.md W10 */
static void another_content_type_is_not_taken(void **state)
{
	static const char *const types[] = { "", FORM_TYPE,
		"Content-Type: application/json; charset=latin-1\r\n",
		"Content-Type: application/jsonx\r\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		rig_send(&(struct rig_request){ .method = "POST",
		    .path = "/v1/messages",
		    .auth = BEARER,
		    .more = types[i],
		    .body = GOOD });
		assert_error(415, "unsupported_media_type", "null");
	}
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = BEARER,
	    .more = "Content-Type: Application/JSON ; charset=\"UTF-8\"\r\n",
	    .body = GOOD });
	assert_int_equal(rig_status(), 201);
}

static void a_full_queue_answers_busy_with_a_time_to_retry(void **state)
{
	(void)state;
	rig.hold = true;
	for (int i = 0; i < 4; i++)
		post(GOOD);
	rig_disconnect();
	post(GOOD);
	assert_error(503, "busy", "null");
	assert_string_equal(rig_header("Retry-After"), "1");
}

static void a_full_store_takes_no_message(void **state)
{
	struct json *j;

	(void)state;
	post(GOOD);
	assert_error(507, "store_full", "null");
	assert_string_equal(rig_header("Retry-After"), "30");
	rig_send(&(struct rig_request){ .method = "GET", .path = "/readyz" });
	assert_int_equal(rig_status(), 503);
	j = rig_json();
	rig_assert_text(j, "reason", "the store is full");
	json_free(j);
}

static void a_stopping_gateway_takes_nothing(void **state)
{
	(void)state;
	flow_drain(rig.flow);
	post(GOOD);
	assert_error(503, "stopping", "null");
	assert_string_equal(rig_header("Retry-After"), "1");
}

/* The first request's token is 0. */
static void a_refusal_of_the_store_is_told_as_what_it_is(void **state)
{
	static const struct {
		int rc, status;
		const char *code, *retry;
	} cases[] = {
		{ RC_NO_SPACE, 507, "store_full", "30" },
		{ RC_BUSY, 503, "busy", "1" },
		{ RC_IO, 503, "store_failed", "1" },
	};

	(void)state;
	rig.hold = true;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		post(GOOD);
		api_refused(rig.api, (uint64_t)i << 32, cases[i].rc);
		rig_settle();
		assert_error(cases[i].status, cases[i].code, "null");
		assert_string_equal(rig_header("Retry-After"), cases[i].retry);
	}
	/* The ledger still takes the three: their tokens are nobody's, though
	 * the fourth waits in the place they had. */
	post(GOOD);
	rig.hold = false;
	rig_settle();
	assert_int_equal(rig_status(), 201);
	assert_non_null(strstr(rig_header("Location"), "/SM0000000000000004"));
}

static void a_client_that_goes_leaves_its_message_taken(void **state)
{
	struct ledger_totals totals;

	(void)state;
	rig.hold = true;
	post(GOOD);
	rig_disconnect();
	rig_settle();
	rig.hold = false;
	rig_settle();
	ledger_totals(rig.ledger, &totals);
	assert_int_equal(totals.state[STATUS_QUEUED], 1);
	post(GOOD);
	assert_int_equal(rig_status(), 201);
}

static void what_is_no_message_is_not_found(void **state)
{
	static const char *const paths[] = {
		"/v1/messages/SM00000000000000010000000000000000",
		"/v1/messages/SM1", "/v1/messages/x",
		"/v1/messages/SM0000000000000001000000000000000g"
	};

	(void)state;
	post(GOOD);
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		get(paths[i]);
		assert_error(404, "not_found", "null");
	}
}

/* W15 */
static void the_message_of_another_account_is_not_found(void **state)
{
	char path[512];

	(void)state;
	post(GOOD);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = "Bearer fedcba9876543210" });
	assert_error(404, "not_found", "null");
}

static void an_unknown_path_and_a_wrong_method_differ(void **state)
{
	(void)state;
	get("/v2/messages");
	assert_error(404, "not_found", "null");
	rig_send(&(struct rig_request){ .method = "PUT",
	    .path = "/v1/messages",
	    .auth = BEARER });
	assert_error(405, "method_not_allowed", "null");
	assert_string_equal(rig_header("Allow"), "POST, GET, HEAD");
}

static void health_needs_no_credentials(void **state)
{
	struct json *j;

	(void)state;
	rig_send(&(struct rig_request){ .method = "GET", .path = "/healthz" });
	assert_int_equal(rig_status(), 200);
	rig_send(&(struct rig_request){ .method = "GET", .path = "/readyz" });
	assert_int_equal(rig_status(), 503);
	j = rig_json();
	rig_assert_text(j, "reason", "no bind to any smsc is up");
	json_free(j);
	rig_bind();
	rig_send(&(struct rig_request){ .method = "GET", .path = "/readyz" });
	assert_int_equal(rig_status(), 200);
}

static void smscs_show_the_state_of_their_binds(void **state)
{
	struct json *j;

	(void)state;
	rig_bind();
	get("/v1/smscs");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "smscs", "[2]");
	rig_assert_text(j, "smscs/0/name", "acme");
	rig_assert_text(j, "smscs/0/bound", "1");
	rig_assert_text(j, "smscs/0/bind/0/state", "bound");
	rig_assert_text(j, "smscs/0/query/mode", "auto");
	rig_assert_text(j, "smscs/0/query/asked", "0");
	rig_assert_text(j, "smscs/0/message_ids/mode", "auto");
	rig_assert_text(j, "smscs/0/message_ids/learned", "null");
	rig_assert_text(j, "smscs/1/name", "beta");
	rig_assert_text(j, "smscs/1/bound", "0");
	json_free(j);
	get("/v1/smscs/beta");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "name", "beta");
	rig_assert_text(j, "state", "down");
	json_free(j);
	get("/v1/smscs/gamma");
	assert_int_equal(rig_status(), 404);
}

static void paths_of_others_are_handed_on_with_their_body(void **state)
{
	struct buf b = { 0 };

	(void)state;
	rig_send(&(struct rig_request){ .method = "PUT",
	    .path = "/test/clock",
	    .body = "{\"now\":1}" });
	assert_int_equal(rig_status(), 0);
	assert_string_equal(buf_cstr(&rig.extra_body), "{\"now\":1}");
	buf_add_str(&b, "{}");
	api_reply(rig.api, rig.extra_id, 200, &b);
	buf_free(&b);
	rig_settle();
	assert_string_equal(rig_body(), "{}");
	rig_send(
	    &(struct rig_request){ .method = "POST", .path = "/test/clock" });
	assert_error(405, "method_not_allowed", "null");
	rig_send(
	    &(struct rig_request){ .method = "PUT", .path = "/test/clock" });
	api_refuse(rig.api, rig.extra_id, 409, "time does not go back");
	rig_settle();
	assert_error(409, "conflict", "null");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_message_is_answered_with_all_that_is_known_of_it),
		TEST(nothing_is_answered_before_the_commit),
		TEST(what_was_answered_can_be_fetched),
		TEST(M15_a_message_that_waits_is_canceled),
		TEST(what_its_carrier_has_is_not_canceled),
		TEST(the_timeline_leads_from_accepted_to_delivered),
		TEST(a_refusal_of_the_carrier_shows_its_status_and_reason),
		TEST(each_mistake_has_its_code_and_names_its_field),
		TEST(an_unknown_field_is_told_the_nearest_known_one),
		TEST(a_json_mistake_says_where_it_is),
		TEST(a_long_text_is_refused_by_its_characters),
		TEST(another_content_type_is_not_taken),
		cmocka_unit_test_setup_teardown(
		    a_full_queue_answers_busy_with_a_time_to_retry,
		    rig_begin_narrow, rig_end),
		cmocka_unit_test_setup_teardown(a_full_store_takes_no_message,
		    rig_begin_full, rig_end),
		TEST(a_stopping_gateway_takes_nothing),
		TEST(a_refusal_of_the_store_is_told_as_what_it_is),
		TEST(a_client_that_goes_leaves_its_message_taken),
		TEST(what_is_no_message_is_not_found),
		TEST(the_message_of_another_account_is_not_found),
		TEST(an_unknown_path_and_a_wrong_method_differ),
		TEST(health_needs_no_credentials),
		TEST(smscs_show_the_state_of_their_binds),
		TEST(paths_of_others_are_handed_on_with_their_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

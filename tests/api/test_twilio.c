/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#define MESSAGES "/2010-04-01/Accounts/" SID "/Messages.json"

static void post(const char *form)
{
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = MESSAGES,
	    .auth = BASIC,
	    .more = FORM_TYPE,
	    .body = form });
}

static void get(const char *path)
{
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = BASIC });
}

#define TO   "To=%2B19175550001"
#define FROM "&From=%2B12125550100"
#define GOOD TO FROM "&Body=hello"

/* The keys of http-api.md 2.2. */
static const char *const keys[] = { "sid", "account_sid", "uri", "api_version",
	"to", "from", "messaging_service_sid", "body", "num_segments",
	"num_media", "status", "direction", "date_created", "date_updated",
	"date_sent", "price", "price_unit", "error_code", "error_message",
	"subresource_uris" };

static void assert_is_message(const struct json_value *v)
{
	assert_int_equal(json_count(v), 20);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (json_get(v, keys[i]) == NULL)
			fail_msg("%s is missing", keys[i]);
	}
}

/* What the official SDK sends, http-api.md 7. */
static void a_message_of_the_sdk_is_created(void **state)
{
	struct json *j;
	char uri[128], sub[160];

	(void)state;
	post("To=%2B19175550001&StatusCallback=https%3A%2F%2Fexample.com%2Fcb"
	     "%3Fa%3D1%26b%3D2&MaxPrice=0.05&ProvideFeedback=true&Attempt=1&"
	     "ValidityPeriod=3600&ForceDelivery=false&ContentRetention=retain&"
	     "AddressRetention=retain&SmartEncoded=true&ShortenUrls=false&"
	     "RiskCheck=disable&From=%2B12125550100&"
	     "Body=Hello%21%20%F0%9F%91%8D%20%26%20%C3%A9%3D1%2B1");
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	assert_is_message(json_root(j));
	assert_int_equal(strlen(rig_text(j, "sid")), 34);
	rig_assert_text(j, "account_sid", SID);
	rig_assert_text(j, "api_version", "2010-04-01");
	rig_assert_text(j, "to", "+19175550001");
	rig_assert_text(j, "from", "+12125550100");
	rig_assert_text(j, "messaging_service_sid", "null");
	rig_assert_text(j, "body", "Hello! \xf0\x9f\x91\x8d & \xc3\xa9=1+1");
	assert_int_equal(json_kind(rig_at(j, "num_segments")), JSON_STR);
	rig_assert_text(j, "num_segments", "1");
	rig_assert_text(j, "num_media", "0");
	rig_assert_text(j, "status", "queued");
	rig_assert_text(j, "direction", "outbound-api");
	rig_assert_text(j, "date_created", "Mon, 02 Mar 2026 15:20:00 +0000");
	rig_assert_text(j, "date_updated", "Mon, 02 Mar 2026 15:20:00 +0000");
	rig_assert_text(j, "date_sent", "null");
	rig_assert_text(j, "price", "null");
	rig_assert_text(j, "error_code", "null");
	snprintf(uri, sizeof(uri), "/2010-04-01/Accounts/%s/Messages/%s.json",
	    SID, rig_text(j, "sid"));
	rig_assert_text(j, "uri", uri);
	uri[strlen(uri) - strlen(".json")] = '\0';
	assert_int_equal(json_count(rig_at(j, "subresource_uris")), 2);
	snprintf(sub, sizeof(sub), "%s/Media.json", uri);
	rig_assert_text(j, "subresource_uris/media", sub);
	snprintf(sub, sizeof(sub), "%s/Feedback.json", uri);
	rig_assert_text(j, "subresource_uris/feedback", sub);
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

static void smart_text_is_shown_as_it_is_sent(void **state)
{
	struct json *j;
	char uri[128];

	(void)state;
	post(TO FROM "&SmartEncoded=true&Body=%E2%80%9Chi%E2%80%9D");
	j = rig_json();
	rig_assert_text(j, "body", "\"hi\"");
	snprintf(uri, sizeof(uri), "%.120s", rig_text(j, "uri"));
	json_free(j);
	get(uri);
	j = rig_json();
	rig_assert_text(j, "body", "\"hi\"");
	json_free(j);
}

static void a_message_is_fetched_in_each_state(void **state)
{
	struct json *j;
	char uri[128];

	(void)state;
	rig_bind();
	post(GOOD);
	j = rig_json();
	rig_assert_text(j, "status", "queued");
	snprintf(uri, sizeof(uri), "%.120s", rig_text(j, "uri"));
	json_free(j);
	get(uri);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_is_message(json_root(j));
	rig_assert_text(j, "status", "sent");
	rig_assert_text(j, "date_sent", "Mon, 02 Mar 2026 15:20:00 +0000");
	json_free(j);
	clock_advance(2 * SECOND);
	rig_receipt(1, "19175550001", "DELIVRD");
	get(uri);
	j = rig_json();
	rig_assert_text(j, "status", "delivered");
	rig_assert_text(j, "error_code", "null");
	rig_assert_text(j, "date_updated", "Mon, 02 Mar 2026 15:20:02 +0000");
	json_free(j);
}

/* By the configuration: the country's, or that of all. */
static void assert_price(money each, const char *to, const char *want)
{
	char form[1000], text[400], uri[128];
	struct json *j;

	rig.conf->account[0].price = each;
	memset(text, 'x', 200);
	text[200] = '\0';
	snprintf(form, sizeof(form), "To=%%2B%s%s&Body=%s", to, FROM, text);
	post(form);
	j = rig_json();
	rig_assert_text(j, "price", "null");
	snprintf(uri, sizeof(uri), "%.120s", rig_text(j, "uri"));
	json_free(j);
	get(uri);
	j = rig_json();
	rig_assert_text(j, "status", "sent");
	rig_assert_text(j, "num_segments", "2");
	rig_assert_text(j, "price", want);
	rig_assert_text(j, "price_unit", "USD");
	json_free(j);
}

static void a_price_is_a_debit_by_segment_once_the_carrier_has_it(void **state)
{
	struct conf_list *prices = &rig.conf->account[0].prices;

	(void)state;
	rig_bind();
	assert_price(7500, "19175550001", "-0.01500");
	assert_price(3, "19175550001", "-0.000006");
	assert_price(1234565, "19175550001", "-2.46913");
	assert_price(0, "19175550001", "null");
	prices->v = mem_new(1, sizeof(prices->v[0]));
	prices->v[prices->n++] = mem_strdup("US=0.0079");
	assert_price(7500, "19175550001", "-0.01580");
}

/* statuses.md 7.3: reason 400 is 21211 for 0x0B. */
static void a_refused_message_shows_the_code_of_this_face(void **state)
{
	struct json *j;
	char uri[128];

	(void)state;
	rig.submit_status = SMPP_RINVDSTADR;
	rig_bind();
	post(GOOD);
	j = rig_json();
	snprintf(uri, sizeof(uri), "%.120s", rig_text(j, "uri"));
	json_free(j);
	get(uri);
	j = rig_json();
	rig_assert_text(j, "status", "failed");
	rig_assert_text(j, "error_code", "21211");
	assert_int_equal(json_kind(rig_at(j, "error_code")), JSON_INT);
	rig_assert_text(j, "error_message", "Invalid number");
	json_free(j);
}

static void a_plus_that_was_not_escaped_is_understood(void **state)
{
	struct json *j;

	(void)state;
	post("To=+19175550001&From=+12125550100&Body=a+b");
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	rig_assert_text(j, "to", "+19175550001");
	rig_assert_text(j, "from", "+12125550100");
	rig_assert_text(j, "body", "a b");
	json_free(j);
}

static void assert_error(int status, int code)
{
	struct json *j;
	char number[16], link[64];

	assert_int_equal(rig_status(), status);
	j = rig_json();
	assert_int_equal(json_count(json_root(j)), 4);
	snprintf(number, sizeof(number), "%d", code);
	rig_assert_text(j, "code", number);
	snprintf(link, sizeof(link), "https://www.twilio.com/docs/errors/%d",
	    code);
	rig_assert_text(j, "more_info", link);
	snprintf(number, sizeof(number), "%d", status);
	rig_assert_text(j, "status", number);
	assert_int_equal(json_kind(rig_at(j, "code")), JSON_INT);
	assert_int_equal(json_kind(rig_at(j, "status")), JSON_INT);
	assert_true(strlen(rig_text(j, "message")) > 10);
	json_free(j);
}

static const struct wrong {
	const char *form;
	int status, code;
} wrongs[] = {
	{ "From=%2B12125550100&Body=x", 400, 21604 },
	{ "{\"To\":\"+19175550001\"}", 400, 21604 },
	{ "To=abc" FROM "&Body=x", 400, 21211 },
	{ "To=12345" FROM "&Body=x", 400, 21265 },
	{ "To=%2B12125550100" FROM "&Body=x", 400, 21266 },
	{ "To=1+%28212%29+555-0100" FROM "&Body=x", 400, 21211 },
	{ TO "&To=%2B19175550002" FROM "&Body=x", 400, 21653 },
	{ TO "&" TO FROM "&Body=x", 400, 21653 },
	{ "To=whatsapp%3A%2B19175550001" FROM "&Body=x", 400, 21211 },
	{ "To=%2B447700900123" FROM "&Body=x", 400, 21408 },
	{ TO "&Body=x", 400, 21603 },
	{ TO "&From=%21&Body=x", 400, 21212 },
	{ TO "&From=%2B12125550199&Body=x", 400, 21606 },
	{ TO FROM, 400, 21602 },
	{ TO FROM "&Body=", 400, 21602 },
	{ TO FROM "&Body=x&StatusCallback=nothing", 400, 21609 },
	{ TO FROM "&Body=x&StatusCallback=ftp%3A%2F%2Fa%2F", 400, 21609 },
	{ TO FROM "&Body=x&ValidityPeriod=0", 400, 21624 },
	{ TO FROM "&Body=x&ValidityPeriod=36001", 400, 21624 },
	{ TO FROM "&Body=x&ValidityPeriod=soon", 400, 21624 },
	{ TO FROM "&MediaUrl=https%3A%2F%2Fa%2Fb.png", 400, 21622 },
	{ TO "&Body=x&MessagingServiceSid=MG1", 400, 21705 },
	{ TO "&Body=x&MessagingServiceSid=MG0000000000000000000000000000000"
	     "1",
	    404, 21701 },
	{ TO "&Body=x&From=MG00000000000000000000000000000001", 404, 21701 },
	{ TO FROM "&Body=x&ScheduleType=fixed&SendAt=2026-03-03T00%3A00%3A00Z",
	    400, 35118 },
	{ TO FROM "&ContentSid=HX00000000000000000000000000000001", 400,
	    21655 },
	{ TO FROM "&Body=x&ContentSid=nonsense", 400, 21655 },
	{ TO FROM "&Body=x&ContentVariables=%7B%7D", 400, 21654 },
	{ TO FROM "&ContentSid=HX00000000000000000000000000000001"
		  "&ContentVariables=%7B%221%22%3A%22a%22%7D",
	    400, 21655 },
	{ TO FROM "&ContentSid=HX00000000000000000000000000000001"
		  "&ContentVariables=%5B%5D",
	    400, 21656 },
	{ TO FROM "&ContentSid=HX00000000000000000000000000000001"
		  "&ContentVariables=%7B",
	    400, 21656 },
	{ TO FROM "&Body=x&ScheduleType=fixed", 400, 35111 },
	{ TO FROM "&Body=x&ScheduleType=soon&SendAt=2026-03-03T00%3A00%3A00Z",
	    400, 35126 },
	{ TO FROM "&Body=x&SendAt=2026-03-03T00%3A00%3A00Z", 400, 35126 },
	{ TO FROM "&Body=x&StatusCallback=https%3A%2F%2Fa_b.example.com%2F",
	    400, 21609 },
	{ TO FROM "&Body=x&ContentRetention=maybe", 400, 30029 },
	{ TO FROM "&Body=x&AddressRetention=maybe", 400, 30030 },
	{ TO FROM "&Body=%ff", 400, 20422 },
	{ TO FROM "&Body=%zz", 400, 20422 },
};

static void each_mistake_has_its_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
		post(wrongs[i].form);
		assert_error(wrongs[i].status, wrongs[i].code);
	}
}

static void a_long_text_is_21617(void **state)
{
	char form[2048];

	(void)state;
	snprintf(form, sizeof(form), "%s%01601d", TO FROM "&Body=", 0);
	post(form);
	assert_error(400, 21617);
}

static void a_message_names_the_parameter_as_the_client_does(void **state)
{
	struct json *j;

	(void)state;
	post(TO FROM "&Body=");
	j = rig_json();
	rig_assert_text(j, "message",
	    "'Body' is required and must not be empty");
	json_free(j);
}

static void unknown_parameters_are_ignored(void **state)
{
	(void)state;
	post(GOOD "&MessageIntent=x&Whatever=y&ApplicationSid="
		  "AP00000000000000000000000000000001");
	assert_int_equal(rig_status(), 201);
}

/* One who has opted out: http-api.md 3. */
static void one_who_wants_no_more_is_21610(void **state)
{
	(void)state;
	rig_bind();
	post(GOOD);
	assert_int_equal(rig_status(), 201);
	rig_text_in("19175550001", "12125550100", "stop");
	post(GOOD);
	assert_error(400, 21610);
	post("To=%2B19175550002" FROM "&Body=x");
	assert_int_equal(rig_status(), 201);
	rig_text_in("19175550001", "12125550100", "START");
	post(GOOD);
	assert_int_equal(rig_status(), 201);
}

static void a_full_store_answers_with_a_time_to_retry(void **state)
{
	(void)state;
	post(GOOD);
	assert_error(507, 20507);
	assert_string_equal(rig_header("Retry-After"), "30");
}

static void a_full_queue_and_a_stop_answer_503(void **state)
{
	(void)state;
	rig.hold = true;
	for (int i = 0; i < 4; i++)
		post(GOOD);
	rig_disconnect();
	post(GOOD);
	assert_error(503, 20503);
	assert_string_equal(rig_header("Retry-After"), "1");
	rig.hold = false;
	rig_settle();
	flow_drain(rig.flow);
	post(GOOD);
	assert_error(503, 20503);
}

static void what_is_not_there_is_20404(void **state)
{
	(void)state;
	get("/2010-04-01/Accounts/" SID
	    "/Messages/SM00000000000000010000000000000000.json");
	assert_error(404, 20404);
	get("/2010-04-01/Accounts/" SID "/Messages/SM1.json");
	assert_error(404, 20404);
	get("/2010-04-01/Nothing");
	assert_error(404, 20404);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_message_of_the_sdk_is_created),
		TEST(nothing_is_answered_before_the_commit),
		TEST(smart_text_is_shown_as_it_is_sent),
		TEST(a_message_is_fetched_in_each_state),
		TEST(a_price_is_a_debit_by_segment_once_the_carrier_has_it),
		TEST(a_refused_message_shows_the_code_of_this_face),
		TEST(a_plus_that_was_not_escaped_is_understood),
		TEST(each_mistake_has_its_code),
		TEST(a_long_text_is_21617),
		TEST(a_message_names_the_parameter_as_the_client_does),
		TEST(unknown_parameters_are_ignored),
		TEST(one_who_wants_no_more_is_21610),
		cmocka_unit_test_setup_teardown(
		    a_full_store_answers_with_a_time_to_retry, rig_begin_full,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    a_full_queue_and_a_stop_answer_503, rig_begin_narrow,
		    rig_end),
		TEST(what_is_not_there_is_20404),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

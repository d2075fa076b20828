/* SPDX-License-Identifier: BSD-2-Clause */
#include "twilio.h"

#define NUMBERS ACCOUNT "/IncomingPhoneNumbers.json"

static void an_account_sees_itself(void **state)
{
	struct json *j;

	(void)state;
	ask("GET", ACCOUNT ".json", NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "sid", SID);
	rig_assert_text(j, "friendly_name", "one");
	rig_assert_text(j, "status", "active");
	rig_assert_text(j, "type", "Full");
	rig_assert_text(j, "auth_token", "null");
	rig_assert_text(j, "owner_account_sid", SID);
	rig_assert_text(j, "uri", ACCOUNT ".json");
	json_free(j);
	assert_null(strstr(rig_got(), TOKEN));
	ask("GET", "/2010-04-01/Accounts/" OTHER ".json", NULL);
	assert_code(404, "20404");
}

static void the_list_of_accounts_has_one(void **state)
{
	struct json *j;

	(void)state;
	ask("GET", "/2010-04-01/Accounts.json?PageSize=20", NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "accounts", "[1]");
	rig_assert_text(j, "accounts/0/sid", SID);
	rig_assert_text(j, "uri",
	    "/2010-04-01/Accounts.json?PageSize=20&Page=0");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	ask("GET", "/2010-04-01/Accounts.json?Status=closed", NULL);
	assert_says("accounts", "[0]");
	ask("GET", "/2010-04-01/Accounts.json?FriendlyName=one", NULL);
	assert_says("accounts", "[1]");
	ask("GET", "/2010-04-01/Accounts.json?Page=1", NULL);
	assert_says("accounts", "[0]");
}

static void an_account_is_renamed(void **state)
{
	(void)state;
	ask("POST", ACCOUNT ".json", "FriendlyName=Shop&Status=closed");
	assert_int_equal(rig_status(), 200);
	assert_says("friendly_name", "Shop");
	assert_says("status", "active");
	rig_again();
	ask("GET", ACCOUNT ".json", NULL);
	assert_says("friendly_name", "Shop");
	assert_says("date_updated", "Mon, 02 Mar 2026 15:20:00 +0000");
}

/* http-api.md 3: a text, as Go reads it as such. */
static void a_balance_is_a_text(void **state)
{
	struct json *j;

	(void)state;
	ask("GET", ACCOUNT "/Balance.json", NULL);
	j = rig_json();
	assert_int_equal(json_count(json_root(j)), 3);
	assert_int_equal(json_kind(rig_at(j, "balance")), JSON_STR);
	rig_assert_text(j, "currency", "USD");
	rig_assert_text(j, "account_sid", SID);
	json_free(j);
}

static void the_numbers_of_the_account_are_listed(void **state)
{
	struct json *j;

	(void)state;
	ask("GET", NUMBERS, NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "incoming_phone_numbers", "[3]");
	rig_assert_text(j, "incoming_phone_numbers/0/phone_number",
	    "+12125550100");
	rig_assert_text(j, "incoming_phone_numbers/0/friendly_name",
	    "+12125550100");
	rig_assert_text(j, "incoming_phone_numbers/0/capabilities/sms", "true");
	rig_assert_text(j, "incoming_phone_numbers/0/capabilities/voice",
	    "false");
	rig_assert_text(j, "incoming_phone_numbers/0/sms_url", "");
	rig_assert_text(j, "incoming_phone_numbers/0/sms_method", "POST");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	ask("GET", NUMBERS "?PhoneNumber=%2B447700900100", NULL);
	assert_says("incoming_phone_numbers", "[1]");
	assert_says("uri",
	    NUMBERS "?PhoneNumber=%2B447700900100&PageSize=50&Page=0");
	ask("GET", NUMBERS "?PhoneNumber=%2B19995550100", NULL);
	assert_says("incoming_phone_numbers", "[0]");
	ask("GET", NUMBERS "?PageSize=2&Page=1", NULL);
	assert_says("incoming_phone_numbers", "[1]");
	assert_says("previous_page_uri", NUMBERS "?PageSize=2&Page=0");
	assert_says("start", "2");
	assert_says("end", "2");
	ask("GET", ACCOUNT "/SMS/ShortCodes.json", NULL);
	assert_says("short_codes", "[1]");
	assert_says("short_codes/0/short_code", "12345");
}

static void a_number_is_told_where_its_texts_go(void **state)
{
	char uri[160];

	(void)state;
	ask("GET", NUMBERS, NULL);
	keep("incoming_phone_numbers/0/uri", uri, sizeof(uri));
	ask("POST", uri,
	    "SmsUrl=https%3A%2F%2Fa.example%2Fin%3Fa%3D1&SmsMethod=get&"
	    "FriendlyName=Desk&VoiceUrl=x");
	assert_int_equal(rig_status(), 200);
	assert_says("sms_url", "https://a.example/in?a=1");
	assert_says("sms_method", "GET");
	assert_says("friendly_name", "Desk");
	rig_again();
	ask("GET", uri, NULL);
	assert_says("sms_url", "https://a.example/in?a=1");
	assert_says("phone_number", "+12125550100");
	ask("GET", NUMBERS "?FriendlyName=Desk", NULL);
	assert_says("incoming_phone_numbers", "[1]");
	/* An empty one takes it away. */
	ask("POST", uri, "SmsUrl=");
	assert_says("sms_url", "");
	assert_says("friendly_name", "Desk");
}

static void a_wrong_number_setting_is_refused(void **state)
{
	static const struct {
		const char *form, *code;
	} wrong[] = {
		{ "SmsUrl=nothing", "21402" },
		{ "SmsUrl=ftp%3A%2F%2Fa%2F", "21402" },
		{ "SmsMethod=PUT", "21403" },
		{ "SmsFallbackUrl=https%3A%2F%2Fa%2F", "21406" },
	};
	char uri[160];

	(void)state;
	ask("GET", NUMBERS, NULL);
	keep("incoming_phone_numbers/0/uri", uri, sizeof(uri));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ask("POST", uri, wrong[i].form);
		assert_code(400, wrong[i].code);
	}
	ask("GET", ACCOUNT "/IncomingPhoneNumbers/PN1.json", NULL);
	assert_code(404, "20404");
	ask("POST", ACCOUNT "/IncomingPhoneNumbers/PN1.json", "SmsUrl=");
	assert_code(404, "20404");
}

/* Two changes of one thing: the second would be made of what is not durable
 * yet. */
static void a_change_waits_for_none_that_is_under_way(void **state)
{
	char uri[160];

	(void)state;
	ask("GET", NUMBERS, NULL);
	keep("incoming_phone_numbers/0/uri", uri, sizeof(uri));
	ask("POST", uri, "FriendlyName=a");
	assert_int_equal(rig_status(), 200);
	rig.hold = true;
	ask("POST", uri, "FriendlyName=b");
	rig_disconnect();
	ask("POST", uri, "FriendlyName=c");
	assert_code(409, "20409");
	rig.hold = false;
	rig_settle();
	ask("POST", uri, "FriendlyName=c");
	assert_int_equal(rig_status(), 200);
	assert_says("friendly_name", "c");
}

#define USAGE ACCOUNT "/Usage/Records"

static void send_one(const char *body)
{
	char form[512];

	snprintf(form, sizeof(form),
	    "To=%%2B19175550001&From=%%2B12125550100&Body=%s", body);
	ask("POST", MESSAGES, form);
	assert_int_equal(rig_status(), 201);
}

static void what_was_sent_is_counted_by_the_day(void **state)
{
	struct json *j;
	char two[171];

	(void)state;
	memset(two, 'x', sizeof(two) - 1);
	two[sizeof(two) - 1] = '\0';
	send_one("x");
	send_one(two);
	ask("GET", USAGE "/Today.json?Category=sms", NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "usage_records", "[1]");
	rig_assert_text(j, "usage_records/0/category", "sms");
	rig_assert_text(j, "usage_records/0/count", "2");
	rig_assert_text(j, "usage_records/0/usage", "3");
	assert_int_equal(json_kind(rig_at(j, "usage_records/0/usage")),
	    JSON_STR);
	rig_assert_text(j, "usage_records/0/start_date", "2026-03-02");
	rig_assert_text(j, "usage_records/0/end_date", "2026-03-02");
	rig_assert_text(j, "usage_records/0/as_of",
	    "2026-03-02T15:20:00+00:00");
	rig_assert_text(j, "uri",
	    USAGE "/Today.json?Category=sms&PageSize=50&Page=0");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	ask("GET", USAGE "/Yesterday.json?Category=sms", NULL);
	assert_says("usage_records/0/count", "0");
}

static void counts_are_there_after_a_restart(void **state)
{
	(void)state;
	send_one("x");
	clock_advance(2 * SECOND);
	rig_settle();
	rig_again();
	ask("GET", USAGE ".json?Category=sms-outbound", NULL);
	assert_says("usage_records", "[1]");
	assert_says("usage_records/0/count", "1");
	/* The next day is another. */
	clock_advance((usec)86400 * SECOND);
	rig_disconnect();
	send_one("x");
	ask("GET", USAGE "/Daily.json?Category=sms-outbound", NULL);
	assert_says("usage_records", "[2]");
	assert_says("usage_records/0/start_date", "2026-03-03");
	assert_says("usage_records/1/start_date", "2026-03-02");
	/* Nobody makes us walk through two thousand years. */
	ask("GET",
	    USAGE "/Daily.json?Category=sms-outbound"
		  "&StartDate=0001-01-01",
	    NULL);
	assert_says("usage_records", "[2]");
	assert_says("next_page_uri", "null");
	ask("GET", USAGE "/Monthly.json?Category=sms-outbound", NULL);
	assert_says("usage_records", "[1]");
	assert_says("usage_records/0/count", "2");
	ask("GET", USAGE "/Daily.json?EndDate=2026-03-02&PageSize=2", NULL);
	assert_says("usage_records", "[2]");
	assert_says("next_page_uri",
	    USAGE "/Daily.json?EndDate=2026-03-02&PageSize=2&Page=1");
	ask("GET", USAGE "/LastMonth.json?Category=sms", NULL);
	assert_says("usage_records/0/start_date", "2026-02-01");
	assert_says("usage_records/0/end_date", "2026-02-28");
}

static void a_report_that_cannot_be_had_says_so(void **state)
{
	(void)state;
	ask("GET", USAGE "/Hourly.json", NULL);
	assert_code(404, "20404");
	ask("GET", USAGE ".json?Category=calls", NULL);
	assert_code(400, "20422");
	ask("GET", USAGE ".json?StartDate=soon", NULL);
	assert_code(400, "20001");
}

/* http-api.md 2.2: of a message that came in, the handset is the sender. */
static void a_text_that_came_in_is_shown_listed_and_counted(void **state)
{
	char uri[160];
	struct json *j;

	(void)state;
	rig_bind();
	send_one("x");
	rig_text_in("19175550007", "12125550100", "hello");
	ask("GET", MESSAGES "?To=%2B12125550100", NULL);
	assert_says("messages", "[1]");
	keep("messages/0/uri", uri, sizeof(uri));
	ask("GET", MESSAGES "?From=%2B19175550007", NULL);
	assert_says("messages", "[1]");
	ask("GET", MESSAGES "?From=%2B19175550008", NULL);
	assert_says("messages", "[0]");
	ask("GET", MESSAGES "?To=%2B19175550007", NULL);
	assert_says("messages", "[0]");
	ask("GET", uri, NULL);
	j = rig_json();
	rig_assert_text(j, "direction", "inbound");
	rig_assert_text(j, "status", "received");
	rig_assert_text(j, "from", "+19175550007");
	rig_assert_text(j, "to", "+12125550100");
	rig_assert_text(j, "body", "hello");
	rig_assert_text(j, "num_segments", "1");
	rig_assert_text(j, "date_sent", "Mon, 02 Mar 2026 15:20:00 +0000");
	json_free(j);
	ask("GET", USAGE "/Today.json?Category=sms-inbound", NULL);
	assert_says("usage_records/0/count", "1");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_account_sees_itself),
		TEST(the_list_of_accounts_has_one),
		TEST(an_account_is_renamed),
		TEST(a_balance_is_a_text),
		TEST(the_numbers_of_the_account_are_listed),
		TEST(a_number_is_told_where_its_texts_go),
		TEST(a_wrong_number_setting_is_refused),
		TEST(a_change_waits_for_none_that_is_under_way),
		TEST(what_was_sent_is_counted_by_the_day),
		TEST(counts_are_there_after_a_restart),
		TEST(a_report_that_cannot_be_had_says_so),
		TEST(a_text_that_came_in_is_shown_listed_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

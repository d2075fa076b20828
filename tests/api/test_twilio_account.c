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
	ask("POST", ACCOUNT ".json", "FriendlyName=Shop&Status=active");
	assert_int_equal(rig_status(), 200);
	assert_says("friendly_name", "Shop");
	assert_says("status", "active");
	rig_again();
	ask("GET", ACCOUNT ".json", NULL);
	assert_says("friendly_name", "Shop");
	assert_says("date_updated", "Mon, 02 Mar 2026 15:20:00 +0000");
}

/* An answer of 200 would say that it had been done. */
static void an_account_cannot_be_suspended_from_here(void **state)
{
	(void)state;
	ask("POST", ACCOUNT ".json", "FriendlyName=Shop&Status=suspended");
	assert_code(403, "20003");
	ask("GET", ACCOUNT ".json", NULL);
	assert_says("status", "active");
	assert_says("friendly_name", "one");
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

static void send_from(const char *from, const char *body)
{
	char form[512];

	snprintf(form, sizeof(form), "To=%%2B19175550001&From=%s&Body=%s", from,
	    body);
	ask("POST", MESSAGES, form);
	assert_int_equal(rig_status(), 201);
}

static void send_one(const char *body)
{
	send_from("%2B12125550100", body);
}

/* Two parts. */
static void send_two_parts(const char *from)
{
	char two[171];

	memset(two, 'x', sizeof(two) - 1);
	two[sizeof(two) - 1] = '\0';
	send_from(from, two);
}

/* What today's record of a category says. */
static void assert_used(const char *category, const char *count,
    const char *usage, const char *price)
{
	struct json *j;
	char path[200];

	snprintf(path, sizeof(path), USAGE "/Today.json?Category=%s", category);
	ask("GET", path, NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "usage_records", "[1]");
	rig_assert_text(j, "usage_records/0/category", category);
	rig_assert_text(j, "usage_records/0/count", count);
	rig_assert_text(j, "usage_records/0/usage", usage);
	rig_assert_text(j, "usage_records/0/price", price);
	assert_int_equal(json_kind(rig_at(j, "usage_records/0/usage")),
	    JSON_STR);
	assert_int_equal(json_kind(rig_at(j, "usage_records/0/price")),
	    JSON_STR);
	json_free(j);
}

static void what_was_sent_is_counted_by_the_day(void **state)
{
	struct json *j;

	(void)state;
	rig_bind();
	send_one("x");
	send_two_parts("%2B12125550100");
	ask("GET", USAGE "/Today.json?Category=sms", NULL);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "usage_records", "[1]");
	rig_assert_text(j, "usage_records/0/category", "sms");
	rig_assert_text(j, "usage_records/0/count", "2");
	rig_assert_text(j, "usage_records/0/count_unit", "messages");
	rig_assert_text(j, "usage_records/0/usage", "3");
	rig_assert_text(j, "usage_records/0/usage_unit", "segments");
	rig_assert_text(j, "usage_records/0/price", "0");
	rig_assert_text(j, "usage_records/0/price_unit", "usd");
	rig_assert_text(j, "usage_records/0/account_sid", SID);
	rig_assert_text(j, "usage_records/0/start_date", "2026-03-02");
	rig_assert_text(j, "usage_records/0/end_date", "2026-03-02");
	rig_assert_text(j, "usage_records/0/as_of",
	    "2026-03-02T15:20:00+00:00");
	rig_assert_text(j, "usage_records/0/uri",
	    USAGE ".json?Category=sms&StartDate=2026-03-02&EndDate=2026-03-02");
	rig_assert_text(j, "usage_records/0/subresource_uris/last_month",
	    USAGE "/LastMonth.json?Category=sms");
	assert_int_equal(
	    json_count(rig_at(j, "usage_records/0/subresource_uris")), 8);
	rig_assert_text(j, "uri",
	    USAGE "/Today.json?Category=sms&PageSize=50&Page=0");
	assert_int_equal(json_count(json_root(j)), 9);
	json_free(j);
	ask("GET", USAGE "/Yesterday.json?Category=sms", NULL);
	assert_says("usage_records/0/count", "0");
}

/* Until its carrier has it a message has no price, and is not used. */
static void what_no_carrier_has_is_not_used(void **state)
{
	(void)state;
	rig.conf->account[0].price = 7500;
	send_one("x");
	assert_used("sms-outbound", "0", "0", "0");
	rig_bind();
	assert_used("sms-outbound", "1", "1", "0.0075");
	rig.submit_status = 0x0b; /* its map says it is refused for good */
	send_one("x");
	assert_used("sms-outbound", "1", "1", "0.0075");
}

static void a_category_is_of_a_direction_and_a_kind_of_number(void **state)
{
	(void)state;
	rig.conf->account[0].price = 10000;
	rig_bind();
	send_two_parts("%2B12125550100");
	send_from("12345", "x");
	send_from("esmed", "x");
	/* A price counts as it was, whatever it is later. */
	rig.conf->account[0].price = 500;
	send_one("x");
	rig_text_in("19175550007", "12125550100", "hello");
	rig_text_in("19175550007", "12345", "hello");
	rig_text_in("19175550007", "12345", "hello again");
	assert_used("sms", "7", "8", "0.0405");
	assert_used("sms-outbound", "4", "5", "0.0405");
	assert_used("sms-outbound-longcode", "2", "3", "0.0205");
	assert_used("sms-outbound-shortcode", "1", "1", "0.01");
	assert_used("sms-outbound-tollfree", "0", "0", "0");
	assert_used("sms-inbound", "3", "3", "0");
	assert_used("sms-inbound-longcode", "1", "1", "0");
	assert_used("sms-inbound-shortcode", "2", "2", "0");
	assert_used("sms-inbound-tollfree", "0", "0", "0");
	assert_used("totalprice", "null", "0.0405", "0.0405");
	assert_says("usage_records/0/usage_unit", "usd");
	assert_says("usage_records/0/count_unit", "");
	ask("GET", USAGE ".json", NULL);
	assert_says("usage_records", "[10]");
	assert_says("usage_records/9/category", "totalprice");
	ask("GET", USAGE ".json?PageSize=4&Page=2", NULL);
	assert_says("usage_records", "[2]");
	assert_says("usage_records/0/category", "sms-outbound-tollfree");
}

/* By the settings of the account, which go before its configuration. */
static void a_price_that_the_account_has_set_counts(void **state)
{
	(void)state;
	rig.conf->account[0].price = 10000;
	rig_send(&(struct rig_request){ .method = "PATCH",
	    .path = "/v1/accounts/self",
	    .auth = "Bearer " TOKEN,
	    .more = "Content-Type: application/json\r\n",
	    .body = "{\"price\":\"0.03\"}" });
	assert_int_equal(rig_status(), 200);
	rig_bind();
	send_one("x");
	assert_used("totalprice", "null", "0.03", "0.03");
}

static void counts_are_there_after_a_restart(void **state)
{
	(void)state;
	rig_bind();
	send_one("x");
	rig_again();
	ask("GET", USAGE ".json?Category=sms-outbound", NULL);
	assert_says("usage_records", "[1]");
	assert_says("usage_records/0/count", "1");
	/* The next day is another. */
	clock_advance((usec)86400 * SECOND);
	rig_disconnect();
	rig_bind();
	send_one("x");
	ask("GET", USAGE "/Daily.json?Category=sms-outbound", NULL);
	assert_says("usage_records", "[2]");
	assert_says("usage_records/0/start_date", "2026-03-03");
	assert_says("usage_records/0/count", "1");
	assert_says("usage_records/1/start_date", "2026-03-02");
	assert_says("usage_records/1/count", "1");
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

static void days_are_also_told_from_today(void **state)
{
	(void)state;
	rig_bind();
	send_one("x");
	ask("GET", USAGE ".json?Category=sms&StartDate=-30days", NULL);
	assert_says("usage_records/0/start_date", "2026-01-31");
	assert_says("usage_records/0/end_date", "2026-03-02");
	assert_says("usage_records/0/count", "1");
	ask("GET", USAGE ".json?Category=sms&StartDate=-30days&EndDate=-1day",
	    NULL);
	assert_says("usage_records/0/end_date", "2026-03-01");
	assert_says("usage_records/0/count", "0");
	/* A plus is a blank when it was not escaped. */
	for (int i = 0; i < 2; i++) {
		ask("GET",
		    i == 0 ? USAGE "/Daily.json?Category=sms&EndDate=%2B30days"
			   : USAGE "/Daily.json?Category=sms&EndDate=+30days",
		    NULL);
		assert_says("usage_records", "[1]");
		assert_says("usage_records/0/end_date", "2026-03-02");
	}
	ask("GET", USAGE ".json?StartDate=-30", NULL);
	assert_code(400, "20001");
	ask("GET", USAGE ".json?StartDate=-100000days", NULL);
	assert_code(400, "20001");
	ask("GET", USAGE ".json?StartDate=-99999days&Category=sms", NULL);
	assert_says("usage_records/0/count", "1");
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
		TEST(an_account_cannot_be_suspended_from_here),
		TEST(a_balance_is_a_text),
		TEST(the_numbers_of_the_account_are_listed),
		TEST(a_number_is_told_where_its_texts_go),
		TEST(a_wrong_number_setting_is_refused),
		TEST(a_change_waits_for_none_that_is_under_way),
		TEST(what_was_sent_is_counted_by_the_day),
		TEST(what_no_carrier_has_is_not_used),
		TEST(a_category_is_of_a_direction_and_a_kind_of_number),
		TEST(a_price_that_the_account_has_set_counts),
		TEST(days_are_also_told_from_today),
		TEST(counts_are_there_after_a_restart),
		TEST(a_report_that_cannot_be_had_says_so),
		TEST(a_text_that_came_in_is_shown_listed_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

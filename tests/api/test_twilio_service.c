/* SPDX-License-Identifier: BSD-2-Clause */
#include "service.h"

static void a_service_is_made_changed_and_deleted(void **state)
{
	char path[160], url[200];
	struct json *j;

	(void)state;
	path_of(path, make("FriendlyName=My+Service&StickySender=false"), "");
	j = rig_json();
	rig_assert_text(j, "friendly_name", "My Service");
	rig_assert_text(j, "account_sid", SID);
	rig_assert_text(j, "sticky_sender", "false");
	rig_assert_text(j, "smart_encoding", "true");
	rig_assert_text(j, "inbound_method", "POST");
	rig_assert_text(j, "inbound_request_url", "null");
	rig_assert_text(j, "scan_message_content", "inherit");
	assert_int_equal(json_kind(rig_at(j, "validity_period")), JSON_INT);
	assert_int_equal(json_kind(rig_at(j, "sticky_sender")), JSON_BOOL);
	rig_assert_text(j, "date_created", "2026-03-02T15:20:00Z");
	snprintf(url, sizeof(url), "http://x%s", path);
	rig_assert_text(j, "url", url);
	snprintf(url, sizeof(url), "http://x%s/PhoneNumbers", path);
	rig_assert_text(j, "links/phone_numbers", url);
	assert_int_equal(json_count(json_root(j)), 23);
	json_free(j);
	clock_advance(SECOND);
	ask("POST", path, "StatusCallback=https%3A%2F%2Fa.example%2Fcb");
	assert_int_equal(rig_status(), 200);
	ask("GET", path, NULL);
	assert_says("status_callback", "https://a.example/cb");
	assert_says("friendly_name", "My Service");
	assert_says("date_updated", "2026-03-02T15:20:01Z");
	assert_says("date_created", "2026-03-02T15:20:00Z");
	ask("DELETE", path, NULL);
	assert_int_equal(rig_status(), 204);
	ask("GET", path, NULL);
	assert_code(404, "20404");
}

/* It is answered when it is durable, not before. */
static void a_service_is_there_when_the_ledger_has_it(void **state)
{
	(void)state;
	rig.hold = true;
	ask("POST", SERVICES, "FriendlyName=a");
	assert_string_equal(rig_got(), "");
	rig.hold = false;
	rig_settle();
	assert_int_equal(rig_status(), 201);
}

static void a_wrong_setting_is_refused_by_its_code(void **state)
{
	static const struct {
		const char *form, *code;
	} wrong[] = {
		{ "", "20001" },
		{ "FriendlyName=", "20001" },
		{ "FriendlyName=a&StatusCallback=ftp%3A%2F%2Fa%2F", "21402" },
		{ "FriendlyName=a&InboundMethod=PUT", "21403" },
		{ "FriendlyName=a&ValidityPeriod=0", "90007" },
		{ "FriendlyName=a&ValidityPeriod=36001", "90007" },
		{ "FriendlyName=a&StickySender=maybe", "20422" },
		{ "FriendlyName=a&ScanMessageContent=all", "20422" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ask("POST", SERVICES, wrong[i].form);
		assert_code(400, wrong[i].code);
	}
	ask("GET", SERVICES, NULL);
	assert_says("services", "[0]");
}

/* http-api.md 2.3: Java and C# want all six keys, with absolute URLs. */
static void services_are_listed_with_meta(void **state)
{
	static const char *const keys[] = { "first_page_url", "key",
		"next_page_url", "page", "page_size", "previous_page_url",
		"url" };
	struct json *j;
	char path[64];

	(void)state;
	for (int i = 0; i < 3; i++)
		make("FriendlyName=a");
	ask("GET", SERVICES "?PageSize=2", NULL);
	j = rig_json();
	assert_int_equal(json_count(json_root(j)), 2);
	assert_int_equal(json_count(rig_at(j, "meta")), ARRAY_LEN(keys));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_non_null(json_get(rig_at(j, "meta"), keys[i]));
	rig_assert_text(j, "services", "[2]");
	rig_assert_text(j, "meta/key", "services");
	rig_assert_text(j, "meta/next_page_url",
	    "http://x/v1/Services?PageSize=2&Page=1");
	rig_assert_text(j, "meta/previous_page_url", "null");
	snprintf(path, sizeof(path), "%s",
	    rig_text(j, "meta/next_page_url") + strlen("http://x"));
	json_free(j);
	ask("GET", path, NULL);
	assert_says("services", "[1]");
	assert_says("meta/next_page_url", "null");
	assert_says("meta/previous_page_url",
	    "http://x/v1/Services?PageSize=2&Page=0");
}

/* reliability.md W15. */
static void a_service_of_others_is_not_there(void **state)
{
	char path[160];

	(void)state;
	path_of(path, make("FriendlyName=a"), "");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = "Bearer fedcba9876543210" });
	assert_code(404, "20404");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = SERVICES,
	    .auth = "Bearer fedcba9876543210" });
	assert_says("services", "[0]");
	rig_send(&(struct rig_request){ .method = "GET", .path = path });
	assert_code(401, "20003");
}

static void the_sid_of_a_service_may_stand_in_from(void **state)
{
	char service[64], form[128];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	add_number(service, "12125550100");
	snprintf(form, sizeof(form), "%s&From=%s", TO, service);
	ask("POST", MESSAGES, form);
	assert_int_equal(rig_status(), 201);
	assert_says("messaging_service_sid", service);
	assert_says("status", "accepted");
}

static void a_message_takes_what_its_service_says(void **state)
{
	char service[64], path[160];
	struct json *j;

	(void)state;
	snprintf(service, sizeof(service), "%s",
	    make("FriendlyName=a&ValidityPeriod=600&StatusCallback="
		 "https%3A%2F%2Fa.example%2Fcb"));
	add_number(service, "12125550100");
	send_by(service, "");
	keep("sid", path + strlen("/v1/messages/"), 64);
	memcpy(path, "/v1/messages/", strlen("/v1/messages/"));
	ask("GET", path, NULL);
	j = rig_json();
	rig_assert_text(j, "status_callback", "https://a.example/cb");
	rig_assert_text(j, "validity", "600");
	json_free(j);
}

/* Unless the message says otherwise. */
static void a_service_says_whether_its_texts_are_smart(void **state)
{
	static const char quoted[] = "&Body=%E2%80%9Chi%E2%80%9D";
	static const struct {
		const char *service, *message, *body;
	} rows[] = {
		{ "", "", "\"hi\"" },
		{ "&SmartEncoding=false", "", "\xe2\x80\x9chi\xe2\x80\x9d" },
		{ "&SmartEncoding=false", "&SmartEncoded=true", "\"hi\"" },
		{ "", "&SmartEncoded=false", "\xe2\x80\x9chi\xe2\x80\x9d" },
	};
	char form[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *service;

		snprintf(form, sizeof(form), "FriendlyName=a%s",
		    rows[i].service);
		service = make(form);
		add_alpha(service);
		snprintf(form, sizeof(form),
		    "To=%%2B447700900123&MessagingServiceSid=%s%s%s", service,
		    quoted, rows[i].message);
		rig.conf->account[0].countries.n = 0;
		ask("POST", MESSAGES, form);
		rig.conf->account[0].countries.n = 1;
		assert_int_equal(rig_status(), 201);
		assert_says("body", rows[i].body);
	}
}

/* 15 minutes to 35 days, both included (http-api.md 2.1). */
static void a_message_is_scheduled_within_its_range(void **state)
{
	static const struct {
		const char *at;
		bool good;
	} dates[] = {
		{ "2026-03-02T15%3A34%3A59Z", false },
		{ "2026-03-02T15%3A35%3A00Z", true },
		{ "2026-04-06T15%3A20%3A00Z", true },
		{ "2026-04-06T15%3A20%3A01Z", false },
		{ "soon", false },
	};
	char service[64], more[128];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	add_number(service, "12125550100");
	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		snprintf(more, sizeof(more), "&ScheduleType=fixed&SendAt=%s",
		    dates[i].at);
		send_by(service, more);
		if (!dates[i].good) {
			assert_code(400, "35114");
			continue;
		}
		assert_int_equal(rig_status(), 201);
		assert_says("status", "scheduled");
		assert_says("from", "null");
		assert_says("date_sent", "null");
	}
}

static void a_scheduled_message_is_canceled(void **state)
{
	char service[64], uri[160];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=a"));
	add_number(service, "12125550100");
	send_by(service, "&ScheduleType=fixed&SendAt=2026-03-02T16%3A00%3A00Z");
	keep("uri", uri, sizeof(uri));
	ask("POST", uri, "Status=canceled");
	assert_int_equal(rig_status(), 200);
	assert_says("status", "canceled");
	ask("POST", uri, "Status=canceled");
	assert_code(409, "30409");
	ask("DELETE", uri, NULL);
	assert_int_equal(rig_status(), 204);
}

static void what_was_set_is_there_after_a_restart(void **state)
{
	char service[64], path[160];

	(void)state;
	snprintf(service, sizeof(service), "%s", make("FriendlyName=kept"));
	add_number(service, "12125550100");
	rig_again();
	path_of(path, service, "");
	ask("GET", path, NULL);
	assert_says("friendly_name", "kept");
	path_of(path, service, "PhoneNumbers");
	ask("GET", path, NULL);
	assert_says("phone_numbers/0/phone_number", "+12125550100");
}

/* reliability.md W26: of the Host only what is a name and a port. */
static void a_strange_host_comes_into_no_answer(void **state)
{
	static const char request[] =
	    "GET /v1/Services HTTP/1.1\r\nHost: a(b)'c\r\n"
	    "Authorization: " BASIC "\r\n\r\n";

	(void)state;
	buf_clear(&rig.got);
	rig_connect();
	rig_say(request, strlen(request));
	assert_int_equal(rig_status(), 200);
	assert_says("meta/url", "/v1/Services?PageSize=50&Page=0");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_service_is_made_changed_and_deleted),
		TEST(a_service_is_there_when_the_ledger_has_it),
		TEST(a_wrong_setting_is_refused_by_its_code),
		TEST(services_are_listed_with_meta),
		TEST(a_service_of_others_is_not_there),
		TEST(the_sid_of_a_service_may_stand_in_from),
		TEST(a_message_takes_what_its_service_says),
		TEST(a_service_says_whether_its_texts_are_smart),
		TEST(a_message_is_scheduled_within_its_range),
		TEST(a_scheduled_message_is_canceled),
		TEST(what_was_set_is_there_after_a_restart),
		TEST(a_strange_host_comes_into_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#define MESSAGES "/2010-04-01/Accounts/" SID "/Messages.json"

static void get(const char *path)
{
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = BASIC });
}

/* n messages to +19175550001, +19175550002, ... with texts "1", "2", ... */
static void make(unsigned from, unsigned to)
{
	char body[128];

	for (unsigned i = from; i <= to; i++) {
		snprintf(body, sizeof(body),
		    "{\"to\":\"+1917555%04u\",\"from\":\"esmed\","
		    "\"text\":\"%u\"}",
		    i, i);
		rig_send(&(struct rig_request){ .method = "POST",
		    .path = "/v1/messages",
		    .auth = BEARER,
		    .more = JSON_TYPE,
		    .body = body });
		assert_int_equal(rig_status(), 201);
	}
}

/* The texts of the page, "5 4 3 ". */
static const char *texts(const struct json *j, const char *key)
{
	static char all[512];
	char path[64];

	all[0] = '\0';
	for (size_t i = 0;; i++) {
		snprintf(path, sizeof(path), "messages/%zu/%s", i, key);
		if (rig_at(j, path) == NULL)
			return all;
		strcat(all, rig_text(j, path));
		strcat(all, " ");
	}
}

static void a_list_has_the_newest_first_and_goes_on_by_cursor(void **state)
{
	struct json *j;
	char path[128];

	(void)state;
	make(1, 5);
	get("/v1/messages?limit=2");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_string_equal(texts(j, "text"), "5 4 ");
	assert_null(rig_at(j, "messages/0/events"));
	assert_null(rig_at(j, "messages/0/timings/submitted_at"));
	assert_non_null(rig_at(j, "messages/0/timings/accepted_at"));
	snprintf(path, sizeof(path), "/v1/messages?limit=2&before=%.40s",
	    rig_text(j, "next"));
	json_free(j);
	get(path);
	j = rig_json();
	assert_string_equal(texts(j, "text"), "3 2 ");
	/* The id of a message is a cursor too. */
	snprintf(path, sizeof(path), "/v1/messages?before=%.40s",
	    rig_text(j, "messages/1/id"));
	json_free(j);
	get(path);
	j = rig_json();
	assert_string_equal(texts(j, "text"), "1 ");
	rig_assert_text(j, "next", "null");
	json_free(j);
}

static void a_list_is_cut_by_state_and_number(void **state)
{
	struct json *j;

	(void)state;
	make(1, 3);
	get("/v1/messages?to=%2B19175550002");
	j = rig_json();
	assert_string_equal(texts(j, "text"), "2 ");
	json_free(j);
	get("/v1/messages?to=+19175550003&state=queued");
	j = rig_json();
	assert_string_equal(texts(j, "text"), "3 ");
	json_free(j);
	get("/v1/messages?state=delivered");
	j = rig_json();
	assert_string_equal(texts(j, "text"), "");
	json_free(j);
}

static void a_list_shows_nothing_of_others(void **state)
{
	struct json *j;

	(void)state;
	make(1, 2);
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/messages",
	    .auth = "Bearer fedcba9876543210" });
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_string_equal(texts(j, "text"), "");
	json_free(j);
}

static void a_filter_that_is_wrong_or_unknown_is_refused(void **state)
{
	static const struct {
		const char *query, *code, *field;
	} bad[] = {
		{ "limit=0", "invalid_limit", "limit" },
		{ "limit=1001", "invalid_limit", "limit" },
		{ "limit=x", "invalid_limit", "limit" },
		{ "before=5", "invalid_cursor", "before" },
		{ "state=gone", "invalid_state", "state" },
		{ "to=abc", "invalid_number", "to" },
		{ "page_size=1001", "invalid_limit", "page_size" },
		{ "cursor=5", "invalid_cursor", "cursor" },
		{ "status=delivered,gone", "invalid_state", "status" },
		{ "vocab=crm&status=delivered,sent", "invalid_state",
		    "status" },
		{ "vocab=french", "invalid_vocab", "vocab" },
		{ "from_date=2026-02-30", "invalid_date", "from_date" },
		{ "to_date=tomorrow", "invalid_date", "to_date" },
		{ "sender=!", "invalid_sender", "sender" },
		{ "from=!", "invalid_sender", "from" },
		{ "direction=up", "invalid_direction", "direction" },
		{ "reason=0", "invalid_reason", "reason" },
		{ "campaign=x", "invalid_campaign", "campaign" },
		{ "campaigns=x", "unsupported_filter", "campaigns" },
		{ "limit=1&%ff", "invalid_form", "null" },
	};
	char path[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json *j;

		snprintf(path, sizeof(path), "/v1/messages?%s", bad[i].query);
		get(path);
		assert_int_equal(rig_status(), 400);
		j = rig_json();
		rig_assert_text(j, "error/code", bad[i].code);
		rig_assert_text(j, "error/field", bad[i].field);
		json_free(j);
	}
}

/* http-api.md 2.3: besides the paging keys exactly one. */
static void a_page_has_the_paging_keys_and_one_more(void **state)
{
	static const char *const keys[] = { "end", "first_page_uri",
		"next_page_uri", "page", "page_size", "previous_page_uri",
		"start", "uri", "messages" };
	struct json *j;

	(void)state;
	make(1, 1);
	get(MESSAGES);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	assert_int_equal(json_count(json_root(j)), ARRAY_LEN(keys));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_non_null(json_get(json_root(j), keys[i]));
	rig_assert_text(j, "page", "0");
	rig_assert_text(j, "page_size", "50");
	rig_assert_text(j, "start", "0");
	rig_assert_text(j, "end", "0");
	rig_assert_text(j, "uri", MESSAGES "?PageSize=50&Page=0");
	rig_assert_text(j, "first_page_uri", MESSAGES "?PageSize=50&Page=0");
	rig_assert_text(j, "next_page_uri", "null");
	rig_assert_text(j, "previous_page_uri", "null");
	assert_int_equal(json_count(rig_at(j, "messages/0")), 20);
	json_free(j);
}

static void an_empty_page_is_a_page(void **state)
{
	struct json *j;

	(void)state;
	get(MESSAGES);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "messages", "[0]");
	rig_assert_text(j, "end", "0");
	rig_assert_text(j, "next_page_uri", "null");
	json_free(j);
}

/* As the SDKs do: the next page's URI is taken as it is. */
static void pages_lead_through_all_messages_once(void **state)
{
	static const char *const expected[] = { "5 4 ", "3 2 ", "1 " };
	struct json *j;
	char path[256], uri[256];

	(void)state;
	make(1, 5);
	strcpy(path, MESSAGES "?PageSize=2");
	for (unsigned i = 0; i < 3; i++) {
		char number[8];

		get(path);
		assert_int_equal(rig_status(), 200);
		j = rig_json();
		assert_string_equal(texts(j, "body"), expected[i]);
		snprintf(number, sizeof(number), "%u", i);
		rig_assert_text(j, "page", number);
		snprintf(number, sizeof(number), "%u", 2 * i);
		rig_assert_text(j, "start", number);
		snprintf(uri, sizeof(uri), "%.250s", rig_text(j, "uri"));
		if (i > 0)
			assert_string_equal(uri, path);
		snprintf(path, sizeof(path), "%.250s",
		    rig_text(j, "next_page_uri"));
		json_free(j);
	}
	assert_string_equal(path, "null");
}

static void a_page_carries_its_filter(void **state)
{
	struct json *j;
	char path[256];

	(void)state;
	make(1, 3);
	make(2, 2);
	get(MESSAGES "?To=%2B19175550002&PageSize=1");
	j = rig_json();
	rig_assert_text(j, "messages", "[1]");
	rig_assert_text(j, "uri",
	    MESSAGES "?To=%2B19175550002&PageSize=1&Page=0");
	snprintf(path, sizeof(path), "%.250s", rig_text(j, "next_page_uri"));
	json_free(j);
	assert_non_null(strstr(path, "?To=%2B19175550002&PageSize=1&Page=1&"
				     "PageToken=PASM"));
	get(path);
	j = rig_json();
	rig_assert_text(j, "messages/0/to", "+19175550002");
	json_free(j);
}

static void a_page_that_cannot_be_had_says_so(void **state)
{
	static const struct {
		const char *query, *code, *names;
	} bad[] = {
		{ "PageSize=0", "20007", "PageSize" },
		{ "PageSize=1001", "20007", "PageSize" },
		{ "Page=-1", "20001", "Page" },
		{ "PageToken=x", "20001", "PageToken" },
		{ "To=abc", "21211", "To" },
		{ "From=%21", "21212", "From" },
		{ "DateSent=yesterday", "20001", "DateSent" },
		{ "DateSent%3C=2026-13-02", "20001", "DateSent" },
		{ "DateSent%3E=02.03.2026", "20001", "DateSent" },
	};
	char path[160];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json *j;

		snprintf(path, sizeof(path), MESSAGES "?%s", bad[i].query);
		get(path);
		assert_int_equal(rig_status(), 400);
		j = rig_json();
		rig_assert_text(j, "code", bad[i].code);
		assert_non_null(strstr(rig_text(j, "message"), bad[i].names));
		json_free(j);
	}
	get(MESSAGES "?SomethingNew=1");
	assert_int_equal(rig_status(), 200);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_has_the_newest_first_and_goes_on_by_cursor),
		TEST(a_list_is_cut_by_state_and_number),
		TEST(a_list_shows_nothing_of_others),
		TEST(a_filter_that_is_wrong_or_unknown_is_refused),
		TEST(a_page_has_the_paging_keys_and_one_more),
		TEST(an_empty_page_is_a_page),
		TEST(pages_lead_through_all_messages_once),
		TEST(a_page_carries_its_filter),
		TEST(a_page_that_cannot_be_had_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Who wants no more messages; and dead letters, figures, alerts. */
#include "native.h"

#include "ledger/hook.h"

static void who_is_opted_out_gets_no_message(void **state)
{
	(void)state;
	call("PUT", "/v1/optouts/+19175550001");
	assert_int_equal(rig_status(), 200);
	assert_at("number", "+19175550001");
	assert_at("changed", "true");
	call("PUT", "/v1/optouts/%2B19175550001");
	assert_at("changed", "false");
	post(NATIVE_GOOD);
	assert_error(400, "opted_out", "to");
	get("/v1/optouts/19175550001");
	assert_int_equal(rig_status(), 200);
	assert_at("source", "api");
	assert_at("since", "2026-03-02T15:20:00.000Z");
	call("DELETE", "/v1/optouts/+19175550001");
	assert_int_equal(rig_status(), 204);
	get("/v1/optouts/+19175550001");
	assert_error(404, "not_found", "null");
	post(NATIVE_GOOD);
	assert_int_equal(rig_status(), 201);
	/* A longer number lies between the two in the store. */
	call("PUT", "/v1/optouts/+493012345665");
	call("PUT", "/v1/optouts/+49301234567");
	get("/v1/optouts/+49301234567");
	assert_at("number", "+49301234567");
	call("PUT", "/v1/optouts/nobody");
	assert_error(400, "invalid_number", "number");
}

static void an_opt_out_is_that_of_one_account(void **state)
{
	(void)state;
	call("PUT", "/v1/optouts/+19175550001");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/optouts/+19175550001",
	    .auth = "Bearer fedcba9876543210" });
	assert_error(404, "not_found", "null");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/optouts",
	    .auth = "Bearer fedcba9876543210" });
	assert_at("optouts", "[0]");
}

static void import(const char *type, const char *lines)
{
	char more[80];

	snprintf(more, sizeof(more), "Content-Type: %s\r\n", type);
	call_with("POST", "/v1/optouts:import", more, lines);
}

static void lines_of_a_list_are_csv_in_utf8(void **state)
{
	(void)state;
	import("text/csv", "number,name\r+19175550001,\"A\nB\"\r"
			   "+19175550002,M\xfcller\r+19175550003,\"C");
	assert_int_equal(rig_status(), 200);
	assert_non_null(strstr(rig_got(), "{\"line\":2,\"number\":"));
	assert_non_null(strstr(rig_got(), "line 4 is not UTF-8: save the"));
	assert_non_null(strstr(rig_got(), "{\"line\":5,\"error\":{"));
	assert_non_null(strstr(rig_got(), "quote_not_closed"));
	rig_disconnect();
	import("text/csv", "\xff\xfen");
	assert_error(400, "not_utf8", "null");
}

static void a_list_is_imported_line_by_line(void **state)
{
	(void)state;
	import("application/x-ndjson",
	    "{\"number\":\"+19175550003\"}\n{\"number\":17}\nx\n"
	    "{\"number\":\"+19175550001\"}\n{\"number\":\"+19175550003\"}\n");
	assert_int_equal(rig_status(), 200);
	assert_non_null(
	    strstr(rig_got(), "{\"line\":1,\"number\":"
			      "\"+19175550003\",\"changed\":true}\n"));
	assert_non_null(strstr(rig_got(), "{\"line\":2,\"error\":{\"code\":"
					  "\"invalid_number\""));
	assert_non_null(strstr(rig_got(), "{\"line\":3,\"error\""));
	assert_non_null(
	    strstr(rig_got(), "{\"line\":5,\"number\":"
			      "\"+19175550003\",\"changed\":false}\n"));
	get("/v1/optouts");
	assert_string_equal(column("optouts", "number"),
	    "+19175550001 +19175550003 ");
	assert_string_equal(column("optouts", "source"), "import import ");
	import("text/plain", "+19175550001\n");
	assert_error(415, "unsupported_media_type", "null");
}

static void a_list_may_be_csv_with_titles_or_without(void **state)
{
	(void)state;
	import("text/csv", "number,since\r\n+19175550001,2026\r\n"
			   "\"+19175550002\",x\r\n\r\n19175550003\r\n");
	assert_non_null(strstr(rig_got(), "{\"line\":2,\"number\":"));
	assert_non_null(strstr(rig_got(), "{\"line\":5,\"number\":"));
	assert_null(strstr(rig_got(), "error"));
	import("text/csv", "+19175550004\n");
	assert_non_null(strstr(rig_got(), "{\"line\":1,\"number\":"));
	get("/v1/optouts");
	assert_at("optouts", "[4]");
}

static void a_list_is_read_page_by_page(void **state)
{
	char path[96];
	struct json *j;

	(void)state;
	import("text/csv", "+19175550001\n+19175550002\n+19175550003\n");
	get("/v1/optouts?page_size=2");
	assert_string_equal(column("optouts", "number"),
	    "+19175550001 +19175550002 ");
	j = rig_json();
	snprintf(path, sizeof(path), "/v1/optouts?page_size=2&cursor=%.40s",
	    rig_text(j, "next"));
	json_free(j);
	get(path);
	assert_string_equal(column("optouts", "number"), "+19175550003 ");
	assert_at("next", "null");
	get("/v1/optouts?cursor=x");
	assert_error(400, "invalid_cursor", "cursor");
	get("/v1/optouts?page_size=0");
	assert_error(400, "invalid_limit", "limit");
	get("/v1/optouts?number=1");
	assert_error(400, "unsupported_filter", "null");
}

/* More than a page of the ledger. */
static void a_list_is_exported_as_it_was_imported(void **state)
{
	struct buf lines = { 0 };
	size_t n = 0;

	(void)state;
	for (unsigned i = 0; i < 450; i++)
		buf_printf(&lines, "+1917555%04u\n", i);
	import("text/csv", buf_cstr(&lines));
	call_with("GET", "/v1/optouts", "Accept: text/csv\r\n", NULL);
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_header("Content-Type"),
	    "text/csv; charset=utf-8");
	assert_non_null(strstr(rig_got(), "number,since,source\r\n"));
	assert_non_null(strstr(rig_got(),
	    "+19175550000,2026-03-02T15:20:00.000Z,import\r\n"));
	for (const char *at = rig_got();
	     (at = strstr(at, ",import\r\n")) != NULL; at++)
		n++;
	assert_int_equal(n, 450);
	assert_non_null(strstr(rig_got(), "\r\n0\r\n\r\n"));
	buf_free(&lines);
	get("/v1/optouts?page_size=1");
	assert_int_equal(rig_status(), 200);
}

static void no_dead_letter_is_no_letter(void **state)
{
	(void)state;
	get("/v1/webhooks/dead");
	assert_int_equal(rig_status(), 200);
	assert_at("dead", "[0]");
	assert_at("next", "null");
	call("POST", "/v1/webhooks/dead/L00000001-0000000000000001:replay");
	assert_error(404, "not_found", "null");
	call("POST", "/v1/webhooks/dead/x:replay");
	assert_error(404, "not_found", "null");
	get("/v1/webhooks/dead?cursor=x");
	assert_error(400, "invalid_cursor", "cursor");
}

static void a_dead_letter_is_shown_to_its_account(void **state)
{
	const struct hook dead = { .lane = 7,
		.place = 100,
		.account = 1,
		.attempts = 12,
		.first = clock_wall(),
		.next = clock_wall(),
		.dead = 1,
		.why = "HTTP 500" };

	(void)state;
	ledger_hook_put(rig.ledger, &dead);
	rig_settle();
	get("/v1/webhooks/dead");
	assert_string_equal(column("dead", "id"),
	    "L00000007-0000000000000064 ");
	assert_at("dead/0/attempts", "12");
	assert_at("dead/0/why", "HTTP 500");
	assert_at("dead/0/message", "null");
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/webhooks/dead",
	    .auth = "Bearer fedcba9876543210" });
	assert_at("dead", "[0]");
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/webhooks/dead/L00000007-0000000000000064:replay",
	    .auth = "Bearer fedcba9876543210" });
	assert_error(404, "not_found", "null");
}

static void figures_count_messages_by_state(void **state)
{
	(void)state;
	rig_bind();
	made(1, "a");
	made(2, "b");
	rig_receipt(1, "19175550001", "DELIVRD");
	get("/v1/stats");
	assert_int_equal(rig_status(), 200);
	assert_at("account/name", "one");
	assert_at("account/today/messages", "2");
	assert_at("account/days30/segments", "2");
	assert_at("gateway/states/delivered", "1");
	assert_at("gateway/states/forwarded", "1");
	assert_at("gateway/open", "1");
	assert_at("smscs/0/name", "acme");
}

static void alerts_are_a_list(void **state)
{
	(void)state;
	get("/v1/alerts");
	assert_int_equal(rig_status(), 200);
	assert_at("alerts", "[0]");
}

static void the_description_of_the_api_is_for_everybody(void **state)
{
	(void)state;
	rig_send(&(
	    struct rig_request){ .method = "GET", .path = "/v1/openapi.yaml" });
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_header("Content-Type"),
	    "application/yaml; charset=utf-8");
	assert_int_equal(strncmp(rig_body(), "openapi: 3.", 11), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_is_opted_out_gets_no_message),
		TEST(an_opt_out_is_that_of_one_account),
		TEST(lines_of_a_list_are_csv_in_utf8),
		TEST(a_list_is_imported_line_by_line),
		TEST(a_list_may_be_csv_with_titles_or_without),
		TEST(a_list_is_read_page_by_page),
		TEST(a_list_is_exported_as_it_was_imported),
		TEST(no_dead_letter_is_no_letter),
		TEST(a_dead_letter_is_shown_to_its_account),
		TEST(figures_count_messages_by_state),
		TEST(alerts_are_a_list),
		TEST(the_description_of_the_api_is_for_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

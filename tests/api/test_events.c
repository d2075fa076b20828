/* SPDX-License-Identifier: BSD-2-Clause */
/* What happened, as pages and as a stream. */
#include "native.h"

#define STREAM "Accept: text/event-stream\r\n"

static void begin(void)
{
	rig_bind();
	made(1, "a");
	made(2, "b");
	rig_receipt(1, "19175550001", "DELIVRD");
}

static void events_come_in_the_order_in_which_they_happened(void **state)
{
	(void)state;
	begin();
	get("/v1/events");
	assert_int_equal(rig_status(), 200);
	assert_string_equal(column("events", "type"),
	    "message.queued message.forwarded message.queued "
	    "message.forwarded message.delivered ");
	assert_at("more", "false");
	assert_at("events/0/data/to", "+19175550001");
	assert_at("events/2/data/to", "+19175550002");
	assert_at("events/4/timestamp", "2026-03-02T15:20:00.000Z");
}

static void a_page_goes_on_behind_the_one_before(void **state)
{
	char path[96];
	struct json *j;

	(void)state;
	begin();
	get("/v1/events?limit=3");
	assert_string_equal(column("events", "type"),
	    "message.queued message.forwarded message.queued ");
	j = rig_json();
	rig_assert_text(j, "more", "true");
	snprintf(path, sizeof(path), "/v1/events?after=%.20s",
	    rig_text(j, "next"));
	json_free(j);
	get(path);
	assert_string_equal(column("events", "type"),
	    "message.forwarded message.delivered ");
	j = rig_json();
	snprintf(path, sizeof(path), "/v1/events?after=%.20s",
	    rig_text(j, "next"));
	json_free(j);
	get(path);
	assert_at("events", "[0]");
	assert_at("more", "false");
}

static void an_account_sees_its_own_events_only(void **state)
{
	(void)state;
	begin();
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/events",
	    .auth = "Bearer fedcba9876543210" });
	assert_int_equal(rig_status(), 200);
	assert_at("events", "[0]");
}

static void a_wrong_cursor_is_refused(void **state)
{
	(void)state;
	get("/v1/events?after=x");
	assert_error(400, "invalid_cursor", "after");
	get("/v1/events?limit=1001");
	assert_error(400, "invalid_limit", "limit");
	get("/v1/events?type=x");
	assert_error(400, "unsupported_filter", "null");
	call_with("GET", "/v1/events", STREAM "Last-Event-ID: x\r\n", NULL);
	assert_error(400, "invalid_cursor", "after");
}

static size_t count(const char *what)
{
	size_t n = 0;

	for (const char *at = rig_got(); (at = strstr(at, what)) != NULL; n++)
		at += strlen(what);
	return n;
}

static void receipt_while_listening(unsigned n, const char *to)
{
	buf_clear(&rig.got);
	rig_receipt(n, to, "DELIVRD");
}

static void a_stream_begins_now_and_goes_on(void **state)
{
	(void)state;
	begin();
	call_with("GET", "/v1/events", STREAM, NULL);
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_header("Content-Type"), "text/event-stream");
	assert_int_equal(count("event: "), 0);
	receipt_while_listening(2, "19175550002");
	assert_int_equal(count("event: message.delivered\n"), 1);
	assert_int_equal(count("event: "), 1);
	assert_int_equal(count("\"to\":\"+19175550002\""), 1);
}

static void a_stream_has_nothing_of_other_accounts(void **state)
{
	(void)state;
	begin();
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/events?after=0",
	    .auth = "Bearer fedcba9876543210",
	    .more = STREAM });
	assert_int_equal(rig_status(), 200);
	receipt_while_listening(2, "19175550002");
	assert_int_equal(count("event: "), 0);
}

static void a_stream_takes_up_where_it_was_broken(void **state)
{
	char more[96];
	struct json *j;

	(void)state;
	begin();
	get("/v1/events?limit=3");
	j = rig_json();
	snprintf(more, sizeof(more), STREAM "Last-Event-ID: %.20s\r\n",
	    rig_text(j, "events/2/sequence"));
	json_free(j);
	call_with("GET", "/v1/events", more, NULL);
	assert_int_equal(count("event: "), 2);
	assert_int_equal(count("event: message.forwarded\n"), 1);
	assert_int_equal(count("event: message.delivered\n"), 1);
	rig_disconnect();
	call_with("GET", "/v1/events?after=0", STREAM, NULL);
	assert_int_equal(count("event: "), 5);
}

static void a_silent_stream_has_a_heartbeat(void **state)
{
	(void)state;
	call_with("GET", "/v1/events", STREAM, NULL);
	for (int i = 0; i < 3; i++) {
		buf_clear(&rig.got);
		clock_advance(14 * SECOND);
		rig_settle();
		assert_int_equal(count(":\n\n"), 0);
		clock_advance(SECOND);
		rig_settle();
		assert_int_equal(count(":\n\n"), 1);
	}
}

static void a_head_of_a_stream_ends(void **state)
{
	(void)state;
	call_with("HEAD", "/v1/events", STREAM, NULL);
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_body(), "");
	get("/v1/events");
	assert_int_equal(rig_status(), 200);
}

/* An address has 50 connections, so each makes three of a hundred streams; a
 * later one of a connection waits for its turn to be written. */
static void there_are_no_more_than_a_hundred_streams(void **state)
{
	static const char ask[] = "GET /v1/events HTTP/1.1\r\nHost: x\r\n"
				  "Authorization: " BEARER "\r\n" STREAM "\r\n";
	struct stream *open[34];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(open); i++) {
		rig_connect();
		for (int n = i == 0 ? 2 : 0; n < 3; n++)
			rig_say(ask, strlen(ask));
		assert_int_equal(rig_status(), 200);
		open[i] = rig.client;
		rig.client = NULL;
	}
	call_with("GET", "/v1/events", STREAM, NULL);
	assert_error(503, "too_many_streams", "null");
	assert_string_equal(rig_header("Retry-After"), "15");
	stream_kill(open[0]);
	rig_settle();
	call_with("GET", "/v1/events", STREAM, NULL);
	assert_int_equal(rig_status(), 200);
	for (size_t i = 1; i < ARRAY_LEN(open); i++)
		stream_kill(open[i]);
	rig_settle();
}

static void streams_end_when_the_daemon_does(void **state)
{
	(void)state;
	call_with("GET", "/v1/events", STREAM, NULL);
	buf_clear(&rig.got);
	api_drain(rig.api);
	rig_settle();
	assert_non_null(strstr(rig_got(), "0\r\n\r\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(events_come_in_the_order_in_which_they_happened),
		TEST(a_page_goes_on_behind_the_one_before),
		TEST(an_account_sees_its_own_events_only),
		TEST(a_wrong_cursor_is_refused),
		TEST(a_stream_begins_now_and_goes_on),
		TEST(a_stream_has_nothing_of_other_accounts),
		TEST(a_stream_takes_up_where_it_was_broken),
		TEST(a_silent_stream_has_a_heartbeat),
		TEST(a_head_of_a_stream_ends),
		TEST(there_are_no_more_than_a_hundred_streams),
		TEST(streams_end_when_the_daemon_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

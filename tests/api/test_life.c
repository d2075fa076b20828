/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages that begin later, and what may be wished of one. */
#include "native.h"

/* 15:20:00 is now. */
#define LATER                                                             \
	"{\"to\":\"+19175550001\",\"from\":\"esmed\",\"text\":\"hello\"," \
	"\"send_at\":\"2026-03-02T17:20:10+02:00\"}"

static void a_scheduled_message_waits_and_goes_when_it_is_due(void **state)
{
	char path[512];

	(void)state;
	rig_bind();
	post(LATER);
	assert_int_equal(rig_status(), 201);
	assert_at("state", "held");
	assert_at("substate", "scheduled");
	assert_at("send_at", "2026-03-02T15:20:10.000Z");
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	assert_int_equal(rig.submits, 0);
	clock_advance(10 * SECOND);
	ledger_tick(rig.ledger);
	rig_settle();
	assert_int_equal(rig.submits, 1);
	get(path);
	assert_at("state", "forwarded");
	assert_at("send_at", "null");
}

static void a_scheduled_message_is_canceled(void **state)
{
	char path[512];

	(void)state;
	post(LATER);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	call("POST", path_of(path, ":cancel"));
	assert_int_equal(rig_status(), 200);
	assert_at("state", "canceled");
}

/* As a request, as a line of a batch, over a restart. */
static void no_more_are_scheduled_than_the_account_may(void **state)
{
	char path[512];

	(void)state;
	rig.conf->account[0].scheduled_max = 2;
	post(LATER);
	assert_int_equal(rig_status(), 201);
	snprintf(path, sizeof(path), "%s", rig_header("Location"));
	post(LATER);
	assert_int_equal(rig_status(), 201);
	post(LATER);
	assert_error(400, "too_many_scheduled", "send_at");
	get("/v1/accounts/self");
	assert_at("scheduled/limit", "2");
	assert_at("scheduled/used", "2");
	rig_again();
	rig.conf->account[0].scheduled_max = 2;
	post(LATER);
	assert_error(400, "too_many_scheduled", "send_at");
	call("POST", path_of(path, ":cancel"));
	assert_int_equal(rig_status(), 200);
	post(LATER);
	assert_int_equal(rig_status(), 201);
	rig.conf->account[0].scheduled_max = 0;
	post(LATER);
	assert_int_equal(rig_status(), 201);
	get("/v1/accounts/self");
	assert_at("scheduled/limit", "null");
	assert_at("scheduled/used", "3");
}

/* S-P13 */
static void what_its_carrier_has_is_neither_deleted_nor_changed(void **state)
{
	char path[512];

	(void)state;
	rig_bind();
	strcpy(path, made(1, "hello"));
	call("DELETE", path);
	assert_error(409, "message_forwarded", "null");
	call("PATCH", path);
	assert_error(409, "message_forwarded", "null");
	call("POST", path_of(path, ":redact"));
	assert_error(409, "message_forwarded", "null");
	get(path);
	assert_at("state", "forwarded");
	assert_at("text", "hello");
}

static void what_waits_is_canceled_before_it_is_deleted(void **state)
{
	char path[512];

	(void)state;
	strcpy(path, made(1, "hello"));
	call("DELETE", path);
	assert_error(409, "message_not_final", "null");
	call("PATCH", path);
	assert_error(405, "method_not_allowed", "null");
	assert_string_equal(rig_header("Allow"), "GET, HEAD, DELETE");
	call("POST", path_of(path, ":cancel"));
	call("DELETE", path);
	assert_int_equal(rig_status(), 204);
	get(path);
	assert_error(404, "not_found", "null");
	call("DELETE", path);
	assert_error(404, "not_found", "null");
	get("/v1/messages");
	assert_at("messages", "[0]");
}

static void a_redacted_message_has_no_text_any_more(void **state)
{
	char path[512];

	(void)state;
	strcpy(path, made(1, "hello"));
	call("POST", path_of(path, ":cancel"));
	call("POST", path_of(path, ":redact"));
	assert_int_equal(rig_status(), 200);
	assert_at("text", "null");
	assert_at("to", "+19175550001");
	assert_at("flags/0", "redacted");
	assert_null(strstr(rig_body(), "hello"));
}

static void only_what_is_held_in_doubt_is_sent_again(void **state)
{
	char path[512];

	(void)state;
	strcpy(path, made(1, "hello"));
	call("POST", path_of(path, ":resend"));
	assert_error(409, "message_not_in_doubt", "null");
	call("POST", "/v1/messages/SM1:resend");
	assert_error(404, "not_found", "null");
}

static void a_message_of_another_account_is_not_there(void **state)
{
	static const char *const wishes[] = { ":cancel", ":resend", ":redact" };
	char path[512];

	(void)state;
	strcpy(path, made(1, "hello"));
	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		rig_send(&(struct rig_request){ .method = "POST",
		    .path = path_of(path, wishes[i]),
		    .auth = "Bearer fedcba9876543210" });
		assert_error(404, "not_found", "null");
	}
	rig_send(&(struct rig_request){ .method = "DELETE",
	    .path = path,
	    .auth = "Bearer fedcba9876543210" });
	assert_error(404, "not_found", "null");
	get(path);
	assert_at("state", "queued");
}

static void the_timeline_can_be_had_by_itself(void **state)
{
	char path[512];

	(void)state;
	rig_bind();
	strcpy(path, made(1, "hello"));
	rig_receipt(1, "19175550001", "DELIVRD");
	get(path_of(path, "/events"));
	assert_int_equal(rig_status(), 200);
	assert_string_equal(column("events", "event"),
	    "accepted claimed answered receipt ");
	assert_at("state", "delivered");
	assert_at("text", "(none)");
	get(path_of(path, "/timeline"));
	assert_string_equal(column("events", "event"),
	    "accepted claimed answered receipt ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_scheduled_message_waits_and_goes_when_it_is_due),
		TEST(a_scheduled_message_is_canceled),
		TEST(no_more_are_scheduled_than_the_account_may),
		TEST(what_its_carrier_has_is_neither_deleted_nor_changed),
		TEST(what_waits_is_canceled_before_it_is_deleted),
		TEST(a_redacted_message_has_no_text_any_more),
		TEST(only_what_is_held_in_doubt_is_sent_again),
		TEST(a_message_of_another_account_is_not_there),
		TEST(the_timeline_can_be_had_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* S-P85: the filters of lists. */
#include "native.h"

static void assert_found(const char *query, const char *texts)
{
	char path[200];

	snprintf(path, sizeof(path), "/v1/messages?%s", query);
	get(path);
	if (rig_status() != 200)
		fail_msg("%s: %s", query, rig_got());
	assert_string_equal(column("messages", "text"), texts);
}

/* a1 delivered, a2 failed (30007), a3 forwarded, b4 the next day and queued. */
static void begin(void)
{
	rig_bind();
	made(1, "a1");
	made(2, "a2");
	made(3, "a3");
	rig_receipt(1, "19175550001", "DELIVRD");
	rig_receipt(2, "19175550002", "UNDELIV");
	rig_text_in("19175550001", "12125550100", "Hey YOU");
	clock_advance((usec)86400 * SECOND);
	rig_settle();
}

static void a_list_is_cut_by_each_filter(void **state)
{
	(void)state;
	begin();
	made(4, "b4");
	assert_found("status=delivered", "a1 ");
	assert_found("status=delivered,failed", "a2 a1 ");
	assert_found("status=delivered&status=failed", "a2 a1 ");
	assert_found("state=failed", "a2 ");
	assert_found("direction=inbound", "Hey YOU ");
	assert_found("status=received", "Hey YOU ");
	assert_found("direction=outbound&status=delivered", "a1 ");
	assert_found("to=%2B19175550003", "a3 ");
	assert_found("to=+19175550003", "a3 ");
	/* As in the region of the account, and with what people put in. */
	assert_found("to=9175550003", "a3 ");
	assert_found("to=(917)%20555-0003", "a3 ");
	assert_found("to=%2B19175550001", "a1 ");
	assert_found("direction=inbound&sender=%2B19175550001", "Hey YOU ");
	assert_found("direction=inbound&to=%2B12125550100", "Hey YOU ");
	assert_found("direction=inbound&to=12345", "");
	assert_found("sender=esmed&to=%2B19175550003", "a3 ");
	assert_found("sender=12345", "");
	assert_found("from=2026-03-03&to_date=2026-03-03", "b4 ");
	assert_found("from_date=2026-03-03T00:00:00Z", "b4 ");
	assert_found("to_date=2026-03-02&direction=outbound", "a3 a2 a1 ");
	assert_found("to_date=2026-03-01", "");
	assert_found("from=esmed&q=B4", "b4 ");
	assert_found("q=you", "Hey YOU ");
	assert_found("q=5550002", "a2 ");
	assert_found("smsc=acme&q=a", "a3 a2 a1 ");
	assert_found("smsc=beta", "");
	assert_found("carrier=nobody", "");
}

static void a_status_may_be_a_word_of_another_vocabulary(void **state)
{
	(void)state;
	begin();
	assert_found("vocab=crm&status=Not%20delivered", "a2 ");
	assert_found("vocab=crm&status=forwarded+to+the+operator", "a3 ");
	assert_found("vocab=twilio&status=undelivered", "a2 ");
	assert_found("vocab=twilio&status=failed", "");
	assert_found("vocab=twilio&status=sent,delivered", "a3 a1 ");
	assert_found("vocab=simple&status=Unknown", "a3 ");
	assert_found("vocab=native&status=Delivered", "a1 ");
}

/* statuses.md 7.3: failed with 21610, but what is discarded for another cause
 * is canceled. */
static void twilios_words_tell_a_stop_from_other_ends(void **state)
{
	(void)state;
	begin();
	post("{\"to\":\"+19175550005\",\"from\":\"esmed\","
	     "\"text\":\"c5\","
	     "\"send_at\":\"2026-03-03T16:00:00Z\"}");
	assert_int_equal(rig_status(), 201);
	assert_found("vocab=twilio&status=scheduled", "c5 ");
	rig_text_in("19175550005", "12125550100", "STOP");
	clock_advance((usec)3600 * SECOND);
	ledger_tick(rig.ledger);
	rig_settle();
	assert_found("status=skipped", "c5 ");
	assert_found("vocab=twilio&status=failed", "c5 ");
	assert_found("vocab=twilio&status=canceled", "");
}

/* Accepted is only what waits for its service to pick a sender; once a message
 * is there, it has. */
static void what_waits_is_queued_in_twilios_words(void **state)
{
	const char *path;
	struct json *j;

	(void)state;
	path = made(1, "q1");
	assert_found("vocab=twilio&status=queued", "q1 ");
	assert_found("vocab=twilio&status=accepted", "");
	get(path);
	j = rig_json();
	rig_assert_text(j, "words/twilio", "queued");
	json_free(j);
}

static void a_list_is_cut_by_reason(void **state)
{
	char query[40], reason[16];
	struct json *j;

	(void)state;
	begin();
	get("/v1/messages?status=failed");
	j = rig_json();
	snprintf(reason, sizeof(reason), "%s",
	    rig_text(j, "messages/0/reason"));
	json_free(j);
	snprintf(query, sizeof(query), "reason=%s", reason);
	assert_found(query, "a2 ");
	assert_found("reason=30001", "");
}

/* Pages of a search lose nothing and repeat nothing, also where much lies
 * between what is found. */
static void a_search_goes_on_page_by_page(void **state)
{
	static const char *const expected[] = { "x18 x15 ", "x12 x9 ", "x6 x3 ",
		"" };
	char path[128] = "/v1/messages?q=x&page_size=2", text[8];
	struct json *j;

	(void)state;
	for (unsigned i = 1; i <= 20; i++) {
		snprintf(text, sizeof(text), "%c%u", i % 3 == 0 ? 'x' : 'o', i);
		made(i, text);
	}
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		get(path);
		assert_string_equal(column("messages", "text"), expected[i]);
		j = rig_json();
		if (i + 1 == ARRAY_LEN(expected))
			rig_assert_text(j, "next", "null");
		snprintf(path, sizeof(path),
		    "/v1/messages?q=x&page_size=2&cursor=%.40s",
		    rig_text(j, "next"));
		json_free(j);
	}
}

static void a_contact_s_history_has_what_went_and_what_came(void **state)
{
	(void)state;
	begin();
	get("/v1/contacts/+19175550001/history");
	assert_int_equal(rig_status(), 200);
	assert_string_equal(column("messages", "text"), "Hey YOU a1 ");
	assert_string_equal(column("messages", "direction"),
	    "inbound outbound ");
	assert_string_equal(column("messages", "from"), "+19175550001 esmed ");
	assert_string_equal(column("messages", "to"),
	    "+12125550100 +19175550001 ");
	get("/v1/contacts/%2B19175550001/history?direction=outbound");
	assert_string_equal(column("messages", "text"), "a1 ");
	get("/v1/contacts/me/history");
	assert_error(404, "not_found", "null");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_is_cut_by_each_filter),
		TEST(a_status_may_be_a_word_of_another_vocabulary),
		TEST(twilios_words_tell_a_stop_from_other_ends),
		TEST(what_waits_is_queued_in_twilios_words),
		TEST(a_list_is_cut_by_reason),
		TEST(a_search_goes_on_page_by_page),
		TEST(a_contact_s_history_has_what_went_and_what_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

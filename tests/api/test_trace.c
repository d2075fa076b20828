/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a message, and why it ended as it did (S-P06, S-P50, S-P58).
 */
#include "rig.h"

#include <esmed/tlv.h>

static char path[128];

static struct json *get(const char *what)
{
	char full[160];

	snprintf(full, sizeof(full), "%s%s", path, what);
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = full,
	    .auth = BEARER });
	assert_int_equal(rig_status(), 200);
	return rig_json();
}

static void post_text(const char *text)
{
	char body[512];

	snprintf(body, sizeof(body),
	    "{\"to\":\"+19175550001\",\"from\":\"+12125550100\","
	    "\"text\":\"%s\"}",
	    text);
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = BEARER,
	    .more = JSON_TYPE,
	    .body = body });
	assert_int_equal(rig_status(), 201);
	snprintf(path, sizeof(path), "%.100s", rig_header("Location"));
}

static void post(void)
{
	post_text("hello");
}

/* A receipt for the n-th submit, with what else it says. */
static void receipt(unsigned n, const char *says, const char *network)
{
	struct smpp_pdu p;
	char text[160];
	int len = snprintf(text, sizeof(text), "id:id%u %s", n, says);

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(p.body.message.source.digits, "19175550001");
	p.body.message.esm_class = 4;
	p.body.message.short_message = (const uint8_t *)text;
	p.body.message.sm_length = (uint8_t)len;
	if (network != NULL)
		assert_int_equal(
		    smpp_pdu_add(&p, SMPP_TLV_NETWORK_ERROR_CODE, network, 3),
		    0);
	assert_int_equal(
	    session_send(rig.carrier, &(struct session_token){ .msg = n }, &p),
	    0);
	rig_settle();
}

static void expect_hops(const struct json *j, const char *const *states)
{
	static const char *const hops[] = { "gateway", "aggregator",
		"registrar", "carrier", "spam_filter", "handset" };
	char at[32];

	rig_assert_text(j, "hops", "[6]");
	for (size_t i = 0; i < ARRAY_LEN(hops); i++) {
		snprintf(at, sizeof(at), "hops/%zu/hop", i);
		rig_assert_text(j, at, hops[i]);
		snprintf(at, sizeof(at), "hops/%zu/state", i);
		rig_assert_text(j, at, states[i]);
	}
}

static void a_delivered_message_went_the_whole_way(void **state)
{
	static const char *const states[] = { "ok", "ok", "inferred",
		"inferred", "inferred", "ok" };
	struct json *j;

	(void)state;
	rig_bind();
	post();
	clock_advance(3 * SECOND / 2);
	receipt(1, "stat:DELIVRD err:000", NULL);
	j = get("/trace");
	expect_hops(j, states);
	rig_assert_text(j, "state", "delivered");
	rig_assert_text(j, "hops/0/at", "2026-03-02T15:20:00.000Z");
	rig_assert_text(j, "hops/0/ms", "null");
	rig_assert_text(j, "hops/1/name", "acme");
	rig_assert_text(j, "hops/1/ms", "0");
	rig_assert_text(j, "hops/3/name", "null");
	rig_assert_text(j, "hops/5/at", "2026-03-02T15:20:01.500Z");
	rig_assert_text(j, "end_to_end_ms", "1500");
	rig_assert_text(j, "parts", "[1]");
	rig_assert_text(j, "parts/0/smsc_id", "id1");
	rig_assert_text(j, "parts/0/answer_to_receipt_ms", "1500");
	json_free(j);
}

static void a_blocked_one_ended_in_the_filter(void **state)
{
	static const char *const states[] = { "ok", "ok", "inferred",
		"inferred", "failed", "not_reached" };
	struct json *j;

	(void)state;
	rig_bind();
	post();
	receipt(1, "stat:UNDELIV err:110", NULL);
	j = get("/trace");
	expect_hops(j, states);
	rig_assert_text(j, "reason", "30007");
	assert_non_null(strstr(rig_text(j, "explanation"), "spam"));
	assert_non_null(strstr(rig_text(j, "explanation"), "law"));
	rig_assert_text(j, "end_to_end_ms", "null");
	json_free(j);
}

static void an_unknown_error_says_not_where(void **state)
{
	static const char *const states[] = { "ok", "ok", "unknown", "unknown",
		"unknown", "not_reached" };
	struct json *j;

	(void)state;
	rig_bind();
	post();
	receipt(1, "stat:UNDELIV err:777", NULL);
	j = get("/trace");
	expect_hops(j, states);
	rig_assert_text(j, "reason", "30008");
	rig_assert_text(j, "raw/stat", "UNDELIV");
	rig_assert_text(j, "raw/err", "777");
	json_free(j);
}

static void a_refused_one_got_no_further(void **state)
{
	static const char *const states[] = { "ok", "failed", "not_reached",
		"not_reached", "not_reached", "not_reached" };
	struct json *j;

	(void)state;
	rig.submit_status = SMPP_RINVDSTADR;
	rig_bind();
	post();
	j = get("/trace");
	expect_hops(j, states);
	json_free(j);
}

static void what_waits_has_got_to_the_gateway(void **state)
{
	static const char *const waiting[] = { "ok", "not_reached",
		"not_reached", "not_reached", "not_reached", "not_reached" };
	static const char *const forwarded[] = { "ok", "ok", "unknown",
		"unknown", "unknown", "unknown" };
	struct json *j;

	(void)state;
	post();
	j = get("/trace");
	expect_hops(j, waiting);
	json_free(j);
	rig_bind();
	j = get("/trace");
	expect_hops(j, forwarded);
	rig_assert_text(j, "parts/0/receipt_at", "null");
	json_free(j);
}

static void an_exclusive_aggregator_is_a_hop_of_its_own(void **state)
{
	struct conf_list *tags = &rig.conf->smsc[0].tags;
	struct json *j;

	(void)state;
	rig_bind();
	post();
	tags->v = mem_resize(tags->v, 1, sizeof(tags->v[0]));
	tags->v[0] = mem_strdup("exclusive");
	tags->n = 1;
	receipt(1, "stat:DELIVRD err:000", NULL);
	j = get("/trace");
	rig_assert_text(j, "hops", "[7]");
	rig_assert_text(j, "hops/1/hop", "aggregator");
	rig_assert_text(j, "hops/2/hop", "exclusive_aggregator");
	rig_assert_text(j, "hops/2/state", "inferred");
	json_free(j);
}

/* Part by part: 200 characters are two. */
static void each_part_has_its_times(void **state)
{
	char text[201];
	struct json *j;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rig_bind();
	post_text(text);
	clock_advance(SECOND);
	receipt(1, "stat:DELIVRD err:000", NULL);
	clock_advance(SECOND);
	receipt(2, "stat:DELIVRD err:000", NULL);
	j = get("/trace");
	rig_assert_text(j, "parts", "[2]");
	rig_assert_text(j, "parts/0/part", "1");
	rig_assert_text(j, "parts/0/answer_to_receipt_ms", "1000");
	rig_assert_text(j, "parts/1/smsc_id", "id2");
	rig_assert_text(j, "parts/1/queue_to_submit_ms", "0");
	rig_assert_text(j, "parts/1/submit_to_answer_ms", "0");
	rig_assert_text(j, "parts/1/answer_to_receipt_ms", "2000");
	rig_assert_text(j, "end_to_end_ms", "2000");
	json_free(j);
}

static void the_way_of_no_message_is_not_found(void **state)
{
	(void)state;
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/messages/doesnotexist/trace",
	    .auth = BEARER });
	assert_int_equal(rig_status(), 404);
}

/* ---- the words of the carrier ------------------------------------------ */

static void a_failed_message_has_the_words_of_the_carrier(void **state)
{
	struct json *j;

	(void)state;
	rig_bind();
	post();
	receipt(1, "stat:Undeliv err:110", "\3\0\33");
	j = get("");
	rig_assert_text(j, "reason", "30007");
	rig_assert_text(j, "reason_text", "Carrier violation");
	assert_true(strlen(rig_text(j, "advice")) > 10);
	rig_assert_text(j, "raw/stat", "Undeliv");
	rig_assert_text(j, "raw/err", "110");
	rig_assert_text(j, "raw/network_error_code", "3:27");
	rig_assert_text(j, "raw/message_state", "null");
	rig_assert_text(j, "raw/command_status", "null");
	json_free(j);
}

static void a_refused_message_has_the_status_it_was_refused_with(void **state)
{
	struct json *j;

	(void)state;
	rig.submit_status = SMPP_RINVDSTADR;
	rig_bind();
	post();
	j = get("");
	rig_assert_text(j, "raw/command_status", "0x0000000B");
	rig_assert_text(j, "raw/stat", "null");
	assert_true(strlen(rig_text(j, "advice")) > 10);
	json_free(j);
}

static void what_has_not_failed_has_no_advice(void **state)
{
	struct json *j;

	(void)state;
	post();
	j = get("");
	rig_assert_text(j, "advice", "null");
	rig_assert_text(j, "raw", "null");
	json_free(j);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_delivered_message_went_the_whole_way),
		CASE(a_blocked_one_ended_in_the_filter),
		CASE(an_unknown_error_says_not_where),
		CASE(a_refused_one_got_no_further),
		CASE(what_waits_has_got_to_the_gateway),
		CASE(an_exclusive_aggregator_is_a_hop_of_its_own),
		CASE(each_part_has_its_times),
		CASE(the_way_of_no_message_is_not_found),
		CASE(a_failed_message_has_the_words_of_the_carrier),
		CASE(a_refused_message_has_the_status_it_was_refused_with),
		CASE(what_has_not_failed_has_no_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

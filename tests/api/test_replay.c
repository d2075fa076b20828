/* SPDX-License-Identifier: BSD-2-Clause */
/* P7: the same Idempotency-Key never sends twice. */
#include "native.h"

#define KEY "Idempotency-Key: order-17\r\n"

static void post_keyed(const char *key, const char *body)
{
	char more[512];

	snprintf(more, sizeof(more), JSON_TYPE "%s", key);
	call_with("POST", "/v1/messages", more, body);
}

static uint64_t messages(void)
{
	struct ledger_totals t;

	ledger_totals(rig.ledger, &t);
	return t.state[STATUS_QUEUED];
}

static void w19_the_same_key_and_body_is_one_message(void **state)
{
	char first[4096];

	(void)state;
	post_keyed(KEY, NATIVE_GOOD);
	assert_int_equal(rig_status(), 201);
	assert_string_equal(rig_header("Idempotent-Replayed"), "");
	snprintf(first, sizeof(first), "%s", rig_body());
	clock_advance(SECOND);
	for (int i = 0; i < 5; i++) {
		post_keyed(KEY, NATIVE_GOOD);
		assert_int_equal(rig_status(), 201);
		assert_string_equal(rig_header("Idempotent-Replayed"), "true");
		assert_string_equal(rig_body(), first);
	}
	assert_int_equal(messages(), 1);
}

static void w19_the_same_key_with_another_body_is_refused(void **state)
{
	(void)state;
	post_keyed(KEY, NATIVE_GOOD);
	post_keyed(KEY, "{\"to\":\"+19175550001\",\"from\":\"esmed\","
			"\"text\":\"other\"}");
	assert_error(422, "idempotency_key_reused", "Idempotency-Key");
	assert_int_equal(messages(), 1);
}

static void w19_keys_of_two_accounts_are_two(void **state)
{
	(void)state;
	post_keyed(KEY, NATIVE_GOOD);
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = "Bearer fedcba9876543210",
	    .more = JSON_TYPE KEY,
	    .body = NATIVE_GOOD });
	assert_int_equal(rig_status(), 201);
	assert_string_equal(rig_header("Idempotent-Replayed"), "");
	assert_int_equal(messages(), 2);
}

static void w19_a_key_holds_for_a_day_and_over_a_restart(void **state)
{
	(void)state;
	post_keyed(KEY, NATIVE_GOOD);
	rig_again();
	clock_advance((usec)86399 * SECOND);
	post_keyed(KEY, NATIVE_GOOD);
	assert_string_equal(rig_header("Idempotent-Replayed"), "true");
	clock_advance(2 * SECOND);
	post_keyed(KEY, NATIVE_GOOD);
	assert_int_equal(rig_status(), 201);
	assert_string_equal(rig_header("Idempotent-Replayed"), "");
	assert_int_equal(messages(), 2);
}

static void w19_a_key_has_1_to_255_printable_characters(void **state)
{
	char key[400];

	(void)state;
	snprintf(key, sizeof(key), "Idempotency-Key: %0255d\r\n", 1);
	post_keyed(key, NATIVE_GOOD);
	assert_int_equal(rig_status(), 201);
	snprintf(key, sizeof(key), "Idempotency-Key: %0256d\r\n", 1);
	post_keyed(key, NATIVE_GOOD);
	assert_error(400, "invalid_idempotency_key", "Idempotency-Key");
	post_keyed("Idempotency-Key: \r\n", NATIVE_GOOD);
	assert_error(400, "invalid_idempotency_key", "Idempotency-Key");
	post_keyed("Idempotency-Key: k\xc3\xa9y\r\n", NATIVE_GOOD);
	assert_int_equal(rig_status(), 400);
	assert_int_equal(messages(), 1);
}

/* Each line has a key of its own, made of the batch's and its number. */
static void w19_a_batch_that_comes_again_is_taken_once(void **state)
{
	static const char lines[] =
	    NATIVE_GOOD "\n" NATIVE_GOOD "\n{\"to\":1}\n" NATIVE_GOOD "\n";

	(void)state;
	for (int i = 0; i < 2; i++) {
		call_with("POST", "/v1/messages:batch",
		    "Content-Type: application/x-ndjson\r\n" KEY, lines);
		assert_int_equal(rig_status(), 200);
		assert_int_equal(messages(), 3);
		assert_true((strstr(rig_got(), "\"replayed\":true") != NULL) ==
			    (i == 1));
	}
	call_with("POST", "/v1/messages:batch",
	    "Content-Type: application/x-ndjson\r\n" KEY,
	    "{\"to\":\"+19175550009\",\"from\":\"esmed\",\"text\":\"x\"}\n");
	assert_non_null(strstr(rig_got(), "idempotency_key_reused"));
	assert_int_equal(messages(), 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(w19_the_same_key_and_body_is_one_message),
		TEST(w19_the_same_key_with_another_body_is_refused),
		TEST(w19_keys_of_two_accounts_are_two),
		TEST(w19_a_key_holds_for_a_day_and_over_a_restart),
		TEST(w19_a_key_has_1_to_255_printable_characters),
		TEST(w19_a_batch_that_comes_again_is_taken_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

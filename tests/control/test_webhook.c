/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Webhooks that were given up: listed, sent again, dropped.
 */
#include "centre.h"
#include "client.h"
#include "ledger/hook.h"

#define LANE 0x0A1B2C3Du

/* Letters about the last event of a new message of account `demo`. */
static uint64_t give_up(uint32_t lane, char *id)
{
	uint16_t account = flow_account_id(rig.flow, 0);
	struct hook h = { .lane = lane,
		.account = account,
		.attempts = 9,
		.first = RIG_START,
		.next = RIG_START + 60 * SECOND,
		.dead = 1,
		.why = "it answered 500" };

	strcpy(id, rig_submit("+12025550100"));
	h.place = ledger_last_event(rig.ledger, false);
	h.key = rig.accepted.key;
	assert_true(h.place != 0);
	ledger_hook_put(rig.ledger, &h);
	rig_settle();
	return h.place;
}

static const struct json_value *dead(void)
{
	return rig_ask("{\"command\":\"webhook dead\"}");
}

static const struct json_value *tell(const char *command, uint32_t lane,
    uint64_t place)
{
	char request[128];

	snprintf(request, sizeof(request),
	    "{\"command\":\"webhook %s\",\"letter\":\"%08x:%llu\"}", command,
	    (unsigned)lane, (unsigned long long)place);
	return rig_ask(request);
}

static void the_dead_are_listed_with_message_and_reason(void **state)
{
	char id[MESSAGE_ID_TEXT], letter[40];
	uint64_t place = give_up(LANE, id);
	const struct json_value *v = dead();

	(void)state;
	assert_int_equal(rig_count(v, "dead"), 1);
	assert_int_equal(json_kind(json_get(v, "next")), JSON_NULL);
	v = rig_item(v, "dead", 0);
	snprintf(letter, sizeof(letter), "0a1b2c3d:%llu",
	    (unsigned long long)place);
	assert_string_equal(rig_text(v, "letter"), letter);
	assert_string_equal(rig_text(v, "account"), "demo");
	assert_string_equal(rig_text(v, "message"), id);
	assert_int_equal(rig_int(v, "attempts"), 9);
	assert_string_equal(rig_text(v, "given_up_at"),
	    "2026-03-02T15:21:00.000Z");
	assert_string_equal(rig_text(v, "why"), "it answered 500");
}

static void the_dead_of_another_account_are_left_out(void **state)
{
	char id[MESSAGE_ID_TEXT];
	const struct json_value *v;

	(void)state;
	give_up(LANE, id);
	v = rig_ask("{\"command\":\"webhook dead\",\"account\":\"plain\"}");
	assert_int_equal(rig_count(v, "dead"), 0);
	v = rig_ask("{\"command\":\"webhook dead\",\"account\":\"demo\"}");
	assert_int_equal(rig_count(v, "dead"), 1);
}

static void one_that_is_replayed_goes_back_to_its_lane(void **state)
{
	char id[MESSAGE_ID_TEXT];
	uint64_t place = give_up(LANE, id);

	(void)state;
	assert_non_null(
	    strstr(rig_text(tell("replay", LANE, place + 1), "error"),
		"no such dead letter"));
	assert_int_equal(rig_count(dead(), "dead"), 1);
	assert_int_equal(rig.letters, 0);
	assert_int_equal(rig_int(tell("replay", LANE, place), "replayed"), 1);
	assert_int_equal(rig_count(dead(), "dead"), 0);
	rig_settle();
	assert_int_equal(rig.letters, 1); /* its lane wants it written */
}

static void all_are_replayed_and_counted(void **state)
{
	char id[MESSAGE_ID_TEXT];
	const struct json_value *v;

	(void)state;
	give_up(LANE, id);
	give_up(LANE + 8, id);
	give_up(LANE + 8, id);
	v = rig_ask("{\"command\":\"webhook replay\",\"all\":true,"
		    "\"account\":\"plain\"}");
	assert_int_equal(rig_int(v, "replayed"), 0);
	v = rig_ask("{\"command\":\"webhook replay\",\"all\":true}");
	assert_int_equal(rig_int(v, "replayed"), 3);
	assert_int_equal(rig_count(dead(), "dead"), 0);
}

static void one_that_is_dropped_is_forgotten(void **state)
{
	char id[MESSAGE_ID_TEXT];
	uint64_t place = give_up(LANE, id), other = give_up(LANE, id);

	(void)state;
	assert_int_equal(rig_int(tell("drop", LANE, place), "dropped"), 1);
	assert_int_equal(rig_count(dead(), "dead"), 1);
	assert_non_null(strstr(rig_text(tell("drop", LANE, place), "error"),
	    "no such dead letter"));
	assert_int_equal(rig_int(tell("drop", LANE, other), "dropped"), 1);
	rig_settle();
	assert_int_equal(rig.letters, 0);
}

static void a_letter_that_is_none_is_refused(void **state)
{
	static const char *const letters[] = { "", "0a1b2c3d",
		"0a1b2c3d:", "0a1b2c3d:x", "0a1b2c3d:0", "00000000:5",
		"0a1b2c3d5:1" };
	char request[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		snprintf(request, sizeof(request),
		    "{\"command\":\"webhook drop\",\"letter\":\"%s\"}",
		    letters[i]);
		rig_expect_error(request, "is wanted");
	}
}

static void the_status_has_its_figures(void **state)
{
	const struct json_value *v;

	(void)state;
	v = rig_ask("{\"command\":\"webhook status\"}");
	assert_int_equal(rig_int(v, "sent"), 0);
	assert_int_equal(rig_int(v, "lanes"), 0);
	assert_int_equal(rig_int(v, "calls"), 0);
	assert_int_equal(rig_int(v, "paced"), 0);
	assert_int_equal(rig_int(v, "unconfirmed"), 0);
	v = rig_ask("{\"command\":\"webhook resting\"}");
	assert_int_equal(rig_count(v, "resting"), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_dead_are_listed_with_message_and_reason),
		CASE(the_dead_of_another_account_are_left_out),
		CASE(one_that_is_replayed_goes_back_to_its_lane),
		CASE(all_are_replayed_and_counted),
		CASE(one_that_is_dropped_is_forgotten),
		CASE(a_letter_that_is_none_is_refused),
		CASE(the_status_has_its_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

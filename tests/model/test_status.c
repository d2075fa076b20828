/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/status.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void expect_moves(enum status from, const char *words)
{
	char all[300] = " ", word[40];

	strcat(strcat(all, words), " ");
	for (unsigned to = 0; to < STATUS_COUNT; to++) {
		strcpy(word, " ");
		strcat(strcat(word, status_name((enum status)to)), " ");
		assert_int_equal(status_may(from, (enum status)to),
		    strstr(all, word) != NULL);
	}
}

static void moves_before_the_carrier_are_those_of_the_spec(void **state)
{
	(void)state;
	expect_moves(STATUS_NEW,
	    "held queued failed skipped canceled recipient_deleted untracked "
	    "received");
	expect_moves(STATUS_HELD,
	    "queued failed skipped canceled recipient_deleted");
	expect_moves(STATUS_QUEUED, "held submitting forwarded delivered "
				    "failed delivery_unknown skipped "
				    "canceled recipient_deleted");
	expect_moves(STATUS_SUBMITTING,
	    "queued forwarded enroute delivered failed delivery_unknown "
	    "canceled");
}

static void moves_at_the_carrier_are_those_of_the_spec(void **state)
{
	(void)state;
	expect_moves(STATUS_FORWARDED,
	    "queued enroute delivered failed delivery_unknown canceled");
	expect_moves(STATUS_ENROUTE,
	    "queued delivered failed delivery_unknown canceled");
}

static void r1_nothing_leads_from_a_final_state_to_a_waiting_one(void **state)
{
	(void)state;
	for (unsigned from = 0; from < STATUS_COUNT; from++) {
		if (!status_is_final((enum status)from) ||
		    from == STATUS_DELIVERY_UNKNOWN)
			continue;
		for (unsigned to = 0; to < STATUS_COUNT; to++)
			if (!status_is_final((enum status)to))
				assert_false(status_may((enum status)from,
				    (enum status)to));
	}
}

static void r2_delivered_is_absorbing(void **state)
{
	(void)state;
	expect_moves(STATUS_DELIVERED, "failed");
}

static void r3_a_receipt_turns_failed_into_delivered_only(void **state)
{
	(void)state;
	expect_moves(STATUS_FAILED, "delivered");
}

static void r4_delivery_unknown_takes_any_later_truth(void **state)
{
	(void)state;
	expect_moves(STATUS_DELIVERY_UNKNOWN,
	    "queued forwarded delivered failed canceled");
}

static void r7_a_receipt_wins_over_a_cancellation(void **state)
{
	(void)state;
	expect_moves(STATUS_CANCELED, "delivered failed");
	expect_moves(STATUS_SKIPPED, "");
	expect_moves(STATUS_RECIPIENT_DELETED, "");
	expect_moves(STATUS_UNTRACKED, "");
	expect_moves(STATUS_RECEIVED, "");
}

static void no_state_leads_to_itself(void **state)
{
	(void)state;
	for (unsigned s = 0; s < STATUS_COUNT; s++)
		assert_false(status_may((enum status)s, (enum status)s));
}

static void every_state_but_new_can_be_reached(void **state)
{
	(void)state;
	for (unsigned to = 0; to < STATUS_COUNT; to++) {
		bool found = false;

		for (unsigned from = 0; from < STATUS_COUNT; from++)
			found |= status_may((enum status)from, (enum status)to);
		assert_int_equal(found, to != STATUS_NEW);
	}
}

static void the_life_of_a_message_moves_one_byte(void **state)
{
	uint8_t s = 0;

	(void)state;
	status_move(&s, STATUS_QUEUED);
	status_move(&s, STATUS_SUBMITTING);
	status_move(&s, STATUS_FORWARDED);
	status_move(&s, STATUS_ENROUTE);
	status_move(&s, STATUS_FAILED);
	status_move(&s, STATUS_DELIVERED);
	assert_int_equal(s, STATUS_DELIVERED);
}

static void an_illegal_move_ends_the_program(void **state)
{
	uint8_t s = STATUS_DELIVERED;
	int how = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		status_move(&s, STATUS_QUEUED);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
}

static void numbers_on_disk_stay_what_they_are(void **state)
{
	static const char *const words[] = { "new", "held", "queued",
		"submitting", "forwarded", "enroute", "delivered", "failed",
		"delivery_unknown", "skipped", "canceled", "recipient_deleted",
		"untracked", "received" };

	(void)state;
	assert_int_equal(STATUS_COUNT, ARRAY_LEN(words));
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		assert_string_equal(status_name((enum status)i), words[i]);
	assert_string_equal(status_name(STATUS_COUNT), "?");
}

static void words_parse_back(void **state)
{
	enum status s;

	(void)state;
	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		assert_int_equal(status_parse(status_name((enum status)i), &s),
		    0);
		assert_int_equal(s, i);
	}
	assert_int_equal(status_parse("sent", &s), RC_NOT_FOUND);
}

static void counts_are_a_partition_as_in_the_spec(void **state)
{
	static const char *const buckets[] = { "in_queue", "in_queue",
		"in_queue", "in_queue", "outbox", "outbox", "sent", "error",
		"delivery_unknown", "skipped", "canceled", "recipient_deleted",
		"", "" };

	(void)state;
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		assert_string_equal(
		    status_bucket_name(status_bucket_of((enum status)i)),
		    buckets[i]);
}

static void a_substate_belongs_to_one_state(void **state)
{
	(void)state;
	assert_true(substate_may(SUBSTATE_RETRY_WAIT, STATUS_QUEUED));
	assert_false(substate_may(SUBSTATE_RETRY_WAIT, STATUS_HELD));
	assert_true(substate_may(SUBSTATE_QUIET_HOURS, STATUS_HELD));
	assert_true(substate_may(SUBSTATE_OPTED_OUT, STATUS_SKIPPED));
	assert_true(substate_may(SUBSTATE_NONE, STATUS_DELIVERED));
}

static void flags_and_stages_have_words(void **state)
{
	(void)state;
	assert_string_equal(status_flag_name(0), "duplicate_risk");
	assert_int_equal(FLAG_CARRIER_NO_RECEIPTS, 1u << 6);
	assert_string_equal(status_flag_name(6), "carrier_no_receipts");
	assert_string_equal(status_flag_name(7), "rerouted");
	assert_string_equal(status_flag_name(9), "cancel_wanted");
	assert_string_equal(status_flag_name(10), "erased");
	assert_string_equal(status_flag_name(11), "redacted");
	assert_null(status_flag_name(12)); /* evidence: it is our own */
	assert_string_equal(status_flag_name(13), "imported");
	assert_null(status_flag_name(14));
	assert_string_equal(stage_name(STAGE_NETWORK), "network");
	assert_string_equal(stage_name(STAGE_NONE), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    moves_before_the_carrier_are_those_of_the_spec),
		cmocka_unit_test(moves_at_the_carrier_are_those_of_the_spec),
		cmocka_unit_test(
		    r1_nothing_leads_from_a_final_state_to_a_waiting_one),
		cmocka_unit_test(r2_delivered_is_absorbing),
		cmocka_unit_test(r3_a_receipt_turns_failed_into_delivered_only),
		cmocka_unit_test(r4_delivery_unknown_takes_any_later_truth),
		cmocka_unit_test(r7_a_receipt_wins_over_a_cancellation),
		cmocka_unit_test(no_state_leads_to_itself),
		cmocka_unit_test(every_state_but_new_can_be_reached),
		cmocka_unit_test(the_life_of_a_message_moves_one_byte),
		cmocka_unit_test(an_illegal_move_ends_the_program),
		cmocka_unit_test(numbers_on_disk_stay_what_they_are),
		cmocka_unit_test(words_parse_back),
		cmocka_unit_test(counts_are_a_partition_as_in_the_spec),
		cmocka_unit_test(a_substate_belongs_to_one_state),
		cmocka_unit_test(flags_and_stages_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/campaign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define A_DAY  ((usec)86400 * SECOND)
#define MONDAY ((usec)1772463600 * SECOND)

static struct campaign_facts all_forwarded(uint64_t n, uint64_t evidence)
{
	return (struct campaign_facts){ .forwarded = n,
		.evidence = evidence,
		.outbox = n,
		.threshold = 80,
		.last_forwarded = MONDAY,
		.close_window = 2 * A_DAY,
		.now = MONDAY };
}

/* statuses.md 5.2, row by row. */
static void the_moves_are_those_of_the_table(void **state)
{
	static const struct {
		enum campaign_status from, to;
	} moves[] = {
		{ CAMPAIGN_DRAFT, CAMPAIGN_SCHEDULED },      /* T3 */
		{ CAMPAIGN_DRAFT, CAMPAIGN_PROCESSING },     /* T4 */
		{ CAMPAIGN_SCHEDULED, CAMPAIGN_DRAFT },      /* T5 */
		{ CAMPAIGN_SCHEDULED, CAMPAIGN_PROCESSING }, /* T6 */
		{ CAMPAIGN_DRAFT, CAMPAIGN_FAILED },         /* T7 */
		{ CAMPAIGN_SCHEDULED, CAMPAIGN_FAILED },     /* T7 */
		{ CAMPAIGN_PROCESSING, CAMPAIGN_SENDING },   /* T9 */
		{ CAMPAIGN_PROCESSING, CAMPAIGN_SENT },      /* T10 */
		{ CAMPAIGN_SENDING, CAMPAIGN_SENT },         /* T11 */
		{ CAMPAIGN_SENT, CAMPAIGN_DONE },            /* T12, T13 */
		{ CAMPAIGN_SENDING, CAMPAIGN_DONE },         /* T13 */
		{ CAMPAIGN_PROCESSING, CAMPAIGN_CANCELED },  /* T14 */
		{ CAMPAIGN_SENDING, CAMPAIGN_CANCELED },     /* T14 */
		{ CAMPAIGN_PROCESSING, CAMPAIGN_FAILED },    /* T15 */
	};
	bool may[CAMPAIGN_STATES][CAMPAIGN_STATES] = { { false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		may[moves[i].from][moves[i].to] = true;
	for (unsigned from = 0; from < CAMPAIGN_STATES; from++) {
		for (unsigned to = 0; to < CAMPAIGN_STATES; to++) {
			if (campaign_may((enum campaign_status)from,
				(enum campaign_status)to) != may[from][to])
				fail_msg("%u to %u", from, to);
		}
	}
	assert_false(campaign_may(CAMPAIGN_STATES, CAMPAIGN_DRAFT));
	assert_false(campaign_may(CAMPAIGN_DRAFT, CAMPAIGN_STATES));
}

static void a_final_state_is_left_by_nothing(void **state)
{
	(void)state;
	for (unsigned s = 0; s < CAMPAIGN_STATES; s++) {
		bool leaves = false;

		for (unsigned to = 0; to < CAMPAIGN_STATES; to++)
			leaves |= campaign_may((enum campaign_status)s,
			    (enum campaign_status)to);
		assert_int_equal(campaign_is_final((enum campaign_status)s),
		    !leaves);
	}
}

static void a_move_writes_the_status(void **state)
{
	uint8_t s = CAMPAIGN_DRAFT;

	(void)state;
	campaign_move(&s, CAMPAIGN_SCHEDULED);
	assert_int_equal(s, CAMPAIGN_SCHEDULED);
	campaign_move(&s, CAMPAIGN_PROCESSING);
	assert_int_equal(s, CAMPAIGN_PROCESSING);
}

static void a_word_is_a_state_and_back(void **state)
{
	enum campaign_status s;

	(void)state;
	for (unsigned i = 0; i < CAMPAIGN_STATES; i++) {
		assert_int_equal(
		    campaign_status_parse(
			campaign_status_name((enum campaign_status)i), &s),
		    0);
		assert_int_equal(s, i);
	}
	assert_int_equal(campaign_status_parse("gone", &s), RC_NOT_FOUND);
	assert_string_equal(campaign_status_name(CAMPAIGN_STATES), "?");
	for (unsigned i = 0; i < CAUSES; i++)
		assert_string_not_equal(
		    campaign_cause_name((enum campaign_cause)i), "?");
	assert_string_equal(campaign_cause_name(CAUSES), "?");
}

static void each_bit_of_a_preflight_has_code_and_text(void **state)
{
	(void)state;
	assert_string_equal(preflight_code(0), "site_inactive");
	assert_string_equal(preflight_code(3), "trial_limit_reached");
	for (unsigned bit = 0; bit < 4; bit++)
		assert_true(strlen(preflight_text(bit)) > 10);
	assert_null(preflight_code(4));
	assert_null(preflight_text(4));
}

/* A23, for few messages: no rounding. */
static void four_in_five_is_enough_and_less_is_not(void **state)
{
	static const struct {
		uint64_t forwarded, enough;
	} least[] = { { 1, 1 }, { 3, 3 }, { 4, 4 }, { 5, 4 }, { 9, 8 },
		{ 10, 8 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(least); i++) {
		struct campaign_facts f =
		    all_forwarded(least[i].forwarded, least[i].enough);

		assert_true(campaign_is_sent(&f));
		f.evidence--;
		assert_false(campaign_is_sent(&f));
	}
}

static void nothing_forwarded_counts_as_evident(void **state)
{
	struct campaign_facts f = all_forwarded(0, 0);

	(void)state;
	assert_true(campaign_is_sent(&f));
}

static void what_is_pending_forbids_sent(void **state)
{
	struct campaign_facts f = all_forwarded(5, 5);

	(void)state;
	f.pending = 1;
	assert_false(campaign_is_sent(&f));
}

static void the_threshold_is_the_campaigns_own(void **state)
{
	struct campaign_facts f = all_forwarded(10, 5);

	(void)state;
	f.threshold = 50;
	assert_true(campaign_is_sent(&f));
	f.threshold = 51;
	assert_false(campaign_is_sent(&f));
}

static void confirmed_is_when_nobody_waits_any_more(void **state)
{
	struct campaign_facts f = all_forwarded(5, 5);

	(void)state;
	assert_false(campaign_is_confirmed(&f));
	f.outbox = 0;
	assert_true(campaign_is_confirmed(&f));
	f.in_queue = 1;
	assert_false(campaign_is_confirmed(&f));
}

static void over_is_when_the_window_is_and_nothing_is_in_queue(void **state)
{
	struct campaign_facts f = all_forwarded(5, 0);

	(void)state;
	f.now = MONDAY + 2 * A_DAY - 1;
	assert_false(campaign_is_over(&f));
	f.now++;
	assert_true(campaign_is_over(&f));
	f.in_queue = 1;
	assert_false(campaign_is_over(&f));
	f.in_queue = 0;
	f.last_forwarded = 0; /* no window has begun */
	assert_false(campaign_is_over(&f));
}

static void expect(enum campaign_status from, const struct campaign_facts *f,
    enum campaign_status to, enum campaign_cause why)
{
	enum campaign_cause cause = CAUSES;

	assert_int_equal(campaign_next(from, f, &cause), to);
	assert_int_equal(cause, why);
}

/* T8: the next page of checks. */
static void it_is_processing_while_somebody_is_not_checked(void **state)
{
	struct campaign_facts f = all_forwarded(5, 5);

	(void)state;
	f.unchecked = 1;
	f.in_queue = f.pending = 1;
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_PROCESSING, CAUSE_NONE);
	f.unchecked = f.in_queue = f.pending = 0;
	f.filling = true;
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_PROCESSING, CAUSE_NONE);
}

static void t9_checked_it_is_sending(void **state)
{
	struct campaign_facts f = all_forwarded(5, 3);

	(void)state;
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_SENDING, CAUSE_CHECKED);
	f = all_forwarded(5, 5);
	f.pending = f.in_queue = 1; /* one is queued */
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_SENDING, CAUSE_CHECKED);
}

static void t10_sending_is_left_out_if_it_is_evident(void **state)
{
	struct campaign_facts f = all_forwarded(5, 4);

	(void)state;
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_SENT, CAUSE_EVIDENCE);
}

static void t11_evidence_makes_it_sent(void **state)
{
	struct campaign_facts f = all_forwarded(5, 3);

	(void)state;
	expect(CAMPAIGN_SENDING, &f, CAMPAIGN_SENDING, CAUSE_NONE);
	f.evidence = 4;
	expect(CAMPAIGN_SENDING, &f, CAMPAIGN_SENT, CAUSE_EVIDENCE);
}

static void t12_confirmed_it_is_done(void **state)
{
	struct campaign_facts f = all_forwarded(5, 5);

	(void)state;
	expect(CAMPAIGN_SENT, &f, CAMPAIGN_SENT, CAUSE_NONE);
	f.outbox = 0;
	expect(CAMPAIGN_SENT, &f, CAMPAIGN_DONE, CAUSE_CONFIRMED);
}

static void t13_the_window_ends_it_in_sending_and_sent(void **state)
{
	struct campaign_facts f = all_forwarded(5, 2);

	(void)state;
	f.now = MONDAY + 2 * A_DAY;
	expect(CAMPAIGN_SENDING, &f, CAMPAIGN_DONE, CAUSE_WINDOW);
	f.evidence = 5;
	expect(CAMPAIGN_SENT, &f, CAMPAIGN_DONE, CAUSE_WINDOW);
}

/* T12 may follow T10 and T11 in the same tick, and each is told. */
static void an_empty_campaign_ends_step_by_step(void **state)
{
	struct campaign_facts f = { .threshold = 80, .now = MONDAY };

	(void)state;
	expect(CAMPAIGN_PROCESSING, &f, CAMPAIGN_SENT, CAUSE_EVIDENCE);
	expect(CAMPAIGN_SENT, &f, CAMPAIGN_DONE, CAUSE_CONFIRMED);
	expect(CAMPAIGN_DONE, &f, CAMPAIGN_DONE, CAUSE_NONE);
}

static void others_go_nowhere_by_themselves(void **state)
{
	static const enum campaign_status rest[] = { CAMPAIGN_DRAFT,
		CAMPAIGN_SCHEDULED, CAMPAIGN_DONE, CAMPAIGN_CANCELED,
		CAMPAIGN_FAILED };
	struct campaign_facts f = all_forwarded(0, 0);

	(void)state;
	f.now = MONDAY + 9 * A_DAY;
	for (size_t i = 0; i < ARRAY_LEN(rest); i++)
		expect(rest[i], &f, rest[i], CAUSE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_moves_are_those_of_the_table),
		cmocka_unit_test(a_final_state_is_left_by_nothing),
		cmocka_unit_test(a_move_writes_the_status),
		cmocka_unit_test(a_word_is_a_state_and_back),
		cmocka_unit_test(each_bit_of_a_preflight_has_code_and_text),
		cmocka_unit_test(four_in_five_is_enough_and_less_is_not),
		cmocka_unit_test(nothing_forwarded_counts_as_evident),
		cmocka_unit_test(what_is_pending_forbids_sent),
		cmocka_unit_test(the_threshold_is_the_campaigns_own),
		cmocka_unit_test(confirmed_is_when_nobody_waits_any_more),
		cmocka_unit_test(
		    over_is_when_the_window_is_and_nothing_is_in_queue),
		cmocka_unit_test(
		    it_is_processing_while_somebody_is_not_checked),
		cmocka_unit_test(t9_checked_it_is_sending),
		cmocka_unit_test(t10_sending_is_left_out_if_it_is_evident),
		cmocka_unit_test(t11_evidence_makes_it_sent),
		cmocka_unit_test(t12_confirmed_it_is_done),
		cmocka_unit_test(t13_the_window_ends_it_in_sending_and_sent),
		cmocka_unit_test(an_empty_campaign_ends_step_by_step),
		cmocka_unit_test(others_go_nowhere_by_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Suggestions to opt out: statuses.md 4.4, R9. */
#include "people.h"

#include "ledger/optout.h"
#include "ledger/streak.h"

#define CASE(f) \
	cmocka_unit_test_setup_teardown(f, people_setup, people_teardown)

#define ANN 19175550001u
#define BOB 19175550002u

/* A message that acme took. */
static struct message_id forward_as(struct shop *s, struct accept a)
{
	size_t claimed = s->claimed;
	char id[32];

	a.account = s->account;
	a.set = s->set;
	a.parts = 1;
	a.body = "hello";
	a.body_len = 5;
	ledger_slots(s->ledger, s->acme, 1);
	assert_int_equal(ledger_accept(s->ledger, &a), 0);
	settle(s);
	assert_int_equal(s->claimed, claimed + 1);
	snprintf(id, sizeof(id), "id%zu", s->claimed);
	answer(s, ANSWER_OK, id);
	return s->claim.id;
}

static struct message_id forward(struct shop *s, uint64_t to)
{
	return forward_as(s, (struct accept){ .to = to });
}

static void receipt(struct shop *s, const struct message_id *m, uint64_t to,
    uint16_t reason)
{
	struct receipt_fact r = { .smsc = s->acme,
		.verdict = reason ? VERDICT_FAILED : VERDICT_DELIVERED,
		.reason = reason,
		.from = to,
		.raw = "id:x",
		.raw_len = 4 };

	/* Ids are those of forward(): the n-th claim is of the n-th message. */
	snprintf(r.smsc_id, sizeof(r.smsc_id), "id%llu",
	    (unsigned long long)m->key);
	ledger_receipt(s->ledger, &r);
	settle(s);
}

/* A message ends like this; 0: delivered. */
static struct message_id end(struct shop *s, uint64_t to, uint16_t reason)
{
	struct message_id m = forward(s, to);

	receipt(s, &m, to, reason);
	return m;
}

/* How many are open. */
static size_t open_ones(struct shop *s)
{
	ledger_suggestions(s->ledger, 1,
	    &(struct suggestion_query){ .account = s->account, .limit = 16 });
	settle(s);
	assert_int_equal(told.page_rc, 0);
	return told.n;
}

static int accept_it(struct shop *s, uint64_t number)
{
	ledger_accept_suggestion(s->ledger, 2, s->account, number);
	settle(s);
	return told.suggested_rc;
}

static int dismiss_it(struct shop *s, uint64_t number)
{
	ledger_dismiss_suggestion(s->ledger, 2, s->account, number);
	settle(s);
	return told.suggested_rc;
}

static void S_P87_three_failures_in_a_row_are_a_may(void **state)
{
	struct shop *s = *state;
	uint64_t ann = put_contact(s, ANN, "Ann", 0);
	struct message_id last;

	end(s, ANN, 30003);
	end(s, ANN, 30005);
	assert_int_equal(open_ones(s), 0);
	clock_freeze(A_MONDAY + HOUR);
	last = end(s, ANN, 30003);
	assert_int_equal(told.opened, 1);
	assert_int_equal(told.opened_number, ANN);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(told.suggestion[0].contact, ann);
	assert_int_equal(told.suggestion[0].number, ANN);
	assert_false(told.suggestion[0].should);
	assert_int_equal(told.suggestion[0].count, 3);
	assert_int_equal(told.suggestion[0].reason, 30003);
	assert_int_equal(told.suggestion[0].message, last.key);
	assert_int_equal(told.suggestion[0].since, A_MONDAY + HOUR);
}

static void S_P87_a_delivery_between_ends_the_row(void **state)
{
	struct shop *s = *state;

	put_contact(s, BOB, "Bob", 0);
	end(s, BOB, 30003);
	end(s, BOB, 30003);
	end(s, BOB, 0);
	end(s, BOB, 30003);
	assert_int_equal(open_ones(s), 0);
	reopen(s);
	end(s, BOB, 30003);
	assert_int_equal(open_ones(s), 0);
	end(s, BOB, 30005);
	assert_int_equal(open_ones(s), 1);
}

static void S_P88_a_landline_is_a_should_at_once(void **state)
{
	struct shop *s = *state;

	put_contact(s, ANN, "Ann", 0);
	end(s, ANN, 30006);
	assert_int_equal(open_ones(s), 1);
	assert_true(told.suggestion[0].should);
	assert_int_equal(told.suggestion[0].count, 1);
}

static void S_P59_what_is_not_the_recipients_fault_never_counts(void **state)
{
	struct shop *s = *state;

	put_contact(s, ANN, "Ann", 0);
	for (int i = 0; i < 5; i++)
		end(s, ANN, 30007);
	end(s, ANN, 30008);
	end(s, ANN, 400);
	end(s, ANN, 30034);
	assert_int_equal(open_ones(s), 0);
	end(s, ANN, 30003);
	end(s, ANN, 30007); /* and ends no row */
	end(s, ANN, 30003);
	end(s, ANN, 30003);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(told.suggestion[0].count, 3);
}

static void S_P89_accepting_opts_out(void **state)
{
	struct shop *s = *state;
	struct accept a = { .account = s->account,
		.set = s->set,
		.parts = 1,
		.to = ANN,
		.body = "hello",
		.body_len = 5 };

	put_contact(s, ANN, "Ann", 0);
	end(s, ANN, 30006);
	assert_int_equal(accept_it(s, ANN), 0);
	assert_int_equal(open_ones(s), 0);
	assert_int_equal(accept_it(s, ANN), RC_NOT_FOUND);
	assert_int_equal(ledger_accept(s->ledger, &a), 0);
	settle(s);
	assert_int_equal(s->refused, 1);
	assert_int_equal(s->rc, RC_OPTED_OUT);
	reopen(s);
	assert_int_equal(ledger_accept(s->ledger, &a), 0);
	settle(s);
	assert_int_equal(s->refused, 2);
}

/* Queued before, and no smsc has a slot. */
static void what_waits_ends_when_it_is_accepted(void **state)
{
	struct shop *s = *state;
	size_t n;

	put_contact(s, ANN, "Ann", 0);
	end(s, ANN, 30006);
	n = s->accepted;
	assert_int_equal(
	    ledger_accept(s->ledger, &(struct accept){ .account = s->account,
					 .set = s->set,
					 .parts = 1,
					 .to = ANN,
					 .body = "hello",
					 .body_len = 5 }),
	    0);
	settle(s);
	assert_int_equal(s->accepted, n + 1);
	assert_int_equal(accept_it(s, ANN), 0);
	ledger_tick(s->ledger);
	settle(s);
	ledger_fetch(s->ledger, 1, 0, &s->id[n]);
	settle(s);
	assert_int_equal(s->view.state, STATUS_SKIPPED);
	assert_int_equal(s->view.substate, SUBSTATE_OPTED_OUT);
}

static void S_P89_one_that_was_dismissed_needs_three_more(void **state)
{
	struct shop *s = *state;

	put_contact(s, BOB, "Bob", 0);
	end(s, BOB, 30006);
	assert_int_equal(dismiss_it(s, BOB), 0);
	assert_int_equal(open_ones(s), 0);
	assert_int_equal(dismiss_it(s, BOB), RC_NOT_FOUND);
	end(s, BOB, 30006);
	end(s, BOB, 30006);
	reopen(s);
	assert_int_equal(open_ones(s), 0);
	end(s, BOB, 30006);
	assert_int_equal(open_ones(s), 1);
	assert_true(told.suggestion[0].should);
	assert_int_equal(told.suggestion[0].count, 3);
}

static void R9_a_result_that_is_revised_withdraws_it(void **state)
{
	struct shop *s = *state;
	struct message_id second;

	put_contact(s, ANN, "Ann", 0);
	end(s, ANN, 30003);
	second = end(s, ANN, 30003);
	end(s, ANN, 30003);
	assert_int_equal(open_ones(s), 1);
	receipt(s, &second, ANN, 0);
	assert_int_equal(open_ones(s), 0);
	/* What failed after the one that arrived still counts. */
	end(s, ANN, 30003);
	assert_int_equal(open_ones(s), 0);
	end(s, ANN, 30003);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(told.suggestion[0].count, 3);
}

static void numbers_of_nobody_have_no_streak(void **state)
{
	struct shop *s = *state;

	end(s, ANN, 30006);
	assert_int_equal(open_ones(s), 0);
	assert_int_equal(told.opened, 0);
}

/* A suggestion shows the number, and names the message. */
static void a_number_that_is_masked_has_no_streak(void **state)
{
	struct shop *s = *state;
	const struct accept masked = { .to = ANN, .obfuscate = true };
	struct message_id m;

	put_contact(s, ANN, "Ann", 0);
	for (int i = 0; i < 4; i++) {
		m = forward_as(s, masked);
		receipt(s, &m, ANN, 30003);
	}
	assert_int_equal(told.opened, 0);
	assert_int_equal(open_ones(s), 0);
}

static void one_who_opts_out_or_is_deleted_is_not_suggested_any_more(
    void **state)
{
	struct shop *s = *state;

	put_contact(s, ANN, "Ann", 0);
	put_contact(s, BOB, "Bob", 0);
	end(s, ANN, 30006);
	end(s, BOB, 30006);
	assert_int_equal(open_ones(s), 2);
	ledger_optout(s->ledger, 3,
	    &(struct optout){ .account = s->account,
		.number = ANN,
		.set = true,
		.source = OPTOUT_API });
	settle(s);
	assert_int_equal(open_ones(s), 1);
	assert_int_equal(told.suggestion[0].number, BOB);
	read_contacts(s, (struct contact_query){ .number = BOB });
	assert_int_equal(delete_contact(s, told.contact[0].id), 0);
	assert_int_equal(open_ones(s), 0);
}

static void pages_go_on_behind_the_last_number(void **state)
{
	struct shop *s = *state;
	struct suggestion_query q = { .account = s->account, .limit = 1 };

	put_contact(s, ANN, "Ann", 0);
	put_contact(s, BOB, "Bob", 0);
	end(s, BOB, 30006);
	end(s, ANN, 30006);
	ledger_suggestions(s->ledger, 1, &q);
	settle(s);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.suggestion[0].number, ANN);
	q.after = told.next;
	ledger_suggestions(s->ledger, 1, &q);
	settle(s);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.suggestion[0].number, BOB);
	assert_int_equal(told.next, 0);
	q.number = ANN;
	ledger_suggestions(s->ledger, 1, &q);
	settle(s);
	assert_int_equal(told.n, 1);
	q.number = 5;
	ledger_suggestions(s->ledger, 1, &q);
	settle(s);
	assert_int_equal(told.page_rc, RC_NOT_FOUND);
}

static void a_row_says_what_was_written(void **state)
{
	struct streak s = { .status = STREAK_OPEN,
		.n = STREAK_MOST,
		.since = A_MONDAY },
		      again;
	uint8_t bytes[STREAK_BYTES + 1] = { 0 };
	size_t len;

	(void)state;
	for (int i = 0; i < STREAK_MOST; i++)
		s.fail[i] = (struct streak_failure){ (uint64_t)i + 9, 30003 };
	len = streak_write(&s, bytes);
	assert_int_equal(len, STREAK_BYTES);
	assert_int_equal(streak_read(&again, bytes, len), 0);
	assert_int_equal(again.fail[STREAK_MOST - 1].key, STREAK_MOST + 8);
	assert_int_equal(again.since, A_MONDAY);
	assert_int_equal(streak_read(&again, bytes, len - 1), RC_CORRUPT);
	assert_int_equal(streak_read(&again, bytes, len + 1), RC_CORRUPT);
	bytes[1] = STREAK_MOST + 1;
	assert_int_equal(streak_read(&again, bytes, len), RC_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(S_P87_three_failures_in_a_row_are_a_may),
		CASE(S_P87_a_delivery_between_ends_the_row),
		CASE(S_P88_a_landline_is_a_should_at_once),
		CASE(S_P59_what_is_not_the_recipients_fault_never_counts),
		CASE(S_P89_accepting_opts_out),
		CASE(what_waits_ends_when_it_is_accepted),
		CASE(S_P89_one_that_was_dismissed_needs_three_more),
		CASE(R9_a_result_that_is_revised_withdraws_it),
		CASE(numbers_of_nobody_have_no_streak),
		CASE(a_number_that_is_masked_has_no_streak),
		CASE(one_who_opts_out_or_is_deleted_is_not_suggested_any_more),
		CASE(pages_go_on_behind_the_last_number),
		cmocka_unit_test(a_row_says_what_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

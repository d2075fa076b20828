/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failover on outcome: what acme will not have, or did not deliver, goes to
 * beta. FAILOVER is "acme,beta!rejected!expired".
 */
#include "facts.h"

#include "ledger/read.h"
#include "ledger/verify.h"
#include "ledger/views.h"
#include "model/reason.h"
#include "store/record.h"

static const struct smsc_fact plain = { .doubt_wait = 60 * SECOND };

static void slots(struct desk *d)
{
	desk_slots(d, ACME, 100);
	desk_slots(d, BETA, 100);
}

static struct claim_part part_at(uint16_t smsc, uint8_t part, uint8_t attempt)
{
	struct claim_part p = desk_part(1, part, attempt);

	p.smsc = smsc;
	return p;
}

static void answer(struct desk *d, uint16_t smsc, uint8_t attempt,
    const char *id)
{
	desk_answer(d, part_at(smsc, 0, attempt), ANSWER_OK, id);
	desk_commit(d);
}

static void refuse(struct desk *d, uint16_t smsc, uint8_t part, uint8_t attempt)
{
	struct answer *a =
	    desk_answer(d, part_at(smsc, part, attempt), ANSWER_NEVER, "");

	a->status = 0x0b;
	a->reason = smsc == ACME ? 400 : 30034;
	desk_commit(d);
}

static void receive(struct desk *d, uint16_t smsc, enum receipt_verdict verdict,
    const char *id)
{
	struct receipt_fact *r = desk_receipt(d, verdict, id);

	r->smsc = smsc;
	r->reason = verdict == VERDICT_DELIVERED ? 0 : 30005;
	desk_commit(d);
}

/* Message 1 of so many parts, claimed by acme. */
static void claimed(struct desk *d, struct accept a)
{
	slots(d);
	if (a.set == 0)
		a.set = FAILOVER;
	desk_accept(d, a);
	desk_commit(d);
	assert_int_equal(desk_claim(d, 0)->smsc, ACME);
}

/* Message 1 of one part, refused to acme's customer after a while. */
static void failed_by_receipt(struct desk *d)
{
	claimed(d, (struct accept){ 0 });
	answer(d, ACME, 1, "77");
	desk_slots(d, BETA, -100);
	d->now += SECOND;
	receive(d, ACME, VERDICT_FAILED, "77");
}

static void expect(struct desk *d, enum status state, uint16_t flags)
{
	struct record r = desk_look(d, 1);

	assert_int_equal(r.state, state);
	assert_int_equal(r.flags, flags);
	desk_check_totals(d);
}

static void expect_claim(struct desk *d, uint16_t smsc, uint8_t attempt,
    uint32_t mask)
{
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 1);
	assert_int_equal(desk_claim(d, 0)->smsc, smsc);
	assert_int_equal(desk_claim(d, 0)->attempt, attempt);
	assert_int_equal(desk_claim(d, 0)->mask, mask);
}

static void print_finding(const char *table, const char *key, const char *what,
    void *arg)
{
	(void)arg;
	print_error("%s %s: %s\n", table, key, what);
}

/* What is on disk is sound, and comes back as it was. */
static void crash(struct desk *d)
{
	const struct verify_options o = { .path = d->path,
		.found = print_finding };
	struct record before = desk_look(d, 1), after;
	struct ledger_problem why;
	struct verify_counts n;

	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &n, &why), 0);
	assert_int_equal(n.findings, 0);
	desk_open(d);
	after = desk_look(d, 1);
	assert_memory_equal((uint8_t *)&before + STORE_HEAD,
	    (uint8_t *)&after + STORE_HEAD, sizeof(after) - STORE_HEAD);
}

static void expect_events(struct desk *d, const char *expected)
{
	struct message_id id = book_id(&d->book, 1);
	struct reading r = { 0 };
	char text[500] = "";

	assert_int_equal(read_message(&d->book, 0, &id, &r), 0);
	for (size_t i = 0; i < r.message[0].n_events; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%s", i == 0 ? "" : " ", r.message[0].event[i].name);
	assert_string_equal(text, expected);
	reading_fini(&r);
}

static void a_refused_message_goes_to_the_rest_of_its_set(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ 0 });
	refuse(d, ACME, 0, 1);
	expect_claim(d, BETA, 2, 1);
	expect(d, STATUS_SUBMITTING, FLAG_REROUTED);
	assert_int_equal(desk_look(d, 1).set, ONLY_BETA);
	expect_events(d, "accepted claimed answered rerouted claimed");
	refuse(d, BETA, 0, 2);
	expect(d, STATUS_FAILED, FLAG_REROUTED);
	assert_int_equal(desk_look(d, 1).reason, 30034); /* of the last */
	assert_int_equal(desk_look(d, 1).stage, STAGE_SUBMIT);
}

static void the_event_says_which_smsc_it_left_and_why(void **state)
{
	struct desk *d = *state;
	struct message_id id = book_id(&d->book, 1);
	struct reading r = { 0 };

	claimed(d, (struct accept){ 0 });
	refuse(d, ACME, 0, 1);
	assert_int_equal(read_message(&d->book, 0, &id, &r), 0);
	assert_string_equal(r.message[0].event[3].name, "rerouted");
	assert_int_equal(r.message[0].event[3].smsc, ACME);
	assert_int_equal(r.message[0].event[3].reason, 400);
	assert_int_equal(r.message[0].event[3].state, STATUS_QUEUED);
	reading_fini(&r);
}

static void without_the_flag_a_refusal_is_final(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .set = BOTH });
	refuse(d, ACME, 0, 1);
	expect(d, STATUS_FAILED, 0);
}

static void a_rest_that_is_not_configured_is_none(void **state)
{
	struct desk *d = *state;

	batch_add(&d->batch, FACT_SMSC, NULL, 0)->u.smsc =
	    (struct smsc_fact){ .smsc = BETA };
	claimed(d, (struct accept){ 0 });
	refuse(d, ACME, 0, 1);
	expect(d, STATUS_FAILED, 0);
	assert_int_equal(desk_look(d, 1).reason, 400);
}

static void what_is_over_goes_nowhere(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .ttl = 5 });
	d->now += 6 * SECOND;
	refuse(d, ACME, 0, 1);
	expect(d, STATUS_FAILED, 0);
	assert_int_equal(desk_look(d, 1).reason, 400);
}

/* It waits in the other's line, through a crash. */
static void it_waits_where_it_goes_to(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ 0 });
	desk_slots(d, BETA, -100);
	refuse(d, ACME, 0, 1);
	expect(d, STATUS_QUEUED, FLAG_REROUTED);
	crash(d);
	desk_slots(d, ACME, 10);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_slots(d, BETA, 1);
	desk_commit(d);
	expect_claim(d, BETA, 2, 1);
}

static void a_failed_receipt_sends_it_on(void **state)
{
	struct desk *d = *state;

	failed_by_receipt(d);
	expect(d, STATUS_QUEUED, FLAG_REROUTED);
	expect_events(d, "accepted claimed answered receipt rerouted");
	crash(d);
	desk_slots(d, BETA, 1);
	desk_commit(d);
	expect_claim(d, BETA, 2, 1);
	answer(d, BETA, 2, "b1");
	expect(d, STATUS_FORWARDED, FLAG_REROUTED);
	crash(d);
	receive(d, BETA, VERDICT_FAILED, "b1");
	expect(d, STATUS_FAILED, FLAG_REROUTED);
	assert_int_equal(desk_look(d, 1).stage, STAGE_NETWORK);
}

/* MIXED says !rejected only. */
static void an_expiry_is_another_cause(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .set = MIXED });
	answer(d, ACME, 1, "77");
	receive(d, ACME, VERDICT_EXPIRED, "77");
	expect(d, STATUS_FAILED, 0);
}

static void an_expired_message_goes_on_if_the_set_says_so(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ 0 });
	answer(d, ACME, 1, "77");
	receive(d, ACME, VERDICT_EXPIRED, "77");
	expect(d, STATUS_SUBMITTING, FLAG_REROUTED);
	expect_claim(d, BETA, 2, 1);
}

static void a_delivery_by_the_first_cancels_what_waits(void **state)
{
	struct desk *d = *state;

	failed_by_receipt(d);
	receive(d, ACME, VERDICT_DELIVERED, "77");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED);
	crash(d);
	slots(d);
	d->now += HOUR;
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
}

static void a_delivery_by_the_first_counts_while_the_second_has_it(void **state)
{
	struct desk *d = *state;

	failed_by_receipt(d);
	desk_slots(d, BETA, 1);
	desk_commit(d);
	receive(d, ACME, VERDICT_DELIVERED, "77");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED | FLAG_DUPLICATE_RISK);
	answer(d, BETA, 2, "b1");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED | FLAG_DUPLICATE_RISK);
	crash(d);
}

static void a_delivery_by_the_first_counts_after_the_second_took_it(
    void **state)
{
	struct desk *d = *state;

	failed_by_receipt(d);
	desk_slots(d, BETA, 1);
	desk_commit(d);
	answer(d, BETA, 2, "b1");
	receive(d, ACME, VERDICT_DELIVERED, "77");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED | FLAG_DUPLICATE_RISK);
	crash(d);
}

/* R3, though beta refused it and it failed at the submission. */
static void a_delivery_by_the_first_revises_the_failure_at_the_second(
    void **state)
{
	struct desk *d = *state;

	failed_by_receipt(d);
	desk_slots(d, BETA, 1);
	desk_commit(d);
	refuse(d, BETA, 0, 2);
	expect(d, STATUS_FAILED, FLAG_REROUTED);
	receive(d, ACME, VERDICT_DELIVERED, "77");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED | FLAG_REVISED);
	crash(d);
}

/* R8 too: told again, it is not even an event. */
static void a_failure_told_by_the_first_is_stale(void **state)
{
	struct desk *d = *state;
	uint64_t place;

	failed_by_receipt(d);
	receive(d, ACME, VERDICT_FAILED, "77");
	expect_events(d, "accepted claimed answered receipt rerouted");
	desk_slots(d, BETA, 1);
	desk_commit(d);
	answer(d, BETA, 2, "b1");
	receive(d, ACME, VERDICT_FAILED, "77");
	expect(d, STATUS_FORWARDED, FLAG_REROUTED);
	place = journal_next_place(&d->book.journal);
	for (int i = 0; i < 10; i++)
		receive(d, ACME, VERDICT_FAILED, "77");
	assert_int_equal(journal_next_place(&d->book.journal), place);
	receive(d, BETA, VERDICT_DELIVERED, "b1");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED);
}

/* ---- parts ------------------------------------------------------------- */

static void only_the_parts_that_failed_go_elsewhere(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .parts = 3 });
	desk_answer(d, part_at(ACME, 0, 1), ANSWER_OK, "p0");
	desk_answer(d, part_at(ACME, 1, 1), ANSWER_OK, "p1");
	desk_answer(d, part_at(ACME, 2, 1), ANSWER_OK, "p2");
	desk_commit(d);
	receive(d, ACME, VERDICT_DELIVERED, "p0");
	expect(d, STATUS_ENROUTE, 0);
	receive(d, ACME, VERDICT_FAILED, "p1");
	expect_claim(d, BETA, 2, 2);

	/* The other one fails while beta has the first: it follows. */
	receive(d, ACME, VERDICT_FAILED, "p2");
	expect(d, STATUS_SUBMITTING, FLAG_REROUTED);
	desk_answer(d, part_at(BETA, 1, 2), ANSWER_OK, "b1");
	desk_commit(d);
	expect_claim(d, BETA, 3, 4);
	desk_answer(d, part_at(BETA, 2, 3), ANSWER_OK, "b2");
	desk_commit(d);
	expect(d, STATUS_ENROUTE, FLAG_REROUTED);
	crash(d);
	receive(d, ACME, VERDICT_FAILED, "p1"); /* stale */
	receive(d, BETA, VERDICT_DELIVERED, "b1");
	receive(d, BETA, VERDICT_DELIVERED, "b2");
	expect(d, STATUS_DELIVERED, FLAG_REROUTED);
}

static void a_part_that_was_taken_is_not_sent_again(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .parts = 3 });
	desk_answer(d, part_at(ACME, 0, 1), ANSWER_OK, "p0");
	desk_answer(d, part_at(ACME, 1, 1), ANSWER_NEVER, "")->reason = 400;
	desk_commit(d);
	expect(d, STATUS_SUBMITTING, FLAG_REROUTED);
	refuse(d, ACME, 2, 1);
	expect_claim(d, BETA, 2, 6);
	expect_events(d,
	    "accepted claimed answered answered rerouted answered claimed");
}

/* ---- when there is no receipt ------------------------------------------ */

/* M14 runs from the second forwarding, and nobody else waits for that. */
static void the_second_smsc_has_its_own_time_for_a_receipt(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ 0 });
	answer(d, ACME, 1, "77");
	desk_accept(d, (struct accept){ .set = ONLY_ACME });
	desk_commit(d);
	desk_answer(d, desk_part(2, 0, 1), ANSWER_OK, "88");
	desk_commit(d);
	d->now += 10 * HOUR;
	receive(d, ACME, VERDICT_FAILED, "77");
	answer(d, BETA, 2, "b1");
	crash(d);
	desk_commit_at(d, A_MONDAY + 72 * HOUR + SECOND);
	assert_int_equal(desk_state(d, 2), STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(desk_state(d, 1), STATUS_FORWARDED);
	assert_int_equal(d->book.view.next_due, A_MONDAY + 82 * HOUR);
	desk_commit_at(d, A_MONDAY + 82 * HOUR + SECOND);
	expect(d, STATUS_DELIVERY_UNKNOWN, FLAG_REROUTED);
	assert_int_equal(d->book.view.next_due, 0);
	crash(d);
}

/* ---- bounds ------------------------------------------------------------ */

static void fail_attempts(struct desk *d, int n, enum answer_class class)
{
	for (int i = 1; i <= n; i++) {
		assert_int_equal(desk_claim(d, 0)->attempt, i);
		if (class == ANSWER_FAULT)
			desk_answer(d, part_at(ACME, 0, (uint8_t)i), class, "");
		else
			desk_doubt(d, part_at(ACME, 0, (uint8_t)i));
		desk_commit(d);
		d->now += 301 * SECOND;
		if (i < n)
			desk_commit(d);
	}
}

static void the_tenth_fault_is_a_refusal(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .set = ONLY_ACME });
	fail_attempts(d, 10, ANSWER_FAULT);
	expect(d, STATUS_FAILED, 0);
	assert_int_equal(desk_look(d, 1).reason, REASON_UNKNOWN);
	assert_int_equal(desk_look(d, 1).detail, DETAIL_OPERATOR_FAULT);
	crash(d);
}

static void faults_of_one_smsc_lead_to_the_next(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ 0 });
	fail_attempts(d, 10, ANSWER_FAULT);
	expect_claim(d, BETA, 11, 1);
	assert_int_equal(desk_look(d, 1).faults, 0);
}

/* Else an SMSC that takes and never answers sends it for ever. */
static void the_tenth_doubt_is_left_as_it_is(void **state)
{
	struct desk *d = *state;

	claimed(d, (struct accept){ .set = ONLY_ACME });
	fail_attempts(d, 10, ANSWER_OK);
	expect(d, STATUS_DELIVERY_UNKNOWN, FLAG_DUPLICATE_RISK | FLAG_IN_DOUBT);
	crash(d);
}

/* ---- two smscs, one dies with a full window ---------------------------- */

static void die_with_a_window(struct desk *d, uint8_t on_doubt)
{
	desk_slots(d, ACME, 10);
	for (int i = 0; i < 10; i++)
		desk_accept(d,
		    (struct accept){ .set = FAILOVER, .on_doubt = on_doubt });
	for (int i = 0; i < 5; i++)
		desk_accept(d, (struct accept){ .set = FAILOVER });
	desk_slots(d, BETA, 100);
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 10);

	desk_up(d, ACME, false);
	for (uint64_t key = 1; key <= 10; key++)
		desk_doubt(d, desk_part(key, 0, 1));
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 5); /* at once */
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(desk_claim(d, i)->smsc, BETA);
		assert_in_range(desk_claim(d, i)->id.key, 11, 15);
	}
}

static void what_a_dead_link_had_goes_by_the_other_after_the_wait(void **state)
{
	struct desk *d = *state;

	die_with_a_window(d, DOUBT_RESEND);
	desk_commit_at(d, d->now + 59 * SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	desk_commit_at(d, d->now + SECOND);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 10);
	for (size_t i = 0; i < 10; i++) {
		uint64_t key = desk_claim(d, i)->id.key;

		assert_int_equal(desk_claim(d, i)->smsc, BETA);
		assert_in_range(key, 1, 10);
		assert_int_equal(desk_look(d, key).flags, FLAG_DUPLICATE_RISK);
	}
}

static void what_is_held_goes_by_no_other(void **state)
{
	struct desk *d = *state;

	die_with_a_window(d, DOUBT_HOLD);
	desk_commit_at(d, d->now + HOUR);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), 0);
	for (uint64_t key = 1; key <= 10; key++) {
		assert_int_equal(desk_state(d, key), STATUS_DELIVERY_UNKNOWN);
		assert_int_equal(desk_look(d, key).flags, FLAG_IN_DOUBT);
	}
}

/* The refusal ends the doubt: it need not wait any more. */
static void a_late_refusal_sends_on_what_waited(void **state)
{
	struct desk *d = *state;

	desk_configure(d, ACME, plain);
	claimed(d, (struct accept){ 0 });
	desk_doubt(d, part_at(ACME, 0, 1));
	desk_commit(d);
	expect(d, STATUS_QUEUED, FLAG_DUPLICATE_RISK);
	refuse(d, ACME, 0, 1);
	expect_claim(d, BETA, 2, 1);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, desk_setup_open, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_refused_message_goes_to_the_rest_of_its_set),
		CASE(the_event_says_which_smsc_it_left_and_why),
		CASE(without_the_flag_a_refusal_is_final),
		CASE(a_rest_that_is_not_configured_is_none),
		CASE(what_is_over_goes_nowhere),
		CASE(it_waits_where_it_goes_to),
		CASE(a_failed_receipt_sends_it_on),
		CASE(an_expiry_is_another_cause),
		CASE(an_expired_message_goes_on_if_the_set_says_so),
		CASE(a_delivery_by_the_first_cancels_what_waits),
		CASE(a_delivery_by_the_first_counts_while_the_second_has_it),
		CASE(a_delivery_by_the_first_counts_after_the_second_took_it),
		CASE(a_delivery_by_the_first_revises_the_failure_at_the_second),
		CASE(a_failure_told_by_the_first_is_stale),
		CASE(only_the_parts_that_failed_go_elsewhere),
		CASE(a_part_that_was_taken_is_not_sent_again),
		CASE(the_second_smsc_has_its_own_time_for_a_receipt),
		CASE(the_tenth_fault_is_a_refusal),
		CASE(faults_of_one_smsc_lead_to_the_next),
		CASE(the_tenth_doubt_is_left_as_it_is),
		CASE(what_a_dead_link_had_goes_by_the_other_after_the_wait),
		CASE(what_is_held_goes_by_no_other),
		CASE(a_late_refusal_sends_on_what_waited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger/apply.h"
#include "model/reason.h"

#define T0 ((usec)1772463600 * SECOND)

/* A record, the instant of the next entry and its place. */
struct story {
	struct record r;
	usec at;
	uint64_t place;
};

static void apply(struct story *s, struct entry e)
{
	s->at += SECOND;
	e.at = s->at;
	e.place = ++s->place;
	e.prev = s->r.last;
	assert_true(record_may(&s->r, &e));
	record_apply(&s->r, &e);
	assert_int_equal(s->r.last, s->place);
}

static struct story accepted(uint8_t parts)
{
	const struct accept how = { .class = CLASS_OTP,
		.on_doubt = DOUBT_HOLD };
	struct story s = { .at = T0 };

	apply(&s, (struct entry){ .type = ENTRY_ACCEPT,
		      .account = 4,
		      .set = 5,
		      .parts = parts,
		      .ttl = 90,
		      .to = 491711234567u,
		      .policy = record_policy(&how) });
	return s;
}

static void claim(struct story *s)
{
	apply(s, (struct entry){ .type = ENTRY_CLAIM,
		     .smsc = 6,
		     .attempt = (uint8_t)(s->r.attempts + 1),
		     .mask = record_all_parts(&s->r) & ~s->r.answered });
}

static struct story claimed(uint8_t parts)
{
	struct story s = accepted(parts);

	claim(&s);
	return s;
}

static void answer(struct story *s, uint8_t part, uint8_t attempt,
    enum answer_class class)
{
	apply(s, (struct entry){ .type = ENTRY_ANSWER,
		     .part = part,
		     .attempt = attempt,
		     .class = (uint8_t) class,
		     .reason = class == ANSWER_NEVER ? REASON_AT_SUBMIT : 0,
		     .status = class == ANSWER_NEVER ? 0x0b : 0,
		     .next = s->at + 11 * SECOND });
}

static void doubt(struct story *s, uint8_t part, bool hold)
{
	apply(s, (struct entry){ .type = ENTRY_DOUBT,
		     .part = part,
		     .attempt = s->r.attempts,
		     .hold = hold,
		     .next = s->at + 61 * SECOND });
}

static void receipt(struct story *s, uint8_t part, enum receipt_verdict v,
    uint16_t reason)
{
	apply(s, (struct entry){ .type = ENTRY_RECEIPT,
		     .part = part,
		     .verdict = (uint8_t)v,
		     .reason = reason,
		     .status = reason });
}

static struct story forwarded(uint8_t parts)
{
	struct story s = claimed(parts);

	for (uint8_t part = 0; part < parts; part++)
		answer(&s, part, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	return s;
}

static void M4_an_accepted_message_keeps_what_it_was_given(void **state)
{
	struct story s = accepted(3);

	(void)state;
	assert_int_equal(s.r.state, STATUS_QUEUED);
	assert_int_equal(s.r.substate, SUBSTATE_READY);
	assert_int_equal(s.r.accepted, T0 + SECOND);
	assert_int_equal(s.r.account, 4);
	assert_int_equal(s.r.set, 5);
	assert_int_equal(s.r.parts, 3);
	assert_int_equal(s.r.ttl, 90);
	assert_int_equal(s.r.to, 491711234567u);
	assert_int_equal(record_class(&s.r), CLASS_OTP);
	assert_int_equal(record_on_doubt(&s.r), DOUBT_HOLD);
	assert_int_equal(s.r.body, 1);
	assert_int_equal(s.r.forwarded, RECORD_NEVER);
	assert_int_equal(s.r.final, RECORD_NEVER);
}

static void M5_a_claim_makes_all_its_parts_pending(void **state)
{
	struct story s = claimed(32);

	(void)state;
	assert_int_equal(s.r.state, STATUS_SUBMITTING);
	assert_int_equal(s.r.substate, SUBSTATE_NONE);
	assert_int_equal(s.r.pending, UINT32_MAX);
	assert_int_equal(s.r.attempts, 1);
	assert_int_equal(s.r.smsc, 6);
}

static void M6_only_ok_for_all_parts_forwards(void **state)
{
	struct story s = claimed(3);

	(void)state;
	answer(&s, 2, 1, ANSWER_OK);
	answer(&s, 0, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_SUBMITTING);
	answer(&s, 1, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	assert_int_equal(record_time(&s.r, s.r.forwarded), s.at);
	assert_int_equal(s.r.pending, 0);
	assert_int_equal(s.r.next, RECORD_NEVER);
}

static void M7_a_temporary_refusal_waits_for_the_other_parts(void **state)
{
	struct story s = claimed(2);

	(void)state;
	answer(&s, 0, 1, ANSWER_LATER);
	assert_int_equal(s.r.state, STATUS_SUBMITTING);
	answer(&s, 1, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_QUEUED);
	assert_int_equal(s.r.substate, SUBSTATE_RETRY_WAIT);
	assert_int_equal(record_time(&s.r, s.r.next),
	    s.at - SECOND + 10 * SECOND);
	claim(&s);
	assert_int_equal(s.r.pending, 1);
	answer(&s, 0, 2, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
}

static void M7_the_latest_of_all_waits_counts(void **state)
{
	struct story s = claimed(2);

	(void)state;
	answer(&s, 0, 1, ANSWER_LATER);
	apply(&s,
	    (struct entry){ .type = ENTRY_RETURN, .part = 1, .next = s.at });
	assert_int_equal(s.r.state, STATUS_QUEUED);
	assert_int_equal(record_time(&s.r, s.r.next),
	    s.at - SECOND + 10 * SECOND);
}

static void M7_a_refusal_is_counted_once_an_attempt_a_throttle_never(
    void **state)
{
	struct story s = claimed(2);

	(void)state;
	answer(&s, 0, 1, ANSWER_LATER);
	answer(&s, 1, 1, ANSWER_LATER);
	assert_int_equal(s.r.retries, 1);
	claim(&s);
	answer(&s, 0, 2, ANSWER_THROTTLE);
	answer(&s, 1, 2, ANSWER_FAULT);
	assert_int_equal(s.r.retries, 1);
	claim(&s);
	answer(&s, 0, 3, ANSWER_THROTTLE);
	answer(&s, 1, 3, ANSWER_LATER);
	assert_int_equal(s.r.retries, 2);
}

static void M8_one_permanent_refusal_fails_the_message(void **state)
{
	struct story s = claimed(2);

	(void)state;
	answer(&s, 0, 1, ANSWER_NEVER);
	assert_int_equal(s.r.state, STATUS_FAILED);
	assert_int_equal(s.r.stage, STAGE_SUBMIT);
	assert_int_equal(s.r.reason, REASON_AT_SUBMIT);
	assert_int_equal(s.r.err, 0x0b);
	assert_int_equal(record_time(&s.r, s.r.final), s.at);
	answer(&s, 1, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FAILED);
	assert_int_equal(s.r.pending, 0);
}

static void M9_a_doubt_queues_again_and_flags_the_risk(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	assert_int_equal(s.r.state, STATUS_QUEUED);
	assert_int_equal(s.r.substate, SUBSTATE_RETRY_WAIT);
	assert_int_equal(s.r.flags, FLAG_DUPLICATE_RISK);
	assert_int_equal(record_time(&s.r, s.r.next), s.at + 60 * SECOND);
}

static void M9_a_late_ok_before_the_resend_takes_the_flag_away(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	answer(&s, 0, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	assert_int_equal(s.r.flags, 0);
	assert_int_equal(s.r.next, RECORD_NEVER);
}

static void M9_a_late_ok_after_the_resend_keeps_the_flag(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	claim(&s);
	answer(&s, 0, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	assert_int_equal(s.r.flags, FLAG_DUPLICATE_RISK);
	assert_int_equal(s.r.pending, 1);
	/* G11: an extra id. */
	answer(&s, 0, 2, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	assert_int_equal(s.r.pending, 0);
}

static void M9_a_late_refusal_of_an_earlier_attempt_is_noted_only(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	claim(&s);
	answer(&s, 0, 1, ANSWER_NEVER);
	assert_int_equal(s.r.state, STATUS_SUBMITTING);
	answer(&s, 0, 1, ANSWER_LATER);
	assert_int_equal(s.r.retries, 0);
	assert_int_equal(s.r.pending, 1);
}

static void M9_a_late_refusal_before_the_resend_counts(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	answer(&s, 0, 1, ANSWER_NEVER);
	assert_int_equal(s.r.state, STATUS_FAILED);
}

static void M9h_a_doubt_held_is_unknown_until_a_late_ok(void **state)
{
	struct story s = claimed(2);

	(void)state;
	doubt(&s, 0, true);
	assert_int_equal(s.r.state, STATUS_SUBMITTING);
	answer(&s, 1, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(s.r.flags, FLAG_IN_DOUBT);
	assert_int_equal(record_time(&s.r, s.r.final), s.at);
	answer(&s, 0, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	assert_int_equal(s.r.flags, 0);
	assert_int_equal(s.r.final, RECORD_NEVER);
}

static void M9h_a_receipt_of_another_part_ends_it(void **state)
{
	struct story s = claimed(2);

	(void)state;
	answer(&s, 1, 1, ANSWER_OK);
	doubt(&s, 0, true);
	receipt(&s, 1, VERDICT_FAILED, REASON_UNKNOWN);
	assert_int_equal(s.r.state, STATUS_FAILED);
	assert_int_equal(s.r.flags, FLAG_IN_DOUBT | FLAG_LATE_RECEIPT);
	answer(&s, 0, 1, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_FAILED);
}

static void M10_an_intermediate_receipt_is_evidence_once(void **state)
{
	struct story s = forwarded(1);

	(void)state;
	receipt(&s, 0, VERDICT_NOTHING, 0);
	assert_int_equal(s.r.state, STATUS_FORWARDED);
	receipt(&s, 0, VERDICT_UNDERWAY, 0);
	assert_int_equal(s.r.state, STATUS_ENROUTE);
	receipt(&s, 0, VERDICT_UNDERWAY, 0);
	assert_int_equal(s.r.state, STATUS_ENROUTE);
}

static void M11_delivered_when_all_parts_are(void **state)
{
	struct story s = forwarded(32);

	(void)state;
	for (uint8_t part = 31; part > 0; part--) {
		receipt(&s, part, VERDICT_DELIVERED, 0);
		assert_int_equal(s.r.state, STATUS_ENROUTE);
	}
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	assert_int_equal(s.r.state, STATUS_DELIVERED);
	assert_int_equal(record_time(&s.r, s.r.final), s.at);
}

static void M11_failed_as_soon_as_one_part_is(void **state)
{
	struct story s = forwarded(3);

	(void)state;
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	receipt(&s, 2, VERDICT_FAILED, REASON_UNREACHABLE);
	assert_int_equal(s.r.state, STATUS_FAILED);
	assert_int_equal(s.r.stage, STAGE_NETWORK);
	assert_int_equal(s.r.reason, REASON_UNREACHABLE);
}

static void M14_time_over_is_unknown(void **state)
{
	struct story s = forwarded(1);

	(void)state;
	apply(&s, (struct entry){ .type = ENTRY_UNKNOWN });
	assert_int_equal(s.r.state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(record_time(&s.r, s.r.final), s.at);
}

static void M14_an_extra_id_does_not_bring_back_what_is_unknown(void **state)
{
	struct story s = claimed(1);

	(void)state;
	doubt(&s, 0, false);
	claim(&s);
	answer(&s, 0, 1, ANSWER_OK);
	doubt(&s, 0, true); /* of the resend */
	apply(&s, (struct entry){ .type = ENTRY_UNKNOWN });
	answer(&s, 0, 2, ANSWER_OK);
	assert_int_equal(s.r.state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(s.r.flags, FLAG_DUPLICATE_RISK);
}

static void M20_validity_over_fails_here(void **state)
{
	struct story s = accepted(1);

	(void)state;
	apply(&s, (struct entry){ .type = ENTRY_EXPIRE });
	assert_int_equal(s.r.state, STATUS_FAILED);
	assert_int_equal(s.r.substate, SUBSTATE_NONE);
	assert_int_equal(s.r.stage, STAGE_LOCAL);
	assert_int_equal(s.r.reason, REASON_EXPIRED);
}

static void R1_an_intermediate_receipt_undoes_nothing(void **state)
{
	struct story delivered = forwarded(1), failed = forwarded(1),
		     unknown = forwarded(1);

	(void)state;
	receipt(&delivered, 0, VERDICT_DELIVERED, 0);
	receipt(&failed, 0, VERDICT_FAILED, REASON_UNKNOWN);
	apply(&unknown, (struct entry){ .type = ENTRY_UNKNOWN });
	receipt(&delivered, 0, VERDICT_UNDERWAY, 0);
	receipt(&failed, 0, VERDICT_UNDERWAY, 0);
	receipt(&unknown, 0, VERDICT_UNDERWAY, 0);
	assert_int_equal(delivered.r.state, STATUS_DELIVERED);
	assert_int_equal(failed.r.state, STATUS_FAILED);
	assert_int_equal(unknown.r.state, STATUS_DELIVERY_UNKNOWN);
}

static void R2_delivered_absorbs_and_is_flagged(void **state)
{
	struct story s = forwarded(1);

	(void)state;
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	receipt(&s, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	assert_int_equal(s.r.state, STATUS_DELIVERED);
	assert_int_equal(s.r.flags, FLAG_CONTRADICTED);
	assert_int_equal(s.r.reason, REASON_NONE);
}

static void R3_delivered_revises_failed(void **state)
{
	struct story s = forwarded(2);

	(void)state;
	receipt(&s, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	receipt(&s, 1, VERDICT_DELIVERED, 0);
	assert_int_equal(s.r.state, STATUS_FAILED);
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	assert_int_equal(s.r.state, STATUS_DELIVERED);
	assert_int_equal(s.r.flags, FLAG_REVISED);
	assert_int_equal(s.r.reason, REASON_NONE);
	assert_int_equal(s.r.stage, STAGE_NONE);
	assert_int_equal(record_time(&s.r, s.r.final), s.at);
}

static void R4_a_late_receipt_decides_what_was_unknown(void **state)
{
	struct story good = forwarded(1), bad = forwarded(1);

	(void)state;
	apply(&good, (struct entry){ .type = ENTRY_UNKNOWN });
	apply(&bad, (struct entry){ .type = ENTRY_UNKNOWN });
	receipt(&good, 0, VERDICT_DELIVERED, 0);
	receipt(&bad, 0, VERDICT_FAILED, REASON_UNKNOWN);
	assert_int_equal(good.r.state, STATUS_DELIVERED);
	assert_int_equal(good.r.flags, FLAG_LATE_RECEIPT);
	assert_int_equal(bad.r.state, STATUS_FAILED);
	assert_int_equal(bad.r.flags, FLAG_LATE_RECEIPT);
}

static void R5_a_listed_reason_replaces_30008_else_the_first_stays(void **state)
{
	struct story s = forwarded(1);
	uint32_t final;

	(void)state;
	receipt(&s, 0, VERDICT_FAILED, REASON_UNKNOWN);
	final = s.r.final;
	receipt(&s, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	assert_int_equal(s.r.reason, REASON_UNREACHABLE);
	receipt(&s, 0, VERDICT_FAILED, REASON_SENDER);
	receipt(&s, 0, VERDICT_FAILED, REASON_UNKNOWN);
	assert_int_equal(s.r.reason, REASON_UNREACHABLE);
	assert_int_equal(s.r.err, REASON_UNREACHABLE);
	assert_int_equal(s.r.final, final);
}

static void R7_what_never_went_on_has_no_receipt(void **state)
{
	struct story refused = claimed(1), expired = accepted(1);

	(void)state;
	answer(&refused, 0, 1, ANSWER_NEVER);
	apply(&expired, (struct entry){ .type = ENTRY_EXPIRE });
	receipt(&refused, 0, VERDICT_DELIVERED, 0);
	receipt(&expired, 0, VERDICT_DELIVERED, 0);
	assert_int_equal(refused.r.state, STATUS_FAILED);
	assert_int_equal(expired.r.state, STATUS_FAILED);
	assert_int_equal(expired.r.reason, REASON_EXPIRED);
}

static bool is_known(const struct story *s, enum receipt_verdict v,
    uint16_t reason)
{
	struct entry e = { .type = ENTRY_RECEIPT,
		.verdict = (uint8_t)v,
		.reason = reason,
		.status = reason };

	return record_knows_receipt(&s->r, &e);
}

static void R8_the_same_receipt_is_known_another_is_not(void **state)
{
	struct story s = forwarded(1);

	(void)state;
	assert_false(is_known(&s, VERDICT_DELIVERED, 0));
	receipt(&s, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	assert_true(is_known(&s, VERDICT_FAILED, REASON_UNREACHABLE));
	assert_false(is_known(&s, VERDICT_FAILED, REASON_UNKNOWN));
	assert_false(is_known(&s, VERDICT_DELIVERED, 0));
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	assert_true(is_known(&s, VERDICT_DELIVERED, 0));
	assert_false(is_known(&s, VERDICT_FAILED, REASON_UNREACHABLE));
	assert_false(is_known(&s, VERDICT_UNDERWAY, 0));
}

static void an_entry_that_changes_nothing_can_be_told(void **state)
{
	struct story s = forwarded(1);
	struct entry e = { .type = ENTRY_RECEIPT, .verdict = VERDICT_UNDERWAY };

	(void)state;
	assert_false(record_ignores(&s.r, &e));
	receipt(&s, 0, VERDICT_DELIVERED, 0);
	assert_true(record_ignores(&s.r, &e));
}

static void receipts_before_the_last_answer_count_when_it_comes(void **state)
{
	struct story good = claimed(2), bad = claimed(2);

	(void)state;
	answer(&good, 0, 1, ANSWER_OK);
	receipt(&good, 0, VERDICT_DELIVERED, 0);
	assert_int_equal(good.r.state, STATUS_SUBMITTING);
	answer(&good, 1, 1, ANSWER_OK);
	assert_int_equal(good.r.state, STATUS_ENROUTE);
	answer(&bad, 0, 1, ANSWER_OK);
	receipt(&bad, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	answer(&bad, 1, 1, ANSWER_OK);
	assert_int_equal(bad.r.state, STATUS_FAILED);
	assert_int_equal(bad.r.reason, REASON_UNREACHABLE);
	assert_int_not_equal(bad.r.forwarded, RECORD_NEVER);
}

static void a_failed_part_fails_the_message_though_another_is_in_doubt(
    void **state)
{
	struct story held = claimed(2), resent = claimed(2);

	(void)state;
	answer(&held, 0, 1, ANSWER_OK);
	receipt(&held, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	doubt(&held, 1, true);
	assert_int_equal(held.r.state, STATUS_FAILED);
	assert_int_equal(held.r.stage, STAGE_NETWORK);
	assert_int_equal(held.r.reason, REASON_UNREACHABLE);
	answer(&resent, 0, 1, ANSWER_OK);
	receipt(&resent, 0, VERDICT_FAILED, REASON_UNREACHABLE);
	doubt(&resent, 1, false);
	assert_int_equal(resent.r.state, STATUS_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    M4_an_accepted_message_keeps_what_it_was_given),
		cmocka_unit_test(M5_a_claim_makes_all_its_parts_pending),
		cmocka_unit_test(M6_only_ok_for_all_parts_forwards),
		cmocka_unit_test(
		    M7_a_temporary_refusal_waits_for_the_other_parts),
		cmocka_unit_test(M7_the_latest_of_all_waits_counts),
		cmocka_unit_test(
		    M7_a_refusal_is_counted_once_an_attempt_a_throttle_never),
		cmocka_unit_test(M8_one_permanent_refusal_fails_the_message),
		cmocka_unit_test(M9_a_doubt_queues_again_and_flags_the_risk),
		cmocka_unit_test(
		    M9_a_late_ok_before_the_resend_takes_the_flag_away),
		cmocka_unit_test(M9_a_late_ok_after_the_resend_keeps_the_flag),
		cmocka_unit_test(
		    M9_a_late_refusal_of_an_earlier_attempt_is_noted_only),
		cmocka_unit_test(M9_a_late_refusal_before_the_resend_counts),
		cmocka_unit_test(M9h_a_doubt_held_is_unknown_until_a_late_ok),
		cmocka_unit_test(M9h_a_receipt_of_another_part_ends_it),
		cmocka_unit_test(M10_an_intermediate_receipt_is_evidence_once),
		cmocka_unit_test(M11_delivered_when_all_parts_are),
		cmocka_unit_test(M11_failed_as_soon_as_one_part_is),
		cmocka_unit_test(M14_time_over_is_unknown),
		cmocka_unit_test(
		    M14_an_extra_id_does_not_bring_back_what_is_unknown),
		cmocka_unit_test(M20_validity_over_fails_here),
		cmocka_unit_test(R1_an_intermediate_receipt_undoes_nothing),
		cmocka_unit_test(R2_delivered_absorbs_and_is_flagged),
		cmocka_unit_test(R3_delivered_revises_failed),
		cmocka_unit_test(R4_a_late_receipt_decides_what_was_unknown),
		cmocka_unit_test(
		    R5_a_listed_reason_replaces_30008_else_the_first_stays),
		cmocka_unit_test(R7_what_never_went_on_has_no_receipt),
		cmocka_unit_test(R8_the_same_receipt_is_known_another_is_not),
		cmocka_unit_test(an_entry_that_changes_nothing_can_be_told),
		cmocka_unit_test(
		    receipts_before_the_last_answer_count_when_it_comes),
		cmocka_unit_test(
		    a_failed_part_fails_the_message_though_another_is_in_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

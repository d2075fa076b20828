/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#define DELIVRD(id)                                           \
	"id:" id " sub:001 dlvrd:001 submit date:2603021520 " \
	"done date:2603021520 stat:DELIVRD err:000 text:hello"
#define UNDELIV(id, err)                                      \
	"id:" id " sub:001 dlvrd:000 submit date:2603021520 " \
	"done date:2603021520 stat:UNDELIV err:" err " text:hello"

static void a_message_goes_out_as_it_was_meant(void **state)
{
	const struct smpp_message *m = &rig.seen[0].message;

	(void)state;
	rig_post("hello");
	assert_int_equal(rig.n_accepted, 1);
	assert_int_equal(rig.n_seen, 1);
	assert_string_equal(m->source.digits, "12125550100");
	assert_int_equal(m->source.ton, 1);
	assert_string_equal(m->destination.digits, "19175550001");
	assert_int_equal(m->destination.ton, 1);
	assert_int_equal(m->destination.npi, 1);
	assert_int_equal(m->registered_delivery & 1, 1);
	assert_int_equal(m->data_coding, 0);
	assert_int_equal(m->esm_class, 0);
	assert_int_equal(m->sm_length, 5);
	assert_memory_equal(m->short_message, "hello", 5);
}

static void p1_nothing_is_accepted_or_sent_before_the_commit(void **state)
{
	struct submission s = rig_submission("hello");

	(void)state;
	rig.asleep = true;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_accepted, 0);
	assert_int_equal(rig.n_seen, 0);
	rig.asleep = false;
	rig_settle();
	assert_int_equal(rig.n_accepted, 1);
	assert_int_equal(rig.n_seen, 1);
}

static void p5_a_receipt_is_acknowledged_after_its_commit(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_settle();
	rig.asleep = true;
	rig_deliver(4, DELIVRD("77"));
	rig_settle();
	assert_int_equal(rig.acks, 0);
	rig.asleep = false;
	rig_settle();
	assert_int_equal(rig.acks, 1);
	assert_int_equal(rig.ack_status, 0);
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	assert_string_equal(rig.shown_events,
	    "accepted claimed answered receipt ");
}

static void h1_a_receipt_before_its_answer_finds_it(void **state)
{
	struct ledger_totals t;

	(void)state;
	rig_post("hello");
	rig_deliver(4, DELIVRD("77"));
	rig_settle();
	assert_int_equal(rig.acks, 1);
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.parked, 1);
	rig_answer(0, 0, "77");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.parked, 0);
}

static void a_failed_receipt_has_the_reason_of_the_map(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_deliver(4, UNDELIV("77", "027"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, 30003);
	assert_int_equal(rig.shown.stage, STAGE_NETWORK);
	assert_int_equal(flow_unmapped(rig.flow), 0);
}

static void a_code_that_no_map_lists_is_30008_and_counted(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_deliver(4, UNDELIV("77", "999"));
	rig_settle();
	assert_int_equal(rig_show()->reason, 30008);
	assert_int_equal(flow_unmapped(rig.flow), 1);
}

static void a_refusal_has_the_reason_of_the_map(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, 0x0b, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, 30005);
	assert_int_equal(rig.shown.stage, STAGE_SUBMIT);
}

static void a_text_from_a_handset_is_stored_and_acknowledged(void **state)
{
	struct ledger_totals t;

	(void)state;
	rig_deliver(0, "STOP");
	rig_settle();
	assert_int_equal(rig.acks, 1);
	assert_int_equal(rig.ack_status, 0);
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.inbound, 1);
	assert_int_equal(t.parked, 0);
}

static void h9_an_unflagged_receipt_counts_only_if_its_id_is_ours(void **state)
{
	struct ledger_totals t;

	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_deliver(0, DELIVRD("4711"));
	rig_settle();
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.inbound, 1);
	assert_int_equal(t.parked, 0);
	rig_deliver(0, DELIVRD("77"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

/* 320 characters of GSM-7 are three parts of at most 153. */
static void a_long_text_goes_out_in_parts_of_one_reference(void **state)
{
	char text[321];

	(void)state;
	memset(text, 'x', 320);
	text[320] = '\0';
	rig_post(text);
	assert_int_equal(rig.n_seen, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct smpp_message *m = &rig.seen[i].message;

		assert_int_equal(m->esm_class & 0x40, 0x40);
		assert_memory_equal(m->short_message, "\x05\x00\x03", 3);
		assert_int_equal(m->short_message[3],
		    rig.seen[0].message.short_message[3]);
		assert_int_equal(m->short_message[4], 3);
		assert_int_equal(m->short_message[5], i + 1);
	}
	rig_answer(0, 0, "1");
	rig_answer(1, 0, "2");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_SUBMITTING);
	rig_answer(2, 0, "3");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	rig_deliver(4, DELIVRD("3"));
	rig_deliver(4, DELIVRD("1"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_ENROUTE);
	rig_deliver(4, DELIVRD("2"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static void p4_no_answer_is_a_doubt_and_the_resend_is_flagged(void **state)
{
	(void)state;
	rig_post("hello");
	rig_advance(30 * SECOND);
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	assert_int_equal(rig.shown.substate, SUBSTATE_RETRY_WAIT);
	assert_int_equal(rig.n_seen, 1);
	rig_advance(10 * SECOND - 1);
	assert_int_equal(rig.n_seen, 1);
	rig_advance(1);
	assert_int_equal(rig.n_seen, 2);
	assert_true(rig_show()->flags & FLAG_DUPLICATE_RISK);
	rig_answer(1, 0, "78");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
}

static void a_late_answer_before_the_resend_prevents_it(void **state)
{
	(void)state;
	rig_post("hello");
	rig_advance(35 * SECOND);
	rig_answer(0, 0, "77");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	assert_int_equal(rig.shown.flags, 0);
	rig_advance(60 * SECOND);
	assert_int_equal(rig.n_seen, 1);
}

static void a_message_held_in_doubt_is_never_sent_again(void **state)
{
	struct submission s = rig_submission("hello");

	(void)state;
	s.on_doubt = rig_text("hold");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_advance(3600 * SECOND);
	assert_int_equal(rig.n_seen, 1);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
	assert_true(rig.shown.flags & FLAG_IN_DOUBT);
}

static void each_fault_of_a_submission_is_named(void **state)
{
	struct submission good = rig_submission("hello"), s;

	(void)state;
#define REFUSED(member, value, fault) \
	s = good;                     \
	s.member = rig_text(value);   \
	assert_int_equal(rig_submit(&s), FAULT_##fault)
	REFUSED(to, "", NUMBER_MISSING);
	REFUSED(to, "12x", NUMBER_INVALID);
	REFUSED(to, "+447700900123", COUNTRY);
	REFUSED(from, "", SENDER_MISSING);
	REFUSED(from, "much too long a name", SENDER_INVALID);
	REFUSED(from, "+12125550199", SENDER_NOT_OWNED);
	REFUSED(text, "", TEXT_EMPTY);
	REFUSED(text, "\xff", TEXT_INVALID);
	REFUSED(class, "bulk", CLASS);
	REFUSED(on_doubt, "maybe", ON_DOUBT);
	REFUSED(smsc, "beta", SMSC_UNKNOWN);
#undef REFUSED
	s = good;
	s.validity = INTAKE_VALIDITY_MAX + 1;
	assert_int_equal(rig_submit(&s), FAULT_VALIDITY);
	rig_settle();
	assert_int_equal(rig.n_accepted, 0);
}

static void the_longest_text_is_taken_and_one_more_is_not(void **state)
{
	static char text[INTAKE_TEXT_CHARACTERS + 2];
	struct submission s;

	(void)state;
	memset(text, 'x', INTAKE_TEXT_CHARACTERS + 1);
	s = rig_submission(text);
	assert_int_equal(rig_submit(&s), FAULT_TEXT_TOO_LONG);
	s.text.len--;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
}

static void more_than_the_ledger_can_hold_is_busy_not_lost(void **state)
{
	struct submission s = rig_submission("hello");

	(void)state;
	rig.asleep = true;
	for (int i = 0; i < 3; i++)
		assert_int_equal(rig_submit(&s), FAULT_NONE);
	assert_int_equal(rig_submit(&s), FAULT_BUSY);
	rig.asleep = false;
	rig_settle();
	assert_int_equal(rig.n_accepted, 3);
	assert_int_equal(rig_submit(&s), FAULT_NONE);
}

static void a_draining_gateway_takes_nothing_and_unbinds(void **state)
{
	struct submission s = rig_submission("hello");

	(void)state;
	flow_drain(rig.flow);
	assert_int_equal(rig_submit(&s), FAULT_STOPPING);
	rig_settle();
	assert_true(flow_is_drained(rig.flow));
	assert_false(session_is_bound(rig.peer));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_goes_out_as_it_was_meant),
		CASE(p1_nothing_is_accepted_or_sent_before_the_commit),
		CASE(p5_a_receipt_is_acknowledged_after_its_commit),
		CASE(h1_a_receipt_before_its_answer_finds_it),
		CASE(a_failed_receipt_has_the_reason_of_the_map),
		CASE(a_code_that_no_map_lists_is_30008_and_counted),
		CASE(a_refusal_has_the_reason_of_the_map),
		CASE(a_text_from_a_handset_is_stored_and_acknowledged),
		CASE(h9_an_unflagged_receipt_counts_only_if_its_id_is_ours),
		CASE(a_long_text_goes_out_in_parts_of_one_reference),
		CASE(p4_no_answer_is_a_doubt_and_the_resend_is_flagged),
		CASE(a_late_answer_before_the_resend_prevents_it),
		CASE(a_message_held_in_doubt_is_never_sent_again),
		CASE(each_fault_of_a_submission_is_named),
		CASE(the_longest_text_is_taken_and_one_more_is_not),
		CASE(more_than_the_ledger_can_hold_is_busy_not_lost),
		CASE(a_draining_gateway_takes_nothing_and_unbinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#include <esmed/status.h>

enum { ENROUTE = 1, DELIVERED = 2, UNDELIVERABLE = 5, UNKNOWN = 7 };

/* The n-th request was a query_sm; say this. */
static void say(size_t n, uint32_t status, uint8_t state)
{
	struct smpp_pdu r;

	assert_int_equal(rig.seen[n].command, SMPP_QUERY_SM);
	smpp_pdu_init(&r, SMPP_QUERY_SM | SMPP_ANSWER, 0);
	r.status = status;
	strcpy(r.body.query_resp.message_id, rig.seen[n].query.message_id);
	r.body.query_resp.message_state = state;
	if (state == UNDELIVERABLE)
		r.body.query_resp.error_code = 27;
	session_reply(rig.peer, rig.sequence[n], &r);
	rig_settle();
}

/* Whoever is asked until then says this. */
static void say_until(usec at, uint32_t status, uint8_t state)
{
	while (clock_wall() < at) {
		size_t before = rig.n_seen;

		rig_advance(MINUTE);
		if (rig.n_seen > before)
			say(before, status, state);
	}
}

static void forward(const char *id)
{
	rig_post("hello");
	rig_answer(rig.n_seen - 1, 0, id);
	rig_settle();
}

static struct flow_query view(void)
{
	struct flow_query q;

	flow_query(rig.flow, 0, &q);
	return q;
}

static int begin_with(const char *keys)
{
	return rig_begin_with(&(struct rig_keys){ .smsc = keys });
}

static int begin_on(void **state)
{
	(void)state;
	return begin_with("query = on cancel_sm = yes");
}

static int begin_auto(void **state)
{
	(void)state;
	return begin_with("query = auto");
}

static void SP64_a_question_has_id_and_sender_of_the_submit(void **state)
{
	(void)state;
	forward("77");
	rig_advance(5 * MINUTE - 1);
	assert_int_equal(rig.n_seen, 1);
	rig_advance(1);
	assert_int_equal(rig.n_seen, 2);
	assert_int_equal(rig.seen[1].command, SMPP_QUERY_SM);
	assert_string_equal(rig.seen[1].query.message_id, "77");
	assert_string_equal(rig.seen[1].query.source.digits, "12125550100");
	assert_int_equal(rig.seen[1].query.source.ton, 1);
}

static void SP64_eleven_questions_in_a_day_and_none_later(void **state)
{
	(void)state;
	forward("77");
	say_until(RIG_START + 49 * 60 * MINUTE, 0, ENROUTE);
	assert_int_equal(rig.n_seen, 12);
	assert_int_equal(rig_show()->state, STATUS_ENROUTE);
}

static void SP66_a_final_answer_ends_it(void **state)
{
	(void)state;
	forward("77");
	say_until(RIG_START + 10 * MINUTE, 0, ENROUTE);
	assert_int_equal(rig_show()->state, STATUS_ENROUTE);
	say_until(RIG_START + 20 * MINUTE, 0, DELIVERED);
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	assert_int_equal(rig.shown.flags, FLAG_BY_QUERY);
	assert_int_equal(rig.shown.final, RIG_START + 20 * MINUTE);
	rig_advance(49 * 60 * MINUTE);
	assert_int_equal(rig.n_seen, 4);
	assert_string_equal(rig.shown_events,
	    "accepted claimed answered status status status ");
}

static void SP66_a_fault_is_told_in_the_history_only(void **state)
{
	(void)state;
	forward("77");
	rig_advance(5 * MINUTE);
	say(1, SMPP_RSYSERR, 0);
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	assert_string_equal(rig.shown_events,
	    "accepted claimed answered status ");
}

static void a_failure_has_the_reason_of_the_map(void **state)
{
	(void)state;
	forward("77");
	rig_advance(5 * MINUTE);
	say(1, 0, UNDELIVERABLE);
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.stage, STAGE_NETWORK);
	assert_int_equal(rig.shown.reason, 30003);
	assert_int_equal(rig.shown.err, 27);
}

static void unknown_is_no_information(void **state)
{
	(void)state;
	forward("77");
	rig_advance(5 * MINUTE);
	say(1, 0, UNKNOWN);
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
}

static void SP56_who_never_knew_it_after_a_day_is_404(void **state)
{
	(void)state;
	forward("77");
	say_until(RIG_START + 24 * 60 * MINUTE - MINUTE, SMPP_RINVMSGID, 0);
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	assert_int_equal(rig.n_seen, 11);
	say_until(RIG_START + 24 * 60 * MINUTE, SMPP_RINVMSGID, 0);
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.stage, STAGE_STATUS);
	assert_int_equal(rig.shown.reason, 404);
}

static void SP67_who_does_not_know_the_command_is_asked_once(void **state)
{
	(void)state;
	forward("77");
	forward("78");
	rig_advance(5 * MINUTE);
	say(2, SMPP_RINVCMDID, 0);
	rig_advance(49 * 60 * MINUTE);
	assert_int_equal(rig.n_seen, 3);
	assert_string_equal(view().mode, "unsupported");
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
}

static void who_never_answers_is_given_up(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++)
		forward(i % 2 ? "a" : "b");
	rig_advance(60 * MINUTE);
	assert_int_equal(rig.n_seen, 12 + 10);
	assert_string_equal(view().mode, "unsupported");
	assert_int_equal(view().lost, 10);
	assert_int_equal(view().under_way, 0);
}

static void questions_keep_to_their_rate(void **state)
{
	size_t before;

	(void)state;
	for (int i = 0; i < 5; i++)
		forward(i % 2 ? "a" : "b");
	rig_advance(5 * MINUTE);
	for (int i = 0; i < 5; i++) {
		before = rig.n_seen;
		assert_int_equal(before, 6 + i);
		say(before - 1, 0, ENROUTE);
		rig_advance(SECOND - 1);
		assert_int_equal(rig.n_seen, before);
		rig_advance(1);
	}
	assert_int_equal(rig.n_seen, 10);
	assert_int_equal(view().answered, 5);
}

static void a_receipt_ends_the_questions_of_auto(void **state)
{
	(void)state;
	forward("77");
	forward("78");
	rig_deliver(4, "id:77 stat:DELIVRD err:000");
	rig_settle();
	rig_advance(49 * 60 * MINUTE);
	assert_int_equal(rig.n_seen, 2);
	assert_string_equal(view().mode, "auto");
	assert_false(view().ledger.asks);
	assert_int_equal(view().ledger.receipts, 1);
}

static void M17_a_forwarded_message_is_canceled_by_its_carrier(void **state)
{
	struct smpp_pdu r;

	(void)state;
	forward("77");
	ledger_wish(rig.ledger, 5, 0, &rig.accepted, WISH_CANCEL);
	rig_settle();
	assert_int_equal(rig.granted.rc, 0);
	assert_int_equal(rig.granted.state, STATUS_FORWARDED);
	assert_int_equal(rig.n_seen, 2);
	assert_int_equal(rig.seen[1].command, SMPP_CANCEL_SM);
	assert_string_equal(rig.seen[1].cancel.message_id, "77");
	assert_string_equal(rig.seen[1].cancel.source.digits, "12125550100");
	smpp_pdu_init(&r, SMPP_CANCEL_SM | SMPP_ANSWER, 0);
	session_reply(rig.peer, rig.sequence[1], &r);
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_CANCELED);
}

int main(void)
{
#define ON(f)   cmocka_unit_test_setup_teardown(f, begin_on, rig_end)
#define AUTO(f) cmocka_unit_test_setup_teardown(f, begin_auto, rig_end)
	const struct CMUnitTest tests[] = {
		ON(SP64_a_question_has_id_and_sender_of_the_submit),
		ON(SP64_eleven_questions_in_a_day_and_none_later),
		ON(SP66_a_final_answer_ends_it),
		ON(SP66_a_fault_is_told_in_the_history_only),
		ON(a_failure_has_the_reason_of_the_map),
		ON(unknown_is_no_information),
		ON(SP56_who_never_knew_it_after_a_day_is_404),
		AUTO(SP67_who_does_not_know_the_command_is_asked_once),
		ON(who_never_answers_is_given_up),
		ON(questions_keep_to_their_rate),
		AUTO(a_receipt_ends_the_questions_of_auto),
		ON(M17_a_forwarded_message_is_canceled_by_its_carrier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "say.h"

static void it_answers_at_once_with_counted_ids_and_no_receipt(void **state)
{
	struct world *w = begin();

	(void)state;
	assert_true(session_is_bound(w->esme));
	submit(w, "19175550001", "Hello");
	submit(w, "19175550001", "Hello");
	settle(w);
	assert_int_equal(w->answers, 2);
	assert_int_equal(w->status[0], 0);
	assert_string_equal(w->id[0], "1");
	assert_string_equal(w->id[1], "2");
	pass(w, 3600 * SECOND);
	assert_int_equal(w->receipts, 0);
	command_has(w, "{\"cmd\":\"submits\",\"to\":\"+19175550001\"}",
	    "\"total\":2,\"submits\":2,\"taken\":2");
	end(w);
}

static void the_log_knows_of_an_answer_before_the_peer(void **state)
{
	struct world *w = begin();

	(void)state;
	submit(w, "19175550001", "Hello");
	settle(w);
	assert_int_equal(w->answers, 1);
	assert_true(w->logged_before[0]);
	assert_true(log_has(w, "\"pdu\":\"submit_sm\""));
	assert_true(log_has(w, "\"to\":\"19175550001\""));
	assert_true(log_has(w, "\"hex\":\"48656c6c6f\",\"text\":\"Hello\""));
	end(w);
}

static void a_receipt_has_the_standard_text_and_tlvs(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "receipt=UNDELIV,err=027,after=2s");
	submit(w, "19175550001", "Hello from the other side");
	settle(w);
	pass(w, 2 * SECOND - 1);
	assert_int_equal(w->receipts, 0);
	pass(w, 61 * SECOND);
	assert_int_equal(w->receipts, 1);
	assert_string_equal(w->receipt[0].text,
	    "id:1 sub:001 dlvrd:000 submit date:2603021200 "
	    "done date:2603021201 stat:UNDELIV err:027 "
	    "text:Hello from the other");
	assert_string_equal(w->receipt[0].id_tlv, "1");
	assert_int_equal(w->receipt[0].state, 5);
	assert_int_equal(w->receipt[0].esm_class, 4);
	assert_int_equal(sim_totals(w->sim)->receipts_acked, 1);
	assert_true(log_has(w, "\"pdu\":\"deliver_sm_resp\",\"status\":0"));
	end(w);
}

static void a_receipt_can_come_before_the_answer(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "receipt=DELIVRD,early");
	submit(w, "19175550001", "Hello");
	settle(w);
	assert_int_equal(w->events, 2);
	assert_int_equal(w->order[0], 2);
	assert_int_equal(w->order[1], 1);
	end(w);
}

static void receipts_take_all_shapes(void **state)
{
	struct world *w = begin_with(
	    (struct sim_options){ .ids = { .kind = IDS_HEX, .next = 0xabc } });

	(void)state;
	rule(w, "to=1*:receipt=DELIVRD,via=payload,form=dec,"
		"shape=\"{id}:{stat}:{err}\"");
	rule(w, "to=2*:receipt=ENROUTE,receipt=DELIVRD,via=tlv,times=2");
	rule(w, "to=3*:receipt=ENROUTE,intermediate,receipt=REJECTD");
	submit(w, "1", "x");
	submit(w, "2", "x");
	submit(w, "3", "x");
	settle(w);
	assert_int_equal(w->receipts, 5);
	assert_string_equal(w->receipt[0].payload, "2748:DELIVRD:000");
	assert_string_equal(w->receipt[0].text, "");
	assert_string_equal(w->receipt[0].id_tlv, "");
	assert_int_equal(w->receipt[1].state, 1);
	assert_string_equal(w->receipt[2].text, "");
	assert_string_equal(w->receipt[2].id_tlv, "abd");
	assert_int_equal(w->receipt[3].state, 2);
	/* The intermediate one was not asked for. */
	assert_int_equal(w->receipt[4].state, 8);
	end(w);
}

static void a_refused_message_gets_no_id_and_no_receipt(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "to=+19175550001:status=RINVDSTADR,receipt=DELIVRD");
	submit(w, "19175550001", "x");
	submit(w, "19175550002", "x");
	settle(w);
	assert_int_equal(w->status[0], 0x0B);
	assert_string_equal(w->id[0], "");
	assert_int_equal(w->status[1], 0);
	assert_string_equal(w->id[1], "1");
	assert_int_equal(w->receipts, 0);
	end(w);
}

static void a_delay_lies_in_its_range(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "delay=100-300ms");
	submit(w, "19175550001", "x");
	settle(w);
	pass(w, SECOND / 10 - 1);
	assert_int_equal(w->answers, 0);
	pass(w, SECOND / 5 + 1);
	assert_int_equal(w->answers, 1);
	end(w);
}

static void a_drop_leaves_the_message_in_doubt(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "drop");
	submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->answers, 0);
	assert_int_equal(w->doubts, 1);
	assert_int_equal(session_state(w->esme), SESSION_CLOSED);
	command_has(w, "{\"cmd\":\"sessions\"}", "\"sessions\":[]");
	end(w);
}

static void the_limit_counts_within_a_second_of_the_clock(void **state)
{
	struct world *w =
	    begin_with((struct sim_options){ .limit = { .per_second = 2 } });

	(void)state;
	for (int i = 0; i < 3; i++)
		submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->status[1], 0);
	assert_int_equal(w->status[2], 0x58);
	pass(w, SECOND);
	submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->status[3], 0);
	end(w);
}

static void the_answer_to_a_message_can_go_wrong_on_the_wire(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "first=1:copies=3");
	rule(w, "first=1:lose");
	rule(w, "first=1:sequence=+7");
	rule(w, "first=1:body=414200");
	rule(w, "pdu=submit_sm_resp:status=RTHROTTLED");
	for (int i = 0; i < 5; i++)
		submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->answers, 3);
	assert_string_equal(w->id[1], "AB");
	assert_int_equal(w->status[1], 0);
	/* Taken, and it has an id; but the header says otherwise. */
	assert_int_equal(w->status[2], 0x58);
	assert_string_equal(w->id[2], "5");
	/* Two copies, and one number that was none of ours. */
	assert_int_equal(session_counts(w->esme)->stray, 3);
	end(w);
}

static void a_receipt_can_bear_another_id(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "receipt=DELIVRD,with-id=nobody,via=tlv");
	submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->receipts, 1);
	assert_string_equal(w->receipt[0].id_tlv, "nobody");
	end(w);
}

static void a_receipt_can_wait_for_another_bind(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "receipt=DELIVRD,other-bind");
	submit(w, "19175550001", "x");
	settle(w);
	pass(w, 60 * SECOND);
	assert_int_equal(w->receipts, 0);
	join(w);
	assert_int_equal(w->receipts, 1);
	end(w);
}

static void a_receipt_that_is_put_off_comes_again(void **state)
{
	struct world *w = begin();

	(void)state;
	rule(w, "receipt=DELIVRD");
	w->receipt_status = 0x14;
	submit(w, "19175550001", "x");
	settle(w);
	assert_int_equal(w->receipts, 1);
	w->receipt_status = 0;
	pass(w, 5 * SECOND);
	assert_int_equal(w->receipts, 2);
	pass(w, 60 * SECOND);
	assert_int_equal(w->receipts, 2);
	assert_int_equal(sim_totals(w->sim)->receipts_acked, 1);
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    it_answers_at_once_with_counted_ids_and_no_receipt),
		cmocka_unit_test(the_log_knows_of_an_answer_before_the_peer),
		cmocka_unit_test(a_receipt_has_the_standard_text_and_tlvs),
		cmocka_unit_test(a_receipt_can_come_before_the_answer),
		cmocka_unit_test(receipts_take_all_shapes),
		cmocka_unit_test(a_refused_message_gets_no_id_and_no_receipt),
		cmocka_unit_test(a_delay_lies_in_its_range),
		cmocka_unit_test(a_drop_leaves_the_message_in_doubt),
		cmocka_unit_test(the_limit_counts_within_a_second_of_the_clock),
		cmocka_unit_test(
		    the_answer_to_a_message_can_go_wrong_on_the_wire),
		cmocka_unit_test(a_receipt_can_bear_another_id),
		cmocka_unit_test(a_receipt_can_wait_for_another_bind),
		cmocka_unit_test(a_receipt_that_is_put_off_comes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

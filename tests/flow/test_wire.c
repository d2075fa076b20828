/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the keys of an smsc, its error map, the route and the message itself
 * make of a message, from the intake to the centre and back.
 */
#include "rig.h"

#include <esmed/tlv.h>

#define RECEIPT(id, stat)                                     \
	"id:" id " sub:001 dlvrd:001 submit date:2603021520 " \
	"done date:2603021520 stat:" stat " err:000 text:hello"

/* ---- numbers ----------------------------------------------------------- */

static int begin_rewriting(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){
	    .smsc = "dest_strip = 1 dest_add = 99 source_plus = yes" });
}

static void numbers_go_out_rewritten_and_receipts_find_them(void **state)
{
	(void)state;
	rig_post("hello");
	assert_string_equal(rig.seen[0].message.destination.digits,
	    "999175550001");
	assert_string_equal(rig.seen[0].message.source.digits, "+12125550100");
	rig_answer(0, 0, "77");
	rig_deliver_from("999175550001", 4, RECEIPT("77", "DELIVRD"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static void receipts_may_have_the_number_as_it_is(void **state)
{
	struct ledger_totals t;

	(void)state;
	rig_post("hello");
	rig_answer(0, 0, "77");
	rig_deliver_from("999175550002", 4, RECEIPT("77", "DELIVRD"));
	rig_settle();
	ledger_totals(rig.ledger, &t);
	assert_int_equal(t.parked, 1); /* another's */
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	rig_deliver_from("+19175550001", 4, RECEIPT("77", "DELIVRD"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static int begin_too_long(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "dest_add = \"0000000000\"" });
}

/* Ten slots: more messages than that show that none is lost. */
static void a_message_that_cannot_be_sent_fails_and_costs_no_slot(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++) {
		rig_post("hello");
		assert_int_equal(rig_show()->state, STATUS_FAILED);
		assert_int_equal(rig.shown.stage, STAGE_LOCAL);
	}
	assert_int_equal(rig.n_seen, 0);
}

/* ---- kinds of PDU and receipts ----------------------------------------- */

static int begin_data(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){ .smsc = "submit = data_sm" });
}

static void a_message_in_data_sm_is_answered_like_any(void **state)
{
	const struct smpp_tlv *t;

	(void)state;
	rig_post("hello");
	assert_int_equal(rig.seen[0].command, SMPP_DATA_SM);
	t = rig_tlv(0, SMPP_TLV_MESSAGE_PAYLOAD);
	assert_non_null(t);
	assert_int_equal(t->len, 5);
	assert_memory_equal(t->value, "hello", 5);
	rig_answer(0, 0, "77");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	rig_deliver(4, RECEIPT("77", "DELIVRD"));
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

static int begin_data_33(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "submit = data_sm", .version = 0x33 });
}

/* A configuration that does not fit the centre loses no message. */
static void data_sm_that_the_bind_lacks_waits_for_another(void **state)
{
	(void)state;
	rig_post("hello");
	assert_int_equal(rig.n_seen, 0);
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	assert_int_equal(rig.shown.substate, SUBSTATE_RETRY_WAIT);
}

static int begin_33(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){
	    .more = "tlv campaign { tag = 0x1500 type = cstring length = 8\n"
		    "  value = CKD1 }\n",
	    .version = 0x33 });
}

static void a_bind_of_3_3_gets_no_tlvs(void **state)
{
	(void)state;
	rig_post("hello");
	assert_int_equal(rig.n_seen, 1);
	assert_int_equal(rig.seen[0].tlvs, 0);
}

static int begin_no_receipts(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "registered_delivery = none" });
}

/* Nothing is invented: without a receipt nobody knows. */
static void without_receipts_a_message_ends_as_unknown(void **state)
{
	(void)state;
	rig_post("hello");
	assert_int_equal(rig.seen[0].message.registered_delivery, 0);
	rig_answer(0, 0, "77");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	rig_advance(72 * 3600 * SECOND);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
}

static int begin_plain(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "user_message_reference = no" });
}

static void the_reference_is_a_switch(void **state)
{
	(void)state;
	rig_post("hello");
	assert_int_equal(rig.seen[0].tlvs, 0);
}

static void the_reference_is_sent_unless_it_is_switched_off(void **state)
{
	(void)state;
	rig_post("hello");
	assert_non_null(rig_tlv(0, SMPP_TLV_USER_MESSAGE_REFERENCE));
}

/* ---- TLVs -------------------------------------------------------------- */

static int begin_tlvs(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){
	    .more = "tlv entity { tag = 0x1400 type = cstring length = 19 }\n"
		    "tlv campaign { tag = 0x1500 type = cstring length = 8\n"
		    "  value = CKD1 per_message = no }\n" });
}

static struct submission with_tlv(const char *name, const char *value)
{
	struct submission s = rig_submission("hello");

	s.tlv[s.tlvs++] = (struct tlv_request){ .name = rig_text(name),
		.value = rig_text(value) };
	return s;
}

static void a_message_carries_its_tlvs_and_the_constants(void **state)
{
	struct submission s = with_tlv("entity", "1101");
	const struct smpp_tlv *t;

	(void)state;
	s.tlv[s.tlvs++] = (struct tlv_request){ .name = rig_text("0x1401"),
		.value = rig_text("hex:00ff") };
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	t = rig_tlv(0, 0x1400);
	assert_non_null(t);
	assert_int_equal(t->len, 5);
	assert_memory_equal(t->value, "1101", 5);
	t = rig_tlv(0, 0x1401);
	assert_non_null(t);
	assert_int_equal(t->len, 2);
	assert_memory_equal(t->value, "\x00\xff", 2);
	t = rig_tlv(0, 0x1500);
	assert_non_null(t);
	assert_memory_equal(t->value, "CKD1", 5);
}

static void tlvs_come_back_with_a_resend(void **state)
{
	struct submission s = with_tlv("entity", "1101");
	const struct smpp_tlv *t;

	(void)state;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_answer(0, SMPP_RSYSERR, "");
	rig_settle();
	rig_advance(10 * SECOND);
	assert_int_equal(rig.n_seen, 2);
	t = rig_tlv(1, 0x1400);
	assert_non_null(t);
	assert_memory_equal(t->value, "1101", 5);
}

static void a_wrong_tlv_is_refused_and_explained(void **state)
{
	static const struct {
		const char *name, *value;
		enum fault fault;
		const char *why;
	} cases[] = {
		{ "entiti", "1", FAULT_TLV_UNKNOWN, "one of: entity" },
		{ "campaign", "1", FAULT_TLV_UNKNOWN, "per_message" },
		{ "entity", "12345678901234567890", FAULT_TLV_VALUE,
		    "at most 19 bytes" },
		{ "0x1400", "12345678901234567890", FAULT_TLV_VALUE,
		    "at most 19 bytes" },
	};
	struct submitted out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct submission s = with_tlv(cases[i].name, cases[i].value);

		assert_int_equal(intake_submit(rig.flow, &s, 1, &out),
		    cases[i].fault);
		assert_non_null(strstr(out.why, cases[i].why));
	}
}

/* ---- the error map ----------------------------------------------------- */

static int begin_errors(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){
	    .errors = "x\tcommand_status\t0x45\tcome back\ttemporary\t-\tx\t\n"
		      "x\tcommand_status\t0x08\tnever\tpermanent\t30006\tx\t\n"
		      "x\tcommand_status\t0x64\t?\tunknown\t30003\tx\t\n"
		      "x\tcommand_status\t0x58\tno\tpermanent\t30006\tx\t\n" });
}

static void what_the_map_calls_temporary_is_tried_again(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, SMPP_RSUBMITFAIL, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	assert_int_equal(rig.shown.substate, SUBSTATE_RETRY_WAIT);
	rig_advance(10 * SECOND);
	assert_int_equal(rig.n_seen, 2);
	rig_answer(1, 0, "77");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
}

static void what_the_map_calls_permanent_fails_with_its_reason(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, SMPP_RSYSERR, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FAILED);
	assert_int_equal(rig.shown.reason, 30006);
	assert_int_equal(rig.shown.stage, STAGE_SUBMIT);
	rig_advance(600 * SECOND);
	assert_int_equal(rig.n_seen, 1);
}

/* Neither does a row without a word on it, nor one about the rate. */
static void else_the_class_of_smpp_stays(void **state)
{
	(void)state;
	rig_post("hello");
	rig_answer(0, SMPP_RX_T_APPN, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	rig_advance(10 * SECOND);
	assert_int_equal(rig.n_seen, 2);
	rig_answer(1, SMPP_RTHROTTLED, "");
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
}

/* ---- the route --------------------------------------------------------- */

static int begin_hold(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .route = "on_doubt = hold tag = news" });
}

static struct submission tagged(const char *tag)
{
	struct submission s = rig_submission("hello");

	s.tag = rig_text(tag);
	return s;
}

static void a_message_keeps_why_it_goes_where_it_goes(void **state)
{
	struct submission s = tagged("news");
	const struct body_text *why;

	(void)state;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_show();
	why = &rig.shown_body.field[BODY_ROUTE];
	assert_non_null(memmem(why->s, why->len, "main", 4));
	assert_non_null(memmem(why->s, why->len, "acme", 4));
}

static void without_a_route_the_fault_says_why(void **state)
{
	struct submission s = tagged("other");
	struct submitted out;

	(void)state;
	assert_int_equal(intake_submit(rig.flow, &s, 1, &out), FAULT_NO_ROUTE);
	assert_true(strlen(out.why) > 10);
	/* http-api.md 6; 21408 is a country that is switched off. */
	assert_int_equal(fault_row(FAULT_NO_ROUTE)->twilio, 21612);
}

static void the_routes_word_on_doubt_beats_the_smscs(void **state)
{
	struct submission s = tagged("news");

	(void)state;
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_advance(60 * SECOND);
	assert_int_equal(rig.n_seen, 1);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
}

static void the_messages_word_on_doubt_beats_the_routes(void **state)
{
	struct submission s = tagged("news");

	(void)state;
	s.on_doubt = rig_text("resend");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_advance(60 * SECOND);
	assert_int_equal(rig.n_seen, 2);
}

static int begin_sender_rate(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "sender_throughput = 1" });
}

/* The intake tells the ledger who the sender is. */
static void a_senders_rate_holds_for_that_sender(void **state)
{
	(void)state;
	rig_post("one");
	rig_post("two");
	assert_int_equal(rig.n_seen, 1);
	rig_advance(SECOND / 2);
	assert_int_equal(rig.n_seen, 1);
	rig_advance(3 * SECOND);
	assert_int_equal(rig.n_seen, 2);
}

#define CASE(f, begin) cmocka_unit_test_setup_teardown(f, begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(numbers_go_out_rewritten_and_receipts_find_them,
		    begin_rewriting),
		CASE(receipts_may_have_the_number_as_it_is, begin_rewriting),
		CASE(a_message_that_cannot_be_sent_fails_and_costs_no_slot,
		    begin_too_long),
		CASE(a_message_in_data_sm_is_answered_like_any, begin_data),
		CASE(data_sm_that_the_bind_lacks_waits_for_another,
		    begin_data_33),
		CASE(a_bind_of_3_3_gets_no_tlvs, begin_33),
		CASE(without_receipts_a_message_ends_as_unknown,
		    begin_no_receipts),
		CASE(the_reference_is_a_switch, begin_plain),
		CASE(the_reference_is_sent_unless_it_is_switched_off,
		    rig_begin),
		CASE(a_message_carries_its_tlvs_and_the_constants, begin_tlvs),
		CASE(tlvs_come_back_with_a_resend, begin_tlvs),
		CASE(a_wrong_tlv_is_refused_and_explained, begin_tlvs),
		CASE(what_the_map_calls_temporary_is_tried_again, begin_errors),
		CASE(what_the_map_calls_permanent_fails_with_its_reason,
		    begin_errors),
		CASE(else_the_class_of_smpp_stays, begin_errors),
		CASE(a_message_keeps_why_it_goes_where_it_goes, begin_hold),
		CASE(without_a_route_the_fault_says_why, begin_hold),
		CASE(the_routes_word_on_doubt_beats_the_smscs, begin_hold),
		CASE(the_messages_word_on_doubt_beats_the_routes, begin_hold),
		CASE(a_senders_rate_holds_for_that_sender, begin_sender_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

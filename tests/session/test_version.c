/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an ESME binds as, in which version, and what follows from it.
 */
#include "talk.h"

#include "base/cursor.h"

#include <esmed/tlv.h>

static struct session_options opt;

/* Connect with `opt`; what the bind was. */
static struct smpp_pdu bind_with_options(void)
{
	struct smpp_pdu p;

	rig_begin_closed(SESSION_ESME, &opt);
	rig_connect();
	assert_true(rig_peer_got(&p));
	return p;
}

/* Answered with a version; 0: with none. */
static void answered_with(const struct smpp_pdu *bind, uint8_t version)
{
	struct smpp_pdu p;
	uint8_t keep[4];

	smpp_pdu_init(&p, bind->id | SMPP_ANSWER, bind->sequence);
	strcpy(p.body.bind_resp.system_id, "centre");
	if (version != 0)
		assert_int_equal(smpp_pdu_add_number(&p,
				     SMPP_TLV_SC_INTERFACE_VERSION, version,
				     keep),
		    0);
	rig_peer_pdu(&p);
	assert_true(session_is_bound(rig.s));
	assert_string_equal(session_peer_id(rig.s), "centre");
}

/* TLVs of a submit_sm that has one. */
static size_t tlvs_of_a_submit(void)
{
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu p, got;
	uint8_t keep[4];

	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(
	    smpp_pdu_add_number(&p, SMPP_TLV_USER_MESSAGE_REFERENCE, 7, keep),
	    0);
	assert_int_equal(session_send(rig.s, &tok, &p), 0);
	rig_settle();
	assert_true(rig_peer_got(&got));
	assert_int_equal(got.id, SMPP_SUBMIT_SM);
	return got.tlv_count;
}

static int begin(void **state)
{
	(void)state;
	opt = rig_options();
	return 0;
}

static void a_bind_says_all_that_is_configured(void **state)
{
	struct smpp_pdu p;

	(void)state;
	opt.bind_command = SMPP_BIND_RECEIVER;
	opt.system_type = "VMA";
	opt.address_range = "^1";
	opt.bind_ton = 5;
	opt.bind_npi = 1;
	opt.interface_version = 0x50;
	p = bind_with_options();
	assert_int_equal(p.id, SMPP_BIND_RECEIVER);
	assert_string_equal(p.body.bind.system_type, "VMA");
	assert_string_equal(p.body.bind.address_range, "^1");
	assert_int_equal(p.body.bind.addr_ton, 5);
	assert_int_equal(p.body.bind.addr_npi, 1);
	assert_int_equal(p.body.bind.interface_version, 0x50);
}

static void a_receiver_submits_nothing(void **state)
{
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu p;

	(void)state;
	opt.bind_command = SMPP_BIND_RECEIVER;
	p = bind_with_options();
	answered_with(&p, 0x34);
	assert_int_equal(session_room(rig.s), 0);
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(session_send(rig.s, &tok, &p), RC_FULL);
	rig_message(&p, SMPP_DELIVER_SM, 9);
	rig_peer_pdu(&p);
	assert_string_equal(rig_log(), "deliver_sm 9;");
}

static void h19_a_deliver_on_a_transmitter_is_taken(void **state)
{
	struct smpp_pdu p;

	(void)state;
	opt.bind_command = SMPP_BIND_TRANSMITTER;
	p = bind_with_options();
	answered_with(&p, 0x34);
	rig_message(&p, SMPP_DELIVER_SM, 9);
	rig_peer_pdu(&p);
	assert_string_equal(rig_log(), "deliver_sm 9;");
	rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, 0);
	assert_true(session_is_bound(rig.s));
	assert_int_equal(session_room(rig.s), 10);
}

static void d6_the_answer_to_another_kind_of_bind_is_an_error(void **state)
{
	struct smpp_pdu p;

	(void)state;
	opt.bind_command = SMPP_BIND_TRANSMITTER;
	p = bind_with_options();
	rig_peer_header(SMPP_BIND_TRANSCEIVER | SMPP_ANSWER, 0, p.sequence);
	rig_assert_closed("bind_protocol");
}

static void d8_no_version_in_the_answer_keeps_tlvs(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	assert_int_equal(p.body.bind.interface_version, 0x34);
	answered_with(&p, 0);
	assert_int_equal(session_version(rig.s), 0x34);
	assert_int_equal(tlvs_of_a_submit(), 1);
}

static void d8_a_version_of_3_3_leaves_tlvs_out(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	answered_with(&p, 0x33);
	assert_int_equal(session_version(rig.s), 0x33);
	assert_int_equal(tlvs_of_a_submit(), 0);
}

static void d8_a_version_of_5_0_is_what_was_asked_at_most(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	answered_with(&p, 0x50);
	assert_int_equal(session_version(rig.s), 0x34);
	assert_int_equal(tlvs_of_a_submit(), 1);
}

static void d8_a_5_0_bind_lives_with_a_3_4_centre(void **state)
{
	struct smpp_pdu p;

	(void)state;
	opt.interface_version = 0x50;
	p = bind_with_options();
	answered_with(&p, 0x34);
	assert_int_equal(session_version(rig.s), 0x34);
}

static void d8_a_configured_3_4_is_not_talked_out_of_tlvs(void **state)
{
	struct smpp_pdu p;

	(void)state;
	opt.interface_version = 0x34;
	p = bind_with_options();
	answered_with(&p, 0x33);
	assert_int_equal(tlvs_of_a_submit(), 1);
}

static void a_bind_of_3_3_sends_no_tlv(void **state)
{
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu p;

	(void)state;
	opt.interface_version = 0x33;
	p = bind_with_options();
	assert_int_equal(p.body.bind.interface_version, 0x33);
	answered_with(&p, 0);
	assert_int_equal(tlvs_of_a_submit(), 0);

	/* A text cannot be left out. */
	rig_message(&p, SMPP_SUBMIT_SM, 0);
	p.body.message.sm_length = 0;
	assert_int_equal(smpp_pdu_add(&p, SMPP_TLV_MESSAGE_PAYLOAD, "long", 4),
	    0);
	assert_int_equal(session_send(rig.s, &tok, &p), RC_UNSUPPORTED);
	rig_peer_accepts(2, "7F");
	assert_string_equal(rig_log(), "answered 1 0x0;");
}

static void d9_an_enquire_before_the_bind_answer_is_answered(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 5);
	assert_int_equal(rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0), 5);
	answered_with(&p, 0x34);
}

static void e6_an_enquire_does_not_extend_the_time_to_bind(void **state)
{
	(void)state;
	bind_with_options();
	for (int i = 0; i < 9; i++) {
		rig_advance(SECOND);
		rig_peer_header(SMPP_ENQUIRE_LINK, 0, 5);
		rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0);
	}
	rig_advance(SECOND);
	rig_assert_closed("bind_timeout");
}

static void d5_after_we_gave_up_an_answer_finds_nobody(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	rig_advance(10 * SECOND);
	rig_assert_closed("bind_timeout");
	assert_null(rig.peer);
	assert_int_equal(p.id, SMPP_BIND_TRANSCEIVER);
}

static void a_nack_that_says_ok_does_not_bind(void **state)
{
	struct smpp_pdu p = bind_with_options();

	(void)state;
	rig_peer_header(SMPP_GENERIC_NACK, 0, p.sequence);
	rig_assert_closed("bind_refused");
	assert_int_equal(session_bind_status(rig.s), SMPP_RBINDFAIL);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_bind_says_all_that_is_configured),
		CASE(a_receiver_submits_nothing),
		CASE(h19_a_deliver_on_a_transmitter_is_taken),
		CASE(d5_after_we_gave_up_an_answer_finds_nobody),
		CASE(d6_the_answer_to_another_kind_of_bind_is_an_error),
		CASE(d8_no_version_in_the_answer_keeps_tlvs),
		CASE(d8_a_version_of_3_3_leaves_tlvs_out),
		CASE(d8_a_version_of_5_0_is_what_was_asked_at_most),
		CASE(d8_a_5_0_bind_lives_with_a_3_4_centre),
		CASE(d8_a_configured_3_4_is_not_talked_out_of_tlvs),
		CASE(a_bind_of_3_3_sends_no_tlv),
		CASE(d9_an_enquire_before_the_bind_answer_is_answered),
		CASE(e6_an_enquire_does_not_extend_the_time_to_bind),
		CASE(a_nack_that_says_ok_does_not_bind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

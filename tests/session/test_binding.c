/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ESME on its way to be bound: cases D1 to D9; and both roles of this
 * code talking to each other.
 */
#include "talk.h"

#define BIND_RESP (SMPP_BIND_TRANSCEIVER | SMPP_ANSWER)

static uint32_t bind_seq;

static int begin(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_begin(SESSION_ESME);
	assert_true(rig_peer_got(&p));
	assert_int_equal(p.id, SMPP_BIND_TRANSCEIVER);
	assert_string_equal(p.body.bind.system_id, "esmed");
	assert_string_equal(p.body.bind.password, "secret");
	assert_int_equal(p.body.bind.interface_version, 0x34);
	bind_seq = p.sequence;
	return 0;
}

static void d1_a_refused_bind_closes_with_its_status(void **state)
{
	(void)state;
	rig_peer_header(BIND_RESP, SMPP_RINVPASWD, bind_seq);
	rig_assert_closed("bind_refused");
	assert_int_equal(session_bind_status(rig.s), SMPP_RINVPASWD);
}

static void d3_a_nacked_bind_is_refused(void **state)
{
	(void)state;
	rig_peer_header(SMPP_GENERIC_NACK, SMPP_RINVCMDID, bind_seq);
	rig_assert_closed("bind_refused");
	assert_int_equal(session_bind_status(rig.s), SMPP_RINVCMDID);
}

static void d4_a_bind_answer_that_never_comes_closes_after_10_s(void **state)
{
	(void)state;
	rig_advance(10 * SECOND - 1);
	assert_int_equal(session_state(rig.s), SESSION_BINDING);
	rig_advance(1);
	rig_assert_closed("bind_timeout");
}

static void d5_a_bind_answer_after_9_9_s_is_accepted(void **state)
{
	(void)state;
	rig_advance(10 * SECOND - SECOND / 10);
	rig_peer_header(BIND_RESP, 0, bind_seq);
	assert_true(session_is_bound(rig.s));
	rig_advance(SECOND);
	assert_true(session_is_bound(rig.s));
}

static void d6_an_answer_to_another_bind_is_a_protocol_error(void **state)
{
	(void)state;
	rig_peer_header(SMPP_BIND_RECEIVER | SMPP_ANSWER, 0, bind_seq);
	rig_assert_closed("bind_protocol");
}

static void d6_a_bind_answer_of_another_number_is_a_protocol_error(void **state)
{
	(void)state;
	rig_peer_header(BIND_RESP, 0, bind_seq + 1);
	rig_assert_closed("bind_protocol");
}

static void refused_by(const void *bytes, size_t len)
{
	uint8_t pdu[32];
	struct cursor c = cursor_over(pdu, sizeof(pdu));

	cursor_put(&c, 4, 16 + len);
	cursor_put(&c, 4, BIND_RESP);
	cursor_put(&c, 4, SMPP_RBINDFAIL);
	cursor_put(&c, 4, bind_seq);
	cursor_put_bytes(&c, bytes, len);
	rig_peer_sends(pdu, 16 + len);
	rig_assert_closed("bind_refused");
}

static void d7_an_error_answer_may_have_no_body(void **state)
{
	(void)state;
	refused_by("", 0);
}

static void d7_an_error_answer_may_have_a_body(void **state)
{
	(void)state;
	refused_by("smsc", 5);
}

static void d7_an_error_answer_may_have_one_byte(void **state)
{
	(void)state;
	refused_by("x", 1);
}

static void bound_with_version(const void *value, uint16_t len)
{
	uint8_t pdu[32];
	struct cursor c = cursor_over(pdu, sizeof(pdu));

	cursor_put(&c, 4, 21u + len);
	cursor_put(&c, 4, BIND_RESP);
	cursor_put(&c, 4, 0);
	cursor_put(&c, 4, bind_seq);
	cursor_put(&c, 1, 0);
	cursor_put(&c, 2, 0x0210);
	cursor_put(&c, 2, len);
	cursor_put_bytes(&c, value, len);
	rig_peer_sends(pdu, 21u + len);
	assert_true(session_is_bound(rig.s));
}

static void d8_a_version_of_3_3_binds(void **state)
{
	(void)state;
	bound_with_version("\x33", 1);
}

static void d8_a_version_of_two_bytes_binds(void **state)
{
	(void)state;
	bound_with_version("\x00\x34", 2);
}

static void d8_no_version_and_no_body_binds(void **state)
{
	(void)state;
	rig_peer_header(BIND_RESP, 0, bind_seq);
	assert_true(session_is_bound(rig.s));
}

static void d9_before_the_bind_answer_a_deliver_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	rig_peer_header(SMPP_ENQUIRE_LINK, 0, 8);
	rig_expect(SMPP_ENQUIRE_LINK | SMPP_ANSWER, 0);
	rig_message(&p, SMPP_DELIVER_SM, 9);
	for (int i = 0; i < 5; i++) {
		rig_peer_pdu(&p);
		rig_expect(SMPP_DELIVER_SM | SMPP_ANSWER, SMPP_RINVBNDSTS);
	}
	rig_peer_header(BIND_RESP, 0, bind_seq);
	assert_true(session_is_bound(rig.s));
}

static void d10_a_connection_closed_at_once_closes_the_session(void **state)
{
	(void)state;
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_settle();
	rig_assert_closed("peer_closed");
}

static void d16_an_outbind_closes(void **state)
{
	struct smpp_pdu p;

	(void)state;
	smpp_pdu_init(&p, SMPP_OUTBIND, 1);
	strcpy(p.body.outbind.system_id, "smsc");
	rig_peer_pdu(&p);
	rig_assert_closed("outbind");
}

static void a_session_binds_again_after_its_end(void **state)
{
	(void)state;
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_settle();
	rig_connect();
	rig_peer_header(BIND_RESP, 0, rig_expect(SMPP_BIND_TRANSCEIVER, 0));
	assert_true(session_is_bound(rig.s));
	rig_peer_header(SMPP_SUBMIT_SM | SMPP_ANSWER, 0, rig_submitted(5));
	assert_string_equal(rig_log(), "answered 5 0x0;");
}

/* The other role, of the same code. */
static struct session *smsc;

static void on_smsc_request(void *arg, const struct smpp_pdu *pdu)
{
	struct smpp_pdu resp;

	(void)arg;
	assert_int_equal(pdu->id, SMPP_SUBMIT_SM);
	assert_memory_equal(pdu->body.message.short_message, "hello", 5);
	smpp_pdu_init(&resp, SMPP_SUBMIT_SM | SMPP_ANSWER, 0);
	strcpy(resp.body.message_resp.message_id, "id-1");
	session_reply(smsc, pdu->sequence, &resp);
}

static uint32_t on_smsc_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	assert_string_equal(bind->body.bind.system_id, "esmed");
	return 0;
}

static void on_smsc_answered(void *arg, const struct session_token *tok,
    const struct session_answer *a)
{
	(void)arg;
	buf_printf(&rig.log, "delivered %u 0x%x;", (unsigned)tok->msg,
	    a->status);
}

static void on_smsc_lost(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
	fail();
}

static void on_smsc_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)reason;
	on_smsc_lost(arg, tok);
}

static const struct session_events smsc_events = {
	.request = on_smsc_request,
	.bind = on_smsc_bind,
	.answered = on_smsc_answered,
	.doubt = on_smsc_doubt,
	.returned = on_smsc_lost,
};

static void both_roles_talk_to_each_other(void **state)
{
	const struct session_options opt = { .name = "smsc/1" };
	const struct session_token tok = { .msg = 30 };
	struct stream *other;
	struct smpp_pdu p;

	(void)state;
	stream_kill(rig.peer);
	rig.peer = NULL;
	rig_settle();
	smsc = session_new(rig.loop, SESSION_SMSC, &opt);
	session_set_events(smsc, &smsc_events, NULL);
	stream_pair(rig.loop, &rig.ours, &other);
	session_adopt(smsc, other);
	session_adopt(rig.s, rig.ours);
	rig_settle();
	assert_true(session_is_bound(rig.s) && session_is_bound(smsc));

	rig_submit(20);
	rig_message(&p, SMPP_DELIVER_SM, 0);
	assert_int_equal(session_send(smsc, &tok, &p), 0);
	rig_settle();
	for (int i = 0; i < 10; i++) /* enquire_link both ways */
		rig_advance(29 * SECOND);
	assert_true(session_is_bound(rig.s) && session_is_bound(smsc));
	session_unbind(rig.s);
	rig_settle();
	rig_assert_closed("unbound");
	assert_int_equal(session_state(smsc), SESSION_CLOSED);
	assert_int_equal(session_reason(smsc), SESSION_CLOSE_PEER_UNBIND);
	assert_string_equal(rig_log(),
	    "deliver_sm 1;answered 20 0x0;delivered 30 0x0;");
	session_free(smsc);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(d1_a_refused_bind_closes_with_its_status),
		CASE(d3_a_nacked_bind_is_refused),
		CASE(d4_a_bind_answer_that_never_comes_closes_after_10_s),
		CASE(d5_a_bind_answer_after_9_9_s_is_accepted),
		CASE(d6_an_answer_to_another_bind_is_a_protocol_error),
		CASE(d6_a_bind_answer_of_another_number_is_a_protocol_error),
		CASE(d7_an_error_answer_may_have_no_body),
		CASE(d7_an_error_answer_may_have_a_body),
		CASE(d7_an_error_answer_may_have_one_byte),
		CASE(d8_a_version_of_3_3_binds),
		CASE(d8_a_version_of_two_bytes_binds),
		CASE(d8_no_version_and_no_body_binds),
		CASE(d9_before_the_bind_answer_a_deliver_is_refused),
		CASE(d10_a_connection_closed_at_once_closes_the_session),
		CASE(d16_an_outbind_closes),
		CASE(a_session_binds_again_after_its_end),
		CASE(both_roles_talk_to_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

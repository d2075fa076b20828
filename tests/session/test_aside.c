/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests beside the messages: query_sm and cancel_sm.
 */
#include "centre.h"

static unsigned told, told_nothing;
static uint32_t told_status;
static uint8_t told_state;

static void on_told(void *arg, uint32_t smsc, const struct session_token *tok,
    const struct smsc_told *t)
{
	(void)arg;
	(void)smsc;
	assert_int_equal(tok->msg, 77);
	assert_int_equal(tok->extra, 5);
	if (!t->is_answered) {
		told_nothing++;
		return;
	}
	told++;
	told_status = t->status;
	told_state =
	    t->resp != NULL ? t->resp->body.query_resp.message_state : 0;
}

static void begin(struct smsc_options opt)
{
	static struct smsc_events with_told;

	with_told = events;
	with_told.told = on_told;
	told = told_nothing = 0;
	open_smsc(&opt);
	smsc_set_events(c, &with_told, NULL);
	buf_clear(&log_text);
}

static int ask(void)
{
	const struct session_token tok = { .msg = 77, .extra = 5 };
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_QUERY_SM, 0);
	strcpy(p.body.query.message_id, "4711");
	return smsc_request(c, &tok, &p);
}

static void say(uint8_t state)
{
	struct smpp_pdu r;

	smpp_pdu_init(&r, SMPP_QUERY_SM | SMPP_ANSWER, 0);
	strcpy(r.body.query_resp.message_id, "4711");
	r.body.query_resp.message_state = state;
	session_reply(peers[0].s, peers[0].open[0], &r);
	peers[0].open_len = 0;
	settle();
}

static void a_question_is_answered_and_is_no_message(void **state)
{
	(void)state;
	mute = true;
	begin(defaults());
	assert_int_equal(ask(), 0);
	settle();
	assert_int_equal(peers[0].open_len, 1);
	say(2);
	assert_int_equal(told, 1);
	assert_int_equal(told_status, 0);
	assert_int_equal(told_state, 2);
	assert_int_equal(answered, 0);
	assert_int_equal(status().answers->latency.answers, 0);
}

static void a_question_takes_a_slot_of_the_window_and_gives_it_back(
    void **state)
{
	(void)state;
	mute = true;
	begin(defaults());
	assert_int_equal(ask(), 0);
	settle();
	assert_string_equal(logged(), "slots -1;");
	assert_int_equal(balance, 9);
	say(2);
	assert_string_equal(logged(), "slots 1;");
	assert_int_equal(balance, 10);
}

static void messages_go_before_questions(void **state)
{
	(void)state;
	mute = true;
	begin(defaults());
	for (uint64_t i = 0; i < 10; i++)
		assert_int_equal(send_one(i), 0);
	assert_int_equal(ask(), RC_FULL);
	settle();
	assert_int_equal(ask(), RC_FULL);
}

static void a_question_counts_in_the_throughput(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.throughput = 2;
	begin(opt);
	assert_int_equal(ask(), 0);
	assert_int_equal(ask(), 0);
	assert_int_equal(ask(), RC_FULL);
	advance(SECOND);
	assert_int_equal(ask(), 0);
}

static void nobody_is_asked_who_gets_no_messages(void **state)
{
	(void)state;
	begin(defaults());
	smsc_pause(c);
	assert_int_equal(ask(), RC_CLOSED);
	smsc_resume(c);
	assert_int_equal(ask(), 0);
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	assert_int_equal(ask(), RC_CLOSED);
}

/* E4 closes a bind that answers nothing; an SMSC may not know query_sm. */
static void questions_without_answers_do_not_end_the_bind(void **state)
{
	(void)state;
	mute = true;
	begin(defaults());
	for (unsigned i = 1; i <= 6; i++) {
		assert_int_equal(ask(), 0);
		advance(30 * SECOND);
		assert_int_equal(told_nothing, i);
	}
	assert_int_equal(status().bound, 1);
	assert_int_equal(doubted, 0);
	assert_int_equal(balance, 10);
}

static void a_lost_bind_ends_a_question(void **state)
{
	(void)state;
	mute = true;
	begin(defaults());
	assert_int_equal(ask(), 0);
	settle();
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	assert_int_equal(told_nothing, 1);
	assert_int_equal(doubted, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)
	const struct CMUnitTest tests[] = {
		TEST(a_question_is_answered_and_is_no_message),
		TEST(a_question_takes_a_slot_of_the_window_and_gives_it_back),
		TEST(messages_go_before_questions),
		TEST(a_question_counts_in_the_throughput),
		TEST(nobody_is_asked_who_gets_no_messages),
		TEST(questions_without_answers_do_not_end_the_bind),
		TEST(a_lost_bind_ends_a_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

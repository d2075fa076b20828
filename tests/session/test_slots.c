/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an smsc offers, takes back and owes.
 */
#include "centre.h"

static void the_window_of_a_bind_is_offered_once(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	assert_string_equal(logged(), "slots 10;");
	settle();
	assert_string_equal(logged(), "");
	assert_int_equal(status().bound, 1);
	assert_true(states > 0);
}

static void an_answer_frees_a_slot_that_is_offered_again(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	logged();
	assert_int_equal(send_one(1), 0);
	settle();
	assert_string_equal(logged(), "answered 1 ok id-1;slots 1;");
	answer_status = 0x0b;
	assert_int_equal(send_one(2), 0);
	settle();
	assert_string_equal(logged(), "answered 2 never;slots 1;");
}

static void parts_beyond_the_balance_wait_as_a_debt(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 12; i++)
		assert_int_equal(send_one(i), 0);
	settle();
	assert_string_equal(logged(), "slots 10;");
	assert_int_equal(status().pending, 2);
	assert_int_equal(balance, -2);
	answer_all(&peers[0]);
	assert_int_equal(answered, 10);
	assert_int_equal(balance, 8);
	assert_int_equal(status().pending, 0);
	answer_all(&peers[0]);
	assert_int_equal(answered, 12);
	assert_int_equal(balance, 10);
}

static void a_debt_has_its_bound(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 10 + 2 * (10 + 31); i++)
		assert_int_equal(send_one(i), 0);
	assert_int_equal(send_one(99), RC_FULL);
}

static void what_cannot_be_encoded_gives_its_slot_back(void **state)
{
	struct smsc_options opt = defaults();
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu p;

	(void)state;
	open_smsc(&opt);
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 0);
	p.body.message.sm_length = 255;
	p.body.message.short_message = (const uint8_t *)"";
	balance--;
	assert_int_equal(smsc_send(c, &tok, &p), RC_TOO_LONG);
	settle();
	assert_int_equal(balance, 10);
	balance--;
	smsc_skip(c);
	settle();
	assert_int_equal(balance, 10);
}

static void a_lost_bind_withdraws_its_slots(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	logged();
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	assert_string_equal(logged(), "doubt 1;slots -9;");
	assert_int_equal(balance, 0);
	assert_int_equal(bind_of(0).state, SESSION_CLOSED);
}

static void requests_under_way_when_the_last_bind_is_lost_return(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	logged();
	send_one(1);
	send_one(2);
	assert_int_equal(returned, 0);
	settle();
	assert_string_equal(logged(), "returned 1;returned 2;slots 2;");
	assert_int_equal(balance, 0);
}

static void requests_under_way_go_over_the_bind_that_is_left(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 2;
	mute = true;
	open_smsc(&opt);
	assert_int_equal(balance, 20);
	session_stop(peers[0].s, SESSION_CLOSE_STOPPED);
	settle();
	assert_int_equal(balance, 10);
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(send_one(i), 0);
	settle();
	assert_int_equal(returned + doubted, 0);
	assert_int_equal(peers[1].open_len, 10);
	assert_int_equal(status().pending, 10);
	answer_all(&peers[1]);
	assert_int_equal(peers[1].open_len, 10);
	answer_all(&peers[1]);
	assert_int_equal(answered, 20);
	assert_int_equal(balance, 10);
}

/* Sends whenever there is balance. Returns how many in that time. */
static unsigned sent_in(usec time)
{
	usec until = clock_mono() + time;
	unsigned n = 0;

	while (clock_mono() < until) {
		for (; balance > 0; n++)
			assert_int_equal(send_one(n), 0);
		advance(SECOND / 10);
	}
	return n;
}

static void throughput_counts_over_all_binds(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 3;
	opt.throughput = 20;
	open_smsc(&opt);
	assert_int_equal(status().bound, 3);
	assert_int_equal(sent_in(SECOND), 20);
	assert_int_equal(sent_in(9 * SECOND), 180);
}

static void throughput_may_be_a_fraction(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.throughput = 0.5;
	open_smsc(&opt);
	assert_string_equal(logged(), "slots 1;");
	assert_int_equal(sent_in(10 * SECOND), 5);
}

static void f8_a_throttle_answer_stops_to_the_end_of_the_second(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	advance(SECOND / 4);
	answer_status = SMPP_RTHROTTLED;
	send_one(1);
	settle();
	answer_status = 0;
	assert_true(status().paused);
	assert_int_equal(status().throttled, 1);
	send_one(2);
	settle();
	assert_int_equal(status().pending, 1);
	assert_string_equal(logged(), "slots 10;answered 1 throttle;slots -9;");
	advance(SECOND * 3 / 4 - 1);
	assert_string_equal(logged(), "");
	advance(1);
	assert_false(status().paused);
	assert_string_equal(logged(), "slots 10;answered 2 ok id-1;slots 1;");
}

static size_t bound_peers(void)
{
	size_t n = 0;

	for (size_t i = 0; i < peers_len; i++)
		n += session_is_bound(peers[i].s);
	return n;
}

static void lose_some_bind(void)
{
	size_t at = (size_t)random_below(peers_len);

	session_stop(peers[at].s, SESSION_CLOSE_STOPPED);
}

static void answer_some(struct peer *p)
{
	size_t n = (size_t)random_below(p->open_len + 1);

	for (size_t i = 0; i < n; i++)
		reply(p, p->open[--p->open_len]);
}

static void what_waits_unsent_can_be_withdrawn(void **state)
{
	struct smsc_options opt = defaults();
	struct session_token tok;

	(void)state;
	opt.window = 1;
	mute = true;
	open_smsc(&opt);
	for (uint64_t msg = 1; msg <= 3; msg++)
		assert_int_equal(send_one(msg), 0);
	assert_int_equal(smsc_withdraw(c, 1, &tok), RC_NOT_FOUND); /* sent */
	assert_int_equal(smsc_withdraw(c, 2, &tok), 0);
	assert_int_equal(tok.msg, 2);
	assert_int_equal(smsc_withdraw(c, 2, &tok), RC_NOT_FOUND);
	settle();
	assert_int_equal(status().pending, 1);
	answer_all(&peers[0]);
	answer_all(&peers[0]);
	assert_int_equal(answered, 2);
	assert_int_equal(balance, 1);
}

/* A link that flaps has a smaller one. */
static uint32_t windows(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < 3; i++) {
		if (bind_of(i).state == SESSION_BOUND)
			n += bind_of(i).window;
	}
	return n;
}

/* Invariants 1 and 2 of smsc.c: offered, used and free always add up, and
 * each token comes back exactly once. */
static void slots_add_up_under_random_losses(void **state)
{
	struct smsc_options opt = defaults();
	unsigned sent = 0;

	(void)state;
	opt.binds = 3;
	opt.response_timeout = 3600 * SECOND;
	mute = true;
	open_smsc(&opt);
	for (int round = 0; round < 3000 && peers_len < 240; round++) {
		int64_t more = (int64_t)random_below(8);
		struct smsc_status st;

		for (; balance > -20 && more > 0; more--)
			assert_int_equal(send_one(sent++), 0);
		for (size_t i = 0; i < peers_len; i++)
			answer_some(&peers[i]);
		if (random_below(20) == 0)
			lose_some_bind();
		turns((int)random_below(4));
		if (random_below(4) == 0)
			advance((usec)random_below(SECOND));
		settle();

		st = status();
		assert_int_equal(answered + doubted + returned + st.pending +
				     st.unanswered,
		    sent);
		assert_int_equal(balance + st.pending + st.unanswered,
		    windows());
		assert_int_equal(st.bound, bound_peers());
	}
	assert_true(doubted > 10 && answered > 1000 && sent > 2000);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_window_of_a_bind_is_offered_once),
		CASE(an_answer_frees_a_slot_that_is_offered_again),
		CASE(parts_beyond_the_balance_wait_as_a_debt),
		CASE(what_waits_unsent_can_be_withdrawn),
		CASE(a_debt_has_its_bound),
		CASE(what_cannot_be_encoded_gives_its_slot_back),
		CASE(a_lost_bind_withdraws_its_slots),
		CASE(requests_under_way_when_the_last_bind_is_lost_return),
		CASE(requests_under_way_go_over_the_bind_that_is_left),
		CASE(throughput_counts_over_all_binds),
		CASE(throughput_may_be_a_fraction),
		CASE(f8_a_throttle_answer_stops_to_the_end_of_the_second),
		CASE(slots_add_up_under_random_losses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New options of an smsc that works: what changes at once, what makes its
 * binds anew, and that nothing else does.
 */
#include "centre.h"

static struct smsc_options opt;

static int begin(void **state)
{
	opt = defaults();
	return centre_begin(state);
}

static void update(void)
{
	smsc_update(c, &opt);
	settle();
}

static void k1_an_update_without_change_does_nothing(void **state)
{
	char system_id[] = "esmed", password[] = "secret";

	(void)state;
	mute = true;
	opt.binds = 3;
	open_smsc(&opt);
	send_one(1);
	settle();
	logged();
	states = 0;
	opt.system_id = system_id; /* the same text at another place */
	opt.password = password;
	for (int i = 0; i < 200; i++)
		update();
	assert_string_equal(logged(), "");
	assert_int_equal(states, 0);
	assert_int_equal(peers_len, 3);
	assert_int_equal(status().bound, 3);
	answer_all(&peers[0]);
	assert_int_equal(answered, 1);
}

static void a_wider_window_counts_at_once(void **state)
{
	(void)state;
	open_smsc(&opt);
	logged();
	opt.window = 25;
	update();
	assert_string_equal(logged(), "slots 15;");
	opt.window = 5;
	update();
	assert_string_equal(logged(), "slots -20;");
	assert_int_equal(peers_len, 1);
	assert_int_equal(status().bound, 1);
}

static void timers_count_at_once(void **state)
{
	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	advance(10 * SECOND);
	opt.response_timeout = 12 * SECOND;
	update();
	advance(2 * SECOND - 1);
	assert_int_equal(doubted, 0);
	advance(1);
	assert_int_equal(doubted, 1);
	assert_int_equal(status().bound, 1);
}

static size_t peers_that_stand(void)
{
	size_t n = 0;

	for (size_t i = 0; i < peers_len; i++)
		n += session_is_bound(peers[i].s);
	return n;
}

/* One bind is out of work at a time, the others take on. */
static void k1_a_new_system_id_renews_binds_one_after_another(void **state)
{
	(void)state;
	opt.binds = 3;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 6; i++)
		send_one(i);
	settle();
	opt.system_id = "other";
	update();
	assert_int_equal(status().bound, 3); /* they wait for answers */
	assert_int_equal(balance, 16);       /* of the two others */
	for (uint64_t i = 6; balance > 0; i++)
		assert_int_equal(send_one(i), 0);
	settle();
	assert_int_equal(peers[0].open_len, 2);
	assert_int_equal(peers[1].open_len, 10);

	answer_all(&peers[0]);
	assert_int_equal(peers_len, 4);
	assert_string_equal(session_system_id(peers[3].s), "other");
	assert_false(session_is_bound(peers[0].s));
	assert_int_equal(peers_that_stand(), 3);
	/* Now the second waits for its answers. */
	assert_true(session_is_bound(peers[1].s));
	for (size_t i = 1; i < 3; i++)
		answer_all(&peers[i]);
	assert_int_equal(peers_len, 6);
	assert_int_equal(peers_that_stand(), 3);
	for (size_t i = 3; i < 6; i++)
		assert_string_equal(session_system_id(peers[i].s), "other");
	assert_int_equal(doubted + returned, 0);
	assert_int_equal(balance, 30);
	assert_false(bind_of(0).outdated);
}

static void a_bind_that_gets_no_answers_is_renewed_after_30_s(void **state)
{
	(void)state;
	opt.response_timeout = 600 * SECOND;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	opt.password = "new";
	update();
	assert_true(bind_of(0).outdated);
	assert_int_equal(balance, 0);
	advance(30 * SECOND - 1);
	assert_int_equal(peers_len, 1);
	advance(1);
	assert_int_equal(peers_len, 2);
	assert_int_equal(doubted, 1);
	assert_int_equal(status().bound, 1);
}

static void options_that_do_not_work_cost_one_bind(void **state)
{
	(void)state;
	opt.binds = 3;
	open_smsc(&opt);
	bind_status = SMPP_RINVPASWD;
	opt.password = "wrong";
	update();
	advance(3600 * SECOND);
	assert_int_equal(status().bound, 2);
	assert_true(has_alarm(SMSC_ALARM_CREDENTIALS));
	assert_int_equal(send_one(1), 0);
	settle();
	assert_int_equal(answered, 1);

	bind_status = 0;
	opt.password = "right";
	update(); /* tries at once */
	assert_int_equal(status().bound, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_false(bind_of(i).outdated);
	assert_int_equal(status().alarms, 0);
}

static void d1_new_credentials_are_tried_at_once(void **state)
{
	(void)state;
	bind_status = SMPP_RINVPASWD;
	open_smsc(&opt);
	advance(10 * SECOND);
	assert_int_equal(peers_len, 1);
	opt.window = 20; /* has nothing to do with it */
	update();
	assert_int_equal(peers_len, 1);
	bind_status = 0;
	opt.password = "right";
	update();
	assert_int_equal(status().bound, 1);
	assert_int_equal(status().alarms, 0);
}

static void more_binds_come_and_fewer_go_in_peace(void **state)
{
	(void)state;
	mute = true;
	open_smsc(&opt);
	opt.binds = 3;
	update();
	assert_int_equal(status().bound, 3);
	assert_int_equal(balance, 30);
	for (uint64_t i = 0; i < 6; i++)
		send_one(i);
	settle();
	opt.binds = 1;
	update();
	assert_int_equal(status().binds, 3);
	assert_int_equal(status().bound, 3);
	for (size_t i = 0; i < 3; i++)
		answer_all(&peers[i]);
	assert_int_equal(answered, 6);
	assert_int_equal(doubted + returned, 0);
	assert_int_equal(status().binds, 1);
	assert_true(session_is_bound(peers[0].s));
	assert_int_equal(peers_that_stand(), 1);
	assert_int_equal(balance, 10);
	assert_int_equal(status().state, SMSC_BOUND);
}

static void a_transceiver_becomes_a_pair_and_back(void **state)
{
	(void)state;
	open_smsc(&opt);
	opt.bind = SMSC_PAIR;
	update();
	assert_int_equal(status().binds, 2);
	assert_non_null(peer_bound_as(SMPP_BIND_TRANSMITTER));
	assert_non_null(peer_bound_as(SMPP_BIND_RECEIVER));
	assert_null(peer_bound_as(SMPP_BIND_TRANSCEIVER));
	assert_int_equal(balance, 10);
	opt.bind = SMSC_TRANSCEIVER;
	update();
	assert_int_equal(status().binds, 1);
	assert_int_equal(peers_that_stand(), 1);
	assert_non_null(peer_bound_as(SMPP_BIND_TRANSCEIVER));
	assert_int_equal(balance, 10);
}

static void an_update_while_a_bind_is_renewed_counts_too(void **state)
{
	(void)state;
	opt.binds = 2;
	open_smsc(&opt);
	bind_status = SMPP_RSYSERR;
	opt.system_id = "second";
	update();
	assert_int_equal(status().bound, 1);
	bind_status = 0;
	opt.system_id = "third";
	opt.binds = 1;
	update();
	assert_int_equal(status().binds, 1);
	assert_string_equal(session_system_id(last_peer()->s), "third");
	assert_int_equal(peers_that_stand(), 1);
}

static void an_update_of_one_that_is_stopped_waits_for_its_start(void **state)
{
	(void)state;
	c = smsc_new(l, &opt);
	smsc_set_events(c, &events, NULL);
	opt.system_id = "other";
	opt.binds = 2;
	update();
	assert_int_equal(peers_len, 0);
	assert_int_equal(status().state, SMSC_STOPPED);
	assert_true(smsc_is_closed(c));
	smsc_start(c);
	settle();
	assert_int_equal(status().bound, 2);
	assert_string_equal(session_system_id(peers[0].s), "other");
}

static void a_renewal_ends_with_a_stop(void **state)
{
	(void)state;
	opt.binds = 2;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	opt.system_id = "other";
	update();
	smsc_stop(c);
	settle();
	answer_all(&peers[0]);
	assert_true(smsc_is_closed(c));
	assert_int_equal(doubted, 0);
	smsc_start(c);
	settle();
	assert_int_equal(status().bound, 2);
	assert_int_equal(peers_that_stand(), 2);
}

static void change_something(void)
{
	switch (random_below(6)) {
	case 0: opt.binds = 1 + (uint32_t)random_below(4); break;
	case 1: opt.window = 1 + (uint32_t)random_below(20); break;
	case 2: opt.system_id = random_below(2) == 0 ? "esmed" : "b"; break;
	case 3:
		opt.bind = random_below(2) == 0 ? SMSC_PAIR : SMSC_TRANSCEIVER;
		break;
	case 4: smsc_pause(c); break;
	default: smsc_resume(c); break;
	}
	smsc_update(c, &opt);
}

static void answer_some(struct peer *p)
{
	size_t n = p->open_len == 0 ? 0 : (size_t)random_below(p->open_len + 1);

	if (!session_is_bound(p->s))
		return;
	for (size_t i = 0; i < n; i++)
		reply(p, p->open[i]);
	p->open_len -= n;
	memmove(p->open, p->open + n, p->open_len * sizeof(p->open[0]));
}

/* Every token comes back once, whatever the options do meanwhile. */
static void tokens_add_up_under_random_updates(void **state)
{
	unsigned sent = 0;

	(void)state;
	opt.response_timeout = 3600 * SECOND;
	mute = true;
	open_smsc(&opt);
	for (int round = 0; round < 3000 && peers_len < 240; round++) {
		struct smsc_status st;

		for (int64_t n = (int64_t)random_below(8); n > 0 && balance > 0;
		     n--)
			assert_int_equal(send_one(sent++), 0);
		for (size_t i = 0; i < peers_len; i++)
			answer_some(&peers[i]);
		if (random_below(20) == 0)
			change_something();
		if (random_below(60) == 0)
			lose(&peers[random_below(peers_len)]);
		advance((usec)random_below(SECOND));
		st = status();
		assert_int_equal(answered + doubted + returned + st.pending +
				     st.unanswered,
		    sent);
	}
	smsc_stop(c);
	advance(40 * SECOND);
	assert_true(smsc_is_closed(c));
	assert_int_equal(answered + doubted + returned, sent);
	assert_true(answered > 1000);
}

static void tls_that_cannot_be_made_is_an_alarm_and_tried_again(void **state)
{
	const struct tls_options tls = { .ca = "/nowhere/ca.pem" };

	(void)state;
	opt.tls = &tls;
	open_smsc(&opt);
	assert_int_equal(peers_len, 0);
	assert_true(has_alarm(SMSC_ALARM_TLS));
	assert_non_null(strstr(status().last_error, "/nowhere/ca.pem"));
	assert_int_not_equal(bind_of(0).next_try, 0);
	advance(600 * SECOND);
	assert_int_equal(peers_len, 0);
	opt.tls = NULL;
	update();
	assert_int_equal(status().bound, 1);
	assert_false(has_alarm(SMSC_ALARM_TLS));
}

static void i10_tls_without_a_check_is_an_alarm_as_long_as_it_is(void **state)
{
	const struct tls_options tls = { .insecure = true };

	(void)state;
	opt.tls = &tls;
	open_smsc(&opt);
	assert_true(has_alarm(SMSC_ALARM_TLS_INSECURE));
	opt.tls = NULL;
	update();
	assert_false(has_alarm(SMSC_ALARM_TLS_INSECURE));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(k1_an_update_without_change_does_nothing),
		CASE(a_wider_window_counts_at_once),
		CASE(timers_count_at_once),
		CASE(k1_a_new_system_id_renews_binds_one_after_another),
		CASE(a_bind_that_gets_no_answers_is_renewed_after_30_s),
		CASE(options_that_do_not_work_cost_one_bind),
		CASE(d1_new_credentials_are_tried_at_once),
		CASE(more_binds_come_and_fewer_go_in_peace),
		CASE(a_transceiver_becomes_a_pair_and_back),
		CASE(an_update_while_a_bind_is_renewed_counts_too),
		CASE(an_update_of_one_that_is_stopped_waits_for_its_start),
		CASE(a_renewal_ends_with_a_stop),
		CASE(tokens_add_up_under_random_updates),
		CASE(tls_that_cannot_be_made_is_an_alarm_and_tried_again),
		CASE(i10_tls_without_a_check_is_an_alarm_as_long_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

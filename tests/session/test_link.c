/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A link in trouble: cases D, E, F, G and H as the owner of an smsc sees them.
 */
#include "centre.h"

#include "session/session_impl.h"

#include <unistd.h>

static void d1_refused_credentials_wait_longer_and_longer(void **state)
{
	struct smsc_options opt = defaults();
	usec expected = 300 * SECOND;

	(void)state;
	bind_status = SMPP_RINVSYSID;
	open_smsc(&opt);
	for (size_t tries = 1; tries < 7; tries++) {
		usec wait = bind_of(0).next_try - clock_wall();

		assert_int_equal(peers_len, tries);
		assert_in_range(wait, expected, expected + expected / 10);
		assert_true(has_alarm(SMSC_ALARM_CREDENTIALS));
		assert_non_null(strstr(status().last_error, "system_id") ||
					strstr(status().last_error, "System ID")
				    ? status().last_error
				    : NULL);
		expected =
		    expected * 2 > 3600 * SECOND ? 3600 * SECOND : expected * 2;
		clock_advance(wait);
		settle();
	}
	bind_status = 0;
	smsc_reconnect(c); /* at once, and all is forgotten */
	settle();
	assert_int_equal(status().bound, 1);
	assert_false(has_alarm(SMSC_ALARM_CREDENTIALS));
}

static void d2_already_bound_raises_an_alarm_after_5(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	bind_status = SMPP_RALYBND;
	open_smsc(&opt);
	for (size_t tries = 1; tries <= 5; tries++) {
		usec wait = bind_of(0).next_try - clock_wall();

		assert_int_equal(has_alarm(SMSC_ALARM_ALREADY_BOUND),
		    tries == 5);
		assert_in_range(wait, 30 * SECOND, 60 * SECOND);
		assert_int_equal(status().bound, 0);
		clock_advance(wait);
		settle();
	}
	bind_status = 0;
	advance(60 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_false(has_alarm(SMSC_ALARM_ALREADY_BOUND));
}

static void d3_other_refusals_are_tried_again_soon(void **state)
{
	static const uint32_t refusals[] = { SMPP_RBINDFAIL, SMPP_RSYSERR,
		SMPP_RTHROTTLED, 0x4ff };
	struct smsc_options opt = defaults();

	(void)state;
	bind_status = refusals[0];
	open_smsc(&opt);
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		usec wait = bind_of(0).next_try - clock_wall();

		assert_in_range(wait, SECOND, SECOND << (i + 1));
		assert_int_equal(status().alarms, 0);
		bind_status = refusals[(i + 1) % ARRAY_LEN(refusals)];
		clock_advance(wait);
		settle();
	}
}

/* Lines on stderr while the link fails a thousand times. */
static size_t lines_of(void (*work)(void))
{
	FILE *f = tmpfile();
	int saved = dup(STDERR_FILENO);
	size_t lines = 0;
	int ch;

	assert_non_null(f);
	log_set_level(LOG_INFO);
	dup2(fileno(f), STDERR_FILENO);
	work();
	dup2(saved, STDERR_FILENO);
	close(saved);
	log_set_level(LOG_ERROR);
	rewind(f);
	while ((ch = fgetc(f)) != EOF)
		lines += ch == '\n';
	fclose(f);
	return lines;
}

static void close_at_once(void *arg, struct stream *st)
{
	(void)arg;
	peers_len++; /* only counted */
	stream_kill(st);
}

static const struct listener_events closing = { .accepted = close_at_once };

static void a_thousand_failures(void)
{
	struct smsc_options opt = defaults();

	open_smsc(&opt);
	while (peers_len < 1000) {
		clock_advance(60 * SECOND);
		settle();
	}
}

static void d10_closed_at_once_a_thousand_times(void **state)
{
	usec wait;

	(void)state;
	listener_close(ln);
	assert_int_equal(stream_listen(l, "memory:acme", &closing, NULL, &ln),
	    0);
	assert_in_range(lines_of(a_thousand_failures), 10, 40);
	assert_int_equal(bind_of(0).failures, peers_len);
	assert_int_equal(status().bound, 0);
	assert_int_equal(status().state, SMSC_DOWN);
	wait = bind_of(0).next_try - clock_wall();
	assert_in_range(wait, SECOND, 60 * SECOND);
	peers_len = 0;
}

static void d11_the_window_shrinks_while_the_link_flaps(void **state)
{
	static const uint32_t windows[] = { 10, 5, 2, 1, 1 };
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (size_t i = 0; i < ARRAY_LEN(windows); i++) {
		unsigned before = doubted + returned;

		advance(3 * SECOND);
		for (uint64_t m = 0; balance > 0; m++)
			assert_int_equal(send_one(m), 0);
		settle();
		lose(last_peer());
		while (status().bound == 0)
			advance(SECOND);
		assert_int_equal(bind_of(0).window, windows[i]);
		assert_int_equal(balance, windows[i]);
		assert_int_equal(status().window, 10);
		assert_int_equal(status().window_now, windows[i]);
		assert_int_equal(windows[i] < 10,
		    strstr(status().rate_reason, "window") != NULL);
		assert_in_range(doubted + returned - before, 1,
		    i == 0 ? 10 : windows[i - 1]);
	}
	advance(60 * SECOND);
	assert_int_equal(bind_of(0).window, 10);
	assert_int_equal(balance, 10);
	assert_int_equal(bind_of(0).failures, 0);
}

static void d12_after_the_peers_unbind_answers_count_for_5_s(void **state)
{
	static const uint8_t unbind[16] = { [3] = 16, [7] = 6, [15] = 99 };
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	send_one(2);
	settle();
	logged();
	/* Its session does not know, and waits for us to close. */
	stream_write(peers[0].s->stream, unbind, sizeof(unbind));
	settle();
	assert_int_equal(bind_of(0).state, SESSION_UNBINDING);
	assert_int_equal(status().bound, 0);
	reply(&peers[0], peers[0].open[0]);
	settle();
	assert_non_null(strstr(logged(), "answered 1"));
	assert_int_equal(send_one(3), 0);
	settle();
	assert_string_equal(logged(), "returned 3;slots 1;");
	advance(5 * SECOND);
	assert_string_equal(logged(), "doubt 2;");
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_PEER_UNBIND);
}

static void d13_a_stop_and_a_start_bind_again(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	smsc_stop(c);
	settle();
	assert_int_equal(status().state, SMSC_DRAINING);
	smsc_start(c); /* while the stop is under way */
	settle();
	assert_int_equal(peers_len, 1);
	answer_all(&peers[0]);
	assert_int_equal(answered, 1);
	assert_int_equal(peers_len, 2);
	assert_int_equal(status().state, SMSC_BOUND);
	smsc_stop(c);
	settle();
	assert_true(smsc_is_closed(c));
	assert_int_equal(status().state, SMSC_STOPPED);
	smsc_start(c);
	settle();
	assert_int_equal(status().state, SMSC_BOUND);
	assert_int_equal(balance, 10);
}

static void d15_an_end_without_unbind_connects_again(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	reply(&peers[0], peers[0].open[0]);
	turns(1); /* it is on the way, and read before the end */
	send_one(2);
	lose(&peers[0]);
	assert_int_equal(answered, 1);
	assert_int_equal(doubted + returned, 1);
	advance(3 * SECOND);
	assert_int_equal(status().bound, 1);
}

static void d17_a_dead_host_gives_way_to_the_next(void **state)
{
	char nobody[] = "memory:nobody", acme[] = "memory:acme";
	char *others[] = { nobody, acme };
	struct smsc_options opt = defaults();

	(void)state;
	opt.host = "memory:dead";
	opt.alternative_hosts = others;
	opt.alternative_count = 2;
	open_smsc(&opt);
	assert_int_equal(status().bound, 1); /* within one round */
	assert_int_equal(bind_of(0).failures, 0);
	lose(last_peer());
	assert_in_range(bind_of(0).next_try - clock_wall(), SECOND, 2 * SECOND);
	advance(2 * SECOND); /* from the first again, up to the third */
	assert_int_equal(status().bound, 1);
}

static void d17_a_round_over_dead_hosts_ends_with_a_wait(void **state)
{
	char nobody[] = "memory:nobody";
	char *others[] = { nobody };
	struct smsc_options opt = defaults();

	(void)state;
	opt.host = "memory:dead";
	opt.alternative_hosts = others;
	opt.alternative_count = 1;
	open_smsc(&opt);
	assert_int_equal(bind_of(0).failures, 1);
	assert_in_range(bind_of(0).next_try - clock_wall(), SECOND, 2 * SECOND);
	assert_non_null(strstr(status().last_error, "nobody listens"));
}

static void d18_without_a_receiver_the_transmitter_goes_on(void **state)
{
	struct smsc_options opt = defaults();
	struct peer *rx;

	(void)state;
	opt.bind = SMSC_PAIR;
	open_smsc(&opt);
	assert_int_equal(status().binds, 2);
	assert_int_equal(status().bound, 2);
	assert_int_equal(balance, 10); /* receivers have no window */
	rx = peer_bound_as(SMPP_BIND_RECEIVER);
	assert_non_null(rx);
	peer_delivers(rx);
	assert_int_equal(delivered, 1);
	smsc_reply(c, &last_delivery, 0);
	settle();

	bind_status = SMPP_RBINDFAIL;
	lose(rx);
	assert_false(has_alarm(SMSC_ALARM_RECEIVER));
	for (int minute = 0; minute < 60; minute++) {
		assert_int_equal(send_one(1), 0);
		advance(60 * SECOND);
		assert_true(has_alarm(SMSC_ALARM_RECEIVER));
	}
	assert_int_equal(answered, 60);
	assert_int_equal(status().state, SMSC_PARTIAL);
	bind_status = 0;
	advance(60 * SECOND);
	assert_false(has_alarm(SMSC_ALARM_RECEIVER));
	assert_int_equal(status().state, SMSC_BOUND);
}

static void d18_without_a_transmitter_nothing_is_offered(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.bind = SMSC_PAIR;
	open_smsc(&opt);
	bind_status = SMPP_RBINDFAIL;
	lose(peer_bound_as(SMPP_BIND_TRANSMITTER));
	assert_int_equal(balance, 0);
	assert_false(status().may_take);
	logged();
	assert_int_equal(send_one(1), 0); /* under way */
	settle();
	assert_string_equal(logged(), "returned 1;slots 1;");
	assert_int_equal(status().bound, 1);
}

static void e4_a_zombie_is_bound_again_and_told(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 3; i++)
		send_one(i);
	advance(31 * SECOND);
	assert_int_equal(doubted, 3);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_NO_ANSWERS);
	assert_true(has_alarm(SMSC_ALARM_ZOMBIE));
	advance(3 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_true(has_alarm(SMSC_ALARM_ZOMBIE)); /* it binds, as ever */
	mute = false;
	send_one(4);
	settle();
	assert_false(has_alarm(SMSC_ALARM_ZOMBIE));
}

/* Ten binds share one limit: within any second, and over ten. */
static void f13_ten_binds_share_the_throughput(void **state)
{
	struct smsc_options opt = defaults();
	usec until;
	unsigned n = 0;

	(void)state;
	opt.binds = 10;
	opt.throughput = 137;
	open_smsc(&opt);
	assert_int_equal(status().bound, 10);
	until = clock_mono() + 10 * SECOND;
	while (clock_mono() < until) {
		for (; balance > 0; n++)
			assert_int_equal(send_one(n), 0);
		advance(SECOND / 50);
	}
	assert_in_range(n, 1370 * 98 / 100, 1370 * 102 / 100 + 137);
	assert_int_equal(answered, n);
}

static void f14_the_share_of_a_dead_link_moves(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 3;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 30; i++)
		assert_int_equal(send_one(i), 0);
	settle();
	bind_status = SMPP_RBINDFAIL;
	lose(&peers[1]);
	assert_int_equal(doubted + returned, 10); /* one window, no more */
	assert_int_equal(balance, 0);
	answer_all(&peers[0]);
	answer_all(&peers[2]);
	assert_int_equal(balance, 20);
	assert_int_equal(answered, 20);
	assert_int_equal(status().state, SMSC_PARTIAL);
}

/* One message whose answer comes so late. */
static void answer_after(usec wait)
{
	struct smsc_options opt = defaults();

	opt.response_timeout = 60 * SECOND;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	logged();
	advance(wait);
	answer_all(&peers[0]);
}

static void g10_an_answer_after_59_s_is_in_time(void **state)
{
	(void)state;
	answer_after(59 * SECOND);
	assert_string_equal(logged(), "answered 1 ok id-1;slots 1;");
	assert_int_equal(status().answers->late, 0);
}

static void g10_an_answer_after_61_s_settles_the_doubt(void **state)
{
	(void)state;
	answer_after(61 * SECOND);
	assert_string_equal(logged(),
	    "doubt 1;slots 1;answered 1 ok id-1 late;");
	assert_int_equal(status().answers->late, 1);
}

static void g10_an_answer_after_9_minutes_settles_the_doubt(void **state)
{
	(void)state;
	answer_after(9 * 60 * SECOND);
	assert_string_equal(logged(),
	    "doubt 1;slots 1;answered 1 ok id-1 late;");
}

static void g10_an_answer_after_11_minutes_is_ignored(void **state)
{
	(void)state;
	answer_after(11 * 60 * SECOND + SECOND);
	assert_string_equal(logged(), "doubt 1;slots 1;");
	assert_int_equal(bind_of(0).counts.stray, 1);
}

/* The token says which attempt it was: 10 the first, 11 the second. */
static void g11_a_late_answer_after_the_resend_is_told_apart(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(10);
	advance(30 * SECOND);
	send_one(11);
	settle();
	logged();
	answer_all(&peers[0]);
	assert_string_equal(logged(),
	    "answered 10 ok id-1 late;answered 11 ok id-1;slots 1;");
}

static void g12_a_late_answer_after_a_resend_over_another_bind(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 2;
	mute = true;
	open_smsc(&opt);
	send_one(10);
	settle();
	assert_int_equal(peers[0].open_len, 1);
	advance(30 * SECOND);
	send_one(20); /* so that the other bind has more room */
	send_one(11);
	settle();
	assert_int_equal(peers[1].open_len, 1);
	logged();
	reply(&peers[1], peers[1].open[0]);
	settle();
	reply(&peers[0], peers[0].open[0]);
	settle();
	assert_string_equal(logged(),
	    "answered 11 ok id-1;slots 1;answered 10 ok id-1 late;");
}

static void h13_a_receipt_by_another_bind_is_of_the_same_smsc(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 2;
	open_smsc(&opt);
	send_one(1);
	settle();
	peer_delivers(&peers[0]);
	peer_delivers(&peers[1]);
	assert_int_equal(delivered, 2); /* centre.h looks at the smsc's id */
	assert_int_equal(last_delivery.bind, 1);
}

static void h19_a_transmitter_that_is_delivered_to_takes_it(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.bind = SMSC_TRANSMITTER;
	open_smsc(&opt);
	assert_int_equal(session_bind_command(peers[0].s),
	    SMPP_BIND_TRANSMITTER);
	/* A peer of ours would not; this one does not know what we are. */
	assert_int_equal(session_room(peers[0].s), 0);
	assert_int_equal(status().may_take, true);
}

static void k2_a_stop_under_load_ends_within_35_s(void **state)
{
	struct smsc_options opt = defaults();
	usec began;

	(void)state;
	opt.response_timeout = 600 * SECOND;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 10; i++)
		send_one(i);
	settle();
	began = clock_mono();
	smsc_stop(c);
	settle();
	reply(&peers[0], peers[0].open[0]); /* no needless doubt */
	while (!smsc_is_closed(c))
		advance(SECOND);
	assert_in_range(clock_mono() - began, 0, 35 * SECOND);
	assert_int_equal(answered, 1);
	assert_int_equal(doubted, 9);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(d1_refused_credentials_wait_longer_and_longer),
		CASE(d2_already_bound_raises_an_alarm_after_5),
		CASE(d3_other_refusals_are_tried_again_soon),
		CASE(d10_closed_at_once_a_thousand_times),
		CASE(d11_the_window_shrinks_while_the_link_flaps),
		CASE(d12_after_the_peers_unbind_answers_count_for_5_s),
		CASE(d13_a_stop_and_a_start_bind_again),
		CASE(d15_an_end_without_unbind_connects_again),
		CASE(d17_a_dead_host_gives_way_to_the_next),
		CASE(d17_a_round_over_dead_hosts_ends_with_a_wait),
		CASE(d18_without_a_receiver_the_transmitter_goes_on),
		CASE(d18_without_a_transmitter_nothing_is_offered),
		CASE(e4_a_zombie_is_bound_again_and_told),
		CASE(f13_ten_binds_share_the_throughput),
		CASE(f14_the_share_of_a_dead_link_moves),
		CASE(g10_an_answer_after_59_s_is_in_time),
		CASE(g10_an_answer_after_61_s_settles_the_doubt),
		CASE(g10_an_answer_after_9_minutes_settles_the_doubt),
		CASE(g10_an_answer_after_11_minutes_is_ignored),
		CASE(g11_a_late_answer_after_the_resend_is_told_apart),
		CASE(g12_a_late_answer_after_a_resend_over_another_bind),
		CASE(h13_a_receipt_by_another_bind_is_of_the_same_smsc),
		CASE(h19_a_transmitter_that_is_delivered_to_takes_it),
		CASE(k2_a_stop_under_load_ends_within_35_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

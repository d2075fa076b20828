/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rate and the caps of an smsc as its owner and its peer see them.
 */
#include "centre.h"

#include <esmed/tlv.h>

/* A peer that allows so many a clock second. */
static struct {
	unsigned allows;
	usec second;
	unsigned came, most; /* `most` in any second of the clock */
	unsigned taken, refused;
} limited;

static uint32_t verdict(void)
{
	usec second = clock_wall() / SECOND;

	if (second != limited.second)
		limited.came = 0;
	limited.second = second;
	if (++limited.came > limited.most)
		limited.most = limited.came;
	if (limited.allows != 0 && limited.came > limited.allows) {
		limited.refused++;
		return SMPP_RTHROTTLED;
	}
	limited.taken++;
	return 0;
}

static void answer_limited(void)
{
	for (size_t i = 0; i < peers_len; i++) {
		struct peer *p = &peers[i];

		for (size_t k = 0; k < p->open_len; k++) {
			answer_status = verdict();
			reply(p, p->open[k]);
		}
		p->open_len = 0;
	}
	settle();
}

/* Sends whatever may be sent, in steps of 2 ms. */
static void busy(usec time)
{
	usec until = clock_mono() + time;
	static uint64_t msg;

	while (clock_mono() < until) {
		while (balance > 0)
			assert_int_equal(send_one(msg++), 0);
		settle();
		answer_limited();
		buf_clear(&log_text);
		advance(SECOND / 500);
	}
}

static void open_limited(struct smsc_options *opt, unsigned allows)
{
	memset(&limited, 0, sizeof(limited));
	limited.allows = allows;
	mute = true;
	opt->adaptive = true;
	open_smsc(opt);
	buf_clear(&log_text);
}

static void f8_a_throttle_withdraws_what_was_offered(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.adaptive = true;
	open_smsc(&opt);
	advance(SECOND / 4);
	answer_status = SMPP_RTHROTTLED;
	send_one(1);
	settle();
	assert_string_equal(logged(), "slots 10;answered 1 throttle;slots -9;");
	assert_true(status().paused);
	answer_status = 0;
	advance(SECOND * 3 / 4 - 1);
	assert_string_equal(logged(), "");
	advance(1);
	assert_string_equal(logged(), "slots 10;");
	assert_false(status().paused);
}

/* One in a second tells no rate; twice so it does. */
static void f8_a_second_lone_throttle_tells_the_rate(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.adaptive = true;
	open_smsc(&opt);
	answer_status = SMPP_RTHROTTLED;
	send_one(1);
	settle();
	advance(SECOND);
	assert_true(status().rate_found == 0);
	send_one(2);
	settle();
	advance(2 * SECOND);
	assert_true(status().rate_found == 1);
	assert_true(status().rate_allowed == 1);
}

static void f9_the_rate_of_the_peer_is_found_and_held(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.window = 100;
	open_limited(&opt, 137);
	busy(30 * SECOND);
	limited.taken = limited.refused = 0;
	busy(60 * SECOND);
	assert_in_range(limited.taken, 137 * 60 * 95 / 100, 137 * 60);
	assert_true(limited.refused * 100 <= limited.taken);
	assert_in_range((int)status().rate_found, 125, 145);
	assert_in_range((int)status().rate_refused, 130, 145);
	assert_int_equal(doubted + returned, 0);
}

static void f13_ten_binds_share_one_limit(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.binds = 10;
	opt.throughput = 100;
	open_limited(&opt, 0);
	assert_int_equal(status().bound, 10);
	busy(10 * SECOND);
	assert_in_range(limited.taken, 980, 1020);
	assert_int_equal(limited.most, 100);
	assert_true(status().rate_found == 0);
	assert_string_equal(status().rate_reason, "as configured");
}

static void f10_a_full_queue_of_the_smsc_is_a_throttle(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.adaptive = true;
	open_smsc(&opt);
	logged();
	answer_status = SMPP_RMSGQFUL;
	for (uint64_t i = 1; i <= 7; i++)
		assert_int_equal(send_one(i), 0);
	settle();
	assert_string_equal(logged(),
	    "answered 1 later;answered 2 later;answered 3 later;"
	    "answered 4 later;answered 5 later;answered 6 throttle;"
	    "answered 7 throttle;slots -3;");
	assert_true(status().paused);
	assert_int_equal(status().throttled, 2);
}

static void f10_a_full_queue_of_one_number_slows_nobody(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.adaptive = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 100; i++) {
		answer_status = i % 10 == 0 ? SMPP_RMSGQFUL : 0;
		assert_int_equal(send_one(i), 0);
		settle();
	}
	assert_null(strstr(logged(), "throttle"));
	assert_int_equal(status().throttled, 0);
	assert_true(status().rate_allowed == 0);
}

static void congested(struct peer *p, uint8_t value)
{
	struct smpp_pdu r;

	smpp_pdu_init(&r, SMPP_SUBMIT_SM | SMPP_ANSWER, 0);
	strcpy(r.body.message_resp.message_id, "id");
	r.tlv[0] = (struct smpp_tlv){ SMPP_TLV_CONGESTION_STATE, 1, &value };
	r.tlv_count = 1;
	session_reply(p->s, p->open[--p->open_len], &r);
	settle();
}

static void f12_congestion_state_scales_the_rate(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_limited(&opt, 0);
	busy(2 * SECOND);
	while (balance > 0)
		assert_int_equal(send_one(1), 0);
	settle();
	congested(&peers[0], 50);
	assert_true(status().rate_allowed == 0);
	congested(&peers[0], 100);
	assert_in_range((int)status().rate_allowed, 4000, 4600); /* of 5000 */
	assert_non_null(strstr(status().rate_reason, "congestion_state"));
}

static void a_cap_stops_the_smsc_until_it_opens(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.throughput_minute = 25;
	open_limited(&opt, 0);
	busy(SECOND);
	assert_int_equal(limited.taken, 25);
	assert_int_equal(balance, 0);
	assert_string_equal(status().cap, "minute");
	assert_int_equal(status().cap_until % (60 * SECOND), 0);
	advance(status().cap_until - clock_wall() - 1);
	assert_int_equal(balance, 0);
	advance(1);
	assert_int_equal(balance, 10);
	assert_null(status().cap);
}

static void new_limits_count_at_once(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_limited(&opt, 137);
	busy(5 * SECOND);
	assert_true(status().rate_found > 100);
	opt.throughput = 20;
	smsc_update(c, &opt);
	busy(2 * SECOND);
	limited.taken = 0;
	busy(10 * SECOND);
	assert_in_range(limited.taken, 196, 200);
	assert_true(status().rate_allowed == 20);
	opt.throughput = 0;
	opt.throughput_day = 3;
	smsc_update(c, &opt);
	settle();
	limited.taken = 0;
	busy(SECOND);
	assert_int_equal(limited.taken, 3);
	assert_string_equal(status().cap, "day");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(f8_a_throttle_withdraws_what_was_offered),
		CASE(f8_a_second_lone_throttle_tells_the_rate),
		CASE(f9_the_rate_of_the_peer_is_found_and_held),
		CASE(f10_a_full_queue_of_the_smsc_is_a_throttle),
		CASE(f10_a_full_queue_of_one_number_slows_nobody),
		CASE(f12_congestion_state_scales_the_rate),
		CASE(f13_ten_binds_share_one_limit),
		CASE(a_cap_stops_the_smsc_until_it_opens),
		CASE(new_limits_count_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

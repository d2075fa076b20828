/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much an account may send (reliability.md W18): first the figures alone,
 * then at the door of the pipeline and over a restart.
 */
#include "rig.h"

#include "flow/quota.h"
#include "ledger/thing.h"

#define MIDNIGHT (RIG_START + (8 * 60 + 40) * 60 * SECOND)

static const struct rig_keys keys = {
	.more = "account rated { sid = AC00000000000000000000000000000002\n"
		"  token = \"bbbbbbbbbbbbbbbb\" rate = 2 }\n"
		"account daily { sid = AC00000000000000000000000000000003\n"
		"  token = \"cccccccccccccccc\" daily = 3 }\n"
		"account spender { sid = AC00000000000000000000000000000004\n"
		"  token = \"dddddddddddddddd\" spend_cap = 0.05 price = 0.01\n"
		"  prices = { \"DE=0.02\" } landline = fail }\n"
		"account paced { sid = AC00000000000000000000000000000005\n"
		"  token = \"eeeeeeeeeeeeeeee\" hourly = 3 monthly = 5 }\n"
		"account hour { sid = AC00000000000000000000000000000006\n"
		"  token = \"ffffffffffffffff\" hourly = 2 }\n",
};

enum account { FREE, RATED, DAILY, SPENDER, PACED, OF_HOUR };

static int begin(void **state)
{
	(void)state;
	return rig_begin_with(&keys);
}

/* What was understood of the last. */
static struct submitted last;

static enum fault send_to(enum account account, const char *to,
    const char *text)
{
	struct submission s = rig_submission(text);
	enum fault fault;

	s.account = account;
	s.to = rig_text(to);
	fault = intake_submit(rig.flow, &s, 1, &last);
	rig_settle();
	return fault;
}

static enum fault send(enum account account, const char *text)
{
	return send_to(account, "+19175550001", text);
}

static struct quota_used used(enum account account)
{
	struct quota_used u;

	flow_account_used(rig.flow, account, &u);
	return u;
}

/* So many segments of the GSM alphabet. */
static const char *segments(unsigned n)
{
	static char text[1600];

	memset(text, 'x', sizeof(text));
	text[n == 1 ? 160 : n * 153] = '\0';
	return text;
}

/* ---- the figures alone ------------------------------------------------- */

static struct quota_ask ask(const struct conf_account *conf, unsigned n)
{
	return (struct quota_ask){ .conf = conf,
		.account = 7,
		.segments = n,
		.cost = n };
}

static enum quota take(struct quotas *l, const struct conf_account *conf,
    unsigned n, usec *wait)
{
	struct quota_ask a = ask(conf, n);

	return quota_take(l, &a, wait);
}

static void a_rate_lets_one_second_go_at_once_and_then_holds(void **state)
{
	const struct conf_account conf = { .rate = 4 };
	struct quotas *l = quota_new();
	usec wait = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(take(l, &conf, 1, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_RATE);
	assert_in_range(wait, SECOND / 4 - 2, SECOND / 4 + 2);
	clock_advance(wait);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_RATE);
	/* However long nothing was sent, it is one second's at most. */
	clock_advance(3600 * SECOND);
	for (int i = 0; i < 4; i++)
		assert_int_equal(take(l, &conf, 1, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_RATE);
	quota_free(l);
}

static void ten_times_the_rate_gets_the_rate(void **state)
{
	const struct conf_account conf = { .rate = 10 };
	struct quotas *l = quota_new();
	unsigned went = 0;
	usec wait;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		went += take(l, &conf, 1, &wait) == QUOTA_NONE;
		clock_advance(SECOND / 100);
	}
	assert_in_range(went, 109, 110); /* 10 s and the first second's */
	quota_free(l);
}

static void a_message_longer_than_a_second_goes_and_is_owed(void **state)
{
	const struct conf_account conf = { .rate = 0.5 };
	struct quotas *l = quota_new();
	usec wait;

	(void)state;
	assert_int_equal(take(l, &conf, 3, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_RATE);
	assert_in_range(wait, 6 * SECOND - 10, 6 * SECOND + 10);
	clock_advance(wait);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_NONE);
	quota_free(l);
}

static void what_is_given_back_may_be_taken_at_once(void **state)
{
	struct conf_account conf = { .rate = 2 };
	struct quotas *l = quota_new();
	struct quota_ask two = ask(&conf, 2);
	usec wait;

	(void)state;
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_RATE);
	quota_give(l, &two);
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_NONE);
	quota_free(l);
}

static void what_is_refused_is_not_counted(void **state)
{
	const struct conf_account conf = { .rate = 100,
		.daily = 5,
		.spend_cap = 4 };
	struct quotas *l = quota_new();
	struct quota_ask a = ask(&conf, 3);
	struct quota_used u;
	usec wait;

	(void)state;
	assert_int_equal(take(l, &conf, 6, &wait), QUOTA_DAILY);
	assert_int_equal(take(l, &conf, 5, &wait), QUOTA_SPEND);
	assert_int_equal(take(l, &conf, 3, &wait), QUOTA_NONE);
	quota_used(l, &conf, 7, &u);
	assert_int_equal(u.segments, 3);
	assert_int_equal(u.spent, 3);
	assert_true(u.free > 96.9 && u.free < 97.1);
	quota_give(l, &a);
	quota_used(l, &conf, 7, &u);
	assert_int_equal(u.segments, 0);
	assert_int_equal(u.spent, 0);
	quota_free(l);
}

/* RIG_START is a Monday, 2 March, 15:20 UTC. */
static void an_hour_and_a_month_end_by_the_clock(void **state)
{
	const struct conf_account conf = { .hourly = 2, .monthly = 5 };
	struct quotas *l = quota_new();
	struct quota_used u;
	usec wait;

	(void)state;
	assert_int_equal(take(l, &conf, 3, &wait), QUOTA_HOURLY);
	assert_int_equal(wait, 40 * 60 * SECOND);
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_NONE);
	clock_advance(40 * 60 * SECOND - 1);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_HOURLY);
	assert_int_equal(wait, 1);
	clock_advance(1);
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_NONE);
	clock_advance(24 * 3600 * SECOND);
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_MONTHLY);
	/* From the 3rd, 16:00, to the 1st of April. */
	assert_int_equal(wait, (28 * 24 + 8) * 3600 * SECOND);
	assert_int_equal(take(l, &conf, 1, &wait), QUOTA_NONE);
	quota_used(l, &conf, 7, &u);
	assert_int_equal(u.hour, 1);
	assert_int_equal(u.segments, 1);
	assert_int_equal(u.month, 5);
	clock_advance((28 * 24 + 8) * 3600 * SECOND);
	quota_used(l, &conf, 7, &u);
	assert_int_equal(u.hour, 0);
	assert_int_equal(u.month, 0);
	assert_int_equal(take(l, &conf, 2, &wait), QUOTA_NONE);
	quota_free(l);
}

static void a_rate_that_comes_with_a_reload_begins_full(void **state)
{
	const struct conf_account none = { .rate = 0 }, slow = { .rate = 1 };
	struct quotas *l = quota_new();
	usec wait;

	(void)state;
	assert_int_equal(take(l, &slow, 1, &wait), QUOTA_NONE);
	for (int i = 0; i < 100; i++)
		assert_int_equal(take(l, &none, 10, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &slow, 1, &wait), QUOTA_NONE);
	assert_int_equal(take(l, &slow, 1, &wait), QUOTA_RATE);
	quota_free(l);
}

/* ---- at the door ------------------------------------------------------- */

static void over_its_rate_an_account_is_told_when_to_go_on(void **state)
{
	(void)state;
	assert_int_equal(send(RATED, "one"), FAULT_NONE);
	assert_int_equal(send(RATED, "two"), FAULT_NONE);
	assert_int_equal(send(RATED, "three"), FAULT_RATE);
	assert_int_equal(last.retry, 1);
	assert_int_equal(fault_row(FAULT_RATE)->http, 429);
	assert_int_equal(fault_row(FAULT_RATE)->twilio, 20429);
	assert_int_equal(rig.n_accepted, 2);
	/* Others are not slowed down by it. */
	assert_int_equal(send(FREE, "hi"), FAULT_NONE);
	clock_advance(SECOND / 2);
	assert_int_equal(send(RATED, "three"), FAULT_NONE);
	assert_int_equal(send(RATED, "four"), FAULT_RATE);
}

static void segments_of_a_day_are_counted_and_not_messages(void **state)
{
	(void)state;
	assert_int_equal(send(DAILY, segments(2)), FAULT_NONE);
	assert_int_equal(used(DAILY).segments, 2);
	assert_int_equal(send(DAILY, segments(2)), FAULT_DAILY);
	assert_int_equal(last.retry, 31200);
	assert_int_equal(send(DAILY, "x"), FAULT_NONE);
	assert_int_equal(send(DAILY, "x"), FAULT_DAILY);
	assert_int_equal(used(DAILY).segments, 3);
	assert_int_equal(used(FREE).segments, 0);
}

static void a_day_ends_at_midnight_utc(void **state)
{
	(void)state;
	assert_int_equal(send(DAILY, segments(3)), FAULT_NONE);
	clock_advance(MIDNIGHT - RIG_START - 1);
	assert_int_equal(send(DAILY, "x"), FAULT_DAILY);
	assert_int_equal(last.retry, 1);
	clock_advance(1);
	assert_int_equal(send(DAILY, "x"), FAULT_NONE);
	assert_int_equal(used(DAILY).segments, 1);
}

static void what_a_country_costs_counts_for_the_cap(void **state)
{
	(void)state;
	assert_int_equal(send_to(SPENDER, "+4915112345678", "x"), FAULT_NONE);
	assert_int_equal(used(SPENDER).spent, 20000);
	assert_int_equal(send(SPENDER, segments(2)), FAULT_NONE);
	assert_int_equal(used(SPENDER).spent, 40000);
	assert_int_equal(send_to(SPENDER, "+4915112345678", "x"), FAULT_SPEND);
	assert_int_equal(last.retry, 31200);
	assert_int_equal(send(SPENDER, "x"), FAULT_NONE);
	assert_int_equal(send(SPENDER, "x"), FAULT_SPEND);
	/* A landline's costs nothing here, as it is not sent. */
	assert_int_equal(send_to(SPENDER, "+493012345678", "x"), FAULT_NONE);
	assert_int_equal(used(SPENDER).spent, 50000);
	assert_int_equal(last.charged, 0);
}

static void figures_of_the_day_survive_a_restart(void **state)
{
	(void)state;
	assert_int_equal(send(DAILY, segments(2)), FAULT_NONE);
	assert_int_equal(send_to(SPENDER, "+4915112345678", "x"), FAULT_NONE);
	rig_restart();
	assert_int_equal(used(DAILY).segments, 2);
	assert_int_equal(used(SPENDER).spent, 20000);
	assert_int_equal(send(DAILY, segments(2)), FAULT_DAILY);
	clock_advance(MIDNIGHT - RIG_START);
	rig_restart();
	assert_int_equal(used(DAILY).segments, 0);
}

static void figures_of_the_hour_and_the_month_do_too(void **state)
{
	(void)state;
	assert_int_equal(send(PACED, segments(2)), FAULT_NONE);
	rig_restart();
	assert_int_equal(send(PACED, segments(2)), FAULT_HOURLY);
	assert_int_equal(last.retry, 2400);
	clock_advance(3600 * SECOND);
	assert_int_equal(send(PACED, segments(2)), FAULT_NONE);
	rig_restart();
	clock_advance(24 * 3600 * SECOND);
	assert_int_equal(send(PACED, segments(2)), FAULT_MONTHLY);
	assert_int_equal(used(PACED).month, 4);
}

static void a_limit_of_the_hour_alone_survives_a_restart(void **state)
{
	(void)state;
	assert_int_equal(send(OF_HOUR, segments(2)), FAULT_NONE);
	rig_restart();
	assert_int_equal(send(OF_HOUR, "x"), FAULT_HOURLY);
}

static void figures_of_the_day_alone_are_read(void **state)
{
	char text[40];

	(void)state;
	snprintf(text, sizeof(text), "%lld 2 0", (long long)(RIG_START / DAY));
	ledger_keep(rig.ledger, QUOTA_TOKEN,
	    &(struct thing){ .kind = THING_ACCOUNT,
		.account = flow_account_id(rig.flow, DAILY),
		.name = "used",
		.value = text,
		.len = strlen(text) });
	rig_settle();
	rig_restart();
	assert_int_equal(used(DAILY).segments, 2);
	assert_int_equal(send(DAILY, segments(2)), FAULT_DAILY);
}

/* More wait for the ledger than may: those are not taken. */
static void what_the_ledger_has_no_room_for_is_not_counted(void **state)
{
	struct submission s = rig_submission("x");
	struct submitted out;
	size_t busy = 0;

	(void)state;
	s.account = SPENDER;
	rig.asleep = true;
	for (int i = 0; i < 5; i++)
		busy += intake_submit(rig.flow, &s, 1, &out) == FAULT_BUSY;
	assert_int_equal(busy, 2);
	assert_int_equal(used(SPENDER).segments, 3);
	rig.asleep = false;
	rig_settle();
	assert_int_equal(rig.n_accepted, 3);
}

static void what_was_not_new_is_given_back(void **state)
{
	(void)state;
	assert_int_equal(send(DAILY, segments(2)), FAULT_NONE);
	assert_int_equal(last.charged, 2);
	intake_undo(rig.flow, flow_account_id(rig.flow, DAILY), last.to,
	    last.charged);
	assert_int_equal(used(DAILY).segments, 0);
	rig_settle();
	rig_restart();
	assert_int_equal(used(DAILY).segments, 0);
}

static int freeze(void **state)
{
	(void)state;
	clock_freeze(RIG_START);
	return 0;
}

#define CASE(f)  cmocka_unit_test_setup_teardown(f, begin, rig_end)
#define PLAIN(f) cmocka_unit_test_setup(f, freeze)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAIN(a_rate_lets_one_second_go_at_once_and_then_holds),
		PLAIN(ten_times_the_rate_gets_the_rate),
		PLAIN(a_message_longer_than_a_second_goes_and_is_owed),
		PLAIN(what_is_given_back_may_be_taken_at_once),
		PLAIN(what_is_refused_is_not_counted),
		PLAIN(an_hour_and_a_month_end_by_the_clock),
		PLAIN(a_rate_that_comes_with_a_reload_begins_full),
		CASE(over_its_rate_an_account_is_told_when_to_go_on),
		CASE(segments_of_a_day_are_counted_and_not_messages),
		CASE(a_day_ends_at_midnight_utc),
		CASE(what_a_country_costs_counts_for_the_cap),
		CASE(figures_of_the_day_survive_a_restart),
		CASE(figures_of_the_hour_and_the_month_do_too),
		CASE(a_limit_of_the_hour_alone_survives_a_restart),
		CASE(figures_of_the_day_alone_are_read),
		CASE(what_the_ledger_has_no_room_for_is_not_counted),
		CASE(what_was_not_new_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

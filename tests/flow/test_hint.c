/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a message waits, as far as we see (S-P12).
 */
#include "rig.h"

#include "flow/lag.h"
#include "ledger/thing.h"

/* ---- lag --------------------------------------------------------------- */

static void half_without_receipts_is_a_lag(void **state)
{
	struct lag l = { 0 };

	(void)state;
	assert_false(lag_is(&l, HOUR));
	for (int i = 0; i < 4; i++)
		lag_sent(&l, HOUR);
	assert_false(lag_is(&l, HOUR + MINUTE)); /* too young */
	assert_true(lag_is(&l, HOUR + 2 * MINUTE));
	lag_told(&l, HOUR + 2 * MINUTE);
	lag_told(&l, HOUR + 2 * MINUTE);
	assert_true(lag_is(&l, HOUR + 2 * MINUTE));
	lag_told(&l, HOUR + 2 * MINUTE);
	assert_false(lag_is(&l, HOUR + 2 * MINUTE));
}

static void what_was_sent_long_ago_counts_no_more(void **state)
{
	struct lag l = { 0 };

	(void)state;
	lag_sent(&l, HOUR);
	assert_true(lag_is(&l, HOUR + 16 * MINUTE));
	assert_false(lag_is(&l, HOUR + 17 * MINUTE));
	lag_sent(&l, HOUR + 17 * MINUTE); /* in the place of the first */
	assert_false(lag_is(&l, HOUR + 17 * MINUTE));
	assert_true(lag_is(&l, HOUR + 19 * MINUTE));
}

static void carriers_keep_their_number(void **state)
{
	struct lag_carriers *c = lag_carriers_new();
	char name[80];

	(void)state;
	assert_int_equal(lag_carrier(c, NULL), 0);
	assert_int_equal(lag_carrier(c, ""), 0);
	assert_null(lag_of(c, 0));
	for (int i = 0; i < LAG_CARRIERS; i++) {
		snprintf(name, sizeof(name), "carrier %d", i);
		assert_int_equal(lag_carrier(c, name), i + 1);
	}
	assert_int_equal(lag_carrier(c, "one more"), 0);
	assert_int_equal(lag_carrier(c, "carrier 4000"), 4001);
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(lag_carrier(c, name), 0);
	lag_carriers_free(c);
}

/* ---- hints ------------------------------------------------------------- */

static const char *hint(void)
{
	const char *text = flow_delay_hint(rig.flow, rig_show());

	return text != NULL ? text : "none";
}

static void receipt(const char *from, const char *id)
{
	char text[80];

	snprintf(text, sizeof(text), "id:%s stat:DELIVRD err:000", id);
	rig_deliver_from(from, 4, text);
	rig_settle();
}

/* A message that the carrier takes under this id. */
static void forward(const char *to, const char *id)
{
	struct submission s = rig_submission("hello");

	s.to = rig_text(to);
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	rig_answer(rig.n_seen - 1, 0, id);
	rig_settle();
}

static void nothing_is_wrong_at_first(void **state)
{
	(void)state;
	rig_post("hello");
	assert_string_equal(hint(), "none");
	rig_answer(0, 0, "77");
	rig_settle();
	assert_string_equal(hint(), "none");
}

static void an_smsc_that_is_down_delays_what_waits_for_it(void **state)
{
	(void)state;
	session_stop(rig.peer, SESSION_CLOSE_STOPPED);
	rig_settle();
	rig_post("hello");
	assert_int_equal(rig_show()->state, STATUS_QUEUED);
	assert_string_equal(hint(), "aggregator_issue");
}

static void for_what_we_hold_back_nobody_else_is_to_blame(void **state)
{
	struct smsc *smsc = flow_smsc_mutable(rig.flow, 0);

	(void)state;
	smsc_pause(smsc);
	rig_settle();
	rig_post("hello");
	assert_string_equal(hint(), "paused");
	smsc_stop(smsc);
	rig_settle();
	assert_string_equal(hint(), "paused");
	smsc_resume(smsc);
	smsc_start(smsc);
	rig_advance(SECOND);
	assert_int_equal(rig_show()->state, STATUS_SUBMITTING);
	assert_string_equal(hint(), "none");
	rig_answer(0, 0, "77");
	smsc_pause(smsc);
	rig_settle();
	assert_int_equal(rig_show()->state, STATUS_FORWARDED);
	assert_string_equal(hint(),
	    "none"); /* its receipt comes all the same */
	smsc_stop(smsc);
	rig_settle();
	assert_string_equal(hint(), "paused");
}

static void an_smsc_that_throttles_does_for_a_minute(void **state)
{
	(void)state;
	rig_post("one");
	rig_answer(0, SMPP_RTHROTTLED, "");
	rig_settle();
	assert_string_equal(hint(), "aggregator_issue");
	rig_advance(2 * SECOND);
	rig_answer(1, 0, "77");
	rig_settle();
	assert_string_equal(hint(), "aggregator_issue");
	rig_advance(57 * SECOND);
	assert_string_equal(hint(), "aggregator_issue");
	rig_advance(2 * SECOND);
	assert_string_equal(hint(), "none");
}

static void what_may_not_leave_yet_has_no_hint(void **state)
{
	struct message_view v;

	(void)state;
	smsc_stop(flow_smsc_mutable(rig.flow, 0));
	rig_settle();
	rig_post("hello");
	v = *rig_show();
	assert_non_null(flow_delay_hint(rig.flow, &v));
	v.state = STATUS_NEW;
	assert_null(flow_delay_hint(rig.flow, &v));
	v.state = STATUS_HELD;
	assert_null(flow_delay_hint(rig.flow, &v));
}

static void an_smsc_without_receipts_is_an_issue(void **state)
{
	(void)state;
	forward("+19175550001", "1");
	forward("+19175550002", "2");
	rig_advance(5 * MINUTE);
	assert_string_equal(hint(), "aggregator_issue");
	receipt("19175550001", "1");
	receipt("19175550002", "2");
	assert_string_equal(hint(), "none"); /* it is delivered */
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
	forward("+19175550003", "3");
	assert_string_equal(hint(), "none");
}

static char carriers[sizeof(RIG_FOLDER)]; /* of their table */

static int begin_carriers(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .more = rig_carriers(carriers) });
}

static int end_carriers(void **state)
{
	rig_remove(carriers);
	return rig_end(state);
}

/* One of three lacks its receipts: its carrier's, not the smsc's fault. */
static void a_carrier_without_receipts_has_traffic(void **state)
{
	(void)state;
	forward("+13105550001", "1");
	forward("+13105550002", "2");
	forward("+19175550001", "3");
	receipt("13105550001", "1");
	receipt("13105550002", "2");
	assert_string_equal(hint(), "none");
	rig_advance(5 * MINUTE);
	assert_string_equal(hint(), "carrier_traffic");
	forward("+13105550003", "4");
	assert_string_equal(hint(), "none");
}

/* One has 60 messages, all answered, the other 60 and no answer (S-P76). */
static void two_carriers_that_differ(void)
{
	char to[24], id[16];

	for (int i = 0; i < 60; i++) {
		snprintf(id, sizeof(id), "%d", 100 + i);
		snprintf(to, sizeof(to), "+1310555%04d", i);
		forward(to, id);
		receipt(to + 1, id);
		snprintf(id, sizeof(id), "%d", 200 + i);
		snprintf(to, sizeof(to), "+1917555%04d", i);
		forward(to, id);
		rig.n_seen = 0;
	}
}

static void silence_says_what_the_carrier_used_to_do(void **state)
{
	(void)state;
	two_carriers_that_differ();
	assert_int_equal(rig_show()->flags, 0);
	rig_advance(72 * HOUR + MINUTE);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(rig.shown.flags, FLAG_CARRIER_NO_RECEIPTS);
	forward("+13105559999", "999");
	rig_advance(72 * HOUR + MINUTE);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(rig.shown.flags, FLAG_SUSPECTED_FILTERED);
	receipt("13105559999", "999");
	assert_int_equal(rig_show()->state, STATUS_DELIVERED);
}

/* What a carrier did yesterday; and one message more, which gets no answer. */
static unsigned flags_after(const char *figures)
{
	int64_t day = clock_wall() / DAY - 1;
	char name[40], text[80];

	snprintf(name, sizeof(name), "%d,Two", (int)(day % 8));
	snprintf(text, sizeof(text), "%lld %s", (long long)day, figures);
	ledger_keep(rig.ledger, 1,
	    &(struct thing){ .kind = THING_CARRIER,
		.name = name,
		.value = text,
		.len = strlen(text) });
	rig_settle();
	rig_restart();
	forward("+13105559999", "999");
	rig_advance(72 * HOUR + MINUTE);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
	return rig.shown.flags;
}

/* Parts sent, told, messages; one more of each but the second is sent. */
static void a_carrier_that_answers_ninety_of_a_hundred_is_suspect(void **state)
{
	(void)state;
	assert_int_equal(flags_after("99 90 99"), FLAG_SUSPECTED_FILTERED);
}

static void one_that_answers_less_is_not(void **state)
{
	(void)state;
	assert_int_equal(flags_after("99 89 99"), 0);
}

static void one_that_answers_ten_of_a_hundred_is_not(void **state)
{
	(void)state;
	assert_int_equal(flags_after("99 10 99"), 0);
}

static void one_that_answers_less_than_ten_has_no_receipts(void **state)
{
	(void)state;
	assert_int_equal(flags_after("99 9 99"), FLAG_CARRIER_NO_RECEIPTS);
}

static void fifty_messages_make_a_carrier_known(void **state)
{
	(void)state;
	assert_int_equal(flags_after("98 98 49"), FLAG_SUSPECTED_FILTERED);
}

/* They may have had many parts. */
static void forty_nine_messages_do_not(void **state)
{
	(void)state;
	assert_int_equal(flags_after("200 200 48"), 0);
}

static struct flow_week week_of(const char *carrier)
{
	struct flow_week week;

	flow_carrier_week(rig.flow, carrier, &week);
	return week;
}

static void a_message_of_two_parts_counts_once(void **state)
{
	struct submission s;
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	s = rig_submission(text);
	s.to = rig_text("+13105550001");
	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_seen, 2);
	rig_answer(0, 0, "1");
	rig_answer(1, 0, "2");
	rig_settle();
	assert_int_equal(week_of("Two").sent, 2);
	assert_int_equal(week_of("Two").messages, 1);
	rig_advance(MINUTE);
	rig_restart();
	assert_int_equal(week_of("Two").messages, 1);
}

static void what_a_carrier_used_to_do_outlives_the_process(void **state)
{
	(void)state;
	two_carriers_that_differ();
	rig_advance(MINUTE);
	rig_restart();
	assert_int_equal(week_of("Two").sent, 60);
	assert_int_equal(week_of("Two").told, 60);
	assert_int_equal(week_of("One").sent, 60);
	assert_int_equal(week_of("One").told, 0);
	forward("+13105559999", "999");
	rig_advance(72 * HOUR + MINUTE);
	assert_int_equal(rig_show()->flags, FLAG_SUSPECTED_FILTERED);
}

static void days_are_kept_one_by_one_and_a_week_later_gone(void **state)
{
	(void)state;
	for (int day = 0; day < 9; day++) {
		forward("+13105559999", "999");
		receipt("13105559999", "999");
		rig.n_seen = 0;
		rig_advance(24 * HOUR);
	}
	/* The sixth day ago is the first of seven. */
	assert_int_equal(week_of("Two").sent, 6);
	rig_restart();
	assert_int_equal(week_of("Two").sent, 6);
	rig_advance(5 * 24 * HOUR);
	rig_restart();
	assert_int_equal(week_of("Two").told, 1);
	rig_advance(24 * HOUR);
	rig_restart();
	assert_int_equal(week_of("Two").told, 0);
}

static void of_a_carrier_nobody_knows_nothing_is_thought(void **state)
{
	(void)state;
	forward("+12125559999", "999");
	rig_advance(72 * HOUR + MINUTE);
	assert_int_equal(rig_show()->state, STATUS_DELIVERY_UNKNOWN);
	assert_int_equal(rig.shown.flags, 0);
}

static int begin_none(void **state)
{
	(void)state;
	return rig_begin_with(
	    &(struct rig_keys){ .smsc = "registered_delivery = none" });
}

static void receipts_that_nobody_asked_for_are_not_missed(void **state)
{
	struct message_view queued = { .state = STATUS_FORWARDED };

	(void)state;
	forward("+19175550001", "1");
	rig_advance(5 * MINUTE);
	queued.smsc = rig_show()->smsc;
	assert_null(flow_delay_hint(rig.flow, &queued));
}

#define CASE(f, begin) cmocka_unit_test_setup_teardown(f, begin, rig_end)
#define WITH_CARRIERS(f) \
	cmocka_unit_test_setup_teardown(f, begin_carriers, end_carriers)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_without_receipts_is_a_lag),
		cmocka_unit_test(what_was_sent_long_ago_counts_no_more),
		cmocka_unit_test(carriers_keep_their_number),
		CASE(nothing_is_wrong_at_first, rig_begin),
		CASE(an_smsc_that_is_down_delays_what_waits_for_it, rig_begin),
		CASE(for_what_we_hold_back_nobody_else_is_to_blame, rig_begin),
		CASE(an_smsc_that_throttles_does_for_a_minute, rig_begin),
		CASE(what_may_not_leave_yet_has_no_hint, rig_begin),
		CASE(an_smsc_without_receipts_is_an_issue, rig_begin),
		WITH_CARRIERS(a_carrier_without_receipts_has_traffic),
		WITH_CARRIERS(silence_says_what_the_carrier_used_to_do),
		WITH_CARRIERS(
		    a_carrier_that_answers_ninety_of_a_hundred_is_suspect),
		WITH_CARRIERS(one_that_answers_less_is_not),
		WITH_CARRIERS(one_that_answers_ten_of_a_hundred_is_not),
		WITH_CARRIERS(one_that_answers_less_than_ten_has_no_receipts),
		WITH_CARRIERS(fifty_messages_make_a_carrier_known),
		WITH_CARRIERS(forty_nine_messages_do_not),
		WITH_CARRIERS(a_message_of_two_parts_counts_once),
		WITH_CARRIERS(what_a_carrier_used_to_do_outlives_the_process),
		WITH_CARRIERS(days_are_kept_one_by_one_and_a_week_later_gone),
		WITH_CARRIERS(of_a_carrier_nobody_knows_nothing_is_thought),
		CASE(receipts_that_nobody_asked_for_are_not_missed, begin_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

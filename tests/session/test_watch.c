/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an smsc says of itself: state, counters, the trace; and the pause.
 */
#include "centre.h"

static void a_pause_keeps_the_bind_and_submits_nothing(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	mute = true;
	open_smsc(&opt);
	send_one(1);
	settle();
	logged();
	smsc_pause(c);
	settle();
	assert_string_equal(logged(), "slots -9;");
	assert_int_equal(status().state, SMSC_PAUSED);
	assert_false(status().may_take);
	assert_int_equal(send_one(2), 0); /* it was under way */
	settle();
	assert_string_equal(logged(), "returned 2;slots 1;");
	answer_all(&peers[0]);
	assert_string_equal(logged(), "answered 1 ok id-1;");
	peer_delivers(&peers[0]);
	assert_int_equal(delivered, 1);
	advance(3600 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_int_equal(peers_len, 1);
	smsc_resume(c);
	settle();
	assert_string_equal(logged(), "slots 10;");
	assert_int_equal(status().state, SMSC_BOUND);
	assert_true(status().may_take);
}

static void a_pause_outlives_a_lost_bind(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	smsc_pause(c);
	settle();
	lose(&peers[0]);
	advance(60 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_int_equal(status().state, SMSC_PAUSED);
	assert_int_equal(balance, 0);
}

static void states_have_their_time_and_are_told_once(void **state)
{
	struct smsc_options opt = defaults();
	usec began = clock_wall();

	(void)state;
	c = smsc_new(l, &opt);
	smsc_set_events(c, &events, NULL);
	settle();
	assert_int_equal(status().state, SMSC_STOPPED);
	advance(5 * SECOND);
	smsc_start(c);
	settle();
	assert_int_equal(status().state, SMSC_BOUND);
	assert_int_equal(status().since, began + 5 * SECOND);
	advance(7 * SECOND);
	states = 0;
	lose(&peers[0]);
	assert_int_equal(status().state, SMSC_DOWN);
	assert_int_equal(status().since, began + 12 * SECOND);
	assert_in_range(states, 1, 2);
	assert_string_equal(smsc_state_name(SMSC_PARTIAL), "partial");
}

static void a_stop_before_the_start_is_closed(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	c = smsc_new(l, &opt);
	smsc_set_events(c, &events, NULL);
	assert_true(smsc_is_closed(c));
	smsc_stop(c);
	settle();
	assert_true(smsc_is_closed(c));
	assert_int_equal(status().state, SMSC_STOPPED);
	assert_int_equal(peers_len, 0);
}

static void answers_are_counted_by_class_status_and_time(void **state)
{
	struct smsc_options opt = defaults();
	const struct smsc_answers *a;

	(void)state;
	mute = true;
	open_smsc(&opt);
	for (uint64_t i = 0; i < 5; i++)
		send_one(i);
	settle();
	reply(&peers[0], peers[0].open[0]);
	settle();
	advance(150 * SECOND / 1000);
	answer_status = SMPP_RINVDSTADR;
	reply(&peers[0], peers[0].open[1]);
	reply(&peers[0], peers[0].open[2]);
	settle();
	advance(3 * SECOND);
	answer_status = 0x555;
	reply(&peers[0], peers[0].open[3]);
	settle();
	advance(30 * SECOND);
	a = status().answers;
	assert_int_equal(a->class[SMPP_CLASS_OK], 1);
	assert_int_equal(a->class[SMPP_CLASS_NEVER], 3);
	assert_int_equal(a->lost, 1);
	assert_int_equal(a->statuses, 3);
	assert_int_equal(a->by_status[0].status, 0);
	assert_int_equal(a->by_status[1].status, SMPP_RINVDSTADR);
	assert_int_equal(a->by_status[1].count, 2);
	assert_int_equal(a->by_status[2].status, 0x555);
	assert_int_equal(a->latency.answers, 4);
	assert_int_equal(a->latency.count[0], 1);  /* at once */
	assert_int_equal(a->latency.count[7], 2);  /* 100 to 200 ms */
	assert_int_equal(a->latency.count[11], 1); /* 2 to 5 s */
	assert_int_equal(a->latency.sum, 3450 * SECOND / 1000);
}

static void statuses_beyond_the_table_are_one_row(void **state)
{
	struct smsc_options opt = defaults();
	uint64_t rows = 0;

	(void)state;
	open_smsc(&opt);
	for (uint32_t i = 0; i < 100; i++) {
		answer_status = 0x400 + i;
		assert_int_equal(send_one(i), 0);
		settle();
	}
	assert_int_equal(status().answers->statuses, SMSC_STATUSES);
	for (size_t i = 0; i < SMSC_STATUSES; i++)
		rows += status().answers->by_status[i].count;
	assert_int_equal(rows + status().answers->others, 100);
	assert_int_equal(status().answers->others, 100 - SMSC_STATUSES);
}

static void what_came_is_counted_to_its_reply(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	open_smsc(&opt);
	peer_delivers(&peers[0]);
	assert_int_equal(status().inbound.taken, 1);
	assert_int_equal(status().inbound.waiting, 1);
	smsc_reply(c, &last_delivery, 0);
	peer_delivers(&peers[0]);
	smsc_reply(c, &last_delivery, SMPP_RMSGQFUL);
	peer_delivers(&peers[0]);
	lose(&peers[0]);
	smsc_reply(c, &last_delivery, 0);
	assert_int_equal(status().inbound.acked, 1);
	assert_int_equal(status().inbound.refused, 1);
	assert_int_equal(status().inbound.unsaid, 1);
	assert_int_equal(status().inbound.waiting, 0);
}

static struct buf traced;

static void on_traced(void *arg, const struct smsc_traced *t)
{
	struct smpp_pdu p;

	(void)arg;
	assert_int_equal(t->smsc, 7);
	(void)!smpp_decode(t->bytes, t->len, &p);
	buf_printf(&traced, "%u%s%s", t->bind + 1, t->is_ours ? ">" : "<",
	    smpp_command_name(p.id));
	if (p.id == SMPP_BIND_TRANSCEIVER)
		buf_printf(&traced, " %s %s", p.body.bind.system_id,
		    p.body.bind.password);
	if (p.id == SMPP_SUBMIT_SM && p.tlv_count != 0)
		buf_add_str(&traced, " tlv");
	buf_add_str(&traced, ";");
}

static void a_trace_shows_every_pdu_but_no_password(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	c = smsc_new(l, &opt);
	smsc_set_events(c, &events, NULL);
	smsc_set_trace(c, on_traced, NULL);
	smsc_start(c);
	settle();
	send_one(1);
	settle();
	peer_delivers(&peers[0]);
	smsc_reply(c, &last_delivery, 0);
	settle();
	assert_string_equal(buf_cstr(&traced),
	    "1>bind_transceiver esmed ******;1<bind_transceiver_resp;"
	    "1>submit_sm;1<submit_sm_resp;1<deliver_sm;1>deliver_sm_resp;");
	buf_clear(&traced);
	advance(30 * SECOND);
	/* Both sides ask, as both were silent. */
	assert_non_null(strstr(buf_cstr(&traced), "1>enquire_link;"));
	assert_non_null(strstr(buf_cstr(&traced), "1<enquire_link_resp;"));
	buf_clear(&traced);
	smsc_set_trace(c, NULL, NULL);
	send_one(2);
	settle();
	assert_string_equal(buf_cstr(&traced), "");
	buf_free(&traced);
	traced = (struct buf){ 0 };
}

static void the_status_of_a_bind_says_what_it_is(void **state)
{
	struct smsc_options opt = defaults();
	struct smsc_bind_status b;

	(void)state;
	opt.bind = SMSC_PAIR;
	open_smsc(&opt);
	b = bind_of(1);
	assert_int_equal(b.command, SMPP_BIND_RECEIVER);
	assert_int_equal(b.interface_version, 0x34);
	assert_int_equal(b.window, 10);
	bind_status = SMPP_RBINDFAIL;
	lose(peer_bound_as(SMPP_BIND_RECEIVER));
	advance(2 * SECOND);
	b = bind_of(1);
	assert_int_equal(b.reason, SESSION_CLOSE_BIND_REFUSED);
	assert_non_null(strstr(b.why, "0x0d"));
	assert_non_null(strstr(status().last_error, "bind 2: bind_refused"));
	assert_int_equal(bind_of(0).state, SESSION_BOUND);
}

/* What waits here was encoded with its TLVs. */
static void a_pending_request_loses_its_tlvs_on_a_bind_of_3_3(void **state)
{
	const struct session_token tok = { .msg = 1 };
	struct smsc_options opt = defaults();
	struct smpp_pdu p;

	(void)state;
	opt.interface_version = 0x33;
	opt.throughput = 1;
	open_smsc(&opt);
	send_one(0);
	settle();
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 0);
	strcpy(p.body.message.destination.digits, "200");
	p.body.message.short_message = (const uint8_t *)"hello";
	p.body.message.sm_length = 5;
	assert_int_equal(smpp_pdu_add(&p, 0x0204, "\0\1", 2), 0);
	balance--;
	assert_int_equal(smsc_send(c, &tok, &p), 0);
	smsc_set_trace(c, on_traced, NULL);
	settle();
	assert_int_equal(status().pending, 1);
	advance(SECOND);
	assert_int_equal(answered, 2);
	assert_int_equal(bind_of(0).interface_version, 0x33);
	assert_string_equal(buf_cstr(&traced), "1>submit_sm;1<submit_sm_resp;");
	buf_free(&traced);
	traced = (struct buf){ 0 };
}

static void an_idle_link_unbinds_and_comes_back(void **state)
{
	struct smsc_options opt = defaults();

	(void)state;
	opt.inactivity_timeout = 20 * SECOND;
	open_smsc(&opt);
	advance(20 * SECOND);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_INACTIVE);
	assert_int_equal(bind_of(0).failures, 1);
	assert_int_equal(bind_of(0).next_try - clock_wall(), SECOND);
	advance(SECOND);
	assert_int_equal(status().bound, 1);
	for (int i = 0; i < 10; i++)
		advance(21 * SECOND);
	assert_int_equal(status().bound, 1);
	assert_int_equal(bind_of(0).window, 10);
	assert_int_equal(status().last_error[0], '\0');
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, centre_begin, centre_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_pause_keeps_the_bind_and_submits_nothing),
		CASE(a_pause_outlives_a_lost_bind),
		CASE(states_have_their_time_and_are_told_once),
		CASE(a_stop_before_the_start_is_closed),
		CASE(answers_are_counted_by_class_status_and_time),
		CASE(statuses_beyond_the_table_are_one_row),
		CASE(what_came_is_counted_to_its_reply),
		CASE(a_trace_shows_every_pdu_but_no_password),
		CASE(the_status_of_a_bind_says_what_it_is),
		CASE(a_pending_request_loses_its_tlvs_on_a_bind_of_3_3),
		CASE(an_idle_link_unbinds_and_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

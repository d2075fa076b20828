/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An SMSC that calls us: case D16 where it is configured.
 */
#include "centre.h"

static struct smsc_options opt;
static struct stream *caller;
static struct buf heard; /* by the caller */
static bool is_closed;

static void on_readable(void *arg, struct buf *in)
{
	(void)arg;
	buf_add(&heard, buf_bytes(in), in->len);
	buf_clear(in);
}

static void on_closed(void *arg, int rc, const char *why)
{
	(void)arg;
	(void)rc;
	(void)why;
	is_closed = true;
	caller = NULL;
}

static const struct stream_events caller_events = {
	.readable = on_readable,
	.closed = on_closed,
};

static int begin(void **state)
{
	opt = defaults();
	opt.host = "memory:nobody";
	opt.outbind_listen = "memory:here";
	opt.outbind_system_id = "centre";
	opt.outbind_password = "opensesa";
	is_closed = false;
	caller = NULL;
	return centre_begin(state);
}

static int end(void **state)
{
	if (caller != NULL)
		stream_kill(caller);
	buf_free(&heard);
	heard = (struct buf){ 0 };
	return centre_end(state);
}

static void call(void)
{
	caller = stream_dial(l, "memory:here", 0);
	stream_set_events(caller, &caller_events, NULL);
	settle();
}

static void say(const struct smpp_pdu *p)
{
	uint8_t bytes[512];
	size_t len;

	assert_int_equal(smpp_encode(p, bytes, sizeof(bytes), &len), 0);
	stream_write(caller, bytes, len);
	settle();
}

static void outbind(const char *system_id, const char *password)
{
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_OUTBIND, 1);
	strcpy(p.body.outbind.system_id, system_id);
	strcpy(p.body.outbind.password, password);
	say(&p);
}

/* The caller answers the bind it was sent. */
static void accept_bind(uint32_t command)
{
	struct smpp_pdu p;

	assert_in_range(heard.len, SMPP_HEADER_BYTES, 512);
	assert_int_equal(smpp_decode(buf_bytes(&heard), heard.len, &p), 0);
	assert_int_equal(p.id, command);
	assert_string_equal(p.body.bind.system_id, "esmed");
	buf_clear(&heard);
	smpp_pdu_init(&p, command | SMPP_ANSWER, p.sequence);
	say(&p);
}

static void d16_a_right_outbind_gets_our_bind(void **state)
{
	(void)state;
	open_smsc(&opt);
	advance(600 * SECOND);
	assert_int_equal(status().bound, 0); /* nobody is dialled */
	assert_int_equal(status().last_error_at, 0);
	call();
	assert_int_equal(bind_of(0).state, SESSION_AWAITING);
	outbind("centre", "opensesa");
	accept_bind(SMPP_BIND_TRANSCEIVER);
	assert_int_equal(status().bound, 1);
	assert_int_equal(balance, 10);
	stream_kill(caller);
	call();
	outbind("centre", "opensesa");
	accept_bind(SMPP_BIND_TRANSCEIVER);
	assert_int_equal(status().bound, 1);
}

static void d16_a_receiver_is_bound_for_an_outbind(void **state)
{
	(void)state;
	opt.bind = SMSC_RECEIVER;
	open_smsc(&opt);
	call();
	outbind("centre", "opensesa");
	accept_bind(SMPP_BIND_RECEIVER);
	assert_int_equal(status().bound, 1);
	assert_int_equal(balance, 0);
}

static void is_refused(const char *system_id, const char *password)
{
	is_closed = false;
	call();
	outbind(system_id, password);
	assert_true(is_closed);
	assert_int_equal(heard.len, 0);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_OUTBIND_REFUSED);
}

static void d16_a_wrong_outbind_is_closed(void **state)
{
	(void)state;
	open_smsc(&opt);
	is_refused("centre", "wrong");
	is_refused("other", "opensesa");
	is_refused("centre", "");
	is_refused("", "");
	is_refused("centre", "opense");
	is_refused("centr", "opensesa");
}

static void d16_without_a_password_nobody_is_let_in(void **state)
{
	(void)state;
	opt.outbind_password = "";
	open_smsc(&opt);
	is_refused("centre", "");
}

static void d16_who_says_nothing_is_closed_after_10_s(void **state)
{
	(void)state;
	open_smsc(&opt);
	call();
	advance(10 * SECOND - 1);
	assert_false(is_closed);
	advance(1);
	assert_true(is_closed);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_BIND_TIMEOUT);
}

static void d16_who_says_nothing_gives_way_to_a_caller(void **state)
{
	struct stream *silent;

	(void)state;
	open_smsc(&opt);
	call();
	silent = caller;
	stream_set_events(silent, NULL, NULL);
	call();
	outbind("centre", "opensesa");
	accept_bind(SMPP_BIND_TRANSCEIVER);
	assert_int_equal(status().bound, 1);
	stream_kill(silent);
}

static void d16_a_caller_beyond_the_binds_is_closed(void **state)
{
	struct stream *first;

	(void)state;
	open_smsc(&opt);
	call();
	outbind("centre", "opensesa");
	accept_bind(SMPP_BIND_TRANSCEIVER);
	first = caller;
	call();
	assert_true(is_closed);
	assert_int_equal(status().bound, 1);
	caller = first;
}

static void a_submit_before_the_outbind_is_refused(void **state)
{
	struct smpp_pdu p;

	(void)state;
	open_smsc(&opt);
	call();
	smpp_pdu_init(&p, SMPP_DELIVER_SM, 5);
	say(&p);
	assert_int_equal(smpp_decode(buf_bytes(&heard), heard.len, &p), 0);
	assert_int_equal(p.id, SMPP_DELIVER_SM | SMPP_ANSWER);
	assert_int_equal(p.status, SMPP_RINVBNDSTS);
	assert_int_equal(delivered, 0);
	buf_clear(&heard);
}

static void a_place_that_is_taken_is_an_alarm_and_tried_again(void **state)
{
	struct listener *other;

	(void)state;
	assert_int_equal(
	    stream_listen(l, "memory:here", &accepting, NULL, &other), 0);
	open_smsc(&opt);
	assert_true(has_alarm(SMSC_ALARM_LISTEN));
	listener_close(other);
	advance(10 * SECOND);
	assert_false(has_alarm(SMSC_ALARM_LISTEN));
	call();
	assert_int_equal(bind_of(0).state, SESSION_AWAITING);
}

static void a_stop_closes_the_place(void **state)
{
	(void)state;
	open_smsc(&opt);
	smsc_stop(c);
	settle();
	assert_true(smsc_is_closed(c));
	call();
	assert_true(is_closed);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(d16_a_right_outbind_gets_our_bind),
		CASE(d16_a_receiver_is_bound_for_an_outbind),
		CASE(d16_a_wrong_outbind_is_closed),
		CASE(d16_without_a_password_nobody_is_let_in),
		CASE(d16_who_says_nothing_is_closed_after_10_s),
		CASE(d16_who_says_nothing_gives_way_to_a_caller),
		CASE(d16_a_caller_beyond_the_binds_is_closed),
		CASE(a_submit_before_the_outbind_is_refused),
		CASE(a_place_that_is_taken_is_an_alarm_and_tried_again),
		CASE(a_stop_closes_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

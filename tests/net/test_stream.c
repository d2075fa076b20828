/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streams over memory with a frozen clock; and over loopback TCP and a unix
 * socket, where turns that wait are bounded by a count.
 */
#include "net/stream.h"

#include "ends.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void bytes_written_in_a_turn_arrive_together(void **state)
{
	(void)state;
	stream_write(a.s, "one ", 4);
	memcpy(stream_reserve(a.s, 100), "two", 3);
	stream_added(a.s, 3);
	assert_int_equal(stream_pending(a.s), 7);
	turns(1);
	assert_int_equal(stream_pending(a.s), 0);
	assert_int_equal(stream_sent(a.s), 7);
	assert_int_equal(a.drained, 1);
	turns(1);
	assert_string_equal(buf_cstr(&b.got), "one two");
	assert_int_equal(b.readables, 1);
}

static void a_limit_cuts_the_stream_into_single_bytes(void **state)
{
	(void)state;
	stream_pair_limit(a.s, 1);
	stream_write(a.s, "hello", 5);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	assert_int_equal(b.readables, 5);
}

static void what_is_held_back_was_not_sent(void **state)
{
	(void)state;
	stream_pair_limit(a.s, 0);
	stream_write(a.s, "hello", 5);
	settle();
	assert_int_equal(stream_queued(a.s), 5);
	assert_int_equal(stream_sent(a.s), 0);
	stream_pair_limit(a.s, SIZE_MAX);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
}

static void what_is_not_eaten_comes_again_with_more(void **state)
{
	(void)state;
	b.stay = true;
	stream_write(a.s, "he", 2);
	settle();
	assert_int_equal(b.readables, 1);
	b.stay = false;
	stream_write(a.s, "llo", 3);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
}

static void one_that_asks_again_is_called_each_turn(void **state)
{
	(void)state;
	b.eat_max = 1;
	b.again = true;
	stream_write(a.s, "abc", 3);
	turns(2);
	assert_string_equal(buf_cstr(&b.got), "a");
	turns(1);
	assert_string_equal(buf_cstr(&b.got), "ab");
	turns(1);
	assert_string_equal(buf_cstr(&b.got), "abc");
}

static void the_end_comes_after_all_bytes(void **state)
{
	(void)state;
	b.eat_max = 1;
	b.again = true;
	stream_write(a.s, "abc", 3);
	stream_close(a.s);
	a.s = NULL;
	turns(2);
	assert_false(b.closed);
	settle();
	assert_string_equal(buf_cstr(&b.got), "abc");
	assert_true(b.closed);
	assert_int_equal(b.rc, 0);
}

static void a_kill_loses_what_was_queued(void **state)
{
	(void)state;
	stream_write(a.s, "abc", 3);
	stream_kill(a.s);
	a.s = NULL;
	settle();
	assert_int_equal(b.got.len, 0);
	assert_true(b.closed);
}

static void a_failed_write_first_reads_what_came(void **state)
{
	(void)state;
	stream_write(a.s, "answer", 6);
	turns(1); /* it lies on b's wire */
	stream_kill(a.s);
	a.s = NULL;
	stream_write(b.s, "request", 7);
	stream_pause_reading(b.s);
	settle();
	assert_string_equal(buf_cstr(&b.got), "answer");
	assert_true(b.closed);
	assert_int_equal(b.rc, RC_SYSTEM);
}

static void a_paused_reader_gets_nothing_until_it_resumes(void **state)
{
	(void)state;
	stream_pause_reading(b.s);
	stream_write(a.s, "abc", 3);
	settle();
	assert_int_equal(b.got.len, 0);
	stream_resume_reading(b.s);
	settle();
	assert_string_equal(buf_cstr(&b.got), "abc");
}

static void a_paused_reader_stops_the_writer(void **state)
{
	size_t len = 1024 * 1024;
	char *much = calloc(1, len);

	(void)state;
	stream_pause_reading(b.s);
	stream_write(a.s, much, len);
	settle();
	assert_true(stream_pending(a.s) > len / 2);
	stream_resume_reading(b.s);
	settle();
	assert_int_equal(b.got.len, len);
	assert_int_equal(a.drained, 1);
	free(much);
}

static void closing_takes_a_second_at_most(void **state)
{
	(void)state;
	stream_pair_limit(a.s, 0);
	stream_write(a.s, "abc", 3);
	stream_close(a.s);
	a.s = NULL;
	settle();
	assert_false(b.closed);
	clock_advance(SECOND);
	settle();
	assert_true(b.closed);
	assert_int_equal(b.got.len, 0);
}

static void talk_over(const char *addr, const char *host)
{
	struct listener *ln;
	size_t len = 3 * 1024 * 1024;
	char *much = malloc(len);

	memset(much, 'x', len);
	assert_int_equal(stream_listen(l, addr, &accepting, &b, &ln), 0);
	a.s = stream_dial(l, host, listener_port(ln));
	stream_set_events(a.s, &events, &a);
	stream_write(a.s, much, len);
	wait_for(a.connected && b.s != NULL && b.got.len == len);
	assert_memory_equal(buf_bytes(&b.got), much, len);
	wait_for(a.drained == 1);
	stream_write(b.s, "bye", 3);
	stream_close(b.s);
	b.s = NULL;
	wait_for(a.closed);
	assert_int_equal(a.rc, 0);
	assert_string_equal(buf_cstr(&a.got), "bye");
	listener_close(ln);
	free(much);
}

static void megabytes_go_over_tcp(void **state)
{
	(void)state;
	talk_over("127.0.0.1:0", "127.0.0.1");
}

static void a_name_is_resolved_in_another_thread(void **state)
{
	(void)state;
	if (access("/etc/hosts", R_OK) != 0)
		skip(); /* else somebody's DNS would be asked */
	talk_over("127.0.0.1:0", "localhost");
}

static void megabytes_go_over_a_unix_socket(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/tmp/esmed-test-%d", (int)getpid());
	talk_over(path, path);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void a_name_in_memory_is_dialled_like_a_host(void **state)
{
	struct listener *ln, *other;

	(void)state;
	talk_over("memory:acme", "memory:acme");
	buf_free(&a.got);
	buf_free(&b.got);
	a = b = (struct end){ 0 };
	a.s = stream_dial(l, "memory:acme", 0);
	stream_set_events(a.s, &events, &a);
	settle();
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_SYSTEM);
	assert_false(a.connected);
	assert_int_equal(stream_listen(l, "memory:acme", &accepting, &b, &ln),
	    0);
	assert_int_equal(
	    stream_listen(l, "memory:acme", &accepting, &b, &other), RC_BUSY);
	listener_pause(ln);
	a = (struct end){ 0 };
	a.s = stream_dial(l, "memory:acme", 0);
	stream_set_events(a.s, &events, &a);
	settle();
	assert_null(b.s);
	listener_close(ln);
	settle();
	assert_true(a.closed);
}

static void a_refused_connection_closes_with_its_cause(void **state)
{
	struct listener *ln;
	uint16_t port;

	(void)state;
	assert_int_equal(stream_listen(l, "127.0.0.1:0", &accepting, &b, &ln),
	    0);
	port = listener_port(ln);
	listener_close(ln);
	a.s = stream_dial(l, "127.0.0.1", port);
	stream_set_events(a.s, &events, &a);
	wait_for(a.closed);
	assert_int_equal(a.rc, RC_SYSTEM);
	assert_false(a.connected);
}

static void two_listeners_on_one_port_are_busy(void **state)
{
	struct listener *ln, *other;
	char addr[32];

	(void)state;
	assert_int_equal(stream_listen(l, "[::1]:0x", &accepting, &b, &ln),
	    RC_BAD);
	assert_int_equal(stream_listen(l, "nowhere", &accepting, &b, &ln),
	    RC_BAD);
	assert_int_equal(stream_listen(l, "127.0.0.1:0", &accepting, &b, &ln),
	    0);
	snprintf(addr, sizeof(addr), "127.0.0.1:%u",
	    (unsigned)listener_port(ln));
	assert_int_equal(stream_listen(l, addr, &accepting, &b, &other),
	    RC_BUSY);
	listener_close(ln);
}

static void a_paused_listener_accepts_when_it_resumes(void **state)
{
	struct listener *ln;

	(void)state;
	assert_int_equal(stream_listen(l, "127.0.0.1:0", &accepting, &b, &ln),
	    0);
	listener_pause(ln);
	a.s = stream_dial(l, "127.0.0.1", listener_port(ln));
	stream_set_events(a.s, &events, &a);
	wait_for(a.connected);
	turns(3);
	assert_null(b.s);
	listener_resume(ln);
	wait_for(b.s != NULL);
	assert_memory_equal(stream_peer(b.s), "127.0.0.1:", 10);
	listener_close(ln);
}

/* What is accepted of a caller of this address. */
static int user_over(const char *addr, uint32_t *uid)
{
	struct listener *ln;
	int rc;

	a = b = (struct end){ 0 };
	assert_int_equal(stream_listen(l, addr, &accepting, &b, &ln), 0);
	a.s = stream_dial(l, addr[0] == '1' ? "127.0.0.1" : addr,
	    listener_port(ln));
	stream_set_events(a.s, &events, &a);
	wait_for(b.s != NULL);
	rc = stream_user(b.s, uid);
	listener_close(ln);
	return rc;
}

static void a_unix_socket_tells_whose_process_called(void **state)
{
	char path[64];
	uint32_t uid = UINT32_MAX;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/esmed-test-%d", (int)getpid());
	assert_int_equal(user_over(path, &uid), 0);
	assert_int_equal(uid, getuid());
	assert_int_equal(user_over("127.0.0.1:0", &uid), RC_NOT_FOUND);
	assert_int_equal(user_over("memory:acme", &uid), RC_NOT_FOUND);
}

#define OVER_MEMORY(f) cmocka_unit_test_setup_teardown(f, begin_pair, end)
#define OVER_SOCKET(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER_MEMORY(bytes_written_in_a_turn_arrive_together),
		OVER_MEMORY(a_limit_cuts_the_stream_into_single_bytes),
		OVER_MEMORY(what_is_held_back_was_not_sent),
		OVER_MEMORY(what_is_not_eaten_comes_again_with_more),
		OVER_MEMORY(one_that_asks_again_is_called_each_turn),
		OVER_MEMORY(the_end_comes_after_all_bytes),
		OVER_MEMORY(a_kill_loses_what_was_queued),
		OVER_MEMORY(a_failed_write_first_reads_what_came),
		OVER_MEMORY(a_paused_reader_gets_nothing_until_it_resumes),
		OVER_MEMORY(a_paused_reader_stops_the_writer),
		OVER_MEMORY(closing_takes_a_second_at_most),
		OVER_SOCKET(megabytes_go_over_tcp),
		OVER_SOCKET(a_name_is_resolved_in_another_thread),
		OVER_SOCKET(megabytes_go_over_a_unix_socket),
		OVER_SOCKET(a_name_in_memory_is_dialled_like_a_host),
		OVER_SOCKET(a_refused_connection_closes_with_its_cause),
		OVER_SOCKET(two_listeners_on_one_port_are_busy),
		OVER_SOCKET(a_paused_listener_accepts_when_it_resumes),
		OVER_SOCKET(a_unix_socket_tells_whose_process_called),
	};

	alarm(30); /* a wait that does not end is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}

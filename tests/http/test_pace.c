/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deadlines, with a clock that moves by hand.
 */
#include "peer.h"

#include <stdlib.h>

#define HOST "Host: a\r\n"
#define GET  "GET / HTTP/1.1\r\n" HOST "\r\n"

#define BEFORE(t) ((t)*SECOND - 1)

static void w4_a_head_has_ten_seconds(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	site_wait(&s, 30 * SECOND);
	client_say(&c, &s, "GET / HT");
	site_wait(&s, 5 * SECOND);
	client_say(&c, &s, "TP/1.1\r\n");
	site_wait(&s, BEFORE(5));
	assert_int_equal(c.got.len, 0);
	site_wait(&s, 1);
	assert_int_equal(client_status(&c), 408);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void w4_a_body_has_thirty_seconds(void **state)
{
	struct site s;
	struct client c;
	char *some = calloc(1, 20000);

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\n");
	for (int i = 0; i < 3; i++) {
		client_say_bytes(&c, &s, some, 20000);
		site_wait(&s, BEFORE(10));
	}
	assert_int_equal(c.got.len, 0);
	site_wait(&s, 3);
	assert_int_equal(client_status(&c), 408);
	assert_string_equal(site_seen(&s), "gone\n");
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
	free(some);
}

/* Lines for a minute, this many bytes each second. */
static bool survives(size_t bytes_per_second)
{
	struct site s;
	struct client c;
	char *some = malloc(bytes_per_second);
	bool survived;

	memset(some, '\n', bytes_per_second);
	site_open(&s, NULL);
	s.lines = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 10000000\r\n\r\n");
	for (int i = 0; i < 60; i++) {
		client_say_bytes(&c, &s, some, bytes_per_second);
		site_wait(&s, SECOND);
	}
	survived = !c.closed;
	client_close(&c, &s);
	site_close(&s);
	free(some);
	return survived;
}

static void w4_a_streamed_body_lives_by_its_rate(void **state)
{
	(void)state;
	assert_true(survives(1100));
	assert_false(survives(900));
}

static void a_paused_body_is_not_judged_by_its_rate(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.lines = true;
	s.pause_after = 1;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\na\nb\n");
	site_wait(&s, 100 * SECOND);
	site_wait(&s, 100 * SECOND);
	assert_false(c.closed);
	http_resume(s.server, s.id[0]);
	site_turn(&s);
	assert_string_equal(site_seen(&s), "line a\nline b\n");
	client_close(&c, &s);
	site_close(&s);
}

static void an_idle_connection_is_closed_after_a_minute(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	site_wait(&s, 50 * SECOND);
	client_say(&c, &s, GET);
	site_wait(&s, BEFORE(60));
	assert_false(c.closed);
	site_wait(&s, 1);
	assert_true(c.closed);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 "), 1);
	client_close(&c, &s);
	site_close(&s);
}

static void a_client_that_waits_for_us_has_no_deadline(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET);
	for (int i = 0; i < 10; i++)
		site_wait(&s, 100 * SECOND);
	assert_false(c.closed);
	answer_text(&s, s.id[0], 200, "at last");
	site_turn(&s);
	assert_non_null(strstr(client_got(&c), "at last"));
	site_wait(&s, BEFORE(60));
	assert_false(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void w4_a_client_that_does_not_read_is_dropped(void **state)
{
	struct site s;
	struct client c;
	struct stream *server_side;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, &server_side);
	stream_pair_limit(server_side, 0);
	client_say(&c, &s, GET GET);
	answer_text(&s, s.id[0], 200, "unread");
	site_turn(&s);
	site_wait(&s, BEFORE(10));
	assert_false(c.closed);
	site_wait(&s, 1);
	assert_true(c.closed);
	assert_string_equal(site_seen(&s), "GET /? []\nGET /? []\ngone\n");
	client_close(&c, &s);
	site_close(&s);
}

static void a_slow_reader_that_keeps_the_rate_gets_all(void **state)
{
	struct site s;
	struct client c;
	struct stream *server_side;
	char *big = malloc(60001);

	(void)state;
	memset(big, 'x', 60000);
	big[60000] = '\0';
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, &server_side);
	stream_pair_limit(server_side, 0);
	client_say(&c, &s, GET);
	answer_text(&s, s.id[0], 200, big);
	for (int i = 0; i < 50; i++) {
		stream_pair_limit(server_side, 650);
		loop_once(s.loop, false);
		stream_pair_limit(server_side, 0);
		site_wait(&s, SECOND / 2);
	}
	assert_false(c.closed);
	stream_pair_limit(server_side, SIZE_MAX);
	site_turn(&s);
	assert_true(c.got.len > 60000);
	client_close(&c, &s);
	site_close(&s);
	free(big);
}

static void after_an_hour_a_connection_ends_with_its_next_answer(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	for (int i = 0; i < 3600 / 50; i++) {
		client_say(&c, &s, GET);
		site_wait(&s, 50 * SECOND);
	}
	assert_null(strstr(client_got(&c), "Connection: close"));
	client_say(&c, &s, GET);
	assert_non_null(strstr(client_got(&c), "Connection: close"));
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void w28_a_connection_ends_after_its_last_request(void **state)
{
	struct http_limits limits = http_limits_default;
	struct site s;
	struct client c;

	(void)state;
	assert_int_equal(limits.requests, 10000);
	limits.requests = 3;
	site_open(&s, &limits);
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET GET GET GET);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 200"), 3);
	assert_int_equal(count_of(client_got(&c), "Connection: close"), 1);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w4_a_head_has_ten_seconds),
		cmocka_unit_test(w4_a_body_has_thirty_seconds),
		cmocka_unit_test(w4_a_streamed_body_lives_by_its_rate),
		cmocka_unit_test(a_paused_body_is_not_judged_by_its_rate),
		cmocka_unit_test(an_idle_connection_is_closed_after_a_minute),
		cmocka_unit_test(a_client_that_waits_for_us_has_no_deadline),
		cmocka_unit_test(w4_a_client_that_does_not_read_is_dropped),
		cmocka_unit_test(a_slow_reader_that_keeps_the_rate_gets_all),
		cmocka_unit_test(
		    after_an_hour_a_connection_ends_with_its_next_answer),
		cmocka_unit_test(w28_a_connection_ends_after_its_last_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

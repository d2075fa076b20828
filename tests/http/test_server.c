/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests and answers over memory streams: order, splitting, streaming,
 * back-pressure, clients that go.
 */
#include "peer.h"

#include <stdlib.h>

#define HOST      "Host: a\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"

static const char posted[] =
    "POST /a?b=c HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\n"
    "Content-Length: 5\r\n\r\nhello";
static const char chunked[] =
    "PUT /c HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
    "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nT: u\r\n\r\n";
static const char batch[] =
    "POST /b HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
    "5\r\none\nt\r\n8\r\nwo\r\nthre\r\n1\r\ne\r\n0\r\n\r\n";

static bool begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

/* The id that behind `text` comes first; returns what is behind it. */
static const char *read_id(const char *text, char id[33])
{
	static const char name[] = "\r\nX-Request-Id: ";
	const char *at = strstr(text, name);

	assert_non_null(at);
	at += sizeof(name) - 1;
	assert_int_equal(strspn(at, "0123456789abcdef"), 32);
	memcpy(id, at, 32);
	id[32] = '\0';
	return at;
}

static void each_request_has_an_id_of_its_own(void **state)
{
	char id[4][33];
	struct site s;
	struct client c;
	const char *at;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "GET /x HTTP/1.1\r\n" HOST "X-Request-Id: mine\r\n\r\n" GET("/y")
		GET("/z") "bad\r\n\r\n");
	at = client_got(&c);
	for (size_t i = 0; i < ARRAY_LEN(id); i++) {
		at = read_id(at, id[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(id[i], id[j]);
	}
	assert_null(strstr(client_got(&c), "mine"));
	client_close(&c, &s);
	site_close(&s);
}

static void an_answer_has_the_fixed_headers(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/x"));
	assert_true(begins_with(client_got(&c),
	    "HTTP/1.1 200 OK\r\n"
	    "Date: Mon, 02 Mar 2026 15:20:00 GMT\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Cache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Content-Security-Policy: default-src 'none'; "
	    "frame-ancestors 'none'\r\n"
	    "X-Request-Id: "));
	assert_non_null(
	    strstr(client_got(&c), "\r\nContent-Length: 8\r\n\r\nGET /x 0"));
	client_close(&c, &s);
	site_close(&s);
}

static void a_head_request_gets_the_length_and_no_body(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, "HEAD /x HTTP/1.1\r\n" HOST "\r\n" GET("/y"));
	assert_non_null(
	    strstr(client_got(&c), "Content-Length: 9\r\n\r\nHTTP/1.1 200"));
	client_close(&c, &s);
	site_close(&s);
}

static void an_http_1_0_client_may_keep_its_connection(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	assert_non_null(strstr(client_got(&c), "Connection: keep-alive\r\n"));
	assert_false(c.closed);
	client_say(&c, &s, "GET /y HTTP/1.0\r\n\r\n" GET("/z"));
	assert_string_equal(site_seen(&s), "GET /x? []\nGET /y? []\n");
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

/* The request in two pieces, or in single bytes if `at` is 0. */
static void check_split(const char *text, size_t at, bool lines,
    const char *want)
{
	struct site s;
	struct client c;
	size_t len = strlen(text);

	site_open(&s, NULL);
	s.lines = lines;
	client_open(&c, &s, NULL);
	for (size_t i = 0; i < len && at == 0; i++)
		client_say_bytes(&c, &s, text + i, 1);
	if (at != 0) {
		client_say_bytes(&c, &s, text, at);
		client_say_bytes(&c, &s, text + at, len - at);
	}
	assert_string_equal(site_seen(&s), want);
	assert_int_equal(client_status(&c), 200);
	assert_false(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void w3_a_request_split_at_any_byte_stays_the_same(void **state)
{
	(void)state;
	for (size_t at = 0; at < strlen(posted); at++)
		check_split(posted, at, false, "POST /a?b=c [hello]\n");
	for (size_t at = 0; at < strlen(chunked); at++)
		check_split(chunked, at, false, "PUT /c? [hello]\n");
}

static void w3_batch_lines_split_at_any_byte_stay_lines(void **state)
{
	(void)state;
	for (size_t at = 0; at < strlen(batch); at++)
		check_split(batch, at, true,
		    "line one\nline two\nline three\nPOST /b? []\n");
}

static void w3_a_hundred_pipelined_are_answered_in_order(void **state)
{
	struct site s;
	struct client c;
	struct buf b = { 0 };
	const char *at;
	char want[32];

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "GET /%d HTTP/1.1\r\n" HOST "\r\n", i);
	client_say_bytes(&c, &s, buf_bytes(&b), b.len);
	at = client_got(&c);
	for (int i = 0; i < 100; i++) {
		snprintf(want, sizeof(want), "\r\n\r\nGET /%d 0", i);
		at = strstr(at, want);
		assert_non_null(at);
	}
	client_close(&c, &s);
	site_close(&s);
	buf_free(&b);
}

static void w3_at_most_32_pipelined_are_in_flight(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	for (int i = 0; i < 40; i++)
		client_say(&c, &s, GET("/"));
	assert_int_equal(s.ids, 32);
	assert_int_equal(http_server_in_flight(s.server), 32);
	answer_text(&s, s.id[0], 200, "0");
	site_turn(&s);
	assert_int_equal(s.ids, 33);
	for (size_t i = 1; i < s.ids; i++) {
		answer_text(&s, s.id[i], 200, "x");
		site_turn(&s);
	}
	assert_int_equal(s.ids, 40);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 200"), 40);
	client_close(&c, &s);
	site_close(&s);
}

static void answers_out_of_order_leave_in_order(void **state)
{
	struct site s;
	struct client c;
	const char *first, *second, *third;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/1") GET("/2") GET("/3"));
	answer_text(&s, s.id[2], 202, "third");
	answer_text(&s, s.id[1], 201, "second");
	site_turn(&s);
	assert_int_equal(c.got.len, 0);
	answer_text(&s, s.id[0], 200, "first");
	site_turn(&s);
	first = strstr(client_got(&c), "first");
	second = strstr(client_got(&c), "second");
	third = strstr(client_got(&c), "third");
	assert_true(first != NULL && first < second && second < third);
	client_close(&c, &s);
	site_close(&s);
}

static void a_second_answer_to_an_id_is_ignored(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/1") GET("/2"));
	answer_text(&s, s.id[1], 200, "once");
	answer_text(&s, s.id[1], 200, "twice");
	answer_text(&s, s.id[0], 200, "first");
	answer_text(&s, s.id[0], 200, "again");
	answer_text(&s, 0, 200, "none");
	answer_text(&s, UINT64_MAX, 200, "none");
	site_turn(&s);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 200"), 2);
	assert_null(strstr(client_got(&c), "twice"));
	client_close(&c, &s);
	site_close(&s);
}

static void w20_an_answer_after_the_client_has_gone_is_ignored(void **state)
{
	struct site s;
	struct client c, d;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/1"));
	client_close(&c, &s);
	assert_string_equal(site_seen(&s), "GET /1? []\ngone\n");
	assert_int_equal(http_server_conns(s.server), 0);

	/* The slot is used again, under another id. */
	client_open(&d, &s, NULL);
	client_say(&d, &s, GET("/2"));
	answer_text(&s, s.id[0], 200, "late");
	site_turn(&s);
	assert_int_equal(d.got.len, 0);
	answer_text(&s, s.id[1], 200, "right");
	site_turn(&s);
	assert_non_null(strstr(client_got(&d), "right"));
	client_close(&d, &s);
	site_close(&s);
}

static void an_error_waits_for_the_answers_before_it(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/1") "nonsense\r\n\r\n" GET("/2"));
	assert_int_equal(c.got.len, 0);
	answer_text(&s, s.id[0], 200, "first");
	site_turn(&s);
	assert_int_equal(client_status(&c), 200);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 "), 2);
	assert_int_equal(s.ids, 1);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void a_bad_chunk_takes_the_request_from_its_handler(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
	    "3\r\nabc\r\nx\r\n");
	assert_string_equal(site_seen(&s), "gone\n");
	assert_int_equal(client_status(&c), 400);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void a_streamed_answer_to_http_1_0_ends_with_the_connection(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.lines = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /b HTTP/1.0\r\nConnection: keep-alive\r\n"
	    "Content-Length: 4\r\n\r\na\nb\n");
	assert_null(strstr(client_got(&c), "chunked"));
	assert_non_null(strstr(client_got(&c), "\r\n\r\n1\n2\n"));
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void a_broken_answer_breaks_the_connection(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s, GET("/"));
	http_answer_begin(s.server, s.id[0],
	    &(struct http_answer){ .status = 200 });
	http_answer_add(s.server, s.id[0], "abc", 3);
	http_answer_end(s.server, s.id[0], true);
	site_turn(&s);
	assert_non_null(strstr(client_got(&c), "3\r\nabc\r\n"));
	assert_null(strstr(client_got(&c), "\r\n0\r\n"));
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void a_large_last_answer_leaves_before_the_close(void **state)
{
	struct site s;
	struct client c;
	struct stream *server_side;
	char *big = malloc(100001);

	(void)state;
	memset(big, 'x', 100000);
	big[100000] = '\0';
	site_open(&s, NULL);
	s.hold = true;
	client_open(&c, &s, &server_side);
	stream_pair_limit(server_side, 4096);
	client_say(&c, &s,
	    "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
	answer_text(&s, s.id[0], 200, big);
	for (int i = 0; i < 8; i++)
		site_wait(&s, SECOND);
	assert_true(c.got.len > 100000);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
	free(big);
}

static void a_draining_server_answers_and_lets_go(void **state)
{
	struct site s;
	struct client idle, busy;

	(void)state;
	site_open(&s, NULL);
	s.hold = true;
	client_open(&idle, &s, NULL);
	client_open(&busy, &s, NULL);
	client_say(&busy, &s, GET("/"));
	http_server_drain(s.server);
	site_turn(&s);
	assert_true(idle.closed);
	assert_false(busy.closed);
	client_say(&busy, &s, GET("/late"));
	answer_text(&s, s.id[0], 200, "last");
	site_turn(&s);
	assert_non_null(strstr(client_got(&busy), "Connection: close"));
	assert_true(busy.closed);
	assert_int_equal(s.ids, 1);
	client_close(&idle, &s);
	client_close(&busy, &s);
	site_close(&s);
}

static void a_fifty_first_connection_of_an_address_is_turned_away(void **state)
{
	struct site s;
	struct client c[51];

	(void)state;
	site_open(&s, NULL);
	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		client_open(&c[i], &s, NULL);
	site_turn(&s);
	assert_int_equal(http_server_conns(s.server), 50);
	assert_int_equal(client_status(&c[50]), 429);
	assert_non_null(strstr(client_got(&c[50]), "\"too_many_requests\""));
	assert_true(c[50].closed);
	client_close(&c[0], &s);
	client_close(&c[50], &s);
	client_open(&c[50], &s, NULL);
	client_say(&c[50], &s, GET("/"));
	assert_int_equal(client_status(&c[50]), 200);
	for (size_t i = 1; i < ARRAY_LEN(c); i++)
		client_close(&c[i], &s);
	site_close(&s);
}

static void a_request_knows_its_headers(void *arg, const struct http_request *r,
    struct http_plan *plan)
{
	struct buf *seen = arg;
	const char *key = http_request_header(r, "x-key");

	(void)plan;
	buf_printf(seen, "[%s]", key != NULL ? key : "none");
}

static void ignore_request(void *arg, const struct http_request *r)
{
	(void)arg;
	(void)r;
}

static void ignore_id(void *arg, http_id id)
{
	(void)arg;
	(void)id;
}

static void headers_are_found_in_any_case_and_trimmed(void **state)
{
	static const struct http_events ev = {
		.began = a_request_knows_its_headers,
		.ended = ignore_request,
		.gone = ignore_id,
	};
	struct loop *l = loop_new();
	struct buf seen = { 0 };
	struct http_server *server = http_server_new(l, &ev, &seen, NULL);
	struct stream *a, *b;
	static const char text[] =
	    "GET / HTTP/1.1\r\n" HOST "X-KEY: \t a b \t \r\nx-key: c\r\n\r\n"
	    "GET / HTTP/1.1\r\nX-Key:\r\n" HOST
	    "\r\n" GET("/") "GET / HTTP/1.1\r\n" HOST
			    "X-Empty:\r\nX-Key: behind\r\n\r\n";

	(void)state;
	stream_pair(l, &a, &b);
	http_server_accept(server, b);
	stream_write(a, text, sizeof(text) - 1);
	for (int i = 0; i < 5; i++)
		loop_once(l, false);
	assert_string_equal(buf_cstr(&seen), "[a b][][none][behind]");
	stream_kill(a);
	http_server_free(server);
	loop_once(l, false);
	loop_free(l);
	buf_free(&seen);
}

/* Over loopback: turns that wait, but not for long. */
static void some_turns(struct site *s)
{
	for (int i = 0; i < 200; i++)
		loop_once(s->loop, false);
}

static void the_listener_pauses_at_the_cap_and_drops_nobody(void **state)
{
	static const char get[] = GET("/");
	struct http_limits limits = http_limits_default;
	struct client c[3] = { { 0 } };
	struct site s;

	(void)state;
	limits.conns = 2;
	site_open(&s, &limits);
	assert_int_equal(http_server_listen(s.server, "127.0.0.1:0"), 0);
	for (size_t i = 0; i < ARRAY_LEN(c); i++) {
		c[i].stream = stream_dial(s.loop, "127.0.0.1",
		    http_server_port(s.server, 0));
		stream_set_events(c[i].stream, &client_events, &c[i]);
		some_turns(&s);
		stream_write(c[i].stream, get, sizeof(get) - 1);
		some_turns(&s);
	}
	assert_int_equal(http_server_conns(s.server), 2);
	assert_int_equal(client_status(&c[1]), 200);
	assert_int_equal(c[2].got.len, 0);
	assert_false(c[2].closed);
	client_close(&c[0], &s);
	some_turns(&s);
	assert_int_equal(client_status(&c[2]), 200);
	client_close(&c[1], &s);
	client_close(&c[2], &s);
	site_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_has_the_fixed_headers),
		cmocka_unit_test(each_request_has_an_id_of_its_own),
		cmocka_unit_test(a_head_request_gets_the_length_and_no_body),
		cmocka_unit_test(an_http_1_0_client_may_keep_its_connection),
		cmocka_unit_test(w3_a_request_split_at_any_byte_stays_the_same),
		cmocka_unit_test(w3_batch_lines_split_at_any_byte_stay_lines),
		cmocka_unit_test(w3_a_hundred_pipelined_are_answered_in_order),
		cmocka_unit_test(w3_at_most_32_pipelined_are_in_flight),
		cmocka_unit_test(answers_out_of_order_leave_in_order),
		cmocka_unit_test(a_second_answer_to_an_id_is_ignored),
		cmocka_unit_test(
		    w20_an_answer_after_the_client_has_gone_is_ignored),
		cmocka_unit_test(an_error_waits_for_the_answers_before_it),
		cmocka_unit_test(
		    a_bad_chunk_takes_the_request_from_its_handler),
		cmocka_unit_test(
		    a_streamed_answer_to_http_1_0_ends_with_the_connection),
		cmocka_unit_test(a_broken_answer_breaks_the_connection),
		cmocka_unit_test(a_large_last_answer_leaves_before_the_close),
		cmocka_unit_test(a_draining_server_answers_and_lets_go),
		cmocka_unit_test(
		    a_fifty_first_connection_of_an_address_is_turned_away),
		cmocka_unit_test(headers_are_found_in_any_case_and_trimmed),
		cmocka_unit_test(
		    the_listener_pauses_at_the_cap_and_drops_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

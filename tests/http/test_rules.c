/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is refused, and with which status: reliability.md 7.1 and 7.2.
 */
#include "peer.h"

#include <stdlib.h>

#define HOST "Host: a\r\n"

struct row {
	const char *bytes;
	int status;
	size_t len; /* 0: up to the NUL */
};

static size_t len_of(const struct row *r)
{
	return r->len != 0 ? r->len : strlen(r->bytes);
}

static void check_refused(const struct row *r)
{
	struct site s;
	struct client c;

	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say_bytes(&c, &s, r->bytes, len_of(r));
	if (client_status(&c) != r->status)
		print_error("for %s\n got %s\n", r->bytes, client_got(&c));
	assert_int_equal(client_status(&c), r->status);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 "), 1);
	assert_non_null(strstr(client_got(&c), "Connection: close\r\n"));
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void check_all_refused(const struct row *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_refused(&r[i]);
}

#define CHECK_REFUSED(rows) check_all_refused(rows, ARRAY_LEN(rows))

#define POST_CHUNKED \
	"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"

static void w1_every_row_of_the_probe_gets_the_strict_answer(void **state)
{
	static const char nul[] =
	    "GET / HTTP/1.1\r\n" HOST "User: admin\0junk\r\n\r\n";
	static const struct row rows[] = {
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
		  "Content-Length: 3\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
		  "Content-Length: 5\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
		  "Content-Length: 4\r\n\r\n0\r\n\r\n",
		    400, 0 },
		{ POST_CHUNKED "0x3\r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "+3\r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED " 3\r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: -0\r\n\r\n", 400,
		    0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n"
		  "Content-Length: 4\r\n\r\nabcd",
		    400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST ": v\r\n\r\n", 400, 0 },
		{ nul, 400, sizeof(nul) - 1 },
		{ "GET / HTTP/1.1\nHost: a\n\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n", 400, 0 },
		{ "GET / HTTP/4294967297.1\r\n" HOST "\r\n", 505, 0 },
		{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "0\r\n\r\n",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST
		  "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		    501, 0 },
		{ "POST / HTTP/1.1\r\n" HOST
		  "Transfer-Encoding: xchunked\r\n\r\nGET / HTTP/1.1\r\n" HOST
		  "\r\n",
		    501, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void w1_a_header_of_a_megabyte_is_refused_before_its_end(void **state)
{
	struct site s;
	struct client c;
	char *big = malloc(1 << 20);

	(void)state;
	memset(big, 'a', 1 << 20);
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, "GET / HTTP/1.1\r\n" HOST "X: ");
	client_say_bytes(&c, &s, big, 1 << 20);
	assert_int_equal(client_status(&c), 431);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
	free(big);
}

static void w1_pipelined_requests_and_trailers_are_served(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "GET /1 HTTP/1.1\r\n" HOST "\r\n" POST_CHUNKED
	    "3;a=b\r\nabc\r\n0\r\nX-Trailer: y\r\n\r\n"
	    "GET /3 HTTP/1.1\r\n" HOST "\r\n");
	assert_string_equal(site_seen(&s),
	    "GET /1? []\nPOST /? [abc]\nGET /3? []\n");
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 200 OK"), 3);
	assert_false(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

static void other_framing_tricks_are_refused(void **state)
{
	static const struct row rows[] = {
		{ "POST / HTTP/1.1\r\n" HOST
		  "Content-Length: 5, 5\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400,
		    0 },
		{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nabcde",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    400, 0 },
		{ "POST / HTTP/1.1\r\n" HOST
		  "Transfer-Encoding: identity\r\n\r\n",
		    501, 0 },
		{ POST_CHUNKED "\r\nabc\r\n", 400, 0 },
		{ POST_CHUNKED "3\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "3 \r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "-1\r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "3\r\nabcde\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "3\r\nabc\n\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "000000003\r\nabc\r\n0\r\n\r\n", 400, 0 },
		{ POST_CHUNKED "0\r\nX: y\n\r\n", 400, 0 },
		{ POST_CHUNKED "0\r\n X: y\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, 0 },
		{ " GET / HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X(y): z\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X: a\x7f\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", 400, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void only_http_1_0_and_1_1_are_spoken(void **state)
{
	static const struct row rows[] = {
		{ "GET / HTTP/0.9\r\n" HOST "\r\n", 505, 0 },
		{ "GET / HTTP/1.2\r\n" HOST "\r\n", 505, 0 },
		{ "GET / HTTP/2.0\r\n" HOST "\r\n", 505, 0 },
		{ "GET / HTTP/11.1\r\n" HOST "\r\n", 505, 0 },
		{ "GET / HTTP/1.10\r\n" HOST "\r\n", 505, 0 },
		{ "GET / HTTP/1.1 \r\n" HOST "\r\n", 505, 0 },
		{ "GET / http/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET / RTSP/1.0\r\n" HOST "\r\n", 400, 0 },
		{ "GET /\r\n\r\n", 505, 0 },
	};
	bool closed;
	const char *old = "GET / HTTP/1.0\r\n\r\n";

	(void)state;
	CHECK_REFUSED(rows);
	assert_int_equal(status_for(old, strlen(old), &closed), 200);
	assert_true(closed);
}

static void w27_other_protocols_and_methods_are_turned_away(void **state)
{
	static const struct row rows[] = {
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, 0 },
		{ "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\n"
		  "Upgrade: websocket\r\n\r\n",
		    501, 0 },
		{ "TRACE / HTTP/1.1\r\n" HOST "\r\n", 405, 0 },
		{ "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405, 0 },
		{ "CONNECT a:443 HTTP/1.1\r\n" HOST "\r\n", 405, 0 },
		{ "PROPFIND / HTTP/1.1\r\n" HOST "\r\n", 501, 0 },
		{ "FROB / HTTP/1.1\r\n" HOST "\r\n", 501, 0 },
		{ "get / HTTP/1.1\r\n" HOST "\r\n", 501, 0 },
		{ "\x16\x03\x01\x02", 400, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void w27_an_offer_of_h2c_is_ignored(void **state)
{
	static const char offer[] =
	    "POST /a HTTP/1.1\r\n" HOST
	    "Connection: Upgrade, HTTP2-Settings\r\n"
	    "Upgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: 2\r\n\r\nhi"
	    "GET /b HTTP/1.1\r\n" HOST "Connection: Upgrade\r\n"
	    "Upgrade: h2c\r\n\r\nGET /c HTTP/1.1\r\n" HOST "\r\n";
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, offer);
	assert_string_equal(site_seen(&s),
	    "POST /a? [hi]\nGET /b? []\nGET /c? []\n");
	client_close(&c, &s);
	site_close(&s);
}

static void w26_the_target_has_origin_form_and_the_host_is_valid(void **state)
{
	static const struct row rows[] = {
		{ "GET http://a/ HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET a HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET * HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /#f HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET  / HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /  HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET\t/ HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%00 HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%0a HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%1F HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%7f HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /a%2Fb HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%2 HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET /%zz HTTP/1.1\r\n" HOST "\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, 0 },
		{ "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void the_path_is_decoded_once_and_the_query_left_alone(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "GET /%2B1%2525/a+b?x=%41&y=1+2 HTTP/1.1\r\n"
	    "Host: [::1]:8080\r\n\r\n");
	assert_string_equal(site_seen(&s), "GET /+1%25/a+b?x=%41&y=1+2 []\n");
	client_close(&c, &s);
	site_close(&s);
}

static void w6_compressed_bodies_are_not_taken(void **state)
{
	static const struct row rows[] = {
		{ "POST / HTTP/1.1\r\n" HOST "Content-Encoding: gzip\r\n"
		  "Content-Length: 2\r\n\r\n\x1f\x8b",
		    415, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void only_100_continue_can_be_expected(void **state)
{
	static const struct row rows[] = {
		{ "POST / HTTP/1.1\r\n" HOST "Expect: tea\r\n"
		  "Content-Length: 2\r\n\r\nhi",
		    417, 0 },
	};

	(void)state;
	CHECK_REFUSED(rows);
}

static void nothing_that_was_sent_is_in_an_error(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, "GET /<script> HTTP/1.1\r\nHost: <script>\r\n\r\n");
	assert_int_equal(client_status(&c), 400);
	assert_null(strstr(client_got(&c), "script"));
	assert_non_null(strstr(client_got(&c),
	    "{\"error\":{\"status\":400,\"code\":\"bad_request\","
	    "\"message\":\"malformed Host\"}}"));
	client_close(&c, &s);
	site_close(&s);
}

/* A GET whose request line, header bytes and header lines are as asked. */
static int status_of_size(size_t line, size_t headers, size_t count)
{
	struct buf b = { 0 };
	size_t from;
	bool closed;
	int status;

	buf_add_str(&b, "GET /");
	while (b.len < line - 9)
		buf_add(&b, "a", 1);
	buf_add_str(&b, " HTTP/1.1\r\n");
	from = b.len;
	buf_add_str(&b, HOST);
	for (size_t i = 2; i < count; i++)
		buf_add_str(&b, "X: y\r\n");
	buf_add_str(&b, "X: ");
	while (b.len - from < headers - 2)
		buf_add(&b, "a", 1);
	buf_add_str(&b, "\r\n\r\n");
	status = status_for((char *)buf_bytes(&b), b.len, &closed);
	buf_free(&b);
	return status;
}

static void the_limits_of_the_head_are_exact(void **state)
{
	(void)state;
	assert_int_equal(status_of_size(8192, 20, 2), 200);
	assert_int_equal(status_of_size(8193, 20, 2), 414);
	assert_int_equal(status_of_size(20, 16384, 2), 200);
	assert_int_equal(status_of_size(20, 16385, 2), 431);
	assert_int_equal(status_of_size(20, 600, 64), 200);
	assert_int_equal(status_of_size(20, 600, 65), 431);
}

static int status_of_chunk(const char *size, size_t extension, size_t trailer)
{
	struct buf b = { 0 };
	bool closed;
	int status;

	buf_add_str(&b, POST_CHUNKED);
	buf_add_str(&b, size);
	for (size_t i = 0; i < extension; i++)
		buf_add(&b, i == 0 ? ";" : "a", 1);
	buf_add_str(&b, "\r\nabc\r\n0\r\n");
	for (size_t i = 2; i < trailer; i++)
		buf_add(&b, i == 3 ? ":" : "a", 1);
	if (trailer != 0)
		buf_add_str(&b, "\r\n");
	buf_add_str(&b, "\r\n");
	status = status_for((char *)buf_bytes(&b), b.len, &closed);
	buf_free(&b);
	return status;
}

static void the_limits_of_chunks_are_exact(void **state)
{
	(void)state;
	assert_int_equal(status_of_chunk("00000003", 0, 0), 200);
	assert_int_equal(status_of_chunk("000000003", 0, 0), 400);
	assert_int_equal(status_of_chunk("3", 64, 0), 200);
	assert_int_equal(status_of_chunk("3", 65, 0), 400);
	assert_int_equal(status_of_chunk("3", 0, 1024), 200);
	assert_int_equal(status_of_chunk("3", 0, 1025), 431);
}

static void say_target(void *arg, const char *target, int status,
    const char *why, struct buf *body)
{
	(void)arg;
	assert_true(strlen(why) > 5);
	buf_printf(body, "{\"%s\":%d}", target, status);
}

static void check_error(const char *request, const char *want)
{
	static struct http_events ev;
	struct site s;
	struct client c;

	site_open(&s, NULL);
	ev = site_events;
	ev.refused = say_target;
	http_server_free(s.server);
	s.server = http_server_new(s.loop, &ev, &s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s, request);
	assert_string_equal(strstr(client_got(&c), "\r\n\r\n") + 4, want);
	client_close(&c, &s);
	site_close(&s);
}

/* So he can answer in the form that the client expects there. */
static void who_serves_writes_the_errors_of_the_server(void **state)
{
	(void)state;
	check_error("POST /a/b?c=d HTTP/1.1\r\n" HOST
		    "Content-Length: 99999999\r\n\r\n",
	    "{\"/a/b\":413}");
	check_error("GET /a/%zz HTTP/1.1\r\n" HOST "\r\n", "{\"/a/%zz\":400}");
	check_error("GET /a HTTP/1.1\r\nBad Name: x\r\n\r\n", "{\"/a\":400}");
	check_error("GET /abcdefghijklmnopqrstuvwxyz/abcdefghijk HTTP/1.1\r\n"
		    "\r\n",
	    "{\"/abcdefghijklmnopqrstuvwxyz/abc\":400}");
	check_error("GET\r\n\r\n", "{\"\":501}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    w1_every_row_of_the_probe_gets_the_strict_answer),
		cmocka_unit_test(
		    w1_a_header_of_a_megabyte_is_refused_before_its_end),
		cmocka_unit_test(w1_pipelined_requests_and_trailers_are_served),
		cmocka_unit_test(other_framing_tricks_are_refused),
		cmocka_unit_test(only_http_1_0_and_1_1_are_spoken),
		cmocka_unit_test(
		    w27_other_protocols_and_methods_are_turned_away),
		cmocka_unit_test(w27_an_offer_of_h2c_is_ignored),
		cmocka_unit_test(
		    w26_the_target_has_origin_form_and_the_host_is_valid),
		cmocka_unit_test(
		    the_path_is_decoded_once_and_the_query_left_alone),
		cmocka_unit_test(w6_compressed_bodies_are_not_taken),
		cmocka_unit_test(only_100_continue_can_be_expected),
		cmocka_unit_test(nothing_that_was_sent_is_in_an_error),
		cmocka_unit_test(the_limits_of_the_head_are_exact),
		cmocka_unit_test(the_limits_of_chunks_are_exact),
		cmocka_unit_test(who_serves_writes_the_errors_of_the_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies: how much is taken, by whom, and what stops them.
 */
#include "peer.h"

#include <stdlib.h>

#define HOST      "Host: a\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"

static const char posted[] =
    "POST /a?b=c HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\n"
    "Content-Length: 5\r\n\r\nhello";

static void an_early_answer_keeps_the_connection_if_little_is_left(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.early = 401;
	client_open(&c, &s, NULL);
	client_say(&c, &s, posted);
	assert_int_equal(client_status(&c), 401);
	assert_null(strstr(client_got(&c), "Connection"));
	s.early = 0;
	client_say(&c, &s, GET("/next"));
	assert_string_equal(site_seen(&s), "GET /next? []\n");
	client_close(&c, &s);
	site_close(&s);
}

static void an_early_answer_closes_if_much_is_left(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.early = 401;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 900000\r\n\r\nabc");
	assert_int_equal(client_status(&c), 401);
	assert_non_null(strstr(client_got(&c), "Connection: close"));
	assert_true(c.closed);
	assert_string_equal(site_seen(&s), "");
	client_close(&c, &s);
	site_close(&s);
}

static void a_client_that_expects_it_is_told_to_continue(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /e HTTP/1.1\r\n" HOST "Expect: 100-Continue\r\n"
	    "Content-Length: 2\r\n\r\n");
	assert_string_equal(client_got(&c), "HTTP/1.1 100 Continue\r\n\r\n");
	client_say(&c, &s, "hi");
	assert_string_equal(site_seen(&s), "POST /e? [hi]\n");
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 "), 2);
	client_close(&c, &s);
	site_close(&s);
}

static void a_client_that_is_refused_is_not_told_to_continue(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.early = 401;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /e HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n"
	    "Content-Length: 2\r\n\r\n");
	assert_int_equal(client_status(&c), 401);
	assert_int_equal(count_of(client_got(&c), "HTTP/1.1 "), 1);
	assert_true(c.closed);
	client_close(&c, &s);
	site_close(&s);
}

/* What a body of so many bytes gets. */
static int status_of_body(size_t len, bool in_chunks)
{
	struct buf b = { 0 };
	char *body = malloc(len);
	bool closed;
	int status;

	memset(body, 'x', len);
	buf_add_str(&b, "POST / HTTP/1.1\r\n" HOST);
	if (in_chunks)
		buf_printf(&b, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
		    len - 1000);
	else
		buf_printf(&b, "Content-Length: %zu\r\n\r\n", len);
	buf_add(&b, body, in_chunks ? len - 1000 : len);
	if (in_chunks) {
		buf_add_str(&b, "\r\n3e8\r\n");
		buf_add(&b, body, 1000);
		buf_add_str(&b, "\r\n0\r\n\r\n");
	}
	status = status_for((char *)buf_bytes(&b), b.len, &closed);
	assert_int_equal(closed, status != 200);
	buf_free(&b);
	free(body);
	return status;
}

static void w5_a_body_of_a_mebibyte_is_the_most(void **state)
{
	(void)state;
	assert_int_equal(status_of_body(1 << 20, false), 200);
	assert_int_equal(status_of_body((1 << 20) + 1, false), 413);
	assert_int_equal(status_of_body(1 << 20, true), 200);
	assert_int_equal(status_of_body((1 << 20) + 1, true), 413);
}

static void w5_a_body_too_large_is_refused_by_its_header(void **state)
{
	static const char *const lengths[] = { "1048577", "9999999999",
		"1000000000000" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		char text[128];
		bool closed;

		snprintf(text, sizeof(text),
		    "POST / HTTP/1.1\r\n" HOST "Content-Length: %s\r\n\r\n",
		    lengths[i]);
		assert_int_equal(status_for(text, strlen(text), &closed), 413);
		assert_true(closed);
	}
}

static void w5_endless_chunks_are_refused_when_they_cross(void **state)
{
	struct site s;
	struct client c;
	int sent;

	(void)state;
	site_open(&s, NULL);
	s.max_bytes = 100;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (sent = 0; client_status(&c) == 0; sent += 10)
		client_say(&c, &s, "A\r\n0123456789\r\n");
	assert_int_equal(sent, 110);
	assert_int_equal(client_status(&c), 413);
	client_close(&c, &s);
	site_close(&s);
}

static void lines_are_answered_while_the_body_comes(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.lines = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /b HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\none\ntw");
	assert_string_equal(site_seen(&s), "line one\n");
	assert_non_null(strstr(client_got(&c),
	    "Transfer-Encoding: chunked\r\n\r\n2\r\n1\n\r\n"));
	client_say(&c, &s, "o\nx");
	assert_string_equal(site_seen(&s),
	    "line one\nline two\nline x\nPOST /b? []\n");
	assert_non_null(
	    strstr(client_got(&c), "2\r\n2\n\r\n2\r\n3\n\r\n0\r\n\r\n"));
	s.lines = false;
	client_say(&c, &s, GET("/next"));
	assert_non_null(strstr(client_got(&c), "GET /next 0"));
	client_close(&c, &s);
	site_close(&s);
}

static void check_rows(size_t at)
{
	static const char body[] = "a\rb\r\nc\n\r\rd\r";
	struct site s;
	struct client c;

	site_open(&s, NULL);
	s.lines = s.rows = true;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /b HTTP/1.1\r\n" HOST "Content-Length: 11\r\n\r\n");
	client_say_bytes(&c, &s, body, at);
	client_say_bytes(&c, &s, body + at, strlen(body) - at);
	assert_string_equal(site_seen(&s),
	    "line a\nline b\nline c\nline \nline \nline d\nPOST /b? []\n");
	client_close(&c, &s);
	site_close(&s);
}

static void a_cr_ends_a_row(void **state)
{
	(void)state;
	for (size_t at = 1; at < 11; at++)
		check_rows(at);
}

static void a_paused_body_hands_on_no_line(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	site_open(&s, NULL);
	s.lines = true;
	s.pause_after = 2;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST /b HTTP/1.1\r\n" HOST "Content-Length: 11\r\n\r\n"
	    "a\nb\nc\nd\ne\nf" GET("/next"));
	assert_string_equal(site_seen(&s), "line a\nline b\n");
	http_resume(s.server, s.id[0]);
	site_turn(&s);
	assert_string_equal(site_seen(&s), "line a\nline b\nline c\nline d\n");
	http_resume(s.server, s.id[0]);
	site_turn(&s);
	http_resume(s.server, s.id[0]);
	s.lines = false;
	site_turn(&s);
	assert_string_equal(site_seen(&s),
	    "line a\nline b\nline c\nline d\nline e\nline f\n"
	    "POST /b? []\nGET /next? []\n");
	client_close(&c, &s);
	site_close(&s);
}

static void check_line(size_t len, bool is_taken)
{
	struct site s;
	struct client c;
	char *line = malloc(len + 1);
	char head[128];

	memset(line, 'x', len);
	line[len] = '\n';
	site_open(&s, NULL);
	s.lines = true;
	client_open(&c, &s, NULL);
	snprintf(head, sizeof(head),
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", len + 3);
	client_say(&c, &s, head);
	client_say_bytes(&c, &s, line, len + 1);
	client_say(&c, &s, "y\n");
	assert_int_equal(s.line_count, is_taken ? 2 : 0);
	assert_int_equal(c.closed, !is_taken);
	/* A broken stream of chunks has no last one. */
	assert_int_equal(strstr(client_got(&c), "\r\n0\r\n\r\n") != NULL,
	    is_taken);
	client_close(&c, &s);
	site_close(&s);
	free(line);
}

static void a_line_of_64_kib_is_the_longest(void **state)
{
	(void)state;
	check_line(65536, true);
	check_line(65536 + 1, false);
	check_line(200000, false);
}

static void on_long_line(void *arg, http_id id)
{
	struct site *s = arg;

	buf_add_str(&s->seen, "too long\n");
	if (s->hold)
		http_pause(s->server, id);
}

/* A site that is told of long lines. */
static void open_patient(struct site *s)
{
	static struct http_events ev;

	site_open(s, NULL);
	ev = site_events;
	ev.long_line = on_long_line;
	http_server_free(s->server);
	s->server = http_server_new(s->loop, &ev, s, NULL);
	s->lines = true;
}

/* A short line, a long one and a short one, in pieces of `piece`. */
static void say_three(struct client *c, struct site *s, size_t len,
    size_t piece)
{
	struct buf b = { 0 };
	char head[128];

	buf_add_str(&b, "a\n");
	memset(buf_reserve(&b, len), 'x', len);
	buf_added(&b, len);
	buf_add_str(&b, "\nb\n");
	snprintf(head, sizeof(head),
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", b.len);
	client_say(c, s, head);
	for (size_t at = 0; at < b.len; at += piece) {
		size_t n = b.len - at < piece ? b.len - at : piece;

		client_say_bytes(c, s, buf_bytes(&b) + at, n);
	}
	buf_free(&b);
}

static void what_follows_a_line_that_is_too_long_goes_on(void **state)
{
	static const size_t lens[] = { 65537, 65538, 200000, 1000000 };
	static const size_t pieces[] = { 1000, 16384, 65539, 2000000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lens) * ARRAY_LEN(pieces); i++) {
		struct site s;
		struct client c;

		open_patient(&s);
		client_open(&c, &s, NULL);
		say_three(&c, &s, lens[i / ARRAY_LEN(pieces)],
		    pieces[i % ARRAY_LEN(pieces)]);
		assert_string_equal(site_seen(&s),
		    "line a\ntoo long\nline b\nPOST /? []\n");
		assert_false(c.closed);
		assert_non_null(strstr(client_got(&c), "\r\n0\r\n\r\n"));
		client_close(&c, &s);
		site_close(&s);
	}
}

/* 70,000 bytes that end so. */
static void check_last(bool is_row, char end)
{
	struct site s;
	struct client c;
	char *text = malloc(70000);

	open_patient(&s);
	s.rows = is_row;
	client_open(&c, &s, NULL);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 70000\r\n\r\n");
	memset(text, 'x', 70000);
	text[69999] = end;
	client_say_bytes(&c, &s, text, 70000);
	assert_string_equal(site_seen(&s), "too long\nPOST /? []\n");
	client_close(&c, &s);
	site_close(&s);
	free(text);
}

/* A long row between two others, cut behind `at` bytes of its end. */
static void check_long_row(const char *end, size_t at)
{
	struct site s;
	struct client c;
	struct buf b = { 0 };
	char head[128];
	size_t cut = 2 + 70000 + at;

	buf_add_str(&b, "a\r");
	memset(buf_reserve(&b, 70000), 'x', 70000);
	buf_added(&b, 70000);
	buf_add_str(&b, end);
	buf_add_str(&b, "b\r");
	open_patient(&s);
	s.rows = true;
	client_open(&c, &s, NULL);
	snprintf(head, sizeof(head),
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", b.len);
	client_say(&c, &s, head);
	client_say_bytes(&c, &s, buf_bytes(&b), cut);
	client_say_bytes(&c, &s, buf_bytes(&b) + cut, b.len - cut);
	assert_string_equal(site_seen(&s),
	    "line a\ntoo long\nline b\nPOST /? []\n");
	client_close(&c, &s);
	site_close(&s);
	buf_free(&b);
}

static void a_cr_ends_a_row_that_is_too_long(void **state)
{
	(void)state;
	for (size_t at = 0; at < 3; at++) {
		check_long_row("\r", at);
		check_long_row("\n", at);
		check_long_row("\r\n", at);
	}
}

static void a_line_that_is_too_long_may_be_the_last(void **state)
{
	(void)state;
	check_last(false, 'x');
	check_last(false, '\n');
	check_last(true, 'x');
	check_last(true, '\n');
	check_last(true, '\r');
}

static void a_pause_in_a_line_that_is_too_long(void **state)
{
	struct site s;
	struct client c;

	(void)state;
	open_patient(&s);
	s.hold = true;
	client_open(&c, &s, NULL);
	say_three(&c, &s, 100000, 4096);
	assert_string_equal(site_seen(&s), "line a\ntoo long\n");
	http_resume(s.server, s.id[0]);
	site_turn(&s);
	assert_string_equal(site_seen(&s),
	    "line a\ntoo long\nline b\nPOST /? []\n");
	s.hold = false;
	client_close(&c, &s);
	site_close(&s);
}

static void a_reader_that_does_not_read_stops_the_lines(void **state)
{
	struct http_limits limits = http_limits_default;
	struct site s;
	struct client c;
	struct stream *server_side;
	size_t before;

	(void)state;
	limits.unsent_bytes = 1000;
	site_open(&s, &limits);
	s.lines = true;
	client_open(&c, &s, &server_side);
	stream_pair_limit(server_side, 0);
	client_say(&c, &s,
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 1000; i++)
		client_say(&c, &s, "2\r\nx\n\r\n");
	before = s.line_count;
	assert_in_range(before, 50, 200);
	assert_in_range(http_answer_unsent(s.server, s.id[0]), 1000, 1100);
	stream_pair_limit(server_side, SIZE_MAX);
	site_turn(&s);
	assert_int_equal(s.line_count, 1000);
	assert_true(s.drained > 0);
	client_say(&c, &s, "0\r\n\r\n");
	assert_non_null(strstr(client_got(&c), "5\r\n1000\n\r\n0\r\n\r\n"));
	client_close(&c, &s);
	site_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_early_answer_keeps_the_connection_if_little_is_left),
		cmocka_unit_test(an_early_answer_closes_if_much_is_left),
		cmocka_unit_test(a_client_that_expects_it_is_told_to_continue),
		cmocka_unit_test(
		    a_client_that_is_refused_is_not_told_to_continue),
		cmocka_unit_test(w5_a_body_of_a_mebibyte_is_the_most),
		cmocka_unit_test(w5_a_body_too_large_is_refused_by_its_header),
		cmocka_unit_test(w5_endless_chunks_are_refused_when_they_cross),
		cmocka_unit_test(lines_are_answered_while_the_body_comes),
		cmocka_unit_test(a_cr_ends_a_row),
		cmocka_unit_test(a_paused_body_hands_on_no_line),
		cmocka_unit_test(a_line_of_64_kib_is_the_longest),
		cmocka_unit_test(what_follows_a_line_that_is_too_long_goes_on),
		cmocka_unit_test(a_cr_ends_a_row_that_is_too_long),
		cmocka_unit_test(a_line_that_is_too_long_may_be_the_last),
		cmocka_unit_test(a_pause_in_a_line_that_is_too_long),
		cmocka_unit_test(a_reader_that_does_not_read_stops_the_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers of sinks that are slow, broken or hostile; reliability.md 7.4, X5.
 */
#include "calls.h"

#define MS (SECOND / 1000)

/* One call to such a sink, with these times. */
static void suffer_for(struct told *t, const struct sink *such, usec read,
    usec total)
{
	struct sink k;

	*t = (struct told){ 0 };
	sink_open(&k, such->way, such->says);
	k.more = such->more;
	call_sink(t, &k, (struct http_call){ .read = read, .total = total });
	assert_int_equal(k.accepted, 1);
	sink_close(&k);
}

static void suffer(struct told *t, enum sink_way way, const char *says,
    const char *more)
{
	suffer_for(t, &(struct sink){ .way = way, .says = says, .more = more },
	    5 * SECOND, 8 * SECOND);
}

/* For a sink that is too slow. */
static void suffer_briefly(struct told *t, enum sink_way way, const char *says)
{
	suffer_for(t, &(struct sink){ .way = way, .says = says }, 200 * MS,
	    400 * MS);
}

static void assert_failed(struct told *t, enum http_failure f, int rc)
{
	if (t->r.failure != f || t->r.rc != rc)
		fail_msg("%s, rc %d: \"%s\"", http_failure_word(t->r.failure),
		    t->r.rc, t->why);
	assert_true(rc == 0 || t->why[0] != '\0');
	told_clear(t);
}

static void a_sink_that_says_nothing_is_left_after_the_read_time(void **state)
{
	struct told t;

	(void)state;
	suffer_briefly(&t, SINK_SILENT, NULL);
	assert_string_equal(t.why, "nothing of the answer came for 200 ms");
	assert_true(t.r.took >= 190 * MS);
	assert_int_equal(t.r.status, 0);
	assert_failed(&t, HTTP_FAILURE_READ_TIMEOUT, RC_TIMEOUT);
}

static void a_sink_that_stops_in_its_answer_is_left_too(void **state)
{
	struct told t;

	(void)state;
	suffer_briefly(&t, SINK_ANSWER, OK_TEXT("100\r\n\r\nabc"));
	assert_int_equal(t.r.status, 200);
	assert_int_equal(t.body.len, 3);
	assert_failed(&t, HTTP_FAILURE_READ_TIMEOUT, RC_TIMEOUT);
	suffer_briefly(&t, SINK_ANSWER, "HTTP/1.1 200 OK\r\nX");
	assert_failed(&t, HTTP_FAILURE_READ_TIMEOUT, RC_TIMEOUT);
}

/* 5 s in all, but never 200 ms without a byte. */
static void a_slow_answer_ends_with_the_total_time(void **state)
{
	static char says[4100];
	struct told t;

	(void)state;
	snprintf(says, sizeof(says), "HTTP/1.1 200 OK\r\n\r\n%04000d", 0);
	suffer_briefly(&t, SINK_TRICKLE, says);
	assert_int_equal(t.r.status, 200);
	assert_true(t.r.took >= 390 * MS);
	assert_failed(&t, HTTP_FAILURE_TOTAL_TIMEOUT, RC_TIMEOUT);
}

static void a_slow_answer_that_ends_in_time_is_one(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_TRICKLE, "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n",
	    NULL);
	assert_int_equal(t.r.status, 202);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
}

/* A kilobyte that ends as given. */
static const char *kilobyte(const char *last)
{
	static char text[1025];

	memset(text, 'x', 1024);
	memcpy(text + 1024 - strlen(last), last, strlen(last));
	return text;
}

static void an_endless_body_is_cut_at_64_kib(void **state)
{
	static char chunk[1100];
	struct told t;

	(void)state;
	snprintf(chunk, sizeof(chunk), "400\r\n%01024d\r\n", 0);
	suffer(&t, SINK_REPEAT, "HTTP/1.1 200 OK\r\n\r\n", kilobyte(""));
	assert_int_equal(t.r.status, 200);
	assert_true(t.r.cut);
	assert_int_equal(t.body.len, HTTP_CLIENT_BODY_MAX);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
	suffer(&t, SINK_REPEAT,
	    "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", chunk);
	assert_int_equal(t.r.status, 500);
	assert_true(t.r.cut);
	assert_int_equal(t.body.len, HTTP_CLIENT_BODY_MAX);
	assert_memory_equal(buf_bytes(&t.body), "0000", 4);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
}

static void a_body_of_64_kib_is_whole(void **state)
{
	static char says[HTTP_CLIENT_BODY_MAX + 200];
	struct told t;

	(void)state;
	snprintf(says, sizeof(says), OK_TEXT("65536\r\n\r\n") "%065536d", 0);
	suffer(&t, SINK_ANSWER, says, NULL);
	assert_false(t.r.cut);
	assert_int_equal(t.body.len, HTTP_CLIENT_BODY_MAX);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
	snprintf(says, sizeof(says), OK_TEXT("65537\r\n\r\n") "%065537d", 0);
	suffer(&t, SINK_ANSWER, says, NULL);
	assert_true(t.r.cut);
	assert_int_equal(t.body.len, HTTP_CLIENT_BODY_MAX);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
}

static void an_endless_head_is_refused(void **state)
{
	static const char begin_of_head[] = "HTTP/1.1 200 OK\r\nX: ";
	struct told t;

	(void)state;
	suffer(&t, SINK_REPEAT, begin_of_head, kilobyte("\r\nX: "));
	assert_string_equal(t.why,
	    "the head of the answer is longer than 65536 bytes");
	assert_failed(&t, HTTP_FAILURE_TOO_LONG, RC_TOO_LONG);
	/* One line without an end; then heads of 100 without one. */
	suffer(&t, SINK_REPEAT, begin_of_head, kilobyte(""));
	assert_failed(&t, HTTP_FAILURE_TOO_LONG, RC_TOO_LONG);
	suffer(&t, SINK_REPEAT, "HTTP/1.1 100 Continue\r\n\r\n",
	    "HTTP/1.1 100 Continue\r\n\r\n");
	assert_failed(&t, HTTP_FAILURE_TOO_LONG, RC_TOO_LONG);
}

static void endless_trailers_are_refused(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_REPEAT,
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
	    kilobyte("\r\nX: "));
	assert_failed(&t, HTTP_FAILURE_TOO_LONG, RC_TOO_LONG);
}

static void an_answer_shorter_than_it_says_is_broken(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_CLOSE, OK_TEXT("100\r\n\r\nabc"), NULL);
	assert_int_equal(t.r.status, 200);
	assert_failed(&t, HTTP_FAILURE_BROKEN, RC_SHORT);
	suffer(&t, SINK_CLOSE,
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
	    NULL);
	assert_failed(&t, HTTP_FAILURE_BROKEN, RC_SHORT);
	suffer(&t, SINK_CLOSE, "", NULL);
	assert_failed(&t, HTTP_FAILURE_BROKEN, RC_SHORT);
}

static void an_answer_longer_than_it_says_ends_where_it_says(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_ANSWER,
	    OK_TEXT("3\r\n\r\nabcHTTP/1.1 500 smuggled\r\n\r\n"), NULL);
	assert_int_equal(t.r.status, 200);
	assert_string_equal(buf_cstr(&t.body), "abc");
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
}

static void what_is_not_http_is_malformed(void **state)
{
	static const char *const bad[] = { "<html>HTTP/0.9</html>",
		"\xff\xfe\x01\x02garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
		"220 mail.example ESMTP\r\n", "HTTP/9.9 200 OK\r\n\r\n",
		"HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
		OK_TEXT("abc\r\n\r\nabc") };
	struct told t;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		suffer(&t, SINK_CLOSE, bad[i], NULL);
		assert_failed(&t, HTTP_FAILURE_MALFORMED, RC_BAD);
	}
}

static void a_foul_chunk_is_broken(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_ANSWER,
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab",
	    NULL);
	assert_int_equal(t.r.status, 200);
	assert_failed(&t, HTTP_FAILURE_BROKEN, RC_SHORT);
}

/* A page of zeros that unpacks to more must not be unpacked. */
static void a_compressed_body_stays_as_it_is(void **state)
{
	struct told t;

	(void)state;
	suffer(&t, SINK_ANSWER,
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Length: 4\r\n\r\n\x1f\x8b\x08z",
	    NULL);
	assert_int_equal(t.body.len, 4);
	assert_failed(&t, HTTP_FAILURE_NONE, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_sink_that_says_nothing_is_left_after_the_read_time),
		TEST(a_sink_that_stops_in_its_answer_is_left_too),
		TEST(a_slow_answer_ends_with_the_total_time),
		TEST(a_slow_answer_that_ends_in_time_is_one),
		TEST(an_endless_body_is_cut_at_64_kib),
		TEST(a_body_of_64_kib_is_whole),
		TEST(an_endless_head_is_refused),
		TEST(endless_trailers_are_refused),
		TEST(an_answer_shorter_than_it_says_is_broken),
		TEST(an_answer_longer_than_it_says_ends_where_it_says),
		TEST(what_is_not_http_is_malformed),
		TEST(a_foul_chunk_is_broken),
		TEST(a_compressed_body_stays_as_it_is),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#define LINE                                                                  \
	"{\"to\":\"+19175550001\",\"from\":\"+12125550100\",\"text\":\"hello" \
	"\"}\n"

static const char head[] = "POST /v1/messages:batch HTTP/1.1\r\nHost: x\r\n"
			   "Authorization: " BEARER "\r\n"
			   "Content-Type: application/x-ndjson\r\n"
			   "Transfer-Encoding: chunked\r\n\r\n";

/* One chunk. */
static void say_chunk(const void *data, size_t len)
{
	char size[20];
	int n = snprintf(size, sizeof(size), "%zx\r\n", len);

	stream_write(rig.client, size, (size_t)n);
	stream_write(rig.client, data, len);
	stream_write(rig.client, "\r\n", 2);
	rig_settle();
}

static void say_text(const char *text)
{
	say_chunk(text, strlen(text));
}

static void begin(void)
{
	rig_connect();
	rig_say(head, strlen(head));
}

static void end(void)
{
	rig_say("0\r\n\r\n", 5);
}

static struct buf all;

/* The answer's chunks put together. */
static const char *answered(void)
{
	const char *at = rig_body();
	unsigned long n;
	char *rest;

	buf_clear(&all);
	while ((n = strtoul(at, &rest, 16)) != 0 && rest != at) {
		at = rest + 2;
		buf_add(&all, at, n);
		at += n + 2;
	}
	return buf_cstr(&all);
}

static size_t lines_in(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* The n-th line of the answer as JSON, from 0. */
static struct json *line_at(size_t n)
{
	const char *at = answered();
	struct json_error err;
	struct json *j;

	while (n-- > 0)
		at = strchr(at, '\n') + 1;
	if (json_parse(at, strcspn(at, "\n"), &j, &err) != 0)
		fail_msg("%s: %s", err.why, at);
	return j;
}

static void assert_taken(size_t n, const char *line)
{
	struct json *j = line_at(n);

	rig_assert_text(j, "line", line);
	assert_int_equal(strlen(rig_text(j, "id")), 34);
	assert_int_equal(json_count(json_root(j)), 2);
	json_free(j);
}

static void assert_failed(size_t n, const char *line, const char *code,
    const char *field)
{
	struct json *j = line_at(n);

	rig_assert_text(j, "line", line);
	rig_assert_text(j, "error/code", code);
	rig_assert_text(j, "error/field", field);
	assert_null(rig_at(j, "id"));
	json_free(j);
}

static void each_line_is_answered_in_its_order(void **state)
{
	(void)state;
	begin();
	say_text(LINE LINE "{\"to\":\"+12\"}\n" LINE);
	end();
	assert_int_equal(rig_status(), 200);
	assert_string_equal(rig_header("Content-Type"), "application/x-ndjson");
	assert_int_equal(lines_in(answered()), 4);
	assert_taken(0, "1");
	assert_taken(1, "2");
	assert_failed(2, "3", "invalid_number", "to");
	assert_taken(3, "4");
	assert_non_null(strstr(rig_got(), "\r\n0\r\n\r\n"));
}

static void a_bad_line_stops_no_other(void **state)
{
	static const struct {
		const char *line, *code, *field;
	} bad[] = {
		{ "nonsense\n", "invalid_json", "null" },
		{ "[1]\n", "invalid_json", "null" },
		{ "{\"to\":\"+19175550001\",\"form\":1}\n", "unknown_field",
		    "form" },
		{ "{\"to\":\"+19175550001\",\"from\":\"esmed\"}\n",
		    "empty_text", "text" },
		{ "{\"to\":\"+19175550001\",\"send_at\":\"x\"}\n",
		    "invalid_send_at", "send_at" },
		{ "\xff\n", "invalid_json", "null" },
	};
	char line[8];

	(void)state;
	begin();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		say_text(bad[i].line);
		say_text(LINE);
	}
	end();
	assert_int_equal(lines_in(answered()), 2 * ARRAY_LEN(bad));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(line, sizeof(line), "%zu", 2 * i + 1);
		assert_failed(2 * i, line, bad[i].code, bad[i].field);
		snprintf(line, sizeof(line), "%zu", 2 * i + 2);
		assert_taken(2 * i + 1, line);
	}
}

static void empty_lines_are_counted_and_not_answered(void **state)
{
	(void)state;
	begin();
	say_text("\n \t\r\n" LINE "\r\n" LINE "\n");
	end();
	assert_int_equal(lines_in(answered()), 2);
	assert_taken(0, "3");
	assert_taken(1, "5");
}

static void a_last_line_needs_no_end(void **state)
{
	(void)state;
	begin();
	say_chunk(LINE, strlen(LINE) - 1);
	end();
	assert_int_equal(lines_in(answered()), 1);
	assert_taken(0, "1");
}

static void a_line_is_answered_while_the_batch_goes_on(void **state)
{
	(void)state;
	begin();
	say_text(LINE);
	assert_int_equal(lines_in(answered()), 1);
	say_text(LINE LINE);
	assert_int_equal(lines_in(answered()), 3);
	assert_taken(2, "3");
	end();
	assert_int_equal(lines_in(answered()), 3);
}

static void no_line_is_answered_before_its_commit(void **state)
{
	(void)state;
	begin();
	rig.hold = true;
	say_text(LINE "{}\n" LINE);
	end();
	rig_turns(50);
	assert_int_equal(lines_in(answered()), 0);
	rig.hold = false;
	rig_settle();
	assert_int_equal(lines_in(answered()), 3);
	assert_failed(1, "2", "to_missing", "to");
}

/* What comes before the first line that waits may leave. */
static void a_failed_line_does_not_overtake(void **state)
{
	(void)state;
	begin();
	rig.hold = true;
	say_text("{}\n" LINE "{}\n");
	assert_int_equal(lines_in(answered()), 1);
	assert_failed(0, "1", "to_missing", "to");
	rig.hold = false;
	rig_settle();
	assert_int_equal(lines_in(answered()), 3);
	end();
}

#define MANY 20000

/* More lines than may be on their way at once. */
static void a_long_batch_is_taken_in_the_measure_of_the_commits(void **state)
{
	struct ledger_totals totals;
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < MANY; i++)
		buf_add_str(&b, LINE);
	begin();
	rig.hold = true;
	say_chunk(buf_bytes(&b), b.len);
	buf_free(&b);
	assert_int_equal(lines_in(answered()), 0);
	rig.hold = false;
	rig_settle();
	end();
	assert_int_equal(lines_in(answered()), MANY);
	assert_taken(0, "1");
	assert_taken(MANY - 1, "20000");
	ledger_totals(rig.ledger, &totals);
	assert_int_equal(totals.state[STATUS_QUEUED], MANY);
}

/* Four accepts may wait for a commit here. */
static void a_line_that_finds_no_room_waits_for_it(void **state)
{
	struct ledger_totals totals;
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 50; i++)
		buf_add_str(&b, LINE);
	begin();
	say_chunk(buf_bytes(&b), b.len);
	buf_free(&b);
	end();
	assert_int_equal(lines_in(answered()), 50);
	for (size_t i = 0; i < 50; i++) {
		char line[8];

		snprintf(line, sizeof(line), "%zu", i + 1);
		assert_taken(i, line);
	}
	ledger_totals(rig.ledger, &totals);
	assert_int_equal(totals.state[STATUS_QUEUED], 50);
}

static void a_full_store_is_told_line_by_line(void **state)
{
	(void)state;
	begin();
	say_text(LINE "{}\n" LINE);
	end();
	assert_int_equal(rig_status(), 200);
	assert_failed(0, "1", "store_full", "null");
	assert_failed(1, "2", "to_missing", "to");
	assert_failed(2, "3", "store_full", "null");
}

static void a_client_that_goes_leaves_its_lines_taken(void **state)
{
	struct ledger_totals totals;

	(void)state;
	begin();
	rig.hold = true;
	say_text(LINE "{}\n" LINE);
	rig_disconnect();
	rig_settle();
	begin();
	say_text(LINE);
	rig.hold = false;
	rig_settle();
	end();
	assert_int_equal(lines_in(answered()), 1);
	assert_taken(0, "1");
	ledger_totals(rig.ledger, &totals);
	assert_int_equal(totals.state[STATUS_QUEUED], 3);
}

static void a_batch_that_is_no_ndjson_is_not_taken(void **state)
{
	(void)state;
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages:batch",
	    .auth = BEARER,
	    .more = FORM_TYPE,
	    .body = LINE });
	assert_int_equal(rig_status(), 415);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	int failed;
	const struct CMUnitTest tests[] = {
		TEST(each_line_is_answered_in_its_order),
		TEST(a_bad_line_stops_no_other),
		TEST(empty_lines_are_counted_and_not_answered),
		TEST(a_last_line_needs_no_end),
		TEST(a_line_is_answered_while_the_batch_goes_on),
		TEST(no_line_is_answered_before_its_commit),
		TEST(a_failed_line_does_not_overtake),
		TEST(a_long_batch_is_taken_in_the_measure_of_the_commits),
		cmocka_unit_test_setup_teardown(
		    a_line_that_finds_no_room_waits_for_it, rig_begin_narrow,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    a_full_store_is_told_line_by_line, rig_begin_full, rig_end),
		TEST(a_client_that_goes_leaves_its_lines_taken),
		TEST(a_batch_that_is_no_ndjson_is_not_taken),
	};

	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_free(&all);
	return failed;
}

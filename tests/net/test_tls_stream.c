/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a TLS stream does with bytes, time and the lack of memory: the rows I6,
 * I13, I14 and I19 of the plan.
 */
#include "meet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

/* ---- bytes --------------------------------------------------------------- */

static void megabytes_go_through_tls(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);
	struct stream_target to = { .host = "127.0.0.1",
		.tls_name = "smsc.example" };
	struct listener *ln = listen_tls("127.0.0.1:0", &server);
	size_t len = 3 * 1024 * 1024;
	uint8_t *much = malloc(len);

	(void)state;
	for (size_t i = 0; i < len; i++)
		much[i] = (uint8_t)(i * 2654435761u >> 24);
	to.port = listener_port(ln);
	dial_tls(&to, &client);
	stream_write(a.s, much, len);
	wait_for(b.got.len == len);
	assert_memory_equal(buf_bytes(&b.got), much, len);
	wait_for(a.drained == 1);
	assert_int_equal(stream_sent(a.s), len);
	stream_write(b.s, much, len);
	stream_close(b.s);
	b.s = NULL;
	wait_for(a.closed);
	assert_int_equal(a.rc, 0);
	assert_int_equal(a.got.len, len);
	listener_close(ln);
	free(much);
}

static void i14_single_bytes_and_full_records_arrive_in_order(void **state)
{
	size_t len = 200 * 1000; /* a dozen records at once */
	uint8_t *much = malloc(len);

	(void)state;
	for (size_t i = 0; i < len; i++)
		much[i] = (uint8_t)(i >> 3);
	meet_well();
	for (int i = 0; i < 300; i++) {
		stream_write(a.s, &much[i], 1); /* a record for each */
		turns(1);
	}
	stream_write(a.s, much + 300, len - 300);
	settle();
	assert_int_equal(b.got.len, len);
	assert_memory_equal(buf_bytes(&b.got), much, len);
	free(much);
}

static void i14_a_record_that_comes_in_single_bytes_is_read(void **state)
{
	(void)state;
	meet_well();
	stream_pair_limit(a.s, 1);
	stream_write(a.s, "hello", 5);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	assert_int_equal(b.readables, 1);
}

static void a_byte_is_sent_when_all_of_its_record_has_left(void **state)
{
	(void)state;
	meet_well();
	stream_pair_limit(a.s, 10);
	stream_write(a.s, "hello", 5); /* a record of 27 bytes */
	turns(2);
	assert_int_equal(stream_queued(a.s), 5);
	assert_int_equal(stream_sent(a.s), 0);
	assert_int_equal(stream_pending(a.s), 5);
	stream_write(a.s, " you", 4);
	turns(1);
	assert_int_equal(stream_sent(a.s), 5);
	settle();
	assert_int_equal(stream_sent(a.s), 9);
	assert_string_equal(buf_cstr(&b.got), "hello you");
}

static void of_two_records_the_first_is_sent_alone(void **state)
{
	char *much = calloc(1, 20000);

	(void)state;
	meet_well();
	stream_pair_limit(a.s, 9000);
	stream_write(a.s, much, 20000);
	turns(1);
	assert_int_equal(stream_sent(a.s), 0);
	turns(1); /* the rest of the first, a part of the second */
	assert_int_equal(stream_sent(a.s), 16384);
	settle();
	assert_int_equal(b.got.len, 20000);
	free(much);
}

static void a_record_in_part_is_nothing_for_its_reader(void **state)
{
	(void)state;
	meet_well();
	stream_pair_limit(a.s, 10);
	stream_write(a.s, "hello", 5);
	turns(2);
	assert_int_equal(stream_sent(a.s), 0);
	stream_kill(a.s);
	a.s = NULL;
	settle();
	assert_true(b.closed);
	assert_int_equal(b.got.len, 0);
}

static void a_failed_write_first_reads_what_came(void **state)
{
	(void)state;
	meet_well();
	stream_write(a.s, "answer", 6);
	turns(1);
	stream_kill(a.s);
	a.s = NULL;
	stream_write(b.s, "request", 7);
	stream_pause_reading(b.s);
	settle();
	assert_string_equal(buf_cstr(&b.got), "answer");
	assert_true(b.closed);
	assert_int_equal(b.rc, RC_SYSTEM);
}

static void a_paused_reader_gets_it_all_when_it_resumes(void **state)
{
	size_t len = 1024 * 1024;
	char *much = calloc(1, len);

	(void)state;
	meet_well();
	stream_pause_reading(b.s);
	stream_write(a.s, much, len);
	settle();
	assert_int_equal(b.got.len, 0);
	assert_true(stream_pending(a.s) > len / 2);
	stream_resume_reading(b.s);
	settle();
	assert_int_equal(b.got.len, len);
	assert_int_equal(stream_pending(a.s), 0);
	free(much);
}

/* One read takes 64 records of them, the transport has no more. */
static void what_openssl_has_buffered_is_not_forgotten(void **state)
{
	(void)state;
	meet_well();
	stream_pause_reading(b.s);
	for (int i = 0; i < 70; i++) {
		stream_write(a.s, "x", 1);
		turns(1);
	}
	stream_resume_reading(b.s);
	settle();
	assert_int_equal(b.got.len, 70);
}

static void a_handshake_that_was_held_back_goes_on(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);
	const struct stream_target to = { .host = "memory:smsc",
		.tls_name = "smsc.example" };
	struct listener *ln = listen_tls(to.host, &server);

	(void)state;
	dial_tls(&to, &client);
	stream_pair_limit(a.s, 0);
	settle();
	assert_false(a.connected);
	stream_pair_limit(a.s, SIZE_MAX);
	settle();
	assert_stands();
	listener_close(ln);
}

static void what_is_written_before_the_handshake_waits_for_it(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);
	const struct stream_target to = { .host = "memory:smsc",
		.tls_name = "smsc.example" };
	struct listener *ln = listen_tls(to.host, &server);

	(void)state;
	dial_tls(&to, &client);
	stream_pair_limit(a.s, 10);
	stream_write(a.s, "early", 5);
	turns(10);
	assert_false(a.connected);
	assert_int_equal(stream_sent(a.s), 0);
	stream_pair_limit(a.s, SIZE_MAX);
	settle();
	assert_string_equal(buf_cstr(&b.got), "early");
	listener_close(ln);
}

/* ---- time ---------------------------------------------------------------- */

static void i6_a_handshake_has_ten_seconds(void **state)
{
	const struct tls_options client = trusting(ca);
	const struct stream_target to = { .host = "memory:mute" };
	struct listener *ln = listen_tls(to.host, NULL);

	(void)state;
	dial_tls(&to, &client);
	b.stay = true;
	settle();
	clock_advance(10 * SECOND - 1);
	settle();
	assert_false(a.closed);
	clock_advance(1);
	settle();
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_TIMEOUT);
	assert_string_equal(a.why, "TLS: no handshake within 10 s");
	assert_false(a.connected);
	listener_close(ln);
}

static void a_peer_that_reads_nothing_is_given_up_after_a_minute(void **state)
{
	(void)state;
	meet_well();
	stream_pair_limit(a.s, 0);
	stream_write(a.s, "hello", 5);
	settle();
	clock_advance(60 * SECOND - 1);
	settle();
	assert_false(a.closed);
	clock_advance(1);
	settle();
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_TIMEOUT);
	assert_string_equal(a.why, "the peer reads nothing");
}

/* ---- how it ends --------------------------------------------------------- */

static void i13_an_end_without_goodbye_is_not_orderly(void **state)
{
	(void)state;
	meet_well();
	stream_write(a.s, "answer", 6);
	turns(1);
	stream_kill(a.s);
	a.s = NULL;
	settle();
	assert_string_equal(buf_cstr(&b.got), "answer");
	assert_true(b.closed);
	assert_int_equal(b.rc, RC_SYSTEM);
	assert_string_equal(b.why, "TLS: cut off without a goodbye");
}

static void a_goodbye_waits_for_room(void **state)
{
	(void)state;
	meet_well();
	stream_pair_limit(a.s, 27); /* the record of "hello", and no more */
	stream_write(a.s, "hello", 5);
	stream_close(a.s);
	a.s = NULL;
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	assert_true(b.closed);
	assert_int_equal(b.rc, 0);
}

/* ---- memory -------------------------------------------------------------- */

static long left = -1; /* allocations of OpenSSL until one fails; -1: none */

static bool fails(void)
{
	return left >= 0 && left-- == 0;
}

static void *some_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : malloc(n);
}

static void *some_realloc(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : realloc(p, n);
}

static void some_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

static void i19_no_memory_in_openssl_ends_that_stream_only(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);
	const struct stream_target to = { .host = "memory:smsc",
		.tls_name = "smsc.example" };
	struct listener *ln = listen_tls(to.host, &server);
	struct end other_a, other_b;
	long n = 0;

	(void)state;
	dial_tls(&to, &client);
	settle();
	assert_stands();
	other_a = a;
	other_b = b;
	stream_set_events(other_a.s, &events, &other_a);
	stream_set_events(other_b.s, &events, &other_b);
	settle();
	do {
		a = b = (struct end){ .s = NULL };
		dial_tls(&to, &client);
		left = n;
		settle();
		n += 1 + n / 16;
		/* The last goes through; before that somebody gave up. */
		assert_true(left > 0 || a.closed || b.closed || a.connected);
		if (left >= 0)
			break;
		forget();
		settle();
	} while (n < 100000);
	left = -1;
	assert_stands();
	stream_write(other_a.s, "still", 5);
	settle();
	assert_string_equal(buf_cstr(&other_b.got), "still");
	stream_kill(other_a.s);
	stream_kill(other_b.s);
	buf_free(&other_b.got);
	listener_close(ln);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(megabytes_go_through_tls),
		CASE(i14_single_bytes_and_full_records_arrive_in_order),
		CASE(i14_a_record_that_comes_in_single_bytes_is_read),
		CASE(a_byte_is_sent_when_all_of_its_record_has_left),
		CASE(of_two_records_the_first_is_sent_alone),
		CASE(what_openssl_has_buffered_is_not_forgotten),
		CASE(a_handshake_that_was_held_back_goes_on),
		CASE(a_record_in_part_is_nothing_for_its_reader),
		CASE(a_failed_write_first_reads_what_came),
		CASE(a_paused_reader_gets_it_all_when_it_resumes),
		CASE(what_is_written_before_the_handshake_waits_for_it),
		CASE(i6_a_handshake_has_ten_seconds),
		CASE(a_peer_that_reads_nothing_is_given_up_after_a_minute),
		CASE(i13_an_end_without_goodbye_is_not_orderly),
		CASE(a_goodbye_waits_for_room),
		CASE(i19_no_memory_in_openssl_ends_that_stream_only),
	};

	CRYPTO_set_mem_functions(some_malloc, some_realloc, some_free);
	alarm(30); /* a wait that does not end is a failure */
	return cmocka_run_group_tests(tests, make_good, remove_all);
}

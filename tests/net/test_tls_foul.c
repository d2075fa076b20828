/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Peers that are old, weak, rude or no TLS at all: the rows I6, I7, I8, I11 to
 * I13, I17 and I20 of the plan.
 */
#include "raw.h"

#include <string.h>

static void i6_one_byte_a_second_does_not_prolong_it(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);
	struct listener *ln = listen_tls("memory:ours", &server);

	(void)state;
	raw_open(&r, stream_dial(l, "memory:ours", 0));
	SSL_set_connect_state(r.ssl);
	stream_pair_limit(r.s, 0);
	raw_turn(&r);
	for (int i = 0; i < 9; i++) {
		stream_pair_limit(r.s, 1);
		turns(1);
		stream_pair_limit(r.s, 0);
		settle();
		clock_advance(SECOND);
	}
	settle();
	assert_false(b.closed);
	clock_advance(SECOND);
	settle();
	assert_true(b.closed);
	assert_int_equal(b.rc, RC_TIMEOUT);
	raw_close(&r);
	listener_close(ln);
}

/* ---- who does not speak it ----------------------------------------------- */

static const uint8_t enquire_link[16] = { 0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0,
	0, 0, 0, 0, 1 };

static void i7_plain_smpp_to_a_tls_port_is_named(void **state)
{
	const struct tls_options server = of_server(good);
	struct listener *ln = listen_tls("memory:ours", &server);

	(void)state;
	a.s = stream_dial(l, "memory:ours", 0);
	stream_set_events(a.s, &events, &a);
	stream_write(a.s, enquire_link, sizeof(enquire_link));
	settle();
	assert_true(b.closed);
	assert_string_equal(b.why,
	    "TLS: the peer does not speak it but plain SMPP perhaps, it says: "
	    "00 00 00 10 00 00 00 15");
	assert_int_equal(b.rc, RC_DENIED);
	assert_int_equal(b.got.len, 0);
	listener_close(ln);
}

static void i7_http_to_a_tls_port_is_shown(void **state)
{
	const struct tls_options server = of_server(good);
	struct listener *ln = listen_tls("memory:ours", &server);

	(void)state;
	a.s = stream_dial(l, "memory:ours", 0);
	stream_set_events(a.s, &events, &a);
	stream_write(a.s, "GET / HTTP/1.1\r\n\r\n", 18);
	settle();
	assert_true(b.closed);
	assert_string_equal(b.why,
	    "TLS: the peer does not speak it, it says: GET / HT");
	listener_close(ln);
}

static void i7_a_plain_server_that_answers_is_named(void **state)
{
	const struct tls_options client = trusting(ca);
	const struct stream_target to = { .host = "memory:plain" };
	struct listener *ln = listen_tls(to.host, NULL);

	(void)state;
	dial_tls(&to, &client);
	settle();
	assert_true(b.got.len > 100); /* the hello that it cannot read */
	stream_write(b.s, enquire_link, sizeof(enquire_link));
	settle();
	assert_true(a.closed);
	assert_non_null(strstr(a.why, "does not speak it but plain SMPP"));
	listener_close(ln);
}

static void i7_a_plain_server_that_hangs_up_is_guessed(void **state)
{
	const struct tls_options client = trusting(ca);
	const struct stream_target to = { .host = "memory:plain" };
	struct listener *ln = listen_tls(to.host, NULL);

	(void)state;
	dial_tls(&to, &client);
	settle();
	stream_close(b.s);
	b.s = NULL;
	settle();
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_SYSTEM);
	assert_string_equal(a.why,
	    "TLS: closed by the peer in the handshake before its first byte; "
	    "is that a port for TLS?");
	listener_close(ln);
}

static void i13_the_goodbye_is_orderly_on_both_sides(void **state)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);

	(void)state;
	raw_show(&r, good);
	meet_raw_server(&r, &client);
	assert_true(a.connected);
	stream_write(a.s, "last", 4);
	stream_close(a.s);
	a.s = NULL;
	settle();
	assert_string_equal(buf_cstr(&r.got), "last");
	assert_int_equal(SSL_get_shutdown(r.ssl), SSL_RECEIVED_SHUTDOWN);
	raw_close(&r);
}

static void i13_a_goodbye_is_answered(void **state)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);

	(void)state;
	raw_show(&r, good);
	meet_raw_server(&r, &client);
	SSL_shutdown(r.ssl);
	raw_push(&r);
	settle();
	assert_true(a.closed);
	assert_int_equal(a.rc, 0);
	assert_int_equal(SSL_get_shutdown(r.ssl),
	    SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	raw_close(&r);
}

/* ---- foul play ----------------------------------------------------------- */

static void refuses_server(int version, const char *ciphers)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);

	raw_show(&r, good);
	SSL_CTX_set_max_proto_version(r.ctx, version);
	SSL_CTX_set_min_proto_version(r.ctx, version);
	if (ciphers != NULL)
		assert_int_equal(SSL_CTX_set_cipher_list(r.ctx, ciphers), 1);
	meet_raw_server(&r, &client);
	assert_true(a.closed);
	assert_false(a.connected);
	assert_int_equal(a.rc, RC_DENIED);
	raw_close(&r);
}

static void i11_an_old_server_is_refused(void **state)
{
	(void)state;
	refuses_server(TLS1_VERSION, NULL);
	assert_non_null(strstr(a.why, "protocol version"));
	forget();
	refuses_server(TLS1_1_VERSION, NULL);
	assert_non_null(strstr(a.why, "protocol version"));
}

static void refuses_client(int version, const char *ciphers, const char *why)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	SSL_CTX_set_max_proto_version(r.ctx, version);
	if (ciphers != NULL)
		assert_int_equal(SSL_CTX_set_cipher_list(r.ctx, ciphers), 1);
	meet_raw_client(&r, &server);
	assert_true(b.closed);
	assert_string_equal(b.why, why);
	assert_int_equal(b.rc, RC_DENIED);
	raw_close(&r);
	forget();
}

static void i11_an_old_client_is_refused(void **state)
{
	(void)state;
	refuses_client(TLS1_VERSION, NULL,
	    "TLS: the peer's version of TLS is not accepted here");
	refuses_client(TLS1_1_VERSION, NULL,
	    "TLS: the peer's version of TLS is not accepted here");
}

static void i11_weak_ciphers_are_refused(void **state)
{
	static const char *const weak[] = { "eNULL:@SECLEVEL=0",
		"aNULL:@SECLEVEL=0", "CAMELLIA:@SECLEVEL=0", "SHA1:@SECLEVEL=0",
		"AES128-GCM-SHA256:@SECLEVEL=0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(weak); i++)
		refuses_client(TLS1_2_VERSION, weak[i],
		    "TLS: the peer offers no cipher that is accepted here");
	refuses_server(TLS1_2_VERSION, weak[0]);
	assert_non_null(strstr(a.why, "handshake failure"));
}

static void i8_a_server_with_a_weak_key_is_refused(void **state)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);

	(void)state;
	raw_show(&r, cert_new("weak", &(struct cert_spec){ .cn = "smsc.example",
					  .rsa_bits = 1024,
					  .by = ca }));
	meet_raw_server(&r, &client);
	assert_true(a.closed);
	assert_string_equal(a.why,
	    "TLS: the certificate has a weak key: 1024 bits");
	raw_close(&r);
}

static void i8_a_forged_signature_is_refused(void **state)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);
	const struct cert *same_name = cert_new("same",
	    &(struct cert_spec){ .cn = "Test CA", .is_ca = true });

	(void)state;
	raw_show(&r,
	    cert_new("forged",
		&(struct cert_spec){ .cn = "smsc.example", .by = same_name }));
	meet_raw_server(&r, &client);
	assert_true(a.closed);
	assert_non_null(strstr(a.why, "not signed by the CA it names"));
	raw_close(&r);
}

static void i12_renegotiation_is_refused(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	(void)state;
	SSL_CTX_set_max_proto_version(r.ctx, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(r.ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
	meet_raw_client(&r, &server);
	assert_true(SSL_is_init_finished(r.ssl));
	assert_int_equal(SSL_renegotiate(r.ssl), 1);
	SSL_do_handshake(r.ssl);
	raw_push(&r);
	settle();
	/* It was told no, which is fatal to OpenSSL's client. */
	assert_true(b.closed);
	assert_string_equal(b.why, "TLS: the peer refused: handshake failure");
	assert_false(SSL_is_init_finished(r.ssl));
	raw_close(&r);
}

static void i12_a_server_cannot_renegotiate_either(void **state)
{
	struct raw r = raw_new(true);
	const struct tls_options client = trusting(ca);

	(void)state;
	raw_show(&r, good);
	SSL_CTX_set_max_proto_version(r.ctx, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(r.ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
	meet_raw_server(&r, &client);
	assert_true(a.connected);
	assert_int_equal(SSL_renegotiate(r.ssl), 1);
	SSL_do_handshake(r.ssl);
	raw_push(&r);
	settle();
	assert_true(SSL_renegotiate_pending(r.ssl));
	raw_close(&r);
}

static void data_behind_a_key_update_is_read_at_once(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	(void)state;
	meet_raw_client(&r, &server);
	SSL_key_update(r.ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
	SSL_do_handshake(r.ssl);
	SSL_write(r.ssl, "hello", 5);
	raw_push(&r);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	raw_close(&r);
}

static void i12_a_flood_of_key_updates_ends_the_stream(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	(void)state;
	meet_raw_client(&r, &server);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(
		    SSL_key_update(r.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
		SSL_do_handshake(r.ssl);
		raw_push(&r);
	}
	settle();
	assert_false(b.closed);
	SSL_write(r.ssl, "hello", 5);
	raw_push(&r);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	for (int i = 0; i < 40; i++) {
		SSL_key_update(r.ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(r.ssl);
		raw_push(&r);
	}
	settle();
	assert_true(b.closed);
	assert_string_equal(b.why,
	    "TLS: too many key updates or renegotiations");
	raw_close(&r);
}

static void i12_key_updates_now_and_then_are_fine(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	(void)state;
	meet_raw_client(&r, &server);
	for (int i = 0; i < 200; i++) {
		SSL_key_update(r.ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(r.ssl);
		raw_push(&r);
		settle();
		clock_advance(2 * SECOND);
	}
	assert_false(b.closed);
	raw_close(&r);
}

static void i17_errors_of_others_do_not_end_a_stream(void **state)
{
	(void)state;
	meet_well();
	ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
	stream_write(a.s, "one", 3);
	turns(1);
	ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
	settle();
	assert_string_equal(buf_cstr(&b.got), "one");
	assert_stands();
	ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
	stream_close(a.s);
	a.s = NULL;
	settle();
	assert_int_equal(b.rc, 0);
}

static void i20_there_are_no_tickets_and_no_early_data(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);

	(void)state;
	meet_raw_client(&r, &server);
	assert_true(SSL_is_init_finished(r.ssl));
	assert_false(SSL_SESSION_has_ticket(SSL_get_session(r.ssl)));
	assert_int_equal(SSL_SESSION_get_max_early_data(SSL_get_session(r.ssl)),
	    0);
	raw_close(&r);
}

static void a_broken_record_ends_the_stream(void **state)
{
	struct raw r = raw_new(false);
	const struct tls_options server = of_server(good);
	static const uint8_t record[] = { 0x17, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6,
		7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 };

	(void)state;
	meet_raw_client(&r, &server);
	stream_write(r.s, record, sizeof(record));
	settle();
	assert_true(b.closed);
	assert_int_equal(b.rc, RC_SYSTEM);
	assert_non_null(strstr(b.why, "bad record mac"));
	raw_close(&r);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(i6_one_byte_a_second_does_not_prolong_it),
		CASE(i7_plain_smpp_to_a_tls_port_is_named),
		CASE(i7_http_to_a_tls_port_is_shown),
		CASE(i7_a_plain_server_that_answers_is_named),
		CASE(i7_a_plain_server_that_hangs_up_is_guessed),
		CASE(i13_the_goodbye_is_orderly_on_both_sides),
		CASE(i13_a_goodbye_is_answered),
		CASE(i11_an_old_server_is_refused),
		CASE(i11_an_old_client_is_refused),
		CASE(i11_weak_ciphers_are_refused),
		CASE(i8_a_server_with_a_weak_key_is_refused),
		CASE(i8_a_forged_signature_is_refused),
		CASE(i12_renegotiation_is_refused),
		CASE(i12_a_server_cannot_renegotiate_either),
		CASE(data_behind_a_key_update_is_read_at_once),
		CASE(i12_a_flood_of_key_updates_ends_the_stream),
		CASE(i12_key_updates_now_and_then_are_fine),
		CASE(i17_errors_of_others_do_not_end_a_stream),
		CASE(i20_there_are_no_tickets_and_no_early_data),
		CASE(a_broken_record_ends_the_stream),
	};

	return cmocka_run_group_tests(tests, make_good, remove_all);
}

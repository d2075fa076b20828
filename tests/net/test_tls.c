/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is let in and who is not, and the reason it is given: the rows I8 to
 * I11, I15, I16 and I18 of the plan. Names begin with their row.
 */
#include "meet.h"

#include <string.h>

static void a_good_certificate_is_accepted(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);
	struct tls_info info;

	(void)state;
	meet(&server, &client, "smsc.example");
	assert_stands();
	assert_true(tls_peer(a.s, &info));
	assert_string_equal(info.name, "smsc.example");
	assert_string_equal(info.version, "TLSv1.3");
	assert_int_equal(info.expires, NOW + A_DAY * SECOND);
	assert_int_equal(strlen(info.pin), 64);
	assert_true(tls_peer(b.s, &info));
	assert_int_equal(info.expires, 0);
	stream_write(a.s, "hello", 5);
	settle();
	assert_string_equal(buf_cstr(&b.got), "hello");
	stream_close(a.s);
	a.s = NULL;
	settle();
	assert_true(b.closed);
	assert_int_equal(b.rc, 0);
}

/* One made for the case, by the CA unless it says otherwise. */
static void meet_one(const char *file, struct cert_spec spec, const char *name)
{
	const struct tls_options client = trusting(ca);
	struct tls_options server;

	if (spec.by == NULL)
		spec.by = ca;
	server = of_server(cert_new(file, &spec));
	meet(&server, &client, name);
}

static void i8_an_expired_certificate_is_refused_with_its_date(void **state)
{
	(void)state;
	meet_one("expired",
	    (struct cert_spec){ .cn = "smsc.example",
		.since = -3 * A_DAY,
		.till = -1 * A_DAY },
	    "smsc.example");
	assert_refused("TLS: the certificate expired on 2026-03-01");
}

static void i8_a_certificate_of_the_future_is_refused_with_its_date(
    void **state)
{
	(void)state;
	meet_one("future",
	    (struct cert_spec){ .cn = "smsc.example",
		.since = 2 * A_DAY,
		.till = 3 * A_DAY },
	    "smsc.example");
	assert_refused("TLS: the certificate is not valid before 2026-03-04");
}

static void i8_a_self_signed_certificate_is_refused(void **state)
{
	const struct cert *self =
	    cert_new("self", &(struct cert_spec){ .cn = "smsc.example" });
	const struct tls_options server = of_server(self),
				 strict = trusting(ca),
				 knows_it = trusting(self);

	(void)state;
	meet(&server, &strict, "smsc.example");
	assert_refused(
	    "TLS: the certificate is self-signed and not among the CAs");
	forget();
	meet(&server, &knows_it, "smsc.example");
	assert_stands();
}

static void i8_an_unknown_ca_is_refused_by_its_name(void **state)
{
	const struct cert *other = cert_new("other",
	    &(struct cert_spec){ .cn = "Other CA", .is_ca = true });

	(void)state;
	meet_one("stray",
	    (struct cert_spec){ .cn = "smsc.example", .by = other },
	    "smsc.example");
	assert_refused("TLS: the certificate is of a CA that is not known: "
		       "CN = Other CA");
}

static void i8_the_system_does_not_know_our_ca(void **state)
{
	const struct tls_options server = of_server(good),
				 client = { .ca = "" };

	(void)state;
	meet(&server, &client, "smsc.example");
	assert_refused("TLS: the certificate is of a CA that is not known: "
		       "CN = Test CA");
}

static void i8_a_revoked_certificate_is_refused_if_there_is_a_crl(void **state)
{
	const struct tls_options server = of_server(good);
	struct tls_options client = trusting(ca);
	char path[96];

	(void)state;
	client.crl = certs_path("crl.pem", path, sizeof(path));
	crl_new(path, ca, NULL);
	meet(&server, &client, "smsc.example");
	assert_stands();
	forget();
	crl_new(path, ca, good);
	meet(&server, &client, "smsc.example");
	assert_refused("TLS: the certificate is revoked");
	forget();
	clock_advance(2 * 3600 * SECOND);
	meet(&server, &client, "smsc.example");
	assert_refused("TLS: the certificate cannot be checked, the CRL is "
		       "out of date: CN = Test CA");
	unlink(path);
}

static void i8_a_weak_key_is_refused_with_its_bits(void **state)
{
	struct tls_context *t;
	struct tls_options o;
	char why[TLS_WHY_BYTES];

	(void)state;
	o = of_server(
	    cert_new("weak", &(struct cert_spec){ .cn = "smsc.example",
				 .rsa_bits = 1024,
				 .by = ca }));
	/* We do not even start with one; test_tls_foul has a peer that does. */
	assert_int_equal(tls_server_new(&o, &t, why), RC_DENIED);
	assert_non_null(strstr(why, "too weak"));
}

static void i9_another_host_name_is_refused_with_both_names(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);

	(void)state;
	meet(&server, &client, "smpp.example");
	assert_refused("TLS: the certificate is for smsc.example, 192.0.2.7, "
		       "not for smpp.example");
}

static void i9_an_address_is_checked_as_an_address(void **state)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);

	(void)state;
	meet(&server, &client, "192.0.2.7");
	assert_stands();
	forget();
	meet(&server, &client, "192.0.2.8");
	assert_refused("TLS: the certificate is for smsc.example, 192.0.2.7, "
		       "not for 192.0.2.8");
}

static void i9_a_wildcard_stands_for_one_label(void **state)
{
	const struct tls_options client = trusting(ca);
	struct tls_options server;

	(void)state;
	server = of_server(cert_new("wild", &(struct cert_spec){ .cn = "wild",
						.san = "DNS:*.smsc.example",
						.by = ca }));
	meet(&server, &client, "a.smsc.example");
	assert_stands();
	forget();
	meet(&server, &client, "b.a.smsc.example");
	assert_refused("TLS: the certificate is for *.smsc.example, not for "
		       "b.a.smsc.example");
}

static void i9_a_common_name_counts_only_without_other_names(void **state)
{
	(void)state;
	meet_one("plain", (struct cert_spec){ .cn = "smsc.example" },
	    "smsc.example");
	assert_stands();
	forget();
	meet_one("both",
	    (struct cert_spec){ .cn = "smsc.example", .san = "DNS:b.example" },
	    "smsc.example");
	assert_refused(
	    "TLS: the certificate is for b.example, not for smsc.example");
}

static void i10_an_insecure_client_takes_any_certificate(void **state)
{
	const struct tls_options client = { .insecure = true };

	(void)state;
	meet_one("any",
	    (struct cert_spec){ .cn = "x",
		.since = -3 * A_DAY,
		.till = -A_DAY },
	    "smsc.example");
	assert_true(a.closed);
	forget();
	meet(&(struct tls_options){ .certificate =
					certs_made[certs_len - 1].file,
		 .key = certs_made[certs_len - 1].key_file },
	    &client, "smsc.example");
	assert_stands();
}

static void a_pin_must_match_even_without_verification(void **state)
{
	const struct tls_options server = of_server(good);
	const char *pins[] = { "00112233445566778899aabbccddeeff"
			       "00112233445566778899aabbccddeeff",
		NULL };
	struct tls_options client = { .insecure = true,
		.pins = pins,
		.pins_len = 1 };
	struct tls_info info;

	(void)state;
	meet(&server, &client, "smsc.example");
	assert_true(a.closed);
	assert_string_equal(a.why, "TLS: the peer's key is none of the pins");
	assert_false(a.connected);
	forget();
	client.pins_len = 0;
	meet(&server, &client, "smsc.example");
	assert_true(tls_peer(a.s, &info));
	forget();
	pins[1] = info.pin;
	client = trusting(ca);
	client.pins = pins;
	client.pins_len = 2;
	meet(&server, &client, "smsc.example");
	assert_stands();
	forget();
	meet(&server, &client, "other.example");
	assert_true(a.closed); /* a pin does not replace the name */
}

static void i11_a_version_before_1_2_cannot_be_asked_for(void **state)
{
	const struct tls_options server = of_server(good);
	struct tls_options client = trusting(ca);
	struct tls_context *t;
	char why[TLS_WHY_BYTES];

	(void)state;
	client.min_version = 13;
	meet(&server, &client, "smsc.example");
	assert_stands();
	client.min_version = 11;
	assert_int_equal(tls_client_new(&client, &t, why), RC_BAD);
	assert_string_equal(why, "TLS version 11 is not 12 or 13");
}

static void i15_a_new_certificate_is_for_new_streams(void **state)
{
	const struct tls_options first = of_server(good), client = trusting(ca);
	const struct stream_target to = { .host = "memory:smsc",
		.tls_name = "smsc.example" };
	struct listener *ln = listen_tls(to.host, &first);
	struct tls_options second;
	struct tls_context *t;
	struct tls_info info;
	struct end old;

	(void)state;
	second = of_server(
	    cert_new("second", &(struct cert_spec){ .cn = "smsc.example",
				   .since = -A_DAY,
				   .till = 9 * A_DAY,
				   .by = ca }));
	dial_tls(&to, &client);
	settle();
	assert_stands();
	old = a;
	a = (struct end){ .s = NULL };
	t = server_of(&second);
	listener_set_tls(ln, t);
	tls_unref(t);
	dial_tls(&to, &client);
	settle();
	assert_stands();
	assert_true(tls_peer(a.s, &info));
	assert_int_equal(info.expires, NOW + 9 * A_DAY * SECOND);
	assert_true(tls_peer(old.s, &info));
	assert_int_equal(info.expires, NOW + A_DAY * SECOND);
	stream_set_events(old.s, NULL, NULL);
	stream_kill(old.s);
	listener_close(ln);
}

/* A server that wants certificates of the CA, and one that shows this. */
static void call_with(const struct cert *own)
{
	struct tls_options server = of_server(good), client = trusting(ca);

	server.ca = ca->file;
	if (own != NULL) {
		client.certificate = own->file;
		client.key = own->key_file;
	}
	meet(&server, &client, "smsc.example");
}

static void i16_a_caller_without_a_certificate_is_refused(void **state)
{
	(void)state;
	call_with(NULL);
	assert_true(b.closed);
	assert_string_equal(b.why, "TLS: the peer showed no certificate");
	assert_int_equal(b.rc, RC_DENIED);
	assert_true(a.closed);
	assert_string_equal(a.why,
	    "TLS: the peer refused: certificate required");
	assert_int_equal(b.got.len, 0);
}

static void i16_a_caller_of_another_ca_is_refused(void **state)
{
	const struct cert *self =
	    cert_new("caller", &(struct cert_spec){ .cn = "esme" });

	(void)state;
	call_with(self);
	assert_true(b.closed);
	assert_string_equal(b.why,
	    "TLS: the certificate is self-signed and not among the CAs");
	assert_string_equal(a.why, "TLS: the peer refused: unknown ca");
}

static void i16_the_name_of_a_caller_can_be_asked(void **state)
{
	const struct cert *esme =
	    cert_new("esme", &(struct cert_spec){ .cn = "esme-7",
				 .san = "DNS:esme.example",
				 .by = ca });
	struct tls_info info;

	(void)state;
	call_with(esme);
	assert_stands();
	assert_true(tls_peer(b.s, &info));
	assert_string_equal(info.name, "esme.example");
}

static void i18_the_expiry_of_our_certificate_is_known(void **state)
{
	const struct cert *late =
	    cert_new("late", &(struct cert_spec){ .cn = "late",
				 .since = -3 * A_DAY,
				 .till = -A_DAY,
				 .by = ca });
	struct tls_options o = of_server(good);
	struct tls_context *t = server_of(&o);

	(void)state;
	assert_int_equal(tls_expires(t), NOW + A_DAY * SECOND);
	tls_unref(t);
	o = of_server(late); /* the running sessions stay: no error */
	t = server_of(&o);
	assert_int_equal(tls_expires(t), NOW - A_DAY * SECOND);
	tls_unref(t);
	o = trusting(ca);
	t = client_of(&o);
	assert_int_equal(tls_expires(t), 0);
	tls_unref(t);
}

static void assert_bad(const struct tls_options *o, int rc, const char *text)
{
	struct tls_context *t;
	char why[TLS_WHY_BYTES];

	assert_int_equal(tls_server_new(o, &t, why), rc);
	if (strstr(why, text) == NULL)
		fail_msg("%s", why);
}

static void a_context_that_cannot_be_says_why(void **state)
{
	const char *pin = "0123";
	struct tls_options o = { .ca = NULL };
	char path[96];

	(void)state;
	assert_bad(&o, RC_DENIED, "a server needs a certificate");
	o = of_server(good);
	o.key = NULL;
	assert_bad(&o, RC_DENIED, "good.pem is given without a key");
	o.key = ca->key_file;
	assert_bad(&o, RC_DENIED, "is not that of the certificate in");
	o.key = good->file;
	assert_bad(&o, RC_BAD, "good.pem: not a private key in PEM");
	o = of_server(good);
	o.certificate = good->key_file;
	assert_bad(&o, RC_BAD, "good.key: not a certificate in PEM");
	o.certificate = certs_path("nowhere", path, sizeof(path));
	assert_bad(&o, RC_NOT_FOUND, "nowhere: No such file");
	o = of_server(good);
	o.ca = good->key_file;
	assert_bad(&o, RC_BAD, "good.key: no certificate");
	o = of_server(good);
	o.crl = good->file;
	assert_bad(&o, RC_BAD, "good.pem: no CRL in PEM");
	o = of_server(good);
	o.pins = &pin;
	o.pins_len = 1;
	assert_bad(&o, RC_DENIED, "need a CA");
	o.ca = ca->file;
	assert_bad(&o, RC_BAD, "pin 1 is not a SHA-256");
}

static void a_key_with_a_passphrase_is_refused_without_asking(void **state)
{
	struct tls_options o = of_server(good);
	char path[96];
	FILE *f;

	(void)state;
	o.key = certs_path("locked.key", path, sizeof(path));
	f = fopen(path, "w");
	assert_true(PEM_write_PrivateKey(f, good->key, EVP_aes_128_cbc(),
	    (const unsigned char *)"secret", 6, NULL, NULL));
	fclose(f);
	assert_bad(&o, RC_BAD, "without passphrase");
	unlink(path);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_good_certificate_is_accepted),
		CASE(i8_an_expired_certificate_is_refused_with_its_date),
		CASE(i8_a_certificate_of_the_future_is_refused_with_its_date),
		CASE(i8_a_self_signed_certificate_is_refused),
		CASE(i8_an_unknown_ca_is_refused_by_its_name),
		CASE(i8_the_system_does_not_know_our_ca),
		CASE(i8_a_revoked_certificate_is_refused_if_there_is_a_crl),
		CASE(i8_a_weak_key_is_refused_with_its_bits),
		CASE(i9_another_host_name_is_refused_with_both_names),
		CASE(i9_an_address_is_checked_as_an_address),
		CASE(i9_a_wildcard_stands_for_one_label),
		CASE(i9_a_common_name_counts_only_without_other_names),
		CASE(i10_an_insecure_client_takes_any_certificate),
		CASE(a_pin_must_match_even_without_verification),
		CASE(i11_a_version_before_1_2_cannot_be_asked_for),
		CASE(i15_a_new_certificate_is_for_new_streams),
		CASE(i16_a_caller_without_a_certificate_is_refused),
		CASE(i16_a_caller_of_another_ca_is_refused),
		CASE(i16_the_name_of_a_caller_can_be_asked),
		CASE(i18_the_expiry_of_our_certificate_is_known),
		CASE(a_context_that_cannot_be_says_why),
		CASE(a_key_with_a_passphrase_is_refused_without_asking),
	};

	return cmocka_run_group_tests(tests, make_good, remove_all);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An smsc over TLS, on the loopback: who is refused and what is said then.
 */
#include "tests/net/certs.h"

#include "centre.h"

#define NOW (1772464800 * SECOND) /* 2026-03-02T15:20:00Z */

static const struct cert *ca, *server;
static struct tls_context *server_tls;
static struct tls_options tls;
static struct smsc_options opt;

/* Turns until the kernel has brought nothing for 50 ms. */
static void settle_sockets(void)
{
	for (int quiet = 0; quiet < 50; quiet++) {
		uint64_t before = loop_progress(l);

		settle();
		if (loop_progress(l) != before)
			quiet = 0;
		usleep(1000);
	}
}

static const struct cert *cert_of(const char *name, const char *san, long days)
{
	const struct cert_spec spec = { .cn = name,
		.san = san,
		.since = -A_DAY,
		.till = days * A_DAY,
		.by = ca };

	return cert_new(name, &spec);
}

static void serve(const struct cert *with)
{
	const struct tls_options o = { .certificate = with->file,
		.key = with->key_file };
	char why[TLS_WHY_BYTES];

	tls_unref(server_tls);
	assert_int_equal(tls_server_new(&o, &server_tls, why), 0);
	listener_set_tls(ln, server_tls);
}

static int begin(void **state)
{
	const struct cert_spec root = { .cn = "root", .is_ca = true };

	assert_int_equal(centre_begin(state), 0);
	listener_close(ln);
	clock_freeze(NOW);
	certs_open();
	ca = cert_new("ca", &root);
	server = cert_of("server", "DNS:smsc.example", 100);
	assert_int_equal(stream_listen(l, "127.0.0.1:0", &accepting, NULL, &ln),
	    0);
	serve(server);
	tls = (struct tls_options){ .ca = ca->file };
	opt = defaults();
	opt.host = "127.0.0.1";
	opt.port = listener_port(ln);
	opt.tls = &tls;
	opt.tls_name = "smsc.example";
	return 0;
}

static int end(void **state)
{
	int rc = centre_end(state);

	tls_unref(server_tls);
	server_tls = NULL;
	certs_close();
	certs_len = 0;
	return rc;
}

static void open_and_settle(void)
{
	open_smsc(&opt);
	settle_sockets();
}

static void a_bind_over_tls_stands(void **state)
{
	(void)state;
	open_and_settle();
	assert_int_equal(status().bound, 1);
	assert_int_equal(status().alarms, 0);
	assert_int_equal(status().tls_expires, NOW + 100 * A_DAY * SECOND);
	assert_int_equal(send_one(1), 0);
	settle_sockets();
	assert_int_equal(answered, 1);
}

static void is_refused(const char *because)
{
	open_and_settle();
	assert_int_equal(status().bound, 0);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_TLS);
	assert_true(has_alarm(SMSC_ALARM_TLS));
	if (strstr(status().last_error, because) == NULL)
		fail_msg("%s", status().last_error);
	for (size_t i = 0; i < peers_len; i++)
		assert_string_equal(session_system_id(peers[i].s), "");
}

static void i8_an_expired_certificate_is_an_alarm_by_name(void **state)
{
	(void)state;
	clock_freeze(NOW + 101 * A_DAY * SECOND);
	is_refused("expired");
}

static void i9_another_name_is_an_alarm_by_name(void **state)
{
	(void)state;
	opt.tls_name = "other.example";
	is_refused("not for other.example");
}

static void i18_a_certificate_that_ends_in_14_days_is_an_alarm(void **state)
{
	(void)state;
	serve(cert_of("brief", "DNS:smsc.example", 15));
	open_and_settle();
	assert_int_equal(status().alarms, 0);
	clock_freeze(NOW + 2 * A_DAY * SECOND);
	settle();
	assert_true(has_alarm(SMSC_ALARM_TLS_EXPIRES));
	assert_int_equal(status().bound, 1); /* what stands stays */
}

/* The file has another CA now: who stands stays, who comes is judged anew. */
static void i15_renewed_files_count_for_the_next_bind(void **state)
{
	const struct cert_spec root = { .cn = "other root", .is_ca = true };

	(void)state;
	open_and_settle();
	assert_int_equal(status().bound, 1);
	cert_new("ca", &root);
	smsc_update(c, &opt);
	settle_sockets();
	assert_int_equal(status().bound, 1);
	assert_int_equal(peers_len, 1);
	lose(&peers[0]);
	clock_advance(2 * SECOND);
	settle_sockets();
	assert_int_equal(status().bound, 0);
	assert_int_equal(bind_of(0).reason, SESSION_CLOSE_TLS);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_bind_over_tls_stands),
		CASE(i8_an_expired_certificate_is_an_alarm_by_name),
		CASE(i9_another_name_is_an_alarm_by_name),
		CASE(i15_renewed_files_count_for_the_next_bind),
		CASE(i18_a_certificate_that_ends_in_14_days_is_an_alarm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

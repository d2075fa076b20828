/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs `openssl s_server` and `openssl s_client` as peers, over TCP:
 * rows I8, I9, I11, I13 and I16 with somebody else's code at the other end.
 */
#include "meet.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 24

extern char **environ;

struct peer {
	pid_t pid;
	int in, out; /* its standard input and output, our ends */
	uint16_t port;
};

static const struct cert *lasting; /* valid by the true clock too */

static int make_lasting(void **state)
{
	make_good(state);
	ca = cert_new("lasting-ca", &(struct cert_spec){ .cn = "Test CA",
					.since = -4000 * A_DAY,
					.till = 9000 * A_DAY,
					.is_ca = true });
	lasting = cert_new("lasting", &(struct cert_spec){ .cn = "smsc.example",
					  .since = -4000 * A_DAY,
					  .till = 9000 * A_DAY,
					  .by = ca });
	return 0;
}

/* Words end with NULL. */
static struct peer start(const char *const *words)
{
	posix_spawn_file_actions_t actions;
	char *copy[WORDS_MAX] = { NULL };
	int in[2], out[2];
	struct peer p;

	for (size_t i = 0; words[i] != NULL; i++)
		copy[i] = mem_strdup(words[i]);
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	assert_int_equal(
	    posix_spawnp(&p.pid, "openssl", &actions, NULL, copy, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; copy[i] != NULL; i++)
		free(copy[i]);
	close(in[0]);
	close(out[1]);
	p.in = in[1];
	p.out = out[0];
	p.port = 0;
	return p;
}

static void stop(struct peer *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	close(p->in);
	close(p->out);
}

/* Its own words, then those of the case; both end with NULL. */
static struct peer start_with(const char *const *own, const char *const *more)
{
	const char *words[WORDS_MAX] = { NULL };
	size_t n = 0;

	for (; *own != NULL; own++)
		words[n++] = *own;
	for (; more != NULL && *more != NULL; more++)
		words[n++] = *more;
	assert_true(n < WORDS_MAX);
	return start(words);
}

/* It says "ACCEPT 127.0.0.1:40001" when it listens. */
static struct peer server_with(const struct cert *c, const char *const *more)
{
	const char *const own[] = { "openssl", "s_server", "-accept",
		"127.0.0.1:0", "-cert", c->file, "-key", c->key_file, NULL };
	struct peer p = start_with(own, more);
	char line[128] = "";

	while (strstr(line, "ACCEPT") == NULL || strchr(line, '\n') == NULL) {
		size_t at = strlen(line);
		ssize_t n = read(p.out, line + at, sizeof(line) - 1 - at);

		assert_true(n > 0);
		line[at + (size_t)n] = '\0';
	}
	p.port = (uint16_t)strtoul(strrchr(line, ':') + 1, NULL, 10);
	return p;
}

static void call(const struct peer *p, const struct tls_options *client,
    const char *name)
{
	const struct stream_target to = { .host = "127.0.0.1",
		.port = p->port,
		.tls_name = name };

	dial_tls(&to, client);
}

/* Our client calls it with trust in the CA. */
static void meet_server(const struct cert *c, const char *const *more,
    const char *name)
{
	const struct tls_options client = trusting(ca);
	struct peer p = server_with(c, more);

	call(&p, &client, name);
	wait_for(a.connected || a.closed);
	stop(&p);
}

static void our_client_speaks_with_s_server(void **state)
{
	const struct tls_options client = trusting(ca);
	struct peer p = server_with(lasting, NULL);
	struct tls_info info;

	(void)state;
	call(&p, &client, "smsc.example");
	wait_for(a.connected);
	assert_true(tls_peer(a.s, &info));
	assert_string_equal(info.version, "TLSv1.3");
	assert_int_equal(write(p.in, "hello\n", 6), 6);
	wait_for(a.got.len == 6);
	assert_string_equal(buf_cstr(&a.got), "hello\n");
	stop(&p);
}

static void i13_an_s_server_that_is_killed_is_no_orderly_end(void **state)
{
	const struct tls_options client = trusting(ca);
	struct peer p = server_with(lasting, NULL);

	(void)state;
	call(&p, &client, "smsc.example");
	wait_for(a.connected);
	stop(&p);
	wait_for(a.closed);
	assert_int_equal(a.rc, RC_SYSTEM);
}

static void i8_and_i9_bad_certificates_of_s_server_are_refused(void **state)
{
	const struct cert *expired =
	    cert_new("expired", &(struct cert_spec){ .cn = "smsc.example",
				    .since = -9 * A_DAY,
				    .till = -A_DAY,
				    .by = ca });
	const struct cert *self =
	    cert_new("self", &(struct cert_spec){ .cn = "smsc.example" });

	(void)state;
	meet_server(expired, NULL, "smsc.example");
	assert_string_equal(a.why,
	    "TLS: the certificate expired on 2026-03-01");
	forget();
	meet_server(self, NULL, "smsc.example");
	assert_string_equal(a.why,
	    "TLS: the certificate is self-signed and not among the CAs");
	forget();
	meet_server(good, NULL, "smsc.example");
	assert_string_equal(a.why,
	    "TLS: the certificate was not signed by the CA it names: "
	    "CN = Test CA");
	forget();
	meet_server(lasting, NULL, "smpp.example");
	assert_string_equal(a.why,
	    "TLS: the certificate is for smsc.example, not for smpp.example");
}

static void i11_an_s_server_of_tls_1_1_is_refused(void **state)
{
	const char *const old[] = { "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
		NULL };
	const char *const modern[] = { "-tls1_2", NULL };
	const char *const weak[] = { "-tls1_2", "-cipher",
		"ECDHE-ECDSA-AES128-SHA", NULL };

	(void)state;
	meet_server(lasting, old, "smsc.example");
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_DENIED);
	assert_non_null(strstr(a.why, "protocol version"));
	forget();
	meet_server(lasting, weak, "smsc.example");
	assert_true(a.closed);
	assert_int_equal(a.rc, RC_DENIED);
	forget();
	meet_server(lasting, modern, "smsc.example");
	assert_true(a.connected);
}

static void i16_s_server_can_demand_our_certificate(void **state)
{
	const char *const demand[] = { "-Verify", "1", "-verify_return_error",
		"-CAfile", ca->file, NULL };
	struct tls_options client = trusting(ca);
	struct peer p = server_with(lasting, demand);

	(void)state;
	call(&p, &client, "smsc.example");
	wait_for(a.closed);
	assert_string_equal(a.why,
	    "TLS: the peer refused: certificate required");
	stop(&p);
	forget();
	client.certificate = lasting->file;
	client.key = lasting->key_file;
	p = server_with(lasting, demand);
	call(&p, &client, "smsc.example");
	wait_for(a.connected);
	assert_int_equal(write(p.in, "hello\n", 6), 6);
	wait_for(a.got.len == 6 || a.closed);
	assert_false(a.closed);
	stop(&p);
}

/* It calls our server. */
static struct peer client_with(const struct listener *ln,
    const char *const *more)
{
	char to[32];
	const char *const own[] = { "openssl", "s_client", "-connect", to,
		NULL };

	snprintf(to, sizeof(to), "127.0.0.1:%u", (unsigned)listener_port(ln));
	return start_with(own, more);
}

static void our_server_speaks_with_s_client(void **state)
{
	const char *const strict[] = { "-CAfile", ca->file,
		"-verify_return_error", "-verify_hostname", "smsc.example",
		"-quiet", "-no_ign_eof", NULL };
	const struct tls_options server = of_server(lasting);
	struct listener *ln = listen_tls("127.0.0.1:0", &server);
	struct peer p = client_with(ln, strict);

	(void)state;
	assert_int_equal(write(p.in, "hello\n", 6), 6);
	wait_for(b.got.len == 6);
	stream_write(b.s, "answer", 6);
	turns(3);
	close(p.in);
	p.in = -1;
	wait_for(b.closed); /* its goodbye */
	assert_int_equal(b.rc, 0);
	stop(&p);
	listener_close(ln);
}

static void an_s_client_that_refuses_us_says_why(void **state)
{
	const char *const stranger[] = { "-CAfile", good->file,
		"-verify_return_error", NULL };
	const struct tls_options server = of_server(lasting);
	struct listener *ln = listen_tls("127.0.0.1:0", &server);
	struct peer p = client_with(ln, stranger);

	(void)state;
	wait_for(b.closed);
	assert_string_equal(b.why, "TLS: the peer refused: unknown ca");
	assert_int_equal(b.rc, RC_DENIED);
	stop(&p);
	listener_close(ln);
}

static void i11_an_s_client_of_tls_1_1_is_refused(void **state)
{
	const char *const old[] = { "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
		NULL };
	const struct tls_options server = of_server(lasting);
	struct listener *ln = listen_tls("127.0.0.1:0", &server);
	struct peer p = client_with(ln, old);

	(void)state;
	wait_for(b.closed);
	assert_string_equal(b.why,
	    "TLS: the peer's version of TLS is not accepted here");
	stop(&p);
	listener_close(ln);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(our_client_speaks_with_s_server),
		CASE(i13_an_s_server_that_is_killed_is_no_orderly_end),
		CASE(i8_and_i9_bad_certificates_of_s_server_are_refused),
		CASE(i11_an_s_server_of_tls_1_1_is_refused),
		CASE(i16_s_server_can_demand_our_certificate),
		CASE(our_server_speaks_with_s_client),
		CASE(an_s_client_that_refuses_us_says_why),
		CASE(i11_an_s_client_of_tls_1_1_is_refused),
	};

	if (system("openssl version >/dev/null 2>&1") != 0) {
		print_message("skipped: openssl is not installed\n");
		return 77;
	}
	signal(SIGPIPE, SIG_IGN);
	alarm(60); /* a wait that does not end is a failure */
	return cmocka_run_group_tests(tests, make_lasting, remove_all);
}

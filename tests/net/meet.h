/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meet - a client `a` and a server `b` of TLS that meet in memory.
 */
#ifndef TESTS_NET_MEET_H
#define TESTS_NET_MEET_H

#include "net/tls.h"

#include "certs.h"
#include "ends.h"

static const struct cert *ca, *good;

/* The common case: a CA, and a certificate of it for smsc.example. */
static inline int make_good(void **state)
{
	(void)state;
	clock_freeze(NOW);
	certs_open();
	ca = cert_new("ca",
	    &(struct cert_spec){ .cn = "Test CA", .is_ca = true });
	good = cert_new("good", &(struct cert_spec){ .cn = "smsc.example",
				    .san = "DNS:smsc.example,IP:192.0.2.7",
				    .by = ca });
	return 0;
}

static inline int remove_all(void **state)
{
	(void)state;
	certs_close();
	return 0;
}

static inline struct tls_options of_server(const struct cert *c)
{
	return (
	    struct tls_options){ .certificate = c->file, .key = c->key_file };
}

static inline struct tls_options trusting(const struct cert *c)
{
	return (struct tls_options){ .ca = c->file };
}

static inline struct tls_context *client_of(const struct tls_options *o)
{
	struct tls_context *t;
	char why[TLS_WHY_BYTES];

	assert_int_equal(tls_client_new(o, &t, why), 0);
	return t;
}

static inline struct tls_context *server_of(const struct tls_options *o)
{
	struct tls_context *t;
	char why[TLS_WHY_BYTES];

	assert_int_equal(tls_server_new(o, &t, why), 0);
	return t;
}

static inline struct listener *listen_tls(const char *addr,
    const struct tls_options *o)
{
	struct tls_context *t = o == NULL ? NULL : server_of(o);
	struct listener *ln;

	assert_int_equal(stream_listen(l, addr, &accepting, &b, &ln), 0);
	listener_set_tls(ln, t);
	tls_unref(t);
	return ln;
}

static inline void dial_tls(const struct stream_target *to,
    const struct tls_options *o)
{
	struct stream_target with = *to;

	with.tls = client_of(o);
	a.s = stream_dial_to(l, &with);
	stream_set_events(a.s, &events, &a);
	tls_unref(with.tls);
}

/* Dial `name` in memory, and let things happen. */
static inline void meet(const struct tls_options *server,
    const struct tls_options *client, const char *name)
{
	const struct stream_target to = { .host = "memory:smsc",
		.tls_name = name };
	struct listener *ln = listen_tls(to.host, server);

	dial_tls(&to, client);
	settle();
	listener_close(ln);
}

static inline void assert_stands(void)
{
	if (a.closed || b.closed)
		print_error("a: %s, b: %s\n", a.why, b.why);
	assert_true(a.connected && !a.closed && !b.closed);
}

/* Both as they should be. */
static inline void meet_well(void)
{
	const struct tls_options server = of_server(good),
				 client = trusting(ca);

	meet(&server, &client, "smsc.example");
	assert_stands();
}

/* The client refused, for this reason, and said so to the server. */
static inline void assert_refused(const char *reason)
{
	assert_true(a.closed);
	assert_string_equal(a.why, reason);
	assert_int_equal(a.rc, RC_DENIED);
	assert_false(a.connected);
	assert_true(b.closed);
	assert_memory_equal(b.why, "TLS: the peer refused: ", 23);
	assert_int_equal(b.got.len, 0);
}

#endif

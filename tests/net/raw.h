/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * raw - OpenSSL itself over a plain stream, for a peer that must misbehave.
 */
#ifndef TESTS_NET_RAW_H
#define TESTS_NET_RAW_H

#include "meet.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

struct raw {
	struct stream *s;
	SSL_CTX *ctx;
	SSL *ssl;
	bool hold; /* it reads nothing */
	struct buf got;
};

/* What it has to say goes to its stream. */
static inline void raw_push(struct raw *r)
{
	BIO *out = SSL_get_wbio(r->ssl);
	char bytes[4096];
	int n;

	while ((n = BIO_read(out, bytes, sizeof(bytes))) > 0)
		stream_write(r->s, bytes, (size_t)n);
}

static inline void raw_turn(struct raw *r)
{
	char bytes[4096];
	int n;

	ERR_clear_error();
	while ((n = SSL_read(r->ssl, bytes, sizeof(bytes))) > 0)
		buf_add(&r->got, bytes, (size_t)n);
	raw_push(r);
}

static inline void raw_readable(void *arg, struct buf *in)
{
	struct raw *r = arg;

	if (r->hold)
		return;
	BIO_write(SSL_get_rbio(r->ssl), buf_bytes(in), (int)in->len);
	buf_eat(in, in->len);
	raw_turn(r);
}

static inline void raw_closed(void *arg, int rc, const char *why)
{
	struct raw *r = arg;

	(void)rc;
	(void)why;
	r->s = NULL;
}

static const struct stream_events raw_events = {
	.readable = raw_readable,
	.closed = raw_closed,
};

static inline struct raw raw_new(bool is_server)
{
	struct raw r = { .ctx = SSL_CTX_new(is_server ? TLS_server_method()
						      : TLS_client_method()) };

	SSL_CTX_set_security_level(r.ctx, 0);
	SSL_CTX_set_min_proto_version(r.ctx, 0);
	SSL_CTX_set_cipher_list(r.ctx, "ALL:eNULL:@SECLEVEL=0");
	return r;
}

static inline void raw_show(struct raw *r, const struct cert *c)
{
	assert_int_equal(SSL_CTX_use_certificate(r->ctx, c->x), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(r->ctx, c->key), 1);
}

static inline void raw_open(struct raw *r, struct stream *s)
{
	r->s = s;
	r->ssl = SSL_new(r->ctx);
	SSL_set_bio(r->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	BIO_set_mem_eof_return(SSL_get_rbio(r->ssl), -1);
	stream_set_events(s, &raw_events, r);
}

static inline void raw_close(struct raw *r)
{
	if (r->s != NULL)
		stream_kill(r->s);
	buf_free(&r->got);
	SSL_free(r->ssl);
	SSL_CTX_free(r->ctx);
}

static inline void on_raw_caller(void *arg, struct stream *s)
{
	raw_open(arg, s);
	SSL_set_accept_state(((struct raw *)arg)->ssl);
}

static const struct listener_events raw_accepting = { .accepted =
							  on_raw_caller };

/* Our client meets it. */
static inline void meet_raw_server(struct raw *r,
    const struct tls_options *client)
{
	const struct stream_target to = { .host = "memory:raw",
		.tls_name = "smsc.example" };
	struct listener *ln;

	assert_int_equal(stream_listen(l, to.host, &raw_accepting, r, &ln), 0);
	dial_tls(&to, client);
	settle();
	listener_close(ln);
}

/* It calls our server. */
static inline void meet_raw_client(struct raw *r,
    const struct tls_options *server)
{
	struct listener *ln = listen_tls("memory:ours", server);

	raw_open(r, stream_dial(l, "memory:ours", 0));
	SSL_set_connect_state(r->ssl);
	raw_turn(r);
	settle();
	listener_close(ln);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls_impl - what the files of net share of TLS, and nobody else sees.
 */
#ifndef NET_TLS_IMPL_H
#define NET_TLS_IMPL_H

#include "net/stream_impl.h"
#include "net/tls.h"

#include <openssl/ssl.h>

#define TLS_PIN_BYTES 32

struct tls_context {
	unsigned refs;
	SSL_CTX *ctx;
	BIO_METHOD *transport; /* the stream below, as OpenSSL sees it */
	bool is_server, insecure;
	usec expires;
	uint8_t (*pins)[TLS_PIN_BYTES];
	size_t pins_len;
	char *alpn; /* NULL: none */
};

/* The first bytes of a peer that may not speak TLS at all. */
#define TLS_FIRST_BYTES 8

struct tls_session {
	struct tls_context *context;
	const struct stream_kind *lower;
	SSL *ssl;
	uint8_t first[TLS_FIRST_BYTES];
	size_t first_len;
	bool eof;          /* the transport ended */
	bool dry;          /* the transport had no more */
	bool more;         /* there may be more than was handed up */
	bool failed;       /* no further call of OpenSSL makes sense */
	size_t unfinished; /* bytes of a record that has not left whole */
	bool write_waits;  /* until something was read */
	unsigned chatter;  /* steps of handshakes since `chatter_since` */
	usec chatter_since;
};

/* Speak TLS over a stream that stands; `name` is what a client expects in the
 * server's certificate. */
void tls_attach(struct stream *s, struct tls_context *t, const char *name);

/* For contexts: the method of their transports; and OpenSSL's question about
 * each certificate of a peer. */
BIO_METHOD *tls_transport_new(void);
int tls_on_verify(int ok, X509_STORE_CTX *ctx);

/* In tls_why.c. Note at the stream why the peer's certificate is refused, or
 * why OpenSSL gave up; RC_DENIED or RC_SYSTEM. */
void tls_note_refusal(struct stream *s, X509_STORE_CTX *ctx);
void tls_note_failure(struct stream *s);

/* In tls_peer.c. SHA-256 of the certificate's key. False: out of memory. */
bool tls_pin_of(const X509 *x, uint8_t pin[TLS_PIN_BYTES]);

/* The names of a certificate, "a.example, b.example", of printable characters
 * only, as many as there is room for. */
void tls_names_of(const X509 *x, size_t names_max, char *text, size_t room);

/* A certificate's date by clock_wall(); 0: it is not a date. */
usec tls_date(const ASN1_TIME *at);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls - what a stream needs to speak TLS: whom it trusts, who it is.
 *
 * A context is read from files once and shared by streams. To renew it, make
 * another and give that to the next streams; those that stand keep theirs.
 * All contexts: TLS 1.2 or later, ECDHE with AEAD ciphers, OpenSSL's security
 * level 2, no renegotiation, no compression, no tickets, no early data.
 *
 * A client refuses a server whose certificate is not valid now, does not lead
 * to a trusted CA, is revoked, weak or of another name. A handshake that fails
 * comes as `closed` of the stream with a text that says which of these it was,
 * "TLS: the certificate expired on 2026-03-01". It may take 10 s in all.
 * The end of a connection without TLS's own goodbye is RC_SYSTEM, never 0: an
 * attacker can cut a connection, but cannot say goodbye.
 *
 * Owns:     keys and certificates.
 * Borrows:  nothing; options are copied.
 * Time:     certificates are judged by clock_wall().
 * Threads:  that of the loop.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/base.h"

struct stream;
struct tls_context;

/* Paths are of PEM files. NULL and "" both mean none. */
struct tls_options {
	/* Client: whom to trust; a file, or a folder as of `openssl rehash`;
	 * none: the system's CAs. Server: callers must show a certificate of
	 * these CAs; none: they are not asked for one. */
	const char *ca;
	const char *crl;         /* of the CA that issues the peers */
	const char *certificate; /* ours, then those up to the CA */
	const char *key;         /* of the first in `certificate` */
	/* If there are any, the peer's public key must be one of them: SHA-256
	 * of the DER of its SubjectPublicKeyInfo, as 64 hexadecimal digits. */
	const char *const *pins;
	size_t pins_len;
	/* Server: the protocol that is spoken, as "http/1.1"; who offers others
	 * only is refused (RFC 7301). None: ALPN is not answered. */
	const char *alpn;
	unsigned min_version; /* 12 or 13; 0 is 12 */
	bool insecure;        /* the peer's certificate is not judged, but for
	                       * its pin if there are pins */
};

#define TLS_WHY_BYTES 256

/* A context for streams that dial, and for those that are accepted. Errors,
 * with a text for people in `why` (TLS_WHY_BYTES): RC_NOT_FOUND a file cannot
 * be read, RC_BAD it holds something else, RC_DENIED key and certificate do
 * not match or one of them is missing or too weak. */
MUST_CHECK int tls_client_new(const struct tls_options *o,
    struct tls_context **out, char *why);
MUST_CHECK int tls_server_new(const struct tls_options *o,
    struct tls_context **out, char *why);

/* Another holder; returns t. NULL is allowed in both. */
struct tls_context *tls_ref(struct tls_context *t);
void tls_unref(struct tls_context *t);

/* When the first of our own certificates expires, by clock_wall(). 0: none. */
usec tls_expires(const struct tls_context *t);

/* Who is at the other end. */
struct tls_info {
	usec expires;        /* the peer's certificate; 0: it showed none */
	char name[128];      /* its first DNS name, else its common name */
	char pin[65];        /* its key as in `pins` */
	const char *version; /* "TLSv1.3" */
	const char *cipher;
};

/* False: not a TLS stream, or its handshake is not over. */
bool tls_peer(const struct stream *s, struct tls_info *out);

#endif

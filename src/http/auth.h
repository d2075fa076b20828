/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * auth - who the client says it is, and the comparison of secrets.
 *
 * Secrets are kept and compared as SHA-256, in constant time; a user who does
 * not exist costs the same time (reliability.md W12, W13).
 */
#ifndef HTTP_AUTH_H
#define HTTP_AUTH_H

#include "base/base.h"

#define AUTH_USER_MAX   128
#define AUTH_SECRET_MAX 256

enum auth_scheme { AUTH_BASIC, AUTH_BEARER };

struct auth {
	enum auth_scheme scheme;
	char user[AUTH_USER_MAX + 1]; /* "" for a bearer */
	char secret[AUTH_SECRET_MAX + 1];
};

/* Read an Authorization header's value. RC_NOT_FOUND: NULL was given, RC_BAD:
 * malformed or too long, RC_UNSUPPORTED: another scheme. */
MUST_CHECK int auth_parse(const char *value, struct auth *a);

/* Strict base64 (RFC 4648, with padding). RC_BAD; RC_TOO_LONG: *len is what
 * `to` holds, then what was put there. */
MUST_CHECK int base64_parse(const char *text, size_t text_len, void *to,
    size_t *len);

/* Text of `len` bytes with padding and a NUL: 4 * ((len + 2) / 3) + 1. */
char *base64_format(const void *data, size_t len, char *text);

struct auth_digest {
	uint8_t sha256[32];
};

struct auth_digest auth_digest_of(const char *secret);

/* In the same time whatever they are. */
bool auth_is_same(const struct auth_digest *a, const struct auth_digest *b);

/* Is this the secret? `stored` NULL: there is no such user; never true, in
 * the same time. */
bool auth_matches(const struct auth_digest *stored, const char *secret);

#endif

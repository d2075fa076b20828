/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * url - the addresses of other people's servers that we call, read strictly
 * (reliability.md 7.4, X2), so that no two readers can disagree on the host.
 *
 *	http[s]://[user[:secret]@]host[:port][/path][?query][#overrides]
 *
 * The host is a name of letters, digits, hyphens and dots (IDN only as xn--),
 * four decimal numbers, or an IPv6 address in brackets. All bytes are
 * printable ASCII. Nothing is decoded or normalised but the host's case.
 *
 * Owns:     nothing.
 * Borrows:  the text, which the parts point into.
 * Does not: look at what addresses a host has; see address.h. The text may
 *           hold a secret: log url_add_plain() instead.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/buf.h"
#include "http/address.h"

#define URL_MAX      4000 /* bytes; more than any peer of ours takes */
#define URL_HOST_MAX 253
#define URL_PART_MAX 128 /* of user and of secret, decoded */

enum url_host { URL_HOST_NAME, URL_HOST_V4, URL_HOST_V6 };

struct url_part {
	const char *at; /* no NUL behind it */
	size_t len;
};

struct url {
	bool tls;
	enum url_host kind;
	char host[URL_HOST_MAX + 1]; /* lower case, without brackets */
	uint16_t port;
	struct url_part scheme;   /* "https" as it was written */
	struct url_part place;    /* "host:port" as it was written */
	struct url_part target;   /* "/path?query"; may be empty */
	struct url_part fragment; /* behind '#'; empty if none */
	bool has_user;
	char user[URL_PART_MAX + 1], secret[URL_PART_MAX + 1]; /* decoded */
};

/* RC_BAD: *why says what is wrong with it, a fixed text for people. */
MUST_CHECK int url_parse(struct url *u, const char *text, size_t len,
    const char **why);

/* Without user, secret and fragment, else byte for byte as it was written:
 * what is called, signed (http-api.md 5.2) and logged. */
void url_add_plain(const struct url *u, struct buf *to);

/* What a reference in a document from `base`, a URL that was parsed, means: one
 * that may be none (RFC 3986, 5.2). Behind what is in `to`. */
void url_resolve(const struct url_part *base, const struct url_part *ref,
    struct buf *to);

/* What an account may call. A zeroed one: https to public addresses. */
struct url_policy {
	bool plain_http;
	struct nets allow; /* addresses that may be called though not public */
};

#define URL_WHY_BYTES 400

/* When it is saved: is it one of the policy's, as far as the text shows? A
 * name may still turn out to be a private address when it is called.
 * RC_DENIED: `why` (URL_WHY_BYTES) says for what reason. */
MUST_CHECK int url_check(const struct url *u, const struct url_policy *p,
    char *why);

/* Both in one, for those that keep the text only. RC_BAD, RC_DENIED. */
MUST_CHECK int url_check_text(const char *text, size_t len,
    const struct url_policy *p, char *why);

#endif

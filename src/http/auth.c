/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/auth.h"

#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(char c)
{
	const char *p = c != '\0' ? strchr(alphabet, c) : NULL;

	return p != NULL ? (int)(p - alphabet) : -1;
}

/* Four characters of which the last `pads` were '='; the bits that these
 * would have held must be zero, else two texts mean the same bytes. */
static int decode_four(const char *c, unsigned pads, uint8_t out[3])
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < 4; i++) {
		int v = i < 4 - pads ? value_of(c[i]) : 0;

		if (v < 0)
			return RC_BAD;
		bits = bits << 6 | (uint32_t)v;
	}
	if (bits & ((1u << 8 * pads) - 1))
		return RC_BAD;
	out[0] = (uint8_t)(bits >> 16);
	out[1] = (uint8_t)(bits >> 8);
	out[2] = (uint8_t)bits;
	return 0;
}

static unsigned count_pads(const char *text, size_t len)
{
	if (len < 4 || text[len - 1] != '=')
		return 0;
	return text[len - 2] == '=' ? 2 : 1;
}

int base64_parse(const char *text, size_t text_len, void *to, size_t *len)
{
	unsigned pads = count_pads(text, text_len);
	uint8_t *out = to;
	size_t n = 0;

	if (text_len % 4 != 0)
		return RC_BAD;
	if (text_len / 4 * 3 - pads > *len)
		return RC_TOO_LONG;
	for (size_t i = 0; i < text_len; i += 4) {
		unsigned here = i + 4 == text_len ? pads : 0;
		uint8_t three[3];

		if (decode_four(text + i, here, three) != 0)
			return RC_BAD;
		memcpy(out + n, three, 3 - here);
		n += 3 - here;
	}
	*len = n;
	return 0;
}

char *base64_format(const void *data, size_t len, char *text)
{
	const uint8_t *in = data;
	char *at = text;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = 0;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? in[i + k] : 0u);
		for (unsigned k = 0; k < 4; k++)
			*at++ =
			    k <= n ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
	}
	*at = '\0';
	return text;
}

/* The text behind "scheme ", or NULL if another scheme stands there. */
static const char *after_scheme(const char *value, const char *scheme)
{
	size_t n = strlen(scheme);

	if (strncasecmp(value, scheme, n) != 0 || value[n] != ' ')
		return NULL;
	for (value += n; *value == ' ';)
		value++;
	return value;
}

/* user ":" secret in base64, RFC 7617: the first colon ends the user. */
static int parse_basic(const char *text, struct auth *a)
{
	char pair[AUTH_USER_MAX + AUTH_SECRET_MAX + 1];
	size_t len = sizeof(pair), user_len, secret_len;
	const char *colon;

	a->scheme = AUTH_BASIC;
	if (base64_parse(text, strlen(text), pair, &len) != 0)
		return RC_BAD;
	colon = memchr(pair, ':', len);
	if (colon == NULL || memchr(pair, '\0', len) != NULL)
		return RC_BAD;
	user_len = (size_t)(colon - pair);
	secret_len = len - user_len - 1;
	if (user_len > AUTH_USER_MAX || secret_len > AUTH_SECRET_MAX)
		return RC_BAD;
	memcpy(a->user, pair, user_len);
	a->user[user_len] = '\0';
	memcpy(a->secret, colon + 1, secret_len);
	a->secret[secret_len] = '\0';
	return 0;
}

/* The characters of a token68, RFC 6750, 2.1. */
static int parse_bearer(const char *text, struct auth *a)
{
	size_t len = strspn(text,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "-._~+/=");

	a->scheme = AUTH_BEARER;
	if (len == 0 || len > AUTH_SECRET_MAX || text[len] != '\0')
		return RC_BAD;
	a->user[0] = '\0';
	memcpy(a->secret, text, len + 1);
	return 0;
}

int auth_parse(const char *value, struct auth *a)
{
	const char *rest;

	if (value == NULL)
		return RC_NOT_FOUND;
	rest = after_scheme(value, "Basic");
	if (rest != NULL)
		return parse_basic(rest, a);
	rest = after_scheme(value, "Bearer");
	if (rest != NULL)
		return parse_bearer(rest, a);
	return RC_UNSUPPORTED;
}

struct auth_digest auth_digest_of(const char *secret)
{
	struct auth_digest d;

	SHA256((const unsigned char *)secret, strlen(secret), d.sha256);
	return d;
}

bool auth_is_same(const struct auth_digest *a, const struct auth_digest *b)
{
	return CRYPTO_memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

bool auth_matches(const struct auth_digest *stored, const char *secret)
{
	static const struct auth_digest nobody;
	struct auth_digest given = auth_digest_of(secret);
	const struct auth_digest *with = stored != NULL ? stored : &nobody;

	return auth_is_same(with, &given) && stored != NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a certificate says, as text and numbers. All of it was chosen by the
 * peer: bounded, and reduced to printable characters.
 */
#include "base/hex.h"
#include "net/tls_impl.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

usec tls_date(const ASN1_TIME *at)
{
	struct tm tm;

	return ASN1_TIME_to_tm(at, &tm) == 1 ? (usec)timegm(&tm) * SECOND : 0;
}

/* One more name, if there is room for all of it. */
static void add_name(char *text, size_t room, const void *name, size_t len)
{
	size_t at = strlen(text), comma = at == 0 ? 0 : 2;
	const unsigned char *from = name;

	if (at + comma + len >= room)
		return;
	memcpy(text + at, ", ", comma);
	at += comma;
	for (size_t i = 0; i < len; i++)
		text[at + i] =
		    (char)(from[i] > ' ' && from[i] < 0x7f ? from[i] : '?');
	text[at + len] = '\0';
}

static void add_address(char *text, size_t room, const ASN1_OCTET_STRING *a)
{
	char address[INET6_ADDRSTRLEN];
	int family = ASN1_STRING_length(a) == 4 ? AF_INET : AF_INET6;

	if (family == AF_INET6 && ASN1_STRING_length(a) != 16)
		return;
	if (inet_ntop(family, ASN1_STRING_get0_data(a), address,
		sizeof(address)) != NULL)
		add_name(text, room, address, strlen(address));
}

static void add_common_name(const X509 *x, char *text, size_t room)
{
	X509_NAME *subject = X509_get_subject_name(x);
	char name[128];
	int len = X509_NAME_get_text_by_NID(subject, NID_commonName, name,
	    sizeof(name));

	if (len > 0)
		add_name(text, room, name, strlen(name));
}

void tls_names_of(const X509 *x, size_t names_max, char *text, size_t room)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	size_t n = (size_t)(names == NULL ? 0 : sk_GENERAL_NAME_num(names));

	text[0] = '\0';
	for (size_t i = 0; i < n && i < names_max; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, (int)i);
		const ASN1_IA5STRING *dns = name->d.dNSName;

		if (name->type == GEN_DNS)
			add_name(text, room, ASN1_STRING_get0_data(dns),
			    (size_t)ASN1_STRING_length(dns));
		else if (name->type == GEN_IPADD)
			add_address(text, room, name->d.iPAddress);
	}
	GENERAL_NAMES_free(names);
	if (text[0] == '\0')
		add_common_name(x, text, room);
}

bool tls_pin_of(const X509 *x, uint8_t pin[TLS_PIN_BYTES])
{
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
	bool done = len > 0 && EVP_Digest(der, (size_t)len, pin, NULL,
				   EVP_sha256(), NULL) == 1;

	OPENSSL_free(der);
	return done;
}

static const SSL *ssl_of(const struct stream *s)
{
	return s->tls == NULL || s->handshaking ? NULL : s->tls->ssl;
}

bool tls_peer(const struct stream *s, struct tls_info *out)
{
	const SSL *ssl = ssl_of(s);
	const X509 *x;
	uint8_t pin[TLS_PIN_BYTES];

	*out = (struct tls_info){ .expires = 0 };
	if (ssl == NULL)
		return false;
	out->version = SSL_get_version(ssl);
	out->cipher = SSL_get_cipher_name(ssl);
	x = SSL_get0_peer_certificate(ssl);
	if (x == NULL)
		return true;
	ERR_clear_error();
	out->expires = tls_date(X509_get0_notAfter(x));
	tls_names_of(x, 1, out->name, sizeof(out->name));
	if (tls_pin_of(x, pin))
		hex_format(pin, sizeof(pin), out->pin);
	return true;
}

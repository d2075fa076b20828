/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * certs - certificates made for a test, in PEM files of a folder that is
 * removed in the end.
 */
#ifndef TESTS_NET_CERTS_H
#define TESTS_NET_CERTS_H

#include "base/clock.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#define A_DAY ((long)86400)

struct cert {
	EVP_PKEY *key;
	X509 *x;
	char file[96], key_file[96];
};

struct cert_spec {
	const char *cn;
	const char *san;  /* "DNS:a.example,IP:127.0.0.1"; NULL: none */
	long since, till; /* seconds from now; both 0: -1 and +1 day */
	int rsa_bits;     /* 0: P-256 */
	bool is_ca;
	const struct cert *by; /* NULL: itself */
	const EVP_MD *digest;  /* NULL: SHA-256 */
};

static char certs_folder[64];
static struct cert certs_made[32];
static size_t certs_len;

static inline void certs_open(void)
{
	snprintf(certs_folder, sizeof(certs_folder), "/tmp/esmed-tls-XXXXXX");
	assert_non_null(mkdtemp(certs_folder));
}

/* The path of a file there. */
static inline const char *certs_path(const char *name, char *path, size_t room)
{
	snprintf(path, room, "%s/%s", certs_folder, name);
	return path;
}

static inline void certs_close(void)
{
	for (size_t i = 0; i < certs_len; i++) {
		X509_free(certs_made[i].x);
		EVP_PKEY_free(certs_made[i].key);
		unlink(certs_made[i].file);
		unlink(certs_made[i].key_file);
	}
	rmdir(certs_folder);
}

static inline void cert_extend(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(e);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

static inline X509 *cert_sign(const struct cert_spec *spec, EVP_PKEY *key)
{
	X509 *x = X509_new();
	time_t now = (time_t)(clock_wall() / SECOND);
	long since = spec->till == 0 ? -A_DAY : spec->since;
	long till = spec->till == 0 ? A_DAY : spec->till;

	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), (long)certs_len + 1);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const unsigned char *)spec->cn, -1, -1, 0);
	X509_set_issuer_name(x,
	    X509_get_subject_name(spec->by == NULL ? x : spec->by->x));
	X509_time_adj_ex(X509_getm_notBefore(x), 0, since, &now);
	X509_time_adj_ex(X509_getm_notAfter(x), 0, till, &now);
	X509_set_pubkey(x, key);
	cert_extend(x, NID_basic_constraints,
	    spec->is_ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (spec->san != NULL)
		cert_extend(x, NID_subject_alt_name, spec->san);
	assert_true(
	    X509_sign(x, spec->by == NULL ? key : spec->by->key,
		spec->digest != NULL ? spec->digest : EVP_sha256()) > 0);
	return x;
}

/* `name` is that of the files. */
static inline const struct cert *cert_new(const char *name,
    const struct cert_spec *spec)
{
	struct cert *c = &certs_made[certs_len];
	FILE *f;

	assert_true(certs_len < ARRAY_LEN(certs_made));
	c->key = spec->rsa_bits == 0 ? EVP_EC_gen("P-256")
				     : EVP_RSA_gen((unsigned)spec->rsa_bits);
	assert_non_null(c->key);
	c->x = cert_sign(spec, c->key);
	certs_len++;
	snprintf(c->file, sizeof(c->file), "%s/%s.pem", certs_folder, name);
	snprintf(c->key_file, sizeof(c->key_file), "%s/%s.key", certs_folder,
	    name);
	f = fopen(c->file, "w");
	assert_true(PEM_write_X509(f, c->x));
	fclose(f);
	f = fopen(c->key_file, "w");
	assert_true(PEM_write_PrivateKey(f, c->key, NULL, NULL, 0, NULL, NULL));
	fclose(f);
	return c;
}

/* A CRL of `ca` that names one certificate, or none. */
static inline void crl_new(const char *path, const struct cert *ca,
    const struct cert *revoked)
{
	X509_CRL *crl = X509_CRL_new();
	X509_REVOKED *one = X509_REVOKED_new();
	time_t now = (time_t)(clock_wall() / SECOND);
	ASN1_TIME *at = ASN1_TIME_adj(NULL, now, 0, -60);
	FILE *f = fopen(path, "w");

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca->x));
	X509_CRL_set1_lastUpdate(crl, at);
	if (revoked != NULL) {
		X509_REVOKED_set_serialNumber(one,
		    X509_get_serialNumber(revoked->x));
		X509_REVOKED_set_revocationDate(one, at);
		X509_CRL_add0_revoked(crl, X509_REVOKED_dup(one));
	}
	ASN1_TIME_adj(at, now, 0, 3600);
	X509_CRL_set1_nextUpdate(crl, at);
	X509_CRL_sort(crl);
	assert_true(X509_CRL_sign(crl, ca->key, EVP_sha256()) > 0);
	assert_true(PEM_write_X509_CRL(f, crl));
	fclose(f);
	ASN1_TIME_free(at);
	X509_REVOKED_free(one);
	X509_CRL_free(crl);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contexts: from files to an SSL_CTX, with a text for each way to fail.
 */
#include "net/tls.h"

#include "base/hex.h"
#include "base/mem.h"
#include "net/tls_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/err.h>

#define SECURITY_LEVEL 2 /* 112 bits: RSA of 2048, SHA-256 */
#define CIPHERS        "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK"

struct loading {
	const struct tls_options *o;
	struct tls_context *t;
	char *why; /* TLS_WHY_BYTES */
};

PRINTF(3, 4)
static int refuse(struct loading *l, int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->why, TLS_WHY_BYTES, fmt, ap);
	va_end(ap);
	return rc;
}

static const char *last_reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text != NULL ? text : "unknown error";
}

static bool is_given(const char *path)
{
	return path != NULL && path[0] != '\0';
}

static int check_readable(struct loading *l, const char *path)
{
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return refuse(l, RC_NOT_FOUND, "%s: %s", path, strerror(errno));
	fclose(f);
	return 0;
}

/* A daemon has nobody to ask. */
static int no_passphrase(char *to, int room, int is_write, void *arg)
{
	(void)to;
	(void)room;
	(void)is_write;
	(void)arg;
	return 0;
}

static bool is_too_weak(void)
{
	int reason = ERR_GET_REASON(ERR_peek_last_error());

	return reason == SSL_R_EE_KEY_TOO_SMALL ||
	       reason == SSL_R_CA_KEY_TOO_SMALL ||
	       reason == SSL_R_CA_MD_TOO_WEAK;
}

static int load_certificate(struct loading *l, const char *path)
{
	int rc = check_readable(l, path);

	if (rc != 0)
		return rc;
	if (SSL_CTX_use_certificate_chain_file(l->t->ctx, path) == 1)
		return 0;
	if (is_too_weak())
		return refuse(l, RC_DENIED, "%s: a certificate is too weak: %s",
		    path, last_reason());
	return refuse(l, RC_BAD, "%s: not a certificate in PEM: %s", path,
	    last_reason());
}

static int load_key(struct loading *l, const char *path)
{
	SSL_CTX *ctx = l->t->ctx;
	int rc = check_readable(l, path);

	if (rc != 0)
		return rc;
	SSL_CTX_set_default_passwd_cb(ctx, no_passphrase);
	if (SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM) == 1 &&
	    SSL_CTX_check_private_key(ctx) == 1)
		return 0;
	switch (ERR_GET_REASON(ERR_peek_last_error())) {
	case X509_R_KEY_VALUES_MISMATCH:
	case X509_R_KEY_TYPE_MISMATCH:
		return refuse(l, RC_DENIED,
		    "the key in %s is not that of the certificate in %s", path,
		    l->o->certificate);
	default:
		return refuse(l, RC_BAD,
		    "%s: not a private key in PEM without passphrase", path);
	}
}

static usec earlier(usec known, const X509 *x)
{
	usec at = tls_date(X509_get0_notAfter(x));

	return known == 0 || at < known ? at : known;
}

static usec first_expiry(SSL_CTX *ctx)
{
	STACK_OF(X509) *chain = NULL;
	usec first = earlier(0, SSL_CTX_get0_certificate(ctx));

	SSL_CTX_get0_chain_certs(ctx, &chain);
	for (int i = 0; i < sk_X509_num(chain); i++)
		first = earlier(first, sk_X509_value(chain, i));
	return first;
}

static int load_own(struct loading *l)
{
	const struct tls_options *o = l->o;
	int rc;

	if (is_given(o->certificate) != is_given(o->key))
		return refuse(l, RC_DENIED, "%s is given without a %s",
		    is_given(o->key) ? o->key : o->certificate,
		    is_given(o->key) ? "certificate" : "key");
	if (!is_given(o->certificate))
		return !l->t->is_server ? 0
					: refuse(l, RC_DENIED,
					      "a server needs a certificate");
	rc = load_certificate(l, o->certificate);
	if (rc == 0)
		rc = load_key(l, o->key);
	if (rc == 0)
		l->t->expires = first_expiry(l->t->ctx);
	return rc;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What a server sends of them helps its callers to choose; no more. */
static void announce_ca(SSL_CTX *ctx, const char *path)
{
	STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(path);

	if (names != NULL)
		SSL_CTX_set_client_CA_list(ctx, names);
}

static int load_ca(struct loading *l)
{
	SSL_CTX *ctx = l->t->ctx;
	const char *path = l->o->ca;
	int rc, ok;

	if (!is_given(path)) {
		if (!l->t->is_server)
			SSL_CTX_set_default_verify_paths(ctx);
		return 0;
	}
	rc = check_readable(l, path);
	if (rc != 0)
		return rc;
	ok = is_folder(path) ? SSL_CTX_load_verify_dir(ctx, path)
			     : SSL_CTX_load_verify_file(ctx, path);
	if (ok != 1)
		return refuse(l, RC_BAD, "%s: no certificate in PEM: %s", path,
		    last_reason());
	if (l->t->is_server && !is_folder(path))
		announce_ca(ctx, path);
	/* Whom the operator names is trusted, though it be no root. */
	X509_STORE_set_flags(SSL_CTX_get_cert_store(ctx),
	    X509_V_FLAG_PARTIAL_CHAIN);
	return 0;
}

/* Only the peer's own certificate is looked up: the CRLs of the CAs above it
 * would have to be given too. */
static int load_crl(struct loading *l)
{
	X509_STORE *store = SSL_CTX_get_cert_store(l->t->ctx);
	const char *path = l->o->crl;
	X509_LOOKUP *files;
	int rc;

	if (!is_given(path))
		return 0;
	rc = check_readable(l, path);
	if (rc != 0)
		return rc;
	files = X509_STORE_add_lookup(store, X509_LOOKUP_file());
	if (files == NULL ||
	    X509_load_crl_file(files, path, X509_FILETYPE_PEM) <= 0)
		return refuse(l, RC_BAD, "%s: no CRL in PEM: %s", path,
		    last_reason());
	X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	return 0;
}

static int load_pins(struct loading *l)
{
	const struct tls_options *o = l->o;
	struct tls_context *t = l->t;

	if (o->pins_len == 0)
		return 0;
	if (t->is_server && !is_given(o->ca) && !o->insecure)
		return refuse(l, RC_DENIED,
		    "pins of callers need a CA, or insecure");
	t->pins = mem_new(o->pins_len, sizeof(t->pins[0]));
	for (size_t i = 0; i < o->pins_len; i++)
		if (hex_parse(o->pins[i], strlen(o->pins[i]), t->pins[i],
			TLS_PIN_BYTES) != 0)
			return refuse(l, RC_BAD,
			    "pin %zu is not a SHA-256 of 64 hexadecimal digits",
			    i + 1);
	t->pins_len = o->pins_len;
	return 0;
}

/* Insecure callers still show a certificate, if it is for the pins. */
static int verify_mode(const struct loading *l)
{
	if (l->t->is_server)
		return is_given(l->o->ca) || l->o->pins_len != 0
			   ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
			   : SSL_VERIFY_NONE;
	return l->t->insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER;
}

static int set_limits(struct loading *l)
{
	SSL_CTX *ctx = l->t->ctx;
	unsigned min = l->o->min_version;

	if (min != 0 && min != 12 && min != 13)
		return refuse(l, RC_BAD, "TLS version %u is not 12 or 13", min);
	if (SSL_CTX_set_min_proto_version(ctx,
		min == 13 ? TLS1_3_VERSION : TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(ctx, CIPHERS) != 1)
		return refuse(l, RC_SYSTEM, "OpenSSL: %s", last_reason());
	SSL_CTX_set_max_proto_version(ctx, 0);
	SSL_CTX_set_security_level(ctx, SECURITY_LEVEL);
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION |
				     SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
				     SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* A system's openssl.cnf may say so; I13 forbids it. */
	SSL_CTX_clear_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_num_tickets(ctx, 0);
	SSL_CTX_set_max_early_data(ctx, 0);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
				  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				  SSL_MODE_RELEASE_BUFFERS);
	/* Else one call could read records without data for ever. */
	SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_verify(ctx, verify_mode(l), tls_on_verify);
	return 0;
}

/* The list is of texts, each behind its length. */
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *list, unsigned len, void *arg)
{
	const struct tls_context *t = arg;
	size_t want = strlen(t->alpn);

	(void)ssl;
	for (unsigned i = 0; i < len && list[i] < len - i; i += 1u + list[i]) {
		if (list[i] != want || memcmp(&list[i + 1], t->alpn, want) != 0)
			continue;
		*out = &list[i + 1];
		*out_len = list[i];
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int set_alpn(struct loading *l)
{
	if (!is_given(l->o->alpn))
		return 0;
	l->t->alpn = mem_strdup(l->o->alpn);
	SSL_CTX_set_alpn_select_cb(l->t->ctx, on_alpn, l->t);
	return 0;
}

static int load(struct loading *l)
{
	static int (*const steps[])(struct loading *) = { set_limits, set_alpn,
		load_own, load_ca, load_crl, load_pins };
	int rc = 0;

	l->t->ctx = SSL_CTX_new(
	    l->t->is_server ? TLS_server_method() : TLS_client_method());
	if (l->t->ctx == NULL)
		return refuse(l, RC_SYSTEM, "OpenSSL: %s", last_reason());
	for (size_t i = 0; i < ARRAY_LEN(steps) && rc == 0; i++)
		rc = steps[i](l);
	return rc;
}

static int context_new(const struct tls_options *o, bool is_server,
    struct tls_context **out, char *why)
{
	struct tls_context *t = mem_new(1, sizeof(*t));
	struct loading l = { .o = o, .t = t, .why = why };
	int rc;

	t->refs = 1;
	t->is_server = is_server;
	t->insecure = o->insecure;
	ERR_clear_error();
	t->transport = tls_transport_new();
	rc = load(&l);
	ERR_clear_error();
	if (rc != 0)
		tls_unref(t);
	else
		*out = t;
	return rc;
}

int tls_client_new(const struct tls_options *o, struct tls_context **out,
    char *why)
{
	return context_new(o, false, out, why);
}

int tls_server_new(const struct tls_options *o, struct tls_context **out,
    char *why)
{
	return context_new(o, true, out, why);
}

struct tls_context *tls_ref(struct tls_context *t)
{
	if (t != NULL)
		t->refs++;
	return t;
}

void tls_unref(struct tls_context *t)
{
	if (t == NULL || --t->refs != 0)
		return;
	SSL_CTX_free(t->ctx);
	BIO_meth_free(t->transport);
	free(t->pins);
	free(t->alpn);
	free(t);
}

usec tls_expires(const struct tls_context *t)
{
	return t->expires;
}

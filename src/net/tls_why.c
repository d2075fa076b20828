/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why TLS ended, in words an operator can act upon.
 */
#include "net/tls_impl.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

enum detail { NO_DETAIL, STARTS, EXPIRES, ISSUER, SUBJECT, KEY_BITS, NAMES };

static const struct refusal {
	int error;
	const char *text; /* after "the certificate " */
	enum detail detail;
} refusals[] = {
#define REFUSAL(error, text, detail) { X509_V_ERR_##error, text, detail },
#include "net/refusal.def"
#undef REFUSAL
};

static const struct failure {
	int reason;
	const char *text;
} failures[] = {
#define FAILURE(reason, text) { SSL_R_##reason, text },
#include "net/failure.def"
#undef FAILURE
};

#define DETAIL_BYTES 96

static void date_text(const ASN1_TIME *at, char *text)
{
	char full[CLOCK_TEXT_BYTES];

	snprintf(text, DETAIL_BYTES, "%.10s",
	    clock_format(tls_date(at), full)); /* the day */
}

/* "CN = Carrier CA", with nothing that could end the line of a log. */
static void name_text(const X509_NAME *name, char *text)
{
	BIO *b = BIO_new(BIO_s_mem());
	int len = -1;

	if (b != NULL && X509_NAME_print_ex(b, name, 0, XN_FLAG_ONELINE) >= 0)
		len = BIO_read(b, text, DETAIL_BYTES - 1);
	text[len > 0 ? len : 0] = '\0';
	BIO_free(b);
}

/* Whose name was expected, and whose it is. */
static void names_text(X509_STORE_CTX *ctx, const X509 *x, char *text)
{
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);
	char *address = X509_VERIFY_PARAM_get1_ip_asc(p);
	const char *host = X509_VERIFY_PARAM_get0_host(p, 0);
	char names[DETAIL_BYTES / 2];

	tls_names_of(x, SIZE_MAX, names, sizeof(names));
	if (host == NULL)
		host = address != NULL ? address : "";
	snprintf(text, DETAIL_BYTES, "%s, not for %s",
	    names[0] != '\0' ? names : "nobody", host);
	OPENSSL_free(address);
}

static void detail_text(enum detail d, X509_STORE_CTX *ctx, char *text)
{
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);

	text[0] = '\0';
	if (x == NULL)
		return;
	switch (d) {
	case NO_DETAIL: break;
	case STARTS: date_text(X509_get0_notBefore(x), text); break;
	case EXPIRES: date_text(X509_get0_notAfter(x), text); break;
	case ISSUER: name_text(X509_get_issuer_name(x), text); break;
	case SUBJECT: name_text(X509_get_subject_name(x), text); break;
	case KEY_BITS:
		snprintf(text, DETAIL_BYTES, "%d bits",
		    EVP_PKEY_get_bits(X509_get0_pubkey(x)));
		break;
	case NAMES: names_text(ctx, x, text); break;
	}
}

static struct refusal refusal_of(int error)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (refusals[i].error == error)
			return refusals[i];
	return (struct refusal){ .error = error,
		.text = X509_verify_cert_error_string(error) };
}

void tls_note_refusal(struct stream *s, X509_STORE_CTX *ctx)
{
	struct refusal r = refusal_of(X509_STORE_CTX_get_error(ctx));
	bool is_ca = X509_STORE_CTX_get_error_depth(ctx) > 0;
	char detail[DETAIL_BYTES], why[sizeof(s->why)];

	detail_text(r.detail, ctx, detail);
	snprintf(why, sizeof(why), "TLS: the %scertificate %s%s",
	    is_ca ? "CA's " : "", r.text, detail);
	stream_fault(s, RC_DENIED, why);
}

static void restate(struct stream *s, int rc, const char *why)
{
	s->why[0] = '\0';
	stream_fault(s, rc, why);
}

static bool is_alert(unsigned long error)
{
	return ERR_GET_LIB(error) == ERR_LIB_SSL &&
	       ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET;
}

/* "sslv3 alert bad certificate" is how OpenSSL calls them. The peer's own words
 * are better than the reset that may follow them. */
static void note_alert(struct stream *s, unsigned long error)
{
	const char *text = ERR_reason_error_string(error);
	const char *alert = text == NULL ? NULL : strstr(text, "alert ");
	char why[sizeof(s->why)];

	if (alert != NULL)
		text = alert + strlen("alert ");
	snprintf(why, sizeof(why), "TLS: the peer refused: %s",
	    text != NULL ? text : "unknown alert");
	restate(s, RC_DENIED, why);
}

static bool speaks_no_tls(const struct tls_session *t)
{
	return t->first_len != 0 && t->first[0] != SSL3_RT_HANDSHAKE &&
	       t->first[0] != SSL3_RT_ALERT;
}

static void note_no_tls(struct stream *s)
{
	const struct tls_session *t = s->tls;
	char text[3 * TLS_FIRST_BYTES + 1], why[sizeof(s->why)];
	size_t at = 0;
	bool is_text = true;

	for (size_t i = 0; i < t->first_len; i++)
		is_text &= t->first[i] >= ' ' && t->first[i] < 0x7f;
	for (size_t i = 0; i < t->first_len; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    is_text ? "%c" : " %02x", t->first[i]);
	/* An SMPP PDU begins with its length, below 2^24. */
	snprintf(why, sizeof(why),
	    "TLS: the peer does not speak it%s, it says:%s%s",
	    t->first[0] == 0 ? " but plain SMPP perhaps" : "",
	    is_text ? " " : "", text);
	restate(s, RC_DENIED, why);
}

static void note_cut(struct stream *s)
{
	const struct tls_session *t = s->tls;
	char why[sizeof(s->why)];
	const char *how = s->why[0] != '\0' ? s->why : "closed by the peer";

	if (!s->handshaking && s->why[0] != '\0')
		return;
	if (!s->handshaking)
		snprintf(why, sizeof(why), "TLS: cut off without a goodbye");
	else if (t->first_len != 0)
		snprintf(why, sizeof(why), "TLS: %.96s in the handshake", how);
	else
		snprintf(why, sizeof(why),
		    "TLS: %.96s in the handshake before its first byte; "
		    "is that a port for TLS?",
		    how);
	restate(s, RC_SYSTEM, why);
}

static const char *failure_text(unsigned long error)
{
	const char *text = ERR_reason_error_string(error);

	for (size_t i = 0; i < ARRAY_LEN(failures); i++)
		if (ERR_GET_LIB(error) == ERR_LIB_SSL &&
		    ERR_GET_REASON(error) == failures[i].reason)
			return failures[i].text;
	return text != NULL ? text : "unknown error";
}

void tls_note_failure(struct stream *s)
{
	unsigned long error = ERR_peek_last_error();
	char why[sizeof(s->why)];

	if (is_alert(error)) {
		note_alert(s, error);
	} else if (s->handshaking && speaks_no_tls(s->tls)) {
		note_no_tls(s);
	} else if (error == 0 || ERR_GET_REASON(error) ==
				     SSL_R_UNEXPECTED_EOF_WHILE_READING) {
		note_cut(s);
	} else {
		snprintf(why, sizeof(why), "TLS: %s", failure_text(error));
		stream_fault(s, s->handshaking ? RC_DENIED : RC_SYSTEM, why);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLS as a kind of stream, over the operations of the kind below it: OpenSSL
 * sees a BIO that reads and writes a socket or memory. (A bufferevent would
 * read when it likes; here it happens in the turn's place for it, and a byte
 * counts as sent when the kernel has the whole of its record. A record that
 * left in part only cannot be read by anybody, so nothing of it was sent.)
 *
 * 1. OpenSSL's error queue is that of the thread: it is emptied before each
 *    call, so no session reads another's errors.
 * 2. "Nothing more to read" is the transport's word, t->dry; OpenSSL says so
 *    also after each record that carries no data.
 * 3. After a fatal error OpenSSL is not called again, but when writing failed
 *    in the transport: what came before may still be read.
 */
#include "net/tls_impl.h"

#include "base/clock.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#define HANDSHAKE_TIME (10 * SECOND)
#define RECORDS_MAX    64 /* in one read, so that no peer starves others */

/* Steps of OpenSSL's handshake after the first one is over: key updates and
 * refused renegotiations, one or two steps each. An honest peer causes a few
 * an hour. */
#define CHATTER_MAX  128
#define CHATTER_TIME (60 * SECOND)

static void remember_first(struct tls_session *t, const char *data, size_t len)
{
	size_t room = TLS_FIRST_BYTES - t->first_len;

	if (len > room)
		len = room;
	memcpy(t->first + t->first_len, data, len);
	t->first_len += len;
}

static int transport_read(BIO *b, char *to, int room)
{
	struct stream *s = BIO_get_data(b);
	struct tls_session *t = s->tls;
	ssize_t n = t->lower->read(s, to, (size_t)room);

	BIO_clear_retry_flags(b);
	if (n > 0) {
		remember_first(t, to, (size_t)n);
		s->loop->progress++;
		return (int)n;
	}
	t->dry = true;
	t->eof |= n == STREAM_EOF;
	if (n == 0)
		BIO_set_retry_read(b);
	return n == STREAM_EOF ? 0 : -1;
}

static int transport_write(BIO *b, const char *data, int len)
{
	struct stream *s = BIO_get_data(b);
	ssize_t n;

	BIO_clear_retry_flags(b);
	if (s->tls->eof) /* an alert about that, which nobody would read */
		return -1;
	n = s->tls->lower->write(s, data, (size_t)len);
	if (n > 0)
		s->loop->progress++;
	else if (n == 0)
		BIO_set_retry_write(b);
	return n > 0 ? (int)n : -1;
}

static long transport_ctrl(BIO *b, int command, long number, void *arg)
{
	const struct stream *s = BIO_get_data(b);

	(void)number;
	(void)arg;
	if (command == BIO_CTRL_EOF)
		return s->tls->eof;
	return command == BIO_CTRL_FLUSH; /* nothing is kept back */
}

BIO_METHOD *tls_transport_new(void)
{
	BIO_METHOD *m =
	    BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "stream");

	if (m == NULL || BIO_meth_set_read(m, transport_read) != 1 ||
	    BIO_meth_set_write(m, transport_write) != 1 ||
	    BIO_meth_set_ctrl(m, transport_ctrl) != 1)
		abort(); /* out of memory */
	return m;
}

int tls_on_verify(int ok, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct stream *s = SSL_get_app_data(ssl);

	if (ok || s->tls->context->insecure)
		return 1;
	tls_note_refusal(s, ctx);
	return 0;
}

static void on_step(const SSL *ssl, int where, int ret)
{
	const struct stream *s = SSL_get_app_data(ssl);
	struct tls_session *t = s->tls;

	(void)ret;
	if ((where & SSL_CB_LOOP) == 0 || s->handshaking ||
	    SSL_get_state(ssl) == TLS_ST_OK)
		return;
	if (clock_mono() - t->chatter_since >= CHATTER_TIME) {
		t->chatter_since = clock_mono();
		t->chatter = 0;
	}
	t->chatter++;
}

static ssize_t give_up(struct stream *s)
{
	s->tls->failed = true;
	tls_note_failure(s);
	return STREAM_ERROR;
}

/* After a call that gave nothing: 0 for not now. */
static ssize_t outcome(struct stream *s, int ret)
{
	switch (SSL_get_error(s->tls->ssl, ret)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE: return 0;
	case SSL_ERROR_ZERO_RETURN: return STREAM_EOF;
	default: return give_up(s);
	}
}

/* True if the last call wants to be repeated at once, see 2. above. */
static bool has_more(const struct tls_session *t)
{
	return SSL_want_read(t->ssl) && !t->dry;
}

static bool is_pinned(const struct tls_session *t)
{
	const struct tls_context *c = t->context;
	const X509 *x = SSL_get0_peer_certificate(t->ssl);
	uint8_t pin[TLS_PIN_BYTES];

	if (c->pins_len == 0)
		return true;
	if (x == NULL || !tls_pin_of(x, pin))
		return false;
	for (size_t i = 0; i < c->pins_len; i++)
		if (memcmp(pin, c->pins[i], sizeof(pin)) == 0)
			return true;
	return false;
}

static int tls_shake(struct stream *s)
{
	struct tls_session *t = s->tls;
	ssize_t result = STREAM_ERROR;
	int ret;

	for (int i = 0; i < RECORDS_MAX && !t->failed; i++) {
		t->dry = false;
		ERR_clear_error();
		ret = SSL_do_handshake(t->ssl);
		if (ret == 1 && is_pinned(t))
			return 1;
		if (ret == 1) {
			t->failed = true;
			stream_fault(s, RC_DENIED,
			    "TLS: the peer's key is none of the pins");
			return STREAM_ERROR;
		}
		result = outcome(s, ret);
		if (result != 0 || !has_more(t))
			break;
	}
	return (int)result;
}

static bool is_too_chatty(struct stream *s)
{
	if (s->tls->chatter <= CHATTER_MAX)
		return false;
	s->tls->failed = true;
	stream_fault(s, RC_DENIED,
	    "TLS: too many key updates or renegotiations");
	return true;
}

/* One call of OpenSSL; 0: not now. */
static ssize_t read_once(struct stream *s, uint8_t *to, size_t room)
{
	struct tls_session *t = s->tls;
	ssize_t result;
	size_t n;

	t->dry = false;
	ERR_clear_error();
	if (SSL_read_ex(t->ssl, to, room, &n) == 1)
		return (ssize_t)n;
	result = outcome(s, 0);
	return is_too_chatty(s) ? STREAM_ERROR : result;
}

static ssize_t tls_read(struct stream *s, void *to, size_t room)
{
	struct tls_session *t = s->tls;
	size_t got = 0;
	ssize_t n = 0;
	int left = RECORDS_MAX;

	s->read_waits = false;
	if (t->failed || s->handshaking)
		return STREAM_ERROR;
	if (t->write_waits)
		stream_mark_unsent(s);
	t->write_waits = false;
	while (got < room && left-- > 0) {
		n = read_once(s, (uint8_t *)to + got, room - got);
		if (n > 0)
			got += (size_t)n;
		else if (n < 0 || !has_more(t))
			break;
	}
	t->more = n != 0 || left < 0;
	s->read_waits = n == 0 && SSL_want_write(t->ssl);
	return got != 0 ? (ssize_t)got : n;
}

/* Of one record: a client may ask for small ones (RFC 6066, 4). */
static size_t record_max(const SSL *ssl)
{
	unsigned code =
	    SSL_SESSION_get_max_fragment_length(SSL_get0_session(ssl));

	return code == 0 ? SSL3_RT_MAX_PLAIN_LENGTH : (size_t)256 << code;
}

/* One record a call, and the same again until it has left: of a longer write
 * OpenSSL does not tell that its first record is gone when its second waits. */
static ssize_t tls_write(struct stream *s, const void *data, size_t len)
{
	struct tls_session *t = s->tls;
	size_t n, max = record_max(t->ssl);

	if (t->failed)
		return STREAM_ERROR;
	if (t->unfinished == 0)
		t->unfinished = len < max ? len : max;
	ERR_clear_error();
	if (SSL_write_ex(t->ssl, data, t->unfinished, &n) == 1) {
		t->unfinished = 0;
		return (ssize_t)n;
	}
	/* The transport broke and said why. */
	if (SSL_get_error(t->ssl, 0) == SSL_ERROR_SYSCALL)
		return STREAM_ERROR;
	if (outcome(s, 0) != 0)
		return STREAM_ERROR;
	t->write_waits = SSL_want_read(t->ssl);
	return 0;
}

/* What OpenSSL waits for may be the other direction. */
static void tls_interest(struct stream *s)
{
	struct tls_session *t = s->tls;
	bool more = s->want_read && t->more && !s->handshaking;

	if (s->handshaking) {
		s->want_write = !t->failed && SSL_want_write(t->ssl);
		s->want_read = !t->failed && !s->want_write;
	} else if (s->read_waits) {
		s->want_write = true;
	} else if (t->write_waits) {
		s->want_write = false;
	}
	t->lower->interest(s);
	if (more)
		stream_mark_ready(s);
}

static bool tls_end_writing(struct stream *s)
{
	struct tls_session *t = s->tls;
	int ret;

	ERR_clear_error();
	ret = t->failed ? 0 : SSL_shutdown(t->ssl);
	if (ret < 0 && SSL_get_error(t->ssl, ret) == SSL_ERROR_WANT_WRITE)
		return false;
	return t->lower->end_writing(s);
}

/* One that said goodbye gets ours; others see that they were cut off. */
static void answer_goodbye(struct tls_session *t)
{
	if (t->ssl == NULL || t->failed ||
	    (SSL_get_shutdown(t->ssl) & SSL_RECEIVED_SHUTDOWN) == 0)
		return;
	ERR_clear_error();
	SSL_shutdown(t->ssl);
}

static void tls_close(struct stream *s)
{
	struct tls_session *t = s->tls;

	answer_goodbye(t);
	SSL_free(t->ssl);
	ERR_clear_error();
	tls_unref(t->context);
	s->tls = NULL;
	t->lower->close(s);
	free(t);
}

static const struct stream_kind tls_kind = {
	.read = tls_read,
	.write = tls_write,
	.interest = tls_interest,
	.end_writing = tls_end_writing,
	.shake = tls_shake,
	.close = tls_close,
};

static bool is_address(const char *name)
{
	struct in6_addr any;

	return inet_pton(AF_INET, name, &any) == 1 ||
	       inet_pton(AF_INET6, name, &any) == 1;
}

/* SNI. OpenSSL's macro wants a string that is not const. */
static bool ask_for(SSL *ssl, const char *name)
{
	char *copy = mem_strdup(name);
	bool done = SSL_set_tlsext_host_name(ssl, copy) == 1;

	free(copy);
	return done;
}

static bool expect_name(SSL *ssl, const char *name)
{
	X509_VERIFY_PARAM *p = SSL_get0_param(ssl);

	X509_VERIFY_PARAM_set_hostflags(p,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (is_address(name))
		return X509_VERIFY_PARAM_set1_ip_asc(p, name) == 1;
	return SSL_set1_host(ssl, name) == 1 && ask_for(ssl, name);
}

static bool set_role(SSL *ssl, const struct tls_context *c, const char *name)
{
	if (c->is_server) {
		SSL_set_accept_state(ssl);
		return true;
	}
	SSL_set_connect_state(ssl);
	return expect_name(ssl, name);
}

/* False: out of memory. */
static bool session_open(struct stream *s, const char *name)
{
	struct tls_session *t = s->tls;
	BIO *transport = BIO_new(t->context->transport);

	t->ssl = SSL_new(t->context->ctx);
	if (t->ssl == NULL || transport == NULL) {
		BIO_free(transport);
		return false;
	}
	BIO_set_data(transport, s);
	BIO_set_init(transport, 1);
	SSL_set_bio(t->ssl, transport, transport);
	SSL_set_info_callback(t->ssl, on_step);
	X509_VERIFY_PARAM_set_time(SSL_get0_param(t->ssl),
	    (time_t)(clock_wall() / SECOND));
	return SSL_set_app_data(t->ssl, s) == 1 &&
	       set_role(t->ssl, t->context, name);
}

static void handshake_is_over(void *arg)
{
	stream_fault(arg, RC_TIMEOUT, "TLS: no handshake within 10 s");
	stream_break(arg);
}

void tls_attach(struct stream *s, struct tls_context *c, const char *name)
{
	struct tls_session *t = mem_new(1, sizeof(*t));

	t->context = tls_ref(c);
	t->lower = s->kind;
	s->tls = t;
	s->kind = &tls_kind;
	s->handshaking = true;
	if (!session_open(s, name)) {
		t->failed = true;
		stream_fault(s, RC_SYSTEM, "TLS: out of memory");
		stream_break(s);
	}
	timer_init(&s->closing_timer, s->loop, handshake_is_over, s);
	timer_in(&s->closing_timer, HANDSHAKE_TIME);
	stream_mark_ready(s);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client - calls other people's HTTP servers, whom it does not trust
 * (reliability.md 7.4, X1-X5, X14).
 *
 * Each call ends with exactly one `answered`, in a later turn of the loop,
 * unless it is cancelled or the client goes. Every address is checked when
 * its connection is opened, and again when a kept connection is used by
 * another call; TLS is verified; HTTP/1.1 only; no redirect is followed; no
 * proxy, cookie or environment is heeded. The answer is untrusted text.
 *
 * Owns:     its calls, connections, and the threads that look names up.
 * Borrows:  the loop. Of a struct http_call nothing: all is copied.
 * Threads:  that of the loop.
 * Time:     true time, also while the clock is frozen. It does not retry.
 */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include "base/base.h"

struct http_client;
struct loop;
struct url;
struct url_policy;

typedef uint64_t http_call_id; /* 0 is none */

struct http_client_options {
	size_t calls;          /* at a time; 0: 500 */
	size_t conns_per_host; /* calls beyond them wait; 0: 10 */
	const char *ca_file;   /* NULL: the system's certificates */
};

/* `o` may be NULL. */
struct http_client *http_client_new(struct loop *l,
    const struct http_client_options *o);

/* Drops all calls. Not from inside `answered`. NULL is allowed. */
void http_client_free(struct http_client *c);

/* Where a call failed, and what the caller is told of it. */
enum http_failure {
#define FAILURE(name, word, rc) HTTP_FAILURE_##name,
#include "http/failure.def"
#undef FAILURE
	HTTP_FAILURES
};

/* "read_timeout": for counters and logs. */
const char *http_failure_word(enum http_failure f);

#define HTTP_CLIENT_BODY_MAX 65536 /* of an answer; what follows is cut */
#define HTTP_CLIENT_HEAD_MAX 65536

struct http_result {
	http_call_id id;
	enum http_failure failure;
	int rc;     /* of the failure; 0: an answer came, whatever its status */
	int status; /* 0: none came. With an rc it may be there nevertheless */
	const char *why;  /* for people; "" with rc 0. Never the secret */
	usec retry_after; /* from now, by its header; 0: none */
	const char *type; /* Content-Type, or "" */
	const uint8_t *body;
	size_t len;
	bool cut;         /* the body went on beyond what is here */
	const char *peer; /* "192.0.2.7:443", or "" */
	usec connect;     /* until the connection was there, TLS included */
	usec took;
};

/* A result holds only during the call. New calls may be made here, and any be
 * cancelled. */
typedef void http_answered(void *arg, const struct http_result *r);

struct http_client_header {
	const char *name, *value;
};

#define HTTP_CLIENT_HEADERS_MAX 16

struct http_call {
	const struct url *url; /* user and secret go as Basic, RFC 7617 */
	bool post;             /* else GET, without a body */
	const struct http_client_header *header; /* Content-Type, ... */
	size_t headers;
	const void *body;
	size_t len;
	const struct url_policy *policy;
	usec connect; /* name, TCP and TLS; 0: 10 s */
	usec read;    /* till the next line of its head or piece of
	               * its body; 0: total */
	usec total;   /* 0: 15 s */
	http_answered *answered;
	void *arg;
};

/* RC_FULL: as many calls as may be are under way. RC_BAD: a header has a
 * control byte. All else is told by `answered`, also that the policy forbids
 * the URL (RC_DENIED). */
MUST_CHECK int http_client_call(struct http_client *c,
    const struct http_call *call, http_call_id *id);

/* No `answered` for it. Nothing happens if it has ended. */
void http_client_cancel(struct http_client *c, http_call_id id);

/* Calls under way. */
size_t http_client_calls(const struct http_client *c);

#endif

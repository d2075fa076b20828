/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server - a strict HTTP/1.1 server that streams.
 *
 * A request is known by its id. When its head has come, `began` says how the
 * body shall be taken; then `line` and `ended` follow. The answer may be given
 * in any of these, or at any later time; answers leave in the order of the
 * requests of their connection. Framing errors, limits and deadlines
 * (reliability.md 7.2) are answered here and never reach the handler, but by
 * `gone` if `began` was called before.
 *
 * Owns:     connections, requests, what is queued of answers.
 * Borrows:  the loop, the events table and its argument, the limits' values.
 * Note:     a struct http_request holds only during the callback.
 * Threads:  that of the loop.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/answer.h"

struct http_server;
struct loop;
struct nets;
struct stream;
struct tls_context;

typedef uint64_t http_id; /* of a request; 0 is none */

enum http_method {
	HTTP_METHOD_GET,
	HTTP_METHOD_HEAD, /* handled as GET; the body is left out here */
	HTTP_METHOD_POST,
	HTTP_METHOD_PUT,
	HTTP_METHOD_PATCH,
	HTTP_METHOD_DELETE
};

struct http_request {
	http_id id;
	enum http_method method;
	const char *path;  /* decoded once, begins with '/', has no NUL */
	const char *query; /* as it came, behind the '?'; "" if none */
	size_t query_len;
	const char *peer;    /* "192.0.2.7:2775"; http/forwarded.h */
	bool tls;            /* it came over TLS */
	const uint8_t *body; /* in `ended`, if it was taken whole */
	size_t body_len;
	/* The program itself made this one, for a handler of its own: it has no
	 * header but this Content-Type, which may be NULL. */
	bool is_made;
	const char *made_type;
};

/* The value of a header, the name in lower case; NULL if there is none. Of
 * several the first (those that must be single were refused before). */
const char *http_request_header(const struct http_request *r, const char *name);

/* How the body is taken. Preset: whole, up to limits.body_bytes. Of rows a CR
 * ends a line as well, with no LF behind it. */
enum http_body { HTTP_BODY_WHOLE, HTTP_BODY_LINES, HTTP_BODY_ROWS };

struct http_plan {
	enum http_body body;
	size_t max_bytes;  /* of a whole body: beyond it 413 */
	const char *route; /* for the log, a constant: "/v1/messages/{id}" */
	bool unlogged;     /* its end is not worth a line */
	bool twilio_id;    /* say its id as Twilio-Request-Id too */
};

struct http_events {
	/* The head has come. An answer given here leaves the body unread. */
	void (*began)(void *arg, const struct http_request *r,
	    struct http_plan *plan);
	/* One line of a body taken by lines, without its end. */
	void (*line)(void *arg, http_id id, const char *line, size_t len);
	/* In place of one that is longer than limits.line_bytes, at once; lines
	 * after it go on. NULL: the request is refused with 413. */
	void (*long_line)(void *arg, http_id id);
	/* The body, a JSON text, of an error of the server itself. `target`:
	 * how the request's one begins, as it came; "" if none was read. NULL:
	 * answer_error_body(). */
	void (*refused)(void *arg, const char *target, int status,
	    const char *why, struct buf *body);
	/* The body is complete. Not called if an answer was given before. */
	void (*ended)(void *arg, const struct http_request *r);
	/* The client has gone, or was refused, before the answer was
	 * complete; what is answered to this id from here is ignored. */
	void (*gone)(void *arg, http_id id);
	/* What was added to a streamed answer has left. May be NULL. */
	void (*drained)(void *arg, http_id id);
};

struct http_limits {
	size_t conns, conns_per_addr;
	size_t in_flight;    /* requests of a connection without an answer */
	size_t body_bytes;   /* of a whole body */
	size_t line_bytes;   /* of a line of a streamed body */
	size_t unsent_bytes; /* beyond it a connection reads no more */
	uint64_t requests;   /* of a connection's life */
	usec lifetime, idle, head, body;
	size_t bytes_per_second; /* a body at least, and an answer's reader */
};

/* The figures of reliability.md 7.2. */
extern const struct http_limits http_limits_default;

/* `limits` may be NULL for the default. */
struct http_server *http_server_new(struct loop *l,
    const struct http_events *ev, void *arg, const struct http_limits *limits);

/* Kills all connections without events. */
void http_server_free(struct http_server *s);

/* May be called several times, see stream_listen() for addr and errors. */
MUST_CHECK int http_server_listen(struct http_server *s, const char *addr);

/* The port of the n-th listener (from 0). */
uint16_t http_server_port(const struct http_server *s, size_t n);

/* What a listener does for those who connect from now on. Preset: zeros. */
struct http_listener {
	struct tls_context *tls; /* NULL: plain HTTP */
	/* Log a line at the end of each request: its id, the method, the plan's
	 * route and not the path, status, bytes of body and time: nothing of
	 * what the client wrote. */
	bool logs;
	size_t conns_per_addr, body_bytes; /* 0: the server's limits */
	/* Proxies: any number of connections, and who is behind them is the
	 * peer of a request. Copied; NULL: none. */
	const struct nets *trusted;
};

/* Of the n-th one. */
void http_server_set(struct http_server *s, size_t n,
    const struct http_listener *l);

/* A connection made otherwise: tests, passed sockets. */
void http_server_accept(struct http_server *s, struct stream *st);

/* No new connections; each existing one ends after its current answers. */
void http_server_drain(struct http_server *s);

size_t http_server_conns(const struct http_server *s);
size_t http_server_in_flight(const struct http_server *s);

/* The whole answer. Ignored if the id has gone or has its answer. */
void http_answer(struct http_server *s, http_id id,
    const struct http_answer *a);

/* The same in pieces: `a` without body, then bytes, then the end (with
 * `broken` the connection breaks, so that the reader knows). */
void http_answer_begin(struct http_server *s, http_id id,
    const struct http_answer *a);
void http_answer_add(struct http_server *s, http_id id, const void *data,
    size_t len);
void http_answer_end(struct http_server *s, http_id id, bool broken);

/* Bytes of a streamed answer that have not left; 0 if the id has gone. */
size_t http_answer_unsent(const struct http_server *s, http_id id);

/* Take no more lines of this body for now, and go on. */
void http_pause(struct http_server *s, http_id id);
void http_resume(struct http_server *s, http_id id);

#endif

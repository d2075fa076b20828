/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * answer - what an answer consists of, and its bytes.
 *
 * Statuses, content types and headers are from fixed tables; a header value
 * with a control byte in it is left out, so no stored text can inject one.
 * What every answer says besides stands in http/always.def.
 *
 * Borrows: all that a struct http_answer points to, during the call.
 */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include "base/buf.h"

enum http_type {
#define TYPE(name, text) HTTP_TYPE_##name,
#include "http/type.def"
#undef TYPE
	HTTP_TYPES
};

enum http_header {
#define HEADER(name, text) HTTP_HEADER_##name,
#include "http/header.def"
#undef HEADER
	HTTP_HEADERS
};

struct http_field {
	enum http_header name;
	const char *value; /* NULL: left out */
};

#define HTTP_FIELDS_MAX 6

struct http_answer {
	int status; /* one of status.def */
	enum http_type type;
	const void *body;
	size_t len;
	struct http_field field[HTTP_FIELDS_MAX]; /* unused: value NULL */
};

/* "not_found": the word of our own error bodies. */
const char *http_status_word(int status);

/* How an answer's end is told, and whether the connection goes on. */
enum answer_framing { ANSWER_SIZED, ANSWER_CHUNKED, ANSWER_TO_CLOSE };

struct answer_form {
	enum answer_framing framing;
	bool closes;      /* say Connection: close */
	bool keep_alive;  /* say Connection: keep-alive (to HTTP/1.0) */
	bool no_body;     /* HEAD: all headers, no body */
	const char *date; /* by answer_date() */
	const char *id;   /* of the request, ANSWER_ID_BYTES; NULL: none */
	bool twilio_id;   /* say it as Twilio-Request-Id too */
	bool tls;
};

#define ANSWER_ID_BYTES 33 /* 32 hexadecimal digits */

#define ANSWER_DATE_BYTES 30

/* "Thu, 24 Aug 2023 05:01:45 GMT" (RFC 9110, 5.6.7). Returns `text`. */
char *answer_date(usec wall, char *text);

/* The most bytes that answer_write() puts down for `a`. */
size_t answer_bound(const struct http_answer *a);

/* The head, and the body if sized. Returns the number of bytes written. */
size_t answer_write(const struct http_answer *a, const struct answer_form *f,
    uint8_t *to);

/* {"error": {"status", "code", "message"}} for what the server itself
 * refuses: fixed texts, nothing of the request. */
void answer_error_body(int status, const char *message, struct buf *to);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse - the requests of one connection, piece by piece, by llhttp.
 *
 * The caller cuts the pieces (gate.h) and asks after each what comes next.
 *
 * Borrows: the head and the body that parse_head() was given, until the
 *          request is complete.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/head.h"
#include "http/server.h"

#include <llhttp.h>

struct parse {
	llhttp_t ll;
	struct head *head;
	struct buf *body; /* NULL: what comes is thrown away */
	struct refusal no;
	enum http_method method;
	bool keep_alive; /* the request wishes it */
	bool has_head, is_complete;
	bool in_value;  /* the last span was of a value */
	uint64_t chunk; /* length of the chunk that has begun */
};

void parse_init(struct parse *p);

/* A whole head, whose bytes are in h->bytes; it is judged and cut. The body
 * will be added to `body`. RC_BAD: p->no says why. */
MUST_CHECK int parse_head(struct parse *p, struct head *h, struct buf *body);

/* Bytes of the body's framing or contents. RC_BAD: p->no says why. */
MUST_CHECK int parse_body(struct parse *p, const uint8_t *bytes, size_t len);

#endif

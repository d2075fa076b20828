/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gate - lets a piece of a request through to the parser when it is complete
 * and lexically clean (reliability.md 7.2): lines end in CRLF and nothing
 * else, no control bytes, no folded lines, everything bounded. A piece is a
 * head, the line of a chunk's size, or the trailers.
 *
 * As the parser never sees half a piece, how the bytes were cut on their way
 * cannot change what they mean.
 *
 * Owns:  a few counters; the caller keeps the bytes and shows the same ones
 *        again with more behind them.
 */
#ifndef HTTP_GATE_H
#define HTTP_GATE_H

#include "base/base.h"

#define GATE_REQUEST_LINE_MAX 8192
#define GATE_HEADERS_MAX      16384 /* bytes, line ends included */
#define GATE_HEADER_LINES_MAX 64
#define GATE_SIZE_DIGITS_MAX  8
#define GATE_EXTENSION_MAX    64
#define GATE_TRAILERS_MAX     1024

/* Why a request is refused: fixed texts, nothing of what was sent. */
struct refusal {
	int status; /* 0: not refused */
	const char *why;
};

struct gate {
	size_t seen;  /* bytes of the piece judged already */
	size_t line;  /* of them in the present line, CR LF not counted */
	size_t lines; /* whole ones */
	size_t first; /* bytes of the first line, CR LF counted */
	uint8_t last; /* the byte before the next */
	struct refusal no;
};

/* Begin a new piece. */
void gate_reset(struct gate *g);

/* Is the piece whole? 0: *piece is its length; RC_SHORT: show it again with
 * more; RC_BAD: see g->no. */
MUST_CHECK int gate_head(struct gate *g, const uint8_t *p, size_t n,
    size_t *piece);
MUST_CHECK int gate_trailers(struct gate *g, const uint8_t *p, size_t n,
    size_t *piece);
MUST_CHECK int gate_size_line(struct gate *g, const uint8_t *p, size_t n,
    size_t *piece);

#endif

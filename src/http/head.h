/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * head - what a request's head says, and the rules it must keep.
 *
 * parse.c fills it from the parser's spans; head_check() then judges it by
 * the rules of reliability.md 7.2 that the parser does not know.
 *
 * Owns:  the bytes of the head; names and values are places in them.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "base/buf.h"
#include "http/gate.h"

struct head_field {
	uint16_t name, name_len, value, value_len;
};

struct head {
	struct buf bytes;
	struct head_field field[GATE_HEADER_LINES_MAX];
	size_t fields;
	uint16_t target, target_len;
	bool http10;
	/* By head_check(): */
	bool chunked, expects;
	uint64_t length; /* by Content-Length, else 0 */
	/* By head_cut(): */
	const char *path, *query;
	size_t query_len;
};

/* Empty it for the next request; keeps its memory if that is not much. */
void head_reset(struct head *h);
void head_fini(struct head *h);

/* The first value of this name (lower case, NUL-terminated only after
 * head_cut()), or NULL. */
const char *head_get(const struct head *h, const char *name);

/* The value of the i-th line, if that has this name, else NULL. */
const char *head_value(const struct head *h, size_t i, const char *name,
    size_t *len);

/* RC_BAD: *no says why. */
MUST_CHECK int head_check(struct head *h, struct refusal *no);

/* Put a NUL behind each value and cut the target in path and query.
 * RC_BAD: the path cannot be decoded. */
MUST_CHECK int head_cut(struct head *h, struct refusal *no);

#endif

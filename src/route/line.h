/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * line - a text put together piece by piece, cut where its memory ends. Each
 * message that is routed has one, so it costs no printf.
 *
 * Borrows: the memory, of at least 4 bytes.
 */
#ifndef ROUTE_LINE_H
#define ROUTE_LINE_H

#include "base/base.h"

struct line {
	char *at, *end; /* where the NUL stands, and the last place for it */
};

struct line line_over(char *text, size_t size);

/* What was cut ends with "...". */
void line_add(struct line *l, const char *text);
void line_add_number(struct line *l, uint64_t number);

/* "a, b, c" */
void line_add_list(struct line *l, char *const *text, size_t n);

#endif

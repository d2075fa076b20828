/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf - bytes that grow at the end and are eaten from the front.
 *
 * Owns:  its memory. A zeroed struct is an empty buffer.
 * Note:  a pointer into it holds until the next call that adds.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/base.h"

#include <stdarg.h>

struct buf {
	uint8_t *data;
	size_t off, len, cap; /* bytes are data[off .. off + len) */
};

void buf_free(struct buf *b);

/* NULL while nothing ever was in it. */
static inline uint8_t *buf_bytes(const struct buf *b)
{
	return b->data == NULL ? NULL : b->data + b->off;
}

/* Room for n more bytes behind the last; buf_added() then counts them. */
uint8_t *buf_reserve(struct buf *b, size_t n);
void buf_added(struct buf *b, size_t n);

void buf_add(struct buf *b, const void *data, size_t len);
void buf_add_str(struct buf *b, const char *s);
PRINTF(2, 3) void buf_printf(struct buf *b, const char *fmt, ...);

/* Drop n bytes from the front, or all. */
void buf_eat(struct buf *b, size_t n);
void buf_clear(struct buf *b);

/* The bytes as a C string: a NUL is put behind them, not counted. */
const char *buf_cstr(struct buf *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cursor - reads and writes big-endian fields in a fixed piece of memory.
 *
 * The first error sticks: later calls do nothing, reads return zero. So a
 * caller handles a whole record and asks c->rc once, at the end.
 */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include "base/base.h"

#include <string.h>

struct cursor {
	uint8_t *at, *end;
	int rc;
};

static inline struct cursor cursor_over(void *data, size_t len)
{
	/* Nothing at NULL is nothing, but NULL + 0 is undefined. */
	return (struct cursor){ .at = data,
		.end = len != 0 ? (uint8_t *)data + len : data };
}

/* To read only: the bytes are not written through this cursor. */
static inline struct cursor cursor_reading(const void *data, size_t len)
{
	return cursor_over((void *)(uintptr_t)data, len);
}

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->at);
}

/* The next n bytes, or NULL and a sticky error. */
static inline uint8_t *cursor_take(struct cursor *c, size_t n)
{
	uint8_t *p = c->at;

	if (c->rc == 0 && cursor_left(c) < n)
		c->rc = RC_SHORT;
	if (c->rc != 0)
		return NULL;
	if (n != 0)
		c->at += n;
	return p;
}

/* An unsigned number of `width` (1 to 8) bytes. */
static inline uint64_t cursor_get(struct cursor *c, unsigned width)
{
	const uint8_t *p = cursor_take(c, width);
	uint64_t v = 0;

	for (unsigned i = 0; p != NULL && i < width; i++)
		v = v << 8 | p[i];
	return v;
}

static inline void cursor_put(struct cursor *c, unsigned width, uint64_t v)
{
	uint8_t *p = cursor_take(c, width);

	for (unsigned i = width; p != NULL && i-- > 0; v >>= 8)
		p[i] = (uint8_t)v;
}

static inline void cursor_put_bytes(struct cursor *c, const void *data,
    size_t len)
{
	uint8_t *p = cursor_take(c, len);

	if (p != NULL && len != 0)
		memcpy(p, data, len);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hex - bytes as lower-case hexadecimal text and back; and other small
 * conversions between text and numbers.
 */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/base.h"

/* 2 * len digits and a NUL into `text`. Returns `text`. */
char *hex_format(const void *data, size_t len, char *text);

/* Exactly 2 * len digits of either case. RC_BAD: something else is there. */
MUST_CHECK int hex_parse(const char *text, size_t text_len, void *to,
    size_t len);

/* The whole of `text` as an unsigned number: decimal, or hex after 0x.
 * RC_BAD: not a number, or beyond `max`. */
MUST_CHECK int number_parse(const char *text, uint64_t max, uint64_t *value);

#endif

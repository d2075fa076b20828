/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * escape - percent-encoding (RFC 3986, 2.1).
 */
#ifndef HTTP_ESCAPE_H
#define HTTP_ESCAPE_H

#include "base/buf.h"

/* FORM also turns '+' into a space. */
enum escape_kind { ESCAPE_PATH, ESCAPE_FORM };

/* Decode once into `to`, which has room for `len` bytes and may be `from`.
 * RC_BAD: a '%' without two hexadecimal digits. */
MUST_CHECK int unescape(const char *from, size_t len, enum escape_kind kind,
    char *to, size_t *to_len);

/* Encode for a query or a form: all but what needs no escape anywhere
 * (RFC 3986, 2.3). */
void escape(const void *from, size_t len, struct buf *to);

/* The value of a hexadecimal digit, or -1. */
int hex_digit(char c);

#endif

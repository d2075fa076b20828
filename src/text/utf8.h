/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * utf8 - one character at a time, strictly (RFC 3629).
 *
 * Refused: overlong forms, surrogates, anything beyond U+10FFFF, a sequence
 * that is cut off, a continuation byte on its own.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/base.h"

/* Bytes of the character at `at` (1 to 4) and its code point in *cp; 0 when
 * no valid character begins there. `end` lies behind the text, at < end. */
unsigned utf8_next(const char *at, const char *end, uint32_t *cp);

/* Where the character begins that ends before `at`, of valid UTF-8; `from` is
 * the beginning of the text, from < at. */
const char *utf8_prev(const char *from, const char *at);

/* Is it valid, and has no NUL? And no other control character? */
bool utf8_is_text(const char *s, size_t len);
bool utf8_is_shown(const char *s, size_t len);

/* Write the character (at most 4 bytes). Returns how many. */
unsigned utf8_put(uint32_t cp, char *to);

#endif

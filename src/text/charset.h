/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * charset - the alphabets of SMPP 3.4, 5.2.19 that only handsets send: they
 * are read by the converters of the C library, iconv(3).
 *
 * data_coding names a set of characters, and senders write it in several ways:
 * kanji as two octets of seven bits each, as Shift_JIS, with escapes. So the
 * octets say which it is; charset.def lists the ways that are tried.
 *
 * What nearly all can be read of is a text, with U+FFFD for the rest. If more
 * than a quarter of it cannot be read, it is something else: people see more of
 * it in hexadecimal than in a row of marks.
 *
 * Owns:    nothing; a converter is open during a call.
 * Threads: any.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <esmed/text.h>

#include "base/base.h"

/* As text_decode(). RC_UNSUPPORTED: it is no text of this alphabet, or the C
 * library has no converter for it. */
MUST_CHECK int charset_decode(enum text_alphabet from, const uint8_t *octets,
    size_t len, char *to, size_t *to_len);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * septets - seven bits of each octet packed, the first septet in the lowest
 * bits (3GPP TS 23.038, 6.1.2.1).
 */
#ifndef TEXT_SEPTETS_H
#define TEXT_SEPTETS_H

#include "base/base.h"

/* Octets that `septets` of them take behind a header of `head` octets, which
 * is filled up to a whole septet (3GPP TS 23.040, 9.2.3.24). */
size_t septets_packed(size_t septets, size_t head);

/* Whole septets behind that header in `len` octets, header included. */
size_t septets_in(size_t len, size_t head);

/* Pack to `to`, where the header ends. Seven bits that are left over hold a
 * carriage return, lest a reader take them for a commercial at (6.1.2.3.1).
 * Returns the octets written. */
size_t septets_pack(const uint8_t *septets, size_t count, size_t head,
    uint8_t *to);

/* Unpack all septets behind the header of `octets`, without a carriage return
 * that ends with the last octet. Returns how many. */
size_t septets_unpack(const uint8_t *octets, size_t len, size_t head,
    uint8_t *to);

#endif

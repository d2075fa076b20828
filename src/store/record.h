/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record - the header at the front of every value of the store.
 *
 *   bytes  0..3   CRC-32C of all that follows, to the end of the value
 *          4      version of the record's layout, the owner's number
 *          5      length of the value in words of 8 bytes; 0: see below
 *          6..7   number of the body key it is encrypted under; 0: none
 *   then, only if byte 5 is 0:
 *          8..11  length of the value in bytes
 *
 * So a fixed record, a multiple of 8 up to 2,040 bytes, spends 8 bytes and any
 * other value 12. Numbers are in the machine's byte order, as all of LMDB is.
 *
 * Threads: any.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/cursor.h"

#define STORE_HEAD      8  /* bytes in front of a fixed record */
#define STORE_LONG_HEAD 12 /* bytes in front of any other value */
#define STORE_FIXED_MAX 2040

/* Fill in the first STORE_HEAD bytes; `len` counts them. */
void store_seal(void *record, size_t len, uint8_t version, uint16_t body_key);

/* Fill in the first STORE_LONG_HEAD bytes; `len` counts them. */
void store_seal_long(void *record, size_t len, uint8_t version,
    uint16_t body_key);

struct store_head {
	size_t size; /* of the header: where the rest begins */
	uint8_t version;
	uint16_t body_key;
};

/* Is the value what was sealed? *head may be NULL. RC_CORRUPT: no; the
 * caller sets the record aside and goes on. */
MUST_CHECK int store_check(const void *record, size_t len,
    struct store_head *head);

/* The same; *c is over what lies behind the header. */
MUST_CHECK int store_unseal(const void *record, size_t len, struct cursor *c);

#endif

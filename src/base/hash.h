/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash - checksums and keyed hashes.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/base.h"

/* CRC-32C (Castagnoli), by the processor where it can. */
uint32_t hash_crc32c(const void *data, size_t len);

struct hash_key {
	uint64_t k0, k1;
};

/* SipHash-2-4: for keys that a peer or a client chooses. */
uint64_t hash_sip(const struct hash_key *key, const void *data, size_t len);

#endif

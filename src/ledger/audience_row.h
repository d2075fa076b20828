/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audience_row - the recipients of a campaign, step by step: members in chunks,
 * appended. Member i of a step is in chunk i / AUDIENCE_CHUNK.
 *
 * Borrows: the transaction during a call.
 * Threads: any.
 */
#ifndef LEDGER_AUDIENCE_ROW_H
#define LEDGER_AUDIENCE_ROW_H

#include "store/store.h"

#define AUDIENCE_CHUNK 60 /* members of 24 bytes: a row stays below 2,000 */

struct member {
	uint64_t number;  /* 0: what the campaign names is none */
	uint64_t contact; /* 0: none */
	uint64_t key;     /* of its message; 0: never checked */
};

/* A step of a campaign. */
struct audience_place {
	uint32_t campaign;
	uint8_t step;
};

struct audience_chunk {
	uint32_t n;
	struct member member[AUDIENCE_CHUNK];
};

/* What a row says. RC_CORRUPT. */
MUST_CHECK int audience_read(const struct store_bytes *row,
    struct audience_chunk *to);
MUST_CHECK int audience_read_key(const struct store_row *row,
    struct audience_place *at, uint64_t *chunk);

/* The chunk of that number; the member of that index. RC_NOT_FOUND: there are
 * not so many; RC_CORRUPT. */
MUST_CHECK int audience_get(struct store_txn *t, struct audience_place at,
    uint64_t chunk, struct audience_chunk *to);
MUST_CHECK int audience_member(struct store_txn *t, struct audience_place at,
    uint64_t index, struct member *m);

/* Put n members behind the `len` that there are. */
MUST_CHECK int audience_add(struct store_txn *t, struct audience_place at,
    uint64_t len, const struct member *m, size_t n);

/* The member has this message; its number is taken away. RC_NOT_FOUND,
 * RC_CORRUPT. */
MUST_CHECK int audience_set_key(struct store_txn *t, struct audience_place at,
    uint64_t index, uint64_t key);
MUST_CHECK int audience_forget(struct store_txn *t, struct audience_place at,
    uint64_t index);

/* Of `len` members, in the order of contacts, the first of this one.
 * RC_NOT_FOUND: none is. */
MUST_CHECK int audience_find(struct store_txn *t, struct audience_place at,
    uint64_t len, uint64_t contact, uint64_t *index);

/* Take rows of the campaign away, at most n; returns how many there were. */
size_t audience_drop(struct store_txn *t, uint32_t campaign, size_t n);

#endif

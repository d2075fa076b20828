/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal - entries appended in chunks, and found again by their place.
 *
 * A chunk is one row: key = its sequence, value = a sealed header and entries,
 * under 2,000 bytes so that LMDB needs no overflow page. An entry is opaque
 * bytes and lies in one chunk. Its place is (sequence << 11 | offset of the
 * entry in the value), 56 bits, never 0, and grows from entry to entry.
 *
 * Sequences are dense and begin at 1; purging takes from the front only.
 *
 * Owns:    the chunk being filled.
 * Borrows: the transaction from journal_begin() to journal_flush().
 * Threads: struct journal is the writing thread's; the readers need only a
 *          transaction.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/store.h"

#define JOURNAL_CHUNK_MAX   1998 /* bytes of a chunk, header included */
#define JOURNAL_FIRST       12   /* STORE_LONG_HEAD: of the first entry */
#define JOURNAL_ENTRY_MAX   1960
#define JOURNAL_OFFSET_BITS 11

struct journal {
	struct store_txn *txn;
	uint64_t seq; /* of the chunk being filled */
	size_t used;  /* JOURNAL_FIRST: nothing in it */
	uint8_t chunk[JOURNAL_CHUNK_MAX];
};

static inline uint64_t journal_place(uint64_t seq, size_t offset)
{
	return seq << JOURNAL_OFFSET_BITS | offset;
}

static inline uint64_t journal_seq(uint64_t place)
{
	return place >> JOURNAL_OFFSET_BITS;
}

static inline size_t journal_offset(uint64_t place)
{
	return place & ((1u << JOURNAL_OFFSET_BITS) - 1);
}

/* Make the journal ready to append behind the last chunk that `t` sees. */
MUST_CHECK int journal_init(struct journal *j, struct store_txn *t);

/* Forget what is not flushed and go on at `next_seq`: after a commit failed,
 * the journal_next_seq() of before its transaction. */
void journal_reset(struct journal *j, uint64_t next_seq);
uint64_t journal_next_seq(const struct journal *j);

/* Entries from here to journal_flush() go into this transaction. */
void journal_begin(struct journal *j, struct store_txn *t);

/* Append head and payload as one entry, at most JOURNAL_ENTRY_MAX bytes;
 * returns its place. Errors stick to the transaction. */
uint64_t journal_add(struct journal *j, const void *head, size_t head_len,
    const void *payload, size_t payload_len);

/* Put the chunk in hand into the transaction; before store_end(). */
void journal_flush(struct journal *j);

/* No entry to come has a place before this one. */
uint64_t journal_next_place(const struct journal *j);

/*
 * The bytes from `place` to the end of its chunk: the entry and what follows
 * it; only the caller knows where the entry ends. The whole chunk's checksum
 * is verified. RC_NOT_FOUND: purged or never written; RC_CORRUPT: damaged, or
 * no place in that chunk.
 */
MUST_CHECK int journal_read(struct store_txn *t, uint64_t place,
    struct store_bytes *out);

/* As above, but sees what is added and not yet flushed too. The bytes hold
 * until the next journal_add() or journal_flush(). */
MUST_CHECK int journal_recent(struct journal *j, uint64_t place,
    struct store_bytes *out);

/* Put these bytes in the place of as many within one entry, which keeps its
 * place; readers of older snapshots see the old ones. RC_NOT_FOUND, RC_CORRUPT:
 * as above. */
MUST_CHECK int journal_overwrite(struct journal *j, uint64_t place,
    const void *bytes, size_t len);

/* All entries of one chunk, the first of them at offset JOURNAL_FIRST. */
MUST_CHECK int journal_chunk(struct store_txn *t, uint64_t seq,
    struct store_bytes *entries);

/* The oldest and the newest chunk there is. RC_NOT_FOUND: none. */
MUST_CHECK int journal_range(struct store_txn *t, uint64_t *oldest,
    uint64_t *newest);

#endif

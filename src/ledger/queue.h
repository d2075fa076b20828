/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue - the backlog: one line per set of smscs and class, of message keys
 * in chunks, appended behind and eaten from the front.
 *
 * A chunk's row goes when all of it was taken; after a crash the front chunk
 * may hold keys that were taken already, so whoever takes one looks at the
 * message's state. Retries are not here but in ledger/due.h.
 *
 * Owns:    the front and the tail chunk of each line.
 * Borrows: the transaction during a call.
 */
#ifndef LEDGER_QUEUE_H
#define LEDGER_QUEUE_H

#include "ledger/types.h"
#include "store/store.h"

#define QUEUE_CHUNK 240 /* keys of 8 bytes: a row stays below 2,000 */
#define QUEUE_LINES 4096

/* The number of a line, 24 bits; never DUE_EXPIRY, as classes are few. */
static inline uint32_t queue_line_id(uint16_t set, uint8_t class)
{
	return (uint32_t)set << 8 | class;
}

struct queue_chunk {
	uint32_t n;
	uint64_t key[QUEUE_CHUNK];
};

struct queue_line {
	uint32_t id;
	uint64_t first, tail; /* rows; equal: the tail is the front */
	size_t taken;         /* keys of the front that are gone */
	bool dirty, stored;   /* the tail is to be put; has a row */
	bool loaded;          /* `front` is row `first` */
	usec next_due;        /* of ledger/due.h; 0: ask, -1: none */
	struct queue_chunk front, back;
};

struct queue {
	struct queue_line **line;
	size_t len;
};

void queue_fini(struct queue *q);

/* Fill the memory from the store; what it held is forgotten. */
MUST_CHECK int queue_load(struct queue *q, struct store_txn *t);

/* The line of that id, a new one if need be. */
struct queue_line *queue_line(struct queue *q, uint32_t id);

void queue_push(struct queue_line *l, struct store_txn *t, uint64_t key);

/* Look at the front key, then take it. RC_NOT_FOUND: the line is empty. */
MUST_CHECK int queue_peek(struct queue_line *l, struct store_txn *t,
    uint64_t *key);
void queue_take(struct queue_line *l, struct store_txn *t);

bool queue_is_empty(const struct queue_line *l);

/* The keys of a row. RC_CORRUPT. */
MUST_CHECK int queue_read(const struct store_bytes *row,
    struct queue_chunk *to);

/* Put what changed into the transaction; before it ends. */
void queue_flush(struct queue *q, struct store_txn *t);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue - the backlog: a line for each set of smscs, class and account, of
 * message keys in chunks, appended behind and eaten from the front; and whose
 * turn it is among the lines (turns.c).
 *
 * A chunk's row goes when all of it was taken; after a crash the front chunk
 * may hold keys that were taken already, so whoever takes one looks at the
 * message's state. What waits for an instant is not here but in ledger/due.h;
 * its line knows when the first may be due.
 *
 * Lines that hold nothing are few: the others are freed. Beyond QUEUE_LINES
 * accounts share a line, that of account 0; rows of stores that knew no
 * accounts are there too.
 *
 * Owns:    the front and the tail chunk of each line.
 * Borrows: the transaction during a call. A line holds until the next call of
 *          queue_line(), queue_rest() or queue_ripe().
 */
#ifndef LEDGER_QUEUE_H
#define LEDGER_QUEUE_H

#include "base/heap.h"
#include "ledger/keymap.h"
#include "ledger/types.h"
#include "store/store.h"

#include <sys/queue.h>

#define QUEUE_CHUNK   240 /* keys of 8 bytes: a row stays below 2,000 */
#define QUEUE_LINES   8192
#define QUEUE_CLASSES 3
#define QUEUE_SETS    4097 /* their numbers end below */

/* The number of a line: never that of DUE_UNKNOWN or DUE_EXPIRY, as sets are
 * few. Account 0: the line that accounts share. */
static inline uint32_t queue_line_id(uint16_t set, uint8_t class,
    uint16_t account)
{
	return (uint32_t)set << 16 | ((uint32_t)account >> 8) << 10 |
	       (uint32_t) class << 8 | (account & 0xffu);
}

static inline uint32_t queue_shared_id(uint32_t id)
{
	return id & 0xffff0300u;
}

static inline uint16_t queue_set(uint32_t id)
{
	return (uint16_t)(id >> 16);
}

static inline uint8_t queue_class(uint32_t id)
{
	return id >> 8 & 3;
}

/* Is it the number of a line at all? */
static inline bool queue_may_be(uint32_t id)
{
	return queue_set(id) != 0 && queue_set(id) < QUEUE_SETS &&
	       queue_class(id) < QUEUE_CLASSES;
}

struct queue_chunk {
	uint32_t n;
	uint64_t key[QUEUE_CHUNK];
};

struct queue_ring;

struct queue_line {
	uint32_t id, slot;
	uint64_t first, tail; /* rows; equal: the tail is the front */
	size_t taken;         /* keys of the front that are gone */
	bool dirty, stored;   /* the tail is to be put; has a row */
	bool ripe;            /* a row of due may be due */
	bool resting;         /* among the idle */
	struct heap_node due; /* when the first one is; in no heap if ripe */

	struct queue_ring *ring; /* it waits for its turn; or NULL */
	int deficit;             /* parts it may claim; below 0: a debt */
	usec turn;               /* the turns of all when it got in line */
	TAILQ_ENTRY(queue_line) link;
	TAILQ_ENTRY(queue_line) dirty_link;

	struct queue_chunk *front; /* row `first`, or NULL: not read */
	struct queue_chunk back;
};

TAILQ_HEAD(queue_lines, queue_line);

struct queue {
	struct queue_line **line;
	size_t len, cap;
	struct keymap by_id;
	struct heap due;          /* lines by their first row of due */
	struct queue_lines dirty; /* to be put */
	struct queue_lines idle;  /* of nothing; the longest first */
	size_t idles;
	struct queue_ring **ring;        /* by set and class */
	struct heap turn[QUEUE_CLASSES]; /* rings by their first line's */
	struct queue_ring *blocked;
	usec turns;
};

void queue_init(struct queue *q);
void queue_fini(struct queue *q);

/* Fill the memory from the store; what it held is forgotten. */
MUST_CHECK int queue_load(struct queue *q, struct store_txn *t);

/* The line of that id; or NULL, or a new one. */
struct queue_line *queue_find(const struct queue *q, uint32_t id);
struct queue_line *queue_open(struct queue *q, uint32_t id);

/* The line of that id, a new one if need be; if there are too many, the one
 * that is shared. */
struct queue_line *queue_line(struct queue *q, uint32_t id);

/* Put a key behind the line, which waits for its turn from now on. */
void queue_push(struct queue *q, struct queue_line *l, struct store_txn *t,
    uint64_t key);

/* Look at the front key, then take it. RC_NOT_FOUND: the line is empty. */
MUST_CHECK int queue_peek(struct queue_line *l, struct store_txn *t,
    uint64_t *key);
void queue_take(struct queue *q, struct queue_line *l, struct store_txn *t);

bool queue_is_empty(const struct queue_line *l);

/* The keys of a row, and the line and sequence of its key. RC_CORRUPT. */
MUST_CHECK int queue_read(const struct store_bytes *row,
    struct queue_chunk *to);
MUST_CHECK int queue_read_key(const struct store_row *row, uint32_t *line,
    uint64_t *seq);

/* Put what changed into the transaction; before it ends. */
void queue_flush(struct queue *q, struct store_txn *t);

/* ---- turns.c ----------------------------------------------------------- */

void queue_turns_init(struct queue *q);
void queue_turns_fini(struct queue *q);

/* It has something to claim: it gets its turn, behind those who wait. */
void queue_wait(struct queue *q, struct queue_line *l);

/* The line of this class whose turn it is, or NULL. */
struct queue_line *queue_first(const struct queue *q, uint8_t class);

/* It had its turn, the others go before it. */
void queue_pass(struct queue *q, struct queue_line *l);

/* Those of its set and class have no turn until queue_unblock(). */
void queue_block(struct queue *q, struct queue_line *l);
void queue_unblock(struct queue *q);

/* It has nothing to claim now. The line may be freed. */
void queue_rest(struct queue *q, struct queue_line *l);

/* A row of due of this line is due at this instant. */
void queue_due(struct queue *q, struct queue_line *l, usec at);

/* A line of which a row may be due by now: it gets its turn. NULL: none has. */
struct queue_line *queue_ripe(struct queue *q, usec now);

/* When one will, 0: never. One that has its turn waits for no time. */
usec queue_next_due(const struct queue *q);

/* The i-th set that somebody of the class waits for, from 0; or 0. */
uint16_t queue_waiting(const struct queue *q, uint8_t class, size_t i);

#endif

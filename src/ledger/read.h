/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read - committed messages as views: the record, the body, the timeline.
 *
 * Threads: any but the ledger's; each call is one short read transaction.
 */
#ifndef LEDGER_READ_H
#define LEDGER_READ_H

#include "base/buf.h"
#include "ledger/views.h"

struct book;
struct parked_view;
struct record;
struct store_txn;

/* What was read; bodies and texts are in `bytes`. Zeroed: nothing. */
struct reading {
	struct message_view *message;
	size_t n;
	uint64_t next;
	struct event_view *event;
	size_t events;
	struct parked_view *parked; /* `n` of them */
	struct buf bytes;
};

void reading_fini(struct reading *r);

/* A read transaction on the book's store; ended by store_end_read(). */
MUST_CHECK int read_begin(struct book *b, struct store_txn *t);

/* Entries of the journal before this place are committed, and the records of
 * their messages are found. */
uint64_t read_limit(struct book *b);

/* One message with its timeline. RC_NOT_FOUND: no such id, erased, or not
 * of this account (0: any). RC_CORRUPT. */
MUST_CHECK int read_message(struct book *b, uint16_t account,
    const struct message_id *id, struct reading *out);

/* The committed record of a message. The transaction may have ended and begun
 * anew, or, with an error and no handle, only ended. RC_NOT_FOUND. */
MUST_CHECK int read_record(struct book *b, struct store_txn *t, uint64_t key,
    struct record *r);

/* The view of a record, without body and timeline. */
void read_view(struct book *b, struct message_view *v, uint64_t key,
    const struct record *r);

/* Its body, of the entry at `place`, into `bytes`; read_point() then sets the
 * pointers, when all is read. RC_CORRUPT. */
MUST_CHECK int read_body(struct book *b, struct store_txn *t,
    struct reading *out, struct message_view *v, uint64_t place);
/* Take out of it what nobody is shown. */
void read_hide(struct book *b, const struct message_view *v, void *body,
    size_t len);
void read_point(struct reading *out);

/* list.c: a page of messages, the newest first, without timelines. */
MUST_CHECK int read_list(struct book *b, const struct list_query *q,
    struct reading *out);

/* The newest receipts that are parked; out->next: there are more. */
MUST_CHECK int read_parked(struct book *b, size_t limit, struct reading *out);

#endif

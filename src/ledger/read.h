/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read - committed messages as views: the record, the body, the timeline.
 *
 * Threads: any but the ledger's; each call is one short read transaction.
 */
#ifndef LEDGER_READ_H
#define LEDGER_READ_H

#include "base/buf.h"
#include "ledger/book.h"

struct parked_view;

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

/* One message with its timeline. RC_NOT_FOUND: no such id, or not of this
 * account (0: any). RC_CORRUPT. */
MUST_CHECK int read_message(struct book *b, uint16_t account,
    const struct message_id *id, struct reading *out);

/* A page of messages, the newest first, without timelines. */
MUST_CHECK int read_list(struct book *b, const struct list_query *q,
    struct reading *out);

/* The newest receipts that are parked; out->next: there are more. */
MUST_CHECK int read_parked(struct book *b, size_t limit, struct reading *out);

#endif

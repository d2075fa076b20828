/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * follow_read - committed events of the journal, with their messages.
 *
 * Threads: any but the ledger's.
 */
#ifndef LEDGER_FOLLOW_READ_H
#define LEDGER_FOLLOW_READ_H

#include "base/buf.h"
#include "ledger/follow.h"

struct book;

/* What was read; texts and bodies are in `bytes`. Zeroed: nothing. */
struct following {
	struct followed *event;
	size_t n, cap;
	uint64_t next;
	bool more;
	struct buf bytes;
};

void following_fini(struct following *f);

/* A page: see struct follow_page. */
MUST_CHECK int read_events(struct book *b, const struct follow_query *q,
    struct following *out);

/* The events at these n places, as many; place 0: it cannot be read. */
MUST_CHECK int read_events_at(struct book *b, const uint64_t *place, size_t n,
    struct following *out);

#endif

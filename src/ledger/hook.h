/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hook - events that their webhook could not be told at once, and how far the
 * sender of webhooks has come.
 *
 * A row stands for one event, in a lane of the caller's choice (account and
 * receiver; not 0), in the order of the journal. A dead one (`dead` not 0) has
 * left its lane: it blocks nothing there, is read apart, and is forgotten
 * HOOK_DEAD_TTL after `next`, the instant at which it was given up.
 *
 * These facts give no outcome. They are durable in the order in which they were
 * handed in, with the next commit; one that fails carries them into the next.
 *
 * Owns:    nothing.
 * Borrows: what a page points to holds until the event returns.
 * Threads: the loop's; ledger_each_lane() before ledger_start().
 */
#ifndef LEDGER_HOOK_H
#define LEDGER_HOOK_H

#include "ledger/follow.h"

#define HOOKS_LIMIT   1000 /* of one page */
#define HOOK_LANE_MAX 1000 /* rows of a lane counted by ledger_each_lane() */
#define HOOK_DEAD_TTL (7 * DAY)

struct hook {
	uint32_t lane;
	uint64_t place, key; /* of the event, and of its message */
	uint16_t account;
	uint16_t attempts;
	usec first, next; /* first tried; to be tried again, or given up */
	uint8_t dead;     /* why it was given up, the caller's; 0: it was not */
	char why[160];    /* what came of the last attempt */
};

struct hook_query {
	uint32_t lane;    /* of dead ones 0: all lanes */
	uint16_t account; /* 0: any */
	uint64_t after;   /* only places behind it */
	size_t limit;     /* 1 .. HOOKS_LIMIT */
	bool dead;        /* the dead ones */
};

struct hook_page {
	int rc; /* 0, RC_BUSY, RC_CORRUPT, RC_NO_SPACE */
	size_t n;
	const struct hook *hook;
	/* As many; place 0: the event cannot be read any more, it was purged
	 * or its text was redacted. */
	const struct followed *event;
	uint64_t next; /* ask with this `after` to go on */
	bool more;     /* there may be others */
};

struct ledger;

/* Put the row of this lane and place; one that was alive and is dead now
 * leaves its lane, one that was dead and is not joins it again. */
void ledger_hook_put(struct ledger *l, const struct hook *h);

/* Take it away, alive or dead; one that is not there is fine. */
void ledger_hook_del(struct ledger *l, uint32_t lane, uint64_t place);

/* All events up to this place were told or have a row. Written at most once a
 * commit; the last one counts. */
void ledger_hook_cursor(struct ledger *l, uint64_t place);

/* The place of the last ledger_hook_cursor() that was durable; 0: none ever. */
uint64_t ledger_hook_begin(struct ledger *l);

/* A page by .hooks, in the order of places. Of dead ones of all lanes it may
 * be a few longer than its limit, as those of one place stay together. */
void ledger_hooks(struct ledger *l, uint64_t token, const struct hook_query *q);

/* Each lane that has a row which is not dead, with its first one and how many
 * they are, counted up to HOOK_LANE_MAX. Before ledger_start(). RC_CORRUPT. */
MUST_CHECK int ledger_each_lane(struct ledger *l,
    void (*each)(const struct hook *first, uint64_t n, void *arg), void *arg);

#endif

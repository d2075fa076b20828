/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * follow - the journal as a list of what happened to messages, read forward.
 *
 * Only what a customer may hear of is told: entries after which the message's
 * state or substate is another one than before, unless it is only queued or
 * being submitted; its acceptance, and that it was held and is no more. So a
 * verdict that was revised is an event, and a message that is tried again says
 * nothing of it.
 *
 * Events come in the order of the journal, each place once, and none becomes
 * visible at a place before one that was already read: a follower who goes on
 * from `next` misses nothing. What was purged or redacted is passed by.
 *
 * Owns:    nothing.
 * Borrows: what a page points to holds until the event returns.
 * Threads: the loop's.
 */
#ifndef LEDGER_FOLLOW_H
#define LEDGER_FOLLOW_H

#include "ledger/views.h"

#define FOLLOW_LIMIT 1000 /* events of one page */

struct followed {
	uint64_t place;
	usec at;
	uint8_t type;      /* enum entry_type */
	enum status state; /* after it */
	uint8_t substate;
	uint8_t part;    /* 0-based; 255: the whole message */
	uint16_t smsc;   /* 0: none */
	uint32_t status; /* command_status of an answer, err of a receipt */
	char smsc_id[SMSC_ID_BYTES]; /* of the part, by this entry, or "" */
	const char *raw;             /* text of a receipt, or "" */
	size_t raw_len;
	/* As it is now, with its body unless the query is bare, without a
	 * timeline: it may have gone on since. */
	struct message_view message;
};

struct follow_query {
	uint64_t after;   /* a place, or `next` of the page before; 0: all */
	uint16_t account; /* 0: any */
	bool hooked;      /* only of messages with POLICY_HOOKED */
	bool bare;        /* bodies are not read */
	size_t limit;     /* 1 .. FOLLOW_LIMIT */
};

struct follow_page {
	int rc; /* 0, RC_BUSY, RC_CORRUPT, RC_NO_SPACE; `next` is as asked */
	size_t n;
	const struct followed *event;
	uint64_t next; /* ask with this `after` to go on */
	bool more;     /* it stopped at a limit: there may be more right now */
};

struct ledger;

/* A page by .followed; it looks at a bounded part of the journal, so it may be
 * empty and say `more`. */
void ledger_follow(struct ledger *l, uint64_t token,
    const struct follow_query *q);

/* The place of the newest such event that is durable, of any message or of
 * hooked ones; 0: none since the start. While it is not greater than the
 * follower's place, there is nothing to ask for. */
uint64_t ledger_last_event(struct ledger *l, bool hooked);

/* Who follows from here hears of what comes from now on, and of nothing that
 * was before. */
uint64_t ledger_events_end(struct ledger *l);

#endif

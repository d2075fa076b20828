/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check - is a recipient sent to (M2, statuses.md 4.3)? Who asks for work gets
 * recipients that were never checked and messages whose hold is over, judges
 * what needs text, routes and zones, and hands in a verdict; the ledger adds
 * what it alone knows: deleted, duplicate, opted out, smart sending, trial, the
 * campaign as it is by then. The step that comes first decides.
 *
 * A message of a campaign is born by its first verdict, with its recipient; its
 * text comes with the verdict that queues it. A follow-up is born, held, when
 * the step before it is forwarded.
 *
 * Owns:    nothing; what is handed in is copied.
 * Borrows: what an event points to holds until it returns.
 * Threads: the loop's.
 */
#ifndef LEDGER_CHECK_H
#define LEDGER_CHECK_H

#include "ledger/types.h"

#define WORK_LIMIT 1000 /* of one page (T8) */

struct ledger;

/* statuses.md 4.3, in its order. */
enum check_step {
	CHECK_DELETED = 1, /* the ledger's */
	CHECK_MALFORMED,
	CHECK_DUPLICATE,  /* the ledger's */
	CHECK_OPTED_OUT,  /* the ledger's */
	CHECK_SUPPRESSED, /* the ledger's */
	CHECK_COUNTRY,
	CHECK_MERGE,
	CHECK_LOCAL_TIME,
	CHECK_QUIET,
	CHECK_SMART, /* the ledger's */
	CHECK_TRIAL, /* the ledger's */
	CHECK_PASSED
};

/* Segments that an account's limits were asked for; 0: none. */
struct charge {
	uint64_t to;
	uint16_t account;
	uint8_t segments;
	bool is_due; /* .charged: the message is queued; else it is not, by this
		      * verdict */
};

struct verdict {
	uint64_t token; /* .checked follows; 0: nobody wants to hear */
	uint32_t campaign;
	uint8_t step, variant; /* from 0 */
	uint64_t index;        /* of a recipient that was never checked */
	uint64_t key;          /* of a message that was held; 0: the index */
	bool early;            /* it is held still (WORK_HELD) */
	/* The step that decides, as far as the asker knows. Of MALFORMED,
	 * COUNTRY, and whatever else fails: reason and detail. */
	enum check_step decides;
	uint16_t reason;
	uint8_t detail;
	usec release; /* LOCAL_TIME, QUIET: when it is checked again */
	/* What a STOP is asked for, and who hears of it: of one that is held
	 * or skipped too. */
	bool hooked;
	uint32_t scope;
	struct charge charge; /* of PASSED */
	/* PASSED: the message, as struct accept has it; class is the
	 * campaign's, account, to and send_at are not looked at. */
	uint16_t set;
	uint8_t parts, on_doubt;
	uint16_t zone; /* NAME_ZONE of its quiet hours; 0: the account's */
	uint32_t ttl;
	uint64_t sender;
	const void *body;
	size_t body_len;
};

/* What it did is seen in the next page; .charged tells of its charge. A verdict
 * about what is not to be checked (any more) does nothing. RC_BUSY: too much
 * waits for a commit. */
MUST_CHECK int ledger_check(struct ledger *l, const struct verdict *v);

enum work_kind {
	WORK_UNCHECKED,
	WORK_DUE, /* their hold is over */
	WORK_HELD /* it is not, but something that it was judged by is another:
		   * all but follow-ups, which wait for nothing else */
};

/* Of what is held: not before this one. */
struct work_place {
	usec at;
	uint64_t key;
};

struct work_query {
	uint32_t campaign;
	enum work_kind kind;
	struct work_place from; /* WORK_HELD; {}: the first */
	size_t limit;           /* 1 .. WORK_LIMIT */
};

/* Who is to be checked. */
struct work {
	uint8_t step, variant; /* of one never checked variant is 0 */
	uint64_t index, key;   /* as in struct verdict */
	uint64_t number, contact;
	usec born, hold_over; /* of a held one */
	bool charged;         /* it was queued before */
	const void *data;     /* of the contact; NULL: none */
	size_t len;
};

struct work_page {
	int rc;
	uint32_t campaign;
	enum work_kind kind;
	struct work_place from, next; /* of WORK_HELD */
	size_t n;
	const struct work *work;
	bool more;
};

/* .worked; as of the last commit, so ask again when the last verdict about
 * the page before was .checked. */
void ledger_work(struct ledger *l, uint64_t token, const struct work_query *q);

#endif

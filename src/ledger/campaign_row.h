/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_row - what the ledger keeps of a campaign: a row of STORE_CAMPAIGN,
 * put once in each transaction that changed it; in memory while the campaign
 * is open (campaign_is_open()), loaded on demand else.
 *
 * Borrows: the transaction during a call.
 * Threads: any.
 */
#ifndef LEDGER_CAMPAIGN_ROW_H
#define LEDGER_CAMPAIGN_ROW_H

#include "ledger/campaign.h"
#include "store/store.h"

#define CAMPAIGN_ROW_MAX 1900 /* bytes: no overflow page */

/* Messages in each state as they count, those not checked in NEW. Inbound ones
 * are in no campaign. */
#define TALLY_STATES (STATUS_RECIPIENT_DELETED + 1)

struct campaign_tally {
	uint32_t state[TALLY_STATES];
	uint32_t forwarded, evidence; /* that ever were */
};

/* What is to be done to all its rows, a slice at a time. */
enum campaign_mop {
	MOP_NONE,
	MOP_SETTLE, /* rows follow swept_at and closed_at */
	MOP_DROP,   /* the snapshot goes */
};

struct campaign {
	uint32_t id;
	uint16_t account;
	uint8_t status;    /* enum campaign_status: campaign_move() */
	uint8_t cause;     /* enum campaign_cause, of its last move */
	uint8_t preflight; /* of one that failed, or, processing, is to fail
			    * when what is queued has gone */
	bool promotional, paused;
	bool filling;  /* members are still to come */
	bool deleted;  /* a draft that goes when its snapshot has */
	uint64_t last; /* place of its newest ENTRY_CAMPAIGN; 0: none */

	usec created, activated, started, sent_at, completed_at, done_at,
	    last_forwarded, swept_at, closed_at; /* 0: not yet */

	/* The plan. */
	usec start_at, close_window, delay[CAMPAIGN_STEPS];
	uint32_t rate; /* parts a second; 0: no limit */
	uint8_t steps, variants, threshold;
	uint8_t lists;
	uint32_t list[CAMPAIGN_LISTS];
	uint32_t numbers; /* named ones */

	/* The snapshot. Members of step 0: first those of the lists, in the
	 * order of contact ids, then the named numbers. */
	uint64_t fill_contact; /* last one taken, of this list (0: first) */
	uint8_t fill_list;
	bool fill_named;                  /* the lists are through */
	uint32_t fill_number;             /* named ones that were taken */
	uint32_t recipients;              /* members of step 0 that count */
	uint32_t listed;                  /* of these in lists */
	uint32_t members[CAMPAIGN_STEPS]; /* in AUDIENCE */

	/* Of step 0 looked at, as a number; members below check_at were. */
	uint32_t checked, check_at;
	/* The feed: members of a step below this are in no state READY, or in
	 * line already. */
	uint32_t fed[CAMPAIGN_STEPS];

	uint8_t mop; /* enum campaign_mop */
	uint8_t mop_step;
	uint32_t mop_at;

	/* Counts. Those of step and variant are parts of total; in a variant
	 * none is that was not checked. */
	uint32_t deleted_leads, parts;
	struct campaign_tally total, step[CAMPAIGN_STEPS],
	    variant[CAMPAIGN_VARIANTS];
	uint32_t error_stage[STAGE_COUNT];
	uint32_t skipped_rule[SUBSTATE_COUNT];
	uint8_t reasons;
	struct campaign_reason reason[CAMPAIGN_REASONS];
	uint32_t other_reasons;
	bool forgotten; /* the numbers of those who got nothing are gone */

	/* In memory only: what the feed and the gate know. */
	struct campaign_gate {
		usec second;    /* the clock second that is counted */
		uint32_t parts; /* claimed in it */
		uint32_t lined; /* messages in line */
		bool waits;     /* a rate held something back */
		bool drains;    /* nothing is fed until all of it was taken */
	} gate;
};

/* Has what waited ended with the campaign? Has what had no answer? */
static inline bool campaign_is_swept(const struct campaign *c)
{
	return c->swept_at != 0;
}

static inline bool campaign_is_closed(const struct campaign *c)
{
	return c->closed_at != 0;
}

/* Later nothing but its recipients stops what follows. */
static inline bool campaign_is_paused(const struct campaign *c)
{
	return c->paused && (c->status == CAMPAIGN_PROCESSING ||
				c->status == CAMPAIGN_SENDING);
}

/* It fails when what is queued has gone. */
static inline bool campaign_is_ending(const struct campaign *c)
{
	return c->status == CAMPAIGN_PROCESSING && c->preflight != 0;
}

/* May something of it still be sent? Then it is not swept. */
static inline bool campaign_is_under_way(const struct campaign *c)
{
	return c->status == CAMPAIGN_PROCESSING ||
	       c->status == CAMPAIGN_SENDING || c->status == CAMPAIGN_SENT;
}

/* The state of its recipients that were never checked. */
static inline uint8_t campaign_unchecked_state(const struct campaign *c)
{
	return campaign_is_swept(c) ? STATUS_CANCELED : STATUS_NEW;
}

/* Members of a step that have messages are below. */
static inline uint32_t campaign_end_of(const struct campaign *c, uint8_t step)
{
	return step == 0 ? c->check_at : c->members[step];
}

/* feed.c: has it members to be put in line? */
bool feed_has_more(const struct campaign *c);

/* Is something still to happen to it by itself? Then it has a row of due in
 * line DUE_CAMPAIGN. */
bool campaign_is_open(const struct campaign *c);

/* The row; taken away with its definition and numbers. RC_NOT_FOUND,
 * RC_CORRUPT. */
void campaign_put(struct store_txn *t, const struct campaign *c);
MUST_CHECK int campaign_get(struct store_txn *t, uint32_t id,
    struct campaign *c);
void campaign_del(struct store_txn *t, uint32_t id);
/* What a row says. RC_CORRUPT. */
MUST_CHECK int campaign_read(const struct store_row *row, struct campaign *c);

/* Its definition: bytes; its numbers: n of them, 0: unreadable. */
void campaign_put_definition(struct store_txn *t, uint32_t id, const void *data,
    size_t len);
MUST_CHECK int campaign_get_definition(struct store_txn *t, uint32_t id,
    struct store_bytes *out);
void campaign_put_numbers(struct store_txn *t, uint32_t id,
    const uint64_t *number, size_t n);
/* The one at `i`; *number is 0 if there is none. */
MUST_CHECK int campaign_get_number(struct store_txn *t, uint32_t id, size_t i,
    uint64_t *number);
/* Is a row of STORE_DEFINITION as it should be? RC_CORRUPT. */
MUST_CHECK int campaign_check_definition(const struct store_row *row);

#endif

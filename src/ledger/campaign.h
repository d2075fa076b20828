/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign - one text to many people: what people do with a campaign, and what
 * is known of it. How its recipients are checked: ledger/check.h; what is read
 * of them: ledger/audience.h.
 *
 * The ledger keeps a campaign's record: status, counts, instants. What it says
 * (texts, sender, audience) is the definition, bytes that the ledger does not
 * read. The counts move in the transaction that moves a message.
 *
 * Owns:    nothing; what is handed in is copied.
 * Borrows: what an event points to holds until it returns.
 * Threads: the loop's.
 */
#ifndef LEDGER_CAMPAIGN_H
#define LEDGER_CAMPAIGN_H

#include "model/campaign.h"

#define CAMPAIGN_ID_MAX     0xffffffu /* ids begin at 1 */
#define CAMPAIGN_STEPS      5         /* the initial one and follow-ups */
#define CAMPAIGN_VARIANTS   4
#define CAMPAIGN_LISTS      32
#define CAMPAIGN_INLINE     1000  /* numbers that it names itself */
#define CAMPAIGN_DEFINITION 16384 /* bytes */
#define CAMPAIGN_NOTE       200   /* bytes of an actor or a reason */
#define CAMPAIGN_REASONS    24    /* counted apart; the rest together */
#define CAMPAIGNS_OPEN      4096  /* under way at once */
#define CAMPAIGNS_LIMIT     200   /* of one page */

struct ledger;

enum campaign_do {
	CAMPAIGN_CREATE,   /* T1: with a definition */
	CAMPAIGN_EDIT,     /* T2: another definition */
	CAMPAIGN_DELETE,   /* a draft */
	CAMPAIGN_ACTIVATE, /* T3, T4: with a plan; now or at an instant */
	CAMPAIGN_CANCEL,   /* T5, T14 */
	CAMPAIGN_PAUSE,    /* T18 */
	CAMPAIGN_RESUME,
	CAMPAIGN_RETIME /* one that is scheduled has another start_at */
};

/* What the ledger must know of a campaign that begins. */
struct campaign_plan {
	usec start_at; /* 0: now */
	bool promotional;
	bool live;               /* the snapshot is made at start_at */
	uint8_t steps, variants; /* from 1 */
	uint8_t threshold;       /* percent: the Sent rule */
	uint32_t rate;           /* parts a second, 0: no limit */
	usec close_window;
	usec delay[CAMPAIGN_STEPS]; /* of a step, after the one before it was
				     * forwarded */
	uint32_t list[CAMPAIGN_LISTS];
	size_t lists;
	/* Numbers that it names itself, in their order; 0: no number can be
	 * read there. */
	const uint64_t *number;
	size_t numbers;
};

struct campaign_fact {
	uint64_t token;
	uint16_t account;
	uint32_t id; /* CREATE: 0 */
	enum campaign_do what;
	const char *actor, *reason; /* for its events; NULL: none */
	/* CREATE, EDIT; ACTIVATE: what was judged, whatever is there by now;
	 * NULL: that. */
	const void *definition;
	size_t definition_len;
	const struct campaign_plan *plan; /* ACTIVATE */
	usec start_at;                    /* RETIME */
};

/* .campaigned follows: 0; RC_NOT_FOUND; RC_DENIED: not in `status`;
 * RC_FULL: too many are under way, or there are no more ids; RC_NO_SPACE. */
void ledger_campaign(struct ledger *l, const struct campaign_fact *f);

struct campaigned {
	uint64_t token;
	int rc;
	uint32_t id;
	enum campaign_status status; /* now; of RC_DENIED too */
};

/* An account, as far as it matters to its campaigns; again when it changes. */
struct site_fact {
	uint16_t account;
	uint8_t preflight; /* PREFLIGHT_ bits that hold, but for the trial */
	usec smart;        /* smart sending: 0: off */
	uint64_t trial;    /* messages it may queue; 0: no trial */
	uint16_t zone;     /* NAME_ZONE of its quiet hours; 0: UTC */
	size_t quiets;     /* 0: none */
	const void *quiet; /* struct conf_hours, so many */
};
void ledger_site(struct ledger *l, const struct site_fact *f);
/* Messages that it has queued so far while there was a trial. */
uint64_t ledger_trial_used(struct ledger *l, uint16_t account);

/* ---- what is known of it ----------------------------------------------- */

struct campaign_reason {
	uint16_t reason; /* model/reason.def; 0: all others */
	uint32_t n;
};

/* Messages in each state, those not checked in NEW: the partition of
 * statuses.md 6. */
struct campaign_counts {
	uint32_t state[STATUS_COUNT];
	uint32_t forwarded, evidence; /* that ever were */
};

struct campaign_view {
	uint32_t id;
	uint16_t account;
	enum campaign_status status;
	bool paused, filling, open; /* open: not all of it is settled */
	uint8_t preflight; /* of one that failed; or, processing, it is to fail
			    * when what is queued has gone: it has no work */
	uint8_t cause;     /* enum campaign_cause: of done, failed */
	uint8_t steps, variants, threshold;
	bool promotional;
	uint32_t rate;
	usec created, start_at, activated, started, sent_at, completed_at,
	    done_at, last_forwarded, close_window; /* 0: not yet */
	usec swept_at;       /* canceled or failed: what waited ended then */
	usec closed_at;      /* what had no answer ended then */
	uint64_t recipients; /* of the snapshot */
	uint64_t checked;    /* members of the initial step looked at */
	uint32_t deleted_leads, parts;
	struct campaign_counts total, step[CAMPAIGN_STEPS],
	    variant[CAMPAIGN_VARIANTS];
	uint32_t error_stage[STAGE_COUNT];
	uint32_t skipped_rule[SUBSTATE_COUNT];
	struct campaign_reason error_reason[CAMPAIGN_REASONS];
	size_t error_reasons;
	usec next_release; /* of open ones: the first held row's, 0: none */
	const void *definition; /* NULL in ledger_changed_campaigns() */
	size_t definition_len;
};

uint64_t campaign_bucket(const struct campaign_counts *c, enum status_bucket b);
uint64_t campaign_total(const struct campaign_counts *c);
uint64_t campaign_filtered(const struct campaign_view *v); /* failed so */

struct campaign_query {
	uint16_t account;        /* 0: any */
	uint32_t only;           /* this one, 0: */
	uint32_t before;         /* only ids below; 0: from the newest */
	size_t limit;            /* 1 .. 200 */
	uint32_t statuses;       /* a bit for each; 0: any */
	usec from_date, to_date; /* created: not before, and before; 0 */
};

struct campaign_page {
	int rc; /* as struct message_page */
	size_t n;
	const struct campaign_view *campaign;
	uint32_t next; /* `before` of the next page; 0: that was all */
};

/* .campaigns; the newest first. */
void ledger_campaigns(struct ledger *l, uint64_t token,
    const struct campaign_query *q);

/* A line of a campaign's history, the oldest first. */
struct campaign_event {
	usec at;
	enum campaign_status from, to; /* equal: something else happened */
	enum campaign_cause cause;
	enum campaign_do what; /* of CAUSE_USER */
	uint8_t preflight;
	const char *actor, *reason; /* "": none */
};

struct campaign_history {
	int rc; /* RC_NOT_FOUND too */
	uint32_t id;
	size_t n;
	const struct campaign_event *event;
};

/* .campaign_told */
void ledger_campaign_events(struct ledger *l, uint64_t token, uint16_t account,
    uint32_t id);

/* Those under way that changed since this was called last (at first: all), as
 * of the last commit, at most n of them; n: perhaps there are more. One that
 * ended is told once more, `open` no longer. `turn` grows whenever one of them
 * changed. */
size_t ledger_changed_campaigns(struct ledger *l, struct campaign_view *out,
    size_t n);
uint64_t ledger_campaign_turn(struct ledger *l);

#endif

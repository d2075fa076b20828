/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quota - how much each account sends: its rate, its segments by the hour, the
 * day and the month, and what they cost by the day; all of UTC.
 *
 * A bucket holds the segments of one second, or one if that is more. A message
 * of more segments than that goes when the bucket is full, and the bucket owes
 * the rest: so the rate holds on average and no message waits for ever.
 *
 * The figures of an account that has such a limit are kept in the
 * ledger at the end of each turn in which they changed, behind the turn's
 * messages, as a rule in one commit with them. Only if the process dies between
 * two commits that share a turn are messages of that turn not counted. Figures
 * of other accounts begin at 0 with the daemon.
 *
 * Owns:    the figures, by the ledger's number of the account: a reload keeps
 *          them.
 * Time:    buckets by the monotonic clock, days by the wall clock.
 * Threads: the loop's.
 */
#ifndef FLOW_QUOTA_H
#define FLOW_QUOTA_H

#include "base/base.h"
#include "conf/conf.h"

struct ledger;
struct quotas;

/* Set in the token of what is kept, and nobody waits for it. */
#define QUOTA_TOKEN (UINT64_C(1) << 63 | UINT32_MAX)

struct quotas *quota_new(void);
void quota_free(struct quotas *l);

/* Read what was kept. Before ledger_start(). RC_*: the store's. */
MUST_CHECK int quota_load(struct quotas *l, struct ledger *ledger);

/* What a message takes. */
struct quota_ask {
	const struct conf_account *conf;
	uint16_t account; /* the ledger's number */
	unsigned segments;
	money cost;
};

enum quota {
	QUOTA_NONE,
	QUOTA_RATE,
	QUOTA_HOURLY,
	QUOTA_DAILY,
	QUOTA_MONTHLY,
	QUOTA_SPEND
};

/* Take it, or say which limit forbids it and nothing is taken: *wait is how
 * long until it may be asked again. */
MUST_CHECK enum quota quota_take(struct quotas *l, const struct quota_ask *a,
    usec *wait);

/* It was not needed: the message was refused by somebody else. */
void quota_give(struct quotas *l, const struct quota_ask *a);

/* The figures of today, of this hour and this month. */
struct quota_used {
	uint64_t segments, hour, month;
	money spent;
	double free; /* segments that may go at once; of a rate only */
};
void quota_used(struct quotas *l, const struct conf_account *conf,
    uint16_t account, struct quota_used *out);

/* Hand what changed to the ledger; before the turn's ledger_turn(). */
void quota_turn(struct quotas *l, struct ledger *ledger);

#endif

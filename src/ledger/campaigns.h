/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaigns - those in memory: which changed, and what others may see of them.
 *
 * Owns:    its nodes; a node holds until book_publish_campaigns().
 * Threads: the ledger's; `show` and `news` are read by others under the view's
 *          lock.
 */
#ifndef LEDGER_CAMPAIGNS_H
#define LEDGER_CAMPAIGNS_H

#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"

#include <sys/queue.h>

#define CAMPAIGN_BUCKETS 1024u

/* No timer runs: the row of due only says that it is open. Instants there have
 * 7 bytes. */
#define CAMPAIGN_NEVER ((usec)1 << 54)

/* What others see of one that is open, or was so and nobody was told yet. */
struct campaign_shown {
	struct campaign campaign;
	usec next_release;
	bool open;
	bool is_news; /* it changed, and nobody was told */
	LIST_ENTRY(campaign_shown) same;
	TAILQ_ENTRY(campaign_shown) next;
};

LIST_HEAD(campaign_show, campaign_shown);
TAILQ_HEAD(campaign_news, campaign_shown);

struct campaign_node {
	struct campaign campaign; /* the first: see campaigns_node() */
	bool dirty;               /* to be put */
	bool gone;                /* there is no such campaign any more */
	bool open;                /* as it was flushed last: it is counted */
	bool busy;                /* too: it fills or mops */
	usec due_at;              /* its row of due; 0: none */
	usec next_release;
	size_t place;  /* in campaigns.node */
	size_t active; /* its place there, from 1; 0: none */
	uint32_t born; /* messages of step 0 that were counted anew */
	LIST_ENTRY(campaign_node) same;
};

LIST_HEAD(campaign_bucket, campaign_node);

struct campaigns {
	struct campaign_bucket bucket[CAMPAIGN_BUCKETS];
	struct campaign_node **node;
	size_t nodes, nodes_cap;
	size_t stayed; /* of them: those that came later are behind */
	struct campaign_node **dirty; /* in this transaction */
	size_t dirties, dirties_cap;
	/* Those that fill, mop, are fed or are about to fail, and those touched
	 * in this transaction: most that are open wait for an instant or a
	 * receipt, and cost the commits of others nothing. */
	struct campaign_node **active;
	size_t actives, actives_cap;
	size_t open, busy;
	bool loaded;            /* nobody knows what this second had of them */
	size_t opening;         /* in this transaction */
	size_t turn;            /* whose slice it is among the busy */
	uint32_t next_id;       /* of a new one */
	struct book_site *site; /* by name id */

	struct campaign_show show[CAMPAIGN_BUCKETS];
	struct campaign_news news; /* what changed first is the first */
	uint64_t changes;
};

/* A new one, that will be put. RC_FULL: there are no more ids. */
MUST_CHECK int campaigns_new_one(struct book *b, struct campaign **out);
/* All that the store has, to be changed. */
MUST_CHECK int book_load_all_campaigns(struct book *b);
/* It is taken away with all its rows but those of its audience. */
void campaigns_remove(struct book *b, struct campaign *c);

/* It fills or mops. */
static inline bool campaign_is_busy(const struct campaign *c)
{
	return c->filling || c->mop != MOP_NONE;
}

/* The node of one that is in memory. */
static inline struct campaign_node *campaigns_node(struct campaign *c)
{
	return (struct campaign_node *)c;
}

/* campaign_count.c: a message as it is, of a member that was counted as never
 * checked, or of a follow-up. */
void campaign_count_born(struct campaign *c, const struct record *r);

/* campaign_view.c: nobody sees any. */
void campaigns_hide_all(struct campaigns *all);

/* campaign_run.c: when something happens to it by itself; 0: never. */
usec campaign_timer(const struct campaign *c);

#endif

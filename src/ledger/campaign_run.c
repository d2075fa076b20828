/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a campaign does by itself: it starts when it is due, its snapshot fills,
 * its rows follow it, and after all that happened in a transaction it is judged
 * (statuses.md 5.3), step by step, until it stays where it is.
 */
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaigns.h"
#include "ledger/due.h"
#include "ledger/steps.h"

#define SLICES     8             /* of a snapshot or of rows, in one commit */
#define ROWS_MAX   1000          /* timers that fire in one commit */
#define FULL_PAUSE (10 * SECOND) /* a full store needs its room */

uint8_t book_preflight(const struct book *b, uint16_t account)
{
	const struct book_site *s = book_site(b, account);
	uint8_t bits = s->preflight;

	if (s->trial != 0 && book_trial_used(b, account) >= s->trial)
		bits |= PREFLIGHT_TRIAL_LIMIT_REACHED;
	return bits;
}

/* ---- counts as the guards ask for them --------------------------------- */

static uint64_t in_queue(const struct campaign_tally *t)
{
	return (uint64_t)t->state[STATUS_NEW] + t->state[STATUS_HELD] +
	       t->state[STATUS_QUEUED] + t->state[STATUS_SUBMITTING];
}

static uint64_t outbox(const struct campaign_tally *t)
{
	return (uint64_t)t->state[STATUS_FORWARDED] + t->state[STATUS_ENROUTE];
}

static struct campaign_facts facts_of(const struct book *b,
    const struct campaign *c)
{
	const struct campaign_tally *first = &c->step[0];

	return (struct campaign_facts){ .filling = c->filling,
		.unchecked = (uint64_t)first->state[STATUS_NEW] +
			     first->state[STATUS_HELD],
		.pending = in_queue(first),
		.forwarded = first->forwarded,
		.evidence = first->evidence,
		.in_queue = in_queue(&c->total),
		.outbox = outbox(&c->total),
		.threshold = c->threshold,
		.last_forwarded = c->last_forwarded,
		.close_window = c->close_window,
		.now = b->now };
}

/* ---- timers ------------------------------------------------------------ */

/* The window says nothing while messages wait: then those look at it. */
usec campaign_timer(const struct campaign *c)
{
	usec end = c->last_forwarded + c->close_window;

	if (c->last_forwarded == 0)
		end = 0;
	switch (c->status) {
	case CAMPAIGN_SCHEDULED: return c->start_at;
	case CAMPAIGN_SENDING:
	case CAMPAIGN_SENT: return in_queue(&c->total) == 0 ? end : 0;
	case CAMPAIGN_DONE:
	case CAMPAIGN_CANCELED:
	case CAMPAIGN_FAILED: return outbox(&c->total) != 0 ? end : 0;
	default: return 0;
	}
}

/* T6, T7: also past due, after a downtime. */
static void start(struct book *b, struct campaign *c)
{
	uint8_t preflight = book_preflight(b, c->account);
	const struct campaign_step step = { .to = preflight != 0
						      ? CAMPAIGN_FAILED
						      : CAMPAIGN_PROCESSING,
		.cause = preflight != 0 ? CAUSE_PREFLIGHT : CAUSE_DUE,
		.preflight = preflight };

	if (c->members[0] == 0)
		c->filling = true; /* of a live audience */
	book_move_campaign(b, c, &step);
}

/* The row may be older than what it is about: then it is put anew. */
static void fire(struct book *b, const struct due *d)
{
	struct campaign *c = book_campaign(b, (uint32_t)d->key);
	usec at;

	if (c == NULL) {
		due_del(&b->txn, d);
		return;
	}
	at = campaign_timer(c);
	if (at == 0 || at > b->now)
		return;
	if (c->status == CAMPAIGN_SCHEDULED)
		start(b, c);
	else if (campaign_is_final((enum campaign_status)c->status))
		book_close_campaign(b, c);
}

static void run_timers(struct book *b)
{
	struct due from = { .line = DUE_CAMPAIGN }, d;

	for (int i = 0; i < ROWS_MAX; i++) {
		if (due_next(&b->txn, &from, &d) != 0 ||
		    d.line != DUE_CAMPAIGN || d.at > b->now)
			return;
		fire(b, &d);
		from = d;
		from.key++;
	}
}

static void move_back(usec *date, usec by)
{
	if (*date != 0)
		*date -= by;
}

/* What is asked for when a time is over. Those that are open are in memory. */
void book_leap_campaigns(struct book *b, usec by)
{
	const struct campaign *at;
	struct campaign *c;

	for (size_t i = 0; (at = book_campaign_at(b, i)) != NULL; i++) {
		c = book_campaign(b, at->id);
		if (c == NULL)
			continue;
		move_back(&c->last_forwarded, by);
		move_back(&c->swept_at, by);
		move_back(&c->closed_at, by);
	}
}

/* ---- slices ------------------------------------------------------------ */

/* The room of an older snapshot is cleared first. */
static void work_on(struct book *b, struct campaign *c)
{
	if (c->mop != MOP_NONE)
		book_mop_campaign(b, c);
	if (c->filling && c->mop != MOP_DROP)
		book_fill_campaign(b, c);
}

static struct campaign_node *candidate(struct campaigns *all, size_t i)
{
	return i < all->actives ? all->active[(all->turn + i) % all->actives]
				: NULL;
}

/* By turns, so that a large one does not stop the others. */
static void run_slices(struct book *b)
{
	struct campaigns *all = b->campaigns;
	struct campaign_node *n;
	int left = SLICES;

	for (size_t i = 0; left > 0 && (n = candidate(all, i)) != NULL; i++) {
		if (n->gone || !campaign_is_busy(&n->campaign))
			continue;
		work_on(b, book_campaign(b, n->campaign.id));
		left--;
	}
	all->turn++;
}

/* What was claimed in this second before a start, or before a commit that
 * failed, is not known: all of it counts as taken. */
static void end_second(struct book *b)
{
	struct campaign *c;

	for (size_t i = 0;
	     b->campaigns->loaded && (c = book_campaign_at(b, i)) != NULL; i++)
		gate_end_second(b, c);
	b->campaigns->loaded = false;
}

void book_run_campaigns(struct book *b)
{
	end_second(b);
	book_run_births(b);
	run_timers(b);
	if (!b->totals.full)
		run_slices(b);
}

usec book_next_campaign(struct book *b)
{
	usec at;

	if (b->campaigns->busy != 0)
		return b->totals.full ? b->now + FULL_PAUSE : b->now;
	at = due_first_at(&b->txn, DUE_CAMPAIGN);
	return at < CAMPAIGN_NEVER ? at : 0;
}

/* ---- judgement --------------------------------------------------------- */

static void note_completion(struct campaign *c, const struct campaign_facts *f)
{
	if (campaign_is_under_way(c) && c->completed_at == 0 && !f->filling &&
	    f->pending == 0)
		c->completed_at =
		    c->last_forwarded != 0 ? c->last_forwarded : f->now;
}

static void judge(struct book *b, struct campaign *c)
{
	struct campaign_facts f = facts_of(b, c);
	enum campaign_cause why;
	enum campaign_status to;

	note_completion(c, &f);
	while ((to = campaign_next((enum campaign_status)c->status, &f,
		    &why)) != c->status) {
		const struct campaign_step step = { .to = (uint8_t)to,
			.cause = (uint8_t)why };

		book_move_campaign(b, c, &step);
		f = facts_of(b, c);
	}
}

void book_judge_campaigns(struct book *b)
{
	struct campaigns *all = b->campaigns;

	for (size_t i = 0; i < all->dirties; i++) {
		if (!all->dirty[i]->gone)
			judge(b, &all->dirty[i]->campaign);
	}
}

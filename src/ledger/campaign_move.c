/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A campaign moves: its instants, what ends with it, its history.
 */
#include "ledger/book.h"
#include "ledger/campaign_event.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/forget.h"

static void note(struct book *b, struct campaign *c, uint8_t from,
    const struct campaign_step *step)
{
	uint8_t text[CAMPAIGN_EVENT_MAX];
	const struct campaign_event event = { .from =
						  (enum campaign_status)from,
		.to = (enum campaign_status)step->to,
		.cause = (enum campaign_cause)step->cause,
		.what = (enum campaign_do)step->what,
		.preflight = step->preflight,
		.actor = step->actor,
		.reason = step->reason };
	struct entry e = { .type = ENTRY_CAMPAIGN,
		.part = PART_WHOLE,
		.campaign = c->id,
		.prev = c->last,
		.raw = text,
		.raw_len = campaign_event_write(&event, text) };

	c->last = book_note(b, &e);
}

static void turn_all(struct campaign *c, uint32_t from, uint8_t to)
{
	struct campaign_tally *all[1 + CAMPAIGN_STEPS + CAMPAIGN_VARIANTS];
	size_t n = 0;

	all[n++] = &c->total;
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		all[n++] = &c->step[i];
	for (size_t i = 0; i < CAMPAIGN_VARIANTS; i++)
		all[n++] = &c->variant[i];
	while (n-- > 0) {
		for (uint8_t s = 0; s < TALLY_STATES; s++) {
			if (!(from & 1u << s))
				continue;
			all[n]->state[to] += all[n]->state[s];
			all[n]->state[s] = 0;
		}
	}
}

static void mop_from_the_first(struct campaign *c)
{
	if (c->mop == MOP_DROP)
		return; /* nobody was born since */
	c->mop = MOP_SETTLE;
	c->mop_step = 0;
	c->mop_at = 0;
}

/* M15: its counts at once, its rows as they come (epoch.c, mop.c). */
static void sweep(struct book *b, struct campaign *c)
{
	turn_all(c, 1u << STATUS_NEW | 1u << STATUS_HELD | 1u << STATUS_QUEUED,
	    STATUS_CANCELED);
	c->swept_at = b->now;
	mop_from_the_first(c);
}

void campaign_shut(struct campaign *c, usec now)
{
	c->closed_at = now;
	mop_from_the_first(c);
}

/* M14. */
static void close_outbox(struct book *b, struct campaign *c)
{
	turn_all(c, 1u << STATUS_FORWARDED | 1u << STATUS_ENROUTE,
	    STATUS_DELIVERY_UNKNOWN);
	campaign_shut(c, b->now);
}

static void enter(struct book *b, struct campaign *c, uint8_t cause)
{
	switch (c->status) {
	case CAMPAIGN_PROCESSING: c->started = b->now; break;
	case CAMPAIGN_SENDING: return;
	case CAMPAIGN_SENT: c->sent_at = b->now; break;
	case CAMPAIGN_DONE:
		c->done_at = b->now;
		if (cause == CAUSE_WINDOW)
			close_outbox(b, c);
		break;
	case CAMPAIGN_CANCELED:
	case CAMPAIGN_FAILED: sweep(b, c); break;
	default: break;
	}
	if (c->status != CAMPAIGN_PROCESSING)
		c->paused = false;
}

void book_move_campaign(struct book *b, struct campaign *c,
    const struct campaign_step *step)
{
	usec keep = book_record_for(b, c->account);
	uint8_t from = c->status;

	if (step->to != from) {
		campaign_move(&c->status, (enum campaign_status)step->to);
		c->cause = step->cause;
		if (step->to == CAMPAIGN_FAILED)
			c->preflight = step->preflight;
		enter(b, c, step->cause);
	}
	if (campaign_is_final((enum campaign_status)c->status) && keep != 0)
		book_forget_at(b, b->now + keep);
	note(b, c, from, step);
}

void book_close_campaign(struct book *b, struct campaign *c)
{
	const struct campaign_step step = { .to = c->status,
		.cause = CAUSE_WINDOW };

	close_outbox(b, c);
	note(b, c, c->status, &step);
}

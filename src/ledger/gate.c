/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate before a claim: what a pause or the rate of a campaign forbids goes
 * out of its line, and the cursor of the feed back to it. Then the rest that is
 * in line is thrown out too before anything is fed again, so that all go in
 * their order.
 *
 * What may not leave in quiet hours waits for their end, whatever its campaign.
 */
#include "ledger/campaign_steps.h"

#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/entry.h"

/* A retry that is due while its campaign is paused. */
#define PAUSE_STEP (10 * SECOND)

/* What was claimed in another second does not count. */
void gate_see_second(const struct book *b, struct campaign *c)
{
	usec second = b->now / SECOND;

	if (c->gate.second == second)
		return;
	c->gate.second = second;
	c->gate.parts = 0;
	c->gate.waits = false;
}

void gate_end_second(const struct book *b, struct campaign *c)
{
	gate_see_second(b, c);
	c->gate.parts = c->rate;
	c->gate.waits = c->rate != 0;
}

usec gate_next_second(const struct book *b)
{
	return (b->now / SECOND + 1) * SECOND;
}

/* A message of more parts than a second allows goes when it is the first. */
static bool is_over_rate(const struct book *b, struct campaign *c,
    unsigned parts)
{
	if (c->rate == 0)
		return false;
	gate_see_second(b, c);
	if (c->gate.parts == 0 || c->gate.parts + parts <= c->rate)
		return false;
	c->gate.waits = true;
	return true;
}

static void go_back(struct campaign *c, uint8_t step, uint32_t index)
{
	if (index < c->fed[step])
		c->fed[step] = index;
}

/* It is taken out of its line, to be fed again. */
static void throw_out(struct book *b, struct campaign *c,
    const struct record *r)
{
	uint8_t step = record_step(r);
	struct entry e;

	if (step >= CAMPAIGN_STEPS)
		return;
	/* Its text cannot be read; then its claim would have failed. */
	if (body_entry(&b->txn, &b->journal, r->body, &e) != 0)
		e.index = 0;
	go_back(c, step, e.index);
	c->gate.drains = c->gate.lined != 0;
}

static void defer(struct book *b, struct active_slot *s, usec until)
{
	struct entry e = { .type = ENTRY_DEFER,
		.smsc = s->record.smsc,
		.part = PART_WHOLE,
		.attempt = s->record.attempts,
		.next = until };

	book_write(b, s, &e);
}

bool book_gate(struct book *b, struct active_slot *s)
{
	const struct record *r = &s->record;
	struct campaign *c = book_campaign(b, record_campaign(r));
	unsigned parts =
	    (unsigned)__builtin_popcount(record_all_parts(r) & ~r->answered);

	if (book_hush(b, s->key, r))
		return false;
	if (c == NULL)
		return true;
	if (!campaign_is_paused(c) && !is_over_rate(b, c, parts) &&
	    !(record_is_ready(r) && c->gate.drains))
		return true;
	if (record_is_ready(r))
		throw_out(b, c, r);
	else
		defer(b, s,
		    campaign_is_paused(c) ? b->now + PAUSE_STEP
					  : gate_next_second(b));
	return false;
}

void book_gate_count(struct book *b, const struct record *r, unsigned parts)
{
	struct campaign *c = book_campaign(b, record_campaign(r));

	if (c == NULL || c->rate == 0)
		return;
	gate_see_second(b, c);
	c->gate.parts += parts;
}

/* Nobody knows whose it was: what is in line is as after a start. */
static void forget_lined(struct book *b)
{
	struct campaign *c;

	for (size_t i = 0; (c = book_campaign_at(b, i)) != NULL; i++) {
		c->gate.lined = 0;
		c->gate.drains = false;
	}
}

void book_unlined(struct book *b, const struct record *r)
{
	struct campaign *c;

	if (r == NULL) {
		forget_lined(b);
		return;
	}
	c = book_campaign(b, record_campaign(r));
	if (c != NULL && c->gate.lined != 0)
		c->gate.lined--;
}

bool book_is_unfed(struct book *b, const struct record *r)
{
	const struct campaign *c = book_campaign_look(b, record_campaign(r));
	struct entry e;

	return c != NULL && record_step(r) < CAMPAIGN_STEPS &&
	       body_entry(&b->txn, &b->journal, r->body, &e) == 0 &&
	       e.index >= c->fed[record_step(r)];
}

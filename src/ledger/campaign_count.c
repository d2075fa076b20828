/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts of a campaign move with its messages, as their states count:
 * through the epoch (epoch.c). A row that follows a sweep or a close moves from
 * a state to that same one, and nothing is counted twice.
 *
 * Invariant (statuses.md 6): the states of total add up to the recipients and
 * the follow-ups that were born.
 */
#include "ledger/book.h"
#include "ledger/campaigns.h"
#include "ledger/entry.h"
#include "ledger/instant.h"

/* A message as the counts see it. */
struct standing {
	bool counts; /* it is among them */
	uint8_t state, substate, stage;
	uint16_t reason;
	bool forwarded, evident;
};

static struct standing standing_of(const struct campaign *c,
    const struct record *r)
{
	uint8_t state = campaign_effective(c, r);
	bool is_own = state == r->state, forwarded;

	forwarded = r->forwarded != RECORD_NEVER;
	return (struct standing){ .counts = r->campaign != 0,
		.state = state,
		.substate = is_own ? r->substate : SUBSTATE_NONE,
		.stage = r->stage,
		.reason = r->reason,
		.forwarded = r->campaign != 0 && forwarded,
		.evident =
		    r->campaign != 0 && forwarded && r->flags & FLAG_EVIDENCE };
}

static void tally_move(struct campaign_tally *t, const struct standing *from,
    const struct standing *to)
{
	if (from->counts)
		t->state[from->state]--;
	t->state[to->state]++;
	t->forwarded += to->forwarded && !from->forwarded;
	t->evidence += to->evident && !from->evident;
}

/* Its own place, or a new one if there is one, or none: others. */
static uint32_t *count_of_reason(struct campaign *c, uint16_t reason, bool more)
{
	struct campaign_reason *spare = NULL;

	for (size_t i = 0; i < c->reasons; i++) {
		if (c->reason[i].reason == reason && c->reason[i].n != 0)
			return &c->reason[i].n;
		if (c->reason[i].n == 0)
			spare = &c->reason[i];
	}
	if (!more)
		return &c->other_reasons;
	if (spare == NULL && c->reasons < CAMPAIGN_REASONS - 1)
		spare = &c->reason[c->reasons++];
	if (spare == NULL)
		return &c->other_reasons;
	spare->reason = reason;
	return &spare->n;
}

/* What came before the place was made is among the others. */
static void lessen(uint32_t *n)
{
	if (*n != 0)
		--*n;
}

static void count_why(struct campaign *c, const struct standing *from,
    const struct standing *to)
{
	if (from->counts && from->state == STATUS_FAILED) {
		lessen(&c->error_stage[from->stage % STAGE_COUNT]);
		lessen(count_of_reason(c, from->reason, false));
	}
	if (from->counts && from->state == STATUS_SKIPPED)
		lessen(&c->skipped_rule[from->substate % SUBSTATE_COUNT]);
	if (to->state == STATUS_FAILED) {
		c->error_stage[to->stage % STAGE_COUNT]++;
		++*count_of_reason(c, to->reason, true);
	}
	if (to->state == STATUS_SKIPPED)
		c->skipped_rule[to->substate % SUBSTATE_COUNT]++;
}

/* In the initial step it was counted before it was born. */
static struct standing before_birth(const struct campaign *c,
    const struct record *now)
{
	return (struct standing){ .counts = record_step(now) == 0,
		.state = campaign_unchecked_state(c) };
}

static void count_forward(struct book *b, struct campaign *c,
    const struct record *before, const struct active_slot *s)
{
	if (s->record.forwarded == RECORD_NEVER ||
	    !record_went_anew(before, &s->record))
		return;
	c->last_forwarded = b->now;
	if (before->forwarded != RECORD_NEVER)
		return;
	c->parts += s->record.parts;
	book_forwarded(b, s->key, &s->record);
}

void campaign_count(struct book *b, const struct record *before,
    const struct active_slot *s, const struct entry *e)
{
	const struct record *now = &s->record;
	struct campaign *c = book_campaign(b, record_campaign(now));
	struct standing from, to, none = { 0 };

	if (c == NULL)
		return;
	if (c->status == CAMPAIGN_DONE && record_awaits_receipt(now) &&
	    !record_awaits_receipt(before))
		campaign_shut(c, b->now);
	to = standing_of(c, now);
	from = e->type == ENTRY_BORN ? before_birth(c, now)
				     : standing_of(c, before);
	tally_move(&c->total, &from, &to);
	tally_move(&c->step[record_step(now)], &from, &to);
	tally_move(&c->variant[record_variant(now)],
	    e->type == ENTRY_BORN ? &none : &from, &to);
	count_why(c, &from, &to);
	if (e->type == ENTRY_BORN)
		c->checked += record_step(now) == 0;
	else
		count_forward(b, c, before, s);
}

void campaign_count_born(struct campaign *c, const struct record *r)
{
	struct standing from = before_birth(c, r), to = standing_of(c, r),
			none = { 0 };

	tally_move(&c->total, &from, &to);
	tally_move(&c->step[record_step(r)], &from, &to);
	tally_move(&c->variant[record_variant(r)], &none, &to);
	count_why(c, &from, &to);
	if (to.forwarded)
		c->parts += r->parts;
}

void campaign_count_virtual(struct campaign *c, uint8_t from, uint8_t to,
    uint32_t n)
{
	struct campaign_tally *both[] = { &c->total, &c->step[0] };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (from < TALLY_STATES)
			both[i]->state[from] -= n;
		if (to < TALLY_STATES)
			both[i]->state[to] += n;
	}
}

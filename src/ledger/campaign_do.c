/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people do with a campaign (statuses.md 5.2). What its status does not
 * allow is refused, and nothing has changed.
 */
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaigns.h"

#include <string.h>

static int note(struct book *b, struct campaign *c,
    const struct campaign_fact *f, enum campaign_status to)
{
	const struct campaign_step step = { .to = (uint8_t)to,
		.cause = CAUSE_USER,
		.what = (uint8_t)f->what,
		.actor = f->actor,
		.reason = f->reason };

	book_move_campaign(b, c, &step);
	return 0;
}

static int create(struct book *b, const struct campaign_fact *f,
    struct campaign **out)
{
	struct campaign *c;
	int rc = b->totals.full ? RC_NO_SPACE : campaigns_new_one(b, &c);

	if (rc != 0)
		return rc;
	c->account = f->account;
	c->created = b->now;
	c->steps = c->variants = 1;
	campaign_put_definition(&b->txn, c->id, f->definition,
	    f->definition_len);
	*out = c;
	return note(b, c, f, CAMPAIGN_DRAFT);
}

static int edit(struct book *b, const struct campaign_fact *f,
    struct campaign *c)
{
	if (c->status != CAMPAIGN_DRAFT)
		return RC_DENIED;
	if (b->totals.full)
		return RC_NO_SPACE;
	campaign_put_definition(&b->txn, c->id, f->definition,
	    f->definition_len);
	return note(b, c, f, CAMPAIGN_DRAFT);
}

/* What is left of an audience goes first (mop.c). */
static int delete (struct book *b, struct campaign *c)
{
	if (c->status != CAMPAIGN_DRAFT)
		return RC_DENIED;
	if (c->mop == MOP_NONE)
		campaigns_remove(b, c);
	else
		c->deleted = true;
	return 0;
}

/* All that the campaign was before this snapshot is forgotten. */
static void begin(struct book *b, struct campaign *c,
    const struct campaign_plan *p)
{
	const struct campaign old = *c;

	*c = (struct campaign){ .id = old.id,
		.account = old.account,
		.status = old.status,
		.last = old.last,
		.created = old.created,
		.activated = b->now,
		.start_at = p->start_at,
		.promotional = p->promotional,
		.steps = p->steps,
		.variants = p->variants,
		.threshold = p->threshold,
		.rate = p->rate,
		.close_window = p->close_window,
		.lists = (uint8_t)p->lists,
		.numbers = (uint32_t)p->numbers,
		.filling = !p->live || p->start_at <= b->now,
		.mop = old.mop };
	memcpy(c->delay, p->delay, sizeof(c->delay));
	memcpy(c->list, p->list, p->lists * sizeof(c->list[0]));
	campaign_put_numbers(&b->txn, c->id, p->number, p->numbers);
}

static int fail(struct book *b, struct campaign *c,
    const struct campaign_fact *f, uint8_t preflight)
{
	const struct campaign_step step = { .to = CAMPAIGN_FAILED,
		.cause = CAUSE_PREFLIGHT,
		.what = (uint8_t)f->what,
		.preflight = preflight,
		.actor = f->actor,
		.reason = f->reason };

	book_move_campaign(b, c, &step); /* T7 */
	return 0;
}

static int activate(struct book *b, const struct campaign_fact *f,
    struct campaign *c)
{
	uint8_t preflight = book_preflight(b, c->account);

	if (c->status != CAMPAIGN_DRAFT)
		return RC_DENIED;
	if (b->totals.full)
		return RC_NO_SPACE;
	if (b->campaigns->open + b->campaigns->opening >= CAMPAIGNS_OPEN)
		return RC_FULL;
	b->campaigns->opening++;
	if (f->definition_len != 0)
		campaign_put_definition(&b->txn, c->id, f->definition,
		    f->definition_len);
	begin(b, c, f->plan);
	if (c->start_at > b->now)
		return note(b, c, f, CAMPAIGN_SCHEDULED); /* T3 */
	if (preflight != 0)
		return fail(b, c, f, preflight);
	return note(b, c, f, CAMPAIGN_PROCESSING); /* T4 */
}

/* T5: as if it had never been scheduled. */
static int unschedule(struct book *b, struct campaign *c,
    const struct campaign_fact *f)
{
	c->filling = false;
	c->activated = c->start_at = 0;
	c->recipients = c->listed = 0;
	memset(&c->total, 0, sizeof(c->total));
	memset(c->step, 0, sizeof(c->step));
	c->deleted_leads = 0;
	c->mop = MOP_DROP;
	return note(b, c, f, CAMPAIGN_DRAFT);
}

static int cancel(struct book *b, const struct campaign_fact *f,
    struct campaign *c)
{
	switch (c->status) {
	case CAMPAIGN_SCHEDULED: return unschedule(b, c, f);
	case CAMPAIGN_PROCESSING:
	case CAMPAIGN_SENDING:
		return note(b, c, f, CAMPAIGN_CANCELED); /* T14 */
	default: return RC_DENIED;
	}
}

/* T18: it stays where it is; twice is once. */
static int pause(struct book *b, const struct campaign_fact *f,
    struct campaign *c)
{
	bool paused = f->what == CAMPAIGN_PAUSE;

	if (c->status != CAMPAIGN_PROCESSING && c->status != CAMPAIGN_SENDING)
		return RC_DENIED;
	if (c->paused == paused)
		return 0;
	c->paused = paused;
	return note(b, c, f, (enum campaign_status)c->status);
}

/* The clock it goes by is another one. */
static int retime(struct book *b, const struct campaign_fact *f,
    struct campaign *c)
{
	if (c->status != CAMPAIGN_SCHEDULED)
		return RC_DENIED;
	if (b->totals.full)
		return RC_NO_SPACE;
	if (c->start_at == f->start_at)
		return 0;
	c->start_at = f->start_at;
	return note(b, c, f, CAMPAIGN_SCHEDULED);
}

static int find(struct book *b, const struct campaign_fact *f,
    struct campaign **out)
{
	const struct campaign *c = book_campaign_look(b, f->id);

	if (c == NULL || c->account != f->account || c->deleted)
		return RC_NOT_FOUND;
	*out = book_campaign(b, f->id);
	return 0;
}

static int apply(struct book *b, const struct campaign_fact *f,
    struct campaign **out)
{
	int rc;

	if (f->what == CAMPAIGN_CREATE)
		return create(b, f, out);
	rc = find(b, f, out);
	if (rc != 0)
		return rc;
	switch (f->what) {
	case CAMPAIGN_EDIT: return edit(b, f, *out);
	case CAMPAIGN_DELETE: return delete (b, *out);
	case CAMPAIGN_ACTIVATE: return activate(b, f, *out);
	case CAMPAIGN_CANCEL: return cancel(b, f, *out);
	case CAMPAIGN_PAUSE:
	case CAMPAIGN_RESUME: return pause(b, f, *out);
	case CAMPAIGN_RETIME: return retime(b, f, *out);
	default: return RC_DENIED;
	}
}

void book_do_campaign(struct book *b, const struct campaign_fact *f)
{
	struct campaign *c = NULL;
	int rc = apply(b, f, &c);
	struct outcome *o = batch_outcome(b->batch, OUTCOME_CAMPAIGNED);

	o->token = f->token;
	o->rc = rc;
	o->u.campaign.id = c == NULL ? 0 : c->id;
	o->u.campaign.status = c == NULL ? CAMPAIGN_DRAFT : c->status;
}

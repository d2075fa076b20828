/* SPDX-License-Identifier: BSD-2-Clause */
/* What sets and clears opt-outs: a wish, what a handset says, a suggestion that
 * is accepted. */
#include "ledger/mo.h"
#include "ledger/optout.h"
#include "ledger/people.h"
#include "ledger/steps.h"
#include "ledger/stops.h"
#include "ledger/streak.h"

void book_opt_out(struct book *b, const struct optout_fact *f)
{
	const struct optout wish = { .account = f->account,
		.scope = f->scope,
		.number = f->number,
		.set = f->set,
		.source = f->source };
	bool changed = stops_change(b->stops, &b->txn, &wish, b->now);
	struct outcome *o = batch_outcome(b->batch, OUTCOME_OPTED);

	if (changed && f->set) {
		book_sweep(b, f->account, f->number);
		book_forget_streak(b, f->account, f->number);
	}
	o->token = f->token;
	o->u.changed = changed;
}

bool book_take_keyword(struct book *b, const struct inbound_fact *m)
{
	const struct optout wish = { .account = m->account,
		.scope = m->scope,
		.number = m->from,
		.set = m->keyword == MO_STOP,
		.source = OPTOUT_STOP };

	if (m->account == 0 || m->from == 0 ||
	    (m->keyword != MO_STOP && m->keyword != MO_START))
		return false;
	if (!stops_change(b->stops, &b->txn, &wish, b->now))
		return false;
	if (wish.set) {
		book_sweep(b, m->account, m->from);
		book_forget_streak(b, m->account, m->from);
	}
	return true;
}

static void accept(struct book *b, const struct suggestion_fact *f)
{
	const struct optout wish = { .account = f->account,
		.number = f->number,
		.set = true,
		.source = OPTOUT_SUGGESTION };

	if (stops_change(b->stops, &b->txn, &wish, b->now))
		book_sweep(b, f->account, f->number);
	book_forget_streak(b, f->account, f->number);
}

void book_judge_suggestion(struct book *b, const struct suggestion_fact *f)
{
	const struct streak dismissed = { .status = STREAK_DISMISSED };
	struct outcome *o = batch_outcome(b->batch, OUTCOME_SUGGESTED);
	struct streak s;

	streaks_get(b, f->account, f->number, &s);
	o->token = f->token;
	if (s.status != STREAK_OPEN)
		o->rc = RC_NOT_FOUND;
	else if (f->accept)
		accept(b, f);
	else if (b->totals.full)
		o->rc = RC_NO_SPACE;
	else
		streaks_put(b, f->account, f->number, &dismissed);
}

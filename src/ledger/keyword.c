/* SPDX-License-Identifier: BSD-2-Clause */
/* What sets and clears opt-outs: a wish, or what a handset says. */
#include "ledger/mo.h"
#include "ledger/optout.h"
#include "ledger/steps.h"
#include "ledger/stops.h"

void book_opt_out(struct book *b, const struct optout_fact *f)
{
	const struct optout wish = { .account = f->account,
		.scope = f->scope,
		.number = f->number,
		.set = f->set,
		.source = f->source };
	bool changed = stops_change(b->stops, &b->txn, &wish, b->now);
	struct outcome *o = batch_outcome(b->batch, OUTCOME_OPTED);

	if (changed && f->set)
		book_sweep(b);
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
	if (wish.set)
		book_sweep(b);
	return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What opt-outs do to messages. */
#include "ledger/body.h"
#include "ledger/entry.h"
#include "ledger/steps.h"
#include "ledger/stops.h"

bool book_may_accept(const struct book *b, const struct accept *a)
{
	return a->exempt || !stops_has(b->stops, a->account, a->to, a->scope);
}

/* The scope is where the body is, so it is looked at only if it matters. */
bool book_is_stopped(struct book *b, const struct record *r)
{
	struct entry e;

	if (r->policy & POLICY_EXEMPT ||
	    !stops_any(b->stops, r->account, r->to))
		return false;
	if (body_entry(&b->txn, &b->journal, r->body, &e) != 0)
		e.scope = 0;
	return stops_has(b->stops, r->account, r->to, e.scope);
}

/* Right before a claim: if its recipient has opted out it ends, and true is
 * returned. */
bool book_skip(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_SKIP,
		.part = PART_WHOLE,
		.why = SUBSTATE_OPTED_OUT };

	if (!book_is_stopped(b, &s->record))
		return false;
	book_write(b, s, &e);
	return true;
}

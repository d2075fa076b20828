/* SPDX-License-Identifier: BSD-2-Clause */
/* What opt-outs do to messages. */
#include "ledger/body.h"
#include "ledger/checking.h"
#include "ledger/entry.h"
#include "ledger/steps.h"
#include "ledger/stops.h"

bool book_may_accept(const struct book *b, const struct accept *a)
{
	return a->exempt || !stops_has(b->stops, a->account, a->to, a->scope);
}

bool book_has_stopped(const struct book *b, uint16_t account, uint64_t number,
    uint32_t scope)
{
	return stops_has(b->stops, account, number, scope);
}

/* What it is of is in the journal, so it is looked at only if it matters. */
static uint32_t scope_of(struct book *b, const struct record *r)
{
	struct entry e;
	int rc = r->body != 0 ? body_entry(&b->txn, &b->journal, r->body, &e)
			      : body_born(&b->txn, &b->journal, r->last, &e);

	return rc == 0 ? e.scope : 0;
}

bool book_is_stopped(struct book *b, const struct record *r)
{
	if (r->policy & POLICY_EXEMPT ||
	    !stops_any(b->stops, r->account, r->to))
		return false;
	return stops_has(b->stops, r->account, r->to, scope_of(b, r));
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions about a record and an entry that it has not taken.
 */
#include "ledger/apply.h"

#include "ledger/campaign.h"
#include "ledger/instant.h"
#include "ledger/names.h"

#include <string.h>

/* Of a receipt, a status answer or a cancel. */
static bool may_take(const struct record *r, const struct entry *e)
{
	enum status state = (enum status)r->state;

	if (e->part >= r->parts &&
	    (e->part != PART_WHOLE || e->type != ENTRY_CANCEL))
		return false;
	if (e->decision == DECIDED_CANCELED)
		return status_may(state, STATUS_CANCELED);
	if (e->decision == DECIDED_MISSING)
		return state == STATUS_FORWARDED;
	return true;
}

static bool may_skip(const struct record *r, const struct entry *e)
{
	enum status to = r->flags & FLAG_DUPLICATE_RISK
			     ? STATUS_DELIVERY_UNKNOWN
			     : STATUS_SKIPPED;

	return record_is_unclaimed(r) &&
	       status_may((enum status)r->state, to) &&
	       substate_may((enum substate)e->why, STATUS_SKIPPED);
}

bool record_may_begin(const struct entry *e)
{
	return e->parts >= 1 && e->parts <= LEDGER_PARTS_MAX &&
	       (e->policy >> 4 & 3) <= CLASS_OTP && e->set <= NAMES_MAX &&
	       e->account <= NAMES_MAX;
}

bool record_may(const struct record *r, const struct entry *e)
{
	enum status state = (enum status)r->state;

	/* One of a campaign is new until it was checked. */
	if ((state == STATUS_NEW && r->campaign == 0) != entry_begins(e))
		return false;
	switch (e->type) {
	case ENTRY_BORN:
		return e->campaign >> 8 != 0 &&
		       cell_step(e->campaign) < CAMPAIGN_STEPS &&
		       cell_variant(e->campaign) < CAMPAIGN_VARIANTS &&
		       e->account <= NAMES_MAX &&
		       (e->policy >> 4 & 3) <= CLASS_OTP;
	case ENTRY_CHECKED: return record_may_check(r, e);
	case ENTRY_DELETED:
	case ENTRY_TORN: return record_is_unclaimed(r);
	case ENTRY_IMPORT: return record_may_import(e);
	case ENTRY_ACCEPT: return record_may_begin(e);
	case ENTRY_RECEIVED: return record_may_begin(e) && e->smsc <= NAMES_MAX;
	case ENTRY_SKIP: return may_skip(r, e);
	case ENTRY_CLAIM:
		return status_may(state, STATUS_SUBMITTING) &&
		       (e->mask & ~record_all_parts(r)) == 0;
	case ENTRY_ANSWER:
	case ENTRY_DOUBT:
	case ENTRY_RETURN: return e->part < r->parts;
	case ENTRY_RECEIPT:
	case ENTRY_STATUS:
	case ENTRY_CANCEL: return may_take(r, e);
	case ENTRY_RESEND:
	case ENTRY_FLAG: return state == STATUS_DELIVERY_UNKNOWN;
	case ENTRY_UNKNOWN: return status_may(state, STATUS_DELIVERY_UNKNOWN);
	case ENTRY_EXPIRE:
		return !status_is_final(state) &&
		       status_may(state, r->flags & FLAG_DUPLICATE_RISK
					     ? STATUS_DELIVERY_UNKNOWN
					     : STATUS_FAILED);
	case ENTRY_LOST:
		return !status_is_final(state) &&
		       status_may(state, STATUS_FAILED);
	case ENTRY_REROUTE:
		return e->set <= NAMES_MAX && !status_is_final(state);
	case ENTRY_CLOCK:
		return record_has_leaps(r) && e->next <= r->accepted &&
		       e->next >= -RECORD_LEAP_MAX;
	case ENTRY_QUIET:
	case ENTRY_DEFER: return state == STATUS_QUEUED;
	case ENTRY_RELEASE: return record_is_held(r);
	case ENTRY_REDACT:
		return status_is_final(state) ||
		       (r->policy & POLICY_DISCARD && !record_needs_text(r));
	case ENTRY_ERASE: return status_is_final(state);
	default: return false; /* none of a message's */
	}
}

bool record_ignores(const struct record *r, const struct entry *e)
{
	struct record after = *r;

	record_apply(&after, e);
	after.last = r->last;
	return memcmp(&after, r, sizeof(after)) == 0;
}

bool record_went_at(const struct record *r, usec at)
{
	struct record as = *r;
	uint32_t instant = record_instant(&as, at);

	return as.flags == r->flags && r->forwarded == instant;
}

bool record_knows_receipt(const struct record *r, const struct entry *e)
{
	if (e->verdict == VERDICT_DELIVERED)
		return r->delivered & (1u << e->part);
	return (e->verdict == VERDICT_FAILED ||
		   e->verdict == VERDICT_EXPIRED) &&
	       r->refused && r->reason == e->reason && r->err == e->status;
}

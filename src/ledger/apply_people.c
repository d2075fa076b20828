/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of a message as its contact is deleted; and one of which all is
 * known as it comes. */
#include "ledger/apply.h"

#include "ledger/names.h"

/* M18; but what may have been sent is in doubt, as at its expiry. */
void record_deleted(struct record *r, const struct entry *e)
{
	if (r->flags & FLAG_DUPLICATE_RISK) {
		r->flags |= FLAG_IN_DOUBT;
		record_end(r, STATUS_DELIVERY_UNKNOWN, SUBSTATE_NONE, e->at);
	} else {
		record_end(r, STATUS_RECIPIENT_DELETED, SUBSTATE_NONE, e->at);
	}
}

/* When it came, by our clock: record_came(). */
static uint32_t seconds_until(usec from, usec to)
{
	usec s = (to - from) / SECOND;

	return s <= 0 ? 0 : s < UINT32_MAX ? (uint32_t)s : UINT32_MAX;
}

void record_received(struct record *r, const struct entry *e)
{
	r->accepted = e->at;
	r->account = e->account;
	r->smsc = e->smsc;
	r->parts = e->parts;
	r->policy = e->policy;
	r->to = e->to;
	r->forwarded = RECORD_NEVER;
	record_end(r, STATUS_RECEIVED, SUBSTATE_NONE, e->at);
}

void record_imported(struct record *r, const struct entry *e)
{
	enum status state = (enum status)e->verdict;

	r->accepted = e->next;
	r->account = e->account;
	r->parts = e->parts;
	r->policy = e->policy;
	r->to = e->to;
	r->flags = FLAG_IMPORTED;
	r->ttl = seconds_until(e->next, e->at);
	r->forwarded = state == STATUS_CANCELED ? RECORD_NEVER : 0;
	r->next = RECORD_NEVER;
	if (state != STATUS_UNTRACKED)
		record_move(r, STATUS_QUEUED, SUBSTATE_READY);
	if (state == STATUS_FAILED) {
		r->reason = e->reason;
		r->detail = e->detail;
		record_fail(r, STAGE_NETWORK, e->next);
	} else {
		record_move(r, state, SUBSTATE_NONE);
	}
	r->final = 0;
}

bool record_may_import(const struct entry *e)
{
	switch (e->verdict) {
	case STATUS_DELIVERED:
	case STATUS_FAILED:
	case STATUS_DELIVERY_UNKNOWN:
	case STATUS_CANCELED:
	case STATUS_UNTRACKED: return record_may_begin(e) && e->next <= e->at;
	default: return false;
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failover on outcome: a message that an smsc refused, or failed to deliver,
 * goes to the rest of its set, if the set says so. What it may try gets less
 * with each smsc, so this ends.
 *
 * Of a text of several parts only those go elsewhere that failed. Who has a
 * part now is in the timeline: the last claim that had it. A failure told by
 * another one is of an attempt in whose place there is another (stale); a
 * delivery told by another one is a delivery.
 */
#include "ledger/entry.h"
#include "ledger/steps.h"
#include "model/reason.h"
#include "route/set.h"

/* Lines of a timeline to look for the claim of a part. */
#define LOOKS_MAX 1000

/* The smsc that was given the part last. */
static uint16_t holder(struct book *b, const struct record *r, uint8_t part)
{
	uint64_t place = r->parts == 1 ? 0 : r->last;
	struct entry e;

	for (int i = 0; place != 0 && i < LOOKS_MAX; i++) {
		if (entry_at(&b->txn, &b->journal, place, &e) != 0)
			break;
		if (e.type == ENTRY_CLAIM && e.mask & (1u << part))
			return e.smsc;
		place = e.prev;
	}
	return r->smsc;
}

/* May it go elsewhere when this smsc has failed? *rest is its new set, or 0: it
 * has left that smsc already, for another of its parts. */
static bool may_leave(struct book *b, const struct record *r,
    const struct entry *e, uint8_t on, uint16_t *rest)
{
	*rest = 0;
	if (record_is_over(r, b->now) || r->flags & FLAG_REDACTED)
		return false;
	if (!book_set_has(b, r->set, e->smsc))
		return r->flags & FLAG_REROUTED;
	if (!(book_failover(b, r->set) & on))
		return false;
	*rest = book_rest(b, r->set, e->smsc);
	return *rest != 0;
}

/* Not if what its other parts met with has ended it. */
static void move_on(struct book *b, struct active_slot *s,
    const struct entry *cause, uint16_t rest)
{
	struct entry e = { .type = ENTRY_REROUTE,
		.smsc = cause->smsc,
		.part = cause->part,
		.attempt = s->record.attempts,
		.detail = cause->detail,
		.reason = cause->reason,
		.set = rest };

	if (rest != 0 && !status_is_final((enum status)s->record.state))
		book_write(b, s, &e);
}

void book_write_refusal(struct book *b, struct active_slot *s, struct entry *e)
{
	const struct record *r = &s->record;
	bool waits = r->state == STATUS_SUBMITTING || r->state == STATUS_QUEUED;
	uint16_t rest = 0;

	if (waits && e->attempt == r->attempts &&
	    !(r->answered & (1u << e->part)) &&
	    may_leave(b, r, e, ROUTE_ON_REJECTED, &rest)) {
		e->decision = DECIDED_ELSEWHERE;
		e->next = b->now;
	}
	book_write(b, s, e);
	move_on(b, s, e, rest);
}

static bool is_failure(const struct entry *e)
{
	return e->verdict == VERDICT_FAILED || e->verdict == VERDICT_EXPIRED;
}

/* What the set calls it: maps of older configurations know an expiry by its
 * detail only. */
static uint8_t cause_of(const struct entry *e)
{
	return e->verdict == VERDICT_EXPIRED ||
		       e->detail == DETAIL_VALIDITY_EXPIRED
		   ? ROUTE_ON_EXPIRED
		   : ROUTE_ON_REJECTED;
}

static void judge_failure(struct book *b, const struct record *r,
    struct entry *e, uint16_t *rest)
{
	uint32_t bit = 1u << e->part;
	bool moved = r->flags & FLAG_REROUTED,
	     held = (r->answered | r->pending) & bit;

	if (r->delivered & bit || r->state == STATUS_DELIVERED)
		return; /* R2 */
	if (!moved && !book_failover(b, r->set))
		return;
	if (!held || holder(b, r, e->part) != e->smsc) {
		if (moved)
			e->decision = DECIDED_STALE;
		return;
	}
	if (!status_is_final(r->state) && r->answered & bit &&
	    may_leave(b, r, e, cause_of(e), rest))
		e->decision = DECIDED_ELSEWHERE;
}

/* R6: what was known of this part is but what its smsc said when asked. */
static bool is_overruling(struct book *b, const struct record *r,
    const struct entry *e)
{
	return r->flags & FLAG_BY_QUERY &&
	       (is_failure(e) || e->verdict == VERDICT_DELIVERED) &&
	       !book_has_receipt(b, r, e->part);
}

/* Deleted, as we asked for it: that is no failure (statuses.md 4.4). */
static bool is_canceled(const struct record *r, const struct entry *e)
{
	return is_failure(e) && e->detail == DETAIL_DELETED_BY_SMSC &&
	       r->flags & FLAG_CANCEL_WANTED &&
	       (r->state == STATUS_CANCELED ||
		   (r->state == STATUS_FORWARDED && r->parts == 1));
}

uint16_t book_judge_receipt(struct book *b, const struct record *r,
    struct entry *e)
{
	uint32_t bit = 1u << e->part;
	uint16_t rest = 0;

	if (is_overruling(b, r, e))
		e->decision = DECIDED_OVERRULES;
	else if (is_canceled(r, e))
		e->decision = r->state == STATUS_FORWARDED ? DECIDED_CANCELED
							   : DECIDED_STALE;
	else if (is_failure(e))
		judge_failure(b, r, e, &rest);
	else if (e->verdict == VERDICT_DELIVERED && r->flags & FLAG_REROUTED &&
		 (r->answered | r->pending) & bit &&
		 holder(b, r, e->part) != e->smsc)
		e->decision = DECIDED_DOUBLE;
	return rest;
}

void book_write_receipt(struct book *b, struct active_slot *s, struct entry *e,
    uint16_t rest)
{
	book_write(b, s, e);
	move_on(b, s, e, rest);
}

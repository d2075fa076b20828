/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of statuses.md 4.2 (M5 to M17, M20) and 4.7 (R1 to R7).
 *
 * Invariants: a part is in `pending` from its claim to its answer, doubt or
 * return; state is SUBMITTING while any part is pending and none has ended
 * the message; `answered` holds the parts that the carrier took.
 */
#include "ledger/apply.h"

#include "ledger/instant.h"
#include "ledger/names.h"
#include "model/reason.h"

#include <string.h>

/* The only function that writes r->substate. What it waits for may change
 * while it is queued or held. */
void record_move(struct record *r, enum status to, enum substate sub)
{
	bool waits = to == STATUS_QUEUED || to == STATUS_HELD;

	if (!waits || r->state != to)
		status_move(&r->state, to);
	r->substate = (uint8_t)sub;
}

static void accept_message(struct record *r, const struct entry *e)
{
	r->accepted = e->at;
	r->account = e->account;
	r->set = e->set;
	r->parts = e->parts;
	r->policy = e->policy;
	r->ttl = e->ttl;
	r->to = e->to;
	r->forwarded = r->final = r->next = RECORD_NEVER;
	if (e->next == 0) {
		record_move(r, STATUS_QUEUED, SUBSTATE_READY);
		return;
	}
	record_move(r, STATUS_HELD, SUBSTATE_SCHEDULED);
	r->next = record_not_before(r, e->next);
}

void record_release(struct record *r, usec at)
{
	usec waited = at > r->accepted ? at - r->accepted : 0,
	     ttl = r->ttl + (waited + SECOND - 1) / SECOND;

	record_move(r, STATUS_QUEUED, SUBSTATE_READY);
	r->next = RECORD_NEVER;
	if (r->ttl != 0)
		r->ttl = ttl < UINT32_MAX ? (uint32_t)ttl : UINT32_MAX;
}

static void claim_parts(struct record *r, const struct entry *e)
{
	record_move(r, STATUS_SUBMITTING, SUBSTATE_NONE);
	r->smsc = e->smsc;
	r->attempts = e->attempt;
	if (r->tries < UINT16_MAX)
		r->tries++;
	r->delayed = r->throttled = 0;
	r->pending = e->mask;
	r->next = RECORD_NEVER;
}

static void not_before(struct record *r, usec at)
{
	uint32_t next = record_not_before(r, at);

	if (r->next == RECORD_NEVER || next > r->next)
		r->next = next;
}

void record_end(struct record *r, enum status to, enum substate sub, usec at)
{
	record_move(r, to, sub);
	r->final = record_instant(r, at);
	r->next = RECORD_NEVER;
}

void record_fail(struct record *r, enum stage stage, usec at)
{
	record_end(r, STATUS_FAILED, SUBSTATE_NONE, at);
	r->stage = (uint8_t)stage & 7u;
}

/* Failed only as its carrier, when asked, did not know it (M13). */
static bool is_missing(const struct record *r)
{
	return r->state == STATUS_FAILED && r->stage == STAGE_STATUS;
}

static void deliver(struct record *r, usec at)
{
	if (r->state == STATUS_DELIVERED)
		return;
	if (r->state == STATUS_DELIVERY_UNKNOWN || is_missing(r))
		r->flags |= FLAG_LATE_RECEIPT; /* R4 */
	else if (r->state == STATUS_FAILED)
		r->flags |= FLAG_REVISED; /* R3 */
	record_move(r, STATUS_DELIVERED, SUBSTATE_NONE);
	r->stage = STAGE_NONE;
	r->reason = REASON_NONE;
	r->detail = DETAIL_NONE;
	r->refused = 0;
	r->final = record_instant(r, at);
}

static void fail_on_the_way(struct record *r, usec at)
{
	if (is_missing(r)) { /* R4 */
		r->flags |= FLAG_LATE_RECEIPT;
		r->stage = STAGE_NETWORK;
		r->final = record_instant(r, at);
	}
	if (r->state == STATUS_FAILED)
		return; /* R5 chose the reason already */
	if (r->state == STATUS_DELIVERY_UNKNOWN)
		r->flags |= FLAG_LATE_RECEIPT;
	record_fail(r, STAGE_NETWORK, at);
}

/* May a receipt still say what became of it? What was never forwarded, or was
 * refused by the carrier, has no receipt to wait for (R7); but one that had a
 * carrier before the last one may be delivered by that after all. */
static bool is_open_to_receipts(const struct record *r)
{
	switch (r->state) {
	case STATUS_FORWARDED:
	case STATUS_ENROUTE:
	case STATUS_DELIVERED:
	case STATUS_DELIVERY_UNKNOWN: return true;
	case STATUS_FAILED:
		return r->stage == STAGE_NETWORK || r->stage == STAGE_STATUS ||
		       r->forwarded != RECORD_NEVER;
	case STATUS_CANCELED:
		return r->forwarded != RECORD_NEVER || r->answered != 0;
	default: return false;
	}
}

/* The message from its parts: delivered if all are, failed as soon as one is
 * (statuses.md 4.8). */
static void judge_parts(struct record *r, usec at)
{
	if (!is_open_to_receipts(r))
		return;
	if (r->delivered == record_all_parts(r))
		deliver(r, at);
	else if (r->refused && r->state != STATUS_DELIVERED)
		fail_on_the_way(r, at);
	else if (r->delivered != 0 && r->state == STATUS_FORWARDED)
		record_move(r, STATUS_ENROUTE, SUBSTATE_NONE);
}

static void forward(struct record *r, usec at)
{
	/* Taken before it was sent again: then there is no double (M9). */
	if (r->state == STATUS_QUEUED && r->attempts == 1)
		r->flags &= (uint16_t)~FLAG_DUPLICATE_RISK;
	r->flags &= (uint16_t)~FLAG_IN_DOUBT;
	record_move(r, STATUS_FORWARDED, SUBSTATE_NONE);
	r->forwarded = record_instant(r, at);
	r->next = r->final = RECORD_NEVER;
	judge_parts(r, at);
}

static void cancel(struct record *r, usec at)
{
	record_end(r, STATUS_CANCELED, SUBSTATE_NONE, at);
}

static void wait_again(struct record *r, usec at)
{
	if (r->refused) { /* of another part, by a receipt: 4.8 */
		record_fail(r, STAGE_NETWORK, at);
		return;
	}
	if (r->flags & FLAG_CANCEL_WANTED) { /* M16 */
		cancel(r, at);
		return;
	}
	if (r->flags & FLAG_IN_DOUBT) { /* M9h */
		record_end(r, STATUS_DELIVERY_UNKNOWN, SUBSTATE_NONE, at);
		return;
	}
	record_move(r, STATUS_QUEUED, SUBSTATE_RETRY_WAIT);
	if (r->next == RECORD_NEVER)
		r->next = record_not_before(r, at);
}

/* After a part's answer, doubt or return: has the message moved? */
static void settle_parts(struct record *r, usec at)
{
	bool may_forward =
	    r->state == STATUS_SUBMITTING || r->state == STATUS_QUEUED ||
	    (r->state == STATUS_DELIVERY_UNKNOWN && r->flags & FLAG_IN_DOUBT);

	if (may_forward && r->answered == record_all_parts(r))
		forward(r, at);
	else if (r->state == STATUS_SUBMITTING && r->pending == 0)
		wait_again(r, at);
}

static void refuse(struct record *r, const struct entry *e)
{
	if (r->state != STATUS_SUBMITTING && r->state != STATUS_QUEUED)
		return;
	r->reason = e->reason;
	r->detail = e->detail;
	r->err = e->status;
	/* No smsc refuses with 0: it was never given to one. */
	record_fail(r, e->status != 0 ? STAGE_SUBMIT : STAGE_LOCAL,
	    e->at); /* M8 */
}

/* An attempt that got no usable answer for some part. */
static void count_fault(struct record *r)
{
	if (r->delayed)
		return;
	r->delayed = 1;
	if (r->faults < FAULTS_MAX)
		r->faults++;
}

/* A refusal that leads to another attempt (M7), counted once for each attempt
 * however many of its parts are refused. */
static void postpone(struct record *r, const struct entry *e)
{
	not_before(r, e->next);
	if (e->decision == DECIDED_COUNTED)
		count_fault(r);
	if (e->class == ANSWER_LATER && !r->delayed) {
		r->delayed = 1;
		if (r->retries < RETRIES_MAX)
			r->retries++;
	}
	if (e->class == ANSWER_THROTTLE && !r->throttled) {
		r->throttled = 1;
		r->tries--; /* F8: no attempt of the message's own */
	}
}

/* Refused here, to be tried elsewhere. In the queue it waits for nothing else:
 * a late refusal ends the doubt. */
static void pass_on(struct record *r, const struct entry *e)
{
	if (r->state == STATUS_QUEUED)
		r->next = RECORD_NEVER;
	not_before(r, e->next);
}

/* X18: its carrier has said something of it. Only of campaigns: those count. */
static void note_evidence(struct record *r)
{
	if (r->campaign != 0)
		r->flags |= FLAG_EVIDENCE;
}

static void answer_part(struct record *r, const struct entry *e)
{
	uint32_t bit = 1u << e->part;
	bool current = e->attempt == r->attempts;

	if (current)
		r->pending &= ~bit;
	if (e->class == ANSWER_OK) {
		r->answered |= bit;
		if (e->decision == DECIDED_EVIDENT)
			note_evidence(r);
	} else if (current && !(r->answered & bit)) {
		if (e->class != ANSWER_NEVER)
			postpone(r, e);
		else if (e->decision == DECIDED_ELSEWHERE)
			pass_on(r, e);
		else
			refuse(r, e);
	}
	settle_parts(r, e->at);
}

static void doubt_part(struct record *r, const struct entry *e)
{
	r->pending &= ~(1u << e->part);
	if (r->state != STATUS_SUBMITTING)
		return; /* it was decided meanwhile */
	if (e->hold) {
		r->flags |= FLAG_IN_DOUBT;
	} else {
		r->flags |= FLAG_DUPLICATE_RISK;
		not_before(r, e->next);
	}
	if (e->decision == DECIDED_COUNTED)
		count_fault(r);
	settle_parts(r, e->at);
}

static void return_part(struct record *r, const struct entry *e)
{
	r->pending &= ~(1u << e->part);
	if (r->state != STATUS_SUBMITTING)
		return;
	not_before(r, e->next);
	settle_parts(r, e->at);
}

static void note_failure(struct record *r, const struct entry *e)
{
	if (r->state == STATUS_DELIVERED || r->delivered & (1u << e->part)) {
		r->flags |= FLAG_CONTRADICTED; /* R2 */
		return;
	}
	if (r->state == STATUS_FAILED && r->stage == STAGE_SUBMIT)
		return; /* refused: the carrier's answer stands */
	/* R5: a listed reason replaces 30008, else the first stays. */
	if (!r->refused ||
	    (r->reason == REASON_UNKNOWN && e->reason != REASON_UNKNOWN)) {
		r->reason = e->reason;
		r->detail = e->detail;
		r->err = e->status;
	}
	r->refused = 1;
}

/* A part that was to go elsewhere, or has gone, arrived by the smsc that it
 * left: then that one had taken it. */
static void take_delivery(struct record *r, const struct entry *e)
{
	uint32_t bit = 1u << e->part;

	r->delivered |= bit;
	if (!(r->answered & bit)) {
		r->answered |= bit;
		settle_parts(r, e->at);
	}
	if (e->decision == DECIDED_DOUBLE)
		r->flags |= FLAG_DUPLICATE_RISK;
}

/* A part that failed and may go elsewhere is as if never taken. */
static void take_back(struct record *r, const struct entry *e)
{
	r->answered &= ~(1u << e->part);
	if (!record_awaits_receipt(r))
		return;
	record_move(r, STATUS_QUEUED, SUBSTATE_RETRY_WAIT);
	r->next = record_not_before(r, e->at);
}

static bool is_failure(const struct entry *e)
{
	return e->verdict == VERDICT_FAILED || e->verdict == VERDICT_EXPIRED;
}

/* R6: it was a status answer that had spoken of this part, and now there is a
 * receipt. */
static void overrule(struct record *r, const struct entry *e)
{
	if (r->parts == 1)
		r->flags &= (uint16_t)~FLAG_BY_QUERY;
	if (!is_failure(e))
		return;
	r->delivered &= ~(1u << e->part);
	if (r->parts == 1)
		r->refused = 0; /* the receipt's reason counts */
	if (r->state == STATUS_DELIVERED) {
		r->flags |= FLAG_REVISED;
		record_fail(r, STAGE_NETWORK, e->at);
	}
}

static void take_verdict(struct record *r, const struct entry *e)
{
	switch (e->verdict) {
	case VERDICT_DELIVERED: take_delivery(r, e); break;
	case VERDICT_EXPIRED:
	case VERDICT_FAILED: note_failure(r, e); break;
	case VERDICT_UNDERWAY:
		if (r->state == STATUS_FORWARDED)
			record_move(r, STATUS_ENROUTE, SUBSTATE_NONE); /* M10 */
		return;
	default: return;
	}
	judge_parts(r, e->at);
}

/* F11: what was refused with an id was taken after all; and what went again, or
 * will, goes twice. */
static void prove(struct record *r, const struct entry *e)
{
	if (e->verdict == VERDICT_UNDERWAY ||
	    (r->answered | r->pending) & (1u << e->part))
		r->flags |= FLAG_DUPLICATE_RISK;
	if (e->verdict != VERDICT_DELIVERED)
		return;
	take_delivery(r, e);
	if (r->state != STATUS_FAILED) {
		judge_parts(r, e->at);
	} else if (r->delivered == record_all_parts(r)) {
		r->forwarded = record_instant(r, e->at);
		deliver(r, e->at);
	}
}

static void take_receipt(struct record *r, const struct entry *e)
{
	if (e->decision != DECIDED_STALE && e->verdict != VERDICT_NOTHING)
		note_evidence(r);
	switch (e->decision) {
	case DECIDED_STALE: return;
	case DECIDED_ELSEWHERE: take_back(r, e); return;
	case DECIDED_CANCELED: cancel(r, e->at); return;
	case DECIDED_PROVEN: prove(r, e); return;
	case DECIDED_OVERRULES: overrule(r, e); break;
	default: break;
	}
	take_verdict(r, e);
}

/* M13: asked about for a day, and its carrier never knew it. */
static void miss(struct record *r, const struct entry *e)
{
	r->reason = REASON_NO_STATUS;
	r->detail = DETAIL_STATUS_FETCH_FAILED;
	r->err = e->status;
	record_fail(r, STAGE_STATUS, e->at);
}

static void take_status(struct record *r, const struct entry *e)
{
	struct entry as_receipt = *e;

	switch (e->decision) {
	case DECIDED_TAKEN: /* M10, M12 */
		as_receipt.decision = DECIDED_NOTHING;
		as_receipt.status = e->told_err;
		if (is_failure(e) || e->verdict == VERDICT_DELIVERED)
			r->flags |= FLAG_BY_QUERY;
		if (e->verdict != VERDICT_NOTHING)
			note_evidence(r);
		take_verdict(r, &as_receipt);
		return;
	case DECIDED_CONTRADICTS: r->flags |= FLAG_CONTRADICTED; return;
	case DECIDED_MISSING: miss(r, e); return;
	default: return; /* it is told in the timeline, and that is all */
	}
}

static void take_cancel(struct record *r, const struct entry *e)
{
	if (e->decision == DECIDED_CANCELED) /* M15, M17 */
		cancel(r, e->at);
	else if (e->decision == DECIDED_WANTED)
		r->flags |= FLAG_CANCEL_WANTED;
}

/* M9h: told to go again, though it may have gone. */
static void resend(struct record *r, const struct entry *e)
{
	record_move(r, STATUS_QUEUED, SUBSTATE_RETRY_WAIT);
	r->flags &= (uint16_t)~FLAG_IN_DOUBT;
	r->flags |= FLAG_DUPLICATE_RISK;
	r->faults = 0;
	r->final = RECORD_NEVER;
	r->next = record_not_before(r, e->next);
}

static void give_up(struct record *r, const struct entry *e)
{
	record_end(r, STATUS_DELIVERY_UNKNOWN, SUBSTATE_NONE, e->at);
}

/* M20; but what may have been sent did not surely fail: it is in doubt, and a
 * late answer still counts (M9h). */
static void expire(struct record *r, const struct entry *e)
{
	if (r->flags & FLAG_DUPLICATE_RISK) {
		r->flags |= FLAG_IN_DOUBT;
		give_up(r, e);
		return;
	}
	r->reason = REASON_EXPIRED;
	record_fail(r, STAGE_LOCAL, e->at); /* M20 */
}

/* It may be at a carrier (M9h), also if its record says it is held. */
static void tear(struct record *r, const struct entry *e)
{
	if (r->state == STATUS_HELD)
		record_move(r, STATUS_QUEUED, SUBSTATE_READY);
	r->flags |= FLAG_IN_DOUBT;
	give_up(r, e);
}

static void lose(struct record *r, const struct entry *e)
{
	r->reason = REASON_UNKNOWN;
	record_fail(r, STAGE_LOCAL, e->at);
}

/* The next smsc begins with nothing held against the message. */
static void reroute(struct record *r, const struct entry *e)
{
	r->set = e->set;
	r->flags |= FLAG_REROUTED;
	r->retries = 0;
	r->faults = 0;
}

static void defer(struct record *r, const struct entry *e)
{
	record_move(r, STATUS_QUEUED, SUBSTATE_SENDER_WAIT);
	r->next = record_not_before(r, e->next);
}

/* All that ENTRY_FLAG may set. */
#define RECORD_THOUGHTS (FLAG_SUSPECTED_FILTERED | FLAG_CARRIER_NO_RECEIPTS)

static void flag(struct record *r, const struct entry *e)
{
	r->flags |= e->status & RECORD_THOUGHTS;
}

static void redact(struct record *r)
{
	r->flags |= FLAG_REDACTED;
}

/* The number is gone from the entries too (erase.c). */
static void erase(struct record *r)
{
	r->flags |= FLAG_REDACTED | FLAG_ERASED;
	r->to = 0;
}

/* M18; but what may have been sent is in doubt, as at its expiry. */
static void skip(struct record *r, const struct entry *e)
{
	if (r->flags & FLAG_DUPLICATE_RISK) {
		r->flags |= FLAG_IN_DOUBT;
		give_up(r, e);
		return;
	}
	record_end(r, STATUS_SKIPPED, (enum substate)e->why, e->at);
}

void record_place(struct record *r, const struct entry *e)
{
	r->last = e->place;
	if (entry_has_body(e))
		r->body = e->place;
}

void record_change(struct record *r, const struct entry *e)
{
	switch (e->type) {
	case ENTRY_ACCEPT: accept_message(r, e); return;
	case ENTRY_CLAIM: claim_parts(r, e); return;
	case ENTRY_ANSWER: answer_part(r, e); return;
	case ENTRY_DOUBT: doubt_part(r, e); return;
	case ENTRY_RETURN: return_part(r, e); return;
	case ENTRY_RECEIPT: take_receipt(r, e); return;
	case ENTRY_STATUS: take_status(r, e); return;
	case ENTRY_CANCEL: take_cancel(r, e); return;
	case ENTRY_RESEND: resend(r, e); return;
	case ENTRY_FLAG: flag(r, e); return;
	case ENTRY_UNKNOWN: give_up(r, e); return; /* M14 */
	case ENTRY_EXPIRE: expire(r, e); return;
	case ENTRY_LOST: lose(r, e); return;
	case ENTRY_TORN: tear(r, e); return;
	case ENTRY_REROUTE: reroute(r, e); return;
	case ENTRY_DEFER: defer(r, e); return;
	case ENTRY_QUIET: record_hush(r, e); return; /* M3b */
	case ENTRY_RECEIVED: record_received(r, e); return;
	case ENTRY_SKIP: skip(r, e); return;
	case ENTRY_RELEASE: record_leave(r, e->at); return;
	case ENTRY_CLOCK: record_leap(r, e->next); return;
	case ENTRY_BORN: record_born(r, e); return;
	case ENTRY_CHECKED: record_checked(r, e); return;
	case ENTRY_DELETED: record_deleted(r, e); return;
	case ENTRY_IMPORT: record_imported(r, e); return;
	case ENTRY_REDACT: redact(r); return;
	case ENTRY_ERASE: erase(r); return;
	case ENTRY_BODY:
	case ENTRY_PARK:
	case ENTRY_CAMPAIGN:
	case ENTRY_INBOUND: return;
	}
}

void record_apply(struct record *r, const struct entry *e)
{
	record_change(r, e);
	record_place(r, e);
}

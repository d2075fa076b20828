/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of campaigns until they are queued: M1 to M4, M18; and what is held
 * in quiet hours. */
#include "ledger/apply.h"
#include "ledger/check.h"
#include "ledger/names.h"

static bool is_held_by(uint8_t verdict)
{
	return verdict == CHECKED_FOLLOW_UP || verdict == CHECK_LOCAL_TIME ||
	       verdict == CHECK_QUIET;
}

bool record_may_check(const struct record *r, const struct entry *e)
{
	if (r->campaign == 0 || e->verdict > CHECK_PASSED ||
	    e->verdict == CHECK_TRIAL)
		return false;
	if (r->state != STATUS_NEW &&
	    (r->state != STATUS_HELD || e->verdict == CHECKED_FOLLOW_UP))
		return false;
	return e->verdict != CHECK_PASSED || record_may_begin(e);
}

void record_born(struct record *r, const struct entry *e)
{
	r->accepted = e->at;
	r->account = e->account;
	r->policy = e->policy;
	r->to = e->to;
	r->campaign = e->campaign;
	r->forwarded = r->final = r->next = RECORD_NEVER;
}

static void hold(struct record *r, const struct entry *e)
{
	static const uint8_t why[] = {
		[CHECKED_FOLLOW_UP] = SUBSTATE_FOLLOW_UP,
		[CHECK_LOCAL_TIME] = SUBSTATE_LOCAL_TIME,
		[CHECK_QUIET] = SUBSTATE_QUIET_HOURS,
	};

	record_move(r, STATUS_HELD, (enum substate)why[e->verdict]);
	r->next = record_not_before(r, e->next);
}

/* When one could be sent to that number again stays known. */
static void skip(struct record *r, const struct entry *e)
{
	static const uint8_t rule[] = {
		[CHECK_DUPLICATE] = SUBSTATE_DUPLICATE,
		[CHECK_OPTED_OUT] = SUBSTATE_OPTED_OUT,
		[CHECK_SUPPRESSED] = SUBSTATE_SUPPRESSED,
		[CHECK_MERGE] = SUBSTATE_MERGE_FIELD_MISSING,
		[CHECK_SMART] = SUBSTATE_SMART_SENDING,
	};

	record_end(r, STATUS_SKIPPED, (enum substate)rule[e->verdict], e->at);
	if (e->next != 0)
		r->next = record_not_before(r, e->next);
}

static void queue(struct record *r, const struct entry *e)
{
	r->set = e->set;
	r->parts = e->parts;
	r->policy = e->policy;
	r->ttl = e->ttl;
	record_release(r, e->at);
}

static void refuse(struct record *r, const struct entry *e)
{
	r->reason = e->reason;
	r->detail = e->detail;
	record_fail(r, STAGE_LOCAL, e->at);
}

void record_checked(struct record *r, const struct entry *e)
{
	if (is_held_by(e->verdict)) {
		hold(r, e);
		return;
	}
	switch (e->verdict) {
	case CHECK_DELETED:
		record_end(r, STATUS_RECIPIENT_DELETED, SUBSTATE_NONE, e->at);
		return;
	case CHECK_MALFORMED:
	case CHECK_COUNTRY: refuse(r, e); return;
	case CHECK_PASSED: queue(r, e); return;
	default: skip(r, e); return;
	}
}

/* An smsc had it. */
static bool was_tried(const struct record *r)
{
	return r->attempts != 0 || r->tries != 0;
}

/* Its time in the queue stands still until then. */
void record_hush(struct record *r, const struct entry *e)
{
	usec by = e->next > e->at ? e->next - e->at : 0,
	     ttl = r->ttl + (by + SECOND - 1) / SECOND;

	if (was_tried(r))
		record_move(r, STATUS_QUEUED, SUBSTATE_RETRY_WAIT);
	else
		record_move(r, STATUS_HELD, SUBSTATE_QUIET_HOURS);
	r->next = record_not_before(r, e->next);
	if (r->ttl != 0)
		r->ttl = ttl < UINT32_MAX ? (uint32_t)ttl : UINT32_MAX;
}

void record_leave(struct record *r, usec at)
{
	bool was_queued = record_was_queued(r);
	uint32_t ttl = r->ttl;

	record_release(r, at);
	if (was_queued) /* record_hush() knew */
		r->ttl = ttl;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a step of the check does to a message. */
#include "ledger/checking.h"

#include "ledger/book.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "model/reason.h"

/* The asker's reason, if it was the asker's step. */
static void set_reason(const struct checking *k, struct entry *e)
{
	e->reason = k->verdict->reason;
	e->detail = k->verdict->detail;
	if (e->verdict == k->verdict->decides && e->reason != REASON_NONE)
		return;
	e->reason = REASON_BAD_NUMBER;
	e->detail = DETAIL_NUMBER_INCORRECT;
}

static void set_message(const struct checking *k, struct entry *e)
{
	const struct verdict *v = k->verdict;

	e->policy = k->policy;
	e->set = v->set;
	e->parts = v->parts;
	e->ttl = v->ttl;
	e->sender = entry_sender(v->sender);
	e->scope = v->scope;
	e->index = k->birth.index;
	e->zone = v->zone;
	e->body_len = (uint32_t)v->body_len;
	e->raw = k->body;
	e->raw_len = v->body_len;
}

/* M20 */
static void limit(struct book *b, const struct active_slot *s)
{
	const struct record *r = &s->record;
	struct due d = { .line = DUE_EXPIRY, .key = s->key };

	if (r->ttl == 0)
		return;
	d.at = r->accepted + r->ttl * SECOND;
	due_put(&b->txn, &d);
}

void checking_write(const struct checking *k, struct active_slot *s,
    enum check_step step)
{
	struct entry e = { .type = ENTRY_CHECKED,
		.part = PART_WHOLE,
		.verdict = (uint8_t)step };

	switch (step) {
	case CHECK_MALFORMED:
	case CHECK_COUNTRY: set_reason(k, &e); break;
	case CHECK_LOCAL_TIME:
	case CHECK_QUIET: e.next = k->verdict->release; break;
	case CHECK_SMART: e.next = k->until; break;
	case CHECK_PASSED: set_message(k, &e); break;
	default: break;
	}
	book_write(k->book, s, &e);
	if (step != CHECK_PASSED)
		return;
	limit(k->book, s);
	promo_reserve(k->book, s);
	feed_ready(k->book, k->campaign, k->birth.index, s);
}

void checking_lose(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_LOST, .part = PART_WHOLE };

	book_write(b, s, &e);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people wish: that a message is not sent, or that one held in doubt goes
 * again (M9h). What waits is canceled at once (M15); what is on its way when
 * its answers allow it (M16); what its carrier has, if that gives it back and
 * nothing was heard of it yet (M17). Or that what is final is forgotten.
 */
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/steps.h"

/* Lines of a timeline to look through. */
#define LOOKS_MAX 1000

void book_write_cancel(struct book *b, struct active_slot *s, uint8_t decision)
{
	struct entry e = { .type = ENTRY_CANCEL,
		.smsc = s->record.smsc,
		.part = PART_WHOLE,
		.attempt = s->record.attempts,
		.decision = decision };

	book_write(b, s, &e);
}

/* One that was asked before may be asked again: the answer may have been
 * lost. */
static int cancel_forwarded(struct book *b, struct active_slot *s)
{
	if (!b->smsc[s->record.smsc].cancel)
		return RC_DENIED;
	if (!(s->record.flags & FLAG_CANCEL_WANTED))
		book_write_cancel(b, s, DECIDED_WANTED);
	return book_ask(b, s->key, &s->record, s->record.answered, 0) != 0
		   ? 0
		   : RC_DENIED;
}

static int cancel(struct book *b, struct active_slot *s)
{
	switch (s->record.state) {
	case STATUS_NEW:
	case STATUS_HELD:
	case STATUS_QUEUED: book_write_cancel(b, s, DECIDED_CANCELED); return 0;
	case STATUS_SUBMITTING:
		if (!(s->record.flags & FLAG_CANCEL_WANTED))
			book_write_cancel(b, s, DECIDED_WANTED);
		return 0;
	case STATUS_FORWARDED: return cancel_forwarded(b, s);
	case STATUS_CANCELED: return 0;
	default: return RC_DENIED;
	}
}

static int resend(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_RESEND,
		.part = PART_WHOLE,
		.next = b->now };

	if (s->record.state != STATUS_DELIVERY_UNKNOWN ||
	    !(s->record.flags & FLAG_IN_DOUBT) ||
	    s->record.flags & FLAG_REDACTED || book_is_ended(b, &s->record))
		return RC_DENIED;
	book_write(b, s, &e);
	return 0;
}

static int fulfil(struct book *b, struct active_slot *s, uint8_t wish)
{
	switch (wish) {
	case WISH_CANCEL: return cancel(b, s);
	case WISH_RESEND: return resend(b, s);
	case WISH_REDACT: return book_redact(b, s);
	case WISH_DELETE: return book_erase(b, s);
	default: return RC_DENIED;
	}
}

static int grant(struct book *b, const struct wish_fact *w, uint8_t *state)
{
	struct message_id id = book_id(b, w->id.key);
	struct active_slot *s;
	int rc;

	if (id.tail != w->id.tail || book_touch(b, w->id.key, &s) != 0 ||
	    (w->account != 0 && s->record.account != w->account) ||
	    s->record.flags & FLAG_ERASED)
		return RC_NOT_FOUND;
	rc = fulfil(b, s, w->wish);
	*state = s->record.state;
	return rc;
}

void book_wish(struct book *b, const struct wish_fact *w)
{
	uint8_t state = STATUS_NEW;
	int rc = grant(b, w, &state);
	struct outcome *o = batch_outcome(b->batch, OUTCOME_GRANTED);

	o->token = w->token;
	o->u.granted = (struct granted){ .rc = rc,
		.state = (enum status)state,
		.id = w->id };
}

void book_cancel_forwarded(struct book *b, struct active_slot *s)
{
	const struct record *r = &s->record;

	if (r->flags & FLAG_CANCEL_WANTED && r->state == STATUS_FORWARDED &&
	    b->smsc[r->smsc].cancel && !book_lives_on(b, r))
		(void)book_ask(b, s->key, r, r->answered, 0);
}

void book_cancel_unheard(struct book *b, struct active_slot *s)
{
	const struct record *r = &s->record;

	if (r->state == STATUS_FORWARDED && !(r->flags & FLAG_EVIDENCE))
		(void)cancel_forwarded(b, s);
}

/* Its parts that were canceled by this smsc, but for the one at hand. */
static uint32_t canceled_parts(struct book *b, const struct record *r)
{
	uint64_t place = r->last;
	uint32_t parts = 0;
	struct entry e;

	for (int i = 0; place != 0 && i < LOOKS_MAX; i++) {
		if (entry_at(&b->txn, &b->journal, place, &e) != 0)
			break;
		if (e.type == ENTRY_CANCEL && e.part != PART_WHOLE &&
		    e.class == TOLD_STATE && e.smsc == r->smsc)
			parts |= 1u << e.part;
		place = e.prev;
	}
	return parts;
}

/* M17: canceled when all of its parts are. */
void book_told_cancel(struct book *b, const struct told *t)
{
	struct active_slot *s;
	uint32_t parts;
	struct entry e = { .type = ENTRY_CANCEL,
		.smsc = t->smsc,
		.part = t->part,
		.class = t->class,
		.status = t->status };

	if (book_touch(b, t->key, &s) != 0 || t->part >= s->record.parts)
		return;
	parts = canceled_parts(b, &s->record) | 1u << t->part;
	if (t->class == TOLD_STATE && s->record.state == STATUS_FORWARDED &&
	    parts == record_all_parts(&s->record))
		e.decision = DECIDED_CANCELED;
	book_write(b, s, &e);
}

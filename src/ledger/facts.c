/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each fact does. The decision (when to try again, what a doubt means) is
 * made here and written into the entry; what the entry does to the record
 * stands in apply.c.
 */
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/hook_row.h"
#include "ledger/steps.h"
#include "ledger/views.h"
#include "model/reason.h"

#include <string.h>

#include "base/log.h"

/* Attempts without a usable answer, of one smsc: then a fault counts as a
 * refusal, and a doubt is left as it is. Nobody gets a text eleven times. */
#define TRIES_MAX 10

/* statuses.md 4.5: the wait after the n-th attempt that was refused for now;
 * and of one whose session was at fault. */
static usec backoff(const struct record *r, uint8_t class)
{
	static const usec later[] = { 10, 30, 60, 120, 300 };
	static const usec fault[] = { 1, 10, 30, 60, 120, 300 };
	const usec *wait = class == ANSWER_LATER ? later : fault;
	size_t n = class == ANSWER_LATER ? r->retries : r->faults,
	       most =
		   class == ANSWER_LATER ? ARRAY_LEN(later) : ARRAY_LEN(fault);

	if (n > 0 && r->delayed)
		n--; /* by another part of this attempt */
	return wait[n < most ? n : most - 1] * SECOND;
}

static usec end_of_second(usec now)
{
	return (now / SECOND + 1) * SECOND;
}

/* Not before when a refused part may go again (M7). */
static usec next_try(const struct book *b, const struct record *r,
    uint8_t class)
{
	if (class == ANSWER_THROTTLE)
		return end_of_second(b->now);
	return b->now + backoff(r, class);
}

/* Is this attempt, the one at hand, the last that may go without an answer? */
static bool has_tried_enough(const struct record *r)
{
	return r->faults + !r->delayed >= TRIES_MAX;
}

/* The message of a claim, if the part is one of its parts. */
static struct active_slot *claimed(struct book *b, const struct claim_part *p)
{
	struct active_slot *s;

	if (book_touch(b, p->key, &s) != 0 || p->part >= s->record.parts) {
		log_warn("ledger", "fact about no message key=%llu part=%u",
		    (unsigned long long)p->key, p->part);
		return NULL;
	}
	return s;
}

/* Is this part of this attempt what we wait for? */
static bool is_pending(const struct active_slot *s, const struct claim_part *p)
{
	return s->record.attempts == p->attempt &&
	       s->record.pending & (1u << p->part);
}

static void set_part(struct entry *e, const struct claim_part *p)
{
	e->smsc = p->smsc;
	e->part = p->part;
	e->attempt = p->attempt;
}

static void judge_fault(const struct record *r, struct entry *e)
{
	if (e->attempt != r->attempts || !has_tried_enough(r)) {
		e->decision = DECIDED_COUNTED;
		return;
	}
	e->class = ANSWER_NEVER;
	e->reason = REASON_UNKNOWN;
	e->detail = DETAIL_OPERATOR_FAULT;
}

static void answer(struct book *b, const struct answer *a)
{
	struct active_slot *s = claimed(b, &a->part);
	struct entry e = { .type = ENTRY_ANSWER,
		.class = a->class,
		.late = a->late,
		.detail = a->detail,
		.reason = a->reason,
		.status = a->status,
		.own = a->own,
		.segments = a->segments,
		.price = a->price };

	if (s == NULL)
		return;
	if (a->again) {
		book_other_id(b, s, a);
		return;
	}
	set_part(&e, &a->part);
	memcpy(e.smsc_id, a->smsc_id, sizeof(e.smsc_id));
	if (a->class == ANSWER_FAULT)
		judge_fault(&s->record, &e);
	if (e.class == ANSWER_NEVER) {
		book_write_refusal(b, s, &e);
		book_other_id(b, s, a);
		return;
	}
	if (e.class != ANSWER_OK)
		e.next = next_try(b, &s->record, e.class);
	else if (b->smsc[a->part.smsc].evident && s->record.campaign != 0)
		e.decision = DECIDED_EVIDENT;
	book_write(b, s, &e);
	if (e.class != ANSWER_OK) {
		book_other_id(b, s, a);
		return;
	}
	book_answer_id(b, s, a);
	book_cancel_forwarded(b, s);
}

static bool holds(const struct book *b, const struct record *r)
{
	switch (record_on_doubt(r)) {
	case DOUBT_HOLD: return true;
	case DOUBT_RESEND: return false;
	default: return b->smsc[r->smsc].hold;
	}
}

static void doubt(struct book *b, const struct claim_part *p, const char *why)
{
	struct active_slot *s = claimed(b, p);
	struct entry e = { .type = ENTRY_DOUBT,
		.raw = why,
		.raw_len = strlen(why) };

	if (s == NULL || !is_pending(s, p))
		return;
	set_part(&e, p);
	e.hold = holds(b, &s->record) || has_tried_enough(&s->record);
	e.decision = DECIDED_COUNTED;
	e.next = b->now + b->smsc[p->smsc].doubt_wait;
	book_write(b, s, &e);
}

static void give_back(struct book *b, const struct claim_part *p)
{
	struct active_slot *s = claimed(b, p);
	struct entry e = { .type = ENTRY_RETURN };

	if (s == NULL || !is_pending(s, p))
		return;
	set_part(&e, p);
	e.next = b->now;
	book_write(b, s, &e);
}

static void doubt_all(struct book *b, uint64_t key, const struct record *r)
{
	struct claim_part p = { .key = key,
		.smsc = r->smsc,
		.attempt = r->attempts };

	for (; p.part < r->parts; p.part++) {
		if (r->pending & (1u << p.part))
			doubt(b, &p, DOUBT_AT_START);
	}
}

/* A claim is in memory, or in the store with a mark. The first are done before
 * the others, so nothing leaves the memory with a new mark on the way. */
void book_resolve_claims(struct book *b)
{
	struct store_row row;
	struct record r;
	int rc;

	for (size_t i = 0; i < b->active.len; i++) {
		struct active_slot *s = active_at(&b->active, i);

		r = s->record;
		doubt_all(b, s->key, &r);
	}
	rc = store_seek(&b->txn, STORE_STRAY, "\0", 1, &row);
	for (; rc == 0; rc = store_next(&row)) {
		uint64_t key = store_key_number(row.key);

		if (book_look(b, key, &r) == 0)
			doubt_all(b, key, &r);
	}
}

static void stored(struct book *b, const struct reply_token *reply)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_STORED);

	o->u.reply = *reply;
}

/* It only looked like a receipt: a text from a handset like others. */
static void take_text(struct book *b, const struct receipt_fact *r,
    const uint8_t *data)
{
	struct inbound_fact m;

	memcpy(&m, data, sizeof(m));
	m.reply = r->reply;
	m.raw = data + sizeof(m);
	book_inbound(b, &m, m.raw);
}

static void note_text(struct book *b, const struct receipt_fact *r,
    const void *raw)
{
	struct entry e = { .type = ENTRY_INBOUND,
		.smsc = r->smsc,
		.to = r->from,
		.raw = raw,
		.raw_len = r->raw_len };

	b->totals.inbound++;
	book_note(b, &e);
}

static void receipt(struct book *b, const struct fact *f, const uint8_t *raw)
{
	const struct receipt_fact *r = &f->u.receipt;
	bool is_taken = book_receipt(b, r, raw);

	if (!is_taken && f->has_text) {
		take_text(b, r, raw + r->raw_len); /* it tells that itself */
		return;
	}
	if (!is_taken)
		note_text(b, r, raw);
	stored(b, &r->reply);
}

/* Who waits for whom is another question now: until the slots are given away
 * nobody pushes in. */
static void set_up(struct book *b, uint16_t smsc, bool up)
{
	b->smsc[smsc].up = up;
	for (uint16_t i = 0; i <= b->names.len[NAME_SMSC]; i++)
		b->smsc[i].awaited = true;
}

/* At least one slot is left to others than one-time passwords. */
static int reserve_of(const struct smsc_fact *f)
{
	uint64_t kept = (uint64_t)f->capacity * f->otp_share / 100;

	if (kept >= f->capacity)
		kept = f->capacity == 0 ? 0 : f->capacity - 1;
	return kept > INT32_MAX ? INT32_MAX : (int)kept;
}

void book_set_smsc(struct book *b, const struct smsc_fact *f)
{
	struct book_smsc *s = &b->smsc[f->smsc];

	book_forget_sets(b); /* one may be of a name that was none before */
	if (s->is_known != f->is_known)
		book_move(b, 0, 0); /* what is stranded is told anew */
	s->is_known = f->is_known;
	s->hold = f->hold;
	s->doubt_wait = f->doubt_wait;
	s->sender_rate = f->sender_rate;
	s->query = f->query;
	s->cancel = f->cancel;
	s->evident = f->evident;
	s->msgid = f->msgid;
	s->reserve = reserve_of(f);
	if (!f->is_known)
		set_up(b, f->smsc, false);
}

/* Unless something has been heard of it meanwhile. */
static void flag(struct book *b, uint64_t key, uint16_t flags)
{
	struct entry e = { .type = ENTRY_FLAG,
		.part = PART_WHOLE,
		.status = flags };
	struct active_slot *s;
	struct record r;

	if (book_look(b, key, &r) == 0 && r.state == STATUS_DELIVERY_UNKNOWN &&
	    book_touch(b, key, &s) == 0)
		book_write(b, s, &e);
}

void book_apply(struct book *b, const struct batch *from, struct fact *f)
{
	const void *data = batch_data(from, f);

	b->totals.facts++;
	switch (f->type) {
	case FACT_ACCEPT: book_accept(b, &f->u.accept, data); return;
	case FACT_SLOTS:
		b->smsc[f->u.slots.smsc].credit += f->u.slots.n;
		return;
	case FACT_UP: set_up(b, f->u.up.smsc, f->u.up.up); return;
	case FACT_SMSC: book_set_smsc(b, &f->u.smsc); return;
	case FACT_ANSWER: answer(b, &f->u.answer); return;
	case FACT_DOUBT: doubt(b, &f->u.part, data); return;
	case FACT_RETURN: give_back(b, &f->u.part); return;
	case FACT_RECEIPT: receipt(b, f, data); return;
	case FACT_TOLD: book_told(b, &f->u.told, data); return;
	case FACT_WISH: book_wish(b, &f->u.wish); return;
	case FACT_FLAG: flag(b, f->u.mark.key, f->u.mark.what); return;
	case FACT_MOVE: book_move(b, f->u.mark.key, f->u.mark.what); return;
	case FACT_INBOUND: book_inbound(b, &f->u.inbound, data); return;
	case FACT_OPTOUT: book_opt_out(b, &f->u.optout); return;
	case FACT_KEEP: book_keep(b, f, data); return;
	case FACT_HOOK_PUT:
	case FACT_HOOK_DEL:
	case FACT_HOOK_CURSOR: book_hook(b, f, data); return;
	case FACT_RETENTION: book_retain(b, &f->u.retention); return;
	case FACT_TICK: return;
	default: book_apply_more(b, f, data); return;
	}
}

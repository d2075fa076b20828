/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions about parts that an smsc has taken, and what it says: of least
 * trust (R6). A receipt always counts more, whichever comes first; a state that
 * is not final, or is none, changes little.
 */
#include "ledger/body.h"
#include "ledger/entry.h"
#include "ledger/steps.h"

#include <string.h>

/* Lines of a timeline to look through. */
#define LOOKS_MAX 1000

/* The line at `place`, and where the one before it is; false: it is the last,
 * or cannot be read. */
static bool read_line(struct book *b, uint64_t *place, struct entry *e)
{
	if (*place == 0 || entry_at(&b->txn, &b->journal, *place, e) != 0)
		return false;
	*place = e->prev;
	return true;
}

static bool hand_out(struct book *b, uint64_t key, const struct record *r,
    const struct entry *answer, uint8_t nth)
{
	struct buf *out = &b->batch->out;
	size_t at = out->len;
	struct outcome *o;

	if (body_read(&b->txn, &b->journal, r->body, out) != 0)
		return false;
	o = batch_outcome(b->batch, OUTCOME_QUESTION);
	o->data = at;
	o->u.question = (struct question){ .id = book_id(b, key),
		.smsc = r->smsc,
		.part = answer->part,
		.nth = nth,
		.to = r->to,
		.body_len = out->len - at };
	memcpy(o->u.question.smsc_id, answer->smsc_id, sizeof(answer->smsc_id));
	b->smsc[r->smsc].questions += nth != 0;
	return true;
}

/* An answer without an id is one that nobody can be asked about. */
static bool is_id_of(const struct entry *e, const struct record *r,
    uint32_t parts)
{
	return e->type == ENTRY_ANSWER && e->class == ANSWER_OK &&
	       e->smsc == r->smsc && parts & (1u << e->part);
}

int book_ask(struct book *b, uint64_t key, const struct record *r,
    uint32_t parts, uint8_t nth)
{
	uint64_t place = r->last;
	struct entry e;
	int n = 0;

	for (int i = 0; parts != 0 && i < LOOKS_MAX; i++) {
		if (!read_line(b, &place, &e))
			break;
		if (!is_id_of(&e, r, parts))
			continue;
		parts &= ~(1u << e.part);
		if (e.smsc_id[0] != '\0')
			n += hand_out(b, key, r, &e, nth);
	}
	return n;
}

static bool is_final(const struct entry *e)
{
	return e->verdict == VERDICT_DELIVERED ||
	       e->verdict == VERDICT_FAILED || e->verdict == VERDICT_EXPIRED;
}

bool book_has_receipt(struct book *b, const struct record *r, uint8_t part)
{
	uint64_t place = r->last;
	struct entry e;

	for (int i = 0; i < LOOKS_MAX && read_line(b, &place, &e); i++) {
		if (e.type == ENTRY_RECEIPT && e.part == part &&
		    e.decision != DECIDED_STALE && is_final(&e))
			return true;
	}
	return false;
}

/* M13: nothing of it was ever told, by a receipt or when asked. */
static bool was_never_heard_of(struct book *b, const struct record *r)
{
	uint64_t place = r->last;
	struct entry e;

	for (int i = 0; i < LOOKS_MAX && read_line(b, &place, &e); i++) {
		if (e.type == ENTRY_RECEIPT ||
		    (e.type == ENTRY_STATUS && e.class == TOLD_STATE))
			return false;
	}
	return true;
}

/* Does it say otherwise than what is known? */
static bool contradicts(const struct record *r, const struct entry *e)
{
	if (e->verdict == VERDICT_DELIVERED)
		return r->state == STATUS_FAILED && r->stage == STAGE_NETWORK;
	return is_final(e) &&
	       (r->state == STATUS_DELIVERED || r->delivered & (1u << e->part));
}

static uint8_t judge_state(const struct record *r, const struct entry *e)
{
	uint32_t bit = 1u << e->part;

	if (contradicts(r, e))
		return DECIDED_CONTRADICTS;
	if (!record_awaits_receipt(r) || r->smsc != e->smsc ||
	    !(r->answered & bit) || r->delivered & bit)
		return DECIDED_NOTHING; /* it comes too late */
	return DECIDED_TAKEN;
}

static uint8_t judge(struct book *b, const struct record *r,
    const struct entry *e)
{
	if (e->class == TOLD_STATE)
		return judge_state(r, e);
	if (e->class == TOLD_NO_SUCH && e->attempt == QUESTIONS_MAX &&
	    r->state == STATUS_FORWARDED && r->smsc == e->smsc &&
	    was_never_heard_of(b, r))
		return DECIDED_MISSING;
	return DECIDED_NOTHING;
}

void book_told(struct book *b, const struct told *t, const void *text)
{
	struct active_slot *s;
	struct entry e = { .type = ENTRY_STATUS,
		.smsc = t->smsc,
		.part = t->part,
		.attempt = t->nth,
		.class = t->class,
		.verdict = t->verdict,
		.detail = t->detail,
		.reason = t->reason,
		.told_err = t->err,
		.status = t->status,
		.raw = text,
		.raw_len = strlen(text) };

	if (t->nth == 0) {
		book_told_cancel(b, t);
		return;
	}
	if (book_touch(b, t->key, &s) != 0 || t->part >= s->record.parts)
		return;
	b->smsc[t->smsc].told += t->class == TOLD_STATE;
	e.decision = judge(b, &s->record, &e);
	book_write(b, s, &e);
	if (e.decision == DECIDED_MISSING)
		batch_outcome(b->batch, OUTCOME_MISSED)->u.missed =
		    s->record.account;
}

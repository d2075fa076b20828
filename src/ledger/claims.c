/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message is claimed whole: all parts that no carrier has taken yet, by one
 * smsc, in one entry. That may take more slots than were offered; the debt is
 * paid by the next ones, and the smsc keeps the surplus parts until they fit.
 *
 * A new message is claimed at once if its smsc has a slot that nobody awaits;
 * else it goes in line, and book_dispatch(), in the same transaction, gives
 * the slots away in the order of the classes.
 *
 * Invariant: a message in state queued is in exactly one place: in its line
 * (substate ready) or in the line's due rows (substate retry_wait).
 */
#include "base/log.h"
#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/due.h"
#include "ledger/entry.h"

#define NONE_DUE ((usec)-1)

/* Keys and rows that come to nothing (claimed before a crash, expired), passed
 * by in one commit for each line. */
#define LOOKS_MAX 1000

/* The best smsc of the set that has a slot, or 0. */
static uint16_t free_smsc(const struct book *b, uint16_t set)
{
	const struct book_set *s = &b->set[set];

	for (size_t i = 0; i < s->n; i++) {
		if (b->smsc[s->smsc[i]].credit > 0)
			return s->smsc[i];
	}
	return 0;
}

static struct outcome *claim(struct book *b, struct active_slot *s,
    uint16_t smsc)
{
	struct record *r = &s->record;
	struct entry e = { .type = ENTRY_CLAIM,
		.smsc = smsc,
		.attempt = (uint8_t)(r->attempts + 1),
		.part = PART_WHOLE,
		.mask = record_all_parts(r) & ~r->answered };
	struct outcome *o;

	book_write(b, s, &e);
	b->smsc[smsc].credit -= __builtin_popcount(e.mask);

	o = batch_outcome(b->batch, OUTCOME_CLAIMED);
	o->u.claim = (struct claim){ .id = book_id(b, s->key),
		.smsc = smsc,
		.account = r->account,
		.attempt = e.attempt,
		.parts = r->parts,
		.mask = e.mask,
		.to = r->to,
		.accepted = r->accepted,
		.ttl = r->ttl };
	return o;
}

/* Whether a retry of this line is due; and when the next one will be. */
static bool has_due(struct book *b, struct queue_line *l, struct due *d)
{
	if (l->next_due == NONE_DUE || l->next_due > b->now)
		return false;
	if (due_first(&b->txn, l->id, d) != 0) {
		l->next_due = NONE_DUE;
		return false;
	}
	l->next_due = d->at;
	return d->at <= b->now;
}

bool book_claim_now(struct book *b, struct active_slot *s, const void *body,
    size_t body_len)
{
	uint16_t smsc = free_smsc(b, s->record.set);
	struct queue_line *line;
	struct outcome *o;
	struct due d;

	if (smsc == 0 || b->smsc[smsc].awaited)
		return false;
	line = book_line(b, &s->record);
	if (has_due(b, line, &d))
		return false; /* it waits longer */

	o = claim(b, s, smsc);
	o->data = (size_t)((const uint8_t *)body - buf_bytes(&b->batch->in));
	o->u.claim.body_len = body_len;
	return true;
}

static void mark_awaited(struct book *b, uint16_t set)
{
	const struct book_set *s = &b->set[set];

	for (size_t i = 0; i < s->n; i++)
		b->smsc[s->smsc[i]].awaited = true;
}

void book_wait(struct book *b, struct active_slot *s)
{
	const struct record *r = &s->record;
	struct due d = { .line = DUE_EXPIRY, .key = s->key };

	queue_push(book_line(b, r), &b->txn, s->key);
	mark_awaited(b, r->set);
	if (r->ttl == 0)
		return;
	d.at = r->accepted + r->ttl * SECOND;
	due_put(&b->txn, &d);
}

/* The next message of a line: a retry that is due, else the front. The front
 * may hold what was claimed before a crash, so its state decides. */
static int next_of_line(struct book *b, struct queue_line *l,
    struct active_slot **s)
{
	struct due d;
	uint64_t key;
	int rc;

	if (has_due(b, l, &d)) {
		rc = book_touch(b, d.key, s);
		if (rc == 0 && (*s)->record.state == STATUS_QUEUED)
			return 0;
		due_del(&b->txn, &d);
		l->next_due = 0;
		return RC_BUSY; /* a row of no message: look again */
	}
	rc = queue_peek(l, &b->txn, &key);
	if (rc != 0)
		return rc;
	queue_take(l, &b->txn);
	rc = book_touch(b, key, s);
	if (rc == 0 && (*s)->record.state == STATUS_QUEUED &&
	    (*s)->record.substate == SUBSTATE_READY)
		return 0;
	return RC_BUSY;
}

static bool is_over(const struct book *b, const struct record *r)
{
	return r->ttl != 0 && b->now >= r->accepted + r->ttl * SECOND;
}

static uint16_t set_of(const struct queue_line *l)
{
	return (uint16_t)(l->id >> 8);
}

/* Claim a message of the backlog; its body comes from the journal. One that
 * cannot be read any more must not stop those behind it (L8). */
static void hand_out(struct book *b, struct active_slot *s, uint16_t smsc)
{
	struct entry lost = { .type = ENTRY_LOST, .part = PART_WHOLE };
	struct buf *out = &b->batch->out;
	size_t at = out->len;
	struct outcome *o;

	if (body_read(&b->txn, &b->journal, s->record.body, out) != 0) {
		log_error("ledger", "text is damaged, message fails key=%llu",
		    (unsigned long long)s->key);
		book_write(b, s, &lost);
		return;
	}
	o = claim(b, s, smsc);
	o->data = at;
	o->data_out = true;
	o->u.claim.body_len = out->len - at;
}

static void claim_from_line(struct book *b, struct queue_line *l)
{
	struct entry expire = { .type = ENTRY_EXPIRE, .part = PART_WHOLE };
	struct active_slot *s;
	uint16_t smsc;
	int rc, looks = 0;

	while ((smsc = free_smsc(b, set_of(l))) != 0) {
		if (looks == LOOKS_MAX) {
			b->hurried = true;
			return;
		}
		rc = next_of_line(b, l, &s);
		if (rc != 0 && rc != RC_BUSY)
			return;
		if (rc == RC_BUSY) {
			looks++;
		} else if (is_over(b, &s->record)) {
			book_write(b, s, &expire);
			looks++;
		} else {
			hand_out(b, s, smsc);
		}
	}
}

/* Which smscs have somebody waiting in front of what comes next. */
static void see_who_waits(struct book *b)
{
	struct due d;

	for (uint16_t i = 0; i <= b->names.len[NAME_SMSC]; i++)
		b->smsc[i].awaited = false;
	for (size_t i = 0; i < b->queue.len; i++) {
		struct queue_line *l = b->queue.line[i];

		if (!queue_is_empty(l) || has_due(b, l, &d))
			mark_awaited(b, set_of(l));
	}
}

/* One-time passwords before transactional before promotional. */
void book_dispatch(struct book *b)
{
	static const uint8_t order[] = { CLASS_OTP, CLASS_TRANSACTIONAL,
		CLASS_PROMOTIONAL };
	size_t n = b->queue.len;

	b->hurried = false;
	for (size_t c = 0; c < ARRAY_LEN(order); c++) {
		for (size_t i = 0; i < n; i++) {
			struct queue_line *l =
			    b->queue.line[(b->next_line + i) % n];

			if ((uint8_t)l->id == order[c])
				claim_from_line(b, l);
		}
	}
	b->next_line++;
	see_who_waits(b);
}

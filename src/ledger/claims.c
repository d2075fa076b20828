/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message is claimed whole: all parts that no carrier has taken yet, by one
 * smsc, in one entry. That may take more slots than were offered; the debt is
 * paid by the next ones, and the smsc keeps the surplus parts until they fit.
 *
 * A new message is claimed at once if its smsc has a slot that nobody awaits;
 * else it goes in line, and book_dispatch(), in the same transaction, gives
 * the slots away: class by class, and in a class by turns (ledger/turns.c). A
 * message whose sender is over its rate gets an instant to come back at, and
 * those behind it go on.
 *
 * Invariant: a message in state queued is in exactly one place: in its line
 * (substate ready) or in the line's due rows (the other substates). Only one of
 * a campaign is in no line until it is fed (feed.c), and may be there twice.
 */
#include "base/log.h"
#include "ledger/body.h"
#include "ledger/campaign_steps.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/pace.h"
#include "ledger/steps.h"

/* Keys and rows that come to nothing (claimed before a crash, expired, of a
 * sender that has to wait), passed by in one commit. */
#define LOOKS_MAX 1000

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
	book_charge(b, r, __builtin_popcount(e.mask));
	book_gate_count(b, r, (unsigned)__builtin_popcount(e.mask));

	o = batch_outcome(b->batch, OUTCOME_CLAIMED);
	o->u.claim = (struct claim){ .id = book_id(b, s->key),
		.smsc = smsc,
		.account = r->account,
		.attempt = e.attempt,
		.parts = r->parts,
		.class = record_class(r),
		.mask = e.mask,
		.to = r->to,
		.accepted = r->accepted,
		.ttl = r->ttl };
	return o;
}

/* Over its sender's rate: it comes again at its instant. */
static bool defer(struct book *b, struct active_slot *s, uint16_t smsc)
{
	const struct record *r = &s->record;
	uint32_t parts = record_all_parts(r) & ~r->answered;
	struct entry e = { .type = ENTRY_DEFER,
		.smsc = smsc,
		.part = PART_WHOLE,
		.attempt = r->attempts };
	struct pace_query q = { .smsc = smsc,
		.rate = b->smsc[smsc].sender_rate,
		.parts = (uint8_t)__builtin_popcount(parts),
		.class = record_class(r),
		.again = r->substate == SUBSTATE_SENDER_WAIT };

	if (body_sender(&b->txn, &b->journal, r->body, &q.sender) != 0 ||
	    q.sender == 0 || pace_take(b->pace, &q, b->now, &e.next))
		return false;
	book_write(b, s, &e);
	return true;
}

static bool is_deferred(struct book *b, struct active_slot *s, uint16_t smsc)
{
	return b->smsc[smsc].sender_rate > 0 && defer(b, s, smsc);
}

bool book_claim_now(struct book *b, struct active_slot *s, const void *body,
    size_t body_len)
{
	const struct record *r = &s->record;
	uint16_t smsc = book_choose(b, r->set, record_class(r));
	struct outcome *o;

	if (smsc == 0 || b->smsc[smsc].awaited)
		return false;
	/* Whether the recipient has opted out was asked a moment ago. */
	if (book_hush(b, s->key, r) || is_deferred(b, s, smsc))
		return true;
	o = claim(b, s, smsc);
	o->data = (size_t)((const uint8_t *)body - buf_bytes(&b->batch->in));
	o->u.claim.body_len = body_len;
	return true;
}

void book_wait(struct book *b, struct active_slot *s)
{
	const struct record *r = &s->record;
	struct due d = { .line = DUE_EXPIRY, .key = s->key };

	queue_push(&b->queue, book_line(b, r), &b->txn, s->key);
	book_await(b, r->set);
	if (r->ttl == 0)
		return;
	d.at = r->accepted + r->ttl * SECOND;
	due_put(&b->txn, &d);
}

/* Whether a retry of this line is due; if not, when to ask again. */
static bool has_due(struct book *b, struct queue_line *l, struct due *d)
{
	if (!l->ripe)
		return false;
	if (due_first(&b->txn, l->id, d) == 0) {
		if (d->at <= b->now)
			return true;
		l->ripe = false;
		queue_due(&b->queue, l, d->at);
	}
	l->ripe = false;
	return false;
}

/* A row of the message as it was once, or of none. */
static bool is_due(const struct record *r, const struct due *d)
{
	return record_waits(r) && record_time(r, r->next) == d->at;
}

/* The next message of a line: a retry that is due, else the front. The front
 * may hold what was claimed before a crash, so its state decides. RC_BUSY: it
 * came to nothing, look again. */
static int next_of_line(struct book *b, struct queue_line *l,
    struct active_slot **s)
{
	struct due d;
	uint64_t key;
	int rc;

	if (has_due(b, l, &d)) {
		rc = book_touch(b, d.key, s);
		if (rc == 0 && is_due(&(*s)->record, &d))
			return 0;
		due_del(&b->txn, &d);
		return RC_BUSY;
	}
	rc = queue_peek(l, &b->txn, &key);
	if (rc != 0)
		return rc;
	queue_take(&b->queue, l, &b->txn);
	rc = book_touch(b, key, s);
	book_unlined(b, rc == 0 ? &(*s)->record : NULL);
	if (rc == 0 && record_is_ready(&(*s)->record) &&
	    (*s)->record.set == queue_set(l->id)) /* else it has moved */
		return 0;
	return RC_BUSY;
}

/* Claim a message of the backlog; its body comes from the journal. One that
 * cannot be read any more must not stop those behind it (L8). */
static void hand_out(struct book *b, struct active_slot *s, uint16_t smsc)
{
	struct entry lost = { .type = ENTRY_LOST, .part = PART_WHOLE };
	struct buf *out = &b->batch->out;
	size_t at = out->len;
	struct outcome *o;

	if (s->record.flags & FLAG_REDACTED || s->record.body == 0 ||
	    body_read(&b->txn, &b->journal, s->record.body, out) != 0) {
		log_error("ledger", "text is lost, message fails key=%llu",
		    (unsigned long long)s->key);
		book_write(b, s, &lost);
		return;
	}
	o = claim(b, s, smsc);
	o->data = at;
	o->data_out = true;
	o->u.claim.body_len = out->len - at;
}

/* What became of a line's turn: the parts that were claimed, 0: it came to
 * nothing; RC_NOT_FOUND: the line holds nothing more. */
static int take_turn(struct book *b, struct queue_line *l, uint16_t smsc)
{
	struct entry expire = { .type = ENTRY_EXPIRE, .part = PART_WHOLE };
	struct active_slot *s;
	int rc = next_of_line(b, l, &s);

	if (rc != 0)
		return rc == RC_BUSY ? 0 : RC_NOT_FOUND;
	if (record_is_over(&s->record, b->now)) {
		book_write(b, s, &expire);
		return 0;
	}
	if (book_skip(b, s) || !book_gate(b, s) || is_deferred(b, s, smsc))
		return 0;
	hand_out(b, s, smsc);
	return __builtin_popcount(s->record.pending);
}

/* Returns how many looks it cost. */
static int serve(struct book *b, struct queue_line *l, uint16_t smsc)
{
	struct due d;
	int parts;

	if (++l->deficit <= 0) { /* it had more than its share */
		queue_pass(&b->queue, l);
		return 0;
	}
	parts = take_turn(b, l, smsc);
	if (parts == RC_NOT_FOUND ||
	    (queue_is_empty(l) && !has_due(b, l, &d))) {
		queue_rest(&b->queue, l);
	} else {
		l->deficit -= parts > 0 ? parts : 1;
		queue_pass(&b->queue, l);
	}
	return parts > 0 ? 0 : 1;
}

static void dispatch_class(struct book *b, uint8_t class, int *looks)
{
	struct queue_line *l;
	uint16_t smsc;

	while ((l = queue_first(&b->queue, class)) != NULL) {
		smsc = book_choose(b, queue_set(l->id), class);
		if (smsc == 0) {
			queue_block(&b->queue, l);
			continue;
		}
		if (*looks >= LOOKS_MAX) {
			b->hurried = true;
			break;
		}
		*looks += serve(b, l, smsc);
	}
	queue_unblock(&b->queue);
}

/* Which smscs have somebody waiting in front of what comes next. */
static void see_who_waits(struct book *b)
{
	uint16_t set;

	for (uint16_t i = 0; i <= b->names.len[NAME_SMSC]; i++)
		b->smsc[i].awaited = false;
	for (uint8_t c = 0; c < QUEUE_CLASSES; c++) {
		for (size_t i = 0; (set = queue_waiting(&b->queue, c, i)) != 0;
		     i++)
			book_await(b, set);
	}
}

void book_wake(struct book *b)
{
	struct queue_line *l;

	while ((l = queue_ripe(&b->queue, b->now)) != NULL)
		book_await(b, queue_set(l->id));
}

/* One-time passwords before transactional before promotional. */
void book_dispatch(struct book *b)
{
	static const uint8_t order[] = { CLASS_OTP, CLASS_TRANSACTIONAL,
		CLASS_PROMOTIONAL };
	int looks = 0;

	b->hurried = false;
	book_wake(b);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		dispatch_class(b, order[i], &looks);
	see_who_waits(b);
}

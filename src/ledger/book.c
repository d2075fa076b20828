/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/book.h"
#include "ledger/apply.h"
#include "ledger/campaign_steps.h"
#include "ledger/check.h"
#include "ledger/due.h"
#include "ledger/scheduled.h"
#include "ledger/usages.h"

#include "base/cursor.h"
#include "base/log.h"
#include "base/mem.h"

static void mark_touched(struct book *b, struct active_slot *s)
{
	if (s->turn == b->turn)
		return;
	s->turn = b->turn;
	if (b->touched_len == b->touched_cap) {
		b->touched_cap = b->touched_cap * 2 + 256;
		b->touched = mem_resize(b->touched, b->touched_cap,
		    sizeof(b->touched[0]));
	}
	b->touched[b->touched_len++] = s->key;
}

int book_touch(struct book *b, uint64_t key, struct active_slot **slot)
{
	struct active_slot *s = active_find(&b->active, key);
	struct record r;
	int rc;

	if (s == NULL) {
		rc = record_load(&b->txn, key, &r);
		if (rc == RC_CORRUPT)
			log_error("ledger",
			    "record is damaged and left alone key=%llu",
			    (unsigned long long)key);
		if (rc != 0)
			return rc;
		s = active_enter(&b->active, &b->txn, key,
		    journal_next_place(&b->journal));
		s->record = r;
		s->stray = r.pending != 0;
	}
	mark_touched(b, s);
	book_settle(b, s);
	*slot = s;
	return 0;
}

struct active_slot *book_new_message(struct book *b)
{
	struct active_slot *s = active_enter(&b->active, &b->txn, b->next_key++,
	    journal_next_place(&b->journal));

	mark_touched(b, s);
	b->totals.state[STATUS_NEW]++;
	return s;
}

int book_look_raw(struct book *b, uint64_t key, struct record *r)
{
	const struct active_slot *s = active_find(&b->active, key);

	if (s == NULL)
		return record_load(&b->txn, key, r);
	*r = s->record;
	return 0;
}

int book_look(struct book *b, uint64_t key, struct record *r)
{
	int rc = book_look_raw(b, key, r);

	if (rc == 0)
		book_see_settled(b, r);
	return rc;
}

static uint64_t append(struct book *b, const struct entry *e)
{
	uint8_t head[ENTRY_HEAD + ENTRY_FIXED_MAX];
	size_t len = entry_encode(e, head);

	return journal_add(&b->journal, head, len, e->raw, e->raw_len);
}

/* Bytes that do not fit the first entry follow in entries of their own, right
 * behind it, so that a reader finds them without a pointer. */
static uint64_t append_long(struct book *b, struct entry *e)
{
	const uint8_t *rest = e->raw;
	size_t left = e->raw_len;
	uint64_t place;

	e->raw_len =
	    left < ENTRY_PAYLOAD_MAX - 64 ? left : ENTRY_PAYLOAD_MAX - 64;
	place = append(b, e);
	for (;;) {
		struct entry more = { .type = ENTRY_BODY,
			.at = e->at,
			.key = e->key,
			.prev = place };

		rest += e->raw_len;
		left -= e->raw_len;
		if (left == 0)
			return place;
		e->raw_len =
		    left < ENTRY_PAYLOAD_MAX ? left : ENTRY_PAYLOAD_MAX;
		more.raw = rest;
		more.raw_len = e->raw_len;
		append(b, &more);
	}
}

struct queue_line *book_line(struct book *b, const struct record *r)
{
	return queue_line(&b->queue,
	    queue_line_id(r->set, record_class(r), r->account));
}

/* It may have got its row when its account shared a line. */
static void leave_due(struct book *b, uint64_t key, const struct record *r)
{
	uint32_t own = queue_line_id(r->set, record_class(r), r->account);
	struct due d = { .line = own,
		.at = record_time(r, r->next),
		.key = key };

	due_del(&b->txn, &d);
	d.line = queue_shared_id(own);
	if (d.line != own && queue_find(&b->queue, d.line) != NULL)
		due_del(&b->txn, &d);
}

static void enter_due(struct book *b, uint64_t key, const struct record *r)
{
	struct queue_line *line = book_line(b, r);
	struct due d = { .line = line->id,
		.at = record_time(r, r->next),
		.key = key };

	due_put(&b->txn, &d);
	queue_due(&b->queue, line, d.at);
	if (r->ttl == 0)
		return;
	d.line = DUE_EXPIRY;
	d.at = r->accepted + r->ttl * SECOND;
	due_put(&b->txn, &d);
}

/* The due row is where the record says: it moves with the record. */
static void follow_due(struct book *b, const struct record *before,
    const struct active_slot *s)
{
	const struct record *now = &s->record;

	if (record_waits(before))
		leave_due(b, s->key, before);
	if (record_waits(now))
		enter_due(b, s->key, now);
}

/* The row of what is held; line 0: it has none. */
static struct due held_row(const struct active_slot *s, const struct record *r)
{
	struct due d = { .at = record_time(r, r->next), .key = s->key };

	if (record_is_checked_later(r)) {
		d.line = DUE_RELEASES + record_campaign(r);
	} else if (record_is_held(r)) {
		d.line = DUE_HELD;
		d.account = r->account;
	}
	return d;
}

static void drop_held(struct book *b, const struct due *d)
{
	if (d->line == DUE_HELD)
		scheduled_del(b, d);
	else if (d->line != 0)
		due_del(&b->txn, d);
}

static void follow_held(struct book *b, const struct record *before,
    const struct active_slot *s)
{
	struct due old = held_row(s, before), new = held_row(s, &s->record);

	if (old.line == new.line && old.at == new.at)
		return;
	drop_held(b, &old);
	if (new.line == DUE_HELD)
		scheduled_put(b, &new);
	else if (new.line != 0)
		due_put(&b->txn, &new);
}

/* The list of SMSC ids has it where it was forwarded first: a second time for
 * a receipt is kept here. */
static void follow_second(struct book *b, const struct record *before,
    const struct active_slot *s)
{
	const struct record *now = &s->record;
	struct due d = { .line = DUE_UNKNOWN, .key = s->key };

	if (!(now->flags & FLAG_REROUTED) || !record_awaits_receipt(now) ||
	    record_awaits_receipt(before))
		return;
	d.at = record_time(now, now->forwarded) + b->options.unknown_after;
	due_put(&b->txn, &d);
}

/* May a customer hear of it? See ledger/follow.h. */
static bool is_news(const struct record *before, const struct record *now,
    const struct entry *e)
{
	if (e->type == ENTRY_IMPORT)
		return false;
	if (e->type == ENTRY_ACCEPT)
		return true;
	if (e->type == ENTRY_CHECKED && e->verdict == CHECK_PASSED)
		return true;
	if (e->type == ENTRY_RELEASE)
		return true;
	if (now->state == before->state && now->substate == before->substate)
		return false;
	return now->state != STATUS_QUEUED && now->state != STATUS_SUBMITTING;
}

static void note_news(struct book *b, const struct entry *e)
{
	b->marks.any = e->place;
	if (e->news & NEWS_HOOKED)
		b->marks.hooked = e->place;
}

void book_write(struct book *b, struct active_slot *s, struct entry *e)
{
	struct record before = s->record;

	e->at = b->now;
	e->key = s->key;
	e->prev = s->record.last;
	record_change(&s->record, e);
	e->after = s->record.state;
	e->after_sub = s->record.substate;
	if (is_news(&before, &s->record, e))
		e->news = s->record.policy & POLICY_HOOKED
			      ? NEWS_ANY | NEWS_HOOKED
			      : NEWS_ANY;
	e->place = append_long(b, e);
	if (e->news != 0)
		note_news(b, e);
	record_place(&s->record, e);

	b->totals.state[before.state]--;
	b->totals.state[s->record.state]++;
	follow_due(b, &before, s);
	follow_held(b, &before, s);
	follow_second(b, &before, s);
	if (record_discards(&s->record))
		book_note_discard(b, s->key);
	book_use(b, &before, &s->record, e);
	book_follow_outreach(b, &before, s, e);
}

void book_fail(struct book *b, int rc)
{
	if (b->txn.rc == 0)
		b->txn.rc = rc;
}

uint64_t book_note(struct book *b, struct entry *e)
{
	e->at = b->now;
	return append_long(b, e);
}

struct message_id book_id(const struct book *b, uint64_t key)
{
	uint8_t text[8];
	struct cursor c = cursor_over(text, sizeof(text));

	cursor_put(&c, 8, key);
	return (struct message_id){ .key = key,
		.tail = hash_sip(&b->id_key, text, sizeof(text)) };
}

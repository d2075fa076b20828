/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mem.h"
#include "ledger/active.h"
#include "ledger/apply.h"
#include "ledger/body.h"
#include "ledger/due.h"
#include "ledger/instant.h"
#include "ledger/open.h"
#include "ledger/queue.h"
#include "ledger/verify_inside.h"
#include "store/record.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

PRINTF(3, 4)
static void say(struct verify *v, uint64_t key, const char *fmt, ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	verify_say(v, STORE_MESSAGE, verify_number(key), "%s", what);
}

/* The entry of this message at a place. */
static bool read_entry(struct verify *v, uint64_t key, uint64_t place,
    struct entry *e)
{
	int rc = entry_at(&v->txn, NULL, place, e);

	if (rc == 0 && (e->key != key || e->prev >= place ||
			   entry_begins(e) != (e->prev == 0)))
		rc = RC_BAD;
	if (rc != 0)
		say(v, key, "its timeline is broken at chunk %" PRIu64 ": %s",
		    journal_seq(place), rc_text(rc));
	return rc == 0;
}

static bool apply(struct verify *v, struct record *r, const struct entry *e)
{
	if (e->prev != r->last || !record_may(r, e)) {
		say(v, e->key, "an entry at chunk %" PRIu64 " does not fit",
		    journal_seq(e->place));
		return false;
	}
	record_apply(r, e);
	if (r->state == e->after && r->substate == e->after_sub)
		return true;
	say(v, e->key, "it was %s after chunk %" PRIu64 ", and should be %s",
	    status_name((enum status)e->after), journal_seq(e->place),
	    status_name((enum status)r->state));
	return false;
}

static void keep_place(struct verify *v, size_t n, uint64_t place)
{
	if (n == v->places_cap) {
		v->places_cap = v->places_cap * 2 + 64;
		v->place =
		    mem_resize(v->place, v->places_cap, sizeof(v->place[0]));
	}
	v->place[n] = place;
}

/* Older versions could keep no instant 49 days after it was accepted. */
static void clip(struct record *made, const struct record *stored)
{
	made->forwarded = stored->forwarded;
	made->final = stored->final;
	made->next = stored->next;
	made->flags &= (uint16_t)~FLAG_COARSE;
}

/* Invariant 2: the timeline, applied from its first entry, gives the record. */
static bool check_timeline(struct verify *v, uint64_t key,
    const struct record *stored)
{
	uint64_t place = stored->last;
	struct record r = { 0 };
	struct entry e;
	size_t n = 0;

	for (; place != 0; place = e.prev) {
		if (!read_entry(v, key, place, &e))
			return false;
		keep_place(v, n++, place);
	}
	while (n-- > 0) {
		if (!read_entry(v, key, v->place[n], &e) || !apply(v, &r, &e))
			return false;
	}
	if (record_is_clipped(stored))
		clip(&r, stored);
	if (memcmp((const uint8_t *)&r + STORE_HEAD,
		(const uint8_t *)stored + STORE_HEAD,
		sizeof(r) - STORE_HEAD) == 0)
		return true;
	say(v, key, "the record is not what its timeline makes of it");
	return false;
}

/* What happened since the record was put. */
static bool apply_later(struct verify *v, uint64_t key, struct record *r)
{
	const struct verify_item *later;
	size_t n = verify_items_of(&v->later, key, &later);
	bool any = false;
	struct entry e;

	for (size_t i = 0; i < n; i++) {
		if (later[i].what <= r->last)
			continue;
		if (!read_entry(v, key, later[i].what, &e) || !apply(v, r, &e))
			return false;
		any = true;
	}
	v->counts->unsaved += any;
	return true;
}

static void check_mark(struct verify *v, uint64_t key, uint32_t pending)
{
	const struct verify_item *mark;
	size_t n = verify_items_of(&v->marks, key, &mark);

	if (pending != 0 && n == 0)
		say(v, key, "it is claimed and has no mark in stray");
	if (pending == 0 && n != 0)
		say(v, key, "it has a mark in stray and is not claimed");
}

/* Its own, or the one that it shares. */
static bool is_line_of(const struct record *r, uint32_t line)
{
	uint32_t own = queue_line_id(r->set, record_class(r), r->account);

	return line == own || line == queue_shared_id(own);
}

/* A key that was taken stays in its row until all of the row were. One of a
 * campaign may have been put there again. */
static void check_line(struct verify *v, uint64_t key, const struct record *r)
{
	const struct verify_item *at;
	size_t n = verify_items_of(&v->lines, key, &at);
	bool ready = record_is_ready(r);

	if (n > 1 && r->campaign == 0)
		say(v, key, "it is in line %zu times", n);
	if (ready && n == 0 && !verify_is_unfed(v, r))
		say(v, key, "it is queued and in no line");
	if (ready && n != 0 && !is_line_of(r, at->line))
		say(v, key, "it is in the line %06" PRIx32 " of others",
		    at->line);
}

static void check_retry(struct verify *v, uint64_t key, const struct record *r,
    const struct verify_item *due)
{
	if (!record_waits(r))
		say(v, key, "it has a row in due and waits for no retry");
	else if (!is_line_of(r, due->line) ||
		 (usec)due->what != record_time(r, r->next))
		say(v, key, "its row in due has another instant or line");
}

/* The line of due in which it is as it is held; 0: it is not. */
static uint32_t held_line(const struct record *r)
{
	if (record_is_checked_later(r))
		return DUE_RELEASES + record_campaign(r);
	return record_is_held(r) ? DUE_HELD : 0;
}

static bool is_line_of_held(uint32_t line)
{
	return line == DUE_HELD || (line >= DUE_RELEASES && line < DUE_UNKNOWN);
}

/* Until when it is held, and whose it is (ledger/scheduled.h). */
static bool check_held(struct verify *v, uint64_t key, const struct record *r,
    const struct verify_item *due)
{
	if (due->account != 0 && due->account != r->account)
		say(v, key, "it counts as held for another account");
	if (held_line(r) == due->line &&
	    (usec)due->what == record_time(r, r->next))
		return true;
	say(v, key, "it has a row in due and is not held until then");
	return false;
}

/* With a row of DUE_BODY it goes when that comes (ledger/discard.h). */
static void check_discard(struct verify *v, uint64_t key,
    const struct record *r, bool goes)
{
	bool is_needed = record_needs_text(r) && !record_is_in_doubt(r);

	if (record_discards(r) && !is_needed && !goes)
		say(v, key, "its text was to be discarded, and would stay");
}

static void check_due(struct verify *v, uint64_t key, const struct record *r)
{
	const struct verify_item *due;
	size_t n = verify_items_of(&v->dues, key, &due), retries = 0;
	bool goes = held_line(r) == 0;
	usec end = r->accepted + r->ttl * SECOND;
	bool expires = false, ends = false, forgets = false;

	for (size_t i = 0; i < n; i++) {
		if (due[i].line == DUE_EXPIRY) {
			expires |= (usec)due[i].what == end;
			continue;
		}
		/* They say when to look at the message. */
		forgets |= due[i].line == DUE_BODY;
		if (due[i].line == DUE_BODY || due[i].line == DUE_RECORD)
			continue;
		if (is_line_of_held(due[i].line)) {
			goes |= check_held(v, key, r, &due[i]);
			continue;
		}
		if (due[i].line == DUE_UNKNOWN) {
			ends |=
			    (usec)due[i].what >= record_time(r, r->forwarded);
			continue;
		}
		retries++;
		check_retry(v, key, r, &due[i]);
	}
	if (record_awaits_receipt(r) && r->flags & FLAG_REROUTED && !ends)
		say(v, key, "its time for a receipt would never end");
	if (!goes)
		say(v, key, "it is held and would never be sent");
	check_discard(v, key, r, forgets);
	if (r->state != STATUS_QUEUED)
		return;
	if (record_waits(r) && retries != 1)
		say(v, key, "it waits for a retry in %zu rows of due", retries);
	if (r->ttl != 0 && !expires)
		say(v, key, "it would never expire");
}

static void check_ids(struct verify *v, uint64_t key, const struct record *r)
{
	const struct verify_item *id;
	size_t n = verify_items_of(&v->ids, key, &id);
	uint32_t listed = 0;

	for (size_t i = 0; i < n; i++)
		listed |= 1u << (id[i].what & 31);
	if (listed & ~record_all_parts(r))
		say(v, key, "a part it does not have is in the list of ids");
	if (record_awaits_receipt(r) && (r->answered & ~listed) != 0)
		say(v, key, "a receipt of it would find nobody");
}

static bool is_blank(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (buf_bytes(text)[i] != 0)
			return false;
	return true;
}

static void check_text(struct verify *v, uint64_t key, const struct record *r)
{
	struct buf text = { 0 };

	if (body_read(&v->txn, NULL, r->body, &text) != 0)
		say(v, key, "its text cannot be read");
	else if (r->flags & FLAG_ERASED && !is_blank(&text))
		say(v, key, "it is erased and its text is still there");
	buf_free(&text);
}

static void count(struct verify *v, const struct record *r)
{
	struct verify_counts *n = v->counts;

	n->messages++;
	v->state[r->state]++;
	n->queued += r->state == STATUS_QUEUED;
	n->retrying += record_waits(r);
	n->forwarded += record_awaits_receipt(r);
}

/* Items of a message that cannot be judged are passed by with it. */
static void check_message(struct verify *v, uint64_t key, struct record *r)
{
	if (!apply_later(v, key, r))
		return;
	if (r->state == STATUS_NEW) {
		say(v, key, "there is no such record, and no entry");
		return;
	}
	count(v, r);
	verify_count(v, key, r);
	check_text(v, key, r);
	check_line(v, key, r);
	check_due(v, key, r);
	check_ids(v, key, r);
}

/* The row of `key`, if the walk stands on it. */
static int take_row(struct verify *v, struct store_row *row, int *walk,
    uint64_t key)
{
	int rc = RC_NOT_FOUND;

	if (*walk == 0 && row->key_len == STORE_KEY64 &&
	    store_key_number(row->key) == key) {
		v->counts->rows++;
		rc = 0;
		*walk = store_next(row);
	}
	return rc;
}

static void check_key(struct verify *v, struct store_row *row, int *walk,
    uint64_t key)
{
	struct record r = { 0 };
	int rc = take_row(v, row, walk, key);

	if (rc == 0)
		rc = record_load(&v->txn, key, &r);
	if (rc != 0 && rc != RC_NOT_FOUND) {
		say(v, key, "the record cannot be read: %s", rc_text(rc));
		return;
	}
	if (rc == 0 && !check_timeline(v, key, &r))
		return;
	check_mark(v, key, r.pending);
	check_message(v, key, &r);
}

void verify_messages(struct verify *v)
{
	struct store_row row = { 0 };
	int walk = store_seek(&v->txn, STORE_MESSAGE, NULL, 0, &row);

	for (uint64_t key = 1; key < v->meta.next_key && v->txn.rc == 0; key++)
		check_key(v, &row, &walk, key);
	if (walk == 0)
		verify_say(v, STORE_MESSAGE, verify_row_key(&row),
		    "no such message was ever accepted");
	else if (walk != RC_NOT_FOUND)
		verify_say(v, STORE_MESSAGE, verify_row_key(&row),
		    "what follows cannot be read: %s", rc_text(walk));
}

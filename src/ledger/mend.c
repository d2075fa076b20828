/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * After a start that had to pass over chunks of the journal (replay.c): what
 * was in them may have been claims. A message that waits, by its record, may
 * be at its carrier; to send it would be a silent double (P4). So those that
 * may have been claimed in a chunk that is lost are in doubt:
 *
 * - what is queued and in no line, as it was taken from there; of a campaign,
 *   if the feed had passed it (ledger/feed.c);
 * - what waits for an instant and has no row of due for it;
 * - the next ones of each line, as many as a chunk has entries: lines are eaten
 *   from their front, and keys stay in the front row until all of it is taken.
 *
 * Records are counted anew, as the counters know of what is lost; texts to be
 * discarded are seen to, as that may be lost (ledger/discard.h). The first
 * commit writes all this and puts every record that is in memory, so that no
 * later start has to read the damaged chunks.
 */
#include "ledger/steps.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "ledger/apply.h"
#include "ledger/campaign_steps.h"
#include "ledger/due.h"
#include "ledger/entry.h"

/* Claims that fit in a chunk. */
#define CLAIMS_MAX (JOURNAL_CHUNK_MAX / ENTRY_HEAD)

struct damage {
	uint64_t chunks;
	uint64_t *key; /* messages that are in doubt */
	size_t n, cap;
};

/* The keys that are in line, a bit each, and how many of the line at hand may
 * have been claimed. */
struct lines {
	uint8_t *has;
	uint32_t line;
	uint64_t seq; /* its front row */
	uint64_t left;
};

struct damage *damage_new(void)
{
	return mem_new(1, sizeof(struct damage));
}

void damage_free(struct damage *d)
{
	if (d == NULL)
		return;
	free(d->key);
	free(d);
}

void damage_forget(struct damage *d)
{
	d->chunks = 0;
	d->n = 0;
}

void damage_add(struct damage *d)
{
	d->chunks++;
}

bool damage_any(const struct damage *d)
{
	return d->chunks != 0;
}

static void note(struct damage *d, uint64_t key)
{
	if (d->n == d->cap) {
		d->cap = d->cap * 2 + 256;
		d->key = mem_resize(d->key, d->cap, sizeof(d->key[0]));
	}
	d->key[d->n++] = key;
}

static void take_key(struct book *b, struct lines *w, uint64_t key, bool front)
{
	struct record r;

	if (key >= b->next_key)
		return;
	w->has[key / 8] |= (uint8_t)(1u << key % 8);
	if (!front || w->left == 0 || book_look(b, key, &r) != 0 ||
	    !record_is_ready(&r))
		return;
	w->left--;
	note(b->damage, key);
}

static int take_row(struct book *b, struct lines *w,
    const struct store_row *row)
{
	struct queue_chunk chunk;
	uint32_t line;
	uint64_t seq;

	if (queue_read_key(row, &line, &seq) != 0 ||
	    queue_read(&row->value, &chunk) != 0)
		return RC_CORRUPT;
	if (line != w->line) {
		w->line = line;
		w->seq = seq;
		w->left = b->damage->chunks * CLAIMS_MAX;
	}
	for (uint32_t i = 0; i < chunk.n; i++)
		take_key(b, w, chunk.key[i], seq == w->seq);
	return 0;
}

static int read_lines(struct book *b, struct lines *w)
{
	struct store_row row;
	int rc = store_seek(&b->txn, STORE_QUEUE, "\0", 1, &row);

	while (rc == 0) {
		rc = take_row(b, w, &row);
		if (rc == 0)
			rc = store_next(&row);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

static bool has_due(struct book *b, const struct due *d)
{
	struct due found;

	return due_next(&b->txn, d, &found) == 0 && found.line == d->line &&
	       found.at == d->at && found.key == d->key;
}

/* In its own line or the one that it shares. */
static bool has_its_due(struct book *b, uint64_t key, const struct record *r)
{
	uint32_t own = queue_line_id(r->set, record_class(r), r->account);
	struct due d = { .line = own,
		.at = record_time(r, r->next),
		.key = key };

	if (record_is_held(r))
		d.line = DUE_HELD;
	if (record_is_checked_later(r))
		d.line = DUE_RELEASES + record_campaign(r);
	if (has_due(b, &d))
		return true;
	d.line = queue_shared_id(own);
	return record_waits(r) && has_due(b, &d);
}

static void judge(struct book *b, const struct lines *w, uint64_t key,
    const struct record *r)
{
	bool in_line = w->has[key / 8] & 1u << key % 8;
	bool has_row =
	    record_waits(r) || record_is_held(r) || record_is_checked_later(r);

	if (record_is_ready(r) ? !in_line && !book_is_unfed(b, r)
			       : has_row && !has_its_due(b, key, r))
		note(b->damage, key);
}

static void count_all(struct book *b, const struct lines *w)
{
	uint64_t *count = b->totals.state, lost = 0;
	struct record r, shown;

	for (size_t i = 0; i < STATUS_COUNT; i++)
		count[i] = 0;
	if (book_recount_campaigns(b) != 0)
		return;
	for (uint64_t key = 1; key < b->next_key; key++) {
		if (book_look_raw(b, key, &r) != 0) {
			lost++;
			continue;
		}
		count[r.state]++;
		shown = r;
		leap_show(b, &shown);
		campaign_recount(b, &shown);
		if (record_discards(&r))
			book_note_discard(b, key);
		judge(b, w, key, &r);
	}
	book_end_recount(b);
	log_error("ledger",
	    "the journal lost chunks=%llu and with them messages=%llu;"
	    " in doubt messages=%zu; `esmectl verify` names them",
	    (unsigned long long)b->damage->chunks, (unsigned long long)lost,
	    b->damage->n);
}

int book_assess(struct book *b)
{
	struct lines w = { .line = UINT32_MAX };
	int rc;

	if (!damage_any(b->damage))
		return 0;
	w.has = mem_new(b->next_key / 8 + 1, 1);
	rc = read_lines(b, &w);
	if (rc == 0)
		count_all(b, &w);
	free(w.has);
	return rc != 0 ? rc : b->txn.rc;
}

/* As on_doubt says; who might have had it is not known, so any smsc of its set
 * that holds is enough. */
static bool holds(struct book *b, const struct record *r)
{
	if (record_on_doubt(r) != DOUBT_DEFAULT)
		return record_on_doubt(r) == DOUBT_HOLD;
	for (uint16_t i = 1; i <= b->names.len[NAME_SMSC]; i++) {
		if (b->smsc[i].hold && book_set_has(b, r->set, i))
			return true;
	}
	return false;
}

static void doubt(struct book *b, uint64_t key)
{
	struct entry torn = { .type = ENTRY_TORN, .part = PART_WHOLE };
	struct entry again = { .type = ENTRY_RESEND,
		.part = PART_WHOLE,
		.next = b->now };
	struct active_slot *s;

	if (book_touch(b, key, &s) != 0 || !record_may(&s->record, &torn))
		return; /* its campaign has ended */
	book_write(b, s, &torn);
	if (!holds(b, &s->record))
		book_write(b, s, &again);
}

void book_mend(struct book *b)
{
	struct damage *d = b->damage;
	int rc;

	if (!damage_any(d))
		return;
	for (size_t i = 0; i < d->n; i++)
		doubt(b, d->key[i]);
	rc = book_load_scheduled(b); /* some had no row */
	if (rc != 0)
		book_fail(b, rc);
	active_drain(&b->active, &b->txn);
}

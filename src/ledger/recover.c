/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory as the store says: at a start, and after a commit that failed.
 *
 * Names, lists and counts are read; then the journal is read again from where
 * the oldest record lay that was changed and not put. An entry that a record
 * knows already (its `last` is not before it) does nothing, so beginning too
 * early is harmless.
 */
#include "base/log.h"
#include "ledger/apply.h"
#include "ledger/book.h"
#include "ledger/due.h"
#include "ledger/unmatched.h"

#include <stdio.h>

static int replay_entry(struct book *b, const struct entry *e)
{
	struct active_slot *s = active_find(&b->active, e->key);
	struct record r = { 0 };
	int rc = 0;

	if (e->key == 0 || e->type == ENTRY_BODY)
		return 0;
	if (s == NULL) {
		rc = record_load(&b->txn, e->key, &r);
		if (rc == RC_CORRUPT) {
			log_error("ledger", "record is damaged key=%llu",
			    (unsigned long long)e->key);
			return 0; /* one message must not stop all */
		}
		if (rc == RC_NOT_FOUND && e->type == ENTRY_ACCEPT)
			rc = 0;
		if (rc != 0 || r.last >= e->place)
			return rc == RC_NOT_FOUND ? RC_CORRUPT : rc;
		s = active_enter(&b->active, &b->txn, e->key, e->place);
		s->record = r;
		s->stray = r.pending != 0;
	}
	if (s->record.last >= e->place)
		return 0;
	if (!record_may(&s->record, e))
		return RC_CORRUPT;
	record_apply(&s->record, e);
	return 0;
}

static int replay_chunk(struct book *b, uint64_t seq, size_t from)
{
	struct store_bytes v;
	struct entry e;
	size_t at = from, used;
	int rc = journal_chunk(&b->txn, seq, &v);

	if (rc != 0)
		return rc;
	for (; at < v.len + JOURNAL_FIRST; at += used) {
		rc = entry_decode(&e,
		    (const uint8_t *)v.data + at - JOURNAL_FIRST,
		    v.len + JOURNAL_FIRST - at, &used);
		if (rc != 0)
			return rc;
		e.place = journal_place(seq, at);
		rc = replay_entry(b, &e);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int replay_journal(struct book *b, uint64_t from)
{
	uint64_t seq = journal_seq(from);
	size_t offset = journal_offset(from);

	for (; seq < journal_next_seq(&b->journal); seq++) {
		int rc = replay_chunk(b, seq, offset);

		if (rc != 0) {
			log_error("ledger", "journal is damaged chunk=%llu",
			    (unsigned long long)seq);
			return rc;
		}
		offset = JOURNAL_FIRST;
	}
	return 0;
}

/* The first row of each line tells when it has something to claim. */
static int load_lines(struct book *b)
{
	struct due d = { 0 };
	int rc = due_next_line(&b->txn, 0, &d);

	while (rc == 0 && d.line < DUE_UNKNOWN) {
		if (!queue_may_be(d.line))
			return RC_CORRUPT;
		queue_due(&b->queue, queue_open(&b->queue, d.line), d.at);
		rc = due_next_line(&b->txn, d.line + 1, &d);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* Rows that cannot be found are not errors to LMDB: a store that has lost some
 * would begin anew, with keys and places that it has given already. */
static bool has_counters(const struct book *b, uint64_t replay)
{
	uint64_t next = journal_next_seq(&b->journal);

	return replay == 0 ? next == 1 : journal_seq(replay) <= next;
}

static int load_all(struct book *b, const char **what)
{
	uint64_t replay;
	int rc;

	*what = "counters";
	rc = book_get_meta(b, &replay);
	if (rc == 0)
		rc = book_get_secrets(b, replay == 0);
	*what = "journal";
	if (rc == 0)
		rc = journal_init(&b->journal, &b->txn);
	if (rc == 0 && !has_counters(b, replay))
		rc = RC_CORRUPT;
	*what = "list of SMSC ids";
	if (rc == 0)
		rc = open_load(&b->open, &b->txn);
	*what = "parked receipts";
	if (rc == 0)
		rc = park_load(&b->park, &b->txn);
	*what = "backlog";
	if (rc == 0)
		rc = queue_load(&b->queue, &b->txn);
	if (rc == 0)
		rc = load_lines(b);
	*what = "journal since the last records";
	if (rc == 0 && replay != 0)
		rc = replay_journal(b, replay);
	return rc;
}

static void publish_all(struct book *b)
{
	view_lock(&b->view);
	view_clear(&b->view);
	for (size_t i = 0; i < b->active.len; i++) {
		struct active_slot *s = active_at(&b->active, i);

		view_publish(&b->view, s->key, &s->record);
	}
	b->view.next_key = b->next_key;
	b->view.totals = b->totals;
	*b->view.unmatched = *b->park.unmatched;
	view_unlock(&b->view);
}

/* A commit of nothing would succeed on a full disk, and the store would take
 * that for space that is back. */
static int end(struct book *b)
{
	if (book_writes(b) != b->writes_before)
		return store_end(&b->txn);
	store_abort(&b->txn);
	return 0;
}

int book_recover(struct book *b, struct ledger_problem *why)
{
	struct ledger_totals kept = b->totals;
	const char *what;
	int rc;

	b->turn++;
	b->touched_len = 0;
	b->totals = (struct ledger_totals){ .commits = kept.commits,
		.facts = kept.facts,
		.puts = kept.puts };
	active_clear(&b->active);
	polls_forget(b->polls);
	b->writes_before = book_writes(b);
	store_begin(b->store, &b->txn);
	rc = load_all(b, &what);
	if (rc != 0) {
		store_abort(&b->txn);
		snprintf(why->text, sizeof(why->text),
		    "%s: the %s cannot be read: %s; restore a backup",
		    b->options.path, what, rc_text(rc));
		return rc;
	}
	b->active.left_len = 0;
	publish_all(b);
	rc = end(b);
	if (rc != 0)
		snprintf(why->text, sizeof(why->text),
		    "%s: cannot be written: %s", b->options.path, rc_text(rc));
	return rc;
}

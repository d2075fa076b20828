/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The journal read again, from where the oldest record lay that was changed and
 * not put. An entry that a record knows already (its `last` is not before it)
 * does nothing, so beginning too early is harmless.
 */
#include "base/log.h"
#include "ledger/apply.h"
#include "ledger/steps.h"
#include "ledger/talks.h"

/* Of a message that has lost entries, as far as is known. */
static int pass_entry(const struct book *b, const struct entry *e,
    const char *why)
{
	if (!damage_any(b->damage))
		return RC_CORRUPT;
	log_error("ledger", "entry of a damaged history: %s key=%llu", why,
	    (unsigned long long)e->key);
	return 0;
}

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
		if (rc == RC_NOT_FOUND && entry_begins(e))
			rc = 0;
		if (rc == RC_NOT_FOUND)
			return pass_entry(b, e, "its message is lost");
		if (rc == 0)
			book_note_talk(b, &r, e);
		if (rc != 0 || r.last >= e->place)
			return rc;
		s = active_enter(&b->active, &b->txn, e->key, e->place);
		s->record = r;
		s->stray = r.pending != 0;
	}
	if (s->record.last >= e->place)
		return 0;
	if (!record_may(&s->record, e))
		return pass_entry(b, e, "it does not fit any more");
	record_apply(&s->record, e);
	book_note_talk(b, &s->record, e);
	return 0;
}

/* What it said is lost, the others go on. That LMDB cannot read is another
 * matter. */
static int pass_chunk(struct book *b, uint64_t seq, int rc)
{
	if (b->txn.rc != 0)
		return rc;
	log_error("ledger", "journal is damaged, passed over chunk=%llu",
	    (unsigned long long)seq);
	damage_add(b->damage);
	return 0;
}

static int replay_chunk(struct book *b, uint64_t seq, size_t from)
{
	struct store_bytes v;
	struct entry e;
	size_t at = from, used;
	int rc = journal_chunk(&b->txn, seq, &v);

	if (rc != 0)
		return pass_chunk(b, seq, rc);
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

int book_replay(struct book *b, uint64_t from)
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

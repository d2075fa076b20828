/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/entry.h"
#include "ledger/verify_inside.h"
#include "store/journal.h"
#include "store/record.h"

#include <inttypes.h>

struct walk {
	struct verify *v;
	uint64_t seq;      /* of the chunk at hand */
	uint64_t accepted; /* the last new message; 0: none yet */
};

static void check_accept(struct walk *w, const struct entry *e)
{
	bool first = w->accepted == 0;

	if (first && w->v->oldest == 1 && e->key != 1)
		verify_say(w->v, STORE_JOURNAL, verify_number(w->seq),
		    "the first message is %" PRIu64, e->key);
	if (!first && e->key != w->accepted + 1)
		verify_say(w->v, STORE_JOURNAL, verify_number(w->seq),
		    "message %" PRIu64 " was accepted after %" PRIu64, e->key,
		    w->accepted);
	w->accepted = e->key;
}

static void take_entry(struct walk *w, const struct entry *e)
{
	struct verify *v = w->v;

	v->counts->entries++;
	if (e->prev >= e->place)
		verify_say(v, STORE_JOURNAL, verify_number(w->seq),
		    "an entry of message %" PRIu64 " points ahead", e->key);
	if (e->type == ENTRY_INBOUND || e->type == ENTRY_RECEIVED)
		v->counts->inbound++;
	if (entry_begins(e))
		check_accept(w, e);
	if (e->key != 0 && e->type != ENTRY_BODY && e->place >= v->meta.replay)
		verify_add(&v->later,
		    (struct verify_item){ .key = e->key, .what = e->place });
}

static void take_chunk(struct walk *w, const struct store_bytes *chunk)
{
	struct store_head head;
	struct entry e;
	size_t used;
	int rc = store_check(chunk->data, chunk->len, &head);

	if (rc == 0 && head.size != JOURNAL_FIRST)
		rc = RC_CORRUPT;
	for (size_t at = JOURNAL_FIRST; rc == 0 && at < chunk->len;
	     at += used) {
		rc = entry_decode(&e, (const uint8_t *)chunk->data + at,
		    chunk->len - at, &used);
		e.place = journal_place(w->seq, at);
		if (rc == 0)
			take_entry(w, &e);
	}
	if (rc != 0)
		verify_say(w->v, STORE_JOURNAL, verify_number(w->seq),
		    "the chunk cannot be read: %s", rc_text(rc));
}

static void take_row(struct walk *w, const struct store_row *row)
{
	uint64_t seq;

	w->v->counts->rows++;
	w->v->counts->chunks++;
	if (row->key_len != STORE_KEY64) {
		verify_say(w->v, STORE_JOURNAL, verify_row_key(row),
		    "this is no key of a chunk");
		return;
	}
	seq = store_key_number(row->key);
	if (w->seq == 0)
		w->v->oldest = seq;
	else if (seq != w->seq + 1)
		verify_say(w->v, STORE_JOURNAL, verify_number(w->seq),
		    "the next chunk is %" PRIu64, seq);
	w->seq = seq;
	take_chunk(w, &row->value);
}

void verify_journal(struct verify *v)
{
	struct walk w = { .v = v };
	struct store_row row;
	int rc = store_seek(&v->txn, STORE_JOURNAL, NULL, 0, &row);

	for (; rc == 0; rc = store_next(&row))
		take_row(&w, &row);
	if (rc != RC_NOT_FOUND)
		verify_say(v, STORE_JOURNAL, verify_number(w.seq),
		    "what follows cannot be read: %s", rc_text(rc));
	else if ((w.accepted != 0 || v->oldest <= 1) &&
		 w.accepted + 1 != v->meta.next_key)
		verify_say(v, STORE_META, (struct verify_key){ "totals" },
		    "the next message is %" PRIu64 ", the last one is %" PRIu64,
		    v->meta.next_key, w.accepted);
	verify_sort(&v->later);
}

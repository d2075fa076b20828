/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two passes. The first walks the journal; an entry itself says whether a
 * customer may hear of it and whether anybody wants to, so one that nobody
 * follows costs its decoding. The second looks up the messages of what was
 * found.
 *
 * Invariant: nothing is read at or behind view.marks.end. A commit is visible
 * in the store a little before its records are published: an event of that
 * moment would have no message, be passed by, and never be told.
 *
 * Pointers into `bytes` are set when it grows no more; until then the events
 * hold offsets.
 */
#include "ledger/follow_read.h"

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/body.h"
#include "ledger/entry.h"
#include "ledger/read.h"
#include "ledger/record.h"
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

/* Of one read transaction (L9): chunks, records and bodies. */
#define ROWS_MAX 1000
#define TIME_MAX ((usec)20000)

struct walk {
	const struct follow_query *query;
	struct following *out;
	uint64_t end; /* a place */
	size_t limit, rows;
	usec until;
};

void following_fini(struct following *f)
{
	free(f->event);
	buf_free(&f->bytes);
	*f = (struct following){ 0 };
}

static void take_event(struct following *out, const struct entry *e)
{
	bool has_raw = e->type == ENTRY_RECEIPT || e->type == ENTRY_STATUS;
	struct followed *v;

	if (out->n == out->cap) {
		out->cap = out->cap * 2 + 16;
		out->event =
		    mem_resize(out->event, out->cap, sizeof(out->event[0]));
	}
	v = &out->event[out->n++];
	*v = (struct followed){ .place = e->place,
		.at = e->at,
		.type = e->type,
		.state = (enum status)e->after,
		.substate = e->after_sub,
		.part = e->part,
		.smsc = e->smsc,
		.status = e->status,
		.raw = (const char *)(uintptr_t)out->bytes.len,
		.raw_len = has_raw ? e->raw_len : 0,
		.message.id.key = e->key };
	memcpy(v->smsc_id, e->smsc_id, sizeof(v->smsc_id));
	buf_add(&out->bytes, e->raw, v->raw_len);
}

static void point_all(struct following *out)
{
	const uint8_t *base = buf_bytes(&out->bytes);

	for (size_t i = 0; i < out->n; i++) {
		struct followed *v = &out->event[i];

		v->raw = v->raw_len == 0
			     ? ""
			     : (const char *)base + (uintptr_t)v->raw;
		v->message.body = v->message.body_len == 0
				      ? NULL
				      : base + (uintptr_t)v->message.body;
	}
}

/* A body that was purged is none. */
static void add_body(struct book *b, struct store_txn *t, struct following *out,
    struct followed *v, uint64_t place)
{
	size_t at = out->bytes.len;

	if (body_read(t, NULL, place, &out->bytes) != 0)
		out->bytes.len = at;
	v->message.body = (const void *)(uintptr_t)at;
	v->message.body_len = out->bytes.len - at;
	read_hide(b, &v->message, buf_bytes(&out->bytes) + at,
	    v->message.body_len);
}

/* RC_NOT_FOUND: of no message any more, or not of this account. Any other
 * error ended the transaction. */
static int add_message(struct book *b, struct store_txn *t,
    struct following *out, struct followed *v, const struct follow_query *q)
{
	uint64_t key = v->message.id.key;
	struct record r;
	int rc = read_record(b, t, key, &r);

	if (rc != 0)
		return t->handle == NULL ? rc : RC_NOT_FOUND;
	if ((q->account != 0 && r.account != q->account) ||
	    r.flags & FLAG_ERASED)
		return RC_NOT_FOUND;
	read_view(b, &v->message, key, &r);
	if (!q->bare)
		add_body(b, t, out, v, r.body);
	return 0;
}

/* ---- forward ----------------------------------------------------------- */

static bool is_wanted(const struct walk *w, const struct entry *e)
{
	unsigned bits = w->query->hooked ? NEWS_HOOKED : NEWS_ANY;

	return e->place > w->query->after && e->news & bits;
}

/* Returns 0, RC_NOT_FOUND at the end, RC_FULL: the page is. */
static int take_entries(struct walk *w, uint64_t seq,
    const struct store_bytes *chunk)
{
	struct following *out = w->out;
	struct entry e;
	size_t used;

	for (size_t at = JOURNAL_FIRST; at < chunk->len; at += used) {
		uint64_t place = journal_place(seq, at);

		if (place >= w->end)
			return RC_NOT_FOUND;
		if (entry_decode(&e, (const uint8_t *)chunk->data + at,
			chunk->len - at, &used) != 0)
			break;
		e.place = place;
		if (is_wanted(w, &e)) {
			if (out->n == w->limit)
				return RC_FULL;
			take_event(out, &e);
			w->rows += 2; /* for its message */
		}
		if (place > out->next)
			out->next = place;
	}
	return 0;
}

/* A damaged chunk is the verifier's business; the next page begins behind it.
 */
static int take_row(struct walk *w, const struct store_row *row)
{
	uint64_t seq = store_key_number(row->key);
	struct store_head head;

	if (journal_place(seq, 0) >= w->end)
		return RC_NOT_FOUND;
	if (store_check(row->value.data, row->value.len, &head) == 0 &&
	    head.size == JOURNAL_FIRST)
		return take_entries(w, seq, &row->value);
	w->out->next = journal_place(seq, JOURNAL_CHUNK_MAX);
	return 0;
}

static bool is_tired(const struct walk *w)
{
	return w->rows >= ROWS_MAX ||
	       (w->rows % 16 == 0 && clock_mono() >= w->until);
}

static int find_events(struct walk *w, struct store_txn *t)
{
	uint64_t first = journal_seq(w->query->after);
	uint8_t key[STORE_KEY64];
	struct store_row row;
	int rc = store_seek(t, STORE_JOURNAL, store_key(first, key),
	    sizeof(key), &row);

	for (; rc == 0; rc = store_next(&row)) {
		w->rows++;
		rc = take_row(w, &row);
		if (rc != 0)
			break;
		if (is_tired(w)) {
			rc = RC_FULL;
			break;
		}
	}
	w->out->more = rc == RC_FULL;
	return rc == RC_NOT_FOUND || rc == RC_FULL ? 0 : rc;
}

/* Only those events stay whose message is there and wanted. */
static int add_messages(struct book *b, struct store_txn *t,
    const struct follow_query *q, struct following *out)
{
	size_t found = out->n;

	out->n = 0;
	for (size_t i = 0; i < found; i++) {
		struct followed *v = &out->event[out->n];
		int rc;

		*v = out->event[i];
		rc = add_message(b, t, out, v, q);
		if (rc == 0)
			out->n++;
		else if (t->handle == NULL)
			return rc;
	}
	return 0;
}

int read_events(struct book *b, const struct follow_query *q,
    struct following *out)
{
	struct walk w = { .query = q,
		.out = out,
		.end = read_limit(b),
		.limit = q->limit < FOLLOW_LIMIT ? q->limit : FOLLOW_LIMIT,
		.until = clock_mono() + TIME_MAX };
	struct store_txn t;
	int rc = read_begin(b, &t);

	out->next = q->after;
	if (rc != 0)
		return rc;
	rc = find_events(&w, &t);
	if (rc == 0)
		rc = add_messages(b, &t, q, out);
	point_all(out);
	if (t.handle != NULL)
		store_end_read(&t);
	if (rc != 0) {
		out->n = 0;
		out->next = q->after;
	}
	return rc;
}

/* ---- by place ---------------------------------------------------------- */

static void take_place(struct store_txn *t, uint64_t place,
    struct following *out)
{
	struct entry e;

	if (entry_at(t, NULL, place, &e) != 0 || e.news == 0)
		e = (struct entry){ 0 };
	take_event(out, &e);
}

int read_events_at(struct book *b, const uint64_t *place, size_t n,
    struct following *out)
{
	const struct follow_query any = { .account = 0 };
	struct store_txn t;
	int rc = read_begin(b, &t);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		take_place(&t, place[i], out);
	for (size_t i = 0; i < n && t.handle != NULL; i++) {
		struct followed *v = &out->event[i];

		if (v->place == 0)
			continue;
		rc = add_message(b, &t, out, v, &any);
		if (rc != 0)
			v->place = 0;
	}
	point_all(out);
	if (t.handle == NULL)
		return rc;
	store_end_read(&t);
	return 0;
}

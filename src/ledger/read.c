/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timeline is a chain read backwards: the record says where the last entry
 * is, each entry where the one before it is, and what the state was after it.
 * A message may have been tried a hundred thousand times, so a timeline is not
 * read to its beginning but as far as it is shown.
 *
 * Pointers into `bytes` are set when it grows no more; until then the views
 * hold offsets.
 */
#include "ledger/read.h"

#include "base/mem.h"
#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/instant.h"
#include "ledger/question.h"

#include <stdlib.h>
#include <string.h>

void reading_fini(struct reading *r)
{
	free(r->message);
	free(r->event);
	free(r->parked);
	buf_free(&r->bytes);
	*r = (struct reading){ 0 };
}

void read_view(struct book *b, struct message_view *v, uint64_t key,
    const struct record *r)
{
	*v = (struct message_view){ .id = book_id(b, key),
		.account = r->account,
		.smsc = r->smsc,
		.set = r->set,
		.parts = r->parts,
		.class = record_class(r),
		.on_doubt = record_on_doubt(r),
		.hooked = r->policy & POLICY_HOOKED,
		.discard = r->policy & POLICY_DISCARD,
		.obfuscate = r->policy & POLICY_OBFUSCATE,
		.attempts = r->tries,
		.state = (enum status)r->state,
		.substate = r->substate,
		.stage = r->stage,
		.detail = r->detail,
		.flags = r->flags,
		.reason = r->reason,
		.err = r->err,
		.ttl = r->ttl,
		.campaign = r->campaign,
		.to = r->to,
		.accepted = r->accepted,
		.forwarded = record_time_known(r, r->forwarded),
		.final = record_time_known(r, r->final),
		.next = record_time_known(r, r->next) };
}

int read_begin(struct book *b, struct store_txn *t)
{
	return store_begin_read(b->store, t);
}

uint64_t read_limit(struct book *b)
{
	uint64_t place;

	view_lock(&b->view);
	place = b->view.marks.end;
	view_unlock(&b->view);
	return place;
}

/* A record that left the view after the snapshot was taken is in a later one
 * only: then the transaction begins anew. */
static int find_record(struct book *b, struct store_txn *t, uint64_t key,
    struct record *r)
{
	int rc;

	if (view_get(&b->view, key, r) == 0)
		return 0;
	rc = record_load(t, key, r);
	if (rc != RC_NOT_FOUND)
		return rc;
	store_end_read(t);
	rc = store_begin_read(b->store, t);
	return rc != 0 ? rc : record_load(t, key, r);
}

int read_record(struct book *b, struct store_txn *t, uint64_t key,
    struct record *r)
{
	int rc = find_record(b, t, key, r);

	if (rc == 0)
		read_settled(b, r);
	return rc;
}

/* What a ttl is in a record counts from `accepted`; here, from the release. */
static int fix_ttl(struct store_txn *t, struct message_view *v, uint64_t place)
{
	struct entry e;
	int rc = v->ttl == 0 ? 0 : body_entry(t, NULL, place, &e);

	if (rc == 0 && v->ttl != 0)
		v->ttl = e.ttl;
	return rc;
}

void read_hide(struct book *b, const struct message_view *v, void *body,
    size_t len)
{
	if (!v->discard || len == 0)
		return;
	if (b->options.blank != NULL)
		b->options.blank(body, len);
	else
		memset(body, 0, len);
}

int read_body(struct book *b, struct store_txn *t, struct reading *out,
    struct message_view *v, uint64_t place)
{
	size_t at = out->bytes.len;
	int rc = body_read(t, NULL, place, &out->bytes);

	v->body = (const void *)(uintptr_t)at;
	v->body_len = out->bytes.len - at;
	read_hide(b, v, buf_bytes(&out->bytes) + at, v->body_len);
	return rc != 0 ? rc : fix_ttl(t, v, place);
}

void read_point(struct reading *out)
{
	const uint8_t *base = buf_bytes(&out->bytes);

	for (size_t i = 0; i < out->n; i++) {
		struct message_view *v = &out->message[i];

		v->body = base + (uintptr_t)v->body;
		v->event = out->event;
		v->n_events = out->events;
	}
	for (size_t i = 0; i < out->events; i++) {
		struct event_view *e = &out->event[i];

		e->raw = (const char *)base + (uintptr_t)e->raw;
	}
}

/* Places of the message's entries, the newest first. */
static size_t walk_chain(struct store_txn *t, uint64_t last,
    uint64_t place[EVENTS_MAX])
{
	struct entry e;
	size_t n = 0;

	while (last != 0 && n < EVENTS_MAX) {
		if (entry_at(t, NULL, last, &e) != 0)
			break;
		place[n++] = last;
		last = e.prev;
	}
	return n;
}

/* Of a question that was answered at all. */
static bool has_been_told(const struct entry *e)
{
	return (e->type == ENTRY_STATUS || e->type == ENTRY_CANCEL) &&
	       e->part != PART_WHOLE && e->class != TOLD_NOTHING;
}

static void add_event(struct reading *out, const struct entry *e)
{
	struct event_view *v = &out->event[out->events++];
	size_t at = out->bytes.len;

	*v = (struct event_view){ .at = e->at,
		.name = entry_name(e->type),
		.state = (enum status)e->after,
		.substate = e->after_sub,
		.part = e->part,
		.attempt = e->attempt,
		.has_status = e->type == ENTRY_ANSWER || has_been_told(e),
		.status = e->status,
		.reason = e->reason,
		.smsc = e->smsc };
	memcpy(v->smsc_id, e->smsc_id, sizeof(v->smsc_id));
	v->raw = (const char *)(uintptr_t)at;
	if (e->type == ENTRY_RECEIPT || e->type == ENTRY_STATUS ||
	    e->type == ENTRY_DOUBT) {
		buf_add(&out->bytes, e->raw, e->raw_len);
		v->raw_len = e->raw_len;
	}
}

static void add_timeline(struct store_txn *t, struct reading *out,
    const struct record *last)
{
	uint64_t place[EVENTS_MAX];
	size_t n = walk_chain(t, last->last, place);
	struct entry e;

	out->event = mem_new(n, sizeof(out->event[0]));
	while (n-- > 0) {
		if (entry_at(t, NULL, place[n], &e) != 0)
			break;
		if (e.type == ENTRY_CLAIM)
			out->message->submitted = e.at;
		add_event(out, &e);
	}
}

int read_message(struct book *b, uint16_t account, const struct message_id *id,
    struct reading *out)
{
	struct message_id true_id = book_id(b, id->key);
	struct record r;
	struct store_txn t;
	bool seen;
	int rc;

	if (true_id.tail != id->tail)
		return RC_NOT_FOUND;
	seen = view_get(&b->view, id->key, &r) == 0;
	rc = store_begin_read(b->store, &t);
	if (rc != 0)
		return rc;
	if (!seen)
		rc = record_load(&t, id->key, &r);
	if (rc == 0 &&
	    ((account != 0 && r.account != account) || r.flags & FLAG_ERASED))
		rc = RC_NOT_FOUND;
	if (rc == 0) {
		read_settled(b, &r);
		out->message = mem_new(1, sizeof(out->message[0]));
		out->n = 1;
		read_view(b, out->message, id->key, &r);
		rc = read_body(b, &t, out, out->message, r.body);
	}
	if (rc == 0) {
		add_timeline(&t, out, &r);
		read_point(out);
	}
	store_end_read(&t);
	return rc;
}

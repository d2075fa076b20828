/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys are in the order in which messages came, so a page that begins at a date
 * finds its first key by halving, and ends where all are older. The clock may
 * have been set back by a while: what is near a limit is looked at.
 *
 * A page of what is newer than a key is looked for upwards, and turned over.
 */
#include "ledger/read.h"

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/body.h"
#include "ledger/book.h"
#include "ledger/entry.h"

#define LIST_LIMIT 1000
#define LIST_LOOKS 20000 /* records looked at for one page (L9) */
#define BODY_LOOKS 10    /* what one costs whose entry is read too */

#define CLOCK_SLACK HOUR

/* What waited longer before it was forwarded is not found by that date, so
 * that nobody goes through years of messages for it. */
#define FORWARD_MAX ((usec)RECORD_NEVER * 1000)

struct list {
	struct book *book;
	const struct list_query *query;
	struct store_txn txn;
	uint64_t key; /* those below are to be looked at; upwards: it is next */
	int looks;    /* that may follow */
};

static bool is_within(usec at, usec from, usec to)
{
	return (from == 0 || at >= from) && (to == 0 || at < to);
}

static bool is_in_dates(const struct list_query *q, const struct record *r)
{
	bool inbound = r->state == STATUS_RECEIVED;
	usec sent = inbound ? r->accepted : record_time(r, r->forwarded);

	if (!is_within(r->accepted, q->from_date, q->to_date))
		return false;
	if (q->sent_from == 0 && q->sent_to == 0)
		return true;
	return sent != 0 && is_within(sent, q->sent_from, q->sent_to);
}

/* The record knows the handset's number; whose it is depends on the way. */
static bool is_between(const struct list_query *q, const struct record *r)
{
	const struct list_party *p =
	    r->state == STATUS_RECEIVED ? &q->from_whom : &q->to_whom;

	return !p->given || r->to == p->number;
}

static bool is_wanted(const struct list_query *q, const struct record *r)
{
	bool inbound = r->state == STATUS_RECEIVED;

	return !(r->flags & FLAG_ERASED) &&
	       (q->account == 0 || r->account == q->account) &&
	       (q->state < 0 || r->state == q->state) &&
	       (q->states == 0 || q->states & 1u << r->state) &&
	       (!q->inbound_only || inbound) &&
	       (!q->outbound_only || !inbound) &&
	       (q->campaign == 0 || record_campaign(r) == q->campaign) &&
	       (q->to == 0 || r->to == q->to) && is_between(q, r) &&
	       is_in_dates(q, r);
}

/* What only its first entry tells: our side of it. */
static bool has_sender(struct list *l, const struct record *r)
{
	const struct list_query *q = l->query;
	const struct list_party *p =
	    r->state == STATUS_RECEIVED ? &q->to_whom : &q->from_whom;
	uint64_t wanted = p->given ? p->sender : q->sender;
	uint32_t sender;

	if (wanted == 0)
		return !p->given;
	l->looks -= BODY_LOOKS;
	return body_sender(&l->txn, NULL, r->body, &sender) == 0 &&
	       sender == entry_sender(wanted);
}

static uint64_t newest_key(struct book *b, uint64_t *imported)
{
	uint64_t next;

	view_lock(&b->view);
	next = b->view.next_key;
	*imported = b->view.marks.imported;
	view_unlock(&b->view);
	return next;
}

/* Where to begin: all from there on came after the dates that are asked for,
 * for what is forwarded came before, but for what was imported. What cannot be
 * read is passed by later. */
static void begin(struct list *l)
{
	const struct list_query *q = l->query;
	usec to = q->to_date;
	uint64_t imported, low, high = newest_key(l->book, &imported), mid;
	struct record r;

	clock_earlier(&to, q->sent_to);
	if (q->before != 0 && q->before < high)
		high = q->before;
	l->key = high;
	low = imported < high ? imported + 1 : high;
	while (to != 0 && low < high && l->txn.handle != NULL) {
		mid = low + (high - low) / 2;
		if (read_record(l->book, &l->txn, mid, &r) != 0)
			return;
		if (record_came(&r) > to + CLOCK_SLACK)
			high = mid;
		else
			low = mid + 1;
	}
	l->key = high;
}

/* Are all below this one too old? */
static bool is_end(const struct list_query *q, const struct record *r)
{
	return (q->from_date != 0 &&
		   record_came(r) < q->from_date - CLOCK_SLACK) ||
	       (q->sent_from != 0 &&
		   record_came(r) < q->sent_from - FORWARD_MAX - CLOCK_SLACK);
}

static void take(struct list *l, const struct record *r, uint64_t key,
    struct reading *out)
{
	struct message_view *v = &out->message[out->n];

	if (!is_wanted(l->query, r) || !has_sender(l, r))
		return;
	read_view(l->book, v, key, r);
	if (read_body(l->book, &l->txn, out, v, r->body) == 0)
		out->n++;
}

static void look(struct list *l, struct reading *out)
{
	struct record r;

	l->looks--;
	if (read_record(l->book, &l->txn, --l->key, &r) != 0)
		return;
	if (is_end(l->query, &r))
		l->key = 0;
	else
		take(l, &r, l->key, out);
}

static bool goes_on(const struct list *l, const struct reading *out,
    size_t limit)
{
	return l->txn.handle != NULL && out->n < limit && l->looks > 0;
}

static void read_down(struct list *l, size_t limit, struct reading *out)
{
	begin(l);
	while (l->key > 1 && goes_on(l, out, limit))
		look(l, out);
	out->next = l->key > 1 ? l->key : 0;
}

static void turn_over(struct reading *out)
{
	for (size_t i = 0, j = out->n; i + 1 < j; i++) {
		struct message_view v = out->message[--j];

		out->message[j] = out->message[i];
		out->message[i] = v;
	}
}

static void read_up(struct list *l, size_t limit, struct reading *out)
{
	uint64_t imported, end = newest_key(l->book, &imported);
	struct record r;

	l->key = l->query->after;
	while (l->key < end && goes_on(l, out, limit)) {
		uint64_t key = l->key++;

		l->looks--;
		if (read_record(l->book, &l->txn, key, &r) == 0)
			take(l, &r, key, out);
	}
	out->next = l->key < end ? l->key : 0;
	turn_over(out);
}

int read_list(struct book *b, const struct list_query *q, struct reading *out)
{
	size_t limit = q->limit < LIST_LIMIT ? q->limit : LIST_LIMIT;
	struct list l = { .book = b, .query = q, .looks = LIST_LOOKS };
	int rc = store_begin_read(b->store, &l.txn);

	if (rc != 0)
		return rc;
	out->message = mem_new(limit, sizeof(out->message[0]));
	if (q->after != 0)
		read_up(&l, limit, out);
	else
		read_down(&l, limit, out);
	if (l.txn.handle == NULL) {
		out->n = 0;
		return l.txn.rc != 0 ? l.txn.rc : RC_NO_SPACE;
	}
	read_point(out);
	store_end_read(&l.txn);
	return 0;
}

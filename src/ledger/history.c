/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that is known of such a message is known as it comes, so it is one entry,
 * and final at once. Keys are in the order in which messages came to us, these
 * too, though their dates are older: lists that begin at a date must look at
 * all keys up to the last of them (list.c), which is kept in STORE_META.
 */
#include "ledger/history.h"

#include "ledger/entry.h"
#include "ledger/inside.h"
#include "ledger/meta.h"
#include "ledger/people.h"
#include "ledger/record.h"

#include <assert.h>

static const char last_key[] = "imported";

int ledger_import(struct ledger *l, const struct history_fact *h)
{
	struct fact *f;

	assert(h->parts >= 1 && h->parts <= LEDGER_PARTS_MAX);
	assert(h->body_len <= LEDGER_BODY_MAX);
	if (l->accepts >= l->book.options.accepts_max)
		return RC_BUSY;
	l->accepts++;
	f = batch_add(l->fill, FACT_IMPORT, h, sizeof(*h));
	f->u.bytes.token = h->token;
	batch_more(l->fill, f, h->body, h->body_len);
	l->fill->accepts++;
	return 0;
}

/* A damaged one is as if all were imported: lists look at more. */
void book_load_history(struct book *b)
{
	int rc = meta_get_number(&b->txn, last_key, &b->marks.imported);

	if (rc != 0)
		b->marks.imported = rc == RC_NOT_FOUND ? 0 : UINT64_MAX;
}

static void begin(struct book *b, const struct history_fact *h,
    const void *body)
{
	const struct accept plain = { .class = h->class };
	struct entry e = { .type = ENTRY_IMPORT,
		.account = h->account,
		.parts = h->parts,
		.policy = record_policy(&plain),
		.verdict = h->state,
		.reason = h->reason,
		.detail = h->detail,
		.to = h->to,
		.sender = entry_sender(h->sender),
		.next = h->sent_at,
		.body_len = (uint32_t)h->body_len,
		.raw = body,
		.raw_len = h->body_len };
	struct active_slot *s = book_new_message(b);
	struct outcome *o;

	book_write(b, s, &e);
	b->marks.imported = s->key;
	meta_put_number(&b->txn, last_key, s->key);
	o = batch_outcome(b->batch, OUTCOME_ACCEPTED);
	o->token = h->token;
	o->u.accepted =
	    (struct accepted){ .id = book_id(b, s->key), .at = h->sent_at };
}

void book_import(struct book *b, const struct history_fact *h, const void *body)
{
	struct outcome *o;

	if (!b->totals.full && h->sent_at <= b->now && h->sent_at > 0) {
		begin(b, h, body);
		return;
	}
	o = batch_outcome(b->batch, OUTCOME_REFUSED);
	o->token = h->token;
	o->rc = b->totals.full ? RC_NO_SPACE : RC_BAD;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text from a handset becomes a message; a part of one waits for the others.
 */
#include "ledger/steps.h"

#include <string.h>

#include "base/log.h"
#include "ledger/entry.h"
#include "ledger/mo.h"
#include "ledger/pieces.h"
#include "ledger/talks.h"

#define SLICE 1000

/* The body of a message that is to be received. */
struct text_body {
	const void *bytes;
	size_t at, len; /* where it is in the batch */
	bool whole, changed;
	bool data_out; /* in its `out`, not in its `in` */
};

static void receive(struct book *b, const struct inbound_fact *m,
    const struct text_body *body, uint8_t parts)
{
	struct entry e = { .type = ENTRY_RECEIVED,
		.account = m->account,
		.smsc = m->smsc,
		.parts = parts,
		.policy = m->hooked ? POLICY_HOOKED : 0,
		.keyword = m->keyword,
		.own = m->own,
		.to = m->from,
		.sender = entry_sender(m->to_hash),
		.body_len = (uint32_t)body->len,
		.raw = body->bytes,
		.raw_len = body->len };
	struct active_slot *s = book_new_message(b);
	struct outcome *o;

	book_write(b, s, &e);
	b->totals.inbound++;
	o = batch_outcome(b->batch, OUTCOME_RECEIVED);
	o->data = body->at;
	o->data_out = body->data_out;
	o->u.received = (struct received_text){ .id = book_id(b, s->key),
		.at = b->now,
		.account = m->account,
		.smsc = m->smsc,
		.from = m->from,
		.keyword = m->keyword,
		.changed = body->changed,
		.whole = body->whole,
		.hooked = m->hooked,
		.parts = parts,
		.body_len = body->len };
}

static void stored(struct book *b, const struct inbound_fact *m)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_STORED);

	o->u.reply = m->reply;
}

/* What is there of a text becomes a message. */
static void finish(struct book *b, uint64_t hash)
{
	struct buf *out = &b->batch->out;
	struct text_body body = { .data_out = true, .at = out->len };
	struct piece_list list;

	if (pieces_get(&b->txn, hash, &list) == 0) {
		b->options.join(out, list.piece, list.n);
		body.bytes = buf_bytes(out) + body.at;
		body.len = out->len - body.at;
		body.whole = list.missing == 0;
		receive(b, &list.fact, &body, (uint8_t)list.n);
	} else if (b->txn.rc == 0) {
		log_error("ledger", "no part of a text can be read");
	}
	piece_list_fini(&list);
	pieces_done(b->pieces, &b->txn, hash, b->now);
}

static bool is_part(const struct book *b, const struct inbound_fact *m)
{
	return m->concat && b->options.join != NULL && m->parts > 1 &&
	       m->parts <= LEDGER_PARTS_MAX && m->part >= 1 &&
	       m->part <= m->parts && m->raw_len <= MO_PIECE_MAX &&
	       m->text_at <= m->raw_len &&
	       m->text_len <= m->raw_len - m->text_at;
}

/* Never 0, which the memory of texts takes for none. */
static uint64_t hash_of(const struct book *b, const struct inbound_fact *m)
{
	const uint64_t what[] = { m->account, m->smsc, m->from, m->to_hash,
		m->ref, m->parts };
	uint64_t hash = hash_sip(&b->smsc_key, what, sizeof(what));

	return hash != 0 ? hash : 1;
}

static void take_part(struct book *b, const struct inbound_fact *m,
    const void *raw)
{
	uint64_t hash = hash_of(b, m), oldest;
	enum piece_fate fate =
	    pieces_add(b->pieces, &b->txn, hash, m, raw, b->now);
	usec since;

	if (fate == PIECE_OTHER) {
		finish(b, hash);
		fate = pieces_add(b->pieces, &b->txn, hash, m, raw, b->now);
	}
	stored(b, m);
	if (fate == PIECE_COMPLETES)
		finish(b, hash);
	if (pieces_len(b->pieces) > MO_TEXTS_MAX &&
	    pieces_oldest(b->pieces, &oldest, &since) == 0)
		finish(b, oldest);
}

/* Nobody's number: it is an answer to whoever wrote last. */
static void find_account(struct book *b, struct inbound_fact *m)
{
	const struct talks_pair pair = { &b->smsc_key, m->from,
		entry_sender(m->to_hash) };

	if (m->account != 0)
		return;
	m->account = talks_find(b->talks, &pair);
	if (m->account == 0)
		m->account = m->otherwise;
	m->hooked = m->account != 0;
}

void book_inbound(struct book *b, const struct inbound_fact *from,
    const void *raw)
{
	struct inbound_fact own = *from, *m = &own;
	struct text_body body = { .bytes = raw,
		.len = m->raw_len,
		.whole = true };

	find_account(b, m);
	if (is_part(b, m)) {
		take_part(b, m, raw);
		return;
	}
	body.at = (size_t)((const uint8_t *)raw - buf_bytes(&b->batch->in));
	body.changed = book_take_keyword(b, m);
	stored(b, m);
	receive(b, m, &body, 1);
}

void book_run_pieces(struct book *b)
{
	uint64_t hash;
	usec since;

	for (int i = 0; i < SLICE; i++) {
		if (pieces_oldest(b->pieces, &hash, &since) != 0 ||
		    since + MO_PART_TTL > b->now)
			break;
		finish(b, hash);
	}
	for (int i = 0; i < SLICE; i++) {
		if (!pieces_forget(b->pieces, &b->txn, b->now))
			break;
	}
}

usec book_next_piece(const struct book *b)
{
	usec at = pieces_next_forget(b->pieces), since;
	uint64_t hash;

	if (pieces_oldest(b->pieces, &hash, &since) == 0 &&
	    (at == 0 || since + MO_PART_TTL < at))
		at = since + MO_PART_TTL;
	return at;
}

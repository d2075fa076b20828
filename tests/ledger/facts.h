/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts - what a test lays on the desk, and what it sees there afterwards.
 */
#ifndef TESTS_LEDGER_FACTS_H
#define TESTS_LEDGER_FACTS_H

#include "desk.h"

#include "ledger/scheduled.h"

static inline void desk_accept(struct desk *d, struct accept a)
{
	struct fact *f;

	if (a.set == 0)
		a.set = ONLY_ACME;
	if (a.parts == 0)
		a.parts = 1;
	if (a.to == 0)
		a.to = 491711234567u;
	if (a.account == 0)
		a.account = 1;
	f = batch_add(&d->batch, FACT_ACCEPT, a.body, a.body_len);
	f->u.accept = a;
	d->batch.accepts++;
}

/* More, and longer ones, than a store of 2 MiB has room for. */
#define DESK_FLOOD 300

static inline void desk_flood(struct desk *d)
{
	static const uint8_t body[LEDGER_BODY_MAX] = { 1 };

	for (int i = 0; i < DESK_FLOOD; i++)
		desk_accept(d,
		    (struct accept){ .body = body, .body_len = sizeof(body) });
}

static inline void desk_slots(struct desk *d, uint16_t smsc, int n)
{
	struct fact *f = batch_add(&d->batch, FACT_SLOTS, NULL, 0);

	f->u.slots.smsc = smsc;
	f->u.slots.n = n;
}

static inline void desk_up(struct desk *d, uint16_t smsc, bool up)
{
	struct fact *f = batch_add(&d->batch, FACT_UP, NULL, 0);

	f->u.up.smsc = smsc;
	f->u.up.up = up;
}

/* As it is from now on; `set` needs no number. */
static inline void desk_configure(struct desk *d, uint16_t smsc,
    struct smsc_fact set)
{
	set.smsc = smsc;
	set.is_known = true;
	batch_add(&d->batch, FACT_SMSC, NULL, 0)->u.smsc = set;
}

static inline struct claim_part desk_part(uint64_t key, uint8_t part,
    uint8_t attempt)
{
	return (struct claim_part){ .key = key,
		.smsc = ACME,
		.part = part,
		.attempt = attempt };
}

static inline struct answer *desk_answer(struct desk *d, struct claim_part p,
    enum answer_class class, const char *id)
{
	struct answer *a =
	    &batch_add(&d->batch, FACT_ANSWER, NULL, 0)->u.answer;

	*a = (struct answer){ .part = p, .class = (uint8_t) class };
	snprintf(a->smsc_id, sizeof(a->smsc_id), "%s", id);
	return a;
}

static inline void desk_doubt(struct desk *d, struct claim_part p)
{
	batch_add(&d->batch, FACT_DOUBT, "no_answer", 10)->u.part = p;
}

static inline void desk_return(struct desk *d, struct claim_part p)
{
	batch_add(&d->batch, FACT_RETURN, NULL, 0)->u.part = p;
}

static inline struct receipt_fact *desk_receipt(struct desk *d,
    enum receipt_verdict verdict, const char *id)
{
	struct receipt_fact *r =
	    &batch_add(&d->batch, FACT_RECEIPT, "id:x", 4)->u.receipt;

	*r = (struct receipt_fact){ .smsc = ACME,
		.verdict = (uint8_t)verdict,
		.reason = verdict == VERDICT_FAILED ? 30008 : 0,
		.from = 491711234567u,
		.raw_len = 4 };
	snprintf(r->smsc_id, sizeof(r->smsc_id), "%s", id);
	return r;
}

/* What acme says of a part when it is asked for the nth time. */
static inline struct told *desk_told(struct desk *d, uint64_t key, uint8_t nth,
    enum told_class class)
{
	struct told *t = &batch_add(&d->batch, FACT_TOLD, "said", 5)->u.told;

	*t = (struct told){ .key = key,
		.smsc = ACME,
		.nth = nth,
		.class = (uint8_t) class };
	return t;
}

static inline void desk_wish(struct desk *d, uint64_t key, enum wish wish)
{
	batch_add(&d->batch, FACT_WISH, NULL, 0)->u.wish =
	    (struct wish_fact){ .token = key,
		    .wish = (uint8_t)wish,
		    .id = book_id(&d->book, key) };
}

/* ---- what came of it --------------------------------------------------- */

static inline size_t desk_count(const struct desk *d, enum outcome_type type)
{
	size_t n = 0;

	for (size_t i = 0; i < d->done.outcomes; i++)
		n += d->done.outcome[i].type == type;
	return n;
}

static inline const struct outcome *desk_outcome(const struct desk *d,
    enum outcome_type type, size_t n)
{
	for (size_t i = 0; i < d->done.outcomes; i++) {
		if (d->done.outcome[i].type == type && n-- == 0)
			return &d->done.outcome[i];
	}
	fail_msg("no such outcome");
	return NULL;
}

static inline const struct claim *desk_claim(const struct desk *d, size_t n)
{
	return &desk_outcome(d, OUTCOME_CLAIMED, n)->u.claim;
}

static inline const void *desk_body(const struct desk *d, size_t n)
{
	const struct outcome *o = desk_outcome(d, OUTCOME_CLAIMED, n);

	return buf_bytes(o->data_out ? &d->done.out : &d->done.in) + o->data;
}

/* RC_NOT_FOUND: no such message. */
static inline int desk_find(struct desk *d, uint64_t key, struct record *r)
{
	struct book *b = &d->book;
	int rc;

	assert_int_equal(store_begin_read(b->store, &b->txn), 0);
	rc = book_look(b, key, r);
	store_end_read(&b->txn);
	return rc;
}

static inline struct record desk_look(struct desk *d, uint64_t key)
{
	struct record r;

	assert_int_equal(desk_find(d, key, &r), 0);
	return r;
}

static inline enum status desk_state(struct desk *d, uint64_t key)
{
	return (enum status)desk_look(d, key).state;
}

/* What the counters say is what a recount of all records gives. */
static inline void desk_check_totals(struct desk *d)
{
	const struct ledger_totals *t = &d->book.totals;
	uint64_t n[STATUS_COUNT] = { 0 }, open = 0, held[16] = { 0 };

	for (uint64_t key = 1; key < d->book.next_key; key++) {
		struct record r = desk_look(d, key);

		n[r.state]++;
		open += !status_is_final(r.state);
		assert_true(r.account < ARRAY_LEN(held));
		held[r.account] += record_is_held(&r) && r.campaign == 0;
	}
	for (uint16_t i = 0; i < ARRAY_LEN(held); i++)
		assert_int_equal(book_scheduled(&d->book, i), held[i]);
	for (int i = 0; i < STATUS_COUNT; i++)
		assert_int_equal(t->state[i], n[i]);
	assert_int_equal(t->open, open);
	assert_int_equal(t->queued, n[STATUS_QUEUED]);
	assert_int_equal(t->outstanding,
	    n[STATUS_FORWARDED] + n[STATUS_ENROUTE]);
	assert_int_equal(t->parked, park_len(d->book.park));
}

/* Messages of one part, claimed by acme: keys first .. first + n - 1. */
static inline void desk_claim_messages(struct desk *d, int n)
{
	desk_slots(d, ACME, n);
	for (int i = 0; i < n; i++)
		desk_accept(d, (struct accept){ 0 });
	desk_commit(d);
	assert_int_equal(desk_count(d, OUTCOME_CLAIMED), n);
}

/* A message of one part that acme took under this id. */
static inline uint64_t desk_forward(struct desk *d, const char *id)
{
	uint64_t key = d->book.next_key;

	desk_claim_messages(d, 1);
	desk_answer(d, desk_part(key, 0, 1), ANSWER_OK, id);
	desk_commit(d);
	return key;
}

#endif

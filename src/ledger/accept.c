/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message is taken once: a second accept with the same Idempotency-Key in
 * the same or a later transaction finds the row that the first one put.
 */
#include "ledger/steps.h"

#include "ledger/entry.h"
#include "ledger/idem.h"
#include "ledger/leap.h"
#include "ledger/scheduled.h"

static void refuse(struct book *b, uint64_t token, int rc)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_REFUSED);

	o->token = token;
	o->rc = rc;
}

static struct accepted *say_accepted(struct book *b, uint64_t token,
    uint64_t key, usec at)
{
	struct outcome *o = batch_outcome(b->batch, OUTCOME_ACCEPTED);

	o->token = token;
	o->u.accepted = (struct accepted){ .id = book_id(b, key), .at = at };
	return &o->u.accepted;
}

static void replay(struct book *b, const struct accept *a,
    const struct idem *first)
{
	struct accepted *again;
	struct record r;

	if (first->request != a->request) {
		refuse(b, a->token, RC_EXISTS);
		return;
	}
	again = say_accepted(b, a->token, first->message, first->at);
	again->replayed = true;
	again->held =
	    book_look(b, first->message, &r) == 0 && r.state == STATUS_HELD;
}

/* Why it is not taken; or 0, and when it is to be released (0: at once). */
static int judge(const struct book *b, const struct accept *a, usec *release)
{
	uint32_t most = a->scheduled_max;
	int rc;

	if (b->totals.full)
		return RC_NO_SPACE;
	if (!book_may_accept(b, a))
		return RC_OPTED_OUT;
	rc = book_hold_until(b, a, release);
	if (rc == 0 && *release != 0 && most != 0 &&
	    book_scheduled(b, a->account) >= most)
		return RC_FULL;
	return rc;
}

static void begin(struct book *b, const struct accept *a, const void *body,
    usec release)
{
	struct entry e = { .type = ENTRY_ACCEPT,
		.account = a->account,
		.set = a->set,
		.parts = a->parts,
		.ttl = a->ttl,
		.to = a->to,
		.policy = record_policy(a),
		.sender = entry_sender(a->sender),
		.scope = a->scope,
		.next = release,
		.body_len = (uint32_t)a->body_len,
		.raw = body,
		.raw_len = a->body_len };
	struct active_slot *s = book_new_message(b);

	book_write(b, s, &e);
	say_accepted(b, a->token, s->key, b->now)->held = release != 0;
	if (release == 0 && !book_claim_now(b, s, body, a->body_len))
		book_wait(b, s);
}

/* Also under the date it had when the clock was another one. */
static int find_key(struct book *b, struct idem *key)
{
	int rc = idem_find(&b->txn, key, b->now);
	usec date = b->now;

	for (size_t n = 0; rc != 0 && leaps_date(b->leaps, n, &date); n++) {
		rc = idem_find(&b->txn, key, date);
		date = b->now;
	}
	return rc;
}

void book_accept(struct book *b, const struct accept *a, const void *body)
{
	struct idem key = { .key = { a->idem[0], a->idem[1] } };
	bool keyed = idem_is_set(a->idem);
	usec release = 0;
	int rc;

	if (keyed && find_key(b, &key) == 0) {
		replay(b, a, &key);
		return;
	}
	rc = judge(b, a, &release);
	if (rc != 0) {
		refuse(b, a->token, rc);
		return;
	}
	key.request = a->request;
	key.message = b->next_key;
	key.at = b->now;
	if (keyed)
		idem_put(&b->txn, &key);
	begin(b, a, body, release);
}

void book_purge_keys(struct book *b)
{
	idem_purge(&b->txn, leaps_earliest(b->leaps, b->now));
}

usec book_next_key_purge(struct book *b)
{
	usec at = idem_next_purge(&b->txn);

	return at == 0 ? 0 : at + b->now - leaps_earliest(b->leaps, b->now);
}

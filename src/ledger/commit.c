/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One batch, one transaction. Outcomes are written down on the way and leave
 * this thread only if the commit succeeds. If it does not, nothing has
 * happened: accepts are refused, receipts are not acknowledged, and what must
 * not be lost (answers, doubts, slots) is carried into the next batch.
 */
#include "ledger/steps.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "ledger/campaign_steps.h"
#include "ledger/hook_row.h"
#include "ledger/meta.h"
#include "ledger/open.h"
#include "store/watch.h"

uint64_t book_writes(const struct book *b)
{
	struct store_figures f;

	store_figures(b->store, &f);
	return f.puts + f.dels;
}

static void begin(struct book *b, struct batch *batch)
{
	b->batch = batch;
	b->now = batch->now;
	b->turn++;
	b->touched_len = 0;
	b->active.left_len = 0;
	polls_begin(b->polls);
	b->place_before = journal_next_place(&b->journal);
	b->writes_before = book_writes(b);
	for (uint16_t i = 0; i <= b->names.len[NAME_SMSC]; i++)
		b->credit_before[i] = b->smsc[i].credit;
	b->totals.full = store_room(b->store) != STORE_ROOM_OK;
	store_begin(b->store, &b->txn);
	journal_begin(&b->journal, &b->txn);
	leap_see(b);
}

static void apply_all(struct book *b, struct batch *batch)
{
	book_mend(b);
	if (b->resolving)
		book_resolve_claims(b);
	book_wake(b);
	for (size_t i = 0; i < b->carry.facts; i++)
		book_apply(b, &b->carry, &b->carry.fact[i]);
	for (size_t i = 0; i < batch->facts; i++)
		book_apply(b, batch, &batch->fact[i]);
	book_run_due(b);
	book_run_outreach(b);
	book_dispatch(b);
	book_run_discards(b);
}

/* Slots that found nothing to claim, a tick too early: no commit for those. */
static bool is_unchanged(const struct book *b)
{
	return b->txn.rc == 0 && book_writes(b) == b->writes_before &&
	       journal_next_place(&b->journal) == b->place_before;
}

static int end(struct book *b, usec *next_due)
{
	int rc;

	names_flush(&b->names, &b->txn);
	hook_flush(b);
	book_flush_usages(b);
	book_flush_outreach(b);
	if (is_unchanged(b)) {
		*next_due = book_next_due(b);
		store_abort(&b->txn);
		return 0;
	}
	queue_flush(&b->queue, &b->txn);
	open_flush(b->open, &b->txn);
	book_put_meta(b);
	journal_flush(&b->journal);
	*next_due = book_next_due(b);
	rc = store_end(&b->txn);
	if (rc == 0)
		names_saved(&b->names);
	return rc;
}

/* Of a fact whose data is its struct. */
static enum outcome_type outcome_of(enum fact_type type)
{
	switch (type) {
	case FACT_CHECK: return OUTCOME_CHECKED;
	case FACT_CONTACT: return OUTCOME_CONTACTED;
	case FACT_SUGGESTION: return OUTCOME_SUGGESTED;
	case FACT_IMPORT: return OUTCOME_REFUSED;
	default: return OUTCOME_CAMPAIGNED;
	}
}

static void refuse_one(struct batch *batch, const struct fact *f, int rc)
{
	struct outcome *o;

	switch (f->type) {
	case FACT_ACCEPT:
		o = batch_outcome(batch, OUTCOME_REFUSED);
		o->token = f->u.accept.token;
		break;
	case FACT_KEEP:
		o = batch_outcome(batch, OUTCOME_KEPT);
		o->token = f->u.keep.token;
		break;
	case FACT_RECEIPT:
		o = batch_outcome(batch, OUTCOME_STORED);
		o->u.reply = f->u.receipt.reply;
		break;
	case FACT_OPTOUT:
		o = batch_outcome(batch, OUTCOME_OPTED);
		o->token = f->u.optout.token;
		o->u.changed = false;
		break;
	case FACT_INBOUND:
		o = batch_outcome(batch, OUTCOME_STORED);
		o->u.reply = f->u.inbound.reply;
		break;
	default:
		o = batch_outcome(batch, outcome_of(f->type));
		memset(&o->u, 0, sizeof(o->u));
		o->token = f->u.bytes.token;
		break;
	}
	o->rc = rc;
}

/* Of a fact that is carried. */
static size_t data_len(const struct fact *f, const void *data)
{
	switch (f->type) {
	case FACT_DOUBT:
	case FACT_TOLD: return strlen(data) + 1;
	case FACT_HOOK_PUT: return f->u.hook.len;
	case FACT_SITE: return f->u.bytes.len;
	default: return 0;
	}
}

/* Into the next batch, with its data. */
static void carry(struct book *b, const struct batch *batch,
    const struct fact *f)
{
	const void *data = batch_data(batch, f);
	struct fact *to =
	    batch_add(&b->carry, f->type, data, data_len(f, data));
	size_t at = to->data;

	*to = *f;
	to->data = at;
}

/* The commit failed: say so to whoever may try again, keep the rest. */
static void turn_back(struct book *b, struct batch *batch, int rc)
{
	batch->outcomes = 0;
	buf_clear(&batch->out);
	for (size_t i = 0; i < batch->facts; i++) {
		const struct fact *f = &batch->fact[i];

		switch (f->type) {
		case FACT_CHECK:
			book_give_back(b, batch_data(batch, f));
			refuse_one(batch, f, rc);
			break;
		case FACT_ACCEPT:
		case FACT_KEEP:
		case FACT_OPTOUT:
		case FACT_RECEIPT:
		case FACT_CAMPAIGN:
		case FACT_CONTACT:
		case FACT_SUGGESTION:
		case FACT_IMPORT:
		case FACT_INBOUND: refuse_one(batch, f, rc); break;
		case FACT_TICK: break;
		default: carry(b, batch, f); break;
		}
	}
	for (uint16_t i = 0; i <= b->names.len[NAME_SMSC]; i++)
		b->smsc[i].credit = b->credit_before[i];
}

/* Readers that died are looked for. */
#define TICK (60 * SECOND)

/* Until the space is back, try again now and then though no fact comes. */
#define CARRY_RETRY (SECOND / 2)

/* Nobody may write before there is room, so nobody finds it: look. */
#define FULL_LOOK SECOND

static int recover_after(struct book *b, struct batch *batch, int rc)
{
	struct ledger_problem why;

	log_error("ledger", "commit failed facts=%zu reason=\"%s\"",
	    batch->facts, rc_text(rc));
	turn_back(b, batch, rc);
	if (rc != RC_NO_SPACE)
		return rc;
	if (book_recover(b, &why) != 0) {
		log_error("ledger", "%s", why.text);
		return RC_IO;
	}
	b->totals.full = true;
	b->room_look = batch->now + FULL_LOOK;
	book_publish_counts(b, batch->now + CARRY_RETRY);
	return 0;
}

static usec next_look(const struct book *b, usec next_due)
{
	usec at = b->now + FULL_LOOK;

	if (!b->totals.full || (next_due != 0 && next_due < at))
		return next_due;
	return at;
}

static void look_for_room(struct book *b, usec now)
{
	if (!b->totals.full || clock_rests(now, b->room_look, FULL_LOOK))
		return;
	b->room_look = now + FULL_LOOK;
	store_probe(b->store);
}

/* Between transactions. Nobody commits, nothing grows: that needs no tick. */
static void tick(struct book *b, usec now)
{
	look_for_room(b, now);
	if (now - b->ticked < TICK && now >= b->ticked)
		return;
	b->ticked = now;
	store_tick(b->store);
}

int book_commit(struct book *b, struct batch *batch)
{
	usec next_due;
	int rc;

	tick(b, batch->now);
	begin(b, batch);
	apply_all(b, batch);
	rc = end(b, &next_due);
	if (rc != 0)
		return recover_after(b, batch, rc);
	leap_done(b);
	b->resolving = false;
	damage_forget(b->damage);
	batch_clear(&b->carry);
	book_publish(b, next_look(b, next_due));
	return 0;
}

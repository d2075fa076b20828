/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the other threads may see of a transaction that is over: records,
 * counts, what is known of each smsc.
 */
#include "ledger/steps.h"

#include "ledger/park.h"
#include "ledger/unmatched.h"
#include "model/msgid.h"
#include "store/watch.h"

static void count(struct book *b)
{
	struct ledger_totals *t = &b->totals;

	t->open = 0;
	for (int i = 0; i < STATUS_COUNT; i++)
		t->open += status_is_final((enum status)i) ? 0 : t->state[i];
	t->queued = t->state[STATUS_QUEUED];
	t->outstanding = t->state[STATUS_FORWARDED] + t->state[STATUS_ENROUTE];
	t->parked = park_len(b->park);
}

static void publish_smscs(struct book *b)
{
	for (uint16_t i = 1; i <= b->names.len[NAME_SMSC]; i++) {
		const struct book_smsc *s = &b->smsc[i];
		const struct msgid_learned *l = &b->learned[i];

		b->view.smsc[i] = (struct ledger_smsc_view){
			.msgid = s->msgid,
			.learned = (uint8_t)msgid_mode_of(l),
			.settled = l->settled,
			.evidence = l->evidence,
			.against = l->against,
			.turns = l->turns,
			.receipts = s->receipts,
			.matched = s->matched,
			.parked = s->parked,
			.asks = book_asks(b, i),
			.questions = s->questions,
			.told = s->told,
		};
	}
}

void book_publish(struct book *b, usec next_due)
{
	struct store_figures figures;

	b->marks.end = journal_next_place(&b->journal);
	store_figures(b->store, &figures);
	b->totals.commits = figures.commits;
	b->totals.puts = figures.puts;
	b->totals.put_bytes = figures.put_bytes;
	count(b);
	view_lock(&b->view);
	for (size_t i = 0; i < b->active.left_len; i++)
		view_remove(&b->view, b->active.left[i]);
	for (size_t i = 0; i < b->touched_len; i++) {
		struct active_slot *s = active_find(&b->active, b->touched[i]);

		if (s != NULL)
			view_publish(&b->view, s->key, &s->record);
	}
	b->view.totals = b->totals;
	*b->view.unmatched = *b->park->unmatched;
	b->view.next_key = b->next_key;
	b->view.marks = b->marks;
	b->view.next_due = next_due;
	book_publish_outreach(b, false);
	book_publish_scheduled(b);
	publish_smscs(b);
	view_unlock(&b->view);
}

void book_publish_all(struct book *b)
{
	b->marks.end = journal_next_place(&b->journal);
	view_lock(&b->view);
	view_clear(&b->view);
	for (size_t i = 0; i < b->active.len; i++) {
		struct active_slot *s = active_at(&b->active, i);

		view_publish(&b->view, s->key, &s->record);
	}
	b->view.next_key = b->next_key;
	b->view.marks = b->marks;
	b->view.totals = b->totals;
	*b->view.unmatched = *b->park->unmatched;
	book_publish_outreach(b, true);
	book_publish_scheduled(b);
	view_unlock(&b->view);
}

/* No entry of it counts, but what was counted before does. */
void book_publish_counts(struct book *b, usec next_due)
{
	count(b);
	view_lock(&b->view);
	b->view.totals = b->totals;
	b->view.next_due = next_due;
	view_unlock(&b->view);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trial: an account may queue so many messages, each once (M4); what it has
 * used is a thing of its own, THING_TRIAL, put with the message. Nothing is
 * given back.
 */
#include "ledger/campaign_steps.h"

#include "base/cursor.h"
#include "base/mem.h"
#include "ledger/campaign.h"
#include "ledger/inside.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"

#include <stdlib.h>
#include <string.h>

#define TRIAL_NAME  "used"
#define TRIAL_BYTES 8

struct trial {
	/* By account: as it is; as it was committed. */
	uint64_t used[NAMES_MAX + 1], shown[NAMES_MAX + 1];
	bool changed;
};

struct trial *trial_new(void)
{
	return mem_new(1, sizeof(struct trial));
}

void trial_free(struct trial *t)
{
	free(t);
}

static void take_row(struct trial *t, const struct thing *row)
{
	struct cursor c = cursor_reading(row->value, row->len);

	if (row->account <= NAMES_MAX && row->len == TRIAL_BYTES)
		t->used[row->account] = cursor_get(&c, 8);
}

int book_load_trials(struct book *b)
{
	struct thing_walk w = { .txn = &b->txn,
		.kind = THING_TRIAL,
		.all = true };

	memset(b->trial->used, 0, sizeof(b->trial->used));
	while (thing_next(&w)) {
		if (w.damage != 0)
			return w.damage;
		take_row(b->trial, &w.thing);
	}
	b->trial->changed = true;
	return w.rc;
}

uint64_t book_trial_used(const struct book *b, uint16_t account)
{
	return b->trial->used[account];
}

static void put(struct book *b, uint16_t account)
{
	uint8_t value[TRIAL_BYTES];
	struct cursor c = cursor_over(value, sizeof(value));
	const struct thing row = { .kind = THING_TRIAL,
		.account = account,
		.name = TRIAL_NAME,
		.value = value,
		.len = sizeof(value) };

	cursor_put(&c, 8, b->trial->used[account]);
	thing_put(&b->txn, &row);
}

void book_use_trial(struct book *b, const struct record *before,
    const struct record *now)
{
	bool waited =
	    before->state == STATUS_NEW ||
	    (before->state == STATUS_HELD && !record_was_queued(before));

	if (!waited || now->state != STATUS_QUEUED ||
	    book_site(b, now->account)->trial == 0)
		return;
	b->trial->used[now->account]++;
	b->trial->changed = true;
	put(b, now->account);
}

void book_publish_trials(struct book *b)
{
	struct trial *t = b->trial;

	if (t->changed)
		memcpy(t->shown, t->used, sizeof(t->shown));
	t->changed = false;
}

uint64_t ledger_trial_used(struct ledger *l, uint16_t account)
{
	struct book *b = &l->book;
	uint64_t n;

	view_lock(&b->view);
	n = b->trial->shown[account];
	view_unlock(&b->view);
	return n;
}

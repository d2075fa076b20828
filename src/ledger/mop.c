/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows of a campaign that has ended follow it: a walk over its members, a
 * slice a commit. Or its snapshot goes, as it was taken back.
 */
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaigns.h"
#include "ledger/record.h"
#include "ledger/steps.h"

#define LOOKS_MAX 5000 /* members without a message in one commit */
#define SLICE     1000 /* messages looked at */
#define ROWS      200  /* of an audience that goes */

/* M17: what a carrier has and was not heard of may be given back. */
static void recall(struct book *b, const struct campaign *c,
    struct active_slot *s)
{
	if (c->status == CAMPAIGN_CANCELED)
		book_cancel_unheard(b, s);
}

static bool is_concerned(const struct campaign *c, const struct record *r)
{
	return campaign_effective(c, r) != r->state ||
	       (campaign_is_swept(c) && (r->state == STATUS_SUBMITTING ||
					    r->state == STATUS_FORWARDED));
}

static void settle(struct book *b, const struct campaign *c, uint64_t key)
{
	struct active_slot *s;
	struct record r;

	if (book_look_raw(b, key, &r) != 0)
		return;
	leap_show(b, &r); /* as the dates of the campaign are */
	if (is_concerned(c, &r) && book_touch(b, key, &s) == 0)
		recall(b, c, s);
}

/* Returns how many of them had a message. */
static int settle_chunk(struct book *b, struct campaign *c)
{
	struct audience_place at = { c->id, c->mop_step };
	struct audience_chunk chunk;
	int n = 0;

	if (audience_get(&b->txn, at, c->mop_at / AUDIENCE_CHUNK, &chunk) != 0)
		chunk.n = 0; /* its messages are converted as they are met */
	for (uint32_t i = 0; i < chunk.n; i++) {
		if (chunk.member[i].key == 0)
			continue;
		settle(b, c, chunk.member[i].key);
		n++;
	}
	c->mop_at += AUDIENCE_CHUNK;
	return n;
}

static void settle_rows(struct book *b, struct campaign *c)
{
	int looks = LOOKS_MAX, left = SLICE;

	while (c->mop_step < CAMPAIGN_STEPS) {
		if (c->mop_at >= campaign_end_of(c, c->mop_step)) {
			c->mop_step++;
			c->mop_at = 0;
			continue;
		}
		if (looks <= 0 || left <= 0)
			return;
		left -= settle_chunk(b, c);
		looks -= AUDIENCE_CHUNK;
	}
	c->mop = MOP_NONE;
}

static void drop_rows(struct book *b, struct campaign *c)
{
	if (audience_drop(&b->txn, c->id, ROWS) == ROWS)
		return;
	c->mop = MOP_NONE;
	if (c->deleted)
		campaigns_remove(b, c);
	else if (c->status == CAMPAIGN_DRAFT)
		c->members[0] = 0;
}

void book_mop_campaign(struct book *b, struct campaign *c)
{
	if (c->mop == MOP_DROP)
		drop_rows(b, c);
	else if (c->mop == MOP_SETTLE)
		settle_rows(b, c);
}

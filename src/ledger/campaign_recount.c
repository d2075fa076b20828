/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts of campaigns from their messages, after a start that has lost some
 * of what happened (mend.c): else what those do next would be taken from
 * numbers that they are not in.
 */
#include "ledger/book.h"
#include "ledger/campaigns.h"

#include <string.h>

/* Those who were never checked have no message to be counted; all are taken
 * for such until theirs comes. */
static void begin(struct campaign_node *n)
{
	struct campaign *c = &n->campaign;

	n->born = 0;
	c->parts = 0;
	c->reasons = 0;
	c->other_reasons = 0;
	memset(&c->total, 0, sizeof(c->total));
	memset(c->step, 0, sizeof(c->step));
	memset(c->variant, 0, sizeof(c->variant));
	memset(c->error_stage, 0, sizeof(c->error_stage));
	memset(c->skipped_rule, 0, sizeof(c->skipped_rule));
	campaign_count_virtual(c, STATUS_UNTRACKED, campaign_unchecked_state(c),
	    c->recipients);
}

int book_recount_campaigns(struct book *b)
{
	int rc = book_load_all_campaigns(b);

	for (size_t i = 0; rc == 0 && i < b->campaigns->dirties; i++)
		begin(b->campaigns->dirty[i]);
	return rc;
}

void campaign_recount(struct book *b, const struct record *r)
{
	struct campaign *c = book_campaign(b, record_campaign(r));

	if (c == NULL || record_step(r) >= CAMPAIGN_STEPS ||
	    record_variant(r) >= CAMPAIGN_VARIANTS)
		return;
	campaign_count_born(c, r);
	if (record_step(r) == 0)
		campaigns_node(c)->born++;
}

void book_end_recount(struct book *b)
{
	struct campaigns *all = b->campaigns;

	for (size_t i = 0; i < all->dirties; i++) {
		struct campaign *c = &all->dirty[i]->campaign;
		uint32_t born = all->dirty[i]->born;

		if (!campaign_is_swept(c) && born < c->checked)
			campaign_count_virtual(c, STATUS_NEW,
			    STATUS_DELIVERY_UNKNOWN, c->checked - born);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the other threads see of the open campaigns: copies, as of the last
 * commit.
 */
#include "ledger/campaign_show.h"
#include "ledger/campaigns.h"
#include "ledger/inside.h"

#include "base/mem.h"

#include <stdlib.h>

static bool is_mopping(const struct campaign *c)
{
	return c->mop == MOP_SETTLE;
}

static void hide(struct campaigns *all, struct campaign_node *n)
{
	struct campaign_shown *place;

	if (n->shown == 0)
		return;
	place = &all->shown[n->shown - 1];
	all->mopping -= is_mopping(&place->campaign);
	*place = all->shown[--all->shows];
	place->node->shown = n->shown;
	n->shown = 0;
}

static struct campaign_shown *place_of(struct campaigns *all,
    struct campaign_node *n)
{
	if (n->shown != 0) {
		all->mopping -= is_mopping(&all->shown[n->shown - 1].campaign);
		return &all->shown[n->shown - 1];
	}
	if (all->shows == all->shows_cap) {
		all->shows_cap = all->shows_cap * 2 + 64;
		all->shown = mem_resize(all->shown, all->shows_cap,
		    sizeof(all->shown[0]));
	}
	n->shown = ++all->shows;
	return &all->shown[n->shown - 1];
}

static void show(struct campaigns *all, struct campaign_node *n)
{
	*place_of(all, n) = (struct campaign_shown){ .campaign = n->campaign,
		.next_release = n->next_release,
		.node = n };
	all->mopping += is_mopping(&n->campaign);
}

static void publish(struct campaigns *all, struct campaign_node *n)
{
	if (n->open)
		show(all, n);
	else
		hide(all, n);
}

/* Those that are not open leave; the last takes the place of one. */
static void evict(struct campaigns *all)
{
	struct campaign_node *n;

	for (size_t i = 0; i < all->nodes;) {
		n = all->node[i];
		if (n->open) {
			i++;
			continue;
		}
		LIST_REMOVE(n, same);
		all->node[i] = all->node[--all->nodes];
		free(n);
	}
}

void book_publish_campaigns(struct book *b)
{
	struct campaigns *all = b->campaigns;

	if (all->dirties != 0)
		all->changes++;
	for (size_t i = 0; i < all->dirties; i++) {
		publish(all, all->dirty[i]);
		all->dirty[i]->dirty = false;
	}
	all->dirties = 0;
	if (all->nodes != all->open)
		evict(all);
}

void book_publish_all_campaigns(struct book *b)
{
	struct campaigns *all = b->campaigns;

	all->changes++;
	all->shows = all->mopping = 0;
	for (size_t i = 0; i < all->nodes; i++)
		all->node[i]->shown = 0;
	for (size_t i = 0; i < all->nodes; i++)
		publish(all, all->node[i]);
}

void read_settled(struct book *b, struct record *r)
{
	const struct campaigns *all = b->campaigns;
	uint32_t id = record_campaign(r);

	if (id == 0 || status_is_final((enum status)r->state))
		return;
	view_lock(&b->view);
	for (size_t i = 0; all->mopping != 0 && i < all->shows; i++) {
		if (all->shown[i].campaign.id == id)
			campaign_show_record(&all->shown[i].campaign, r);
	}
	view_unlock(&b->view);
}

size_t ledger_open_campaigns(struct ledger *l, struct campaign_view *out,
    size_t n)
{
	const struct campaigns *all = l->book.campaigns;
	size_t open;

	view_lock(&l->book.view);
	open = all->shows;
	for (size_t i = 0; i < open && i < n; i++) {
		campaign_show(&all->shown[i].campaign, &out[i]);
		out[i].next_release = all->shown[i].next_release;
	}
	view_unlock(&l->book.view);
	return open;
}

uint64_t ledger_campaign_turn(struct ledger *l)
{
	uint64_t turn;

	view_lock(&l->book.view);
	turn = l->book.campaigns->changes;
	view_unlock(&l->book.view);
	return turn;
}

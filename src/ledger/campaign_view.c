/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the other threads see of the open campaigns: copies, as of the last
 * commit. What changed stands in line until it is told, so that whoever follows
 * them pays for what changed and not for all that wait.
 */
#include "ledger/campaign_show.h"
#include "ledger/campaigns.h"
#include "ledger/inside.h"

#include "base/mem.h"

#include <stdlib.h>

static struct campaign_shown *find(const struct campaigns *all, uint32_t id)
{
	struct campaign_shown *s;

	LIST_FOREACH(s, &all->show[id % CAMPAIGN_BUCKETS], same)
	{
		if (s->campaign.id == id)
			return s;
	}
	return NULL;
}

static struct campaign_shown *enter(struct campaigns *all, uint32_t id)
{
	struct campaign_shown *s = mem_new(1, sizeof(*s));

	LIST_INSERT_HEAD(&all->show[id % CAMPAIGN_BUCKETS], s, same);
	return s;
}

static void announce(struct campaigns *all, struct campaign_shown *s)
{
	if (s->is_news)
		return;
	s->is_news = true;
	TAILQ_INSERT_TAIL(&all->news, s, next);
}

static void told(struct campaigns *all, struct campaign_shown *s)
{
	s->is_news = false;
	TAILQ_REMOVE(&all->news, s, next);
	if (s->open)
		return;
	LIST_REMOVE(s, same);
	free(s);
}

void campaigns_hide_all(struct campaigns *all)
{
	struct campaign_shown *s;

	for (size_t i = 0; i < CAMPAIGN_BUCKETS; i++) {
		while ((s = LIST_FIRST(&all->show[i])) != NULL) {
			LIST_REMOVE(s, same);
			free(s);
		}
	}
	TAILQ_INIT(&all->news);
}

static void publish(struct campaigns *all, const struct campaign_node *n)
{
	struct campaign_shown *s = find(all, n->campaign.id);

	if (s == NULL && !n->open)
		return;
	if (s == NULL)
		s = enter(all, n->campaign.id);
	s->campaign = n->campaign;
	s->next_release = n->next_release;
	s->open = n->open;
	announce(all, s);
}

/* The last takes its place. */
static void leave(struct campaigns *all, struct campaign_node *n)
{
	struct campaign_node *last = all->node[--all->nodes];

	all->node[n->place] = last;
	last->place = n->place;
	LIST_REMOVE(n, same);
	free(n);
}

/* Those that came in this transaction to be looked at, and are not open. */
static void dismiss(struct campaigns *all)
{
	for (size_t i = all->nodes; i > all->stayed; i--) {
		struct campaign_node *n = all->node[i - 1];

		if (!n->open && !n->dirty)
			leave(all, n);
	}
}

void book_publish_campaigns(struct book *b)
{
	struct campaigns *all = b->campaigns;

	if (all->dirties != 0)
		all->changes++;
	dismiss(all);
	for (size_t i = 0; i < all->dirties; i++) {
		struct campaign_node *n = all->dirty[i];

		publish(all, n);
		n->dirty = false;
		if (!n->open)
			leave(all, n);
	}
	all->dirties = 0;
	all->stayed = all->nodes;
}

/* Open no longer, unless publish() finds it among the nodes. */
static void doubt_all(struct campaigns *all)
{
	struct campaign_shown *s;

	for (size_t i = 0; i < CAMPAIGN_BUCKETS; i++) {
		LIST_FOREACH(s, &all->show[i], same)
		{
			s->open = false;
			announce(all, s);
		}
	}
}

void book_publish_all_campaigns(struct book *b)
{
	struct campaigns *all = b->campaigns;

	all->changes++;
	doubt_all(all);
	for (size_t i = 0; i < all->nodes; i++)
		publish(all, all->node[i]);
}

void read_settled(struct book *b, struct record *r)
{
	const struct campaign_shown *s;
	uint32_t id = record_campaign(r);

	if (id == 0 || status_is_final((enum status)r->state))
		return;
	view_lock(&b->view);
	s = find(b->campaigns, id);
	if (s != NULL && s->open)
		campaign_show_record(&s->campaign, r);
	view_unlock(&b->view);
}

size_t ledger_changed_campaigns(struct ledger *l, struct campaign_view *out,
    size_t n)
{
	struct campaigns *all = l->book.campaigns;
	struct campaign_shown *s;
	size_t done = 0;

	view_lock(&l->book.view);
	for (; done < n && (s = TAILQ_FIRST(&all->news)) != NULL; done++) {
		campaign_show(&s->campaign, &out[done]);
		out[done].next_release = s->next_release;
		out[done].open = s->open;
		told(all, s);
	}
	view_unlock(&l->book.view);
	return done;
}

uint64_t ledger_campaign_turn(struct ledger *l)
{
	uint64_t turn;

	view_lock(&l->book.view);
	turn = l->book.campaigns->changes;
	view_unlock(&l->book.view);
	return turn;
}

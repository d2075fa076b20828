/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns in memory: the open ones for as long as they are, others for the
 * transaction that needs them.
 *
 * Invariants: each open campaign has one row of due in line DUE_CAMPAIGN, not
 * behind the instant of its timer; no other has one. A campaign is put in the
 * transaction that changed it, so what the store has is as of its last commit.
 */
#include "ledger/campaigns.h"

#include "base/log.h"
#include "base/mem.h"
#include "ledger/book.h"
#include "ledger/due.h"
#include "ledger/meta.h"

#include <stdlib.h>

static const char next_key[] = "campaigns";

struct campaigns *campaigns_new(void)
{
	struct campaigns *all = mem_new(1, sizeof(*all));

	all->site = mem_new(NAMES_MAX + 1, sizeof(all->site[0]));
	all->next_id = 1;
	TAILQ_INIT(&all->news);
	return all;
}

static void forget_all(struct campaigns *all)
{
	for (size_t i = 0; i < all->nodes; i++)
		free(all->node[i]);
	for (size_t i = 0; i < CAMPAIGN_BUCKETS; i++)
		LIST_INIT(&all->bucket[i]);
	all->nodes = all->dirties = all->open = all->busy = all->opening = 0;
	all->actives = all->stayed = 0;
}

void campaigns_free(struct campaigns *all)
{
	if (all == NULL)
		return;
	forget_all(all);
	free(all->node);
	free(all->dirty);
	free(all->active);
	free(all->site);
	campaigns_hide_all(all);
	free(all);
}

static struct campaign_node *find(struct campaigns *all, uint32_t id)
{
	struct campaign_node *n;

	LIST_FOREACH(n, &all->bucket[id % CAMPAIGN_BUCKETS], same)
	{
		if (n->campaign.id == id)
			return n;
	}
	return NULL;
}

static struct campaign_node *enter(struct campaigns *all,
    const struct campaign *c)
{
	struct campaign_node *n = mem_new(1, sizeof(*n));

	n->campaign = *c;
	LIST_INSERT_HEAD(&all->bucket[c->id % CAMPAIGN_BUCKETS], n, same);
	if (all->nodes == all->nodes_cap) {
		all->nodes_cap = all->nodes_cap * 2 + 64;
		all->node =
		    mem_resize(all->node, all->nodes_cap, sizeof(all->node[0]));
	}
	n->place = all->nodes;
	all->node[all->nodes++] = n;
	return n;
}

static struct campaign_node *load(struct book *b, uint32_t id)
{
	struct campaign_node *n;
	struct campaign c;
	int rc;

	if (id == 0 || id > CAMPAIGN_ID_MAX)
		return NULL;
	n = find(b->campaigns, id);
	if (n != NULL)
		return n;
	rc = campaign_get(&b->txn, id, &c);
	if (rc == 0)
		return enter(b->campaigns, &c);
	if (rc == RC_CORRUPT)
		log_error("ledger", "campaign is damaged id=%08x", id);
	return NULL;
}

/* ---- the active -------------------------------------------------------- */

static void rouse(struct campaigns *all, struct campaign_node *n)
{
	if (n->active != 0)
		return;
	if (all->actives == all->actives_cap) {
		all->actives_cap = all->actives_cap * 2 + 64;
		all->active = mem_resize(all->active, all->actives_cap,
		    sizeof(all->active[0]));
	}
	all->active[all->actives++] = n;
	n->active = all->actives;
}

/* The last takes its place, unless there is something to do. */
static void rest(struct campaigns *all, struct campaign_node *n)
{
	const struct campaign *c = &n->campaign;
	struct campaign_node *last;

	if (n->active == 0 ||
	    (n->open && (campaign_is_busy(c) || feed_has_more(c) ||
			    campaign_is_ending(c))))
		return;
	last = all->active[--all->actives];
	all->active[n->active - 1] = last;
	last->active = n->active;
	n->active = 0;
}

struct campaign *book_active_campaign(struct book *b, size_t i)
{
	return i < b->campaigns->actives ? &b->campaigns->active[i]->campaign
					 : NULL;
}

/* ---- to be changed, or looked at --------------------------------------- */

static void mark(struct campaigns *all, struct campaign_node *n)
{
	if (n->dirty)
		return;
	rouse(all, n);
	n->dirty = true;
	if (all->dirties == all->dirties_cap) {
		all->dirties_cap = all->dirties_cap * 2 + 64;
		all->dirty = mem_resize(all->dirty, all->dirties_cap,
		    sizeof(all->dirty[0]));
	}
	all->dirty[all->dirties++] = n;
}

struct campaign *book_campaign(struct book *b, uint32_t id)
{
	struct campaign_node *n = load(b, id);

	if (n == NULL || n->gone)
		return NULL;
	mark(b->campaigns, n);
	return &n->campaign;
}

const struct campaign *book_campaign_look(struct book *b, uint32_t id)
{
	struct campaign_node *n = load(b, id);

	return n == NULL || n->gone ? NULL : &n->campaign;
}

struct campaign *book_campaign_at(struct book *b, size_t i)
{
	return i < b->campaigns->nodes ? &b->campaigns->node[i]->campaign
				       : NULL;
}

/* ---- new ones ---------------------------------------------------------- */

static int get_next(struct book *b)
{
	uint64_t next = 1;
	int rc = meta_get_number(&b->txn, next_key, &next);

	b->campaigns->next_id = (uint32_t)next;
	return rc == RC_NOT_FOUND ? 0 : rc;
}

int campaigns_new_one(struct book *b, struct campaign **out)
{
	struct campaigns *all = b->campaigns;
	struct campaign c = { .id = all->next_id };
	struct campaign_node *n;

	if (all->next_id > CAMPAIGN_ID_MAX)
		return RC_FULL;
	meta_put_number(&b->txn, next_key, ++all->next_id);
	n = enter(all, &c);
	mark(all, n);
	*out = &n->campaign;
	return 0;
}

void campaigns_remove(struct book *b, struct campaign *c)
{
	struct campaign_node *n = load(b, c->id);

	mark(b->campaigns, n);
	n->gone = true;
	campaign_del(&b->txn, c->id);
}

/* ---- from the store, and to it ----------------------------------------- */

/* When the first of its held messages is to be checked again; 0: none is. */
static usec next_release(struct book *b, const struct campaign_node *n)
{
	return due_first_at(&b->txn, DUE_RELEASES + n->campaign.id);
}

static int load_open(struct book *b, const struct due *d)
{
	struct campaign_node *n = load(b, (uint32_t)d->key);

	if (n == NULL)
		return RC_CORRUPT;
	n->due_at = d->at;
	n->open = true;
	n->busy = campaign_is_busy(&n->campaign);
	n->next_release = next_release(b, n);
	b->campaigns->open++;
	b->campaigns->busy += n->busy;
	rouse(b->campaigns, n);
	rest(b->campaigns, n);
	return 0;
}

int book_load_campaigns(struct book *b)
{
	struct due d, from = { .line = DUE_CAMPAIGN };
	int rc;

	forget_all(b->campaigns);
	b->campaigns->loaded = true;
	book_forget_feed(b);
	rc = get_next(b);
	if (rc != 0)
		return rc;
	while ((rc = due_next(&b->txn, &from, &d)) == 0 &&
	       d.line == DUE_CAMPAIGN) {
		/* One that is damaged must not stop all. */
		if (load_open(b, &d) != 0)
			log_error("ledger", "campaign is left alone id=%08x",
			    (unsigned)d.key);
		from = d;
		from.key++;
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* A row that fires too early is put anew then: a campaign that forwards does
 * not move it each time. */
static void follow_due(struct book *b, struct campaign_node *n)
{
	usec at = campaign_timer(&n->campaign);
	struct due d = { .line = DUE_CAMPAIGN,
		.at = n->due_at,
		.key = n->campaign.id };

	if (at == 0)
		at = CAMPAIGN_NEVER;
	if (!n->open)
		at = 0;
	if (at == n->due_at || (n->due_at > b->now && n->due_at < at))
		return;
	if (n->due_at != 0)
		due_del(&b->txn, &d);
	n->due_at = d.at = at;
	if (at != 0)
		due_put(&b->txn, &d);
}

static void flush(struct book *b, struct campaign_node *n)
{
	struct campaigns *all = b->campaigns;
	const struct campaign *c = &n->campaign;

	all->open -= n->open;
	all->busy -= n->busy;
	n->open = !n->gone && campaign_is_open(c);
	n->busy = !n->gone && campaign_is_busy(c);
	all->open += n->open;
	all->busy += n->busy;
	n->next_release = n->open ? next_release(b, n) : 0;
	if (!n->gone)
		campaign_put(&b->txn, c);
	follow_due(b, n);
	rest(all, n);
}

void book_flush_campaigns(struct book *b)
{
	for (size_t i = 0; i < b->campaigns->dirties; i++)
		flush(b, b->campaigns->dirty[i]);
	b->campaigns->opening = 0;
}

int book_load_all_campaigns(struct book *b)
{
	struct store_row row;
	struct campaign c;
	int rc = store_seek(&b->txn, STORE_CAMPAIGN, NULL, 0, &row);

	for (; rc == 0; rc = store_next(&row)) {
		if (campaign_read(&row, &c) == 0)
			(void)book_campaign(b, c.id);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* ---- accounts ---------------------------------------------------------- */

const struct book_site *book_site(const struct book *b, uint16_t account)
{
	return &b->campaigns->site[account];
}

void book_set_site(struct book *b, const struct site_fact *f)
{
	b->campaigns->site[f->account] =
	    (struct book_site){ .preflight = f->preflight,
		    .smart = f->smart,
		    .trial = f->trial };
}

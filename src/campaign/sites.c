/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of all accounts: read at the start, told to the ledger.
 */
#include "campaign/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "campaign/local_time.h"
#include "campaign/site.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "flow/terms.h"
#include "http/json.h"
#include "ledger/campaign.h"
#include "ledger/ledger.h"
#include "ledger/suggestion.h"
#include "ledger/thing.h"

/* Own settings on top of the default. RC_BAD: they are not settings. */
static int merge(struct campaigns *c, const struct account *a, struct site *to)
{
	const struct site base = *to;
	struct json_error err;
	struct site_why why;
	struct json *j;
	int rc;

	if (a->own.len == 0)
		return 0;
	rc = json_parse(buf_bytes(&a->own), a->own.len, &j, &err);
	if (rc != 0)
		return rc;
	rc = site_read(to, &base, json_root(j), c->zones, &why);
	json_free(j);
	return rc;
}

static void tell_ledger(struct campaigns *c, const struct account *a)
{
	const struct site *s = a->site;
	struct site_fact f = { .account = a->id,
		.preflight = (uint8_t)site_preflight(s),
		.smart = s->smart_hours * HOUR,
		.trial = s->trial,
		.quiets = s->quiets,
		.quiet = s->quiet };

	if (s->quiets != 0 &&
	    ledger_intern(c->with.ledger, NAME_ZONE, s->timezone, &f.zone) != 0)
		log_error("campaign", "too many time zones: UTC is taken");
	ledger_site(c->with.ledger, &f);
}

/* Messages of no campaign keep to them as well. */
static void tell_flow(struct campaigns *c, const struct account *a)
{
	const struct site *s = a->site;
	bool has_countries = (s->own >> SITE_country & 1) != 0,
	     has_price = (s->own >> SITE_price_millionths & 1) != 0;
	const struct account_terms terms = { .quiet = s->quiet,
		.quiets = s->quiets,
		.zone = s->timezone,
		.country = s->country,
		.countries = has_countries ? s->countries : 0,
		.price = has_price ? &s->price_millionths : NULL };

	flow_account_terms(c->with.flow, a->index, &terms);
}

static bool has_other_hours(const struct site *a, const struct site *b)
{
	bool is_other = a->zone != b->zone || a->quiets != b->quiets;

	for (size_t i = 0; i < a->quiets && !is_other; i++)
		is_other = a->quiet[i].days != b->quiet[i].days ||
			   a->quiet[i].from != b->quiet[i].from ||
			   a->quiet[i].to != b->quiet[i].to;
	return is_other;
}

void site_use(struct campaigns *c, struct account *a, const struct site *s)
{
	bool moves = has_other_hours(a->site, s);

	*a->site = *s;
	a->uses++;
	tell_ledger(c, a);
	tell_flow(c, a);
	if (moves)
		engine_move(c, a->id);
}

void site_renew(struct campaigns *c, struct account *a)
{
	const char *name = c->with.conf->account[a->index].name;
	struct site s;

	site_default(&s, c->with.conf, a->index, c->zones);
	if (merge(c, a, &s) != 0) {
		log_error(name, "its settings cannot be read: not used");
		site_default(&s, c->with.conf, a->index, c->zones);
	}
	site_use(c, a, &s);
}

static struct account *add(struct campaigns *c, uint16_t id)
{
	struct account *a = campaigns_account(c, id);

	if (a != NULL)
		return a;
	c->account =
	    mem_resize(c->account, c->accounts + 1, sizeof(c->account[0]));
	a = mem_new(1, sizeof(*a));
	a->id = id;
	a->site = mem_new(1, sizeof(*a->site));
	c->account[c->accounts++] = a;
	if (id >= c->ids) {
		c->by_id =
		    mem_resize(c->by_id, (size_t)id + 1, sizeof(c->by_id[0]));
		memset(c->by_id + c->ids, 0,
		    ((size_t)id + 1 - c->ids) * sizeof(c->by_id[0]));
		c->ids = (size_t)id + 1;
	}
	c->by_id[id] = a;
	return a;
}

void sites_renew(struct campaigns *c)
{
	const struct conf *conf = c->with.conf;

	for (size_t i = 0; i < c->accounts; i++)
		c->account[i]->is_configured = false;
	for (size_t i = 0; i < conf->accounts; i++) {
		struct account *a = add(c, flow_account_id(c->with.flow, i));

		a->is_configured = true;
		a->index = i;
		site_renew(c, a);
	}
}

static void load(const struct thing *t, void *arg)
{
	struct campaigns *c = arg;
	struct account *a;

	if (strcmp(t->name, SITE_NAME) != 0)
		return;
	a = add(c, t->account);
	buf_clear(&a->own);
	buf_add(&a->own, t->value, t->len);
}

int sites_load(struct campaigns *c)
{
	int rc = ledger_each_thing(c->with.ledger, THING_SITE, load, c);

	c->nobody = mem_new(1, sizeof(*c->nobody));
	*c->nobody = (struct site){ .timezone = "UTC",
		.zone = zones_find(c->zones, "UTC", strlen("UTC")) };
	site_set_region(c->nobody, "US");
	sites_renew(c);
	return rc;
}

void sites_free(struct campaigns *c)
{
	for (size_t i = 0; i < c->accounts; i++) {
		free(c->account[i]->site);
		buf_free(&c->account[i]->own);
		free(c->account[i]);
	}
	free(c->account);
	free(c->by_id);
	free(c->nobody);
}

const struct site *campaigns_site(const struct campaigns *c, uint16_t account)
{
	struct account *a = campaigns_account(c, account);

	if (a == NULL || !a->is_configured)
		return c->nobody;
	a->site->trial_used = ledger_trial_used(c->with.ledger, account);
	return a->site;
}

unsigned campaigns_preflight(const struct campaigns *c, uint16_t account)
{
	const struct account *a = campaigns_account(c, account);
	const struct site *s =
	    a != NULL && a->is_configured ? a->site : c->nobody;
	unsigned lost = site_preflight(s);

	if (s->trial != 0 &&
	    ledger_trial_used(c->with.ledger, account) >= s->trial)
		lost |= PREFLIGHT_TRIAL_LIMIT_REACHED;
	return lost;
}

int64_t campaigns_price(const struct campaigns *c, uint16_t account,
    uint64_t number)
{
	const struct account *a = campaigns_account(c, account);

	return a != NULL && a->is_configured ? account_price(c, a, number) : 0;
}

int64_t account_price(const struct campaigns *c, const struct account *a,
    uint64_t number)
{
	return site_price(a->site, &c->with.conf->account[a->index], number);
}

void campaigns_suggestion(struct campaigns *c, uint16_t account,
    uint64_t number)
{
	if (campaigns_site(c, account)->auto_optout)
		ledger_accept_suggestion(c->with.ledger,
		    token_of(PURPOSE_NOTHING, 0), account, number);
}

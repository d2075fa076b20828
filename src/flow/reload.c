/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Another configuration while messages flow. All that can be wrong is read
 * first; then nothing fails.
 *
 * 1. Who waits in the ledger waits for names, not for numbers of a file: sets
 *    and accounts get the ledger's numbers anew, claims find their smsc.
 * 2. An smsc that is not configured any more submits nothing, waits for its
 *    answers and goes when it is closed; what waited for it alone is routed
 *    anew (stranded.c).
 */
#include "flow/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "flow/terms.h"
#include "flow/way.h"
#include "ledger/life.h"
#include "route/route.h"
#include "session/smsc.h"

int name_accounts(struct flow *f, const struct conf *conf, uint16_t **out)
{
	int rc = 0;

	*out = mem_new(conf->accounts, sizeof((*out)[0]));
	for (size_t i = 0; i < conf->accounts && rc == 0; i++)
		rc = ledger_intern(f->with.ledger, NAME_ACCOUNT,
		    conf->account[i].sid, &(*out)[i]);
	return rc;
}

int name_sets(struct flow *f, const struct route_table *routes, uint16_t **out)
{
	const struct route_sets *sets = route_table_sets(routes);
	size_t n = route_set_count(sets);
	int rc = 0;

	*out = mem_new(n, sizeof((*out)[0]));
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = ledger_intern(f->with.ledger, NAME_SET,
		    route_set_name(sets, (uint16_t)i), &(*out)[i]);
	return rc;
}

static struct text_rules rules_of(const struct conf *conf,
    const struct route_list *list)
{
	struct text_rules all = way_rules(&conf->smsc[list->smsc[0]]);

	for (uint8_t i = 1; i < list->n; i++) {
		struct text_rules one = way_rules(&conf->smsc[list->smsc[i]]);

		all = text_rules_common(&all, &one);
	}
	return all;
}

struct text_rules *rules_of_sets(const struct conf *conf,
    const struct route_table *routes)
{
	const struct route_sets *sets = route_table_sets(routes);
	size_t n = route_set_count(sets);
	struct text_rules *rules = mem_new(n, sizeof(rules[0]));

	for (size_t i = 0; i < n; i++)
		rules[i] = rules_of(conf, route_set_list(sets, (uint16_t)i));
	return rules;
}

int flow_check(const struct conf *conf)
{
	struct carrier_parts parts;
	int rc = 0, first = 0;

	for (size_t i = 0; i < conf->smscs; i++) {
		rc = carrier_read(&conf->smsc[i], &parts);
		if (rc == 0)
			carrier_forget(&parts);
		else if (first == 0)
			first = rc;
	}
	return first;
}

/* What the new configuration needs, before any of it is used. */
struct fresh {
	const struct conf *conf;
	struct carrier_parts *parts;
	uint16_t *smsc_id, *account_id, *set_id;
};

static void fresh_free(struct fresh *n)
{
	for (size_t i = 0; i < n->conf->smscs; i++)
		carrier_forget(&n->parts[i]);
	free(n->parts);
	free(n->smsc_id);
	free(n->account_id);
	free(n->set_id);
}

static int fresh_read(struct flow *f, struct fresh *n,
    const struct route_table *routes)
{
	const struct conf *conf = n->conf;
	int rc = 0;

	n->parts = mem_new(conf->smscs, sizeof(n->parts[0]));
	n->smsc_id = mem_new(conf->smscs, sizeof(n->smsc_id[0]));
	for (size_t i = 0; i < conf->smscs && rc == 0; i++) {
		rc = carrier_read(&conf->smsc[i], &n->parts[i]);
		if (rc == 0)
			rc = ledger_intern(f->with.ledger, NAME_SMSC,
			    conf->smsc[i].name, &n->smsc_id[i]);
	}
	if (rc == 0)
		rc = name_accounts(f, conf, &n->account_id);
	if (rc == 0)
		rc = name_sets(f, routes, &n->set_id);
	return rc;
}

/* It is leaving no more, if it was. */
static void stay(struct flow *f, const struct carrier *c)
{
	for (size_t i = 0; i < f->n_leaving; i++) {
		if (f->leaving[i] == c)
			f->leaving[i] = f->leaving[--f->n_leaving];
	}
}

static void leave(struct flow *f, struct carrier *c)
{
	c->leaving = true;
	f->leaving =
	    mem_resize(f->leaving, f->n_leaving + 1, sizeof(f->leaving[0]));
	f->leaving[f->n_leaving++] = c;
	smsc_stop(c->smsc);
	c->may_take = false;
	ledger_smsc_up(f->with.ledger, c->id, false);
	ledger_set_smsc(f->with.ledger, c->id, NULL);
}

void carrier_left(struct carrier *c)
{
	struct flow *f = c->flow;

	log_info(c->conf->name, "not configured any more: closed");
	stay(f, c);
	f->by_id[c->id] = NULL;
	carrier_free(c);
}

static struct carrier *place(struct flow *f, struct fresh *n, size_t i)
{
	struct carrier *c = f->by_id[n->smsc_id[i]];

	if (c != NULL) {
		stay(f, c);
		carrier_update(c, &n->conf->smsc[i], &n->parts[i]);
		return c;
	}
	c = carrier_new(f, &n->conf->smsc[i], n->smsc_id[i], &n->parts[i]);
	f->by_id[c->id] = c;
	if (c->conf->start)
		smsc_start(c->smsc);
	return c;
}

static bool is_among(struct carrier *const *list, size_t n,
    const struct carrier *c)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == c)
			return true;
	}
	return false;
}

static void apply(struct flow *f, struct fresh *n)
{
	struct carrier **old = f->carrier;
	size_t olds = f->carriers;

	f->carriers = n->conf->smscs;
	f->carrier = mem_new(f->carriers, sizeof(f->carrier[0]));
	for (size_t i = 0; i < f->carriers; i++)
		f->carrier[i] = place(f, n, i);
	for (size_t i = 0; i < olds; i++) {
		if (!is_among(f->carrier, f->carriers, old[i]))
			leave(f, old[i]);
	}
	free(old);
}

void renew_accounts(struct flow *f)
{
	const struct conf *c = f->with.conf;

	memset(f->account_at, 0, (UINT16_MAX + 1) * sizeof(f->account_at[0]));
	for (size_t i = 0; i < c->accounts; i++) {
		f->account_at[f->account_id[i]] = (uint32_t)i + 1;
		ledger_retention(f->with.ledger, f->account_id[i],
		    c->account[i].body_for, c->account[i].record_for);
	}
}

int flow_reload(struct flow *f, const struct conf *conf,
    struct route_table *routes)
{
	struct fresh n = { .conf = conf };
	int rc = fresh_read(f, &n, routes);

	if (rc == 0) {
		apply(f, &n);
		free(f->account_id);
		free(f->set_id);
		f->account_id = n.account_id;
		f->set_id = n.set_id;
		n.account_id = n.set_id = NULL;
		free(f->rules);
		f->rules = rules_of_sets(conf, routes);
		terms_free(f->terms);
		f->terms = terms_new(conf);
		f->with.conf = conf;
		f->with.routes = routes;
		renew_accounts(f);
		ledger_move(f->with.ledger, 0, 0);
	}
	fresh_free(&n);
	return rc;
}

size_t flow_leaving(const struct flow *f)
{
	return f->n_leaving;
}

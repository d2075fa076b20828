/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every list that can be chosen is a set from the start, so choosing writes
 * nothing and may be done by any thread.
 *
 * Invariant: set i is smsc i alone; the sets of routes follow.
 */
#include "route/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "route/lookup_impl.h"

_Static_assert((int)CONF_PRIORITY == (int)ROUTE_PRIORITY &&
		   (int)CONF_SPILL == (int)ROUTE_SPILL &&
		   (int)CONF_WEIGHTED == (int)ROUTE_WEIGHTED &&
		   (int)CONF_LEAST_LOADED == (int)ROUTE_LEAST_LOADED,
    "the configuration numbers the orders alike");

/* ---- smscs and sets ---------------------------------------------------- */

static int add_alone(struct route_table *t)
{
	for (size_t i = 0; i < route_smscs(t->sets); i++) {
		struct route_list one = { .smsc = { (uint16_t)i }, .n = 1 };
		uint16_t set;
		int rc = route_set_add(t->sets, &one, &set);

		if (rc != 0)
			return rc;
	}
	return 0;
}

static struct route_sets *sets_of(const struct conf *c)
{
	const char **names = mem_new(c->smscs + 1, sizeof(*names));
	struct route_sets *s;

	for (size_t i = 0; i < c->smscs; i++)
		names[i] = c->smsc[i].name;
	s = route_sets_new(names, c->smscs);
	free(names);
	return s;
}

static void note_exclusive(struct route_table *t, const struct conf *c)
{
	t->is_exclusive = mem_new(c->smscs + 1, sizeof(*t->is_exclusive));
	for (size_t i = 0; i < c->smscs; i++) {
		const struct conf_list *tags = &c->smsc[i].tags;

		for (size_t j = 0; j < tags->n; j++)
			t->is_exclusive[i] |=
			    strcmp(tags->v[j], "exclusive") == 0;
		t->has_exclusive |= t->is_exclusive[i];
	}
}

static int list_of(const struct route_table *t, const struct conf_route *r,
    struct route_list *l)
{
	*l = (struct route_list){ .order = (uint8_t)r->order };
	if (r->smsc.n > ROUTE_SMSCS_MAX ||
	    (r->weights.n != 0 && r->weights.n != r->smsc.n))
		return RC_BAD;
	for (size_t i = 0; i < r->smsc.n; i++, l->n++) {
		if (route_smsc_find(t->sets, r->smsc.v[i], &l->smsc[i]) != 0)
			return RC_BAD;
		l->weight[i] = 1;
		if (r->weights.n != 0)
			l->weight[i] =
			    (uint8_t)strtoul(r->weights.v[i], NULL, 10);
	}
	for (size_t i = 0; i < r->failover.n; i++)
		l->failover |= strcmp(r->failover.v[i], "rejected") == 0
				   ? ROUTE_ON_REJECTED
				   : ROUTE_ON_EXPIRED;
	return 0;
}

/* Those of the list that are exclusive and those that are not, as wanted. */
static int add_part(struct route_table *t, const struct route_list *l,
    const bool wanted[2], uint16_t *set)
{
	struct route_list part = { .order = l->order, .failover = l->failover };

	for (size_t i = 0; i < l->n; i++) {
		if (!wanted[t->is_exclusive[l->smsc[i]]])
			continue;
		part.smsc[part.n] = l->smsc[i];
		part.weight[part.n++] = l->weight[i];
	}
	return part.n != 0 ? route_set_add(t->sets, &part, set) : 0;
}

static int add_sets(struct route_table *t, struct rule *r,
    const struct conf_route *route)
{
	bool named = rule_names_senders(r);
	const bool most[2] = { true, named };
	const bool toll_free[2] = { !t->has_exclusive, named };
	struct route_list list;
	int rc = list_of(t, route, &list);

	if (rc == 0)
		rc = add_part(t, &list, most, &r->set);
	if (rc == 0)
		rc = add_part(t, &list, toll_free, &r->toll_free_set);
	return rc;
}

/* ---- rules ------------------------------------------------------------- */

static int add_rules(struct route_table *t, const struct conf *c)
{
	int rc = 0;

	t->rule = mem_new(c->routes + 1, sizeof(*t->rule));
	for (size_t i = 0; rc == 0 && i < c->routes; i++) {
		struct rule *r = &t->rule[t->rules++];

		rc = rule_init(r, c, &c->route[i]);
		if (rc == 0)
			rc = add_sets(t, r, &c->route[i]);
		if (rc != 0)
			log_error("route", "route %s: %s", c->route[i].name,
			    rc_text(rc));
	}
	return rc;
}

static void index_prefixes(struct route_table *t)
{
	struct index_pair *pair = NULL;
	size_t n = 0;

	t->plain = mem_new(t->rules + 1, sizeof(*t->plain));
	for (uint16_t i = 0; i < t->rules; i++) {
		const struct rule *r = &t->rule[i];

		if (r->prefixes == 0)
			t->plain[t->plains++] = i;
		pair = mem_resize(pair, n + r->prefixes + 1, sizeof(*pair));
		for (size_t j = 0; j < r->prefixes; j++) {
			pair[n++] = (struct index_pair){ r->prefix[j], i };
			t->lengths |= 1u << lookup_length(r->prefix[j]);
		}
	}
	t->prefix = index_new(pair, n);
	free(pair);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_carriers(struct route_table *t)
{
	struct rule_texts *all = &t->carrier;
	size_t n = 0;

	for (size_t i = 0; i < t->rules; i++) {
		const struct rule_texts *some = &t->rule[i].carrier;

		all->v = mem_resize(all->v, n + some->n + 1, sizeof(*all->v));
		for (size_t j = 0; j < some->n; j++)
			all->v[n++] = some->v[j];
	}
	if (n != 0)
		qsort(all->v, n, sizeof(*all->v), compare_names);
	for (size_t i = 0; i < n; i++) {
		if (all->n == 0 || strcmp(all->v[all->n - 1], all->v[i]) != 0)
			all->v[all->n++] = all->v[i];
	}
}

uint16_t table_carrier(const struct route_table *t, const char *name)
{
	char **at;

	if (t->carrier.n == 0)
		return 0;
	at = bsearch(&name, t->carrier.v, t->carrier.n, sizeof(*t->carrier.v),
	    compare_names);
	return at != NULL ? (uint16_t)(at - t->carrier.v + 1) : 0;
}

static int index_carriers(struct route_table *t)
{
	struct index_pair *pair = NULL;
	size_t n = 0;

	list_carriers(t);
	if (t->carrier.n >= UINT16_MAX)
		return RC_FULL;
	for (uint16_t i = 0; i < t->rules; i++) {
		struct rule *r = &t->rule[i];

		pair = mem_resize(pair, n + r->carrier.n + 1, sizeof(*pair));
		for (size_t j = 0; j < r->carrier.n; j++) {
			r->carrier_id[j] = table_carrier(t, r->carrier.v[j]);
			pair[n++] = (struct index_pair){ r->carrier_id[j], i };
		}
	}
	t->by_carrier = index_new(pair, n);
	free(pair);
	return 0;
}

static void log_faults(const char *path, const struct lookup_report *report)
{
	size_t shown = report->faults < LOOKUP_FAULTS_MAX ? report->faults
							  : LOOKUP_FAULTS_MAX;

	for (size_t i = 0; i < shown; i++)
		log_error("route", "%s:%lu: %s", path, report->fault[i].line,
		    report->fault[i].text);
	if (report->faults > shown)
		log_error("route", "%s: faults=%zu, the first ones are above",
		    path, report->faults);
}

static int read_carriers(struct route_table *t, const char *path)
{
	struct lookup_report report;
	int rc;

	if (path == NULL || path[0] == '\0') {
		t->lookup = lookup_new();
		return 0;
	}
	rc = lookup_load(path, &t->lookup, &report);
	if (rc == RC_SYSTEM)
		log_error("route", "%s: %s", path, strerror(errno));
	else if (rc != 0)
		log_faults(path, &report);
	else
		log_info("route", "%s: rows=%zu carriers=%zu bytes=%zu", path,
		    report.rows, report.carriers, report.bytes);
	if (rc == 0 && report.duplicates != 0)
		log_warn("route", "%s: rows that a later one replaced=%zu",
		    path, report.duplicates);
	return rc;
}

int route_table_new(const struct conf *c, struct route_table **out)
{
	struct route_table *t;
	int rc;

	*out = NULL;
	if (c->smscs > ROUTE_SETS_MAX || c->routes >= ROUTE_NONE) {
		log_error("route", "smscs=%zu routes=%zu are too many",
		    c->smscs, c->routes);
		return RC_FULL;
	}
	t = mem_new(1, sizeof(*t));
	t->sets = sets_of(c);
	note_exclusive(t, c);
	rc = add_alone(t);
	if (rc == 0)
		rc = add_rules(t, c);
	if (rc == 0)
		rc = index_carriers(t);
	if (rc == 0)
		rc = read_carriers(t, c->lookup.carriers);
	if (rc == 0) {
		index_prefixes(t);
		*out = t;
	} else {
		route_table_free(t);
	}
	return rc;
}

void route_table_free(struct route_table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->rules; i++)
		rule_fini(&t->rule[i]);
	free(t->rule);
	free(t->plain);
	free(t->carrier.v);
	index_free(t->prefix);
	index_free(t->by_carrier);
	free(t->is_exclusive);
	route_sets_free(t->sets);
	lookup_free(t->lookup);
	free(t);
}

void route_table_inherit(struct route_table *t, const struct route_table *from)
{
	lookup_inherit(t->lookup, from->lookup);
}

const struct lookup *route_table_lookup(const struct route_table *t)
{
	return t->lookup;
}

struct lookup *route_table_learning(struct route_table *t)
{
	return t->lookup;
}

const struct route_sets *route_table_sets(const struct route_table *t)
{
	return t->sets;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every list that can be chosen is a set from the start, so choosing writes
 * nothing and may be done by any thread.
 *
 * Invariant: set i is smsc i alone; the sets of routes follow.
 */
#include "route/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"

struct route_table {
	struct route_sets *sets;
	struct route {
		char *name;
		uint16_t set;
	} * route;
	size_t routes;
};

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

static int add_route(struct route_table *t, const struct conf_route *r)
{
	struct route_list list = { 0 };
	uint16_t set;
	int rc;

	if (r->smsc.n > ROUTE_SMSCS_MAX)
		return RC_BAD;
	for (size_t i = 0; i < r->smsc.n; i++) {
		rc = route_smsc_find(t->sets, r->smsc.v[i],
		    &list.smsc[list.n++]);
		if (rc != 0)
			return RC_BAD;
	}
	rc = route_set_add(t->sets, &list, &set);
	if (rc == 0)
		t->route[t->routes++] =
		    (struct route){ .name = mem_strdup(r->name), .set = set };
	return rc;
}

static struct route_sets *sets_of(const struct conf *c)
{
	const char **names = mem_new(c->smscs, sizeof(*names));
	struct route_sets *s;

	for (size_t i = 0; i < c->smscs; i++)
		names[i] = c->smsc[i].name;
	s = route_sets_new(names, c->smscs);
	free(names);
	return s;
}

int route_table_new(const struct conf *c, struct route_table **out)
{
	struct route_table *t;
	int rc;

	*out = NULL;
	if (c->smscs > ROUTE_SETS_MAX)
		return RC_FULL;
	t = mem_new(1, sizeof(*t));
	t->sets = sets_of(c);
	t->route = mem_new(c->routes, sizeof(*t->route));
	rc = add_alone(t);
	for (size_t i = 0; rc == 0 && i < c->routes; i++)
		rc = add_route(t, &c->route[i]);
	if (rc == 0)
		*out = t;
	else
		route_table_free(t);
	return rc;
}

void route_table_free(struct route_table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->routes; i++)
		free(t->route[i].name);
	free(t->route);
	route_sets_free(t->sets);
	free(t);
}

const struct route_sets *route_table_sets(const struct route_table *t)
{
	return t->sets;
}

struct route_sets *route_table_sets_mutable(struct route_table *t)
{
	return t->sets;
}

/* "NAME, NAME" behind what stands in the reason, cut where it is full. */
static void add_names(const struct route_table *t, struct route_answer *a)
{
	for (size_t i = 0; i < a->list.n; i++) {
		size_t len = strlen(a->reason);

		snprintf(a->reason + len, sizeof(a->reason) - len, "%s%s",
		    i ? ", " : "", route_smsc_name(t->sets, a->list.smsc[i]));
	}
}

static int choose_requested(const struct route_table *t, uint16_t smsc,
    struct route_answer *a)
{
	if (smsc >= route_smscs(t->sets)) {
		snprintf(a->reason, sizeof(a->reason),
		    "the smsc that was asked for does not exist");
		return RC_NOT_FOUND;
	}
	a->set = smsc;
	a->list = *route_set_list(t->sets, smsc);
	snprintf(a->reason, sizeof(a->reason), "asked for: smsc ");
	add_names(t, a);
	return 0;
}

int route_choose(const struct route_table *t, const struct route_query *q,
    struct route_answer *a)
{
	*a = (struct route_answer){ 0 };
	if (q->smsc != ROUTE_NONE)
		return choose_requested(t, q->smsc, a);
	if (t->routes == 0) {
		snprintf(a->reason, sizeof(a->reason), "there is no route");
		return RC_NOT_FOUND;
	}

	/* Every route has a candidate, so the first one has. */
	a->set = t->route[0].set;
	a->list = *route_set_list(t->sets, a->set);
	snprintf(a->reason, sizeof(a->reason), "route %s: smsc ",
	    t->route[0].name);
	add_names(t, a);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets are few and added at start: they are searched one by one.
 *
 * Invariant: the lists of two sets differ, and no name of an smsc holds what
 * parts a set's name, so names of sets differ too.
 */
#include "route/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct route_sets {
	char **smsc;
	size_t smscs;
	struct set {
		struct route_list list;
		char *name;
	} * set;
	size_t len;
};

struct route_sets *route_sets_new(const char *const *smsc, size_t smscs)
{
	struct route_sets *s = mem_new(1, sizeof(*s));

	assert(smscs < UINT16_MAX);
	s->smscs = smscs;
	s->smsc = mem_new(smscs, sizeof(*s->smsc));
	for (size_t i = 0; i < smscs; i++) {
		assert(smsc[i][0] != '\0' &&
		       smsc[i][strcspn(smsc[i], ",:=!")] == '\0' &&
		       strlen(smsc[i]) <= ROUTE_NAME_MAX);
		s->smsc[i] = mem_strdup(smsc[i]);
	}
	return s;
}

void route_sets_free(struct route_sets *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->smscs; i++)
		free(s->smsc[i]);
	for (size_t i = 0; i < s->len; i++)
		free(s->set[i].name);
	free(s->smsc);
	free(s->set);
	free(s);
}

size_t route_smscs(const struct route_sets *s)
{
	return s->smscs;
}

const char *route_smsc_name(const struct route_sets *s, uint16_t smsc)
{
	assert(smsc < s->smscs);
	return s->smsc[smsc];
}

int route_smsc_find(const struct route_sets *s, const char *name,
    uint16_t *smsc)
{
	for (size_t i = 0; i < s->smscs; i++) {
		if (strcmp(s->smsc[i], name) == 0) {
			*smsc = (uint16_t)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

static bool is_in(const struct route_list *l, size_t n, uint16_t smsc)
{
	for (size_t i = 0; i < n; i++) {
		if (l->smsc[i] == smsc)
			return true;
	}
	return false;
}

static bool is_good(const struct route_sets *s, const struct route_list *l)
{
	if (l->n == 0 || l->n > ROUTE_SMSCS_MAX || l->order >= ROUTE_ORDERS ||
	    (l->failover & ~(ROUTE_ON_REJECTED | ROUTE_ON_EXPIRED)) != 0)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		if (l->smsc[i] >= s->smscs || is_in(l, i, l->smsc[i]) ||
		    (l->order == ROUTE_WEIGHTED && l->weight[i] == 0))
			return false;
	}
	return true;
}

/* With zeros in all that means nothing, so that lists compare as memory. */
static struct route_list bare(const struct route_list *l)
{
	struct route_list to;

	memset(&to, 0, sizeof(to));
	to.n = l->n;
	to.order = l->order;
	to.failover = l->failover;
	memcpy(to.smsc, l->smsc, l->n * sizeof(l->smsc[0]));
	if (l->order == ROUTE_WEIGHTED)
		memcpy(to.weight, l->weight, l->n);
	return to;
}

static int find_bare(const struct route_sets *s, const struct route_list *list,
    uint16_t *set)
{
	for (size_t i = 0; i < s->len; i++) {
		if (memcmp(&s->set[i].list, list, sizeof(*list)) == 0) {
			*set = (uint16_t)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

static char *name_of(const struct route_sets *s, const struct route_list *l)
{
	char name[ROUTE_SET_NAME_MAX];
	struct route_set_text text = { .n = l->n,
		.order = l->order,
		.failover = l->failover };

	memcpy(text.weight, l->weight, sizeof(text.weight));
	for (size_t i = 0; i < l->n; i++)
		strcpy(text.smsc[i], s->smsc[l->smsc[i]]);
	return mem_strdup(route_set_write(&text, name));
}

int route_set_add(struct route_sets *s, const struct route_list *list,
    uint16_t *set)
{
	struct route_list l;

	if (!is_good(s, list))
		return RC_BAD;
	l = bare(list);
	if (find_bare(s, &l, set) == 0)
		return 0;
	if (s->len == ROUTE_SETS_MAX)
		return RC_FULL;

	s->set = mem_resize(s->set, s->len + 1, sizeof(*s->set));
	s->set[s->len].list = l;
	s->set[s->len].name = name_of(s, &l);
	*set = (uint16_t)s->len++;
	return 0;
}

size_t route_set_count(const struct route_sets *s)
{
	return s->len;
}

const struct route_list *route_set_list(const struct route_sets *s,
    uint16_t set)
{
	assert(set < s->len);
	return &s->set[set].list;
}

const char *route_set_name(const struct route_sets *s, uint16_t set)
{
	assert(set < s->len);
	return s->set[set].name;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets are few and added at start: they are searched one by one.
 *
 * Invariant: the lists of two sets differ, and no name of an smsc holds a
 * comma, so names of sets differ too.
 */
#include "route/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
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
		assert(smsc[i][0] != '\0' && strchr(smsc[i], ',') == NULL);
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

static int find_smsc(const struct route_sets *s, const char *name, size_t len,
    uint16_t *smsc)
{
	for (size_t i = 0; i < s->smscs; i++) {
		if (strlen(s->smsc[i]) == len &&
		    memcmp(s->smsc[i], name, len) == 0) {
			*smsc = (uint16_t)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

int route_smsc_find(const struct route_sets *s, const char *name,
    uint16_t *smsc)
{
	return find_smsc(s, name, strlen(name), smsc);
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
	if (l->n == 0 || l->n > ROUTE_SMSCS_MAX)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		if (l->smsc[i] >= s->smscs || is_in(l, i, l->smsc[i]))
			return false;
	}
	return true;
}

int route_set_find(const struct route_sets *s, const struct route_list *list,
    uint16_t *set)
{
	for (size_t i = 0; i < s->len; i++) {
		const struct route_list *l = &s->set[i].list;

		if (l->n == list->n && memcmp(l->smsc, list->smsc,
					   l->n * sizeof(l->smsc[0])) == 0) {
			*set = (uint16_t)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

static char *name_of(const struct route_sets *s, const struct route_list *l)
{
	struct buf b = { 0 };
	char *name;

	for (size_t i = 0; i < l->n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", s->smsc[l->smsc[i]]);
	name = mem_strdup(buf_cstr(&b));
	buf_free(&b);
	return name;
}

int route_set_add(struct route_sets *s, const struct route_list *list,
    uint16_t *set)
{
	if (!is_good(s, list))
		return RC_BAD;
	if (route_set_find(s, list, set) == 0)
		return 0;
	if (s->len == ROUTE_SETS_MAX)
		return RC_FULL;

	s->set = mem_resize(s->set, s->len + 1, sizeof(*s->set));
	s->set[s->len] =
	    (struct set){ .list = *list, .name = name_of(s, list) };
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

int route_set_parse(const struct route_sets *s, const char *name,
    struct route_list *list)
{
	size_t names = 0, len;
	uint16_t smsc;

	*list = (struct route_list){ 0 };
	for (;; name += len + 1) {
		len = strcspn(name, ",");
		if (len == 0 || ++names > ROUTE_SMSCS_MAX)
			return RC_BAD;
		if (find_smsc(s, name, len, &smsc) == 0) {
			if (is_in(list, list->n, smsc))
				return RC_BAD;
			list->smsc[list->n++] = smsc;
		}
		if (name[len] == '\0')
			return list->n != 0 ? 0 : RC_NOT_FOUND;
	}
}

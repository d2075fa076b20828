/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * set - ordered lists of smscs, each known by a small number.
 *
 * A message waits for a set of eligible smscs, the best first, and the
 * backlog is keyed by that set. Equal lists have one number as long as the
 * process runs; what is written to disk is the set's name, "acme,beta".
 *
 * Owns:     copies of the smsc names and the lists.
 * Threads:  adding belongs to one thread, before others read; the reading
 *           functions take const and may then be called from any thread.
 */
#ifndef ROUTE_SET_H
#define ROUTE_SET_H

#include "base/base.h"

#define ROUTE_SMSCS_MAX    16   /* smscs in one list */
#define ROUTE_SETS_MAX     4096 /* lists of one process */
#define ROUTE_SET_NAME_MAX (ROUTE_SMSCS_MAX * 33)

/* Indexes into the configured smscs, best first. */
struct route_list {
	uint16_t smsc[ROUTE_SMSCS_MAX];
	uint8_t n;
};

struct route_sets;

/* Sets over these smscs; index i is called smsc[i]. */
struct route_sets *route_sets_new(const char *const *smsc, size_t smscs);
void route_sets_free(struct route_sets *s);

size_t route_smscs(const struct route_sets *s);
const char *route_smsc_name(const struct route_sets *s, uint16_t smsc);

/* RC_NOT_FOUND: no smsc of that name. */
MUST_CHECK int route_smsc_find(const struct route_sets *s, const char *name,
    uint16_t *smsc);

/* The number of this list, a new one if need be. RC_FULL: ROUTE_SETS_MAX
 * reached. RC_BAD: empty, doubles, or an unknown index. */
MUST_CHECK int route_set_add(struct route_sets *s,
    const struct route_list *list, uint16_t *set);

/* The number of this list. RC_NOT_FOUND: it was never added. */
MUST_CHECK int route_set_find(const struct route_sets *s,
    const struct route_list *list, uint16_t *set);

/* How many there are: they are numbered from 0. */
size_t route_set_count(const struct route_sets *s);

/* The list of set `set`, and its name. They live as long as `s`. */
const struct route_list *route_set_list(const struct route_sets *s,
    uint16_t set);
const char *route_set_name(const struct route_sets *s, uint16_t set);

/* The list that a name from disk stands for. Names that are no longer
 * configured are left out. RC_NOT_FOUND: none is left. RC_BAD: no such name
 * was ever made by route_set_name(). */
MUST_CHECK int route_set_parse(const struct route_sets *s, const char *name,
    struct route_list *list);

#endif

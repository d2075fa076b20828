/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * set - ordered lists of smscs, each known by a small number.
 *
 * A message waits for a set of eligible smscs, the best first, and the
 * backlog is keyed by that set. Equal lists have one number as long as the
 * process runs; what is written to disk is the set's name:
 *
 *	name  = [ order ":" ] smsc *( "," smsc ) [ "!rejected" ] [ "!expired" ]
 *	order = "spill" | "weighted" | "least"    none: priority
 *	smsc  = its name, of a weighted set "=" and a weight of 1 to 255
 *
 * "acme,beta", "weighted:acme=3,beta=1!rejected!expired".
 *
 * Owns:     copies of the smsc names and the lists.
 * Threads:  adding belongs to one thread, before others read; the reading
 *           functions take const and may then be called from any thread.
 */
#ifndef ROUTE_SET_H
#define ROUTE_SET_H

#include "base/base.h"

#define ROUTE_SMSCS_MAX 16   /* smscs in one list */
#define ROUTE_SETS_MAX  4096 /* lists of one process */
#define ROUTE_NAME_MAX  32   /* bytes of an smsc's name */

/* "weighted:", sixteen of ",name=255", "!rejected!expired" and a NUL. */
#define ROUTE_SET_NAME_MAX (9 + ROUTE_SMSCS_MAX * (ROUTE_NAME_MAX + 5) + 17 + 1)

/* Whose turn it is among the smscs of a set. */
enum route_order {
	ROUTE_PRIORITY,    /* the first that is up */
	ROUTE_SPILL,       /* the first that has a free slot */
	ROUTE_WEIGHTED,    /* free slots by weight, in a fixed rotation */
	ROUTE_LEAST_LOADED /* the one with the most free slots */
};
#define ROUTE_ORDERS 4

/* What sends a message to the rest of its set, besides an smsc that is down. */
#define ROUTE_ON_REJECTED 1u
#define ROUTE_ON_EXPIRED  2u

/* Indexes into the configured smscs, best first. What stands behind the n-th
 * means nothing; weights mean nothing but in a weighted list. */
struct route_list {
	uint16_t smsc[ROUTE_SMSCS_MAX];
	uint8_t weight[ROUTE_SMSCS_MAX];
	uint8_t n;
	uint8_t order;    /* an enum route_order */
	uint8_t failover; /* of ROUTE_ON_ */
};

/* A set by the names of its smscs, so by no configuration. */
struct route_set_text {
	char smsc[ROUTE_SMSCS_MAX][ROUTE_NAME_MAX + 1];
	uint8_t weight[ROUTE_SMSCS_MAX]; /* 0 but in a weighted set */
	uint8_t n, order, failover;      /* as in a list */
};

/* Read the name of a set. RC_BAD: route_set_write() writes no such name. */
MUST_CHECK int route_set_read(const char *name, struct route_set_text *out);

/* The reverse, into ROUTE_SET_NAME_MAX bytes. Returns `name`. The set is one
 * that route_set_read() could give; at least one smsc, no doubles. */
char *route_set_write(const struct route_set_text *set, char *name);

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
 * reached. RC_BAD: empty, doubles, an unknown index, order or failover, or a
 * weight of 0 in a weighted list. */
MUST_CHECK int route_set_add(struct route_sets *s,
    const struct route_list *list, uint16_t *set);

/* How many there are: they are numbered from 0. */
size_t route_set_count(const struct route_sets *s);

/* The list of set `set`, and its name. They live as long as `s`. */
const struct route_list *route_set_list(const struct route_sets *s,
    uint16_t set);
const char *route_set_name(const struct route_sets *s, uint16_t set);

#endif

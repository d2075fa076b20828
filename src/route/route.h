/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route - which smscs may carry a message, in which order, and why.
 *
 * Routes are tried in the order of the file; the first that has a candidate
 * gives the list. A message that asks for an smsc goes to that one alone.
 *
 * Owns:     its routes and the sets (route/set.h) they give.
 * Borrows:  nothing; the configuration is copied from.
 * Threads:  a table is built by one thread; route_choose() takes const and
 *           may then be called from any thread.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "route/set.h"

#define ROUTE_NONE       UINT16_MAX /* no smsc was asked for */
#define ROUTE_REASON_MAX 128

struct conf;

struct route_table;

/* The routes of the configuration; smsc i here is smsc i there. Every smsc
 * alone and every route is a set already. RC_FULL, RC_BAD: more smscs or
 * sets than a number holds, or a route with more than ROUTE_SMSCS_MAX. */
MUST_CHECK int route_table_new(const struct conf *c, struct route_table **out);
void route_table_free(struct route_table *t);

/* The table's sets: const to read, the other to add what a store names. */
const struct route_sets *route_table_sets(const struct route_table *t);
struct route_sets *route_table_sets_mutable(struct route_table *t);

struct route_query {
	size_t account; /* index in the configuration */
	uint64_t to;    /* E.164 digits */
	const char *from;
	unsigned class; /* as the model numbers them */
	uint16_t smsc;  /* the one asked for, or ROUTE_NONE */
};

struct route_answer {
	uint16_t set;
	struct route_list list;
	char reason[ROUTE_REASON_MAX]; /* "route default: smsc acme, beta" */
};

/* RC_NOT_FOUND: nobody may carry it; the reason says why. */
MUST_CHECK int route_choose(const struct route_table *t,
    const struct route_query *q, struct route_answer *a);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route - which smscs may carry a message, in which order, and why.
 *
 * Of the routes whose conditions all hold, one that names the carrier of a
 * ported number (or one learned from receipts) wins; then the one with the
 * longest prefix; then the first of the file. A message that asks for an smsc
 * goes to that one alone.
 *
 * An smsc tagged "exclusive" is used only by routes whose from or from_kind
 * names the sender; and if there is any such smsc, toll-free senders use no
 * other. A route that has no smsc left for a sender does not hold.
 *
 * Owns:     its routes, the sets (route/set.h) they give, and the carriers
 *           of numbers (route/lookup.h).
 * Borrows:  nothing; the configuration is copied from.
 * Threads:  a table is built by one thread; what takes const may then be
 *           called from any thread.
 * Time:     the caller passes `now`.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "route/set.h"

#define ROUTE_NONE       UINT16_MAX /* no smsc was asked for */
#define ROUTE_NO_ACCOUNT SIZE_MAX   /* of none: no route names it */
#define ROUTE_REASON_MAX 192

struct conf;

struct lookup;
struct route_table;

/* The routes of the configuration; smsc i here is smsc i there. Every smsc
 * alone and what every route gives is a set already. The file of carriers is
 * read, which may take seconds. RC_FULL: more smscs, routes or sets than a
 * number holds. RC_BAD: that file has faults, or a route is one that
 * conf_load() would not have let through. RC_SYSTEM: the file cannot be read.
 * What is wrong is logged. */
MUST_CHECK int route_table_new(const struct conf *c, struct route_table **out);
void route_table_free(struct route_table *t);

/* What the other table, about to go, has learned of carriers. */
void route_table_inherit(struct route_table *t, const struct route_table *from);

/* The carriers of numbers; the other to learn them from receipts. */
const struct lookup *route_table_lookup(const struct route_table *t);
struct lookup *route_table_learning(struct route_table *t);

/* The table's sets. */
const struct route_sets *route_table_sets(const struct route_table *t);

enum route_class { ROUTE_TRANSACTIONAL, ROUTE_PROMOTIONAL, ROUTE_OTP };

struct route_query {
	size_t account;   /* index in the configuration, or ROUTE_NO_ACCOUNT */
	uint64_t to;      /* E.164 digits */
	const char *from; /* with or without "+"; NULL: none */
	unsigned class;   /* an enum route_class, as the ledger's */
	const char *tag;  /* NULL: none */
	size_t tag_len;
	uint16_t smsc; /* the one asked for, or ROUTE_NONE */
	usec now;      /* of the wall, for hours */
};

struct route_answer {
	uint16_t set;
	struct route_list list;
	uint8_t on_doubt;  /* an enum conf_route_doubt */
	const char *route; /* its name, as long as the table; NULL: none */

	/* "route uk (prefix 4479, carrier Vodafone): smsc acme, beta" */
	char reason[ROUTE_REASON_MAX];
};

/* RC_NOT_FOUND: nobody may carry it; the reason says why. */
MUST_CHECK int route_choose(const struct route_table *t,
    const struct route_query *q, struct route_answer *a);

/* What became of one route, and why. */
struct route_verdict {
	const char *route;
	bool holds, is_taken;
	char why[ROUTE_REASON_MAX];
};

typedef void route_told(void *arg, const struct route_verdict *v);

/* Tell of each route, in the order of the file. */
void route_explain(const struct route_table *t, const struct route_query *q,
    route_told *told, void *arg);

#endif

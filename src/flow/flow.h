/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow - the pipeline between the HTTP faces, the ledger and the smscs.
 *
 *   intake     checks a submission and hands it to the ledger
 *   dispatch   turns a claim into PDUs and an answer into a fact
 *   inbound    turns a deliver_sm into a receipt or an MO
 *   scheduler  comes back to the ledger when something of it is due
 *
 * Owns:    the smscs, their error maps.
 * Borrows: the configuration, the routes, the loop and the ledger, which
 *          outlive it.
 * Threads: the loop's.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "ledger/types.h"

struct conf;
struct flow;
struct ledger;
struct loop;
struct route_table;
struct smsc;

struct flow_options {
	const struct conf *conf;
	struct route_table *routes;
	struct loop *loop;
	struct ledger *ledger;
};

/* Names its accounts, smscs and sets to the ledger, which has not started.
 * RC_BAD: an error map is malformed (logged); RC_FULL: too many names. */
MUST_CHECK int flow_new(struct flow **out, const struct flow_options *o);
void flow_free(struct flow *f);

/* Connect. */
void flow_start(struct flow *f);

/* Take no more submissions, let the windows empty, unbind. */
void flow_drain(struct flow *f);
bool flow_is_drained(const struct flow *f);

/* The ledger's events that are flow's business: daemon/wire.c passes them. */
void flow_claimed(struct flow *f, const struct claim *c);
void flow_stored(struct flow *f, const struct reply_token *reply, int rc);

/* Hand the turn's facts to the ledger; at the end of each turn. */
void flow_turn(struct flow *f);

/* ---- for pages and commands -------------------------------------------- */

size_t flow_smscs(const struct flow *f);
const struct smsc *flow_smsc(const struct flow *f, size_t i);

/* The ledger's number of an account of the configuration, and back:
 * RC_NOT_FOUND: no longer configured. */
uint16_t flow_account_id(const struct flow *f, size_t account);
MUST_CHECK int flow_account_index(const struct flow *f, uint16_t id,
    size_t *account);

/* How often codes came that no error map lists. */
uint64_t flow_unmapped(const struct flow *f);

#endif

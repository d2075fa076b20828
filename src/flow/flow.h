/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow - the pipeline between the HTTP faces, the ledger and the smscs.
 *
 *   intake     checks a submission and hands it to the ledger
 *   dispatch   turns a claim into PDUs and an answer into a fact
 *   query      asks what became of a message, or cancels it
 *   inbound    turns a deliver_sm into a receipt or an MO
 *   learn      what receipts tell of the carriers of numbers
 *   carrier    an smsc of the configuration and its files
 *   reload     another configuration while messages flow
 *   webhook    tells customers' servers (flow/webhook.h)
 *   reply      answers to texts from handsets
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

struct account_terms;
struct conf;
struct flow;
struct heard;
struct ledger;
struct quota_used;
struct loop;
struct message_view;
struct question;
struct receipt;
struct receipt_octets;
struct received;
struct route_set_text;
struct route_table;
struct smsc;
struct unmapped;
struct url_policy;

struct flow_options {
	const struct conf *conf;
	struct route_table *routes;
	struct loop *loop;
	struct ledger *ledger;
};

/* Whether the files that the smscs need (error maps, certificates) are good;
 * what is wrong is logged. RC_*. */
MUST_CHECK int flow_check(const struct conf *conf);

/* Names its accounts, smscs and sets to the ledger, which has not started.
 * RC_BAD: an error map is malformed (logged); RC_FULL: too many names. */
MUST_CHECK int flow_new(struct flow **out, const struct flow_options *o);
void flow_free(struct flow *f);

/* Connect. */
void flow_start(struct flow *f);

/* Take no more submissions, let the windows empty, unbind. */
void flow_drain(struct flow *f);
bool flow_is_drained(const struct flow *f);

/* Apply what differs: smscs come, go or change, those that did not stay as
 * they are; accounts and routes are the new ones. `conf` and `routes` are used
 * from now on, the old ones no more when flow_leaving() is 0. RC_*: a file is
 * wrong (logged) or there are too many names; all is as it was. */
MUST_CHECK int flow_reload(struct flow *f, const struct conf *conf,
    struct route_table *routes);

/* Smscs that are not configured any more and still wait for answers. */
size_t flow_leaving(const struct flow *f);

/* The ledger's events that are flow's business: daemon/heard.c passes them. */
void flow_claimed(struct flow *f, const struct claim *c);
void flow_question(struct flow *f, const struct question *q);
void flow_stored(struct flow *f, const struct reply_token *reply, int rc);
void flow_given_up(struct flow *f, uint64_t key, uint64_t to);
void flow_received(struct flow *f, const struct received *r);
/* .accepted and .refused of a reply: what was not taken anew gives back what it
 * took of its account's limits. */
bool flow_is_reply(uint64_t token);
void flow_replied(struct flow *f, uint64_t token, bool was_taken);
void flow_stranded(struct flow *f, const struct claim *m);
void flow_heard(struct flow *f, const struct heard *h);

/* Hand the turn's facts to the ledger; at the end of each turn. */
void flow_turn(struct flow *f);

/* ---- for pages and commands -------------------------------------------- */

size_t flow_smscs(const struct flow *f);
const struct smsc *flow_smsc(const struct flow *f, size_t i);
struct smsc *flow_smsc_mutable(struct flow *f, size_t i);
/* RC_NOT_FOUND. */
MUST_CHECK int flow_smsc_find(const struct flow *f, const char *name,
    size_t *i);

/* What is asked of an smsc, and what its receipts and ids are like. */
struct flow_query {
	const char *mode; /* "off", "on", "auto"; "unsupported" was found */
	size_t waiting;   /* questions that wait for a free slot or the rate */
	unsigned under_way;
	uint64_t asked, answered, failed, lost, dropped;
	struct ledger_smsc_view ledger;
};
void flow_query(const struct flow *f, size_t i, struct flow_query *out);

/* The ledger's number of an account of the configuration, and back:
 * RC_NOT_FOUND: no longer configured. */
uint16_t flow_account_id(const struct flow *f, size_t account);
MUST_CHECK int flow_account_index(const struct flow *f, uint16_t id,
    size_t *account);

/* What an account has set beside the configuration (flow/terms.h): in effect
 * for what is submitted from now on, until flow_reload(). */
void flow_account_terms(struct flow *f, size_t account,
    const struct account_terms *t);

/* What its webhooks may call, until flow_reload(). */
const struct url_policy *flow_account_callback(const struct flow *f,
    size_t account);

/* What it has sent today: flow/quota.h. */
void flow_account_used(struct flow *f, size_t account, struct quota_used *out);

/* Its messages that wait for an instant; not those of campaigns. */
uint64_t flow_account_scheduled(const struct flow *f, size_t account);

/* The routes in use, until the next flow_reload(). */
const struct route_table *flow_routes(const struct flow *f);

/* The carrier of a number, or NULL: not known. Until the next turn. */
const char *flow_number_carrier(const struct flow *f, uint64_t number);

/* What a receipt told of its carrier, as it was told; NULL: nothing. And to
 * forget that. */
const char *flow_learned(const struct flow *f, uint64_t number);
void flow_unlearn(struct flow *f, uint64_t number);

/* Parts that were taken in the last seven days for numbers of a carrier, and
 * final receipts that came. Zeros: nothing is known of it. */
struct flow_week {
	uint64_t sent, told, messages; /* parts; and messages sent */
};
void flow_carrier_week(const struct flow *f, const char *carrier,
    struct flow_week *out);

/* Is the smsc (the ledger's number) one for exclusive senders? */
bool flow_is_exclusive(const struct flow *f, uint16_t smsc);

/* Is no smsc of what it waits for configured any more? Then *set has the names.
 */
bool flow_is_stranded(const struct flow *f, const struct message_view *v,
    struct route_set_text *set);

/* Why a message waits: "paused" (what it may go through is paused or stopped
 * by us), "no_smsc" (it has left the configuration), "aggregator_issue",
 * "carrier_traffic", or NULL. */
const char *flow_delay_hint(const struct flow *f, const struct message_view *v);

/* Parts that the i-th smsc took in the last quarter of an hour, and final
 * receipts that it sent meanwhile. True: its receipts lag behind. */
bool flow_receipts_lag(const struct flow *f, size_t i, struct flow_week *out);

/* What is wrong and wants an operator. */
struct flow_alert {
	const char *name; /* "unmatched_receipts" */
	usec since;       /* wall clock */
	char text[200];   /* for people */
};

#define FLOW_ALERTS 4 /* that there may be at once */

size_t flow_alerts(const struct flow *f, struct flow_alert out[FLOW_ALERTS]);

/* How often codes came that no error map lists, and which. */
uint64_t flow_unmapped(const struct flow *f);
const struct unmapped *flow_unmapped_codes(const struct flow *f);

/* What a receipt said, from the words of it that the timeline keeps. */
void flow_read_words(const struct flow *f, uint16_t smsc,
    const struct receipt_octets *words, struct receipt *r);

#endif

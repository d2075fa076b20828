/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the stages share.
 */
#ifndef FLOW_INSIDE_H
#define FLOW_INSIDE_H

#include "base/buf.h"
#include "flow/flow.h"
#include "flow/lag.h"
#include "ledger/ledger.h"
#include "net/timer.h"

struct brake;
struct owing;
struct conf_smsc;
struct reference;
struct terms;
struct text_rules;
struct errmap;
struct quotas;
struct receipt_rules;
struct session_token;
struct reply_handle;
struct smpp_pdu;
struct receipt;
struct smsc_events;
struct smsc_told;
struct unmapped;
struct weeks;

/* What an smsc needs from files, which may be missing or wrong. */
struct carrier_parts {
	struct errmap *errors;
	struct receipt_rules *receipts;
};

/* An smsc and what is known about it beside its binds. */
struct carrier {
	struct flow *flow;
	const struct conf_smsc *conf;
	struct smsc *smsc;
	struct errmap *errors;
	struct receipt_rules *receipts;
	uint16_t id;   /* the ledger's */
	bool may_take; /* as the ledger was told last; so is capacity */
	uint32_t capacity;
	usec throttled; /* clock_mono() of the last such answer, 0: none */
	struct lag lag;
	bool leaving; /* not configured any more; it goes when it is closed */
	struct query *query;
};

/* What alerts.c saw when it looked last. */
struct alerts {
	usec looked, unmatched_since; /* clock_mono(); clock_wall(), 0: none */
	usec nobody_since, nobody_last, nobody_said, stranded_since;
	uint64_t unmatched, nobodys, stops, stranded, moved, lost;
};

struct flow {
	struct flow_options with;
	struct carrier **carrier; /* in the order of the configuration */
	size_t carriers;
	struct carrier **leaving;
	size_t n_leaving;
	uint16_t *account_id;     /* the ledger's, by index */
	uint32_t *account_at;     /* the other way, and 1 more; 0: none */
	uint16_t *set_id;         /* the ledger's, by the route's number */
	struct text_rules *rules; /* of texts, by the route's number of a set */
	struct reference *references;
	struct quotas *quotas;
	struct terms *terms;
	struct carrier **by_id; /* the ledger's number -> carrier or NULL */
	struct timer due;
	bool stopping;
	struct unmapped *unmapped;
	struct alerts alerts;
	struct brake *brake;          /* on replies */
	struct owing *owing;          /* what they took of limits */
	struct lag_carriers *numbers; /* the carriers of numbers */
	struct weeks *weeks;          /* what is kept of them */
	struct buf scratch, smart, tlvs;
};

/* ---- options.c --------------------------------------------------------- */

/* Whether the files of its TLS keys are good; what is wrong is logged. */
MUST_CHECK int options_check(const struct conf_smsc *conf);

/* The smsc that the carrier's keys ask for; and the same keys anew. */
struct smsc *options_open(const struct carrier *c);
void options_renew(const struct carrier *c);

/* ---- carrier.c --------------------------------------------------------- */

/* RC_BAD, RC_NOT_FOUND, RC_DENIED: a file is wrong, which is logged. */
MUST_CHECK int carrier_read(const struct conf_smsc *conf,
    struct carrier_parts *out);
void carrier_forget(struct carrier_parts *p);

/* Takes the parts. The ledger knows the smsc under `id`. */
struct carrier *carrier_new(struct flow *f, const struct conf_smsc *conf,
    uint16_t id, struct carrier_parts *p);
void carrier_update(struct carrier *c, const struct conf_smsc *conf,
    struct carrier_parts *p);
void carrier_free(struct carrier *c);

/* Tell the ledger what it must know of it. */
void carrier_tell(struct carrier *c);
/* Tell it again if the rate that was found has changed it; once a turn. */
void carrier_look(struct carrier *c);

/* The smsc's event: tell the ledger whether it may be given messages. */
void carrier_changed(void *arg, uint32_t smsc);

/* ---- reload.c ---------------------------------------------------------- */

/* Accounts and sets as the ledger's numbers, in new arrays. RC_FULL. */
MUST_CHECK int name_accounts(struct flow *f, const struct conf *conf,
    uint16_t **out);
MUST_CHECK int name_sets(struct flow *f, const struct route_table *routes,
    uint16_t **out);

/* Accounts by the ledger's number, and how long it keeps what is theirs. */
void renew_accounts(struct flow *f);

/* What all smscs of a set take, by the route's number, in a new array. */
struct text_rules *rules_of_sets(const struct conf *conf,
    const struct route_table *routes);

/* Choose.c: by which numbers parts of texts are known; reply.c: replies. */
void texts_begin(struct flow *f);
void texts_end(struct flow *f);
void replies_begin(struct flow *f);
void replies_end(struct flow *f);

/* One that leaves is closed: it goes. */
void carrier_left(struct carrier *c);

/* ---- answer.c ---------------------------------------------------------- */

/* A part of a claim was not sent, for this reason: it fails, or goes again if
 * the link is at fault and not the message. */
void answer_unsent(struct carrier *c, const struct claim_part *p, int rc);

/* A part of a claim is not sent: it would be read by nobody. */
void answer_landline(struct carrier *c, const struct claim_part *p);

/* The events of every smsc; the argument is its carrier. */
extern const struct smsc_events dispatch_events;

/* ---- hint.c ------------------------------------------------------------ */

/* The carrier of a number, for hint_sent(); 0: unknown. */
uint32_t hint_carrier(const struct flow *f, uint64_t number);

/* A part was taken; a final receipt came. */
void hint_sent(struct carrier *c, uint32_t carrier, bool is_first);
void hint_told(struct carrier *c, uint64_t number);

/* alerts.c: look whether there is something to tell; a text is nobody's. */
void alerts_look(struct flow *f);
void alerts_nobodys(struct flow *f, const struct received *r);

/* ---- query.c ----------------------------------------------------------- */
struct query *query_new(struct carrier *c);
void query_free(struct query *q);

/* Its keys may have changed: what was found out is forgotten. */
void query_renew(struct query *q);

/* Whether the ledger may ask: an enum ledger_query. */
uint8_t query_mode(const struct query *q);

/* It has sent a receipt. */
void query_heard(struct query *q);

/* The smsc's event. */
void query_told(void *arg, uint32_t smsc, const struct session_token *tok,
    const struct smsc_told *t);

/* ---- inbound.c --------------------------------------------------------- */

/* What a receipt says, by the smsc's own rules and map. */
void inbound_judge(struct carrier *c, const struct receipt *r,
    struct receipt_fact *fact);

/* inbound_text.c: what the ledger is to know of a PDU that is a text, and of
 * the octets of it, but for its reply; the body is in `body`. One that is no
 * receipt. */
void inbound_read(struct carrier *c, const struct smpp_pdu *pdu,
    const struct receipt_octets *text, struct buf *body,
    struct inbound_fact *fact);
void inbound_text(struct carrier *c, const struct reply_token *reply,
    const struct smpp_pdu *pdu, const struct receipt_octets *text);
void inbound_deliver(void *arg, uint32_t smsc, const struct reply_handle *h,
    const struct smpp_pdu *pdu);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the stages share.
 */
#ifndef FLOW_INSIDE_H
#define FLOW_INSIDE_H

#include "conf/conf.h"
#include "flow/body.h"
#include "flow/flow.h"
#include "ledger/ledger.h"
#include "model/errmap.h"
#include "net/timer.h"

struct reply_handle;
struct smpp_pdu;
struct smsc_events;

/* An smsc and what is known about it beside its binds. */
struct carrier {
	struct flow *flow;
	const struct conf_smsc *conf;
	struct smsc *smsc;
	struct errmap *errors;
	uint16_t id; /* the ledger's */
};

struct flow {
	struct flow_options with;
	struct carrier *carrier; /* in the order of the configuration */
	uint16_t *account_id;    /* the ledger's, by index */
	uint16_t *set_id;        /* the ledger's, by the route's number */
	struct carrier **by_id;  /* the ledger's number -> carrier or NULL */
	struct timer due;
	bool stopping;
	uint64_t unmapped;
	struct buf scratch, smart;
};

/* The events of every smsc; the argument is its carrier. */
extern const struct smsc_events dispatch_events;

/* inbound.c */
void inbound_deliver(void *arg, uint32_t smsc, const struct reply_handle *h,
    const struct smpp_pdu *pdu);

#endif

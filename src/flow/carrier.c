/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An smsc of the configuration: its files read, and the ledger told of it.
 */
#include "flow/inside.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "conf/smsc.h"
#include "model/errmap.h"
#include "model/receipt_rules.h"
#include "session/smsc.h"
#include "session/smsc_status.h"

static int read_errors(const struct conf_smsc *conf, struct carrier_parts *p)
{
	struct errmap_fault fault;
	int rc = errmap_load(conf->errors, &p->errors, &fault);

	if (rc != 0 && fault.line == 0)
		log_error(conf->name, "error map %s: %s", conf->errors,
		    fault.text);
	else if (rc != 0)
		log_error(conf->name, "error map %s:%u: %s", conf->errors,
		    fault.line, fault.text);
	return rc;
}

int carrier_read(const struct conf_smsc *conf, struct carrier_parts *out)
{
	struct receipt_rules_fault fault;
	int rc;

	*out = (struct carrier_parts){ 0 };
	rc = read_errors(conf, out);
	if (rc == 0)
		rc = conf_receipt_rules(conf, &out->receipts, &fault);
	if (rc == 0)
		rc = options_check(conf);
	if (rc != 0)
		carrier_forget(out);
	return rc;
}

void carrier_forget(struct carrier_parts *p)
{
	errmap_free(p->errors);
	receipt_rules_free(p->receipts);
	*p = (struct carrier_parts){ 0 };
}

static void take_parts(struct carrier *c, struct carrier_parts *p)
{
	errmap_free(c->errors);
	receipt_rules_free(c->receipts);
	c->errors = p->errors;
	c->receipts = p->receipts;
	*p = (struct carrier_parts){ 0 };
}

struct carrier *carrier_new(struct flow *f, const struct conf_smsc *conf,
    uint16_t id, struct carrier_parts *p)
{
	struct carrier *c = mem_new(1, sizeof(*c));

	c->flow = f;
	c->conf = conf;
	c->id = id;
	take_parts(c, p);
	c->smsc = options_open(c);
	smsc_set_events(c->smsc, &dispatch_events, c);
	c->query = query_new(c);
	carrier_forget(p);
	carrier_tell(c);
	return c;
}

void carrier_update(struct carrier *c, const struct conf_smsc *conf,
    struct carrier_parts *p)
{
	bool was_on = c->conf->start && !c->leaving;

	c->conf = conf;
	c->leaving = false;
	take_parts(c, p);
	options_renew(c);
	query_renew(c->query);
	if (conf->start && !was_on)
		smsc_start(c->smsc);
	else if (!conf->start && was_on)
		smsc_stop(c->smsc);
	carrier_forget(p);
	carrier_tell(c);
}

void carrier_free(struct carrier *c)
{
	smsc_free(c->smsc);
	query_free(c->query);
	errmap_free(c->errors);
	receipt_rules_free(c->receipts);
	free(c);
}

/* Slots that are ever free at once, of which otp_share is a part. */
static uint32_t capacity_of(const struct carrier *c)
{
	uint32_t window = c->conf->binds * c->conf->window;
	struct smsc_status st;

	smsc_status(c->smsc, &st);
	if (st.rate_allowed > 0 && st.rate_allowed < window)
		return (uint32_t)st.rate_allowed + 1;
	return window;
}

void carrier_look(struct carrier *c)
{
	if (c->conf->otp_share != 0 && capacity_of(c) != c->capacity)
		carrier_tell(c);
}

void carrier_tell(struct carrier *c)
{
	const struct conf_smsc *conf = c->conf;
	const struct ledger_smsc set = {
		.name = conf->name,
		.hold = conf->on_doubt == CONF_HOLD,
		.doubt_wait = conf->doubt_wait,
		.sender_rate = conf->sender_throughput,
		.otp_share = conf->otp_share,
		.msgid = (uint8_t)conf->msgid,
		.query = query_mode(c->query),
		.cancel = conf->cancel_sm,
		.evident = conf->sent_evidence == CONF_BY_SUBMIT_RESP,
		.capacity = c->capacity = capacity_of(c),
	};

	ledger_set_smsc(c->flow->with.ledger, c->id, &set);
}

void carrier_changed(void *arg, uint32_t smsc)
{
	struct carrier *c = arg;
	struct smsc_status st;

	(void)smsc;
	smsc_status(c->smsc, &st);
	if (st.may_take != c->may_take) {
		c->may_take = st.may_take;
		ledger_smsc_up(c->flow->with.ledger, c->id, c->may_take);
	}
	if (c->leaving && smsc_is_closed(c->smsc))
		carrier_left(c);
}

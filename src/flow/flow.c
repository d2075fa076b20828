/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/inside.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "route/route.h"
#include "session/smsc.h"

static int load_errors(struct carrier *c)
{
	struct errmap_fault fault;
	int rc = errmap_load(c->conf->errors, &c->errors, &fault);

	if (rc != 0)
		log_error(c->conf->name, "error map %s:%u: %s", c->conf->errors,
		    fault.line, fault.text);
	return rc;
}

static int name_smsc(struct carrier *c)
{
	struct ledger *l = c->flow->with.ledger;
	struct ledger_smsc set = { .name = c->conf->name,
		.hold = c->conf->on_doubt == CONF_HOLD,
		.doubt_wait = c->conf->doubt_wait };
	int rc = ledger_intern(l, NAME_SMSC, c->conf->name, &c->id);

	if (rc == 0)
		ledger_set_smsc(l, c->id, &set);
	return rc;
}

static struct smsc *make_smsc(struct loop *loop, const struct conf_smsc *c)
{
	struct smsc_options o = {
		.name = c->name,
		.host = c->host,
		.port = (uint16_t)c->port,
		.system_id = c->system_id,
		.password = c->password,
		.system_type = c->system_type,
		.binds = c->binds,
		.window = c->window,
		.throughput = c->throughput,
		.reconnect_min = c->reconnect_min,
		.reconnect_max = c->reconnect_max,
		.response_timeout = c->response_timeout,
		.enquire_interval = c->enquire_link,
		.bind_timeout = c->bind_timeout,
		.inbound_window = c->inbound_window,
	};

	return smsc_new(loop, &o);
}

static int add_carrier(struct flow *f, size_t i)
{
	struct carrier *c = &f->carrier[i];
	int rc;

	c->flow = f;
	c->conf = &f->with.conf->smsc[i];
	rc = load_errors(c);
	if (rc == 0)
		rc = name_smsc(c);
	if (rc != 0)
		return rc;
	f->by_id[c->id] = c;
	c->smsc = make_smsc(f->with.loop, c->conf);
	smsc_set_events(c->smsc, &dispatch_events, c);
	return 0;
}

static int name_accounts(struct flow *f)
{
	const struct conf *conf = f->with.conf;
	int rc = 0;

	f->account_id = mem_new(conf->accounts, sizeof(f->account_id[0]));
	for (size_t i = 0; i < conf->accounts && rc == 0; i++)
		rc = ledger_intern(f->with.ledger, NAME_ACCOUNT,
		    conf->account[i].sid, &f->account_id[i]);
	return rc;
}

static int name_sets(struct flow *f)
{
	const struct route_sets *sets = route_table_sets(f->with.routes);
	size_t n = route_set_count(sets);
	int rc = 0;

	f->set_id = mem_new(n, sizeof(f->set_id[0]));
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = ledger_intern(f->with.ledger, NAME_SET,
		    route_set_name(sets, (uint16_t)i), &f->set_id[i]);
	return rc;
}

static void due_now(void *arg)
{
	struct flow *f = arg;

	ledger_tick(f->with.ledger);
}

int flow_new(struct flow **out, const struct flow_options *o)
{
	struct flow *f = mem_new(1, sizeof(*f));
	int rc = 0;

	f->with = *o;
	f->carrier = mem_new(o->conf->smscs, sizeof(f->carrier[0]));
	f->by_id = mem_new(UINT16_MAX + 1, sizeof(f->by_id[0]));
	timer_init(&f->due, o->loop, due_now, f);
	for (size_t i = 0; i < o->conf->smscs && rc == 0; i++)
		rc = add_carrier(f, i);
	if (rc == 0)
		rc = name_accounts(f);
	if (rc == 0)
		rc = name_sets(f);
	if (rc != 0) {
		flow_free(f);
		return rc;
	}
	*out = f;
	return 0;
}

void flow_free(struct flow *f)
{
	timer_stop(&f->due);
	for (size_t i = 0; i < f->with.conf->smscs; i++) {
		if (f->carrier[i].smsc != NULL)
			smsc_free(f->carrier[i].smsc);
		errmap_free(f->carrier[i].errors);
	}
	buf_free(&f->scratch);
	buf_free(&f->smart);
	free(f->carrier);
	free(f->account_id);
	free(f->set_id);
	free(f->by_id);
	free(f);
}

void flow_start(struct flow *f)
{
	for (size_t i = 0; i < f->with.conf->smscs; i++)
		smsc_start(f->carrier[i].smsc);
}

void flow_drain(struct flow *f)
{
	f->stopping = true;
	for (size_t i = 0; i < f->with.conf->smscs; i++)
		smsc_drain(f->carrier[i].smsc);
}

bool flow_is_drained(const struct flow *f)
{
	for (size_t i = 0; i < f->with.conf->smscs; i++) {
		if (!smsc_is_closed(f->carrier[i].smsc))
			return false;
	}
	return ledger_is_idle(f->with.ledger);
}

/* The ledger's dates are on the wall clock, timers on the monotonic one; both
 * are read in one turn, so that a jump of the first only costs a tick. */
static void arm_due(struct flow *f)
{
	usec at = ledger_next_due(f->with.ledger), delay;

	if (at == 0) {
		timer_stop(&f->due);
		return;
	}
	delay = at - clock_wall();
	timer_in(&f->due, delay > 0 ? delay : 0);
}

void flow_turn(struct flow *f)
{
	ledger_turn(f->with.ledger);
	arm_due(f);
}

size_t flow_smscs(const struct flow *f)
{
	return f->with.conf->smscs;
}

const struct smsc *flow_smsc(const struct flow *f, size_t i)
{
	return f->carrier[i].smsc;
}

uint16_t flow_account_id(const struct flow *f, size_t account)
{
	return f->account_id[account];
}

int flow_account_index(const struct flow *f, uint16_t id, size_t *account)
{
	for (*account = 0; *account < f->with.conf->accounts; ++*account) {
		if (f->account_id[*account] == id)
			return 0;
	}
	return RC_NOT_FOUND;
}

uint64_t flow_unmapped(const struct flow *f)
{
	return f->unmapped;
}

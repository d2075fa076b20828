/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/inside.h"

#include <stdlib.h>

#include <esmed/text.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "flow/quota.h"
#include "flow/terms.h"
#include "flow/week.h"
#include "model/unmapped.h"
#include "session/smsc.h"

static int add_carrier(struct flow *f, size_t i)
{
	const struct conf_smsc *conf = &f->with.conf->smsc[i];
	struct carrier_parts parts;
	uint16_t id;
	int rc = carrier_read(conf, &parts);

	if (rc != 0)
		return rc;
	rc = ledger_intern(f->with.ledger, NAME_SMSC, conf->name, &id);
	if (rc != 0) {
		carrier_forget(&parts);
		return rc;
	}
	f->carrier[i] = f->by_id[id] = carrier_new(f, conf, id, &parts);
	f->carriers = i + 1;
	return 0;
}

static void due_now(void *arg)
{
	struct flow *f = arg;

	ledger_tick(f->with.ledger);
}

/* Said once, and not of each text that will be kept in hexadecimal. */
static void look_for_converters(void)
{
	for (int a = TEXT_CYRILLIC; a <= TEXT_KOREAN; a++) {
		if (!text_is_readable((enum text_alphabet)a))
			log_warn("flow",
			    "texts of handsets in %s cannot be read: the C "
			    "library lacks its converter for iconv",
			    text_alphabet_name((enum text_alphabet)a));
	}
}

int flow_new(struct flow **out, const struct flow_options *o)
{
	struct flow *f = mem_new(1, sizeof(*f));
	int rc = 0;

	f->with = *o;
	f->unmapped = unmapped_new();
	f->numbers = lag_carriers_new();
	f->weeks = weeks_new(o->loop);
	f->quotas = quota_new();
	replies_begin(f);
	f->terms = terms_new(o->conf);
	f->carrier = mem_new(o->conf->smscs, sizeof(f->carrier[0]));
	f->by_id = mem_new(UINT16_MAX + 1, sizeof(f->by_id[0]));
	f->account_at = mem_new(UINT16_MAX + 1, sizeof(f->account_at[0]));
	texts_begin(f);
	look_for_converters();
	timer_init(&f->due, o->loop, due_now, f);
	timer_dated(&f->due);
	for (size_t i = 0; i < o->conf->smscs && rc == 0; i++)
		rc = add_carrier(f, i);
	if (rc == 0)
		rc = quota_load(f->quotas, o->ledger);
	if (rc == 0)
		rc = weeks_load(f);
	if (rc == 0)
		rc = learn_load(f);
	if (rc == 0)
		rc = name_accounts(f, o->conf, &f->account_id);
	if (rc == 0)
		rc = name_sets(f, o->routes, &f->set_id);
	if (rc != 0) {
		flow_free(f);
		return rc;
	}
	f->rules = rules_of_sets(o->conf, o->routes);
	renew_accounts(f);
	*out = f;
	return 0;
}

void flow_free(struct flow *f)
{
	timer_stop(&f->due);
	for (size_t i = 0; i < f->carriers; i++)
		carrier_free(f->carrier[i]);
	for (size_t i = 0; i < f->n_leaving; i++)
		carrier_free(f->leaving[i]);
	unmapped_free(f->unmapped);
	weeks_free(f->weeks);
	lag_carriers_free(f->numbers);
	quota_free(f->quotas);
	replies_end(f);
	terms_free(f->terms);
	buf_free(&f->scratch);
	buf_free(&f->smart);
	buf_free(&f->tlvs);
	free(f->carrier);
	free(f->leaving);
	free(f->account_id);
	free(f->account_at);
	free(f->set_id);
	free(f->rules);
	texts_end(f);
	free(f->by_id);
	free(f);
}

void flow_start(struct flow *f)
{
	for (size_t i = 0; i < f->carriers; i++) {
		if (f->carrier[i]->conf->start)
			smsc_start(f->carrier[i]->smsc);
	}
}

void flow_drain(struct flow *f)
{
	f->stopping = true;
	for (size_t i = 0; i < f->carriers; i++)
		smsc_stop(f->carrier[i]->smsc);
}

bool flow_is_drained(const struct flow *f)
{
	if (f->n_leaving != 0)
		return false;
	for (size_t i = 0; i < f->carriers; i++) {
		if (!smsc_is_closed(f->carrier[i]->smsc))
			return false;
	}
	return ledger_is_idle(f->with.ledger);
}

/* The ledger's dates are on the wall clock, timers on the monotonic one. */
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
	for (size_t i = 0; i < f->carriers; i++)
		carrier_look(f->carrier[i]);
	alerts_look(f);
	quota_turn(f->quotas, f->with.ledger);
	weeks_turn(f);
	ledger_turn(f->with.ledger);
	arm_due(f);
}

size_t flow_smscs(const struct flow *f)
{
	return f->carriers;
}

const struct smsc *flow_smsc(const struct flow *f, size_t i)
{
	return f->carrier[i]->smsc;
}

struct smsc *flow_smsc_mutable(struct flow *f, size_t i)
{
	return f->carrier[i]->smsc;
}

int flow_smsc_find(const struct flow *f, const char *name, size_t *i)
{
	return conf_smsc_find(f->with.conf, name, i);
}

uint16_t flow_account_id(const struct flow *f, size_t account)
{
	return f->account_id[account];
}

void flow_account_used(struct flow *f, size_t account, struct quota_used *out)
{
	quota_used(f->quotas, &f->with.conf->account[account],
	    f->account_id[account], out);
}

uint64_t flow_account_scheduled(const struct flow *f, size_t account)
{
	return ledger_scheduled(f->with.ledger, f->account_id[account]);
}

void flow_account_terms(struct flow *f, size_t account,
    const struct account_terms *t)
{
	terms_set(f->terms, account, t);
}

const struct url_policy *flow_account_callback(const struct flow *f,
    size_t account)
{
	return terms_callback(f->terms, account);
}

int flow_account_index(const struct flow *f, uint16_t id, size_t *account)
{
	if (f->account_at[id] == 0)
		return RC_NOT_FOUND;
	*account = f->account_at[id] - 1;
	return 0;
}

const struct route_table *flow_routes(const struct flow *f)
{
	return f->with.routes;
}

uint64_t flow_unmapped(const struct flow *f)
{
	return unmapped_total(f->unmapped);
}

const struct unmapped *flow_unmapped_codes(const struct flow *f)
{
	return f->unmapped;
}

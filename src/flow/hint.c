/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a message waits longer than it should, as far as we see (statuses.md
 * 4.8): we hold its smsc back or have it no more; it is down, throttles or
 * lags; or else its carrier lags.
 */
#include "flow/inside.h"

#include <string.h>

#include "base/clock.h"
#include "conf/smsc.h"
#include "flow/week.h"
#include "ledger/views.h"
#include "route/lookup.h"
#include "route/route.h"
#include "route/set.h"
#include "session/smsc_status.h"

#define THROTTLED_FOR (60 * SECOND)
#define QUARTER       15 /* minutes */

const char *flow_number_carrier(const struct flow *f, uint64_t number)
{
	struct lookup_answer a;

	lookup_find(route_table_lookup(f->with.routes), number, &a);
	return a.carrier;
}

uint32_t hint_carrier(const struct flow *f, uint64_t number)
{
	return lag_carrier(f->numbers, flow_number_carrier(f, number));
}

bool flow_is_exclusive(const struct flow *f, uint16_t smsc)
{
	const struct carrier *c = f->by_id[smsc];
	const struct conf_list *tags = c != NULL ? &c->conf->tags : NULL;

	for (size_t i = 0; tags != NULL && i < tags->n; i++) {
		if (strcmp(tags->v[i], "exclusive") == 0)
			return true;
	}
	return false;
}

/* Where receipts are not asked for, none are missed. */
static bool is_counted(const struct carrier *c)
{
	return c->conf->registered_delivery == CONF_RECEIPTS_ALL;
}

void hint_sent(struct carrier *c, uint32_t carrier, bool is_first)
{
	usec now = clock_mono();

	if (!is_counted(c))
		return;
	lag_sent(&c->lag, now);
	if (carrier == 0)
		return;
	lag_sent(lag_of(c->flow->numbers, carrier), now);
	weeks_sent(c->flow, carrier, is_first);
}

void hint_told(struct carrier *c, uint64_t number)
{
	usec now = clock_mono();
	uint32_t carrier;

	if (!is_counted(c))
		return;
	lag_told(&c->lag, now);
	carrier = hint_carrier(c->flow, number);
	if (carrier == 0)
		return;
	lag_told(lag_of(c->flow->numbers, carrier), now);
	weeks_told(c->flow, carrier);
}

/* Why a message through it may be late. */
enum ailment { WELL, AILING, PAUSED, GONE };

static const char *const hints[] = {
	[AILING] = "aggregator_issue",
	[PAUSED] = "paused",
	[GONE] = "no_smsc",
};

/* We hold it back, as somebody wants that. */
static bool is_ours(enum smsc_state state)
{
	return state == SMSC_PAUSED || state == SMSC_DRAINING ||
	       state == SMSC_STOPPED;
}

/* `is_away`: it has been forwarded, so that only its receipt is awaited. */
static enum ailment ailment_of(const struct carrier *c, bool is_away)
{
	usec now = clock_mono();
	struct smsc_status st;

	smsc_status(c->smsc, &st);
	if (is_ours(st.state) && (!is_away || st.bound == 0))
		return PAUSED;
	if ((!st.may_take && !is_ours(st.state)) ||
	    (c->throttled != 0 && now < c->throttled + THROTTLED_FOR) ||
	    lag_is(&c->lag, now))
		return AILING;
	return WELL;
}

/* Of those it may go through one that is well is enough; and if there is one
 * that is not, we alone are not to blame. */
static enum ailment of_set(const struct flow *f, const struct message_view *v)
{
	enum ailment worst = GONE, one;
	struct route_set_text set;
	size_t i;

	if (route_set_read(ledger_name(f->with.ledger, NAME_SET, v->set),
		&set) != 0)
		return WELL;
	for (size_t n = 0; n < set.n; n++) {
		if (flow_smsc_find(f, set.smsc[n], &i) != 0)
			continue;
		one = ailment_of(f->carrier[i], false);
		if (one < worst)
			worst = one;
	}
	return worst;
}

static enum ailment ailment(const struct flow *f, const struct message_view *v)
{
	bool is_away =
	    v->state == STATUS_FORWARDED || v->state == STATUS_ENROUTE;

	if (v->smsc == 0)
		return of_set(f, v);
	return f->by_id[v->smsc] == NULL
		   ? GONE
		   : ailment_of(f->by_id[v->smsc], is_away);
}

const char *flow_delay_hint(const struct flow *f, const struct message_view *v)
{
	const struct lag *number;
	enum ailment its;

	if (status_is_final(v->state) || v->state == STATUS_NEW ||
	    v->state == STATUS_HELD)
		return NULL;
	its = ailment(f, v);
	if (its != WELL)
		return hints[its];
	number = lag_of(f->numbers, hint_carrier(f, v->to));
	return number != NULL && lag_is(number, clock_mono())
		   ? "carrier_traffic"
		   : NULL;
}

bool flow_receipts_lag(const struct flow *f, size_t i, struct flow_week *out)
{
	const struct lag *lag = &f->carrier[i]->lag;
	struct lag_sums s = lag_sums(lag, clock_mono(), QUARTER);

	*out = (struct flow_week){ .sent = s.sent, .told = s.told };
	return lag_is(lag, clock_mono());
}

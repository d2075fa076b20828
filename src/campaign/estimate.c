/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An estimate: who has opted out is read first, then everybody in the audience
 * is judged as if the campaign began now.
 */
#include "campaign/estimate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/mem.h"
#include "campaign/action.h"
#include "campaign/estimator.h"
#include "campaign/load.h"
#include "campaign/policy.h"
#include "campaign/site.h"
#include "ledger/campaign.h"
#include "ledger/optout.h"
#include "ledger/thing.h"

struct estimating {
	struct estimate sum;
	struct estimator *estimator;
	struct load load;
	enum campaign_status now;
	uint8_t kind; /* of the things that are read */
	char after[THING_NAME_MAX + 1];
	unsigned rules;
};

static void end(struct action *a)
{
	struct estimating *e = a->own;

	estimator_free(e->estimator);
	free(e);
}

/* ---- who wants none ---------------------------------------------------- */

static void ask_things(struct action *a)
{
	struct estimating *e = a->own;
	struct thing_query q = { .kind = e->kind,
		.account = a->who.account,
		.after = e->after[0] != '\0' ? e->after : NULL,
		.limit = THINGS_LIMIT };

	ledger_things(a->all->with.ledger, action_token(a, 0), &q);
}

/* Only opt-outs of scope 0 are about campaigns. */
static void take_optout(struct estimating *e, const char *name)
{
	struct optout o;

	if (optout_parse(name, &o) == 0 && o.scope == 0 && o.number != 0)
		estimator_opted_out(e->estimator, o.number);
}

static void take_suppressed(struct estimating *e, const char *name)
{
	uint64_t number;

	if (number_parse(name, UINT64_MAX, &number) == 0 && number != 0)
		estimator_suppressed(e->estimator, number);
}

static void things(struct action *a, const struct thing_page *p)
{
	struct estimating *e = a->own;

	if (p->rc != 0) {
		action_fail_rc(a, p->rc);
		return;
	}
	for (size_t i = 0; i < p->n; i++) {
		snprintf(e->after, sizeof(e->after), "%s", p->thing[i].name);
		if (e->kind == THING_OPTOUT)
			take_optout(e, e->after);
		else
			take_suppressed(e, e->after);
	}
	if (p->more) {
		ask_things(a);
	} else if (e->kind == THING_OPTOUT) {
		e->kind = THING_SUPPRESS;
		e->after[0] = '\0';
		ask_things(a);
	} else {
		a->walk.promos = a->account->site->smart_hours != 0 &&
				 !a->definition->is_transactional;
		action_walk_audience(a);
	}
}

static void note_trial(struct action *a, struct estimate *sum)
{
	uint64_t limit = a->account->site->trial,
		 used = ledger_trial_used(a->all->with.ledger, a->who.account);

	sum->has_trial = limit != 0;
	sum->trial_left = limit > used ? limit - used : 0;
}

static void found(struct action *a, const struct campaign_view *v)
{
	struct estimating *e = a->own;
	const struct definition *d = a->definition;

	e->now = v->status;
	e->rules = definition_rules(d);
	e->sum.preflight = campaigns_preflight(a->all, a->who.account);
	e->sum.empty_text = !definition_has_texts(d);
	e->sum.has_sender = d->from.len != 0;
	e->sum.is_plain = definition_is_plain(d);
	e->sum.follow_ups = d->follow_ups;
	note_trial(a, &e->sum);
	notices_take(&e->sum.notices, d, a->account->site);
	e->estimator = estimator_new(
	    &(struct estimator_options){ .flow = a->all->with.flow,
		.zones = a->all->zones,
		.site = a->account->site,
		.account = a->account->index,
		.definition = d });
	e->kind = THING_OPTOUT;
	ask_things(a);
}

/* ---- everybody --------------------------------------------------------- */

static void add(struct estimate_sum *sum, const struct estimated_size *s,
    int64_t price)
{
	sum->segments += s->segments;
	sum->parts += s->parts;
	sum->cost_millionths += s->segments * price;
}

static void take_sendable(struct action *a, const struct member *m,
    const struct estimated_one *one)
{
	struct estimating *e = a->own;
	int64_t price = account_price(a->all, a->account, m->number);

	if (e->sum.has_trial && e->sum.sendable == e->sum.trial_left) {
		e->sum.trial_limit_reached++;
		return;
	}
	e->sum.sendable++;
	e->sum.held += one->what == ESTIMATED_HELD;
	add(&e->sum.first, &one->size, price);
	for (size_t i = 0; i < e->sum.follow_ups; i++)
		add(&e->sum.follow_up[i], &one->follow_up[i], price);
	load_add(&e->load, one->set, one->size.parts);
}

static void count(struct action *a, const struct member *m,
    const struct estimated_one *one)
{
	struct estimate *sum = &((struct estimating *)a->own)->sum;

	switch (one->what) {
	case ESTIMATED_SENT:
	case ESTIMATED_HELD: take_sendable(a, m, one); break;
	case ESTIMATED_INVALID: sum->invalid_number++; break;
	case ESTIMATED_DUPLICATE: sum->duplicate++; break;
	case ESTIMATED_OPTED_OUT: sum->opted_out++; break;
	case ESTIMATED_SUPPRESSED: sum->suppressed++; break;
	case ESTIMATED_COUNTRY: sum->country_not_supported++; break;
	case ESTIMATED_MERGE:
		sum->merge_field_missing++;
		snprintf(sum->missing, sizeof(sum->missing), "%s",
		    one->missing);
		break;
	case ESTIMATED_POLICY: sum->content_policy++; break;
	case ESTIMATED_SMART: sum->smart_sending++; break;
	case ESTIMATED_OTHER: sum->other++; break;
	}
}

static bool member(struct action *a, const struct member *m)
{
	struct estimating *e = a->own;
	const struct estimated_member next = { .number = m->number,
		.data = m->data,
		.len = m->len,
		.promo = m->promo };
	struct estimated_one one;

	e->sum.recipients++;
	if (m->number != 0)
		e->sum.policy |= policy_for(e->rules, m->number);
	estimator_look(e->estimator, &next, &one);
	count(a, m, &one);
	return true;
}

static void walked(struct action *a)
{
	struct estimating *e = a->own;
	const struct campaigns *c = a->all;
	struct campaigns_answer answer = { .status = 200,
		.field = "",
		.id = a->id,
		.now = e->now,
		.estimate = &e->sum };

	e->sum.has_duration = load_duration(&e->load, c->with.conf,
	    c->with.ledger, a->definition->rate, &e->sum.duration);
	action_answer(a, &answer);
}

static const struct action_kind estimate_kind = { .found = found,
	.things = things,
	.member = member,
	.walked = walked,
	.end = end };

void campaigns_estimate(struct campaigns *c, const struct asker *who,
    uint32_t id)
{
	struct action *a = action_begin(c, who, &estimate_kind);

	if (a == NULL)
		return;
	a->own = mem_new(1, sizeof(struct estimating));
	action_find(a, id);
}

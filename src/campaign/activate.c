/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Activate: what forbids to begin is found before anything is changed; then
 * the campaign begins, with the definition that was looked at.
 */
#include "campaign/action.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/local_time.h"
#include "campaign/person.h"
#include "campaign/policy.h"
#include "campaign/site.h"
#include "ledger/campaign.h"
#include "model/number.h"

struct activating {
	char *text; /* of a schedule; NULL: now */
	char *reason;
	bool by_recipient;
	int64_t local;
	unsigned rules;  /* that its texts break anywhere */
	unsigned broken; /* of those, for somebody in the audience */
	bool has_anybody;
	usec earliest, latest; /* of a schedule */
	usec start_at;         /* 0: now */
};

static void end(struct action *a)
{
	struct activating *g = a->own;

	free(g->text);
	free(g->reason);
	free(g);
}

/* ---- what it says ------------------------------------------------------ */

/* The code of what is wrong with it; NULL: nothing. */
static const char *check(const struct definition *d, const char **field)
{
	struct sender sender;

	*field = "text";
	if (!definition_has_texts(d))
		return "empty_text";
	*field = "from";
	if (d->from.len == 0)
		return "from_missing";
	if (sender_parse(d->from.s, d->from.len, &sender) != 0)
		return "invalid_sender";
	*field = "audience";
	return d->lists + d->numbers == 0 ? "empty_audience" : NULL;
}

static const char *check_time(struct action *a)
{
	struct activating *g = a->own;

	if (g->text == NULL)
		return NULL;
	if (local_parse(g->text, strlen(g->text), &g->local) != 0)
		return "invalid_schedule";
	if (g->by_recipient)
		return NULL;
	g->start_at = local_instant(a->account->site->zone, g->local);
	return g->start_at <= clock_wall() ? "schedule_in_past" : NULL;
}

static void found(struct action *a, const struct campaign_view *v)
{
	struct activating *g = a->own;
	const struct definition *d = a->definition;
	const char *field, *code;

	if (v->status != CAMPAIGN_DRAFT) {
		action_fail(a, "campaign_locked", "");
		return;
	}
	code = check(d, &field);
	if (code == NULL) {
		field = "local";
		code = check_time(a);
	}
	if (code != NULL) {
		action_fail(a, code, field);
		return;
	}
	g->rules = definition_rules(d);
	action_walk_audience(a);
}

/* ---- whom it is for ---------------------------------------------------- */

/* When it is the time of this one. */
static void note_time(struct action *a, const struct member *m)
{
	struct activating *g = a->own;
	const struct zone *zone;
	struct person p;
	usec at;

	person_read(&p, m->data, m->len);
	zone = zones_find(a->all->zones, p.timezone.s, p.timezone.len);
	person_end(&p);
	at = local_instant(zone != NULL ? zone : a->account->site->zone,
	    g->local);
	if (g->earliest == 0 || at < g->earliest)
		g->earliest = at;
	if (at > g->latest)
		g->latest = at;
}

static bool member(struct action *a, const struct member *m)
{
	struct activating *g = a->own;

	g->has_anybody = true;
	if (g->rules != 0 && m->number != 0)
		g->broken |= policy_for(g->rules, m->number);
	if (g->by_recipient)
		note_time(a, m);
	return g->by_recipient || (g->rules != 0 && g->broken == 0);
}

static void refuse_policy(struct action *a, unsigned broken)
{
	const struct refusal *r = action_refusal("content_policy");
	struct campaigns_answer answer = { .status = r->status,
		.code = r->code,
		.field = "text" };
	unsigned bit = 0;

	while ((broken >> bit & 1) == 0)
		bit++;
	answer.rule = policy_row(bit)->rule;
	answer.text = policy_row(bit)->text;
	action_answer(a, &answer);
}

/* ---- it begins --------------------------------------------------------- */

static void fill_plan(struct action *a, struct campaign_plan *plan,
    uint64_t *numbers)
{
	const struct activating *g = a->own;
	const struct definition *d = a->definition;
	const struct site *site = a->account->site;

	*plan = (struct campaign_plan){ .start_at = g->start_at,
		.live = d->is_live,
		.promotional = !d->is_transactional,
		.steps = (uint8_t)(1 + d->follow_ups),
		.variants = (uint8_t)d->variants,
		.threshold = (uint8_t)(d->has_threshold ? d->threshold
							: site->threshold),
		.rate = d->rate,
		.close_window =
		    d->close_window != 0 ? d->close_window : site->close_window,
		.lists = d->lists,
		.number = numbers,
		.numbers = d->numbers };
	for (size_t i = 0; i < d->follow_ups; i++)
		plan->delay[i + 1] = d->follow_up[i].delay;
	memcpy(plan->list, d->list, d->lists * sizeof(d->list[0]));
	for (size_t i = 0; i < d->numbers; i++) {
		if (site_number(site, d->number[i].s, d->number[i].len,
			&numbers[i]) != 0)
			numbers[i] = 0;
	}
}

/* What was judged is what is kept, with its schedule, though somebody may have
 * changed it meanwhile. */
static int keep(struct action *a, struct campaign_fact *f)
{
	const struct activating *g = a->own;
	struct definition *d = a->definition;
	struct buf *bytes = &a->all->scratch;

	d->local = (struct body_text){ g->text,
		g->text != NULL ? strlen(g->text) : 0 };
	d->by_recipient = g->by_recipient;
	if (definition_store(d, bytes) != 0)
		return RC_TOO_LONG;
	f->definition = buf_bytes(bytes);
	f->definition_len = bytes->len;
	return 0;
}

static void hand_in(struct action *a)
{
	const struct activating *g = a->own;
	uint64_t *numbers =
	    mem_new(a->definition->numbers + 1, sizeof(numbers[0]));
	struct campaign_plan plan;
	struct campaign_fact f = { .token = action_token(a, 0),
		.account = a->who.account,
		.id = a->id,
		.what = CAMPAIGN_ACTIVATE,
		.actor = a->who.actor,
		.reason = g->reason,
		.plan = &plan };

	fill_plan(a, &plan, numbers);
	if (keep(a, &f) == 0)
		ledger_campaign(a->all->with.ledger, &f);
	else
		action_fail(a, "too_long", "audience");
	free(numbers);
}

static void walked(struct action *a)
{
	struct activating *g = a->own;
	usec now = clock_wall();

	if (!g->has_anybody) {
		action_fail(a, "empty_audience", "audience");
		return;
	}
	if (g->broken != 0) {
		refuse_policy(a, g->broken);
		return;
	}
	if (g->by_recipient && g->latest <= now) {
		action_fail(a, "schedule_in_past", "local");
		return;
	}
	if (g->by_recipient)
		g->start_at = g->earliest > now ? g->earliest : now;
	hand_in(a);
}

static void begun(struct action *a, const struct campaigned *d)
{
	const struct activating *g = a->own;
	struct campaigns_answer ok = { .status = 200,
		.field = "",
		.id = a->id,
		.now = d->status,
		.start_at = g->start_at };

	if (d->rc == 0)
		action_answer(a, &ok);
	else
		action_fail_rc(a, d->rc);
}

static const struct action_kind activation_kind = { .found = found,
	.member = member,
	.walked = walked,
	.begun = begun,
	.end = end };

void campaigns_activate(struct campaigns *c, const struct asker *who,
    const struct activation *ask)
{
	struct action *a = action_begin(c, who, &activation_kind);
	struct activating *g;

	if (a == NULL)
		return;
	a->own = g = mem_new(1, sizeof(*g));
	g->by_recipient = ask->local != NULL && ask->by_recipient;
	if (ask->local != NULL)
		g->text = mem_strdup(ask->local);
	if (ask->reason != NULL)
		g->reason = mem_strdup(ask->reason);
	action_find(a, ask->id);
}

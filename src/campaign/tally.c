/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does a carrier drop a campaign's messages without a word (statuses.md 10.3)?
 * Four hours after the last forward its recipients are gone through, and what
 * lacks a final receipt is counted by carrier.
 */
#include "campaign/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flow/flow.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/views.h"

#define AFTER         (4 * HOUR)
#define FORWARDED_MIN 50
#define MISSING_SHARE 30 /* percent of the campaign's */
#define USUAL_SHARE   10 /* percent that the carrier may lack as a rule */
#define CARRIERS_MAX  64 /* further ones are not counted */

struct share {
	char carrier[CARRIER_ROOM];
	uint64_t forwarded, missing, parts, parts_missing;
};

struct tally {
	uint32_t campaign;
	uint16_t account;
	uint8_t step, steps;
	struct share share[CARRIERS_MAX];
	size_t n;
};

void tally_free(struct tally *t)
{
	free(t);
}

usec tally_due(const struct campaign_view *v)
{
	if (v->last_forwarded == 0 || v->total.forwarded < FORWARDED_MIN)
		return 0;
	return v->last_forwarded + AFTER;
}

static void ask(struct campaigns *c, uint64_t after)
{
	const struct tally *t = c->alerts.tally;
	const struct recipient_query q = { .account = t->account,
		.campaign = t->campaign,
		.step = t->step,
		.after = after,
		.limit = AUDIENCE_LIMIT };

	ledger_recipients(c->with.ledger, token_of(PURPOSE_TALLY, t->campaign),
	    &q);
}

bool tally_begin(struct campaigns *c, const struct campaign_view *v)
{
	struct tally *t;

	if (c->alerts.tally != NULL)
		return false;
	t = mem_new(1, sizeof(*t));
	t->campaign = v->id;
	t->account = v->account;
	t->steps = v->steps;
	c->alerts.tally = t;
	ask(c, 0);
	return true;
}

static struct share *share_of(struct tally *t, const char *carrier)
{
	struct share *s;

	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->share[i].carrier, carrier) == 0)
			return &t->share[i];
	}
	if (t->n == CARRIERS_MAX)
		return NULL;
	s = &t->share[t->n++];
	snprintf(s->carrier, sizeof(s->carrier), "%s", carrier);
	return s;
}

static void count(struct campaigns *c, const struct message_view *m)
{
	const char *carrier = flow_number_carrier(c->with.flow, m->to);
	struct share *s;
	bool is_missing = m->state == STATUS_FORWARDED ||
			  m->state == STATUS_ENROUTE ||
			  m->state == STATUS_DELIVERY_UNKNOWN;

	s = carrier == NULL ? NULL : share_of(c->alerts.tally, carrier);
	if (s == NULL)
		return;
	s->forwarded++;
	s->parts += m->parts;
	s->missing += is_missing;
	s->parts_missing += is_missing ? m->parts : 0u;
}

/* Is that much silence unusual for it? By its last seven days without this
 * campaign; of a carrier that nothing else is known of nothing is usual. */
static bool is_unusual(const struct campaigns *c, const struct share *s)
{
	uint64_t told = s->parts - s->parts_missing;
	struct flow_week week;

	flow_carrier_week(c->with.flow, s->carrier, &week);
	if (week.sent <= s->parts)
		return false;
	week.sent -= s->parts;
	week.told -= told < week.told ? told : week.told;
	if (week.told > week.sent)
		week.told = week.sent;
	return (week.sent - week.told) * 100 <= USUAL_SHARE * week.sent;
}

static void judge(struct campaigns *c)
{
	const struct tally *t = c->alerts.tally;

	for (size_t i = 0; i < t->n; i++) {
		const struct share *s = &t->share[i];
		const struct alert_facts f = { .kind = ALERT_SILENT,
			.account = t->account,
			.campaign = t->campaign,
			.carrier = s->carrier,
			.count = s->missing,
			.of = s->forwarded };

		if (s->forwarded >= FORWARDED_MIN &&
		    s->missing * 100 >= MISSING_SHARE * s->forwarded &&
		    is_unusual(c, s))
			alert_raise(c, &f);
	}
}

void tally_recipients(struct campaigns *c, const struct recipient_page *p)
{
	struct tally *t = c->alerts.tally;

	for (size_t i = 0; p->rc == 0 && i < p->n; i++) {
		const struct message_view *m = p->recipient[i].message;

		if (m != NULL && m->forwarded != 0)
			count(c, m);
	}
	if (p->rc == 0 && p->next != 0) {
		ask(c, p->next);
		return;
	}
	if (p->rc == 0 && ++t->step < t->steps) {
		ask(c, 0);
		return;
	}
	if (p->rc == 0)
		judge(c);
	free(t);
	c->alerts.tally = NULL;
	engine_again(c);
}

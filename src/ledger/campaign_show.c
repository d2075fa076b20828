/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/campaign_show.h"

#include "ledger/campaign_row.h"
#include "model/reason.h"

#include <string.h>

static void show_tally(const struct campaign_tally *t,
    struct campaign_counts *to)
{
	*to = (struct campaign_counts){ .forwarded = t->forwarded,
		.evidence = t->evidence };
	memcpy(to->state, t->state, sizeof(t->state));
}

static void show_counts(const struct campaign *c, struct campaign_view *v)
{
	show_tally(&c->total, &v->total);
	for (size_t i = 0; i < CAMPAIGN_STEPS; i++)
		show_tally(&c->step[i], &v->step[i]);
	for (size_t i = 0; i < CAMPAIGN_VARIANTS; i++)
		show_tally(&c->variant[i], &v->variant[i]);
	memcpy(v->error_stage, c->error_stage, sizeof(v->error_stage));
	memcpy(v->skipped_rule, c->skipped_rule, sizeof(v->skipped_rule));
	for (size_t i = 0; i < c->reasons; i++) {
		if (c->reason[i].n != 0)
			v->error_reason[v->error_reasons++] = c->reason[i];
	}
	if (c->other_reasons != 0 && v->error_reasons < CAMPAIGN_REASONS)
		v->error_reason[v->error_reasons++] =
		    (struct campaign_reason){ .n = c->other_reasons };
}

void campaign_show(const struct campaign *c, struct campaign_view *v)
{
	*v = (struct campaign_view){ .id = c->id,
		.account = c->account,
		.status = (enum campaign_status)c->status,
		.paused = c->paused,
		.filling = c->filling,
		.open = campaign_is_open(c),
		.preflight = c->preflight,
		.cause = c->cause,
		.steps = c->steps,
		.variants = c->variants,
		.threshold = c->threshold,
		.promotional = c->promotional,
		.rate = c->rate,
		.created = c->created,
		.start_at = c->start_at,
		.activated = c->activated,
		.started = c->started,
		.sent_at = c->sent_at,
		.completed_at = c->completed_at,
		.done_at = c->done_at,
		.last_forwarded = c->last_forwarded,
		.close_window = c->close_window,
		.swept_at = c->swept_at,
		.closed_at = c->closed_at,
		.recipients = c->recipients,
		.checked = c->checked,
		.deleted_leads = c->deleted_leads,
		.parts = c->parts };
	show_counts(c, v);
}

uint64_t campaign_bucket(const struct campaign_counts *c, enum status_bucket b)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		if (status_bucket_of((enum status)i) == b)
			n += c->state[i];
	}
	return n;
}

uint64_t campaign_filtered(const struct campaign_view *v)
{
	uint64_t n = 0;

	for (size_t i = 0; i < v->error_reasons; i++) {
		if (reason_is_filtered(v->error_reason[i].reason))
			n += v->error_reason[i].n;
	}
	return n;
}

uint64_t campaign_total(const struct campaign_counts *c)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		if (status_bucket_of((enum status)i) != BUCKET_NONE)
			n += c->state[i];
	}
	return n;
}

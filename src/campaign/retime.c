/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/retime.h"

#include "campaign/definition.h"
#include "campaign/inside.h"
#include "campaign/local_time.h"
#include "ledger/campaign.h"

usec retime_start(const struct zone *z, const struct definition *d,
    usec start_at)
{
	usec at;

	if (d->local.len == 0)
		return start_at;
	at = local_instant(z, d->local_at);
	return d->by_recipient && at > start_at ? start_at : at;
}

void retime_tell(struct ledger *l, const struct retimed *r, const char *actor)
{
	const struct campaign_fact f = { .token = token_of(PURPOSE_NOTHING, 0),
		.account = r->account,
		.id = r->id,
		.what = CAMPAIGN_RETIME,
		.actor = actor,
		.start_at = r->start_at };

	ledger_campaign(l, &f);
}

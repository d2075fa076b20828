/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts about campaigns, as the loop hands them in. */
#include "ledger/campaign.h"

#include "conf/hours.h"
#include "ledger/inside.h"

#include <assert.h>
#include <string.h>

static void add_text(struct ledger *l, struct fact *f, const char *text)
{
	size_t len = text == NULL ? 0 : strnlen(text, CAMPAIGN_NOTE);

	batch_more(l->fill, f, text, len);
	batch_more(l->fill, f, "", 1);
}

static void check_plan(const struct campaign_plan *p)
{
	assert(p->steps >= 1 && p->steps <= CAMPAIGN_STEPS);
	assert(p->variants >= 1 && p->variants <= CAMPAIGN_VARIANTS);
	assert(p->lists <= CAMPAIGN_LISTS && p->numbers <= CAMPAIGN_INLINE);
	assert(p->threshold <= 100);
}

/* As facts_more.c takes it apart. */
void ledger_campaign(struct ledger *l, const struct campaign_fact *f)
{
	const struct campaign_plan *p = f->plan;
	struct fact *to;

	assert(f->definition_len <= CAMPAIGN_DEFINITION);
	assert((f->what == CAMPAIGN_ACTIVATE) == (p != NULL));
	to = batch_add(l->fill, FACT_CAMPAIGN, f, sizeof(*f));
	to->u.bytes.token = f->token;
	add_text(l, to, f->actor);
	add_text(l, to, f->reason);
	if (p != NULL) {
		check_plan(p);
		batch_more(l->fill, to, p, sizeof(*p));
		batch_more(l->fill, to, p->number,
		    p->numbers * sizeof(p->number[0]));
	}
	batch_more(l->fill, to, f->definition, f->definition_len);
}

void ledger_site(struct ledger *l, const struct site_fact *f)
{
	struct fact *to = batch_add(l->fill, FACT_SITE, f, sizeof(*f));

	assert(f->account <= NAMES_MAX);
	batch_more(l->fill, to, f->quiet,
	    f->quiets * sizeof(struct conf_hours));
}

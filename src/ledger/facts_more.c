/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts that come as their struct, with what that points to behind it.
 */
#include "ledger/batch.h"
#include "ledger/book.h"
#include "ledger/campaign.h"
#include "ledger/campaign_steps.h"
#include "ledger/check.h"
#include "ledger/people.h"
#include "ledger/quiet.h"

#include <string.h>

/* The struct at the front of the data; what is behind it. */
static const uint8_t *split(void *to, size_t len, const void *data)
{
	memcpy(to, data, len);
	return (const uint8_t *)data + len;
}

/* Strings and the plan's numbers are behind it, see ledger_campaign(). */
static void do_campaign(struct book *b, const void *data)
{
	uint64_t number[CAMPAIGN_INLINE];
	struct campaign_fact f;
	struct campaign_plan plan;
	const uint8_t *more = split(&f, sizeof(f), data);

	f.actor = (const char *)more;
	f.reason = f.actor + strlen(f.actor) + 1;
	more = (const uint8_t *)f.reason + strlen(f.reason) + 1;
	if (f.plan != NULL) {
		more = split(&plan, sizeof(plan), more);
		more = split(number, plan.numbers * sizeof(number[0]), more);
		plan.number = number;
		f.plan = &plan;
	}
	f.definition = more;
	book_do_campaign(b, &f);
}

static void set_site(struct book *b, const void *data)
{
	struct site_fact f;

	f.quiet = split(&f, sizeof(f), data);
	book_set_site(b, &f);
	quiets_set(b->quiets, f.account, f.zone, f.quiet, f.quiets);
}

static void check(struct book *b, const void *data)
{
	struct verdict v;
	const void *body = split(&v, sizeof(v), data);

	v.body = body;
	book_check(b, &v, body);
}

void book_give_back(struct book *b, const void *data)
{
	struct verdict v;

	(void)split(&v, sizeof(v), data);
	book_tell_charge(b, &v, false);
}

void book_apply_more(struct book *b, const struct fact *f, const void *data)
{
	switch (f->type) {
	case FACT_CAMPAIGN: do_campaign(b, data); return;
	case FACT_SITE: set_site(b, data); return;
	case FACT_CHECK: check(b, data); return;
	default: book_apply_people(b, f, data); return;
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns, contacts, trials, suggestions: where a transaction meets them.
 */
#include "base/clock.h"
#include "ledger/book.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/people.h"
#include "ledger/quiet.h"
#include "ledger/talks.h"

void book_init_outreach(struct book *b)
{
	b->campaigns = campaigns_new();
	b->births = births_new();
	b->trial = trial_new();
	b->quiets = quiets_new();
	book_init_people(b);
}

void book_fini_outreach(struct book *b)
{
	campaigns_free(b->campaigns);
	births_free(b->births);
	trial_free(b->trial);
	quiets_free(b->quiets);
	book_fini_people(b);
}

int book_load_outreach(struct book *b)
{
	int rc = book_load_campaigns(b);

	if (rc == 0)
		rc = book_load_trials(b);
	return rc != 0 ? rc : book_load_people(b);
}

/* Births before the feed and the checks of what is due; the feed behind all
 * that may queue a message. */
void book_run_outreach(struct book *b)
{
	book_run_contacts(b);
	book_run_campaigns(b);
	book_run_feed(b);
}

usec book_next_outreach(struct book *b)
{
	usec at = book_next_campaign(b);

	clock_earlier(&at, book_next_feed(b));
	clock_earlier(&at, book_next_contact(b));
	return at;
}

void book_follow_outreach(struct book *b, const struct record *before,
    struct active_slot *s, const struct entry *e)
{
	const struct record *now = &s->record;

	if (e->type == ENTRY_CLOCK)
		return; /* as it stands, so it stood */
	if (now->campaign != 0)
		campaign_count(b, before, s, e);
	book_follow_promo(b, before, now);
	book_use_trial(b, before, now);
	book_streak(b, s->key, before, now);
	book_note_talk(b, now, e);
}

void book_flush_outreach(struct book *b)
{
	book_judge_campaigns(b);
	book_flush_campaigns(b);
}

void book_publish_outreach(struct book *b, bool all)
{
	if (all)
		book_publish_all_campaigns(b);
	else
		book_publish_campaigns(b);
	book_publish_trials(b);
	book_lists_publish(b);
}

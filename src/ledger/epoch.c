/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A campaign ends for all its messages at once: what waited is canceled at
 * swept_at, what had no answer is unknown at closed_at. Their rows follow
 * (mop.c); one that was not reached yet is converted when it is touched, by an
 * entry that moves no counter of the campaign, and is seen as converted by all
 * who look at it. So nobody meets one that was not.
 */
#include "ledger/apply.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"
#include "ledger/entry.h"
#include "ledger/steps.h"

static bool is_waiting(uint8_t state)
{
	return state == STATUS_NEW || state == STATUS_HELD ||
	       state == STATUS_QUEUED;
}

/* A late answer forwards it anew, and opens a window of its own. */
static bool was_closed(const struct campaign *c, const struct record *r)
{
	return campaign_is_closed(c) && record_awaits_receipt(r) &&
	       record_time(r, r->forwarded) <= c->closed_at;
}

uint8_t campaign_effective(const struct campaign *c, const struct record *r)
{
	if (campaign_is_swept(c) && is_waiting(r->state))
		return STATUS_CANCELED;
	return was_closed(c, r) ? STATUS_DELIVERY_UNKNOWN : r->state;
}

void campaign_show_record(const struct campaign *c, struct record *r)
{
	uint8_t state = campaign_effective(c, r);

	if (state == r->state)
		return;
	record_end(r, (enum status)state, SUBSTATE_NONE,
	    state == STATUS_CANCELED ? c->swept_at : c->closed_at);
}

/* Only what is on its way has anything to learn from its campaign. */
static const struct campaign *campaign_of(struct book *b,
    const struct record *r)
{
	uint32_t id = record_campaign(r);

	if (id == 0 || status_is_final((enum status)r->state))
		return NULL;
	return book_campaign_look(b, id);
}

void book_see_settled(struct book *b, struct record *r)
{
	const struct campaign *c = campaign_of(b, r);

	leap_show(b, r);
	if (c != NULL)
		campaign_show_record(c, r);
}

bool book_lives_on(struct book *b, const struct record *r)
{
	const struct campaign *c = campaign_of(b, r);

	return c != NULL && c->status == CAMPAIGN_FAILED;
}

bool book_is_ended(struct book *b, const struct record *r)
{
	const struct campaign *c = book_campaign_look(b, record_campaign(r));

	return c != NULL && campaign_is_final((enum campaign_status)c->status);
}

void book_settle(struct book *b, struct active_slot *s)
{
	const struct campaign *c = campaign_of(b, &s->record);
	uint8_t state;

	leap_take(b, s);
	if (c == NULL)
		return;
	state = campaign_effective(c, &s->record);
	if (state == STATUS_CANCELED) {
		book_write_cancel(b, s, DECIDED_CANCELED); /* M15 */
	} else if (state != s->record.state) {
		book_give_up(b, s); /* M14 */
	} else if (state == STATUS_SUBMITTING && campaign_is_swept(c) &&
		   !(s->record.flags & FLAG_CANCEL_WANTED)) {
		book_write_cancel(b, s, DECIDED_WANTED); /* M16 */
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who hears of what the ledger says: by the token, or by what it is about.
 */
#include "daemon/inside.h"

#include "api/api.h"
#include "base/log.h"
#include "campaign/campaign.h"
#include "control/control.h"
#include "flow/flow.h"
#include "flow/webhook.h"
#include "ledger/campaign.h"
#include "ledger/events.h"

static void accepted(uint64_t token, const struct accepted *a, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_accepted(d->campaigns, token, a);
	else if (flow_is_reply(token))
		flow_replied(d->flow, token, !a->replayed);
	else
		api_accepted(d->api, token, a);
}

static void refused(uint64_t token, int rc, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_refused(d->campaigns, token, rc);
	else if (flow_is_reply(token))
		flow_replied(d->flow, token, false);
	else
		api_refused(d->api, token, rc);
}

static void claimed(const struct claim *c, void *arg)
{
	struct daemon *d = arg;

	flow_claimed(d->flow, c);
	api_claimed(d->api, c);
}

static void question(const struct question *q, void *arg)
{
	struct daemon *d = arg;

	flow_question(d->flow, q);
}

static void granted(uint64_t token, const struct granted *g, void *arg)
{
	struct daemon *d = arg;

	if (token & CONTROL_TOKEN)
		control_granted(d->control, token, g);
	else
		api_granted(d->api, token, g);
}

static void stored(const struct reply_token *reply, int rc, void *arg)
{
	struct daemon *d = arg;

	flow_stored(d->flow, reply, rc);
}

static void given_up(uint64_t key, uint64_t to, void *arg)
{
	struct daemon *d = arg;

	flow_given_up(d->flow, key, to);
}

static void charged(const struct charge *c, void *arg)
{
	struct daemon *d = arg;

	campaigns_charged(d->campaigns, c);
}

static void missed(uint16_t account, void *arg)
{
	struct daemon *d = arg;

	campaigns_missed(d->campaigns, account);
}

static void fetched(uint64_t token, int rc, const struct message_view *v,
    void *arg)
{
	struct daemon *d = arg;

	if (token & CONTROL_TOKEN)
		control_fetched(d->control, token, rc, v);
	else
		api_fetched(d->api, token, rc, v);
}

static void listed(uint64_t token, const struct message_page *p, void *arg)
{
	struct daemon *d = arg;

	if (token & CONTROL_TOKEN)
		control_listed(d->control, token, p);
	else
		api_listed(d->api, token, p);
}

static void parked(uint64_t token, const struct parked_page *p, void *arg)
{
	struct daemon *d = arg;

	control_parked(d->control, token, p);
}

static void backed_up(uint64_t token, const struct ledger_backup_report *r,
    void *arg)
{
	struct daemon *d = arg;

	if (r->rc == 0)
		log_info("esmed", "backup made dir=%s bytes=%llu", r->dir,
		    (unsigned long long)r->bytes);
	control_backed_up(d->control, token, r);
}

static void received(const struct received *m, void *arg)
{
	struct daemon *d = arg;

	flow_received(d->flow, m);
}

static void heard(const struct heard *h, void *arg)
{
	struct daemon *d = arg;

	flow_heard(d->flow, h);
}

static void stranded(const struct claim *s, void *arg)
{
	struct daemon *d = arg;

	flow_stranded(d->flow, s);
}

static void opted(uint64_t token, int rc, bool changed, void *arg)
{
	struct daemon *d = arg;

	if (token & CONTROL_TOKEN)
		control_opted(d->control, token, rc, changed);
	else
		api_opted(d->api, token, rc, changed);
}

static void kept(uint64_t token, int rc, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_kept(d->campaigns, token, rc);
	else if (token & CONTROL_TOKEN)
		control_kept(d->control, token, rc);
	else
		api_kept(d->api, token, rc);
}

static void things(uint64_t token, const struct thing_page *p, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_things(d->campaigns, token, p);
	else if (token & CONTROL_TOKEN)
		control_things(d->control, token, p);
	else
		api_things(d->api, token, p);
}

/* Webhooks follow, and so do those who read events as a stream. */
static void followed(uint64_t token, const struct follow_page *p, void *arg)
{
	struct daemon *d = arg;

	if ((token & WEBHOOK_TOKEN) == WEBHOOK_TOKEN)
		webhook_followed(d->webhook, p);
	else
		api_followed(d->api, token, p);
}

static void hooks(uint64_t token, const struct hook_page *p, void *arg)
{
	struct daemon *d = arg;

	if ((token & WEBHOOK_TOKEN) == WEBHOOK_TOKEN)
		webhook_hooks(d->webhook, token, p);
	else if (token & CONTROL_TOKEN)
		control_hooks(d->control, token, p);
	else
		api_hooks(d->api, token, p);
}

static void campaigned(const struct campaigned *c, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(c->token))
		campaigns_campaigned(d->campaigns, c);
	else if (c->token & CONTROL_TOKEN)
		control_campaigned(d->control, c);
	else
		api_campaigned(d->api, c);
}

static void campaigns_listed(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_told(d->campaigns, token, p);
	else if (token & CONTROL_TOKEN)
		control_campaigns(d->control, token, p);
	else
		api_campaigns(d->api, token, p);
}

static void campaign_told(uint64_t token, const struct campaign_history *h,
    void *arg)
{
	struct daemon *d = arg;

	if (token & CONTROL_TOKEN)
		control_campaign_told(d->control, token, h);
	else
		api_campaign_told(d->api, token, h);
}

static void contacted(const struct contacted *c, void *arg)
{
	struct daemon *d = arg;

	api_contacted(d->api, c);
}

static void contacts(uint64_t token, const struct contact_page *p, void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_contacts(d->campaigns, token, p);
	else if (token & CONTROL_TOKEN)
		control_contacts(d->control, token, p);
	else
		api_contacts(d->api, token, p);
}

static void recipients(uint64_t token, const struct recipient_page *p,
    void *arg)
{
	struct daemon *d = arg;

	if (campaigns_is_token(token))
		campaigns_recipients(d->campaigns, token, p);
	else if (token & CONTROL_TOKEN)
		control_recipients(d->control, token, p);
	else
		api_recipients(d->api, token, p);
}

static void worked(uint64_t token, const struct work_page *p, void *arg)
{
	struct daemon *d = arg;

	campaigns_worked(d->campaigns, token, p);
}

static void checked(uint64_t token, int rc, void *arg)
{
	struct daemon *d = arg;

	campaigns_checked(d->campaigns, token, rc);
}

static void suggested(uint64_t token, int rc, void *arg)
{
	struct daemon *d = arg;

	if (!campaigns_is_token(token))
		api_suggested(d->api, token, rc);
}

static void suggestions(uint64_t token, const struct suggestion_page *p,
    void *arg)
{
	struct daemon *d = arg;

	api_suggestions(d->api, token, p);
}

static void used(const struct usage_day *u, void *arg)
{
	struct daemon *d = arg;

	api_used(d->api, u);
}

static void suggestion(uint16_t account, uint64_t number, void *arg)
{
	struct daemon *d = arg;

	campaigns_suggestion(d->campaigns, account, number);
}

static void broken(int rc, const char *why, void *arg)
{
	struct daemon *d = arg;

	(void)rc;
	log_error("esmed",
	    "the store failed: %s; nothing more is taken; "
	    "check the disk, then restart",
	    why);
	d->status = DAEMON_IO;
	loop_stop(d->loop);
}

const struct ledger_events daemon_heard = {
	.accepted = accepted,
	.refused = refused,
	.claimed = claimed,
	.question = question,
	.stranded = stranded,
	.granted = granted,
	.stored = stored,
	.given_up = given_up,
	.missed = missed,
	.charged = charged,
	.fetched = fetched,
	.listed = listed,
	.parked = parked,
	.backed_up = backed_up,
	.broken = broken,
	.received = received,
	.heard = heard,
	.opted = opted,
	.kept = kept,
	.things = things,
	.followed = followed,
	.hooks = hooks,
	.campaigned = campaigned,
	.campaigns = campaigns_listed,
	.campaign_told = campaign_told,
	.contacted = contacted,
	.contacts = contacts,
	.recipients = recipients,
	.worked = worked,
	.checked = checked,
	.suggested = suggested,
	.suggestions = suggestions,
	.suggestion = suggestion,
	.used = used,
};

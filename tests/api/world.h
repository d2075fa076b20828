/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * world - the API over a real flow and ledger, and how time goes on in it.
 *
 * With rig.hold set the ledger gets no turn, so nothing is committed.
 */
#ifndef TESTS_API_WORLD_H
#define TESTS_API_WORLD_H

#include "api/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "campaign/inside.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "ledger/campaign.h"
#include "ledger/events.h"
#include "ledger/mo.h"
#include "route/route.h"
#include "session/session.h"
#include "session/smsc.h"
#include "session/smsc_options.h"
#include "session/smsc_status.h"

struct rig {
	char folder[64];
	struct conf *conf;
	struct route_table *routes;
	struct loop *loop;
	struct ledger *ledger;
	struct flow *flow;
	struct campaigns *campaigns;
	struct api *api;
	struct loop_wake wake;
	struct loop_hook hook;
	size_t accepts_max;
	bool hold;
	bool full; /* the store's reserve is all that it has */

	struct stream *client; /* NULL: the server closed it */
	struct buf got;

	struct listener *smsc;
	struct session *carrier;
	unsigned submits;
	uint32_t submit_status; /* what it answers them with */

	http_id extra_id;
	struct buf extra_body;
};

static struct rig rig;

static inline void rig_accepted(uint64_t token, const struct accepted *a,
    void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_accepted(rig.campaigns, token, a);
	else
		api_accepted(rig.api, token, a);
}

static inline void rig_refused(uint64_t token, int rc, void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_refused(rig.campaigns, token, rc);
	else
		api_refused(rig.api, token, rc);
}

static inline void rig_claimed(const struct claim *c, void *arg)
{
	(void)arg;
	flow_claimed(rig.flow, c);
	api_claimed(rig.api, c);
}

static inline void rig_stored(const struct reply_token *r, int rc, void *arg)
{
	(void)arg;
	flow_stored(rig.flow, r, rc);
}

static inline void rig_question(const struct question *q, void *arg)
{
	(void)arg;
	flow_question(rig.flow, q);
}

static inline void rig_granted(uint64_t token, const struct granted *g,
    void *arg)
{
	(void)arg;
	api_granted(rig.api, token, g);
}

static inline void rig_fetched(uint64_t token, int rc,
    const struct message_view *v, void *arg)
{
	(void)arg;
	api_fetched(rig.api, token, rc, v);
}

static inline void rig_listed(uint64_t token, const struct message_page *p,
    void *arg)
{
	(void)arg;
	api_listed(rig.api, token, p);
}

static inline void rig_kept(uint64_t token, int rc, void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_kept(rig.campaigns, token, rc);
	else
		api_kept(rig.api, token, rc);
}

static inline void rig_opted(uint64_t token, int rc, bool changed, void *arg)
{
	(void)arg;
	api_opted(rig.api, token, rc, changed);
}

static inline void rig_things(uint64_t token, const struct thing_page *p,
    void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_things(rig.campaigns, token, p);
	else
		api_things(rig.api, token, p);
}

static inline void rig_followed(uint64_t token, const struct follow_page *p,
    void *arg)
{
	(void)arg;
	api_followed(rig.api, token, p);
}

static inline void rig_hooks(uint64_t token, const struct hook_page *p,
    void *arg)
{
	(void)arg;
	api_hooks(rig.api, token, p);
}

static inline void rig_used(const struct usage_day *d, void *arg)
{
	(void)arg;
	api_used(rig.api, d);
}

static inline void rig_campaigned(const struct campaigned *c, void *arg)
{
	(void)arg;
	if (campaigns_is_token(c->token))
		campaigns_campaigned(rig.campaigns, c);
	else
		api_campaigned(rig.api, c);
}

static inline void rig_campaigns(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_told(rig.campaigns, token, p);
	else
		api_campaigns(rig.api, token, p);
}

static inline void rig_campaign_told(uint64_t token,
    const struct campaign_history *h, void *arg)
{
	(void)arg;
	api_campaign_told(rig.api, token, h);
}

static inline void rig_contacted(const struct contacted *c, void *arg)
{
	(void)arg;
	api_contacted(rig.api, c);
}

static inline void rig_contacts(uint64_t token, const struct contact_page *p,
    void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_contacts(rig.campaigns, token, p);
	else
		api_contacts(rig.api, token, p);
}

static inline void rig_recipients(uint64_t token,
    const struct recipient_page *p, void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_recipients(rig.campaigns, token, p);
	else
		api_recipients(rig.api, token, p);
}

static inline void rig_worked(uint64_t token, const struct work_page *p,
    void *arg)
{
	(void)arg;
	campaigns_worked(rig.campaigns, token, p);
}

static inline void rig_charged(const struct charge *of, void *arg)
{
	(void)arg;
	campaigns_charged(rig.campaigns, of);
}

static inline void rig_checked(uint64_t token, int rc, void *arg)
{
	(void)arg;
	campaigns_checked(rig.campaigns, token, rc);
}

static inline void rig_suggested(uint64_t token, int rc, void *arg)
{
	(void)arg;
	if (!campaigns_is_token(token))
		api_suggested(rig.api, token, rc);
}

static inline void rig_suggestions(uint64_t token,
    const struct suggestion_page *p, void *arg)
{
	(void)arg;
	api_suggestions(rig.api, token, p);
}

static inline void rig_broken(int rc, const char *why, void *arg)
{
	(void)arg;
	fail_msg("the store broke: %d %s", rc, why);
}

static const struct ledger_events rig_events = {
	.accepted = rig_accepted,
	.refused = rig_refused,
	.claimed = rig_claimed,
	.stored = rig_stored,
	.question = rig_question,
	.granted = rig_granted,
	.fetched = rig_fetched,
	.listed = rig_listed,
	.kept = rig_kept,
	.used = rig_used,
	.opted = rig_opted,
	.things = rig_things,
	.followed = rig_followed,
	.hooks = rig_hooks,
	.broken = rig_broken,
	.campaigned = rig_campaigned,
	.campaigns = rig_campaigns,
	.campaign_told = rig_campaign_told,
	.contacted = rig_contacted,
	.contacts = rig_contacts,
	.recipients = rig_recipients,
	.worked = rig_worked,
	.checked = rig_checked,
	.charged = rig_charged,
	.suggested = rig_suggested,
	.suggestions = rig_suggestions,
};

static inline void rig_wake(void *arg)
{
	(void)arg;
	loop_notify(&rig.wake);
}

static inline void rig_woken(void *arg)
{
	(void)arg;
}

static inline void rig_turn_end(void *arg)
{
	(void)arg;
	if (!rig.hold) {
		campaigns_turn(rig.campaigns);
		flow_turn(rig.flow);
	}
	api_turn(rig.api);
}

static inline void rig_turns(int n)
{
	while (n-- > 0)
		loop_once(rig.loop, false);
}

static inline void rig_pause(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
}

/* Is nothing to be done for campaigns before the ledger or a timer calls? */
static inline bool rig_engine_is_idle(void)
{
	const struct engine *e = &rig.campaigns->engine;

	return !e->again && e->turn == ledger_campaign_turn(rig.ledger);
}

/* Turns until the ledger is idle and nothing moves. */
static inline void rig_settle(void)
{
	usec limit = clock_real() + 20 * SECOND;
	uint64_t before;

	do {
		before = loop_progress(rig.loop);
		rig_turns(4);
		if (!rig.hold &&
		    (!ledger_is_idle(rig.ledger) || !rig_engine_is_idle())) {
			rig_pause();
			before = UINT64_MAX;
		}
		if (clock_real() > limit)
			fail_msg("it does not settle");
	} while (loop_progress(rig.loop) != before);
}

#endif

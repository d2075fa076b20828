/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/inside.h"

#include <stdlib.h>

#include "base/mem.h"
#include "campaign/action.h"
#include "campaign/local_time.h"
#include "ledger/campaign.h"

int campaigns_open(struct campaigns **out, const struct campaigns_options *o)
{
	struct campaigns *c = mem_new(1, sizeof(*c));
	int rc;

	c->with = *o;
	c->zones = zones_new();
	engine_open(c);
	rc = sites_load(c);
	if (rc == 0)
		rc = alerts_open(c);
	if (rc != 0) {
		campaigns_close(c);
		return rc;
	}
	*out = c;
	return 0;
}

void campaigns_close(struct campaigns *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < ACTIONS_MAX; i++)
		action_free(c->action[i]);
	engine_close(c);
	alerts_close(c);
	sites_free(c);
	zones_free(c->zones);
	buf_free(&c->scratch);
	free(c);
}

/* What they were looked up for is not theirs any more. */
static void dismiss_actions(struct campaigns *c)
{
	for (size_t i = 0; i < ACTIONS_MAX; i++) {
		struct action *a = c->action[i];

		if (a != NULL && !a->account->is_configured)
			action_fail(a, "not_found", "");
	}
}

void campaigns_reconfigure(struct campaigns *c, const struct conf *conf)
{
	c->with.conf = conf;
	sites_renew(c);
	dismiss_actions(c);
	engine_look_at_all(c);
}

void campaigns_turn(struct campaigns *c)
{
	engine_turn(c);
}

struct account *campaigns_account(const struct campaigns *c, uint16_t id)
{
	return id < c->ids ? c->by_id[id] : NULL;
}

/* ---- the ledger's events ----------------------------------------------- */

void campaigns_told(struct campaigns *c, uint64_t token,
    const struct campaign_page *p)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_found(a, p);
	else if (token_purpose(token) == PURPOSE_LOAD)
		engine_loaded(c, token, p);
}

void campaigns_campaigned(struct campaigns *c, const struct campaigned *d)
{
	struct action *a = action_of(c, d->token);

	if (a != NULL)
		action_begun(a, d);
}

void campaigns_accepted(struct campaigns *c, uint64_t token,
    const struct accepted *accepted)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_accepted(a, action_nth(token), &accepted->id);
}

void campaigns_refused(struct campaigns *c, uint64_t token, int rc)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_refused(a, action_nth(token), rc);
}

void campaigns_kept(struct campaigns *c, uint64_t token, int rc)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_kept(a, rc);
}

void campaigns_things(struct campaigns *c, uint64_t token,
    const struct thing_page *p)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_things(a, p);
}

void campaigns_contacts(struct campaigns *c, uint64_t token,
    const struct contact_page *p)
{
	struct action *a = action_of(c, token);

	if (a != NULL)
		action_contacts(a, p);
}

void campaigns_recipients(struct campaigns *c, uint64_t token,
    const struct recipient_page *p)
{
	if (token_purpose(token) == PURPOSE_TALLY)
		tally_recipients(c, p);
}

void campaigns_worked(struct campaigns *c, uint64_t token,
    const struct work_page *p)
{
	engine_worked(c, token, p);
}

void campaigns_checked(struct campaigns *c, uint64_t token, int rc)
{
	engine_checked(c, token, rc);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts of a campaign by carrier, as the native face has them: its
 * recipients are walked over, a slice at a time.
 */
#include "api/campaign_json.h"
#include "api/carrier_tally.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"

#define SLICE 500 /* recipients: a loop's turn looks up their carriers */

static enum command_end ask(struct command_call *call)
{
	const struct command_wait *w = &call->wait;

	ledger_recipients(call->with->ledger, call->token,
	    &(struct recipient_query){ .account = w->account,
		.campaign = w->campaign,
		.step = w->step,
		.after = w->place,
		.limit = SLICE,
		.bare = true });
	return COMMAND_WAITS;
}

enum command_end campaign_carriers(struct command_call *call,
    const struct campaign_view *v)
{
	struct command_wait *w = &call->wait;

	json_open_object(call->out, NULL);
	campaign_counts_json(call->out, v, CAMPAIGN_FETCHED);
	campaign_rates_json(call->out, v);
	w->account = v->account;
	w->steps = v->steps;
	w->step = 0;
	w->place = 0;
	w->tally = carrier_tally_new();
	return ask(call);
}

enum command_end cmd_recipients_found(struct command_call *call,
    const struct recipient_page *p)
{
	struct command_wait *w = &call->wait;

	if (p->rc != 0)
		return command_fail(call, "the recipients cannot be read: %s",
		    rc_text(p->rc));
	for (size_t i = 0; i < p->n; i++)
		carrier_tally_add(w->tally,
		    flow_number_carrier(call->with->flow,
			p->recipient[i].number),
		    &p->recipient[i]);
	w->place = p->next;
	if (p->next != 0 || ++w->step < w->steps)
		return ask(call);
	carrier_tally_json(w->tally, call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}

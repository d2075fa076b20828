/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts of a campaign by carrier, as the native face has them: its
 * recipients are walked over, a slice at a time.
 */
#include "api/campaign_json.h"
#include "api/carrier_tally.h"
#include "control/command.h"
#include "ledger/audience.h"

static enum command_end ask(struct command_call *call)
{
	carrier_tally_ask(call->wait.tally, call->with->ledger, call->token);
	return COMMAND_WAITS;
}

enum command_end campaign_carriers(struct command_call *call,
    const struct campaign_view *v)
{
	json_open_object(call->out, NULL);
	campaign_counts_json(call->out, v, CAMPAIGN_FETCHED);
	campaign_rates_json(call->out, v);
	call->wait.tally = carrier_tally_new();
	carrier_tally_begin(call->wait.tally, v);
	return ask(call);
}

enum command_end cmd_recipients_found(struct command_call *call,
    const struct recipient_page *p)
{
	if (p->rc != 0)
		return command_fail(call, "the recipients cannot be read: %s",
		    rc_text(p->rc));
	if (!carrier_tally_take(call->wait.tally, call->with->flow, p))
		return ask(call);
	carrier_tally_json(call->wait.tally, call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}

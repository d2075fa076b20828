/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an operator wishes of one message; what it has become is shown.
 */
#include "control/command.h"
#include "ledger/ledger.h"

static enum command_end wish(struct command_call *call, enum wish w)
{
	struct message_id id;

	if (message_named(call, &id) != 0)
		return COMMAND_FAILED;
	ledger_wish(call->with->ledger, call->token, 0, &id, w);
	return COMMAND_WAITS;
}

enum command_end cmd_message_cancel(struct command_call *call)
{
	return wish(call, WISH_CANCEL);
}

enum command_end cmd_message_resend(struct command_call *call)
{
	return wish(call, WISH_RESEND);
}

enum command_end cmd_message_granted(struct command_call *call,
    const struct granted *g)
{
	if (g->rc == RC_NOT_FOUND)
		return command_fail(call, "there is no message of this id");
	if (g->rc != 0)
		return command_fail(call,
		    "this message is in no state for that: it is canceled "
		    "before it was forwarded, or by a carrier with cancel_sm; "
		    "resent while it is held in doubt");
	ledger_fetch(call->with->ledger, call->token, 0, &g->id);
	return COMMAND_WAITS;
}

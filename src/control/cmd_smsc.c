/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an operator tells one smsc to do.
 */
#include "api/smsc_json.h"
#include "control/command.h"
#include "flow/flow.h"
#include "session/smsc.h"

#include <string.h>

int smsc_named(struct command_call *call, size_t *i)
{
	const struct flow *f = call->with->flow;
	const char *name;
	size_t len;

	if (json_get_str(call->args, "name", &name, &len) != 0) {
		(void)command_fail(call, "the \"name\" of an smsc is wanted");
		return RC_BAD;
	}
	if (flow_smsc_find(f, name, i) == 0)
		return 0;
	(void)command_fail(call,
	    "no smsc is called \"%.40s\"; \"smsc list\" lists them", name);
	return RC_NOT_FOUND;
}

static enum command_end show(struct command_call *call, size_t i)
{
	smsc_json(call->out, call->with->flow, i, SMSC_FULL);
	return COMMAND_DONE;
}

/* Tell it, and show it; what it becomes is seen from the next turn on. */
static enum command_end tell(struct command_call *call,
    void (*fn)(struct smsc *c))
{
	size_t i;

	if (smsc_named(call, &i) != 0)
		return COMMAND_FAILED;
	fn(flow_smsc_mutable(call->with->flow, i));
	return show(call, i);
}

enum command_end cmd_smsc_show(struct command_call *call)
{
	size_t i;

	return smsc_named(call, &i) == 0 ? show(call, i) : COMMAND_FAILED;
}

enum command_end cmd_smsc_start(struct command_call *call)
{
	return tell(call, smsc_start);
}

enum command_end cmd_smsc_stop(struct command_call *call)
{
	return tell(call, smsc_stop);
}

enum command_end cmd_smsc_pause(struct command_call *call)
{
	return tell(call, smsc_pause);
}

enum command_end cmd_smsc_resume(struct command_call *call)
{
	return tell(call, smsc_resume);
}

enum command_end cmd_smsc_reconnect(struct command_call *call)
{
	return tell(call, smsc_reconnect);
}

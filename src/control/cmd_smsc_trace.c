/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/command.h"
#include "control/trace.h"

#define SECONDS_USUAL 30

enum command_end cmd_smsc_trace(struct command_call *call)
{
	const struct json_range range = { 1, TRACE_SECONDS_MAX };
	struct command_trace *t = &call->trace;
	int64_t seconds = SECONDS_USUAL;

	if (smsc_named(call, &t->smsc) != 0)
		return COMMAND_FAILED;
	if (json_get(call->args, "seconds") != NULL &&
	    json_get_int(call->args, "seconds", range, &seconds) != 0)
		return command_fail(call,
		    "\"seconds\" is a number from 1 to %d", TRACE_SECONDS_MAX);
	if (json_get(call->args, "texts") != NULL &&
	    json_get_bool(call->args, "texts", &t->with_texts) != 0)
		return command_fail(call, "\"texts\" is true or false");
	t->time = seconds * SECOND;
	return COMMAND_TRACES;
}

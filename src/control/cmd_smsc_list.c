/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/smsc_json.h"
#include "control/command.h"

enum command_end cmd_smsc_list(struct command_call *call)
{
	json_open_object(call->out, NULL);
	smscs_json(call->out, "smscs", call->with->flow, SMSC_FULL);
	json_close_object(call->out);
	return COMMAND_DONE;
}
